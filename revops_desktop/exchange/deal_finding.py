"""Which deal that is here does a row mean? By its number, its own facts, or its title and company.

Unless the mapping says by which: where records are to be changed, a deal without a number is known
by title and company too, if it is still open or began on the same day. A won one of the same title
is another business. Where records are only made it is known so if it began on that day: otherwise
a list whose amounts have changed since would double its deals.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from revops_desktop.exchange.asks import Asks
from revops_desktop.exchange.fields import MATCH_KEYS
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.recognising import NOBODY, Found
from revops_desktop.operations.known import MADE_KEY, DealFacts, DealThere, Known
from revops_desktop.operations.known_keys import DealHere, deals_here
from revops_desktop.rules.text import match_key


class RowFacts(NamedTuple):
    """What a row says that a deal may be known by; `company` is its id, −1 one that is not here,
    None where the row names none. `has_company`: whether the file has such a column."""

    number: str | None
    title: str
    company: int | None
    has_company: bool
    amount: int | None
    monthly_amount: int | None
    began: str | None


class DealFinder:
    """Finds the deals that rows mean, among those that are here."""

    def __init__(self, workspace: Asks, there: Known, match: Sequence[str], mode: Mode) -> None:
        self._workspace, self._there = workspace, there
        self._keys = match or MATCH_KEYS["deals"]
        self._is_said = bool(match)
        self._changes = mode != "create"
        self._deals: dict[int, DealHere] | None = None
        # What rows of this import said of deals that are here.
        self._heard: dict[int, set[str]] = {}
        self._numbers: dict[str, int] = {}
        self._changed: set[int] = set()
        self._titles: dict[str, list[DealHere]] = {}
        self._met: set[int] = set()

    def hear(self, found: Found, said: Mapping[str, Any]) -> None:
        """From now on a deal is known by what a row says of it."""
        (number,) = found.ids
        keys = self._heard.setdefault(number, set())
        if said.get("external_key") is not None and "external_key" not in keys:
            keys.add("external_key")
            self._numbers.setdefault(said["external_key"], number)
        if said.get("title") is not None and found.key == "external_key" and "title" not in keys:
            keys.add("title")
            deal = self._all().get(number)
            if deal is not None and match_key(deal.title) != match_key(said["title"]):
                self._titles[match_key(deal.title)].remove(deal)
                deal = deal._replace(title=said["title"])
                self._titles.setdefault(match_key(deal.title), []).append(deal)
                self._all()[number] = deal
        if found.key == "title":
            self._changed.add(number)

    def by_number(self, key: str) -> Found:
        """The deal of this number in its source, or of a row that said just the same."""
        if key in self._numbers:
            return Found((self._numbers[key],), "external_key", renames=True)
        there = self._there.deals_by_external.get(key)
        if there is None or not (key.startswith(MADE_KEY) or "external_key" in self._keys):
            return NOBODY
        self._met.add(there.deal_id)
        return Found((there.deal_id,), "external_key", renames=True)

    def by_facts(self, row: RowFacts) -> Found:
        """The deal that the row means by what else it says."""
        for key in self._keys:
            ids: Sequence[int] = ()
            if key == "facts" and (row.number is None or self._changes or self._is_said):
                ids = self._with_these_facts(row)
                there = self._there.deals_by_external.get(row.number or "")
                if not ids and there is not None:
                    ids = (there.deal_id,)
            elif key == "title" and (self._changes or self._is_said):
                ids = self._titled(row)
            elif key == "title" and row.number is None:
                ids = self._of_that_day(row)
            if ids:
                self._met.update(ids)
                return Found(tuple(ids), key)
        return NOBODY

    def _of_that_day(self, row: RowFacts) -> Sequence[int]:
        """The one deal of this title and company that began on the very day, and that no other
        row meant."""
        if row.began is None or row.company is None or row.company < 0:
            return ()
        ids = [one for one in self._titled(row) if self._all()[one].began == row.began]
        return ids if len(ids) == 1 and ids[0] not in self._met else ()

    def holder(self, number: str) -> int | None:
        """The deal that is here with this number; None where there is none."""
        there = self._there.deals_by_external.get(number)
        return None if there is None else there.deal_id

    def has_namesake(self, row: RowFacts) -> bool:
        """Whether a row without a number may mean an open deal of its title and company."""
        if row.number is not None or self._is_said or self._changes:
            return False
        if row.company is None or row.company < 0:
            return False
        return bool(self._titled(row))

    @property
    def knows_facts(self) -> bool:
        """Whether any deal may be known by what else a row says."""
        return self._changes or self._is_said or bool(self._there.deals_without_number)

    def there(self, deal_id: int, key: str) -> DealThere | None:
        """Where a deal stands; `key`: its number in its source, or the one made of the row."""
        known = self._there.deals_by_external.get(key)
        if known is not None and known.deal_id == deal_id:
            return known
        found = self._all().get(deal_id)
        return None if found is None else found.there

    def _with_these_facts(self, row: RowFacts) -> Sequence[int]:
        known = self._there.deals_without_number
        if not known:
            return ()
        facts = DealFacts(
            match_key(row.title), row.company, row.amount, row.monthly_amount, row.began
        )
        return [one for one in known.get(facts, ()) if one not in self._changed]

    def _titled(self, row: RowFacts) -> Sequence[int]:
        self._all()
        found = [
            deal
            for deal in self._titles.get(match_key(row.title), ())
            if deal.company_id == row.company or not row.has_company
        ]
        if not self._is_said:
            found = [
                deal
                for deal in found
                if not (row.number and deal.number)
                and (deal.is_open or (row.began is not None and deal.began == row.began))
            ]
        same_day = [deal for deal in found if deal.began == row.began]
        return [deal.id for deal in (same_day if len(found) > 1 and same_day else found)]

    def _all(self) -> dict[int, DealHere]:
        if self._deals is None:
            rows = self._workspace.ask(deals_here, zone=self._there.time_zone)
            self._deals = {row.id: row for row in rows}
            for row in rows:
                self._titles.setdefault(match_key(row.title), []).append(row)
        return self._deals
