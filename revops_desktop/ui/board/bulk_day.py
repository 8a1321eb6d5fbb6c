"""Asks for a day: when deals are expected to close, and by when a task is due, and whose it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.fields.editors import editor
from revops_desktop.ui.fields.one_value import FieldEditor
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_form import Owner

# The task is done by whoever owns its deal (operations/bulk.py: OWNER_OF_DEAL).
OWNERS = -2
_LONGEST_TITLE = 200
_FRIDAY = 4


class CloseDayDialog(QuestionDialog):
    """The day on which deals are expected to close; the last choice is that nobody knows."""

    def __init__(
        self, question: str, day: str | None, today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Expected close"), question, _("Set the day"), parent)
        self.day = editor("date", _("Expected close"), today=lambda: today)
        self.day.set_value(day)
        self.body.addWidget(texts.field_label(_("Expected close"), self.day.field))
        self.body.addWidget(self.day)
        proposals: list[tuple[str, str | None]] = [
            (_("End of this month"), month_end(today)),
            (_("End of next month"), month_end(_next_month(today))),
            (_("In 90 days"), (today + timedelta(days=90)).isoformat()),
            (_("Not known"), None),
        ]
        self.proposals = proposed(proposals, self.day)
        self.body.addLayout(self.proposals)
        self.body.addStretch(1)
        self.day.setFocus()

    def accept(self) -> None:
        """Closes on a day, or on none; what is no day is said under the line."""
        if self.day.commit():
            super().accept()


class TaskDialog(QuestionDialog):
    """What is to be done with each of the deals, by when, by whom."""

    def __init__(
        self,
        question: str,
        members: "Sequence[Owner]",
        today: date,
        parent: QWidget | None = None,
        *,
        several: bool,
    ) -> None:
        super().__init__(_("New task"), question, _("Add task"), parent)
        self.title = QLineEdit()
        self.title.setMaxLength(_LONGEST_TITLE)
        self.title.setPlaceholderText(_("What is to be done"))
        self.day = editor("date", _("Due on"), today=lambda: today)
        self.day.set_value((today + timedelta(days=1)).isoformat())
        self.member = QComboBox()
        self.member.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.member.addItem(_("Each deal's owner") if several else _("The deal's owner"), OWNERS)
        for one in members:
            self.member.addItem(words.one_line(one.name), one.member_id)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.current().space_4)
        form.setVerticalSpacing(theme.current().space_2)
        form.addRow(texts.field_label(_("Task"), self.title), self.title)
        form.addRow(texts.field_label(_("Due on"), self.day.field), self.day)
        days: list[tuple[str, str | None]] = [
            (_("Today"), today.isoformat()),
            (_("Tomorrow"), (today + timedelta(days=1)).isoformat()),
            (_("Friday"), coming_friday(today)),
            (_("In a week"), (today + timedelta(days=7)).isoformat()),
        ]
        self.proposals = proposed(days, self.day)
        form.addRow(texts.label(""), self.proposals)
        form.addRow(texts.field_label(_("Who"), self.member), self.member)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self.title.textChanged.connect(self._check)
        self._check()
        self.title.setFocus()

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.title.text().strip()))

    def accept(self) -> None:
        """Closes once there is a title and a day; what is no day is said under the line."""
        if not self.confirm.isEnabled() or not self.day.commit():
            return
        if self.day.shown is None:
            self.say_what_is_empty()
            return
        super().accept()


def proposed(choices: Sequence[tuple[str, str | None]], day: FieldEditor) -> QHBoxLayout:
    """Small buttons that fill a day in."""
    row = QHBoxLayout()
    row.setSpacing(theme.current().space_2)
    for name, value in choices:
        button = texts.button(name, "small")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False, value=value: day.set_value(value))
        row.addWidget(button)
    row.addStretch(1)
    return row


def month_end(day: date) -> str:
    """The last day of the month of a day."""
    return (_next_month(day) - timedelta(days=1)).isoformat()


def coming_friday(day: date) -> str:
    """The next Friday after a day."""
    return (day + timedelta(days=(_FRIDAY - day.weekday() - 1) % 7 + 1)).isoformat()


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
