"""The one narrow place, what it costs, and what would widen it."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from revops_desktop.ui import texts

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


class VerdictTab(QWidget):
    """One sentence on top, the evidence below."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        layout = QVBoxLayout(self)
        self.sentence = texts.paragraph("")
        layout.addWidget(self.sentence)
        layout.addStretch(1)

    def ask(self, asked: dict[str, Any]) -> None:
        """Asks for the verdict and its evidence in the background."""
