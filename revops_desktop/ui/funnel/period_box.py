"""Which period? The usual ones by name, and any two days."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.rules.periods import Period, month_of, month_period, months_before
from revops_desktop.ui import texts, theme

CUSTOM = "custom"
DEFAULT = "twelve_months"


def named_periods() -> list[tuple[str, str]]:
    """Each usual period's key and its name in the language in force."""
    return [
        ("this_month", _("This month")),
        ("last_month", _("Last month")),
        ("this_quarter", _("This quarter")),
        ("last_quarter", _("Last quarter")),
        ("fiscal_year", _("This fiscal year")),
        ("twelve_months", _("Last 12 months")),
        ("all_time", _("All time")),
        (CUSTOM, _("Other days…")),
    ]


def period_of(key: str, today: date, fiscal_start: int) -> Period:
    """The days a named period means today; the fiscal year begins in month `fiscal_start`."""
    this = month_of(today)

    def months(first: str, last: str) -> Period:
        return Period(month_period(first).first, month_period(last).last)

    # Quarters are those of the fiscal year.
    into_quarter = (today.month - fiscal_start) % 3
    quarter = months_before(this, into_quarter)
    into_year = (today.month - fiscal_start) % 12
    made: dict[str, Callable[[], Period]] = {
        "this_month": lambda: month_period(this),
        "last_month": lambda: month_period(months_before(this, 1)),
        "this_quarter": lambda: months(quarter, months_before(quarter, -2)),
        "last_quarter": lambda: months(months_before(quarter, 3), months_before(quarter, 1)),
        "fiscal_year": lambda: months(
            months_before(this, into_year), months_before(this, into_year - 11)
        ),
        "twelve_months": lambda: months(months_before(this, 11), this),
        "all_time": Period,
    }
    return made[key]()


def period_text(period: Period) -> str:
    """The days in words."""
    if period.first is None or period.last is None:
        return _("All time")
    return _("{first} to {last}").format(first=i18n.day(period.first), last=i18n.day(period.last))


class PeriodBox(QWidget):
    """The choice; `chosen` whenever the period is another one."""

    chosen = Signal()

    def __init__(self, today: date, fiscal_start: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reckon(today, fiscal_start)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_2)
        self.names = QComboBox(self)
        self.names.setAccessibleName(_("Period"))
        for key, name in named_periods():
            self.names.addItem(name, key)
        self.names.setCurrentIndex(self.names.findData(DEFAULT))
        self._days = QWidget(self)
        self.first, self.last = (self._day_edit(name) for name in (_("From"), _("To")))
        until = texts.label(_("to"), "muted")
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        for one in (self.first, until, self.last):
            days.addWidget(one)
        row.addWidget(self.names)
        row.addWidget(self._days)
        self._days.hide()
        self.names.currentIndexChanged.connect(self._on_named)

    def reckon(self, today: date, fiscal_start: int) -> None:
        """From now on the named periods are those of this day and this fiscal year."""
        self._today, self._fiscal_start = today, fiscal_start

    def _day_edit(self, name: str) -> QDateEdit:
        edit = QDateEdit(self._days)
        edit.setCalendarPopup(True)
        edit.setDisplayFormat("yyyy/MM/dd" if i18n.language() == "ja" else "d MMM yyyy")
        edit.setDate(QDate(self._today.year, self._today.month, self._today.day))
        edit.setAccessibleName(name)
        edit.setMinimumWidth(edit.sizeHint().width())
        edit.dateChanged.connect(lambda day: self.chosen.emit())
        return edit

    def period(self) -> Period:
        """The chosen days."""
        key = str(self.names.currentData())
        if key != CUSTOM:
            return period_of(key, self._today, self._fiscal_start)
        days = sorted((_python_day(self.first), _python_day(self.last)))
        return Period(days[0], days[1])

    def state(self) -> str:
        """The choice as a text: the name of a period, or two days."""
        key = str(self.names.currentData())
        if key != CUSTOM:
            return key
        days = (_python_day(self.first), _python_day(self.last))
        return "/".join(day.isoformat() for day in days)

    def recall(self, state: str) -> None:
        """Takes a choice that `state` gave; any other text counts as none."""
        key = state if self.names.findData(state) >= 0 else ""
        if "/" in state:
            days = [QDate.fromString(day, Qt.DateFormat.ISODate) for day in state.split("/")]
            if len(days) == 2 and all(day.isValid() for day in days):
                key = CUSTOM
                for edit, day in zip((self.first, self.last), days, strict=True):
                    with QSignalBlocker(edit):
                        edit.setDate(day)
        if key:
            with QSignalBlocker(self.names):
                self.names.setCurrentIndex(self.names.findData(key))
            self._days.setVisible(key == CUSTOM)

    def _on_named(self, _index: int) -> None:
        custom = self.names.currentData() == CUSTOM
        if custom and self._days.isHidden():
            before = self._today - timedelta(days=30)
            with QSignalBlocker(self.first):
                self.first.setDate(QDate(before.year, before.month, before.day))
        self._days.setVisible(custom)
        self.chosen.emit()


def _python_day(edit: QDateEdit) -> date:
    chosen: Any = edit.date().toPython()
    assert isinstance(chosen, date)
    return chosen
