"""Whom does a row mean? Records are recognised by keys, the surest first (domain.md §11).

Unless the mapping says by which: a weaker key needs a second sign, and no key joins records whose
numbers say that they are two. A key that the mapping names is taken at its word. Several that may
be meant are told apart by what else the row says of them, or else stay several.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from revops_desktop.operations.history_records import NewCompany, NewContact, NewMember, NewProduct
from revops_desktop.operations.known_keys import CompanyHere, ContactHere, MemberHere, ProductHere
from revops_desktop.rules.alike import domain_key, mail_key, phone_key, reading_key
from revops_desktop.rules.company_names import company_key, core_and_form
from revops_desktop.rules.corporate_numbers import digits_of
from revops_desktop.rules.person_names import may_be_one
from revops_desktop.rules.text import match_key


class Found(NamedTuple):
    """Whom a row means: nobody, one, or several; and by which key. New ones are below 0.

    `renames`: by another key than the name, so that the row may bring another one.
    """

    ids: tuple[int, ...]
    key: str
    renames: bool = False


NOBODY = Found((), "")
# Names a company that is neither here nor new: nobody else's contacts are at it.
ELSEWHERE = 0

Record = TypeVar("Record")
One = TypeVar("One", contravariant=True)
# Of a key; what is false is nothing.
Sign = str | tuple[Any, ...] | int | None


class _Kind(Protocol[One]):
    """How records of a kind are recognised."""

    def sign(self, key: str, record: One) -> Sign:
        """What a record has as this key; what is false is nothing."""

    def may_be(self, key: str, row: One, there: One, *, is_new: bool) -> bool:
        """Whether two that have the same key are the same; `is_new`: both are of this import."""

    signs: tuple[str, ...]


class Finder(Generic[Record]):
    """Finds records of one kind: those that are here, and those that come in.

    `keys` in this order; `is_said`: by the mapping, `other_keys` are then for rows without them.
    """

    def __init__(
        self,
        kind: _Kind[Record],
        here: Iterable[tuple[int, Record]],
        keys: Sequence[str],
        *,
        is_said: bool,
        other_keys: Sequence[str] = (),
    ) -> None:
        self._kind = kind
        self._other_keys = other_keys
        self._keys = keys
        self._is_said = is_said
        self._by_id: dict[int, Record] = {}
        # One that was merged into another is known by what it had.
        self._merged: dict[int, list[Record]] = {}
        for number, record in here:
            if self._by_id.setdefault(number, record) is not record:
                self._merged.setdefault(number, []).append(record)
        self._indexes: dict[str, dict[Sign, tuple[int, ...]]] = {}
        self._first_here: dict[str, dict[Sign, int]] = {}
        # Whether a row may be recognised otherwise by now than before the import.
        self.is_changed = False

    def find(self, row: Record, *, is_in: bool = False) -> Found:
        """Whom this row means; one that has none of the keys that are said is known by any.

        `is_in`: once the import is in, when what is new in it is here too.
        """
        has_key = False
        for key in self._keys:
            text = self._kind.sign(key, row)
            if text:
                has_key = True
                found = self._find(key, text, row, with_care=not self._is_said, is_in=is_in)
                if found.ids:
                    return found
        if self._is_said and not has_key:
            for key in self._other_keys:
                text = self._kind.sign(key, row)
                found = NOBODY
                if text:
                    found = self._find(key, text, row, with_care=True, is_in=is_in)
                if found.ids:
                    return found
        return NOBODY

    def _find(self, key: str, text: Sign, row: Record, *, with_care: bool, is_in: bool) -> Found:
        ids = self._index(key).get(text, ())
        if with_care and ids:
            ids = tuple(
                one
                for one in ids
                if self._kind.may_be(key, row, self._by_id[one], is_new=one < 0 and not is_in)
            )
        if with_care and ids and key == "email":
            ids = self._named_so(row, ids)
        if not ids:
            return NOBODY
        return Found(self._narrowed(row, ids) if len(ids) > 1 else ids, key, key != "name")

    def _named_so(self, row: Record, ids: tuple[int, ...]) -> tuple[int, ...]:
        """Who has an address under another name is not meant where somebody has this very name."""
        if not self._index("name").get(self._kind.sign("name", row)):
            return ids
        name = self._kind.sign("name_alone", row)
        return tuple(one for one in ids if self._kind.sign("name_alone", self._by_id[one]) == name)

    def add(self, reference: int, record: Record) -> None:
        """One that comes in is recognised from now on."""
        self.is_changed = True
        self._by_id[reference] = record
        for key, index in self._indexes.items():
            self._enter(index, key, reference, record)

    def renew(self, reference: int, record: Record) -> None:
        """One of which more or something else is known is recognised by that from now on."""
        self.is_changed = True
        before = self._by_id[reference]
        self._by_id[reference] = record
        merged = self._merged.get(reference, ())
        for key, index in self._indexes.items():
            text = self._kind.sign(key, before)
            if text == self._kind.sign(key, record):
                continue
            if text in index and text not in [self._kind.sign(key, one) for one in merged]:
                index[text] = tuple(one for one in index[text] if one != reference)
            self._enter(index, key, reference, record)

    def beside(self, key: str, row: Record) -> Record | None:
        """The first of those that are here that has the same as a row has as this key."""
        if key not in self._first_here:
            found: dict[Sign, int] = {}
            for number, record in self._by_id.items():
                if number > 0:
                    found.setdefault(self._kind.sign(key, record), number)
            self._first_here[key] = found
        text = self._kind.sign(key, row)
        first = self._first_here[key].get(text) if text else None
        return None if first is None else self._by_id[first]

    def is_there(self, reference: int) -> bool:
        """Whether a record of this reference is known."""
        return reference in self._by_id

    def there(self, reference: int) -> Record:
        """The record of a reference, as far as it is known."""
        return self._by_id[reference]

    def _narrowed(self, row: Record, ids: tuple[int, ...]) -> tuple[int, ...]:
        for sign in self._kind.signs:
            text = self._kind.sign(sign, row)
            same = tuple(
                one for one in ids if text and self._kind.sign(sign, self._by_id[one]) == text
            )
            if len(same) == 1:
                return same
            ids = same or ids
        return ids

    def _index(self, key: str) -> dict[Sign, tuple[int, ...]]:
        found = self._indexes.get(key)
        if found is None:
            found = self._indexes[key] = {}
            for number, record in self._by_id.items():
                for one in (record, *self._merged.get(number, ())):
                    self._enter(found, key, number, one)
        return found

    def _enter(
        self, index: dict[Sign, tuple[int, ...]], key: str, number: int, record: Record
    ) -> None:
        text = self._kind.sign(key, record)
        if text:
            held = index.get(text, ())
            if number not in held:
                index[text] = (*held, number)


Company = CompanyHere | NewCompany
Contact = ContactHere | NewContact
Member = MemberHere | NewMember
Product = ProductHere | NewProduct


class Companies:
    """How companies are recognised."""

    signs = ("corporate_number", "external_key", "domain", "reading", "phone", "address", "region")

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def sign(self, key: str, record: Company) -> str:
        """What a company has as this key; "" is nothing."""
        return self._SIGNS[key](self, record)

    def may_be(self, key: str, row: Company, there: Company, *, is_new: bool) -> bool:
        """Two numbers of a kind are two companies; a domain or a reading needs a second sign, and
        says nothing of two rows of one list."""
        if key == "corporate_number":
            return True
        if _apart(digits_of(row.corporate_number or ""), digits_of(there.corporate_number or "")):
            return False
        if key == "external_key":
            return True
        if _apart(row.external_key, there.external_key):
            return False
        if key != "name" and is_new:
            return False
        if key == "domain":
            return names_agree(row.name, there.name) or self._share(
                ("reading", "phone"), row, there
            )
        if key == "reading":
            return _forms_agree(row.name, there.name) and self._share(
                ("domain", "phone", "address"), row, there
            )
        return True

    def _share(self, keys: Sequence[str], row: Company, there: Company) -> bool:
        return any((text := self.sign(key, row)) and text == self.sign(key, there) for key in keys)

    def _name(self, record: Company) -> str:
        if isinstance(record, CompanyHere):
            return record.match_key
        found = self._names.get(record.name)
        if found is None:
            found = self._names[record.name] = company_key(record.name)
        return found

    _SIGNS: Mapping[str, Callable[["Companies", Company], str]] = {
        "corporate_number": lambda _self, one: digits_of(one.corporate_number or "") or "",
        "external_key": lambda _self, one: one.external_key or "",
        "name": lambda self, one: self._name(one),
        "domain": lambda _self, one: domain_key(one.website),
        "reading": lambda _self, one: reading_key(one.reading),
        "phone": lambda _self, one: phone_key(one.phone),
        "address": lambda _self, one: match_key(one.address or ""),
        "region": lambda _self, one: match_key(one.region or ""),
    }


class Contacts:
    """How contacts are recognised; the company of a row is a reference."""

    signs = ("external_key", "email", "name_alone", "company", "phone")

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def sign(self, key: str, record: Contact) -> Sign:
        """What a contact has as this key; what is false is nothing."""
        if key == "external_key":
            return record.external_key
        if key == "email":
            return mail_key(record.email)
        if key == "name":
            return (record.company, self._name(record))
        if key == "name_alone":
            return self._name(record)
        if key == "company":
            return record.company
        return phone_key(record.phone)

    def may_be(self, key: str, row: Contact, there: Contact, *, is_new: bool) -> bool:
        """Two numbers are two people; an address that many have needs the name beside it."""
        if key == "external_key":
            return True
        if _apart(row.external_key, there.external_key):
            return False
        if key == "email":
            # Two people of one list may share a mailbox, and be written in two scripts.
            return self._name(row) == self._name(there) or (
                not is_new and may_be_one(row.name, there.name)
            )
        if key == "phone":
            return self._name(row) == self._name(there)
        return True

    def _name(self, record: Contact) -> str:
        if isinstance(record, ContactHere):
            return record.match_key
        found = self._names.get(record.name)
        if found is None:
            found = self._names[record.name] = match_key(record.name)
        return found


class Members:
    """How members are recognised."""

    signs = ("name", "email")

    def sign(self, key: str, record: Member) -> str:
        """What a member has as this key; "" is nothing."""
        if key == "email":
            return mail_key(record.email)
        return record.match_key if isinstance(record, MemberHere) else match_key(record.name)

    def may_be(self, key: str, row: Member, there: Member, *, is_new: bool) -> bool:
        """An address that several have needs the name beside it."""
        return key == "name" or (not is_new and may_be_one(row.name, there.name))


class Products:
    """How products are recognised: by their names alone."""

    signs = ("name",)

    def sign(self, _key: str, record: Product) -> str:
        """What a product is called."""
        return record.match_key if isinstance(record, ProductHere) else match_key(record.name)

    def may_be(self, _key: str, _row: Product, _there: Product, *, is_new: bool) -> bool:
        """No two have the same name."""
        return True


def _apart(one: str | None, other: str | None) -> bool:
    return bool(one) and bool(other) and one != other


def names_agree(one: str, other: str) -> bool:
    """Whether one name holds the other, and their legal forms are not two."""
    (first, _form), (second, _other_form) = core_and_form(one), core_and_form(other)
    return _forms_agree(one, other) and (first in second or second in first)


def _forms_agree(one: str, other: str) -> bool:
    first, second = core_and_form(one)[1], core_and_form(other)[1]
    return first == second or not first or not second
