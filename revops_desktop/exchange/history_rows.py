"""From the rows of a history to steps of deals: events of a log, and changes from → to.

An event says to which stage a deal came, a change also from which. Two events of one stage are two
stays (domain.md §3), a change to the same stage is none.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cases import Gone, Step
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Case, Histories, Origin
from revops_desktop.exchange.mapping import Mode, Source
from revops_desktop.exchange.refusals import CellRefused, RowRefused, WordLeft, refused
from revops_desktop.exchange.row_values import CUSTOM, read_custom, read_fields
from revops_desktop.exchange.rows import earlier_exits, leaving
from revops_desktop.exchange.stage_words import StageWords
from revops_desktop.exchange.visits import Course, River
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import NewDeal
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.money import value_of


class HistoryMaker:
    """Takes the rows of a history: True for one that is kept; what becomes of it is known when
    all files were read."""

    def __init__(
        self,
        path: Path,
        file: int,
        source: Source,
        binding: Binding,
        gathering: Gathering,
        river: River,
        histories: Histories,
        *,
        zone: str,
        mode: Mode,
        known: Sequence[KnownField] = (),
    ) -> None:
        self._fields = binding.fields()
        stage = binding.text(source.stage_column, "stage")
        at = binding.moment(source.at_column, "at")
        if stage is None or at is None:
            # The mapping names both, and a file without their columns was refused by now.
            raise refused(path, _("It has no columns for the stage and the time of an event."))
        self._to_cell, self._at_cell = stage, at
        self._from_cell = binding.text(source.from_column, "from")
        self._words = StageWords(source, binding, river, zone)
        self._custom = binding.custom(known)
        self._gathering = gathering
        self._histories = histories
        is_log = source.kind == "events"
        self._key_cell = self._fields["external_key"]
        names_deals = not {"title", "company", "company_key"}.isdisjoint(self._fields)
        makes_deals = (is_log or names_deals) and mode != "update"
        self._origin = Origin(file, river, self._key_cell.column, is_log, makes_deals)

    def __call__(self, line: int, cells: Sequence[str]) -> bool:
        key = self._key_cell(cells)
        if key is None:
            raise RowRefused([self._key_cell.empty(cells)])
        try:
            values = read_fields(self._fields, cells)
            values[CUSTOM] = read_custom(self._custom, cells)
            step = self._step(line, cells, values)
        except WordLeft as problem:
            raise RowRefused([problem]) from None
        except CellRefused as problem:
            self._break(key, line)
            raise RowRefused([problem]) from None
        except RowRefused:
            self._break(key, line)
            raise
        case = self._histories.case(key, self._origin)
        case.steps.append(step)
        for name, value in values.items():
            if value not in (None, ()) and name not in case.values:
                case.values[name] = value
        return True

    def _break(self, key: str, line: int) -> None:
        case = self._histories.case(key, self._origin)
        case.problem = case.problem or _(
            "Row {row} of the same case cannot be taken, so that its history would not be "
            "whole. Please correct that row."
        ).format(row=line)

    def _step(self, line: int, cells: Sequence[str], values: dict[str, Any]) -> Step:
        to, at = self._words.place(self._to_cell, cells), self._at_cell(cells)
        written = self._to_cell(cells)
        if to is None and written is not None:
            raise WordLeft(self._to_cell.column, written)
        if to is None:
            raise self._to_cell.empty(cells)
        if at is None:
            raise self._at_cell.empty(cells)
        came_from = self._words.place(self._from_cell, cells) if self._from_cell else None
        if isinstance(came_from, Gone):
            # Its reason stands in this row for another way out, if for any.
            came_from = Gone(came_from.how)
        by = self._gathering.member(values.pop("by", None))
        return Step(at, line, came_from, to, by, self._origin.file)


def deal_of(case: Case, course: Course, gathering: Gathering) -> NewDeal:
    """The deal that a case becomes which no list of deals tells of."""
    get = case.values.get
    number = get("company_key")
    there = gathering.numbered("companies", number) if number is not None else None
    company = there if there is not None else gathering.company(get("company"), number)
    amount, monthly = get("amount"), get("monthly_amount")
    created = get("created")
    return NewDeal(
        title=get("title") or case.key,
        pipeline=case.origin.river.reference,
        company=company,
        contact=gathering.contact(get("contact"), company),
        kind=get("kind") or "new",
        amount=amount,
        monthly_amount=monthly,
        closed_value=value_of(amount, monthly) if course.is_closed else None,
        probability_basis_points=None,
        expected_close=None,
        owner=gathering.member(get("owner")),
        source=get("source"),
        campaign=get("campaign"),
        external_key=case.key,
        note=get("note"),
        created_at=created.at if created else course.visits[0][1],
        lines=(),
        visits=course.visits,
        exit=leaving(course, gathering),
        custom=get(CUSTOM) or (),
        earlier_exits=earlier_exits(course, gathering),
    )
