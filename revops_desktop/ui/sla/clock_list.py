"""The clocks behind a figure as a list: whose deal, which rule, how it stands, how much over."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui.figures.deals import DealsList, open_deals
from revops_desktop.ui.sla import clock_words
from revops_desktop.ui.tables.text_list import FileValue

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.sla_behind import ClockBehind
    from revops_desktop.ui.actions import Actions

_STATE, _DUE, _OVER, _TAKEN = 4, 5, 6, 7


class ClocksModel(DealsList):
    """Clocks as texts, with the values to sort by."""

    right = frozenset((_OVER, _TAKEN))
    width = 1020
    widths = (0, 140, 120, 90, 105, 165, 90, 90)
    sorted_by = _OVER

    def named(self) -> list[str]:
        return [
            *(_("Deal"), _("Company"), _("Promise"), _("Member"), _("State")),
            *(_("Deadline"), _("Over"), _("Taken")),
        ]

    def counted(self, number: int) -> str:
        return ngettext("{n} clock", "{n} clocks", number).format(n=i18n.count(number))

    def sort_value(self, row: "ClockBehind", column: int) -> Any:
        if column == _DUE:
            return float("inf") if row.due is None else float(row.due)
        if column == _OVER:
            return float(row.over_seconds)
        if column == _TAKEN:
            return float(row.taken_seconds)
        return super().sort_value(row, column)

    def texts(self, row: "ClockBehind") -> list[str]:
        zone = self.about.zone
        return [
            *(row.deal, row.company, row.name, row.member, state_of(row)),
            i18n.NOTHING if row.due is None else i18n.instant(row.due, zone),
            clock_words.coarse(row.over_seconds) if row.over_seconds else "",
            clock_words.coarse(row.taken_seconds),
        ]

    def written_headings(self) -> list[str]:
        return [
            clock_words.with_minutes(heading) if column >= _OVER else heading
            for column, heading in enumerate(self.headings)
        ]

    def values(self, row: "ClockBehind") -> list[FileValue]:
        zone = ZoneInfo(self.about.zone)
        due = None
        if row.due is not None:
            local = datetime.fromtimestamp(row.due, zone).replace(tzinfo=None)
            due = local.isoformat(" ", "minutes")
        return [
            *(row.deal, row.company, row.name, row.member, state_of(row), due),
            *(row.over_seconds // 60, row.taken_seconds // 60),
        ]

    def icon(self, row: "ClockBehind", column: int) -> tuple[str, str] | None:
        if column != _STATE:
            return None
        key = "paused" if row.is_paused and row.state != "breached" else row.state
        look = clock_words.LOOKS[key]
        return look.icon, look.ink


def state_of(row: "ClockBehind") -> str:
    """How a clock stands, in words."""
    if row.is_paused and row.state != "breached":
        return clock_words.state_name("paused")
    return clock_words.state_name(row.state)


def open_clocks(
    parent: "QWidget", actions: "Actions", title: str, tip: str = "", **arguments: Any
) -> None:
    """Opens the clocks that a figure counts, once they are read (analytics/sla_behind.py)."""
    from revops_desktop.analytics.sla_behind import clocks_behind

    open_deals(parent, actions, title, tip, clocks_behind, ClocksModel, **arguments)
