"""An editor of several lines that grows with its text: saved by leaving it or by Ctrl+Enter."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from revops_desktop.ui.fields.one_value import FieldEditor

_MOST_LINES = 12
_MOST_TITLE_LINES = 3
# Longer notes are kept whole but no longer measured line by line.
_LONGEST_MEASURED = 4000
# Padding and frame above and below the lines.
_AROUND = 12


class TextArea(FieldEditor):
    """Text of several lines. Tab leaves it; Esc takes back what was typed.

    With `submit` Enter itself saves, and Shift+Enter begins a new line; a text `in_one_line` has no
    new lines, and Enter saves it.
    """

    def __init__(
        self,
        name: str,
        hint: str = "",
        *,
        fewest_lines: int = 1,
        in_one_line: bool = False,
        submit: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self.box = QPlainTextEdit()
        self._fewest = fewest_lines
        self._submit = submit
        self._in_one_line = in_one_line
        super().__init__(self.box, name, False, parent)
        self.box.setPlaceholderText(hint)
        self.box.setTabChangesFocus(True)
        self.box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.box.document().setDocumentMargin(0)
        self.box.textChanged.connect(self._grow)
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.setInterval(0)
        self._growing.timeout.connect(self._grow)
        self._grow()

    def value(self) -> Any:
        text = self.box.toPlainText()
        return (" ".join(text.split()) if self._in_one_line else text.strip()) or None

    def _show(self, value: Any) -> None:
        if self.box.toPlainText() != (value or ""):
            self.box.setPlainText(value or "")

    def _grow(self) -> None:
        text = self.box.toPlainText()
        if len(text) > _LONGEST_MEASURED:
            lines = _MOST_LINES
        else:
            width = max(60, self.box.viewport().width())
            metrics = self.box.fontMetrics()
            lines = sum(
                max(1, -(-metrics.horizontalAdvance(part) // width)) for part in text.split("\n")
            )
        most = _MOST_TITLE_LINES if self._in_one_line else _MOST_LINES
        self.box.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if lines > most
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        lines = max(self._fewest, min(most, lines))
        height = lines * self.box.fontMetrics().lineSpacing() + _AROUND
        if self.box.height() != height or self.box.minimumHeight() != height:
            self.box.setFixedHeight(height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            # Not while the layout is still at it.
            self._growing.start()
        elif event.type() == QEvent.Type.FocusOut and self._submit is None:
            self.commit()
        elif isinstance(event, QKeyEvent) and self._entered(event):
            return True
        return super().eventFilter(watched, event)

    def _entered(self, event: QKeyEvent) -> bool:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter or event.type() != QEvent.Type.KeyPress:
            return False
        keys = event.modifiers()
        if self._submit is not None and not keys & Qt.KeyboardModifier.ShiftModifier:
            self._submit()
            return True
        if self._in_one_line or (
            self._submit is None and keys & Qt.KeyboardModifier.ControlModifier
        ):
            self.commit()
            return True
        return False
