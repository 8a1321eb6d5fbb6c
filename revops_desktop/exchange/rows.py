"""From the cells of a row to a new deal with its stays."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from revops_desktop.exchange.binding import Binding, CellReader
from revops_desktop.exchange.cells import day_of
from revops_desktop.exchange.comparing import CUSTOM
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Histories
from revops_desktop.exchange.mapping import Source
from revops_desktop.exchange.present_stages import PresentStages
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.visits import Course, CourseReader, River
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import (
    NewDeal,
    Reference,
)
from revops_desktop.operations.known import MADE_KEY, DealFacts, Known
from revops_desktop.operations.known_fields import KnownField, NewValue
from revops_desktop.rules.money import value_of
from revops_desktop.rules.text import match_key

_DASH = " – "

Values = Mapping[str, Any]


class _Worth(NamedTuple):
    """What a deal is worth, and its line."""

    amount: int | None
    monthly_amount: int | None
    quantity: int
    price: int | None
    billing: str


class DealMaker:
    """Deals: the new deal, or None when it is in the workspace already."""

    def __init__(
        self,
        path: Path,
        source: Source,
        binding: Binding,
        gathering: Gathering,
        river: River,
        *,
        zone: str,
        there: Known,
        seen: dict[str, int],
        known: Sequence[KnownField] = (),
        present: PresentStages | None = None,
        moves_present: bool = False,
        histories: Histories | None = None,
    ) -> None:
        self._path = path
        self._present, self._moves_present = present, moves_present or source.moves_present
        self._fields = binding.fields()
        self._course = CourseReader(path, source, binding, river, zone)
        self._river = river
        self._gathering = gathering
        self._zone = zone
        self._there = there
        self._seen = seen
        self._used = binding.used
        self._custom = binding.custom(known)
        self._alike: Counter[bytes] = Counter()
        self._histories = histories

    @property
    def columns(self) -> Mapping[str, str]:
        """How the file calls the fields."""
        return {name: reader.column for name, reader in self._fields.items()}

    def __call__(self, line: int, cells: Sequence[str]) -> NewDeal | None:
        histories, read = self._histories, self._fields.get("external_key")
        if histories is None or read is None:
            return self._read(line, cells)
        try:
            return self._read(line, cells)
        except RowRefused:
            with suppress(CellRefused):
                histories.refuse_deal(read(cells) or "", line)
            raise

    def _read(self, line: int, cells: Sequence[str]) -> NewDeal | None:
        problems: list[CellRefused] = []
        values: dict[str, Any] = {}
        try:
            values = read_fields(self._fields, cells)
        except RowRefused as refusal:
            problems.extend(refusal.problems)
        try:
            course = self._course_of(cells, values)
        except CellRefused as problem:
            raise RowRefused([*problems, problem]) from None
        try:
            values[CUSTOM] = read_custom(self._custom, cells)
        except RowRefused as refusal:
            problems.extend(refusal.problems)
        if problems:
            raise RowRefused(problems)
        number = values.get("external_key")
        key = number or self._own_key(cells)
        there = self._there.deals_by_external.get(key)
        if there is not None:
            if self._present is not None and there.pipeline_id == self._river.reference:
                stage_id = course.visits[-1][0] if course.how is None else None
                self._present.note(there, stage_id, line, wanted=self._moves_present)
            return None
        worth = self._worth(values)
        if number is None and self._is_there(values, line, worth, course.began):
            return None
        if key in self._seen:
            raise RowRefused([self._twice(key, self._seen[key])])
        self._seen[key] = line
        case = self._histories.find(number) if self._histories else None
        if case is not None:
            case.is_taken = True
        return self._deal(values, key, line, course, worth)

    def _course_of(self, cells: Sequence[str], values: Values) -> Course:
        """What the deal's history proves, if a file tells it; otherwise what its own row does."""
        case = self._histories.find(values.get("external_key")) if self._histories else None
        if case is None:
            return self._course(cells)
        if case.values.get("created") is None:
            case.values["created"] = values.get("created")
        try:
            said = self._course(cells)
        except CellRefused:
            course = case.course(self._zone)
            if course is None:
                raise
            return course
        return case.course(self._zone, said) or said

    def _is_there(self, values: Values, line: int, worth: _Worth, began: str | None) -> bool:
        """Whether a deal made by hand, or from a list without numbers, is the same in all facts."""
        there = self._there.deals_without_number
        if not there:
            return False
        company = values.get("company")
        return (
            DealFacts(
                match_key(values.get("title") or self._title(values, line)),
                self._gathering.known_company(company) if company else None,
                worth.amount,
                worth.monthly_amount,
                began,
            )
            in there
        )

    def _deal(self, values: Values, key: str, line: int, course: Course, worth: _Worth) -> NewDeal:
        get, gathering = values.get, self._gathering
        company = gathering.company(get("company"))
        created = get("created")
        product_id = gathering.product(get("product"), worth.billing)
        amount, monthly = worth.amount, worth.monthly_amount
        return NewDeal(
            title=get("title") or self._title(values, line),
            pipeline=self._river.reference,
            company=company,
            contact=gathering.contact(get("contact"), company),
            kind=get("kind") or "new",
            amount=amount,
            monthly_amount=monthly,
            closed_value=value_of(amount, monthly) if course.is_closed else None,
            probability_basis_points=get("probability"),
            expected_close=day_of(get("expected_close"), self._zone),
            owner=gathering.member(get("owner")),
            source=get("source"),
            campaign=get("campaign"),
            external_key=key,
            note=get("note"),
            created_at=created.at if created else None,
            line=None if product_id is None else (product_id, worth.quantity, worth.price),
            visits=course.visits,
            exit=leaving(course, gathering),
            custom=values[CUSTOM],
            earlier_exits=earlier_exits(course, gathering),
        )

    def _worth(self, values: Values) -> _Worth:
        """A line's quantity × price is the deal's amount, or its monthly one (domain.md §2)."""
        amount, monthly = values.get("amount"), values.get("monthly_amount")
        product, price = values.get("product"), values.get("price")
        quantity = values.get("quantity")
        quantity = 1 if quantity is None else quantity
        if product is None:
            return _Worth(amount, monthly, 1, None, "one_off")
        is_monthly = self._gathering.is_monthly(product) or (amount is None and monthly is not None)
        total = monthly if is_monthly else amount
        if price is None:
            divides = total is not None and quantity > 0 and total % quantity == 0
            price = total // quantity if total is not None and divides else None
        elif total is None:
            total = quantity * price
        elif total != quantity * price:
            name = "monthly_amount" if is_monthly else "amount"
            problem = _(
                "The amount is not quantity × unit price. Please correct one of them in the file."
            )
            raise RowRefused([CellRefused(problem, self._fields[name].column)])
        if is_monthly:
            return _Worth(amount, total, quantity, price, "monthly")
        return _Worth(total, monthly, quantity, price, "one_off")

    def _title(self, values: Values, line: int) -> str:
        parts = [values.get("company"), values.get("product")]
        named = _DASH.join(part for part in parts if part)
        return named or values.get("external_key") or f"{self._path.stem} {line}"

    def _own_key(self, cells: Sequence[str]) -> str:
        """A key for a row without a number: made from what it says and how often it said so.

        So a file that is imported again is recognised.
        """
        text = "\x1f".join([cells[number] for number in self._used])
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        self._alike[digest] += 1
        number = self._alike[digest]
        return f"{MADE_KEY}{digest.hex()}" + (f"-{number}" if number > 1 else "")

    def _twice(self, key: str, first: int) -> CellRefused:
        column = self._fields["external_key"].column if "external_key" in self._fields else ""
        return CellRefused(
            _(
                "The deal with this number came before, in row {row}. "
                "Please leave only one of them in the files."
            ).format(row=first),
            column,
            key,
        )


def leaving(course: Course, gathering: Gathering) -> tuple[Reference, str | None] | None:
    """How a course ended, as references; None where the deal is still there."""
    if course.how is None:
        return None
    return gathering.reason(course.how, course.reason), course.wake_on


def earlier_exits(
    course: Course, gathering: Gathering
) -> tuple[tuple[int, Reference, str | None], ...]:
    """The ways out that the deal came back from, as references."""
    return tuple(
        (one.number, gathering.reason(one.how, one.reason), one.wake_on) for one in course.earlier
    )


def read_custom(readers: Sequence[CellReader], cells: Sequence[str]) -> tuple[NewValue, ...]:
    """What the custom fields of a row hold; all that is wrong with them is raised together."""
    values: list[NewValue] = []
    problems: list[CellRefused] = []
    for read in readers:
        try:
            value = read(cells)
        except CellRefused as problem:
            problems.append(problem)
        else:
            if value is not None:
                values.append(value)
    if problems:
        raise RowRefused(problems)
    return tuple(values)


def read_fields(fields: Mapping[str, CellReader], cells: Sequence[str]) -> dict[str, Any]:
    """Every field of a row; all that is wrong with it is raised together."""
    values: dict[str, Any] = {}
    problems: list[CellRefused] = []
    for name, read in fields.items():
        try:
            values[name] = read(cells)
        except CellRefused as problem:
            problems.append(problem)
    if problems:
        raise RowRefused(problems)
    return values
