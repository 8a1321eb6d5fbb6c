"""Deals that are here already, and stand in another stage than the file says (domain.md §3).

They are moved only where that is wanted, by the one move: held to the same criteria, refused row by
row where these block, or warn without a reason. Those that have left by the file leave here too
(`present_exits.py`). Imported history is another thing (`visits.py`).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from revops_desktop.database.deal_facts import Told
from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.effects import Change
from revops_desktop.exchange.out.deals import STATUS_LABELS
from revops_desktop.exchange.present_exits import PresentExits
from revops_desktop.exchange.present_moments import moved_when
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.visits import Course, River
from revops_desktop.i18n import _, joined
from revops_desktop.operations.asking import refusals
from revops_desktop.operations.history_moves import Move, StayNow, When, stays_now
from revops_desktop.operations.history_records import Visit
from revops_desktop.operations.history_updates import RecordChange
from revops_desktop.operations.known import DealThere


@dataclass(slots=True)
class Moves:
    """Of a file, by the lines of rows: the deals that move or leave, those that stand elsewhere or
    have left by it and stay, and what is refused; what it says of each, and what is remarked."""

    deals: dict[int, int] = field(default_factory=dict)
    elsewhere: set[int] = field(default_factory=set)
    refused: dict[int, RowRefused] = field(default_factory=dict)
    told: dict[int, Change] = field(default_factory=dict)
    remarks: list[tuple[int, str]] = field(default_factory=list)


class _Noted(NamedTuple):
    """A row that says that a deal stands elsewhere, or has left; `won`: its first stay as a
    customer."""

    line: int
    course: Course
    stage: str
    won: Visit | None
    wanted: bool


class PresentStages:
    """What the rows of all files say of deals that are here; the first row of a deal holds."""

    def __init__(self, workspace: Asks, *, at: int, zone: str, override: str | None) -> None:
        self._workspace, self._at, self._zone = workspace, at, zone
        self.override = override
        self.exits = PresentExits(at, zone)
        self._moves: dict[tuple[int, When], list[int]] = {}
        self._of_file: dict[int, _Noted] = {}
        self._noted: set[int] = set()

    @property
    def moves(self) -> tuple[Move, ...]:
        """The deals that move, of all files read so far."""
        return tuple(
            Move(stage_id, when, tuple(deals))
            for (stage_id, when), deals in self._moves.items()
            if deals
        )

    @property
    def wanted(self) -> Collection[int]:
        """The lines of the file that is being read whose deals shall move or leave."""
        return {one.line for one in self._of_file.values() if one.wanted}

    def note(
        self, there: DealThere, course: Course, river: River, line: int, *, wanted: bool
    ) -> None:
        """A row says where a deal that is here stands; only one that stands elsewhere matters.

        One that has left the river here is never brought back, but it is told where the file says
        that it stands somewhere.
        """
        if there.deal_id in self._noted or not course.is_told:
            return
        self._noted.add(there.deal_id)
        stage_id = course.visits[-1][0]
        is_same = there.stands and course.how is None and there.stage_id == stage_id
        if stage_id < 1 or is_same or not (there.stands or course.how is None):
            return
        customers = {one.reference for one in river.stages if one.phase == "customer"}
        won = next((one for one in course.visits if one[0] in customers), None)
        if stage_id not in customers:
            won = None
        stage = next((one.name for one in river.stages if one.reference == stage_id), "")
        self._of_file[there.deal_id] = _Noted(line, course, stage, won, wanted)

    def settle(self, changes: Mapping[int, RecordChange]) -> Moves:
        """Ends a file: which deals move or leave, which stand elsewhere unmoved, which rows may
        not. `changes`: what the rows change of their deals, by their lines, before these go on."""
        noted, self._of_file = self._of_file, {}
        found = Moves()
        stays = self._workspace.ask(stays_now, deal_ids=tuple(noted)) if noted else {}
        going: dict[tuple[int, When], list[int]] = {}
        for deal_id, one in noted.items():
            stay = stays.get(deal_id)
            if stay is None:
                continue
            if stay.outcome is not None:
                found.elsewhere.add(one.line)
                left = _(STATUS_LABELS.get(stay.outcome, stay.outcome))
                found.told[one.line] = Change(_("Stage"), left, one.stage)
                found.remarks.append((one.line, _left_here(one.stage)))
                continue
            if one.course.how is not None:
                self._judge(deal_id, one, stay, found)
                continue
            found.told[one.line] = Change(_("Stage"), stay.stage, one.stage)
            if not one.wanted:
                found.elsewhere.add(one.line)
                continue
            when, remark = moved_when(one.course, one.won, stay, now=self._at, zone=self._zone)
            if remark:
                found.remarks.append((one.line, remark))
            going.setdefault((one.course.visits[-1][0], when), []).append(deal_id)
        told = {
            deal_id: _told(changes[one.line])
            for deal_id, one in noted.items()
            if one.line in changes
        }
        for (stage_id, when), deal_ids in going.items():
            problems = self._refused(stage_id, when, deal_ids, told)
            for deal_id in deal_ids:
                line = noted[deal_id].line
                if deal_id in problems:
                    found.refused[line] = _held_back(problems[deal_id])
                else:
                    self._moves.setdefault((stage_id, when), []).append(deal_id)
                    found.deals[line] = deal_id
        return found

    def keep_back(self, deal_ids: Iterable[int]) -> None:
        """Leaves these deals where they are: something else of their rows was refused."""
        gone = set(deal_ids)
        if gone:
            self.exits.keep_back(gone)
            for deals in self._moves.values():
                deals[:] = [one for one in deals if one not in gone]

    def _judge(self, deal_id: int, one: _Noted, stay: StayNow, found: Moves) -> None:
        """What becomes of a deal that has left by the file."""
        verdict = self.exits.judge(deal_id, one.course, stay, wanted=one.wanted)
        found.told[one.line] = Change(_("Stage"), stay.stage, _(STATUS_LABELS[str(one.course.how)]))
        found.remarks += [(one.line, remark) for remark in verdict.remarks]
        if verdict.refused is not None:
            found.refused[one.line] = verdict.refused
        elif verdict.leaves:
            found.deals[one.line] = deal_id
        else:
            found.elsewhere.add(one.line)

    def _refused(
        self, stage_id: int, when: When, deal_ids: list[int], told: Mapping[int, Told]
    ) -> Mapping[int, str]:
        return self._workspace.ask(
            refusals,
            deal_ids=deal_ids,
            stage_id=stage_id,
            now=self._at if when.at is None else when.at,
            override=self.override,
            told={deal_id: told[deal_id] for deal_id in deal_ids if deal_id in told},
        )


def _left_here(stage: str) -> str:
    return _(
        "By the file the deal stands in “{stage}”, but here it has left the river. It was left as "
        "it is; to bring it back, move it to a stage here."
    ).format(stage=stage)


def _held_back(problem: str) -> RowRefused:
    told = _(
        "Nothing of this row was taken. Please fill in what is missing, here or in the file, and "
        "import it again, or give a reason for going on without it."
    )
    return RowRefused([CellRefused(joined(problem, told))])


def _told(change: RecordChange) -> Told:
    """What a row writes on its deal."""
    return Told(change.values, tuple(one[0] for one in change.custom), change.emptied)
