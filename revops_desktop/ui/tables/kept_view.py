"""A table that keeps its picture, so that a page that comes to the front again is there at once.

A table of a hundred figures takes more than a frame to paint; most that are shown again are as they
were left.
"""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QItemSelection, QModelIndex, QRect, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView, QWidget

from revops_desktop.ui import theme
from revops_desktop.ui.turns import painting

_SELECTED, _FOCUSED = QStyle.StateFlag.State_Selected, QStyle.StateFlag.State_HasFocus
# More changed rows than any screen shows.
_MANY = 500
# What is painted well within a frame.
_CELLS_A_TURN = 50
_CLEAR = QPainter.CompositionMode.CompositionMode_Source
_OVER = QPainter.CompositionMode.CompositionMode_SourceOver


class KeptView(QTableView):
    """Paints its cells anew only when something that they show may be another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: tuple[object, QPixmap] | None = None
        # How often something changed that cells are painted from.
        self._changes = 0
        # Rows whose cells alone are others than in the picture.
        self._stale: set[int] = set()
        # The last row in sight, where the rows fill the view: more behind it change nothing.
        self._last_seen: int | None = None
        # Whether the picture of another size stays until that of this one is painted.
        self._is_late = False
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.sectionResized.connect(self._touch)
            header.sectionMoved.connect(self._touch)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is None:
            return
        model.dataChanged.connect(self._on_data)
        for signal in (
            *(model.modelReset, model.layoutChanged),
            *(model.rowsRemoved, model.columnsInserted, model.columnsRemoved),
        ):
            signal.connect(self._touch)
        model.rowsInserted.connect(self._on_inserted)
        chosen = self.selectionModel()
        chosen.selectionChanged.connect(self._on_chosen)
        chosen.currentChanged.connect(self._on_current)

    def _touch(self, *_what: object) -> None:
        self._changes += 1

    def _on_inserted(self, _parent: QModelIndex, first: int, _last: int) -> None:
        if self._last_seen is None or first <= self._last_seen:
            self._touch()

    def _on_data(self, first: QModelIndex, last: QModelIndex, *_roles: object) -> None:
        self._let_go(first.row(), last.row())

    def _let_go(self, first: int, last: int) -> None:
        """What these rows show may be something else."""
        if last - first < _MANY:
            self._stale.update(range(first, last + 1))
        else:
            self._touch()

    def _on_chosen(self, *both: QItemSelection) -> None:
        for chosen in both:
            for part in map(chosen.at, range(chosen.count())):
                self._let_go(part.top(), part.bottom())

    def _on_current(self, *both: QModelIndex) -> None:
        self._stale.update(index.row() for index in both if index.isValid())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._on_current(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._on_current(self.currentIndex())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # All that a window holds, painted at once for a new size, would hold it for longer than a
        # frame.
        if self._picture is not None and self.isVisible():
            self._is_late = True
            painting().take(self, f"table {id(self)}", (self._begin_anew,))

    def _begin_anew(self) -> None:
        """Paints the picture in turns, and hands it over when it is whole."""
        wanted, made, rows = self._wanted(), self._empty_picture(), self._rows_seen()
        number = max(1, _CELLS_A_TURN // max(1, self.model().columnCount(self.rootIndex())))
        parts = [rows[first : first + number] for first in range(0, len(rows), number)]
        steps = [partial(self._paint_part, wanted, made, part) for part in parts]
        hand_over = partial(self._hand_over, wanted, made)
        painting().take(self, f"table {id(self)}", (*steps, hand_over))

    def _paint_part(self, wanted: object, made: QPixmap, rows: range) -> None:
        if self._wanted() == wanted:
            self._paint_rows(made, self.viewport().rect(), rows)

    def _hand_over(self, wanted: object, made: QPixmap) -> None:
        self._is_late = False
        if self._wanted() == wanted:
            self._keep(wanted, made)
        self.viewport().update()

    def _wanted(self) -> object:
        """All that the picture depends on but the cells of stale rows."""
        return (
            *(self._changes, self.viewport().size(), self.devicePixelRatioF(), self.isEnabled()),
            *(self.horizontalOffset(), self.verticalOffset(), theme.current()),
        )

    def _empty_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.viewport().size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        return made

    def _keep(self, wanted: object, made: QPixmap) -> None:
        self._picture = (wanted, made)
        rows, is_full = self._rows_seen(), self.rowAt(self.viewport().height() - 1) >= 0
        self._last_seen = rows.stop - 1 if is_full else None

    def paintEvent(self, event: QPaintEvent) -> None:
        seen = self.viewport()
        is_whole = event.region().rectCount() == 1 and event.rect().contains(seen.rect())
        if seen.underMouse() or not is_whole:
            # What is pointed at is lit; a part is painted sooner than the whole is kept.
            super().paintEvent(event)
            return
        QPainter(seen).drawPixmap(0, 0, self._up_to_date())

    def _up_to_date(self) -> QPixmap:
        """The picture as it is now; that of another size until that of this one is painted."""
        wanted, seen = self._wanted(), self.viewport().rect()
        if self._picture is None or (self._picture[0] != wanted and not self._is_late):
            made = self._empty_picture()
            self._keep(wanted, made)
            self._paint_rows(made, seen, self._rows_seen())
            self._stale.clear()
            return made
        if self._stale and not self._is_late:
            stale = [row for row in self._rows_seen() if row in self._stale]
            self._paint_rows(self._picture[1], seen, stale)
            self._stale.clear()
        return self._picture[1]

    def _rows_seen(self) -> range:
        """The rows of which something is in sight."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        number = self.model().rowCount(self.rootIndex())
        return range(max(0, first), number if last < 0 else last + 1)

    def _paint_rows(self, made: QPixmap, seen: QRect, rows: Iterable[int]) -> None:
        """The seen cells of rows in sight, as their delegates paint them."""
        plain = QStyleOptionViewItem()
        self.initViewItemOption(plain)
        state, model, root = plain.state, self.model(), self.rootIndex()
        chosen, current = self.selectionModel(), self.currentIndex()
        held = (current.row(), current.column()) if self.hasFocus() else None
        columns = [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(model.columnCount(root))
        ]
        columns = [one for one in columns if one[2] and one[1] < seen.width() and sum(one[1:]) > 0]
        painter = QPainter(made)
        for row in rows:
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            painter.setCompositionMode(_CLEAR)
            painter.fillRect(0, top, seen.width(), height, Qt.GlobalColor.transparent)
            painter.setCompositionMode(_OVER)
            for column, left, width in columns:
                index = model.index(row, column, root)
                plain.rect = QRect(left, top, width, height)
                plain.state = state
                if chosen.isSelected(index):
                    plain.state |= _SELECTED
                if held == (row, column):
                    plain.state |= _FOCUSED
                self.itemDelegateForIndex(index).paint(painter, plain, index)
        painter.end()
