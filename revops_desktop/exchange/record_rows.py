"""From a row to a member, product, company or contact: a new one, or one that is here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.company_beside import CompanyBeside
from revops_desktop.exchange.comparing import KEPT, name_taken
from revops_desktop.exchange.completing import Blanks, completed
from revops_desktop.exchange.fields import NEEDED
from revops_desktop.exchange.finders import Finders
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.mapping import Mode, Source
from revops_desktop.exchange.meanings import Meanings
from revops_desktop.exchange.recognising import ELSEWHERE, Found
from revops_desktop.exchange.refusals import CellRefused, RowRefused
from revops_desktop.exchange.row_values import (
    CONVERTED,
    CUSTOM,
    converted,
    meet_company,
    read_custom,
    read_fields,
    refuse_unless_made,
    remark_without,
    said,
)
from revops_desktop.exchange.updating import Updates, contradiction, told_beside
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import (
    NewCompany,
    NewContact,
    NewMember,
    NewProduct,
    Reference,
)
from revops_desktop.operations.known_fields import KnownField
from revops_desktop.rules.text import match_key

Values = Mapping[str, Any]

# Hardly two companies have the same: how they are recognised by it, and the fields.
_OF_ONE = {"domain": "website", "phone": "phone", "address": "address"}


class _Claim(NamedTuple):
    """A row's number or name, and whom the row means."""

    line: int
    ids: tuple[int, ...]
    field: str
    text: str


class RecordMaker:
    """Members, products, companies and contacts: True for a new one, False for one that is there.

    What the row says of one that is there goes to `updates`. RowRefused holds everything that is
    wrong with the row. `meanings`: where anything may change, whom each row means.
    """

    def __init__(
        self,
        source: Source,
        binding: Binding,
        gathering: Gathering,
        finders: Finders,
        updates: Updates,
        mode: Mode,
        meanings: Meanings | None,
        known: Sequence[KnownField] = (),
    ) -> None:
        self._fields = binding.fields()
        self._custom = binding.custom(known)
        self._needed = NEEDED[source.kind]
        self._source, self._mode = source, mode
        self._gathering, self._updates = gathering, updates
        self._finders, self._finder = finders, finders.finder(source.kind, source.match)
        self._meanings = meanings
        self._file = binding.file
        self._empties: frozenset[str | int] = frozenset()
        if source.blank_erases and mode != "create":
            custom = (one.field_id for one in self._custom)
            self._empties = frozenset((*self._fields.keys() - KEPT, *custom))
        self._claims: dict[tuple[str, str], _Claim] = {}
        self._remarks = binding.remarks
        fill = updates.fill_company if mode != "create" else None
        self._beside = CompanyBeside(binding, self._fields, gathering, finders, fill)
        makers: dict[str, tuple[Callable[[Values], Any], Callable[[Any, Values], int]]] = {
            "members": (self._member, self._put_member),
            "products": (self._product, self._put_product),
            "companies": (self._company, self._put_company),
            "contacts": (self._contact, self._put_contact),
        }
        self._record, self._put = makers[source.kind]

    @property
    def columns(self) -> Mapping[str, str]:
        """How the file calls the fields."""
        return {name: reader.column for name, reader in self._fields.items()}

    def __call__(self, line: int, cells: Sequence[str]) -> bool:
        values = self._values(cells)
        goes = self._beside.look(values)
        record = self._record(values)
        found = self._finder.find(record)
        ids, claim = found.ids, None
        try:
            if self._meanings is not None:
                self._meanings.check(line)
            claim = self._claim(line, found, record)
            if found.ids:
                self._of_one_there(line, found, record, values)
            else:
                if claim is not None:
                    raise contradiction(claim.line, self.columns.get(claim.field, ""), claim.text)
                refuse_unless_made(self._mode)
                self._refuse_taken(values)
                remark_without(values, self._fields, self._remarks)
                self._remark_alike(record)
                ids = (self._make(line, record, values),)
        finally:
            if self._meanings is not None:
                column = self.columns.get(found.key, "")
                claimed = claim.ids if claim is not None else ()
                self._meanings.note(line, column, ids, claimed, record, values.get("company"))
        if self._put_beside(line, values, goes) and found.ids:
            self._updates.completed(line)
        return not found.ids

    def _remark_alike(self, record: Any) -> None:
        """Remarks that a new company has what one that is here has: it may have been renamed."""
        for sign, field in _OF_ONE.items() if self._source.kind == "companies" else ():
            alike = self._finder.beside(sign, record) if field in self._fields else None
            if alike is not None:
                problem = _(
                    "“{name}”, which is here, has the same. This one was added beside it. If they "
                    "are one company, please merge them, or take the import back and write the "
                    "name that it has here."
                ).format(name=alike.name)
                self._remarks.note(self.columns[field], str(getattr(record, field)), problem)
                return

    def _make(self, line: int, record: Any, values: Values) -> int:
        """A new record of this row; its reference."""
        reference = self._put(record, values)
        self._finders.add(self._source.kind, reference)
        of = (self._source.kind, reference)
        self._finders.lines[of], self._finders.emptied[of] = (self._file, line), self._empties
        return reference

    def _put_beside(self, line: int, values: Values, goes: dict[str, str]) -> bool:
        name = values.get("company")
        company = self._gathering.company_here(name) if name is not None and goes else None
        return self._beside.put(line, company, goes)

    def _of_one_there(self, line: int, found: Found, record: Any, values: Values) -> None:
        if min(found.ids) < 0:
            self._complete(line, found, record, values)
        else:
            told = said(values, self._fields, self._custom, self._source.blank_erases)
            self._updates.note(line, found, told)

    def _claim(self, line: int, found: Found, record: Any) -> _Claim | None:
        """Whoever an earlier row with a number of this one means, where this one means nobody: a
        number that a refused row has stays its own; and so do names of members and products, which
        no two may have."""
        by_name = ("name",) if self._source.kind in ("members", "products") else ()
        for field in ("corporate_number", "external_key", "email", *by_name):
            number = getattr(record, field, None)
            if number is None:
                continue
            if field == "name":
                number = match_key(number)
            elif field == "email":
                # Two people may have the same address.
                number = f"{match_key(number)} {match_key(record.name)}"
            own = _Claim(line, found.ids, field, number)
            claim = self._claims.setdefault((field, number), own)
            if not found.ids and claim.ids:
                return claim
        return None

    def _refuse_taken(self, values: Values) -> None:
        """Members and products are known by their names: no two may have the same."""
        here = {
            "members": self._gathering.member_here,
            "products": self._gathering.product_here,
        }.get(self._source.kind)
        if here is not None and here(values["name"]) is not None:
            raise name_taken(values["name"], self.columns.get("name", ""))

    def _values(self, cells: Sequence[str]) -> dict[str, Any]:
        values = read_fields(self._fields, cells)
        for name in self._needed:
            if values.get(name) is None:
                raise RowRefused([self._fields[name].empty(cells)])
        for name, convert in CONVERTED.items():
            if values.get(name) is not None:
                values[name] = converted(convert, values[name], self._fields[name])
        values[CUSTOM] = read_custom(self._custom, cells) if self._custom else ()
        meet_company(values, self._gathering)
        return values

    def _new(self, reference: int) -> Any:
        return self._gathering.new(self._source.kind, reference)

    def _complete(self, line: int, found: Found, record: Any, values: Values) -> None:
        """A row of a record that an earlier row brings in: what it says beyond that is taken.

        What contradicts it refuses the row where records are to be changed, and is remarked where
        they are only made.
        """
        changes = self._mode != "create"
        (reference, *others) = found.ids
        of = (self._source.kind, reference)
        if others:
            problem = _(
                "It may mean several in this file. Please write a number that only one has."
            )
            column = self.columns.get(found.key, "")
            if changes:
                raise RowRefused([CellRefused(problem, column)])
            self._remarks.note(column, "", problem)
            return
        file, first = self._finders.lines.get(of, (self._file, 0))
        other = file if file != self._file else ""
        emptied = self._finders.emptied.get(of, frozenset())

        def clash(field: str, value: Any) -> None:
            refusal = contradiction(first, self.columns.get(field, ""), value, other)
            if changes:
                raise refusal
            (problem,) = refusal.problems
            self._remarks.note(problem.column, problem.value, told_beside(first, other))

        before = self._new(reference)
        whole = completed(
            before,
            record,
            values,
            renames=found.renames,
            gathering=self._gathering,
            blanks=Blanks(emptied, self._empties),
            clash=clash,
        )
        self._finders.emptied[of] = emptied | self._empties
        if whole != before:
            self._gathering.renew(self._source.kind, reference, whole)
            self._finders.renew(self._source.kind, reference)
            self._updates.joins(line)

    def _member(self, values: Values) -> NewMember:
        get = values.get
        return NewMember(values["name"], get("email"), get("function"), get("monthly_quota"))

    def _put_member(self, record: NewMember, _values: Values) -> int:
        return self._gathering.put_member(record)

    def _product(self, values: Values) -> NewProduct:
        return NewProduct(values["name"], values.get("list_price"), values.get("billing"))

    def _put_product(self, record: NewProduct, _values: Values) -> int:
        return self._gathering.put_product(record)

    def _company(self, values: Values) -> NewCompany:
        get = values.get
        created = get("created")
        return NewCompany(
            name=values["name"],
            reading=get("reading"),
            external_key=get("external_key"),
            segment=get("segment"),
            industry=get("industry"),
            employees=get("employees"),
            region=get("region"),
            first_source=get("first_source"),
            channel=get("channel"),
            note=get("note"),
            created_at=created.at if created else None,
            custom=values[CUSTOM],
            corporate_number=get("corporate_number"),
            phone=get("phone"),
            website=get("website"),
            address=get("address"),
            tags=get("tags") or (),
        )

    def _put_company(self, record: NewCompany, values: Values) -> int:
        owner = self._gathering.member(values.get("owner"))
        return self._gathering.put_company(record._replace(owner=owner))

    def _contact(self, values: Values) -> NewContact:
        get = values.get
        created = get("created")
        company: Reference = None
        if get("company") is not None:
            company = self._gathering.company_here(values["company"])
            company = ELSEWHERE if company is None else company
        return NewContact(
            name=values["name"],
            company=company,
            reading=get("reading"),
            external_key=get("external_key"),
            role=get("role"),
            email=get("email"),
            phone=get("phone"),
            created_at=created.at if created else None,
            custom=values[CUSTOM],
            job_title=get("job_title"),
            note=get("note"),
        )

    def _put_contact(self, record: NewContact, values: Values) -> int:
        company = self._gathering.company(values.get("company"), values.get("company_key"))
        return self._gathering.put_contact(record._replace(company=company))
