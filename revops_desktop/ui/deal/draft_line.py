"""A line in which something new is begun: a task, a tag, a link."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget


class DraftLine(QLineEdit):
    """Enter adds what was typed; Esc puts it away before it closes the panel."""

    def __init__(self, name: str, hint: str, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(longest)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name)
        self.setProperty("look", "inline")

    def put_away(self) -> bool:
        """Puts away what was begun; whether there was anything."""
        was_begun = bool(self.text())
        self.clear()
        return was_begun

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if (event.matches(undo) or event.matches(redo)) and not self.text():
                # Nothing is being typed: what was saved is taken back.
                event.ignore()
                return False
        return super().event(event)
