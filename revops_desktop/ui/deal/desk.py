"""What every part of the panel works with: the deal that is shown, and the door to its file."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from revops_desktop.rules.periods import local_day

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.actions import Actions, DoneLike


class Desk:
    """The deal on the desk. Parts ask verbs through it and are then shown what was written."""

    def __init__(self, actions: "Actions", show_again: Callable[[], None]) -> None:
        self.actions = actions
        self._show_again = show_again
        self._sheet: DealSheet | None = None

    @property
    def sheet(self) -> "DealSheet":
        """The deal that is shown; asked for only while one is."""
        assert self._sheet is not None
        return self._sheet

    @sheet.setter
    def sheet(self, sheet: "DealSheet | None") -> None:
        self._sheet = sheet

    @property
    def is_empty(self) -> bool:
        """Whether no deal is shown."""
        return self._sheet is None

    @property
    def deal_id(self) -> int:
        """The deal that is shown; 0 when none is."""
        return self._sheet.fields.deal_id if self._sheet is not None else 0

    def today(self) -> date:
        """This day in the workspace's zone."""
        zone = self._sheet.zone if self._sheet is not None else "UTC"
        return local_day(self.actions.now(), zone)

    def do(self, verb: Callable[..., Any], /, **arguments: Any) -> "DoneLike | None":
        """One action; after a refusal, which was said by then, the file's state is shown again."""
        done = self.actions.do(verb, **arguments)
        if done is None:
            self._show_again()
        return done

    def edit(self, **fields: Any) -> bool:
        """Changes fields of the deal; whether it was done."""
        from revops_desktop.operations import deals

        return self.do(deals.edit, deal_id=self.deal_id, fields=fields) is not None
