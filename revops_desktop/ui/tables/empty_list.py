"""What stands where a list has nothing to show."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts

_WIDEST = 520


class EmptyList(QWidget):
    """Why there is nothing, and a button to see all, where something narrows the list down."""

    def __init__(self, why: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.nothing = texts.paragraph(why, "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setMaximumWidth(_WIDEST)
        self.clear = texts.button(_("Show all"))
        column = QVBoxLayout(self)
        column.addStretch(1)
        for widget, share in ((self.nothing, 2), (self.clear, 0)):
            row = QHBoxLayout()
            column.addLayout(row)
            row.addStretch(1)
            row.addWidget(widget, share)
            row.addStretch(1)
        column.addStretch(2)
