"""From a row to a member, product, company or contact: a new one, or one that is here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from revops_desktop.exchange.binding import Binding
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
    said,
)
from revops_desktop.exchange.updating import Updates
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import (
    NewCompany,
    NewContact,
    NewMember,
    NewProduct,
    Reference,
)
from revops_desktop.operations.known_fields import KnownField

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
        self._remarks = binding.remarks
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
        record = self._record(values)
        found = self._finder.find(record)
        if not found.ids:
            refuse_unless_made(self._mode)
            reference = self._put(record, values)
            self._finder.add(reference, self._new(reference))
            self._lines[self._source.kind, reference] = line
            return True
        if min(found.ids) < 0:
            if self._mode == "both":
                self._complete(line, found, record, values)
            return False
        self._updates.note(line, found, said(values, self._fields, self._source.blank_erases))
        return False

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
        meet_company(values, self._fields, self._gathering, self._remarks)
        return values

    def _new(self, reference: int) -> Any:
        return self._gathering.new(self._source.kind, reference)

    def _complete(self, line: int, found: Found, record: Any, values: Values) -> None:
        """A row of a record that an earlier row brings in: what it says beyond that is taken."""
        (reference, *others) = found.ids
        if others:
            problem = _("It may mean several that are here or in this file.")
            raise RowRefused([CellRefused(problem, self.columns.get(found.key, ""))])
        before = self._new(reference)
        whole = completed(
            before,
            record,
            values,
            key=found.key,
            line=self._lines.get((self._source.kind, reference), 0),
            columns=self.columns,
            gathering=self._gathering,
        )
        if whole != before:
            self._gathering.renew(self._source.kind, reference, whole)
            self._finder.add(reference, whole)
            self._updates.completed(line)

    def _member(self, values: Values) -> NewMember:
        get = values.get
        return NewMember(values["name"], get("email"), get("function"), get("monthly_quota"))

    def _put_member(self, record: NewMember, _values: Values) -> int:
        return self._gathering.put_member(record)

    def _product(self, values: Values) -> NewProduct:
        return NewProduct(
            values["name"], values.get("list_price"), values.get("billing") or "one_off"
        )

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
