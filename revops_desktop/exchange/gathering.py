"""Gathers what an import will bring in: recognises what is there, numbers what is new."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from revops_desktop.operations.history_records import (
    NewCompany,
    NewContact,
    NewMember,
    NewProduct,
    NewReason,
    Reference,
)
from revops_desktop.operations.known import Known
from revops_desktop.rules.alike import mail_key
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)


class _Shelf(Generic[Key, T]):
    """Records of one kind: references by key, and the new records in order."""

    def __init__(self, find: Callable[[Key], int | None]) -> None:
        self._find = find
        self._references: dict[Key, Reference] = {}
        self.new: list[T] = []

    def reference(self, key: Key) -> Reference:
        """The record with this key, in the file or new here; None when there is none."""
        if key in self._references:
            return self._references[key]
        found = self._find(key)
        if found is not None:
            self._references[key] = found
        return found

    def add(self, key: Key, record: T) -> int:
        """A new record; its reference. Namesakes keep meaning the first."""
        self.new.append(record)
        reference = -len(self.new)
        if self._references.get(key) is None:
            self._references[key] = reference
        return reference

    def rename(self, reference: int, before: Key, after: Key) -> None:
        """One that is here has this key from now on; of namesakes the oldest is meant."""
        if self.reference(before) == reference:
            self._references[before] = None
        held = self.reference(after)
        if held is None or held < 0 or held > reference:
            self._references[after] = reference


def _company_by_name(known: Known, key: str) -> int | None:
    found = known.companies.get(key)
    return found[0] if found else None


class Gathering:
    """Records by their names. `put_…` takes what a row of a list makes, `…_here` finds.

    `member`, `company` … find by name; a name that nobody has yet becomes a new record.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._members = _Shelf[str, NewMember](known.members.get)
        self._products = _Shelf[str, NewProduct](known.products.get)
        # By a method of its own it would hold itself, and all that is known until it is collected.
        self._companies = _Shelf[str, NewCompany](partial(_company_by_name, known))
        self._contacts = _Shelf[tuple[Reference, str], NewContact](known.contacts.get)
        # Named by rows that change members.
        self.functions: list[str] = []
        self._reasons = _Shelf[tuple[str, str], NewReason](known.reasons.get)
        self._new: dict[str, list[Any]] = {
            "members": self._members.new,
            "products": self._products.new,
            "companies": self._companies.new,
            "contacts": self._contacts.new,
        }
        self._numbers: dict[str, dict[str, int]] = {
            "companies": dict(known.companies_by_external),
            "contacts": dict(known.contacts_by_external),
        }
        # What changed records that are here are called, and companies' numbers.
        self._called: dict[tuple[str, int], Any] = {}
        self._numbered: dict[int, str | None] = {}
        self._mails: dict[str, int] = {}
        # Products that were asked for before they were known: by the last row, and by refused ones.
        self._asked: set[str] = set()
        self._asked_in_vain: set[str] = set()
        self._keys: dict[str, str] = {}
        self._keys_of_companies: dict[str, str] = {}

    def _key(self, name: str) -> str:
        found = self._keys.get(name)
        if found is None:
            found = self._keys[name] = match_key(name)
        return found

    def _company_key(self, name: str) -> str:
        found = self._keys_of_companies.get(name)
        if found is None:
            found = self._keys_of_companies[name] = company_key(name)
        return found

    @property
    def members(self) -> list[NewMember]:
        """The new members."""
        return self._members.new

    @property
    def products(self) -> list[NewProduct]:
        """The new products."""
        return self._products.new

    @property
    def companies(self) -> list[NewCompany]:
        """The new companies."""
        return self._companies.new

    @property
    def contacts(self) -> list[NewContact]:
        """The new contacts."""
        return self._contacts.new

    @property
    def reasons(self) -> list[NewReason]:
        """The new reasons for leaving the river."""
        return self._reasons.new

    def put_member(self, record: NewMember) -> int:
        """A new member of a list; the reference."""
        return self._members.add(self._key(record.name), record)

    def put_product(self, record: NewProduct) -> int:
        """A new product of a list; the reference."""
        return self._products.add(self._key(record.name), record)

    def put_company(self, record: NewCompany) -> int:
        """A new company of a list; the reference. Of namesakes the first is meant by the name."""
        reference = self._companies.add(self._company_key(record.name), record)
        if record.external_key is not None:
            self._numbers["companies"].setdefault(record.external_key, reference)
        return reference

    def put_contact(self, record: NewContact) -> int:
        """A new contact of a list; the reference."""
        reference = self._contacts.add((record.company, self._key(record.name)), record)
        if record.external_key is not None:
            self._numbers["contacts"].setdefault(record.external_key, reference)
        if record.email is not None:
            self._mails.setdefault(mail_key(record.email), reference)
        return reference

    def numbered(self, kind: str, number: str) -> Reference:
        """The company or contact of this number in its source, here or new; None: there is none."""
        return self._numbers[kind].get(number)

    def contact_of_mail(self, mail: str) -> Reference:
        """The new contact with this e-mail address; None where there is none."""
        return self._mails.get(mail_key(mail))

    def new(self, kind: str, reference: int) -> Any:
        """The new record that a reference below 0 stands for."""
        return self._new[kind][-reference - 1]

    def all_new(self, kind: str) -> Sequence[Any]:
        """All new records of a kind, in order."""
        return self._new[kind]

    def change(self, kind: str, before: Any, values: Mapping[str, Any]) -> None:
        """One that is here, as it is known by its keys, becomes another by these fields: the rows
        of later files mean it by its new name and number."""
        if "external_key" in values and kind in self._numbers:
            numbers, after = self._numbers[kind], values["external_key"]
            if numbers.get(before.external_key or "") == before.id:
                del numbers[before.external_key]
            if after is not None:
                numbers.setdefault(after, before.id)
        if kind == "companies":
            self._numbered[before.id] = values.get("external_key", before.external_key)
        key = values.get("match_key", before.match_key)
        shelf: Any = getattr(self, f"_{kind}")
        if kind == "contacts":
            company = values.get("company", before.company)
            shelf.rename(before.id, (before.company, before.match_key), (company, key))
        else:
            shelf.rename(before.id, before.match_key, key)
        self._called[kind, before.id] = key

    def name_key(self, kind: str, record_id: int | None, key: str | None) -> str | None:
        """The key of the name that one that is here has by now; it had this one."""
        if record_id is None:
            return None
        found: str | None = self._called.get((kind, record_id), key)
        return found

    def renew(self, kind: str, reference: int, record: Any) -> None:
        """The new record, of which a later row said more."""
        self._new[kind][-reference - 1] = record

    def fill_company(self, reference: int, values: Mapping[str, Any]) -> None:
        """A new company gets what it has not yet."""
        record = self._companies.new[-reference - 1]
        blank = {name: text for name, text in values.items() if not getattr(record, name)}
        self._companies.new[-reference - 1] = record._replace(**blank)

    def member_here(self, name: str) -> Reference:
        """The member of this name, here or new; None where there is none."""
        return self._members.reference(self._key(name))

    def product_here(self, name: str) -> Reference:
        """The product of this name, here or new; None where there is none."""
        return self._products.reference(self._key(name))

    def company_name(self, reference: int) -> str | None:
        """The name of a new company; None of one that is here already."""
        return self._companies.new[-reference - 1].name if reference < 0 else None

    def company_here(self, name: str | int) -> Reference:
        """The company of this name, here or new; None: there is none. A reference is itself."""
        if isinstance(name, int):
            return name
        return self._companies.reference(self._company_key(name))

    def contact_here(self, name: str, company: Reference) -> Reference:
        """The contact of this name at a company, here or new; None where there is none."""
        return self._contacts.reference((company, self._key(name)))

    def member(self, name: str | None) -> Reference:
        """The member of this name."""
        if name is None:
            return None
        key = self._key(name)
        found = self._members.reference(key)
        return self._members.add(key, NewMember(name)) if found is None else found

    def product(self, name: str | None, billing: str = "one_off") -> Reference:
        """The product of this name; a new one is billed so."""
        if name is None:
            return None
        key = self._key(name)
        found = self._products.reference(key)
        if found is None:
            found = self._products.add(key, NewProduct(name, billing=billing))
        self._asked.clear()
        return found

    def is_monthly(self, name: str) -> bool:
        """Whether the product of this name is paid each month."""
        key = self._key(name)
        found = self._products.reference(key)
        if found is None:
            self._asked.add(key)
        elif found < 0:
            return self._products.new[-found - 1].billing == "monthly"
        return key in self._known.monthly_products

    def asked_in_vain(self) -> None:
        """A row was refused: it may have been for want of a product that a later one makes."""
        self._asked_in_vain |= self._asked
        self._asked.clear()

    @property
    def may_be_read_otherwise(self) -> bool:
        """Whether a refused row asked for a product that is new in the meantime."""
        return any(self._products.reference(key) is not None for key in self._asked_in_vain)

    def company(self, name: str | int | None, number: str | None = None) -> Reference:
        """The company of this name; a reference is itself. A new one has this number.

        A company of the name that has another number in its source is another company.
        """
        if name is None or isinstance(name, int):
            return name
        if number is not None:
            return self._company_numbered(name, number)
        key = self._company_key(name)
        found = self._companies.reference(key)
        return self._companies.add(key, NewCompany(name)) if found is None else found

    def _company_numbered(self, name: str, number: str) -> int:
        numbers = self._numbers["companies"]
        if number in numbers:
            return numbers[number]
        key, new = self._company_key(name), self._companies.new
        there = self._companies.reference(key)
        if there is not None:
            if there < 0:
                held = new[-there - 1].external_key
            elif there in self._numbered:
                held = self._numbered[there]
            else:
                held = self._known.companies[key][1]
            if held is None:
                numbers[number] = there
                if there < 0:
                    new[-there - 1] = new[-there - 1]._replace(external_key=number)
                return there
        return self.put_company(NewCompany(name, external_key=number))

    def known_company(self, name: str | int) -> int | None:
        """The company of this name that the workspace has; −1 when it has none."""
        if isinstance(name, int):
            return name if name > 0 else -1
        found = self._companies.reference(self._company_key(name))
        return -1 if found is None else max(found, -1)

    def contact(self, name: str | None, company: Reference) -> Reference:
        """The contact of this name at this company."""
        if name is None:
            return None
        key = (company, self._key(name))
        found = self._contacts.reference(key)
        return self._contacts.add(key, NewContact(name, company)) if found is None else found

    def reason(self, kind: str, name: str | None) -> Reference:
        """The reason of this kind and name."""
        if name is None:
            return None
        key = (kind, self._key(name))
        found = self._reasons.reference(key)
        return self._reasons.add(key, NewReason(kind, name)) if found is None else found
