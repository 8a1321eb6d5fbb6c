"""The business calendar: the week, special days, a month, and when something is due."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _, day, day_of_week, language
from revops_desktop.rules.hours_typed import hours_text
from revops_desktop.rules.periods import month_of
from revops_desktop.ui import places, texts, theme
from revops_desktop.ui.page import Panel
from revops_desktop.ui.settings.calendar_deadline import DeadlinePanel
from revops_desktop.ui.settings.calendar_dialogs import WEEKDAYS, DaysDialog, WeekDialog
from revops_desktop.ui.settings.calendar_month_panel import MonthPanel
from revops_desktop.ui.settings.rows_panel import ADD, DELETE, EDIT, Line, RowsPanel
from revops_desktop.ui.settings.section import Section

if TYPE_CHECKING:
    from revops_desktop.analytics.calendar_month import (
        CalendarMonth,
        CalendarSettings,
        SpecialDays,
    )
    from revops_desktop.rules.business_calendar import Ranges
    from revops_desktop.rules.closings import Closing
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.program import ProgramLike

WIDEST = 1240
_SHOWN = frozenset(("business_calendar", "workspace"))
CLOSINGS = {"year_end": N_("Year-end closing"), "obon": N_("Obon closing")}


class CalendarSection(Section):
    """What holds at the left, a month and a deadline by it at the right."""

    def __init__(
        self, actions: "Actions", program: "ProgramLike", parent: QWidget | None = None
    ) -> None:
        super().__init__(actions, program, parent)
        self._shown: CalendarSettings | None = None
        self._special: tuple[SpecialDays, ...] = ()

    def build(self) -> Iterator[None]:
        self.content.setMaximumWidth(WIDEST)
        across = QHBoxLayout()
        across.setSpacing(theme.current().space_3)
        self.body.addLayout(across)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, share in ((left, 2), (right, 3)):
            column.setSpacing(theme.current().space_3)
            across.addLayout(column, share)
        self.week = WeekPanel(self.content)
        self.week.edit.clicked.connect(self.edit_week)
        left.addWidget(self.week)
        self.setFocusProxy(self.week.edit)
        yield
        self.special = RowsPanel(
            _("Special days"),
            (_("Days"), _("Name"), _("Hours")),
            ((ADD, _("Add…")), (EDIT, _("Edit…")), (DELETE, _("Delete"))),
            wide=1,
            parent=self.content,
        )
        self.special.table.setMinimumHeight(180)
        self.special.wanted.connect(self._on_special)
        self.offers = OffersRow(self.special)
        self.special.layout_.insertWidget(1, self.offers)
        left.addWidget(self.special)
        yield
        self.month = MonthPanel(self.content)
        right.addWidget(self.month)
        self.month.month_wanted.connect(self._ask_month)
        self.month.day_wanted.connect(self.edit_day)
        self.month.usual_wanted.connect(self._make_usual)
        yield
        self.deadline = DeadlinePanel(self._actions, self.content)
        right.addWidget(self.deadline, 1)

    @staticmethod
    def title() -> str:
        return _("Calendar")

    def fill(self) -> Iterator[None]:
        from revops_desktop.analytics import calendar_month

        yield

        # In the background: the first time the library of holidays is read.
        self._actions.ask_later(
            "calendar",
            calendar_month.calendar_settings,
            self._show,
            now=self._actions.now(),
            language=language(),
        )

    def _show(self, shown: "CalendarSettings") -> None:
        self._shown = shown
        self.week.show_week(shown)
        self._show_special(shown)
        self.offers.show_offers(shown.offers, self._take_offer)
        self._ask_month(self.month.month or month_of(shown.today))
        self.deadline.begin_now(shown.zone)
        self.deadline.ask()

    def on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _SHOWN:
            self.refresh()

    def _show_special(self, shown: "CalendarSettings") -> None:
        coming = [one for one in shown.special if one.last >= shown.today]
        past = [one for one in reversed(shown.special) if one.last < shown.today]
        self._special = (*coming, *past)
        self.special.show_lines(
            [
                Line(number, (_span(one), one.name, hours_text(one.ranges) or _("Closed")))
                for number, one in enumerate(self._special, 1)
            ]
        )

    def _ask_month(self, month: str) -> None:
        from revops_desktop.analytics import calendar_month

        self._actions.ask_later(
            "calendar-month",
            calendar_month.calendar_month,
            self._show_month,
            month=month,
            language=language(),
        )

    def _show_month(self, found: "CalendarMonth") -> None:
        if self._shown is not None:
            self.month.show_month(found, self._shown.today)

    def _do(self, verb: Callable[..., Any], **arguments: Any) -> bool:
        return self._actions.do(verb, **arguments) is not None

    def edit_week(self) -> None:
        """Asks for the hours of the week, and writes them."""
        from revops_desktop.operations import business_calendar

        if self._shown is None:
            return
        dialog = WeekDialog(
            self._shown.content,
            places.country_name(self._shown.country),
            lambda values: self._do(business_calendar.set_week, **values),
            self,
        )
        dialog.exec()
        dialog.deleteLater()

    def edit_day(self, text: str) -> None:
        """Asks for the hours of a day: of its special days where it is one."""
        found = next((one for one in self._special if text in one.days), None)
        if found is not None:
            self._edit(found)
            return
        chosen = date.fromisoformat(text)
        self._ask(_("Special day"), chosen, chosen)

    def _on_special(self, command: str, number: int) -> None:
        if command == ADD and self._shown is not None:
            chosen = self.month.chosen or self._shown.today
            self._ask(_("Special day"), chosen, chosen)
        elif 0 < number <= len(self._special):
            found = self._special[number - 1]
            if command == EDIT:
                self._edit(found)
            else:
                self._clear(found.days)

    def _edit(self, special: "SpecialDays") -> None:
        self._ask(
            _("Special days"),
            special.first,
            special.last,
            name=special.name,
            ranges=special.ranges,
            instead_of=special.days,
        )

    def _take_offer(self, closing: "Closing") -> None:
        name = _(CLOSINGS[closing.key])
        self._ask(name, closing.first, closing.last, name=name)

    def _ask(
        self,
        title: str,
        first: date,
        last: date,
        *,
        name: str = "",
        ranges: "Ranges" = (),
        instead_of: tuple[str, ...] = (),
    ) -> None:
        from revops_desktop.operations import business_calendar

        assert self._shown is not None
        dialog = DaysDialog(
            title,
            lambda values: self._do(business_calendar.set_days, instead_of=instead_of, **values),
            self,
            today=self._shown.today,
            first=first,
            last=last,
            name=name,
            ranges=ranges,
            usual=next(filter(None, self._shown.content.weekly)),
        )
        dialog.exec()
        dialog.deleteLater()

    def _make_usual(self, text: str) -> None:
        """The one day that the month stands on, be it one of several."""
        if any(text in one.days for one in self._special):
            self._clear((text,))

    def _clear(self, days: tuple[str, ...]) -> None:
        from revops_desktop.operations import business_calendar

        assert self._shown is not None
        still_to_come = days[-1] >= self._shown.today.isoformat()
        self._do(business_calendar.clear_days, days=days, for_running=still_to_come)


class WeekPanel(Panel):
    """The hours of the week as sentences, and whether holidays are closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Working week"), parent)
        self.hours = [texts.label("") for _weekday in WEEKDAYS]
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.current().space_4)
        grid.setVerticalSpacing(theme.current().space_1)
        for row, (name, label) in enumerate(zip(WEEKDAYS, self.hours, strict=True)):
            grid.addWidget(texts.label(_(name), "muted"), row, 0)
            grid.addWidget(label, row, 1)
        grid.setColumnStretch(1, 1)
        self.layout_.addLayout(grid)
        self.holidays = texts.paragraph("", "small")
        self.zone = texts.paragraph("", "muted")
        self.layout_.addWidget(self.holidays)
        self.layout_.addWidget(self.zone)
        self.edit = texts.button(_("Change…"))
        self.edit.setAccessibleName(_("Change the working week"))
        row_ = QHBoxLayout()
        row_.addWidget(self.edit)
        row_.addStretch(1)
        self.layout_.addLayout(row_)

    def show_week(self, shown: "CalendarSettings") -> None:
        """Shows what the file says."""
        for label, ranges in zip(self.hours, shown.content.weekly, strict=True):
            label.setText(hours_text(ranges) or _("Closed"))
        country = places.country_name(shown.country)
        if not shown.holidays:
            said = _("No public holidays of {country} are known: please enter them below.")
        elif shown.content.holidays:
            said = _("Closed on public holidays of {country}.")
        else:
            said = _("Open on public holidays of {country}.")
        coming = [text for text in shown.holidays if text >= shown.today.isoformat()]
        parts = [said.format(country=country)]
        if coming and shown.content.holidays:
            parts.append(
                _("The next is {name}, {day}.").format(
                    name=shown.holidays[coming[0]], day=day_of_week(coming[0])
                )
            )
        self.holidays.setText(" ".join(parts) if language() == "en" else "".join(parts))
        said = _("Time zone {zone}. Country and time zone are set under General.").format(
            zone=shown.zone
        )
        if shown.since is not None:
            held = _("In force since {day}; what ended before keeps the calendar it had.")
            said = f"{said}\n{held.format(day=day(shown.since))}"
        self.zone.setText(said)


class OffersRow(Panel):
    """The usual closings that are not entered yet, each a button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setProperty("kind", "question")
        self.layout_.setContentsMargins(*[theme.current().space_2] * 4)
        self.layout_.setSpacing(theme.current().space_2)
        self.layout_.addWidget(texts.paragraph(_("Closings that many businesses have:"), "small"))
        self.buttons: list[Any] = []

    def show_offers(self, offers: "tuple[Closing, ...]", take: "Callable[[Closing], None]") -> None:
        """A button for each; none: nothing is seen."""
        for button in self.buttons:
            self.layout_.removeWidget(button)
            button.deleteLater()
        self.buttons = []
        for one in offers:
            button = texts.button(
                _("{closing}: {first} – {last}…").format(
                    closing=_(CLOSINGS[one.key]),
                    first=day_of_week(one.first),
                    last=day_of_week(one.last),
                ),
                "small",
            )
            button.clicked.connect(lambda _on=False, one=one: take(one))
            self.layout_.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(offers))


def _span(special: "SpecialDays") -> str:
    """The days as short as they can be told: 18–20 May 2026, 29 Dec – 3 Jan 2027."""
    first, last = special.first, special.last
    if first == last:
        return day(first)
    japanese = language() == "ja"
    if (first.year, first.month) == (last.year, last.month):
        return f"{day(first)}～{last.day}日" if japanese else f"{first.day}–{day(last)}"
    if japanese:
        return f"{day(first)}～{last.month}月{last.day}日"
    return f"{day(first).rsplit(' ', 1)[0]} – {day(last)}"
