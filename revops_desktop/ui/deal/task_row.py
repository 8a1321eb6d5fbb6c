"""One task: tick it off, rename it where it stands, postpone it, delete it."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal import deal_words
from revops_desktop.ui.deal.section import show_value
from revops_desktop.ui.fields.editors import editor

if TYPE_CHECKING:
    from collections.abc import Callable

    from revops_desktop.analytics.deal_panel import Task
    from revops_desktop.ui.deal.desk import Desk


class TaskRow(QWidget):
    """A task of the deal. Its day is a button: click, or Enter, to postpone."""

    task: "Task"

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        tokens = theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.space_1)
        self.done = QCheckBox()
        self.done.setFixedWidth(20)
        self.done.clicked.connect(self._tick)
        self.title = editor("text", _("Task"))
        self.title.field.setProperty("look", "inline")
        self.title.committed.connect(self._rename)
        self.below = texts.label("", "muted")
        self.below.setContentsMargins(8, 0, 0, 2)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.below)
        self.due = texts.button("", "small")
        self.due.setIconSize(QSize(12, 12))
        self.due.clicked.connect(self.show_menu)
        row.addWidget(self.done, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        day = QVBoxLayout()
        day.setContentsMargins(0, 4, 0, 0)
        day.addWidget(self.due)
        day.addStretch(1)
        row.addLayout(day)
        self.done.setFixedHeight(tokens.control_height - 4)

    def show_task(self, task: "Task") -> None:
        """Shows the task as it is now, or another one; a title that is being typed stays."""
        is_other = getattr(self, "task", task).task_id != task.task_id
        self.task = task
        today = self.desk.today()
        owners = self.desk.sheet.owners
        is_done = task.done_at is not None
        self.done.setChecked(is_done)
        self.done.setAccessibleName(_("Done: {task}").format(task=task.title))
        if is_other:
            self.title.set_value(task.title)
        show_value(self.title, task.title)
        texts.set_tool_tip(self.title.field, task.note or "")
        self._strike(is_done)
        step = deal_words.step_of(task.due_on, today)
        look = deal_words.STEP_LOOKS[step]
        self.due.setText(texts.button_text(deal_words.due(task.due_on, today)))
        self.due.setIcon(icons.icon(look.icon, look.colour))
        said = deal_words.due(task.due_on, today)
        self.due.setAccessibleName(
            _("{task}, due: {when}. Postpone").format(task=task.title, when=said)
        )
        texts.set_tool_tip(self.due, _("Postpone, or delete the task"))
        is_late = step == "overdue" and not is_done
        if self.due.property("tone") != ("bad" if is_late else ""):
            self.due.setProperty("tone", "bad" if is_late else "")
            self.due.style().unpolish(self.due)
            self.due.style().polish(self.due)
        self.due.setVisible(not is_done)
        owner = self.desk.sheet.fields.owner_id
        is_theirs = any(one.member_id == owner and one.name == task.member for one in owners)
        self.below.setText(task.member or "")
        self.below.setVisible(bool(task.member) and not is_theirs and not is_done)

    def _strike(self, is_done: bool) -> None:
        font = self.title.field.font()
        if font.strikeOut() != is_done:
            font.setStrikeOut(is_done)
            self.title.field.setFont(font)
            self.title.field.setEnabled(not is_done)

    def _tick(self, is_done: bool) -> None:
        from revops_desktop.operations import activities

        verb = activities.complete if is_done else activities.reopen
        self.desk.do(verb, activity_id=self.task.task_id)

    def _rename(self, title: str | None) -> None:
        from revops_desktop.operations import activities

        self.desk.do(activities.edit, activity_id=self.task.task_id, fields={"title": title or ""})

    def postpone(self, day: str) -> None:
        """Gives the task another day."""
        from revops_desktop.operations import activities

        self.desk.do(activities.postpone, activity_id=self.task.task_id, due_on=day)

    def delete(self) -> None:
        """Deletes the task; undo brings it back."""
        from revops_desktop.operations import activities

        self.desk.do(activities.delete, activity_id=self.task.task_id)

    def show_menu(self) -> None:
        """The days to postpone to, and what else can be done with the task."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        today = self.desk.today()

        def add(text: str, do: "Callable[[], object]", icon: str = "") -> None:
            action = menu.addAction(texts.button_text(text))
            if icon:
                action.setIcon(icons.icon(icon))
            action.triggered.connect(lambda _checked=False: do())

        for text, day in (
            (_("Today"), today.isoformat()),
            (_("Tomorrow"), deal_words.tomorrow(today)),
            (_("In 3 days"), (today + timedelta(days=3)).isoformat()),
            (_("Next Monday"), deal_words.next_monday(today)),
            (_("In a month"), (today + timedelta(days=30)).isoformat()),
        ):
            add(text, partial(self.postpone, day))
        add(_("Choose a day…"), self.choose_day, "calendar")
        menu.addSeparator()
        add(_("Delete"), self.delete, "trash-2")
        menu.popup(self.due.mapToGlobal(QPoint(0, self.due.height() + 2)))

    def choose_day(self) -> None:
        """Shows a calendar to postpone to."""
        from datetime import date

        from revops_desktop.ui.fields.day_editor import CalendarPopup

        shown = date.fromisoformat(self.task.due_on) if self.task.due_on else self.desk.today()
        popup = CalendarPopup(shown, self)
        popup.taken.connect(self.postpone)
        popup.open_at(self.due)
