"""Puts tags on the chosen deals and takes them off: what all carry is ticked, what some, half."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.text import fold, match_key
from revops_desktop.tokens import TAG_COLOURS
from revops_desktop.ui import texts
from revops_desktop.ui.board import words
from revops_desktop.ui.board.bulk_pick import ROW_HEIGHT
from revops_desktop.ui.colour_dot import dot
from revops_desktop.ui.question_dialog import QuestionDialog

if TYPE_CHECKING:
    from revops_desktop.analytics.selection import TagUse

_TAG = Qt.ItemDataRole.UserRole
_WAS = Qt.ItemDataRole.UserRole + 1
_WALKING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_ALL, _SOME = Qt.CheckState.Checked, Qt.CheckState.PartiallyChecked
_NONE = Qt.CheckState.Unchecked
LONGEST_NAME = 60


class TagDialog(QuestionDialog):
    """Space ticks; typing finds a tag, and Enter then ticks it or makes a new one."""

    def __init__(
        self, question: str, tags: "Sequence[TagUse]", number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Tags"), question, _("Save tags"), parent)
        self._number = number
        self.search = QLineEdit()
        self.search.setMaxLength(LONGEST_NAME)
        self.search.setAccessibleName(_("Find a tag or write a new one"))
        self.search.setPlaceholderText(_("Find a tag or write a new one"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Tags"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(min(360, max(110, ROW_HEIGHT * (len(tags) + 2))))
        self.hint = texts.paragraph("", "muted")
        for widget in (self.search, self.list, self.hint):
            self.body.addWidget(widget)
        for tag in tags:
            state = _ALL if tag.number >= number else _SOME if tag.number else _NONE
            self._add(tag.name, tag.colour, tag.tag_id, state)
        self.search.textChanged.connect(self._narrow)
        self.list.itemChanged.connect(lambda _item: self._check())
        if self.list.count():
            self.list.setCurrentRow(0)
        self._check()
        self.search.setFocus()

    @property
    def added(self) -> list[int]:
        """Tags that are to be on all deals and are not yet."""
        return self._turned(_ALL)

    @property
    def removed(self) -> list[int]:
        """Tags that are to be on none."""
        return self._turned(_NONE)

    @property
    def new(self) -> list[str]:
        """Names of tags to make and put on all."""
        return [
            item.text()
            for item in self._items()
            if item.data(_TAG) is None and item.checkState() == _ALL
        ]

    def _turned(self, state: Qt.CheckState) -> list[int]:
        return [
            item.data(_TAG)
            for item in self._items()
            if item.data(_TAG) is not None
            and item.checkState() == state
            and item.data(_WAS) != state
        ]

    def _add(
        self, name: str, colour: str, tag_id: int | None, state: Qt.CheckState
    ) -> QListWidgetItem:
        item = QListWidgetItem(words.one_line(name))
        item.setSizeHint(QSize(0, ROW_HEIGHT))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setIcon(dot(TAG_COLOURS.get(colour, TAG_COLOURS["grey"])))
        item.setData(_TAG, tag_id)
        item.setData(_WAS, state)
        item.setCheckState(state)
        self.list.addItem(item)
        return item

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def take_typed(self) -> None:
        """Ticks the tag that was typed, or makes it; the line is ready for the next."""
        typed = " ".join(self.search.text().split())
        key = match_key(typed)
        if not key:
            return
        item = next((one for one in self._items() if match_key(one.text()) == key), None)
        if item is None:
            item = self._add(typed, "", None, _ALL)
        item.setCheckState(_ALL)
        self.search.clear()
        self.list.setCurrentItem(item)
        self.list.scrollToItem(item)
        self._check()

    def accept(self) -> None:
        """Enter takes what was typed first; with nothing typed it saves."""
        if match_key(self.search.text()):
            self.take_typed()
            return
        super().accept()

    def _narrow(self, typed: str) -> None:
        wanted, first = fold(typed), None
        for item in self._items():
            hit = wanted in fold(item.text())
            item.setHidden(not hit)
            first = first if first is not None or not hit else item
        if first is not None:
            self.list.setCurrentItem(first)
        self._check()

    def _check(self) -> None:
        """Says what Enter will do, and what half a tick means."""
        typed = " ".join(self.search.text().split())
        known = any(match_key(item.text()) == match_key(typed) for item in self._items())
        if match_key(typed):
            said = _("Enter ticks “{tag}”.") if known else _("Enter makes the new tag “{tag}”.")
            self.hint.setText(said.format(tag=typed))
        elif not self.list.count():
            self.hint.setText(_("There is no tag yet. Write the first one above."))
        elif self._number > 1:
            said = ngettext(
                "Half a tick: some of the {number} deal carry the tag, and keep it as it is.",
                "Half a tick: some of the {number} deals carry the tag, and keep it as it is.",
                self._number,
            )
            self.hint.setText(said.format(number=count(self._number)))
        else:
            self.hint.setText("")
        changed = bool(self.added or self.removed or self.new or match_key(typed))
        self.confirm.setEnabled(changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _WALKING
        ):
            self.list.setFocus()
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
