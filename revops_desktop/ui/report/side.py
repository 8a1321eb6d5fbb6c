"""Beside the pages: the contents, to jump to a part, and the owner's notes to the reader."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.report.pictures import Entry

_WIDTH = 220
_PAUSE_MILLISECONDS = 800
_LONGEST_NOTES = 5000


class Side(QWidget):
    """`part_wanted` carries a page counted from 0; `notes_changed` comes when one stops typing."""

    part_wanted = Signal(int)
    notes_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self._entries: Sequence[Entry] = ()
        self.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.space_2)
        column.addWidget(texts.heading(_("Contents")))
        self.contents = QListWidget()
        self.contents.setAccessibleName(_("Contents"))
        self.contents.setWordWrap(True)
        self.contents.currentRowChanged.connect(self._jump)
        self.contents.itemClicked.connect(lambda _item: self._jump(self.contents.currentRow()))
        column.addWidget(self.contents, 3)
        self.notes = QPlainTextEdit()
        self.notes.setTabChangesFocus(True)
        self.notes.setPlaceholderText(_("What should the reader know besides? It is printed."))
        column.addWidget(texts.field_label(_("Notes to the reader"), self.notes))
        column.addWidget(self.notes, 2)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self.notes_changed)
        self.notes.textChanged.connect(self._pause.start)

    @property
    def words(self) -> str:
        """The notes as they stand."""
        return self.notes.toPlainText().strip()[:_LONGEST_NOTES]

    def show_notes(self, text: str) -> None:
        """Shows notes, and tells nobody."""
        if text != self.words:
            with QSignalBlocker(self.notes):
                self.notes.setPlainText(text)
        self._pause.stop()

    def show_contents(self, entries: Sequence[Entry]) -> None:
        """The parts of what is shown."""
        if list(entries) == list(self._entries):
            return
        self._entries = entries
        with QSignalBlocker(self.contents):
            self.contents.clear()
            for one in entries:
                page = _("page {page}").format(page=i18n.count(one.page + 1))
                item = QListWidgetItem(one.title, self.contents)
                item.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(page))
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one.title}, {page}")
            self.contents.setCurrentRow(0 if entries else -1)

    def show_page(self, page: int) -> None:
        """Marks the part that this page, counted from 0, belongs to."""
        row = self.contents.currentRow()
        if 0 <= row < len(self._entries) and self._entries[row].page == page:
            return
        before = [place for place, one in enumerate(self._entries) if one.page <= page]
        with QSignalBlocker(self.contents):
            self.contents.setCurrentRow(before[-1] if before else -1)

    def _jump(self, row: int) -> None:
        if 0 <= row < len(self._entries):
            self.part_wanted.emit(self._entries[row].page)
