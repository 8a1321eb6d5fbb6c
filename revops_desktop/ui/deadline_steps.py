"""How a deadline comes about, step by step: a table of it, and a dialog for a clock of a deal.

from revops_desktop.ui.deadline_steps import show_deadline

show_deadline(parent, actions, _("Contact · Aoba"), kind="stage", clock_id=visit_id)
"""

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from revops_desktop.i18n import _, day_of_week, instant
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import texts, theme
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.deadlines import Deadline
    from revops_desktop.ui.actions import Actions

_ROWS_SEEN, _MOST_SEEN, _WIDE = 7, 14, 620


def due_text(found: "Deadline") -> str:
    """The deadline as a heading: Due Thu 7 May, 10:00."""
    if found.due is None:
        return _("Paused: the deadline is not known")
    return _("Due {day}, {time}").format(
        day=day_of_week(local_day(found.due, found.zone)),
        time=instant(found.due, found.zone).rsplit(" ", 1)[-1],
    )


class StepsTable(QTableWidget):
    """When, and what happens then; what is not counted is quiet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.setAccessibleName(_("How the deadline comes about"))
        self.setHorizontalHeaderLabels([_("When"), _("What happens")])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self._height = theme.current().row_height - 4
        self.verticalHeader().setDefaultSectionSize(self._height)
        self.setMinimumHeight(self._height * (_ROWS_SEEN + 1))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def show_steps(self, found: "Deadline") -> None:
        """Shows the steps of a deadline."""
        self.setRowCount(len(found.steps))
        for row, step in enumerate(found.steps):
            for column, text in enumerate((step.when, step.what)):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if step.kind in ("closed", "outside", "paused"):
                    item.setForeground(theme.colour("text_muted"))
                if step.kind == "due":
                    item.setFont(theme.font(bold=True))
                item.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(text))
                self.setItem(row, column, item)

    def fit(self) -> None:
        """As high as its rows, up to some: for a dialog."""
        rows = min(max(self.rowCount(), 3), _MOST_SEEN)
        self.setMinimumHeight(self._height * (rows + 1) + 12)


class DeadlineDialog(QuestionDialog):
    """Shows a deadline and its steps; nothing is asked."""

    def __init__(self, title: str, found: "Deadline", parent: QWidget | None = None) -> None:
        super().__init__(_("Why this deadline?"), title, _("Close"), parent)
        self.cancel.hide()
        self.setMinimumWidth(_WIDE)
        self.due = texts.paragraph(due_text(found), "figure")
        self.begins = texts.paragraph(
            _("Begun {start}").format(start=instant(found.start, found.zone)), "muted"
        )
        self.steps = StepsTable()
        self.steps.show_steps(found)
        self.steps.fit()
        for part in (self.due, self.begins, self.steps):
            self.body.addWidget(part)
        self.confirm.setFocus()


def show_deadline(
    parent: QWidget,
    actions: "Actions",
    title: str,
    *,
    kind: Literal["stage", "handoff"],
    clock_id: int,
) -> None:
    """Explains the deadline of a clock that runs: of a stay (its visit's id) or of a hand-off."""
    from revops_desktop.analytics import clock_deadline

    found = actions.ask(
        clock_deadline.clock_deadline, kind=kind, clock_id=clock_id, now=actions.now()
    )
    if found is None:
        texts.message(parent, title, _("This clock does not run any more. Please look again."))
        return
    dialog = DeadlineDialog(title, found, parent)
    dialog.exec()
    dialog.deleteLater()
