"""When is it due? A start and a limit that one types, and the deadline explained step by step."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.deadline_steps import StepsTable, due_text
from revops_desktop.ui.fields.limit_editor import LimitEditor
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.deadlines import Deadline
    from revops_desktop.ui.actions import Actions


class DeadlinePanel(Panel):
    """Asks anew whenever something else stands in its fields."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(_("When is it due?"), parent)
        from revops_desktop.rules.business_clock import Limit

        self._actions = actions
        tokens = theme.current()
        self.start = QLineEdit()
        self.start.setMaxLength(40)
        self.start.setMaximumWidth(180)
        self.start.setPlaceholderText("2026-04-30 17:00")
        self.limit = LimitEditor(_("Time limit"), "")
        self.limit.propose(Limit(600, None))
        for unused in (self.limit.set_, self.limit.for_running):
            unused.hide()
        across = QHBoxLayout()
        across.setSpacing(tokens.space_2)
        across.addWidget(texts.field_label(_("Begins"), self.start))
        across.addWidget(self.start)
        across.addSpacing(tokens.space_2)
        across.addWidget(texts.field_label(_("Time limit"), self.limit.number))
        across.addWidget(self.limit, 1)
        self.layout_.addLayout(across)
        self.due = texts.paragraph("", "figure")
        self.problem = texts.paragraph("", "bad")
        self.steps = StepsTable()
        for part in (self.due, self.problem, self.steps):
            self.layout_.addWidget(part)
        self.problem.hide()
        self.start.textEdited.connect(lambda _text: self.ask())
        self.limit.typed.connect(self.ask)

    def begin_now(self, zone: str) -> None:
        """Proposes this minute as the start, where nothing stands yet."""
        if not self.start.text():
            from datetime import datetime
            from zoneinfo import ZoneInfo

            now = datetime.fromtimestamp(self._actions.now(), ZoneInfo(zone))
            self.start.setText(now.strftime("%Y-%m-%d %H:%M"))

    def ask(self) -> None:
        """Asks for the deadline of what stands in the fields; what is wrong is said instead."""
        from revops_desktop.analytics import deadlines

        try:
            limit = self.limit.limit
        except RuleBroken as wrong:
            self._complain(str(wrong))
            return
        if limit is None:
            self._complain(_("Without a time limit nothing is ever due."))
            return
        self._actions.ask_later(
            "calendar-deadline",
            deadlines.deadline_or_why,
            self._receive,
            text=self.start.text(),
            limit=limit,
        )

    def _receive(self, found: "Deadline | str") -> None:
        if isinstance(found, str):
            self._complain(found)
            return
        self.problem.hide()
        self.due.setText(due_text(found))
        self.due.show()
        self.steps.show_steps(found)
        self.steps.show()

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        self.due.hide()
        self.steps.hide()
