"""A list to choose an answer from: keys open it, and only what is taken there counts."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

_OPENING = frozenset(
    {
        *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
        *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_F4),
    }
)


class ChoiceBox(QComboBox):
    """Each choice is an answer from which much follows, so none is taken in passing by: neither by
    an arrow key nor by the wheel of a mouse that rolls over it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letters = event.text() if event.text().isprintable() else ""
        if Qt.Key(event.key()) in _OPENING:
            self.showPopup()
        elif letters and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self.showPopup()
            self.view().keyboardSearch(letters)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()
