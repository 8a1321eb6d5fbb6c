"""One of a few choices, side by side as small buttons."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from revops_desktop.ui import texts, theme


class Switch(QWidget):
    """The choices by key; `chosen` when the person takes another one."""

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        """`choices`: key, name, and what explains it."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().space_1)
        for key, said, tip in choices:
            button = texts.button(said, "small")
            button.setCheckable(True)
            button.setAccessibleDescription(tip or name)
            texts.set_tool_tip(button, tip)
            button.clicked.connect(lambda _checked=False, key=key: self._choose(key))
            self._group.addButton(button)
            self._buttons[key] = button
            row.addWidget(button)
        self.choice = choices[0][0]
        self._buttons[self.choice].setChecked(True)

    def take(self, key: str) -> None:
        """Shows this choice, if there is such a one; nobody is told."""
        if key in self._buttons:
            self.choice = key
            self._buttons[key].setChecked(True)

    def _choose(self, key: str) -> None:
        if key != self.choice:
            self.take(key)
            self.chosen.emit(key)
