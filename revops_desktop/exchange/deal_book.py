"""Which deal is meant: by its number or its title, here already or new in these files."""

from typing import TYPE_CHECKING

from revops_desktop.exchange.asks import Asks
from revops_desktop.i18n import _
from revops_desktop.operations.history_records import NewDeal, Reference
from revops_desktop.operations.known import DealThere
from revops_desktop.operations.known_keys import deals_here
from revops_desktop.rules.text import match_key

if TYPE_CHECKING:
    from collections.abc import Mapping


class DealBook:
    """Deals by number and by title. New ones are noted as they come, in the order of the spool."""

    def __init__(self, workspace: Asks, numbered: "Mapping[str, DealThere]", zone: str) -> None:
        self._workspace, self._numbered, self._zone = workspace, numbered, zone
        self._count = 0
        self._new_numbers: dict[str, int] = {}
        self._titles: dict[str, list[tuple[int, Reference]]] = {}
        self._is_read = False

    def note(self, deal: NewDeal) -> None:
        """The next new deal."""
        self._count += 1
        if deal.external_key is not None:
            self._new_numbers[deal.external_key] = -self._count
        self._titles.setdefault(match_key(deal.title), []).append((-self._count, deal.company))

    def by_number(self, number: str) -> Reference:
        """The deal of this number; None where there is none."""
        there = self._numbered.get(number)
        return there.deal_id if there is not None else self._new_numbers.get(number)

    def by_title(self, title: str, company: Reference) -> tuple[Reference, str]:
        """The deal of this title, of the company if that is known; else None, and why."""
        if not self._is_read:
            self._is_read = True
            for one in self._workspace.ask(deals_here, zone=self._zone):
                self._titles.setdefault(match_key(one.title), []).append((one.id, one.company_id))
        found = self._titles.get(match_key(title), [])
        if company is not None and len(found) > 1:
            found = [one for one in found if one[1] == company] or found
        if len(found) == 1:
            return found[0][0], ""
        if not found:
            return None, _(
                "There is no deal of this title, neither here nor in the files. Please correct "
                "it, or import the deals too."
            )
        return None, _(
            "There are {number} deals of this title. Please name it by its number."
        ).format(number=len(found))
