"""What comes next and what was done: tasks, and a call logged in two keystrokes."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import theme
from revops_desktop.ui.deal import deal_words
from revops_desktop.ui.deal.composer import Composer
from revops_desktop.ui.deal.draft_line import DraftLine
from revops_desktop.ui.deal.section import Section
from revops_desktop.ui.deal.task_row import TaskRow
from revops_desktop.ui.fields.editors import editor

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk

_LONGEST_TITLE = 200


class TodoSection(Section):
    """Log an activity, see the tasks, add one."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("To do"), parent)
        self.composer = Composer(desk)
        self.rows.insertWidget(0, self.composer)
        self.rows.insertSpacing(1, theme.current().space_3)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.rows.addLayout(self._list)
        self.tasks: dict[int, TaskRow] = {}
        self._order: list[int] = []
        self.rows.addLayout(self._add_row())

    def _add_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2)
        self.new = DraftLine(_("New task"), _("Add a task…"), _LONGEST_TITLE)
        self.new.returnPressed.connect(self._add)
        self.day = editor("date", _("Due day of the new task"), today=self.desk.today)
        self.day.setFixedWidth(150)
        self.day.set_value(deal_words.tomorrow(self.desk.today()))
        self.day.field.setProperty("look", "inline")
        row.addWidget(self.new, 1)
        row.addWidget(self.day, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def put_away(self) -> bool:
        if self.composer.kind is None:
            return False
        self.composer.close_text()
        return True

    def _add(self) -> None:
        from revops_desktop.operations import activities

        title = self.new.text().strip()
        if not title or not self.day.commit():
            return
        done = self.desk.do(
            activities.add_task,
            deal_id=self.desk.deal_id,
            title=title,
            due_on=self.day.shown or deal_words.tomorrow(self.desk.today()),
        )
        if done is not None:
            self.new.clear()
            self.day.set_value(deal_words.tomorrow(self.desk.today()))

    def show_sheet(self, sheet: "DealSheet") -> None:
        wanted = [task.task_id for task in sheet.tasks]
        self.composer.show_sheet(sheet)
        spare = [self.tasks.pop(task_id) for task_id in set(self.tasks) - set(wanted)]
        for task in sheet.tasks:
            row = self.tasks.get(task.task_id) or (spare.pop() if spare else TaskRow(self.desk))
            self.tasks[task.task_id] = row
            row.show_task(task)
        for row in spare:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        if wanted != self._order:
            self._order = wanted
            for place, task_id in enumerate(wanted):
                self._list.insertWidget(place, self.tasks[task_id])
        still = sum(task.done_at is None for task in sheet.tasks)
        self.beside.setText(
            ngettext("{number} open", "{number} open", still).format(number=still) if still else ""
        )
