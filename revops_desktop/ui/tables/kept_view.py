"""A table that keeps its picture, so that a page that comes to the front again is there at once.

A table of a hundred figures takes more than a frame to paint; most that are shown again are as they
were left.
"""

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView, QWidget

from revops_desktop.ui import theme


class KeptView(QTableView):
    """Paints its cells anew only when something that they show may be another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: tuple[object, QPixmap] | None = None
        # How often something changed that cells are painted from.
        self._changes = 0
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.sectionResized.connect(self._touch)
            header.sectionMoved.connect(self._touch)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is None:
            return
        for signal in (
            *(model.dataChanged, model.modelReset, model.layoutChanged),
            *(model.rowsInserted, model.rowsRemoved, model.columnsInserted, model.columnsRemoved),
        ):
            signal.connect(self._touch)
        chosen = self.selectionModel()
        for signal in (chosen.selectionChanged, chosen.currentChanged):
            signal.connect(self._touch)

    def _touch(self, *_what: object) -> None:
        self._changes += 1

    def paintEvent(self, event: QPaintEvent) -> None:
        seen = self.viewport()
        is_whole = event.region().rectCount() == 1 and event.rect().contains(seen.rect())
        if seen.underMouse() or not is_whole:
            # What is pointed at is lit; a part is painted sooner than the whole is kept.
            super().paintEvent(event)
            return
        ratio = self.devicePixelRatioF()
        painted_for = (
            *(self._changes, seen.size(), ratio, self.hasFocus(), self.isEnabled()),
            *(self.horizontalOffset(), self.verticalOffset(), theme.current()),
        )
        if self._picture is None or self._picture[0] != painted_for:
            made = QPixmap(seen.size() * ratio)
            made.setDevicePixelRatio(ratio)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            self._paint_cells(painter, seen.rect())
            painter.end()
            self._picture = (painted_for, made)
        QPainter(seen).drawPixmap(0, 0, self._picture[1])

    def _paint_cells(self, painter: QPainter, seen: QRect) -> None:
        """Every cell that is seen, as its delegate paints it."""
        plain = QStyleOptionViewItem()
        self.initViewItemOption(plain)
        state, model, root = plain.state, self.model(), self.rootIndex()
        chosen = {(index.row(), index.column()) for index in self.selectedIndexes()}
        current = self.currentIndex() if self.hasFocus() else QModelIndex()
        columns = [
            (column, self.columnViewportPosition(column), self.columnWidth(column))
            for column in range(model.columnCount(root))
        ]
        columns = [one for one in columns if one[2] and one[1] < seen.width() and sum(one[1:]) > 0]
        for row in range(max(self.rowAt(0), 0), model.rowCount(root)):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            if top >= seen.height():
                break
            for column, left, width in columns:
                index = model.index(row, column, root)
                plain.rect = QRect(left, top, width, height)
                plain.state = state
                if (row, column) in chosen:
                    plain.state |= QStyle.StateFlag.State_Selected
                if index == current:
                    plain.state |= QStyle.StateFlag.State_HasFocus
                option = QStyleOptionViewItem(plain)
                self.itemDelegateForIndex(index).paint(painter, option, index)
