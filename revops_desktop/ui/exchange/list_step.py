"""A step with the lines of one file at the left, and what the chosen line is at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop.ui import theme
from revops_desktop.ui.exchange.choice_box import ChoiceBox
from revops_desktop.ui.exchange.file_box import FileBox
from revops_desktop.ui.exchange.step_page import StepPage, scrolled
from revops_desktop.ui.exchange.tables import PlainTable
from revops_desktop.ui.exchange.work import Work

_DETAILS = 264
# Wider, the chosen line and what it is would stand too far from each other.
_WIDEST = 900


class _Lines(PlainTable):
    """`entered`: Enter on a line."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


class ListStep(StepPage):
    """`choice`: what the chosen line means, from which another may be chosen; Enter on a line leads
    to it."""

    def __init__(
        self, work: Work, name: str, headings: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(work, parent)
        self.files = FileBox()
        self.files.chosen.connect(self.show_draft)
        self.head.addWidget(self.files)
        self.table = _Lines(name, headings)
        self.table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.table.currentCellChanged.connect(lambda *_places: self.show_chosen())
        self.table.entered.connect(self._to_choice)
        self.table.setMaximumWidth(_WIDEST)
        self.choice = ChoiceBox()
        self.details, self.details_ = scrolled()
        self.details.setFixedWidth(_DETAILS)
        self.body = QWidget()
        across = QHBoxLayout(self.body)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.current().space_4)
        across.addWidget(self.table, 1)
        across.addWidget(self.details)
        across.addStretch()

    def show_chosen(self) -> None:
        """Shows the chosen line at the right."""
        raise NotImplementedError

    def show_file(self, name: str) -> None:
        self.files.show_files(self.work.draft)
        self.files.choose(name)

    def _to_choice(self) -> None:
        if self.choice.isVisibleTo(self) and self.choice.isEnabled():
            self.choice.setFocus(Qt.FocusReason.OtherFocusReason)
