"""The dialogs of the business calendar: the hours of a week, and of special days."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from revops_desktop.i18n import N_, _, weekday
from revops_desktop.rules.hours_typed import hours_text, read_hours
from revops_desktop.ui import texts, theme
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.question_dialog import QuestionDialog
from revops_desktop.ui.settings.people_dialogs import form_of, line

if TYPE_CHECKING:
    from revops_desktop.rules.business_calendar import CalendarContent, Ranges

# Writes what was entered; False where it was refused, which was shown by then.
Save = Callable[[dict[str, Any]], bool]

WEEKDAYS = (
    *(N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday")),
    *(N_("Saturday"), N_("Sunday")),
)
EXAMPLE = "09:00–12:00, 13:00–18:00"
CLOSED, OTHER_HOURS = "closed", "hours"
_LONGEST_HOURS = 120


def hours_line(ranges: "Ranges") -> QLineEdit:
    """A line to type a day's hours in; empty is closed."""
    made = line(hours_text(ranges), _LONGEST_HOURS)
    made.setPlaceholderText(_("Closed"))
    return made


def typed_hours(field: QLineEdit) -> "Ranges | None":
    """The hours that stand in a line; None where they are none, which the line shows."""
    try:
        found: Ranges | None = read_hours(field.text())
    except ValueError:
        found = None
    is_wrong = found is None
    if bool(field.property("problem")) != is_wrong:
        field.setProperty("problem", is_wrong)
        field.style().unpolish(field)
        field.style().polish(field)
    return found


def running_box(checked: bool) -> QCheckBox:
    """Whether an edit holds for the clocks that run now, too."""
    made = QCheckBox(texts.button_text(_("Also for the clocks that run now")))
    made.setChecked(checked)
    texts.set_tool_tip(
        made,
        _(
            "Without it, the edit holds for what begins from now on. "
            "Clocks that have ended keep the calendar they ended by."
        ),
    )
    return made


class WeekDialog(QuestionDialog):
    """Seven lines of hours, and whether public holidays are closed."""

    def __init__(
        self,
        content: "CalendarContent",
        country: str,
        save: Save,
        parent: QWidget | None = None,
    ) -> None:
        title = _("Working week")
        super().__init__(title, title, _("Save"), parent)
        self._save = save
        self.days = tuple(hours_line(ranges) for ranges in content.weekly)
        form_of(self, [(_(name), field) for name, field in zip(WEEKDAYS, self.days, strict=True)])
        self.same = texts.button(_("Monday's hours on all weekdays"), "small")
        self.same.clicked.connect(self._copy_monday)
        across = QHBoxLayout()
        across.addWidget(self.same)
        across.addStretch(1)
        self.body.addLayout(across)
        self.hint = texts.paragraph("", "muted")
        self.body.addWidget(self.hint)
        self.holidays = QCheckBox(
            texts.button_text(_("Closed on public holidays ({country})").format(country=country))
        )
        self.holidays.setChecked(content.holidays)
        self.running = running_box(False)
        self.body.addWidget(self.holidays)
        self.body.addWidget(self.running)
        for field in self.days:
            field.textChanged.connect(self._check)
        self._check()
        self.days[0].setFocus()

    def _copy_monday(self) -> None:
        for field in self.days[1:5]:
            field.setText(self.days[0].text())

    def _check(self) -> None:
        found = [typed_hours(field) for field in self.days]
        wrong = [weekday(place) for place, ranges in enumerate(found) if ranges is None]
        if wrong:
            said = _("{days}: please write the hours like {example}.").format(
                days=", ".join(wrong), example=EXAMPLE
            )
        elif not any(found):
            said = _("One day at least needs hours.")
        else:
            said = _("Several stretches a day, for example {example}; an empty day is closed.")
            said = said.format(example=EXAMPLE)
        self.hint.setText(said)
        self.confirm.setEnabled(not wrong and any(found))

    def accept(self) -> None:
        """Closes once the week was written; a refusal leaves it open."""
        weekly = [typed_hours(field) for field in self.days]
        if not self.confirm.isEnabled() or None in weekly:
            return
        values = {
            "weekly": weekly,
            "holidays": self.holidays.isChecked(),
            "for_running": self.running.isChecked(),
        }
        if self._save(values):
            super().accept()


class DaysDialog(QuestionDialog):
    """One day or several: closed, or with hours of their own; and why."""

    def __init__(
        self,
        title: str,
        save: Save,
        parent: QWidget | None = None,
        *,
        today: date,
        first: date,
        last: date,
        name: str = "",
        ranges: "Ranges" = (),
        usual: "Ranges" = (),
    ) -> None:
        super().__init__(title, title, _("Save"), parent)
        self._save, self._usual = save, usual
        self.first = editor("date", _("First day"), today=lambda: today)
        self.last = editor("date", _("Last day"), today=lambda: today)
        self.first.set_value(first.isoformat())
        self.last.set_value(last.isoformat())
        self.name = line(name)
        self.name.setPlaceholderText(_("For example: company holiday"))
        self.kind = QComboBox()
        self.kind.addItem(_("Closed"), CLOSED)
        self.kind.addItem(_("Open at these hours"), OTHER_HOURS)
        self.kind.setCurrentIndex(1 if ranges else 0)
        self.hours = hours_line(ranges)
        self.hours.setPlaceholderText(EXAMPLE)
        form_of(
            self,
            (
                (_("First day"), self.first),
                (_("Last day"), self.last),
                (_("Name"), self.name),
                (_("The days are"), self.kind),
                (_("Hours"), self.hours),
            ),
        )
        self.hint = texts.paragraph("", "bad")
        self.hint.hide()
        self.body.addWidget(self.hint)
        self.body.addSpacing(theme.current().space_1)
        self.running = running_box(last >= today)
        self.body.addWidget(self.running)
        self.first.committed.connect(self._on_first)
        self.kind.currentIndexChanged.connect(lambda _index: self._on_kind())
        self.hours.textChanged.connect(lambda _text: self._check())
        self._check()
        self.name.setFocus()

    def _on_first(self, day: str | None) -> None:
        """The last day is never before the first."""
        if day and (not self.last.shown or self.last.shown < day):
            self.last.set_value(day)

    def _on_kind(self) -> None:
        """A day that opens has the usual hours until others are typed."""
        if self.kind.currentData() == OTHER_HOURS and not self.hours.text().strip():
            self.hours.setText(hours_text(self._usual))
        self._check()

    def _check(self) -> None:
        is_open = self.kind.currentData() == OTHER_HOURS
        self.hours.setEnabled(is_open)
        ranges = typed_hours(self.hours) if is_open else ()
        is_wrong = is_open and not ranges and bool(self.hours.text().strip())
        self.hint.setText(_("Please write the hours like {example}.").format(example=EXAMPLE))
        self.hint.setVisible(is_wrong)
        self.confirm.setEnabled(not is_open or bool(ranges))

    def accept(self) -> None:
        """Closes once the days were written; what is wrong is said and it stays."""
        if not self.first.commit() or not self.last.commit() or not self.confirm.isEnabled():
            return
        if not self.first.shown:
            self.say_what_is_empty()
            return
        is_open = self.kind.currentData() == OTHER_HOURS
        values = {
            "first": self.first.shown,
            "last": self.last.shown or self.first.shown,
            "name": self.name.text(),
            "ranges": typed_hours(self.hours) or () if is_open else (),
            "for_running": self.running.isChecked(),
        }
        if self._save(values):
            super().accept()
