"""Stays in a stage as a list: whose, from when to when, and how long."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.figures.deals import DealsList
from revops_desktop.ui.tables.text_list import FileValue

if TYPE_CHECKING:
    from revops_desktop.analytics.stays_behind import StayBehind

_DAYS = 6


class StaysList(DealsList):
    """One row a stay, the longest on top."""

    right = frozenset((_DAYS,))
    plain = ("title", "company", "owner", "now_in")
    widths = (0, 170, 100, 110, 120, 120, 100)
    sorted_by = _DAYS

    def named(self) -> list[str]:
        return [
            *(_("Deal"), _("Company"), _("Owner"), _("Now in")),
            *(_("Entered"), _("Left"), _("Days stayed")),
        ]

    def counted(self, number: int) -> str:
        return ngettext("{n} stay", "{n} stays", number).format(n=i18n.count(number))

    def sort_value(self, row: "StayBehind", column: int) -> Any:
        numbers = {4: row.entered, 5: row.left, _DAYS: row.days}
        if column in numbers:
            value = numbers[column]
            return float("-inf") if value is None else float(value)
        return super().sort_value(row, column)

    def texts(self, row: "StayBehind") -> list[str]:
        dates = (
            i18n.day(iso) if iso else i18n.NOTHING
            for iso in (
                self._day(row.entered, row.entered_day),
                self._day(row.left, row.left_day),
            )
        )
        return [row.title, row.company, row.owner, row.now_in, *dates, i18n.days(row.days)]

    def values(self, row: "StayBehind") -> list[FileValue]:
        days = None if row.days is None else Decimal(str(round(row.days, 4)))
        dates = (self._day(row.entered, row.entered_day), self._day(row.left, row.left_day))
        return [*self.texts(row)[:4], *dates, days]

    def _day(self, at: int | None, day: str | None) -> str | None:
        if day or at is None:
            return day
        return local_day(at, self.about.zone).isoformat()
