"""Deals that are here already, and stand in another stage than the file says (domain.md §3).

They are moved only where that is wanted, by the one move: held to the same criteria, refused row by
row where these block, or warn without a reason. Imported history is another thing (`visits.py`).
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.operations.asking import refusals
from revops_desktop.operations.known import DealThere

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace


class Moves(NamedTuple):
    """Of a file: the deals that move by the lines of their rows, how many stand elsewhere and stay,
    and the lines of rows that are refused."""

    deals: dict[int, int]
    elsewhere: int
    refused: dict[int, RowRefused]


class PresentStages:
    """What the rows of all files say of deals that are here; the first row of a deal holds."""

    def __init__(self, workspace: "Workspace", *, at: int, override: str | None) -> None:
        self._workspace, self._at = workspace, at
        self.override = override
        self._moves: dict[int, dict[int, int]] = {}
        self._of_file: dict[int, tuple[int, int]] = {}
        self._elsewhere: set[int] = set()
        self._noted: set[int] = set()

    @property
    def moves(self) -> Mapping[int, tuple[int, ...]]:
        """Stage → the deals to move there, of all files read so far."""
        return {stage_id: tuple(deals) for stage_id, deals in self._moves.items() if deals}

    def note(self, there: DealThere, stage_id: int | None, line: int, *, wanted: bool) -> None:
        """A row says where a deal that is here stands; only one that stands elsewhere matters.

        A deal that has left the river is left alone.
        """
        if there.deal_id in self._noted:
            return
        self._noted.add(there.deal_id)
        if stage_id is None or stage_id < 1 or not there.stands or there.stage_id == stage_id:
            return
        if wanted:
            self._of_file[there.deal_id] = (stage_id, line)
        else:
            self._elsewhere.add(there.deal_id)

    def settle(self) -> "Moves":
        """Ends a file: which deals move, how many stand elsewhere unmoved, which rows may not."""
        by_stage: dict[int, dict[int, int]] = {}
        for deal_id, (stage_id, line) in self._of_file.items():
            by_stage.setdefault(stage_id, {})[deal_id] = line
        found = Moves({}, len(self._elsewhere), {})
        for stage_id, lines in by_stage.items():
            problems = self._workspace.ask(
                refusals,
                deal_ids=tuple(lines),
                stage_id=stage_id,
                now=self._at,
                override=self.override,
            )
            for deal_id, text in problems.items():
                found.refused[lines[deal_id]] = RowRefused([CellRefused(text)])
            may = {deal_id: line for deal_id, line in lines.items() if deal_id not in problems}
            self._moves.setdefault(stage_id, {}).update(may)
            found.deals.update((line, deal_id) for deal_id, line in may.items())
        self._of_file, self._elsewhere = {}, set()
        return found

    def keep_back(self, deal_ids: Iterable[int]) -> None:
        """Does not move these deals after all: something else of their rows was refused."""
        for deal_id in deal_ids:
            for deals in self._moves.values():
                deals.pop(deal_id, None)
