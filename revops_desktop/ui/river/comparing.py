"""Which other river is drawn as an outline: an earlier period, or a segment."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.filtering import Condition
from revops_desktop.rules.periods import Period, month_of, month_period, months_before

if TYPE_CHECKING:
    from revops_desktop.analytics.filters import Filter
    from revops_desktop.analytics.segments import Segments

NOTHING, BEFORE, YEAR = "", "before", "year"
_SEGMENT = "segment:"


def before(period: Period) -> Period | None:
    """As many days or whole months just before; None for a period without both ends."""
    if period.first is None or period.last is None:
        return None
    first, last = month_of(period.first), month_of(period.last)
    if month_period(first).first == period.first and month_period(last).last == period.last:
        months = _months(period)
        start, end = months_before(first, months), months_before(last, months)
        return Period(month_period(start).first, month_period(end).last)
    days = (period.last - period.first).days + 1
    end_day = period.first - timedelta(days=1)
    return Period(end_day - timedelta(days=days - 1), end_day)


def year_before(period: Period) -> Period | None:
    """The same days a year earlier; None for a period without both ends."""
    if period.first is None or period.last is None:
        return None
    first, last = month_of(period.first), month_of(period.last)
    if month_period(first).first == period.first and month_period(last).last == period.last:
        start, end = months_before(first, 12), months_before(last, 12)
        return Period(month_period(start).first, month_period(end).last)
    return Period(_a_year_less(period.first), _a_year_less(period.last))


def _a_year_less(day: date) -> date:
    # The day before the 1st of March stands for a leap day.
    leap = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _months(period: Period) -> int:
    assert period.first is not None and period.last is not None
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1


class CompareBox(QComboBox):
    """The choice; `chosen` when it is another one."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Compare with"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(210)
        self._spellings: dict[str, tuple[str, ...]] = {}
        self._fill()
        self.currentIndexChanged.connect(lambda _index: self.chosen.emit())

    def _fill(self) -> None:
        for key, name in (
            (NOTHING, _("Compare with…")),
            (BEFORE, _("The period before")),
            (YEAR, _("A year before")),
        ):
            self.addItem(name, key)

    def show_segments(self, known: "Segments") -> None:
        """Offers these segments too, and keeps the choice."""
        key = self.key
        with QSignalBlocker(self):
            self.clear()
            self._fill()
            self._spellings = {
                f"{_SEGMENT}{one.name}": one.spellings or (one.name,) for one in known.in_use
            }
            for one in self._spellings:
                name = " ".join(one.removeprefix(_SEGMENT).split())
                self.addItem(_("Segment: {name}").format(name=name), one)
            self.choose(key)

    @property
    def key(self) -> str:
        """What is chosen; "" where nothing is compared."""
        return str(self.currentData() or "")

    @property
    def is_earlier(self) -> bool:
        """Whether an earlier period is chosen."""
        return self.key in (BEFORE, YEAR)

    def choose(self, key: str) -> None:
        """Chooses it, if it is offered."""
        self.setCurrentIndex(max(self.findData(key), 0))

    def other(self, period: Period, only: "Filter") -> dict[str, Any] | None:
        """The period and the deals of the other river; None where there is none."""
        key = self.key
        if self.is_earlier:
            shifted = before(period) if key == BEFORE else year_before(period)
            return None if shifted is None else {"period": shifted, "only": only}
        if key.startswith(_SEGMENT):
            kept = tuple(one for one in only.all_conditions if one.about != "segment")
            wanted = Condition("segment", self._spellings[key])
            return {
                "period": period,
                "only": replace(only, where=(), conditions=(*kept, wanted)),
            }
        return None
