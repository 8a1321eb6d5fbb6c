"""Lists to choose from in the popups of the filter bar: found by typing, worked by keyboard."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.text import fold
from revops_desktop.ui import theme

# Shorter lists are seen at a glance.
SEARCHED_FROM = 9
MOST_SEEN = 11
_ROW = Qt.ItemDataRole.UserRole


class Line(NamedTuple):
    """A line of a list; `under` is said behind its name."""

    value: Any
    name: str
    under: str = ""

    @property
    def text(self) -> str:
        """How it is listed."""
        return f"{self.name}  –  {self.under}" if self.under else self.name


class SearchedList(QWidget):
    """A list with a line above that narrows it down; arrow keys go from one to the other.

    `taken` names the value of a line that was clicked, or on which Enter or Space was hit.
    """

    taken = Signal(object)
    left = Signal()

    def __init__(
        self, name: str, lines: Sequence[Line], parent: QWidget | None = None, *, many: bool = False
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.current().space_1)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find"))
        self.search.setAccessibleName(_("Find in: {list}").format(list=name))
        self.search.textChanged.connect(self._narrow)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.installEventFilter(self)
        self.list.itemClicked.connect(self._on_clicked)
        self._many = many
        self._lines = list(lines)
        self.search.setVisible(len(self._lines) >= SEARCHED_FROM)
        for place, line in enumerate(self._lines):
            item = QListWidgetItem(line.text)
            item.setData(_ROW, place)
            if many:
                item.setCheckState(Qt.CheckState.Unchecked)
                # The whole line is the box: it is ticked here, not by Qt.
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        row = theme.current().row_height
        self.list.setStyleSheet(f"QListWidget::item {{ min-height: {row - 6}px; }}")
        seen = min(max(self.list.count(), 1), MOST_SEEN)
        self.list.setFixedHeight(max(self.list.sizeHintForRow(0), row - 6) * seen + 6)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.setFocusProxy(self.search if not self.search.isHidden() else self.list)

    def tick(self, values: Sequence[Any]) -> None:
        """Shows which values are chosen."""
        for place, line in enumerate(self._lines):
            on = line.value in values
            state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            self.list.item(place).setCheckState(state)

    def ticked(self) -> tuple[Any, ...]:
        """The values that are chosen, in the list's order."""
        return tuple(
            line.value
            for place, line in enumerate(self._lines)
            if self.list.item(place).checkState() is Qt.CheckState.Checked
        )

    def mark(self, value: Any) -> None:
        """Puts the cursor on a value."""
        for place, line in enumerate(self._lines):
            if line.value == value:
                self.list.setCurrentRow(place)

    def _narrow(self, text: str) -> None:
        wanted = fold(text)
        first = -1
        for place, line in enumerate(self._lines):
            hidden = wanted not in fold(line.text)
            self.list.item(place).setHidden(hidden)
            if not hidden and first < 0:
                first = place
        self.list.setCurrentRow(first)

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self._take(item)

    def _take(self, item: QListWidgetItem | None) -> None:
        if item is None or item.isHidden():
            return
        if self._many:
            checked = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
        self.taken.emit(self._lines[item.data(_ROW)].value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key, enter = event.key(), (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if watched is self.search and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.setFocus()
                return True
            if watched is self.search and key in enter:
                self._take(self.list.currentItem())
                return True
            if watched is self.list and key == Qt.Key.Key_Space:
                self._take(self.list.currentItem())
                return True
            if watched is self.list and key in enter:
                if self._many:
                    self.left.emit()
                else:
                    self._take(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)
