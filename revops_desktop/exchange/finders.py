"""The finders of one import: made when a file needs them, one for each kind and choice of keys."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from revops_desktop.exchange.fields import MATCH_KEYS, Kind
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

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

_KINDS: dict[str, Any] = {
    "members": (Members, members_here),
    "products": (Products, products_here),
    "companies": (Companies, companies_here),
    "contacts": (Contacts, contacts_here),
}


class Finders:
    """`lines`: in which row a new record came, by kind and reference."""

    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._made: dict[tuple[str, tuple[str, ...]], Finder[Any]] = {}
        self.lines: dict[tuple[str, int], int] = {}

    def finder(self, kind: Kind, match: Sequence[str]) -> Finder[Any]:
        """Who recognises records of a kind by these keys; () by all of them, with care."""
        wanted = (kind, tuple(match))
        if wanted not in self._made:
            signs, here = _KINDS[kind]
            rows = self._workspace.ask(here)
            self._made[wanted] = Finder(
                signs(),
                ((row.id, row) for row in rows),
                match or MATCH_KEYS[kind],
                is_said=bool(match),
                other_keys=MATCH_KEYS[kind],
            )
        return self._made[wanted]

    def here(self, kind: Kind, record_id: int) -> Any:
        """A record that is here, as it is known by its keys; None where there is none."""
        finder = self.finder(kind, ())
        return finder.there(record_id) if finder.is_there(record_id) else None
