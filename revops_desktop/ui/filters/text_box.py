"""The text box of the filter bar: looks for words once typing pauses."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons

# A pause in typing after which the words are looked for.
DEBOUNCE = 150


class TextBox(QLineEdit):
    """Words to look for; Enter looks at once, Esc takes them away."""

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Filter by text"))
        self.setAccessibleName(_("Filter by text"))
        self.setMaxLength(200)
        self.setMinimumWidth(150)
        self.setMaximumWidth(230)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(DEBOUNCE)
        self._soon.timeout.connect(self.settled)
        # What is still being composed by an input method does not come here.
        self.textChanged.connect(lambda _text: self._soon.start())
        self.returnPressed.connect(self._at_once)

    def _at_once(self) -> None:
        self._soon.stop()
        self.settled.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._at_once()
        else:
            super().keyPressEvent(event)
