"""Picks one of many by name: the stage to move to, the owner. Typing narrows the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.text import fold
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.colour_dot import dot
from revops_desktop.ui.question_dialog import QuestionDialog

ROW_HEIGHT = 27
_ENTRY = Qt.ItemDataRole.UserRole
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to pick: what it stands for, its name, a quiet remark, a colour, its heading."""

    key: int | None
    name: str
    remark: str = ""
    colour: str = ""
    group: str = ""
    enabled: bool = True


class PickDialog(QuestionDialog):
    """A line to type in and a list under it; the arrow keys walk the list from the line."""

    def __init__(
        self,
        title: str,
        question: str,
        confirm: str,
        entries: Sequence[Entry],
        parent: QWidget | None = None,
        *,
        chosen: int | None = None,
        has_chosen: bool = True,
    ) -> None:
        super().__init__(title, question, confirm, parent)
        self._entries = entries
        self.search = QLineEdit()
        self.search.setAccessibleName(_("Type to narrow the list"))
        self.search.setPlaceholderText(_("Type to narrow the list"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(min(420, 24 + ROW_HEIGHT * (len(entries) + 1)))
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.nothing = texts.paragraph(_("Nothing here has that name."), "muted")
        self.nothing.hide()
        self.body.addWidget(self.nothing)
        self._fill()
        self.search.textChanged.connect(self._narrow)
        self.list.currentItemChanged.connect(lambda _now, _was: self._check())
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        if has_chosen:
            self.choose(chosen)
        else:
            self._first()
        self._check()
        self.search.setFocus()

    @property
    def chosen(self) -> Entry | None:
        """The line that is picked."""
        if self.list.currentRow() < 0 or self.list.currentItem().isHidden():
            return None
        found: Entry | None = self.list.currentItem().data(_ENTRY)
        return found

    def choose(self, key: int | None) -> None:
        """Picks a line by what it stands for; the first where there is none of that."""
        for item in self._items():
            entry = item.data(_ENTRY)
            if entry is not None and entry.key == key and entry.enabled:
                self.list.setCurrentItem(item)
                return
        self._first()

    def _fill(self) -> None:
        group = ""
        for entry in self._entries:
            if entry.group != group:
                group = entry.group
                head = QListWidgetItem(words.one_line(group))
                head.setSizeHint(QSize(0, ROW_HEIGHT))
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setFont(theme.font(bold=True))
                head.setForeground(theme.colour("text_muted"))
                self.list.addItem(head)
            name = words.one_line(entry.name)
            item = QListWidgetItem(f"{name}  ({entry.remark})" if entry.remark else name)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setData(_ENTRY, entry)
            if entry.colour:
                item.setIcon(dot(entry.colour))
            if not entry.enabled:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _first(self) -> None:
        for item in self._items():
            entry = item.data(_ENTRY)
            if entry is not None and entry.enabled and not item.isHidden():
                self.list.setCurrentItem(item)
                return
        self.list.setCurrentRow(-1)

    def _narrow(self, typed: str) -> None:
        wanted = fold(typed)
        head: QListWidgetItem | None = None
        shown = 0
        for item in self._items():
            entry = item.data(_ENTRY)
            if entry is None:
                head = item
                head.setHidden(True)
                continue
            hit = wanted in fold(f"{entry.name} {entry.remark}")
            item.setHidden(not hit)
            shown += hit
            if hit and head is not None:
                head.setHidden(False)
        if self.chosen is None or not self.chosen.enabled:
            self._first()
        self.nothing.setVisible(shown == 0)
        self._check()

    def _check(self) -> None:
        self.confirm.setEnabled(self.chosen is not None and self.chosen.enabled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _WALKING
        ):
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
