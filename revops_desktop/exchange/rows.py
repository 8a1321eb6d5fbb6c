"""From the cells of a row to a new deal with its stays."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cells import day_of
from revops_desktop.exchange.deal_finding import DealFinder, RowFacts
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Histories
from revops_desktop.exchange.mapping import Mode, Source
from revops_desktop.exchange.present_stages import PresentStages
from revops_desktop.exchange.recognising import Found
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.row_values import (
    CONVERTED,
    CUSTOM,
    OWN_KEY,
    converted,
    meet_company,
    read_custom,
    read_fields,
    refuse_unless_made,
    said,
)
from revops_desktop.exchange.updating import Updates
from revops_desktop.exchange.visits import Course, CourseReader, River
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import (
    NewDeal,
    Reference,
)
from revops_desktop.operations.known import MADE_KEY
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.money import value_of

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
        finder: DealFinder,
        updates: Updates,
        seen: dict[str, int],
        present: PresentStages,
        mode: Mode,
        known: Sequence[KnownField] = (),
        moves_present: bool = False,
        histories: Histories | None = None,
    ) -> None:
        self._path = path
        self._present, self._moves_present = present, moves_present or source.moves_present
        self._finder, self._updates, self._mode = finder, updates, mode
        self._blank_erases = source.blank_erases
        self._fields = binding.fields()
        self._course = CourseReader(path, source, binding, river, zone)
        self._river = river
        self._gathering = gathering
        self._zone = zone
        self._seen = seen
        self._used = binding.used
        self._custom = binding.custom(known)
        self._alike: Counter[bytes] = Counter()
        self._remarks = binding.remarks
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
            course, began = self._course_of(cells, values)
        except CellRefused as problem:
            raise RowRefused([*problems, problem]) from None
        try:
            values[CUSTOM] = read_custom(self._custom, cells)
        except RowRefused as refusal:
            problems.extend(refusal.problems)
        if problems:
            raise RowRefused(problems)
        meet_company(values, self._fields, self._gathering, self._remarks)
        for name, convert in CONVERTED.items():
            if values.get(name) is not None:
                values[name] = converted(convert, values[name], self._fields[name])
        number = values.get("external_key")
        key = number or self._own_key(cells)
        found = self._finder.by_number(key)
        worth = _Worth(None, None, 1, None, "one_off")
        if not found.ids:
            worth = self._worth(values)
            if self._finder.knows_facts:
                found = self._finder.by_facts(self._facts(values, line, worth, began))
        if found.ids:
            self._note(found, key, line, values, course)
            return None
        refuse_unless_made(self._mode)
        if key in self._seen:
            raise RowRefused([self._twice(key, self._seen[key])])
        self._seen[key] = line
        case = self._histories.find(number) if self._histories else None
        if case is not None:
            case.is_taken = True
        return self._deal(values, key, line, course, worth)

    def _course_of(self, cells: Sequence[str], values: Values) -> tuple[Course, str | None]:
        """What the deal's history proves, if a file tells it; otherwise what its own row does.

        With it, when the deal began by its own row: by that it may be known.
        """
        case = self._histories.find(values.get("external_key")) if self._histories else None
        if case is None:
            own = self._course(cells)
            return own, own.began
        if case.values.get("created") is None:
            case.values["created"] = values.get("created")
        try:
            said = self._course(cells)
        except CellRefused:
            course = case.course(self._zone)
            if course is None:
                raise
            return course, course.began
        return case.course(self._zone, said) or said, said.began

    def _facts(self, values: Values, line: int, worth: _Worth, began: str | None) -> RowFacts:
        company = values.get("company")
        return RowFacts(
            values.get("external_key"),
            values.get("title") or self._title(values, line),
            self._gathering.known_company(company) if company else None,
            not {"company", "company_key"}.isdisjoint(self._fields),
            worth.amount,
            worth.monthly_amount,
            began,
        )

    def _note(self, found: Found, key: str, line: int, values: Values, course: Course) -> None:
        """What the row says of a deal that is here: where it stands, and all else."""
        number = values.get("external_key")
        if self._histories is not None and number is not None and len(found.ids) == 1:
            self._histories.meet(number, self._finder.there(found.ids[0], key))
        if len(found.ids) == 1 and (self._moves_present or found.key == "external_key"):
            there = self._finder.there(found.ids[0], key)
            if there is not None and there.pipeline_id == self._river.reference:
                stage_id = course.visits[-1][0] if course.how is None else None
                self._present.note(there, stage_id, line, wanted=self._moves_present)
        words = said(values, self._fields, self._custom, self._blank_erases)
        if words.get("expected_close") is not None:
            words["expected_close"] = day_of(words["expected_close"], self._zone)
        if values.get("external_key") is None and found.key != "external_key":
            words[OWN_KEY] = key
        self._updates.note(line, found, words)
        if self._mode != "create" and len(found.ids) == 1:
            self._finder.hear(found, words)

    def _deal(self, values: Values, key: str, line: int, course: Course, worth: _Worth) -> NewDeal:
        get, gathering = values.get, self._gathering
        company = gathering.company(get("company"), get("company_key"))
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
            tags=get("tags") or (),
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
        company = values.get("company")
        if isinstance(company, int):
            company = self._gathering.company_name(company)
        parts = [company, values.get("product")]
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
