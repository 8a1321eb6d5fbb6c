"""From a row to a member, product, company or contact: a new one, or one that is here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from revops_desktop.exchange.binding import Binding
from revops_desktop.exchange.company_beside import CompanyBeside
from revops_desktop.exchange.comparing import name_taken
from revops_desktop.exchange.completing import completed
from revops_desktop.exchange.fields import NEEDED
from revops_desktop.exchange.finders import Finders
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.mapping import Mode, Source
from revops_desktop.exchange.recognising import Found
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
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key

Values = Mapping[str, Any]

# Names a company that is neither here nor new: nobody else's contacts are at it.
_ELSEWHERE = 0


class RecordMaker:
    """Members, products, companies and contacts: True for a new one, False for one that is there.

    What the row says of one that is there goes to `updates`. RowRefused holds everything that is
    wrong with the row.
    """

    def __init__(
        self,
        source: Source,
        binding: Binding,
        gathering: Gathering,
        finders: Finders,
        updates: Updates,
        mode: Mode,
        known: Sequence[KnownField] = (),
    ) -> None:
        self._fields = binding.fields()
        self._custom = binding.custom(known)
        self._needed = NEEDED[source.kind]
        self._source, self._mode = source, mode
        self._gathering, self._updates = gathering, updates
        self._finder = finders.finder(source.kind, source.match)
        self._lines = finders.lines
        self._heard: dict[int, set[str]] = {}
        self._claims: dict[tuple[str, str], tuple[int, Found]] = {}
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
        self._refuse_claimed(line, found, record)
        if found.ids:
            self._of_one_there(line, found, record, values)
            if self._put_beside(values, goes):
                self._updates.completed(line)
            return False
        refuse_unless_made(self._mode)
        self._refuse_taken(values)
        remark_without(values, self._fields, self._remarks)
        reference = self._put(record, values)
        self._put_beside(values, goes)
        self._finder.add(reference, self._new(reference))
        self._lines[self._source.kind, reference] = line
        return True

    def _put_beside(self, values: Values, goes: dict[str, str]) -> bool:
        name = values.get("company")
        company = self._gathering.company_here(name) if name is not None and goes else None
        return self._beside.put(company, goes)

    def again(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a row that meant nobody means somebody now: a later row gave them its keys."""
        if self._mode != "update" or not self._finder.is_any_renewed:
            return False
        try:
            values = self._values(cells)
        except RowRefused:
            return False
        goes = self._beside.look(values)
        record = self._record(values)
        found = self._finder.find(record)
        if found.ids:
            self._of_one_there(line, found, record, values, is_late=True)
            self._put_beside(values, goes)
        return bool(found.ids)

    def _of_one_there(
        self, line: int, found: Found, record: Any, values: Values, *, is_late: bool = False
    ) -> None:
        if min(found.ids) < 0:
            self._complete(line, found, record, values)
            return
        told = said(values, self._fields, self._custom, self._source.blank_erases)
        self._updates.note(line, found, told)
        if self._mode == "create" or len(found.ids) > 1:
            return
        if self._updates.agrees(self._source.kind, found, told):
            self._hear(found, record, told)
        elif is_late:
            self._updates.torn(*found.ids)

    def _hear(self, found: Found, record: Any, told: Mapping[str, Any]) -> None:
        """From now on the one that is here is known by what this row says of it."""
        (number,) = found.ids
        before = self._finder.there(number)
        keys = self._heard.setdefault(number, set())
        new = {
            field: getattr(record, field)
            for field in told
            if field in before._fields and field not in keys
        }
        keys.update(new)
        if "name" in new:
            of = company_key if self._source.kind == "companies" else match_key
            new["match_key"] = of(new["name"])
            if not found.renames:
                del new["name"], new["match_key"]
        if any(getattr(before, field) != value for field, value in new.items()):
            self._finder.renew(number, before._replace(**new))

    def _refuse_claimed(self, line: int, found: Found, record: Any) -> None:
        """A number that an earlier row has, which was refused for another reason, stays its own;
        and so do names of members and products, which no two may have."""
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
            claim = self._claims.setdefault((field, number), (line, found))
            if not found.ids and claim[1].ids:
                raise contradiction(claim[0], self.columns.get(field, ""), number)

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
                column = self._fields[name].column
                raise RowRefused([CellRefused(_("It is empty. Please fill it in."), column)])
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
        changes = self._mode == "both"
        (reference, *others) = found.ids
        if others:
            problem = _(
                "It may mean several in this file. Please write a number that only one has."
            )
            column = self.columns.get(found.key, "")
            if changes:
                raise RowRefused([CellRefused(problem, column)])
            self._remarks.note(column, "", problem)
            return
        first = self._lines.get((self._source.kind, reference), 0)

        def clash(field: str, value: Any) -> None:
            refusal = contradiction(first, self.columns.get(field, ""), value)
            if changes:
                raise refusal
            (problem,) = refusal.problems
            self._remarks.note(problem.column, problem.value, told_beside(first))

        before = self._new(reference)
        whole = completed(
            before,
            record,
            values,
            renames=found.renames,
            columns=self.columns,
            gathering=self._gathering,
            blank_erases=self._source.blank_erases and changes,
            clash=clash,
        )
        if whole != before:
            self._gathering.renew(self._source.kind, reference, whole)
            self._finder.renew(reference, whole)
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
            company = _ELSEWHERE if company is None else company
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
