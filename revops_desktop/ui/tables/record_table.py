"""The table itself: keyboard, mouse, menu, copy, columns that remember how they were left."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.tables.cell_editor import CellDelegate
from revops_desktop.ui.tables.filter_header import FilterHeader
from revops_desktop.ui.tables.record_model import RecordModel

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QMouseEvent

# More than these are copied by the export instead.
MOST_COPIED = 20_000
# What is cut where its column is narrow.
_WORDS = ("text", "choice", "tags", "company", "member")


class RecordTable(QTableView):
    """`opened` a record, `linked` the record it names, `sort_asked` by a column (key, descending).

    Enter opens, F2 edits, Delete asks for the trash, typing goes to the search box.
    """

    opened = Signal(int)
    linked = Signal(int)
    delete_asked = Signal(object)
    sort_asked = Signal(str, bool)
    typed = Signal(str)
    columns_changed = Signal()

    def __init__(
        self,
        model: RecordModel,
        today: Callable[[], date],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.records = model
        # What a page adds to the menu of a row.
        self.more_entries: Callable[[QMenu, Sequence[int]], None] = lambda menu, ids: None
        # How wide each column is by itself, before it gets of the room that is left over.
        self._own: list[int] = []
        self._spreading = False
        # Whether its records can go into the trash.
        self.can_delete = True
        self.setProperty("kind", "table")
        self.setAccessibleName(name)
        self.header = FilterHeader(model.wording.currency, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        self.setItemDelegate(CellDelegate(model, today, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        self.verticalHeader().setMinimumSectionSize(theme.current().row_height)
        self.header.sectionClicked.connect(self._on_heading)
        self.header.sectionMoved.connect(lambda *_places: self.columns_changed.emit())
        self.header.sectionResized.connect(self._on_resized)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.header.follow_scroll())

    def set_widths(self, widths: Sequence[int]) -> None:
        """How wide the columns are by themselves, in the order of the model."""
        self._own = list(widths)
        self._spread()

    def widths(self) -> list[int]:
        """How wide the columns are by themselves; the room that is left over is no part of it."""
        return self._own

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        """Gives room that is left over to columns of words that nobody made narrower or wider."""
        specs = self.records.specs
        if len(self._own) != len(specs):
            return
        spare = self.viewport().width() - sum(self._own)
        growing = {
            place: own
            for place, (own, spec) in enumerate(zip(self._own, specs, strict=True))
            if spec.kind in _WORDS and own == spec.width
        }
        whole = sum(growing.values())
        spare = max(0, min(spare, whole))
        self._spreading = True
        for place, own in enumerate(self._own):
            wide = own + (spare * growing[place] // whole if place in growing else 0)
            if self.columnWidth(place) != wide:
                self.setColumnWidth(place, wide)
        self._spreading = False

    def _on_resized(self, place: int, _before: int, now: int) -> None:
        if self._spreading or place >= len(self._own):
            return
        self._own[place] = now
        self.columns_changed.emit()

    def _on_heading(self, section: int) -> None:
        key = self.records.specs[section].key
        sorted_by, descending = self.records.sorted_by
        self.sort_asked.emit(key, key == sorted_by and not descending)

    def keys_in_order(self) -> list[str]:
        """The columns as they stand, moved ones where they were moved to."""
        specs = self.records.specs
        order = sorted(range(len(specs)), key=self.header.visualIndex)
        return [specs[place].key for place in order]

    def selected_rows(self) -> list[int]:
        """The selected rows from the top; the current one where none is."""
        rows: set[int] = set()
        spans = self.selectionModel().selection()
        for span in (spans.at(place) for place in range(spans.count())):
            rows.update(range(span.top(), span.bottom() + 1))
        if not rows and self.currentIndex().isValid():
            rows.add(self.currentIndex().row())
        return sorted(rows)

    def selected_ids(self) -> list[int]:
        """The ids of the selected records."""
        return [self.records.record_id(row) for row in self.selected_rows()]

    def current_id(self) -> int | None:
        """The record that the keyboard is on."""
        index = self.currentIndex()
        return self.records.record_id(index.row()) if index.isValid() else None

    def show_current(self, record_id: int | None, column: int = 0) -> None:
        """Puts the keyboard on a record, where it is shown."""
        row = -1 if record_id is None else self.records.row_of(record_id)
        if row >= 0:
            index = self.records.index(row, max(0, column))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyboardSearch(self, search: str) -> None:
        """Typing looks for it in the file, not in what happens to be read."""
        if search.strip():
            self.typed.emit(search)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.currentIndex()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self.opened.emit(self.records.record_id(current.row()))
        elif plain and key == Qt.Key.Key_Delete and self.can_delete:
            self._ask_delete()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def _ask_delete(self) -> None:
        ids = self.selected_ids()
        if ids:
            self.delete_asked.emit(ids)

    def mouseDoubleClickEvent(self, event: "QMouseEvent") -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            return
        editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable)
        spec, link = self.records.specs[index.column()], self.records.link(index.row())
        if spec.kind == "company" and link is not None and not editable:
            self.linked.emit(link)
        elif editable and spec.key not in ("name", "title"):
            self.edit(index)
        else:
            self.opened.emit(self.records.record_id(index.row()))

    def contextMenuEvent(self, event: "QContextMenuEvent") -> None:
        index = self.currentIndex()
        place = event.globalPos()
        if event.reason() is event.Reason.Mouse:
            index = self.indexAt(event.pos())
        elif index.isValid():
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        if index.isValid():
            self.menu_at(index).popup(QPoint(place))

    def menu_at(self, index: QModelIndex) -> QMenu:
        """What can be done with a cell, its row and its column."""
        if not self.selectionModel().isRowSelected(index.row(), QModelIndex()):
            self.selectionModel().setCurrentIndex(
                index,
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
        spec = self.records.specs[index.column()]
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        record_id = self.records.record_id(index.row())
        menu.addAction(_("Open it")).triggered.connect(lambda: self.opened.emit(record_id))
        link = self.records.link(index.row())
        if link is not None:
            menu.addAction(_("Open the company")).triggered.connect(lambda: self.linked.emit(link))
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            menu.addAction(_("Edit this cell") + "\tF2").triggered.connect(lambda: self.edit(index))
        self.more_entries(menu, self.selected_ids())
        menu.addSeparator()
        menu.addAction(_("Copy rows") + "\tCtrl+C").triggered.connect(self.copy)
        menu.addAction(_("Copy this cell")).triggered.connect(
            lambda: QGuiApplication.clipboard().setText(index.data() or "")
        )
        menu.addSeparator()
        column = texts.button_text(spec.label)
        for words, descending in (
            (_("Sort by “{column}”, ascending"), False),
            (_("Sort by “{column}”, descending"), True),
        ):
            menu.addAction(words.format(column=column)).triggered.connect(
                lambda _on=False, down=descending: self.sort_asked.emit(spec.key, down)
            )
        menu.addAction(_("Filter “{column}”…").format(column=column)).triggered.connect(
            lambda: self.header.focus_column(spec.key)
        )
        if self.can_delete:
            menu.addSeparator()
            menu.addAction(_("Delete") + "\tDel").triggered.connect(self._ask_delete)
        return menu

    def copy(self) -> None:
        """Copies the selected rows with their headings, as a spreadsheet pastes them."""
        rows = self.selected_rows()[:MOST_COPIED]
        if not rows:
            return
        specs = self.records.specs
        order = sorted(range(len(specs)), key=self.header.visualIndex)
        lines = [[specs[place].label for place in order]]
        for row in rows:
            cells = self.records.row(row)[2:]
            lines.append(
                [self.records.wording.text(specs[place], cells[place]) for place in order]
                if cells
                else []
            )
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)
