"""The lists of the health page: the stages, the deals that slip, the deals of a step."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.figures.deals import DealsList
from revops_desktop.ui.health import words
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.close_dates import SlippingDeal
    from revops_desktop.analytics.pipeline_health import PipelineHealth, StageHealth, Subject
    from revops_desktop.analytics.waterfall_deals import WaterfallDeal

_LOWEST = float("-inf")


class StagesList(TextList):
    """A row a stage; its cells are counts of deals, but for amount and weighted."""

    right = frozenset(range(1, 8))
    widths = (0, 90, 120, 120, 130, 90, 130, 120)
    # What each column counts.
    subjects: "tuple[Subject, ...]" = (
        *("open", "open", "open", "weighted"),
        *("past_close", "idle", "stepless", "pushed"),
    )

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = ""
        self.headings = [
            *(_("Stage"), _("Open"), _("Amount"), _("Weighted")),
            *(_("Past close"), _("Idle"), _("No next step"), _("Pushed")),
        ]

    def show(self, found: "PipelineHealth") -> None:
        """Shows the stages in river order."""
        self._currency = found.currency
        self.take(tuple(enumerate(found.stages)))

    def _figures(self, one: "StageHealth") -> tuple[int | None, ...]:
        """None: deals are there, and nobody wrote an amount to any."""
        worth = (None, None) if one.open.lacks_amounts else (one.open.amount, one.weighted)
        return (
            *(one.open.count, *worth),
            *(one.past_close.count, one.idle.count, one.stepless.count, one.pushed),
        )

    def name(self, row: "tuple[int, StageHealth]") -> str:
        """The stage's name."""
        stage = row[1].stage
        return stage.name if stage is not None else _("Archived stages")

    def texts(self, row: "tuple[int, StageHealth]") -> list[str]:
        open_, *worth, past, idle, stepless, pushed = self._figures(row[1])
        counts = [i18n.count(one or 0) for one in (past, idle, stepless, pushed)]
        money = [i18n.money_short(one, self._currency) for one in worth]
        return [self.name(row), i18n.count(open_ or 0), *money, *counts]

    def values(self, row: "tuple[int, StageHealth]") -> list[FileValue]:
        open_, amount, weighted, *rest = self._figures(row[1])
        money = [
            None if one is None else to_major(one, self._currency) for one in (amount, weighted)
        ]
        return [self.name(row), open_, *money, *rest]

    def sort_value(self, row: "tuple[int, StageHealth]", column: int) -> Any:
        if column == 0:
            return row[0]
        figure = self._figures(row[1])[column - 1]
        return -1 if figure is None else figure

    def is_weak(self, row: "tuple[int, StageHealth]", column: int) -> bool:
        return column > 0 and not self._figures(row[1])[column - 1]

    def heading_tip(self, column: int) -> str:
        from revops_desktop.analytics.definitions import definition

        keys = ("", "open", "open_amount", "weighted", "past_close", "idle", "no_next_step")
        key = (*keys, "close_pushed")[column]
        return definition(key).sentence if key else ""


# What deals that slip are sorted by, where it is not as it is shown.
_KEYS = {5: "first_close", 6: "close", 7: "days_past", 8: "times", 9: "days_pushed"}


class SlippingList(DealsList):
    """Deals past their expected close, and those whose close was pushed."""

    right = frozenset((4, 7, 8, 9))
    plain = ("title", "company", "owner", "stage")
    widths = (0, 110, 85, 80, 95, 108, 142, 78, 58, 88)
    width = 1060
    sorted_by = 7

    def named(self) -> list[str]:
        return [
            *(_("Deal"), _("Company"), _("Owner"), _("Stage"), _("Amount")),
            *(_("First close"), _("Close now"), _("Days past")),
            *(_("Pushed"), _("Days pushed")),
        ]

    def texts(self, row: "SlippingDeal") -> list[str]:
        days = (row.days_past, row.times, row.days_pushed)
        return [
            *(row.title, row.company, row.owner, row.stage),
            i18n.money(row.value, self.about.currency),
            *(i18n.day(row.first_close), i18n.day(row.close), *map(i18n.count, days)),
        ]

    def values(self, row: "SlippingDeal") -> list[FileValue]:
        value = None if row.value is None else to_major(row.value, self.about.currency)
        more = (row.days_past, row.times, row.days_pushed)
        return [*self.texts(row)[:4], value, row.first_close, row.close, *more]

    def sort_value(self, row: "SlippingDeal", column: int) -> Any:
        if column == 4:
            return _LOWEST if row.value is None else float(row.value)
        return getattr(row, _KEYS[column]) if column > 4 else super().sort_value(row, column)

    def tip(self, row: "SlippingDeal", column: int) -> str:
        if row.pushed_at is None or column < 7:
            return ""
        day = i18n.day(local_day(row.pushed_at, self.about.zone))
        return _("Last pushed on {day}.").format(day=day)

    def icon(self, row: "SlippingDeal", column: int) -> tuple[str, str] | None:
        return ("calendar-x", "bad") if column == 6 and row.days_past else None


class StepList(DealsList):
    """The deals of a step of the waterfall; what each adds or takes."""

    right = frozenset((4, 5, 6))
    plain = ("title", "company", "owner")
    widths = (0, 130, 85, 85, 100, 105, 105, 110, 110)
    width = 1090
    sorted_by = 4

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places = words.place_names()

    def named(self) -> list[str]:
        return [
            *(_("Deal"), _("Company"), _("Owner"), _("At the end")),
            *(_("Effect"), _("Amount before"), _("Amount after")),
            *(_("Close before"), _("Close after")),
        ]

    def texts(self, row: "WaterfallDeal") -> list[str]:
        currency = self.about.currency
        amounts = (row.amount, row.value_then, row.value)
        closes = (row.close_then, row.close)
        return [
            *(row.title, row.company, row.owner),
            self._places[row.place] if row.is_there else _("Deleted"),
            *(i18n.money(amount, currency) for amount in amounts),
            *(i18n.day(close) if close else i18n.NOTHING for close in closes),
        ]

    def values(self, row: "WaterfallDeal") -> list[FileValue]:
        currency = self.about.currency
        amounts = (row.amount, row.value_then, row.value)
        return [
            *self.texts(row)[:4],
            *(None if one is None else to_major(one, currency) for one in amounts),
            *(row.close_then, row.close),
        ]

    def sort_value(self, row: "WaterfallDeal", column: int) -> Any:
        amounts = {4: row.amount, 5: row.value_then, 6: row.value}
        if column in amounts:
            amount = amounts[column]
            if amount is None:
                return _LOWEST
            return float(abs(amount))
        if column > 6:
            return (row.close_then, row.close)[column - 7] or ""
        return super().sort_value(row, column)
