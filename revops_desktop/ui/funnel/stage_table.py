"""The funnel as a table: a stage a row, its bar drawn, its figures beside it.

A table and not a picture: it is read aloud, walked by arrow keys, and each figure opens its deals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import lines
from revops_desktop.ui.charts.chart import ChartRows
from revops_desktop.ui.tables.kept_view import KeptView
from revops_desktop.ui.tables.text_list import FileValue

Index = QModelIndex | QPersistentModelIndex

_WEAK = Qt.ItemDataRole.UserRole
_ROW = Qt.ItemDataRole.UserRole + 1
STAGE, BAR = 0, 1
_ROW_HEIGHT, _TALLEST = 32, 58
_GAP = 22
_NARROWEST = 56
_LIT = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver
_FOCUSED = QStyle.StateFlag.State_HasFocus
_MARKED = _LIT | _FOCUSED


Picture = Callable[[QPainter, QRectF], None]


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in words; `weak` is greyed; `tip` explains it: definition, period, n.

    `key` says what is behind it, `value` is what a file keeps of it (the text where None).
    """

    text: str
    tip: str
    weak: bool = False
    key: str = ""
    value: FileValue = None


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage as it is drawn: `picture` paints its bar, `spoken` says what it shows."""

    stage_id: int
    name: str
    function: str
    colour: str
    picture: Picture
    spoken: str
    tip: str
    cells: tuple[Cell, ...]


class StageModel(QAbstractTableModel):
    """The rows; headings of the figures come with them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[StageRow] = ()
        self._headings: Sequence[Cell] = ()
        self._picture_heading = ""

    def show(
        self, rows: Sequence[StageRow], headings: Sequence[Cell], picture_heading: str = ""
    ) -> None:
        """Shows these; the selection stays where stages and columns are the same."""
        same = [row.stage_id for row in rows] == [row.stage_id for row in self.rows]
        named = [one.text for one in headings] == [one.text for one in self._headings]
        if same and named and picture_heading == self._picture_heading:
            before, self.rows, self._headings = self.rows, rows, headings
            last = self.columnCount() - 1
            for place, (old, new) in enumerate(zip(before, rows, strict=True)):
                if old != new:
                    self.dataChanged.emit(self.index(place, 0), self.index(place, last))
            return
        self.beginResetModel()
        self.rows, self._headings = rows, headings
        self._picture_heading = picture_heading
        self.endResetModel()

    def cell(self, row: int, column: int) -> Cell | None:
        """The figure in that place; None for the stage itself and its bar."""
        return self.rows[row].cells[column - 2] if column >= 2 else None

    def heading(self, column: int) -> Cell | None:
        """The heading of a figure, on one line; None of the stage and its bar."""
        return self._headings[column - 2] if column >= 2 else None

    def as_rows(self) -> ChartRows:
        """The table as a spreadsheet takes it."""
        said = [i18n.joined(*one.text.splitlines()) for one in self._headings]
        texts_ = [[row.name, *(cell.text for cell in row.cells)] for row in self.rows]
        values: list[list[FileValue]] = [
            [row.name, *(cell.text if cell.value is None else cell.value for cell in row.cells)]
            for row in self.rows
        ]
        return ChartRows([_("Stage"), *said], texts_, values)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else 2 + len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if section < 2:
            if section == BAR and role == Qt.ItemDataRole.DisplayRole:
                return self._picture_heading
            centred = section == BAR and role == Qt.ItemDataRole.TextAlignmentRole
            return int(Qt.AlignmentFlag.AlignCenter) if centred else None
        heading = self._headings[section - 2]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(heading.tip)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if index.column() < 2:
            if role == Qt.ItemDataRole.ToolTipRole:
                return texts.tool_tip(row.tip)
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken if index.column() else row.name
            return None
        cell = row.cells[index.column() - 2]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == _WEAK:
            return cell.weak
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(cell.tip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            heading = i18n.joined(*self._headings[index.column() - 2].text.splitlines())
            return f"{row.name}, {heading}: {cell.text}"
        return None


class StageDelegate(QStyledItemDelegate):
    """Paints names with their function's colour, bars, and figures."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens = theme.current()
        # Not through `data`: a table of a hundred figures is painted anew after each move.
        model = index.model()
        assert isinstance(model, StageModel)
        row, column, room = model.rows[index.row()], index.column(), option.rect
        state = option.state
        is_marked = bool(state & _MARKED)
        if is_marked and state & _LIT:
            painter.fillRect(room, theme.colour("accent_soft"))
        if column == STAGE:
            _paint_stage(painter, room, row)
        elif column == BAR:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            row.picture(painter, QRectF(room))
            painter.restore()
        else:
            cell = row.cells[column - 2]
            colour = "text_muted" if cell.weak else "text"
            inner, size = room.adjusted(0, 0, -tokens.space_2, 0), tokens.size_text
            lines.draw(painter, inner, cell.text, colour, size, bold=column == 2, right=True)
        if is_marked and state & _FOCUSED:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(0, 0, -1, -1))


def _paint_stage(painter: QPainter, area: QRect, row: StageRow) -> None:
    tokens = theme.current()
    painter.fillRect(QRect(area.left(), area.top() + 5, 3, area.height() - 10), QColor(row.colour))
    inner = area.adjusted(tokens.space_3, 0, -tokens.space_2, 0)
    has_room = bool(row.function) and area.height() >= _ROW_HEIGHT + 6
    if not has_room:
        lines.draw(painter, inner, row.name, "text", tokens.size_text, bold=True)
        return
    line = tokens.row(tokens.size_text)
    small = tokens.row(tokens.size_tiny)
    top = inner.top() + (inner.height() - line - small) // 2
    first = QRect(inner.left(), top, inner.width(), line)
    lines.draw(painter, first, row.name, "text", tokens.size_text, bold=True)
    second = QRect(inner.left(), top + line, inner.width(), small)
    lines.draw(painter, second, row.function, "text_muted", tokens.size_tiny)


class StageView(KeptView):
    """The table. `opened` names the stage (row) and the column whose deals are wanted."""

    opened = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = StageModel(self)
        self.setModel(self.model_)
        self.setItemDelegate(StageDelegate(self))
        self.setProperty("kind", "clear")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        self.clicked.connect(lambda index: self.opened.emit(index.row(), index.column()))

    def fit(self) -> None:
        """Shares the width: names and figures as they need, the bar gets the rest."""
        header = self.horizontalHeader()
        count = self.model_.columnCount()
        if not count:
            return
        room = self.viewport().width()
        metrics = self.fontMetrics()
        names = [" ".join(row.name.split()) for row in self.model_.rows]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=80)
        used = 0
        for column in range(2, count):
            heading = self.model_.headerData(column, Qt.Orientation.Horizontal) or ""
            contents = [row.cells[column - 2].text for row in self.model_.rows]
            longest = max(
                metrics.horizontalAdvance(text) for text in (*heading.split("\n"), *contents)
            )
            header.resizeSection(column, longest + _GAP)
            used += longest + _GAP
        # A name is read, a bar is only seen: beside narrow figures the name has its whole width.
        named = min(widest + 40, max(room // 5, room - used - _NARROWEST))
        header.resizeSection(STAGE, named)
        header.resizeSection(BAR, max(room - used - named, _NARROWEST))
        rows = max(len(self.model_.rows), 1)
        height = (self.viewport().height() - 2) // rows
        self.verticalHeader().setDefaultSectionSize(min(max(height, _ROW_HEIGHT), _TALLEST))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            index = self.currentIndex()
            if index.isValid():
                self.opened.emit(index.row(), index.column())
                return
        super().keyPressEvent(event)
