"""From the cells of a row to a new deal with its stays."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.cells import day_of
from revops_desktop.exchange.deal_finding import DealFinder, RowFacts
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.histories import Histories
from revops_desktop.exchange.mapping import Mode, Source
from revops_desktop.exchange.present_stages import PresentStages
from revops_desktop.exchange.reading.sheet_paths import title_of
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
    remark_without,
    said,
)
from revops_desktop.exchange.row_worth import NOTHING, Worth, worth_of_row
from revops_desktop.exchange.several_rows import SeveralRows, Together, twice
from revops_desktop.exchange.updating import Updates
from revops_desktop.exchange.visits import Course, CourseReader, River
from revops_desktop.exchange.worth import with_lines
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import (
    NewDeal,
    Reference,
)
from revops_desktop.operations.known import MADE_KEY
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.money import value_of

_DASH = " – "
# Stands for a deal that the row makes.
_NEW = 0

Values = Mapping[str, Any]


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
        seen: dict[str, tuple[int, int]],
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
        self._several = SeveralRows(binding, self._fields, gathering)

    @property
    def columns(self) -> Mapping[str, str]:
        """How the file calls the fields."""
        return {name: reader.column for name, reader in self._fields.items()}

    def __call__(self, line: int, cells: Sequence[str]) -> NewDeal | None:
        try:
            return self._take(line, cells)
        except RowRefused:
            self._gathering.asked_in_vain()
            raise

    def _take(self, line: int, cells: Sequence[str]) -> NewDeal | None:
        together = self._several.together(line)
        if together is None:
            return self._told(line, cells)
        if line != together.first:
            self._go_on(line, cells, together)
            return None
        try:
            made = self._told(line, together.cells, self._several.worth(together))
        except RowRefused as problem:
            together.refuse(problem)
            raise
        together.is_new = made is not None
        return made

    def _go_on(self, line: int, cells: Sequence[str], together: Together) -> None:
        """A further row of a deal: its line came in with the first one."""
        together.check(line)
        self._several.look(cells)
        if together.is_new:
            self._updates.joins(line)

    def _told(self, line: int, cells: Sequence[str], worth: Worth | None = None) -> NewDeal | None:
        """As `_read`; where the row is refused, so is what histories tell of its deal."""
        histories, read = self._histories, self._fields.get("external_key")
        if histories is None or read is None:
            return self._read(line, cells, worth)
        try:
            return self._read(line, cells, worth)
        except RowRefused:
            with suppress(CellRefused):
                histories.refuse_deal(read(cells) or "", line)
            raise

    def _read(self, line: int, cells: Sequence[str], several: Worth | None) -> NewDeal | None:
        """The new deal; `several`: what several rows of it come to."""
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
        meet_company(values, self._gathering)
        for name, convert in CONVERTED.items():
            if values.get(name) is not None:
                values[name] = converted(convert, values[name], self._fields[name])
        number = values.get("external_key")
        key = number or self._own_key(cells)
        found = self._finder.by_number(key)
        worth = several or NOTHING
        if not found.ids:
            worth = several or worth_of_row(values, self._gathering, self.columns)
            facts = self._facts(values, line, worth, began)
            if self._finder.knows_facts:
                found = self._finder.by_facts(facts)
            if not found.ids and self._finder.has_namesake(facts):
                self._remarks.note(self.columns.get("title", ""), facts.title, _namesake())
        if found.ids:
            if number is not None and len(found.ids) == 1:
                if self._mode == "create" and not self._moves_present:
                    self._seen.setdefault(number, (line, found.ids[0]))
                else:
                    self._refuse_other(number, line, found.ids[0])
                    self._refuse_taken(number, found.ids[0])
            self._note(found, key, line, values, course, several)
            return None
        refuse_unless_made(self._mode)
        self._refuse_other(key, line, _NEW)
        remark_without(values, self._fields, self._remarks)
        case = self._histories.find(number) if self._histories else None
        if case is not None:
            case.is_taken = True
        return self._deal(values, key, line, course, worth)

    def _refuse_other(self, key: str, line: int, deal_id: int) -> None:
        """RowRefused where an earlier row of this number made a deal, or meant another one."""
        if key not in self._seen:
            self._seen[key] = (line, deal_id)
            return
        first, meant = self._seen[key]
        # Where deals are made too, the same rows were refused as the first one made the deal.
        if deal_id == _NEW or meant != deal_id or self._mode == "both":
            raise RowRefused([twice(first, self.columns.get("external_key", ""), key)])

    def _refuse_taken(self, number: str, deal_id: int) -> None:
        """RowRefused where the number belongs to another deal that is here."""
        holder = self._finder.holder(number)
        if holder is not None and holder != deal_id:
            problem = _(
                "Another deal that is here has this number. Please correct it, or choose that "
                "deals are recognised by their number."
            )
            column = self.columns.get("external_key", "")
            raise RowRefused([CellRefused(problem, column, number)])

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

    def _facts(self, values: Values, line: int, worth: Worth, began: str | None) -> RowFacts:
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

    def _note(
        self,
        found: Found,
        key: str,
        line: int,
        values: Values,
        course: Course,
        several: Worth | None,
    ) -> None:
        """What the row says of a deal that is here: where it stands, and all else."""
        number = values.get("external_key")
        if self._histories is not None and number is not None and len(found.ids) == 1:
            self._histories.meet(number, self._finder.there(found.ids[0], key))
        if len(found.ids) == 1:
            there = self._finder.there(found.ids[0], key)
            if there is not None and there.pipeline_id == self._river.reference:
                wanted = self._moves_present
                self._present.note(there, course, self._river, line, wanted=wanted)
        words = said(values, self._fields, self._custom, self._blank_erases)
        if words.get("expected_close") is not None:
            words["expected_close"] = day_of(words["expected_close"], self._zone)
        if values.get("external_key") is None and found.key != "external_key":
            words[OWN_KEY] = key
        if several is not None:
            words = with_lines(words, several)
        self._updates.note(line, found, words)
        if self._mode != "create" and len(found.ids) == 1:
            self._finder.hear(found, words)

    def _deal(self, values: Values, key: str, line: int, course: Course, worth: Worth) -> NewDeal:
        get, gathering = values.get, self._gathering
        company = gathering.company(get("company"), get("company_key"))
        created = get("created")
        lines = tuple(
            (gathering.product(one.product, one.billing), one.quantity, one.price)
            for one in worth.lines
        )
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
            lines=lines,
            visits=course.visits,
            exit=leaving(course, gathering),
            custom=values[CUSTOM],
            earlier_exits=earlier_exits(course, gathering),
            tags=get("tags") or (),
        )

    def _title(self, values: Values, line: int) -> str:
        company = values.get("company")
        if isinstance(company, int):
            company = self._gathering.company_name(company)
        parts = [company, values.get("product")]
        named = _DASH.join(part for part in parts if part)
        return named or values.get("external_key") or f"{title_of(self._path)} {line}"

    def _own_key(self, cells: Sequence[str]) -> str:
        """A key for a row without a number: made from what it says and how often it said so.

        So a file that is imported again is recognised.
        """
        text = "\x1f".join([cells[number] for number in self._used])
        digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        self._alike[digest] += 1
        number = self._alike[digest]
        return f"{MADE_KEY}{digest.hex()}" + (f"-{number}" if number > 1 else "")


def _namesake() -> str:
    return _(
        "An open deal of this title is here already at this company; this one was added beside it. "
        "If it is the same one, take the import back and choose “{choice}” (--mode both)."
    ).format(choice=_("Bring in what is new, and change what is here"))


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
