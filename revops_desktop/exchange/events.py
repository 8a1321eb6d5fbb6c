"""Event logs: each row is one event of a case, and becomes one visit of a deal (domain.md §3).

The events of a case are put in order of their time, those of one time in the order of the file; two
events of one stage are two visits. A visit lasts until the next event; the last one is open. A case
with a row that cannot be read is not brought in at all: its history would be another one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cells import Moment
from revops_desktop.exchange.csv_reader import refused
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.mapping import Source
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.rows import CUSTOM, read_custom, read_fields
from revops_desktop.exchange.visits import River, RiverStage
from revops_desktop.i18n import _
from revops_desktop.operations.history import NewDeal, Visit
from revops_desktop.operations.known import Known
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.money import value_of
from revops_desktop.rules.river import outcome_of_move
from revops_desktop.rules.text import match_key


class _Event(NamedTuple):
    """What happened when; `line` is its row in the file and orders events of one time."""

    at: Moment
    line: int
    stage: RiverStage


@dataclass(slots=True)
class _Case:
    events: list[_Event] = field(default_factory=list)
    # What the first rows say of the deal; an empty cell is filled by a later row.
    values: dict[str, Any] = field(default_factory=dict)
    # The first of its rows that could not be taken.
    broken_at: int | None = None


class EventMaker:
    """Takes the rows of an event log: True for an event of a new case."""

    def __init__(
        self,
        path: Path,
        source: Source,
        binding: Binding,
        gathering: Gathering,
        river: River,
        *,
        there: Known,
        known: Sequence[KnownField] = (),
    ) -> None:
        self._fields = binding.fields()
        stage = binding.text(source.stage_column, "stage")
        at = binding.moment(source.at_column, "at")
        if stage is None or at is None:
            # The mapping names both, and a file without their columns was refused by now.
            raise refused(path, _("It has no columns for the stage and the time of an event."))
        self._stage_cell, self._at_cell = stage, at
        self._custom = binding.custom(known)
        self._river = river
        self._stages = {one.key: one for one in reversed(river.stages)}
        self._gathering = gathering
        self._there = there
        self._cases: dict[str, _Case] = {}

    def __call__(self, line: int, cells: Sequence[str]) -> bool:
        """Keeps the event; False where its case is in the workspace already."""
        key_cell = self._fields["external_key"]
        key = key_cell(cells)
        if key is None:
            raise RowRefused([_empty(key_cell.column)])
        if key in self._there.deals_by_external:
            return False
        case = self._cases.setdefault(key, _Case())
        try:
            values = read_fields(self._fields, cells)
            values[CUSTOM] = read_custom(self._custom, cells)
            event = self._event(line, cells)
        except CellRefused as problem:
            case.broken_at = case.broken_at or line
            raise RowRefused([problem]) from None
        except RowRefused:
            case.broken_at = case.broken_at or line
            raise
        case.events.append(event)
        for name, value in values.items():
            if case.values.get(name) in (None, ()):
                case.values[name] = value
        return True

    def deals(self) -> Iterator[NewDeal]:
        """The deals that the whole cases become, in the order in which the file names them."""
        for key, case in self._cases.items():
            if case.broken_at is None:
                yield self._deal(key, case)

    def left_out(self) -> Iterator[tuple[int, RowRefused]]:
        """The rows that were well but belong to a case that is not: line and why."""
        for key, case in self._cases.items():
            if case.broken_at is None:
                continue
            problem = _(
                "Row {row} of the same case cannot be taken, so that its history would not be "
                "whole. Please correct that row."
            ).format(row=case.broken_at)
            column = self._fields["external_key"].column
            for event in case.events:
                yield event.line, RowRefused([CellRefused(problem, column, key)])

    def _event(self, line: int, cells: Sequence[str]) -> _Event:
        written, at = self._stage_cell(cells), self._at_cell(cells)
        for value, cell in ((written, self._stage_cell), (at, self._at_cell)):
            if value is None:
                raise _empty(cell.column)
        stage = self._stages.get(match_key(written))
        if stage is None:
            raise CellRefused(
                _(
                    "The pipeline “{pipeline}” has no such stage. Its stages are: {stages}. Please "
                    "correct the row, or add the stage to the pipeline or to the mapping."
                ).format(
                    pipeline=self._river.name,
                    stages=", ".join(one.name for one in self._river.stages),
                ),
                self._stage_cell.column,
                written,
            )
        return _Event(at, line, stage)

    def _deal(self, key: str, case: _Case) -> NewDeal:
        get, gathering = case.values.get, self._gathering
        company = gathering.company(get("company"))
        amount, monthly = get("amount"), get("monthly_amount")
        visits = _visits(case.events)
        is_closed = _last(case.events).stage.phase == "customer"
        return NewDeal(
            title=get("title") or key,
            pipeline=self._river.reference,
            company=company,
            contact=gathering.contact(get("contact"), company),
            kind=get("kind") or "new",
            amount=amount,
            monthly_amount=monthly,
            closed_value=value_of(amount, monthly) if is_closed else None,
            probability_basis_points=None,
            expected_close=None,
            owner=gathering.member(get("owner")),
            source=get("source"),
            campaign=get("campaign"),
            external_key=key,
            note=get("note"),
            created_at=visits[0][1],
            line=None,
            visits=visits,
            exit=None,
            custom=get(CUSTOM) or (),
        )


def _empty(column: str) -> CellRefused:
    return CellRefused(_("It is empty. Please fill it in."), column)


def _in_order(events: Sequence[_Event]) -> list[_Event]:
    return sorted(events, key=lambda event: (event.at.at, event.line))


def _last(events: Sequence[_Event]) -> _Event:
    return _in_order(events)[-1]


def _visits(events: Sequence[_Event]) -> tuple[Visit, ...]:
    order = _in_order(events)
    found: list[Visit] = []
    for now, following in pairwise(order):
        how = outcome_of_move(
            from_pipeline=0,
            from_position=now.stage.position,
            to_pipeline=0,
            to_position=following.stage.position,
        )
        found.append((now.stage.reference, *now.at, *following.at, how))
    return (*found, (order[-1].stage.reference, *order[-1].at, None, None, None))
