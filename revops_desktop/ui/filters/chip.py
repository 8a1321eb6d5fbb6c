"""A chip of the filter bar: one condition, opened by a click or Enter, taken away by its cross."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts

WIDEST = 280


class Chip(QFrame):
    """One condition in words."""

    opened = Signal()
    removed = Signal()

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.about = about
        self.said = ""
        self.setProperty("kind", "filter-chip")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(0)
        self.button = texts.button("")
        self.button.setProperty("kind", "filter-chip")
        self.button.clicked.connect(self.opened)
        self.button.installEventFilter(self)
        self.cross = QPushButton()
        self.cross.setProperty("kind", "filter-cross")
        self.cross.setIcon(icons.icon("x"))
        self.cross.setIconSize(QSize(12, 12))
        self.cross.clicked.connect(self.removed)
        row.addWidget(self.button)
        row.addWidget(self.cross)
        self.setMaximumWidth(WIDEST)

    def say(self, text: str) -> None:
        """Shows the condition; a long one is cut, its tool tip says it whole."""
        self.said = text
        room = WIDEST - 48
        shown = self.button.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.button.setText(texts.button_text(shown))
        self.button.setAccessibleName(_("Filter: {text}").format(text=text))
        texts.set_tool_tip(self.button, text if shown != text else "")
        self.cross.setAccessibleName(_("Take the filter away: {text}").format(text=text))
        texts.set_tool_tip(self.cross, _("Take this filter away"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.removed.emit()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
                self.opened.emit()
                return True
        return super().eventFilter(watched, event)
