"""The finders of one import: made when a file needs them, one for each kind and choice of keys.

What a file brings in or changes is known to the files after it, whatever their keys are.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.fields import MATCH_KEYS, Kind
from revops_desktop.exchange.gathering import Gathering
from revops_desktop.exchange.mapping import Source
from revops_desktop.exchange.meanings import Meanings, Torn, torn_rows
from revops_desktop.exchange.recognising import (
    Companies,
    Contacts,
    Finder,
    Members,
    Products,
)
from revops_desktop.operations.known_keys import (
    companies_here,
    contacts_here,
    members_here,
    products_here,
)
from revops_desktop.rules.company_names import company_key
from revops_desktop.rules.text import match_key

_KINDS: dict[str, Any] = {
    "members": (Members, members_here),
    "products": (Products, products_here),
    "companies": (Companies, companies_here),
    "contacts": (Contacts, contacts_here),
}
# Columns by which records are recognised.
KNOWN_BY = frozenset(
    (
        *("name", "company_id", "external_key", "corporate_number", "reading", "email", "phone"),
        *("website", "address", "region"),
    )
)


class Finders:
    """`torn`: rows that are refused for what they mean · `lines`: in which row of which file a new
    record came, by kind and reference · `emptied`: its fields of which an empty cell of a row says
    something · `unlike`: kinds of which one file only makes records and another changes them."""

    def __init__(self, workspace: Asks, gathering: Gathering, torn: Torn) -> None:
        self._workspace, self._gathering, self._torn = workspace, gathering, torn
        self._meanings: list[Meanings] = []
        self._made: dict[tuple[str, tuple[str, ...]], Finder[Any]] = {}
        self._changed: dict[tuple[str, int], Any] = {}
        self.lines: dict[tuple[str, int], tuple[str, int]] = {}
        self.emptied: dict[tuple[str, int], frozenset[str | int]] = {}
        self.unlike: Collection[str] = ()

    def finder(self, kind: Kind, match: Sequence[str]) -> Finder[Any]:
        """Who recognises records of a kind by these keys; () by all of them, with care."""
        wanted = (kind, tuple(match))
        if wanted not in self._made:
            signs, here = _KINDS[kind]
            rows = self._workspace.ask(here)
            found = self._made[wanted] = Finder(
                signs(),
                ((row.id, row) for row in rows),
                match or MATCH_KEYS[kind],
                is_said=bool(match),
                other_keys=MATCH_KEYS[kind],
            )
            for number, record in enumerate(self._gathering.all_new(kind), 1):
                found.add(-number, record)
            for (of, number), changed in self._changed.items():
                if of == kind:
                    found.renew(number, changed)
        return self._made[wanted]

    def meanings(self, source: Source, number: int, file: str) -> Meanings:
        """Where it is noted whom each row of a file means that may change what is here."""
        finder = self.finder(source.kind, source.match)
        found = Meanings(source.kind, number, file, finder, self._gathering, self._torn)
        self._meanings.append(found)
        return found

    def torn(self) -> Torn:
        """Rows that cannot be taken though each of them could: the same files would mean other
        records the next time."""
        return torn_rows(self._meanings)

    def close(self) -> None:
        """Lets go of what was noted of the rows."""
        for one in self._meanings:
            one.close()

    def here(self, kind: Kind, record_id: int) -> Any:
        """A record that is here, as it is known by its keys; None where there is none."""
        finder = self.finder(kind, ())
        return finder.there(record_id) if finder.is_there(record_id) else None

    def add(self, kind: str, reference: int) -> None:
        """One that comes in is recognised from now on."""
        for finder in self._of(kind):
            finder.add(reference, self._gathering.new(kind, reference))

    def renew(self, kind: str, reference: int) -> None:
        """One that comes in is recognised by what a later row said beyond the first, too."""
        for finder in self._of(kind):
            finder.renew(reference, self._gathering.new(kind, reference))

    def change(self, kind: str, record_id: int, values: Mapping[str, Any]) -> None:
        """One that is here becomes another (`values` by column), and is meant by that
        from now on."""
        fields = dict(values)
        if "name" in values:
            of = company_key if kind == "companies" else match_key
            fields["match_key"] = of(values["name"])
        if "company_id" in values:
            fields["company"] = values["company_id"]
        before = self._there(kind, record_id)
        known = {name: value for name, value in fields.items() if name in before._fields}
        if known:
            self._gathering.change(kind, before, known)
            self._changed[kind, record_id] = before._replace(**known)
            for finder in self._of(kind):
                finder.renew(record_id, self._changed[kind, record_id])

    def _there(self, kind: str, record_id: int) -> Any:
        """A record that is here, as it is known by its keys."""
        return self._of(kind)[0].there(record_id)

    def _of(self, kind: str) -> list[Finder[Any]]:
        return [finder for (of, _match), finder in self._made.items() if of == kind]
