"""Bars side by side, painted by hand: a table of one row, read aloud and walked by arrow keys."""

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.analytics.wording import FileValue
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import lines
from revops_desktop.ui.charts.chart import ChartRows
from revops_desktop.ui.tables.kept_view import KeptView

Index = QModelIndex | QPersistentModelIndex
_BAR = Qt.ItemDataRole.UserRole
_WIDEST = 38
# Between the words below two bars, in pixels.
_APART = 4


class Part(NamedTuple):
    """A part of a bar, from below: how much, its colour, and the pattern that tells it apart."""

    name: str
    colour: str
    pattern: Qt.BrushStyle


class Bar(NamedTuple):
    """A bar: the words below and on top of it, how much each part is, and the whole in words.

    `name` says in full what the words below it mean.
    """

    mark: str
    top: str
    amounts: tuple[int, ...]
    spoken: str
    weak: bool = False
    name: str = ""


def brush(part: Part) -> QBrush:
    """How a part is filled."""
    return QBrush(theme.colour(part.colour), part.pattern)


class BarsModel(QAbstractTableModel):
    """One row, a column a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: Sequence[Bar] = ()
        # The words below a bar that need the most room, in pixels.
        self.widest = 0

    def show(self, bars: Sequence[Bar]) -> None:
        """Shows these bars."""
        if bars == self.bars:
            return
        tiny = theme.current().size_tiny
        self.widest = max((lines.width(bar.mark, tiny) for bar in bars), default=0)
        if len(bars) == len(self.bars):
            self.bars = bars
            if bars:
                self.dataChanged.emit(self.index(0, 0), self.index(0, len(bars) - 1))
            return
        self.beginResetModel()
        self.bars = bars
        self.endResetModel()

    def step(self, whole: int) -> int:
        """Words stand below every so many-th bar of a view so wide, so that none touch others.

        Of the whole width: a bar is a pixel wider than the next, and all have to agree.
        """
        narrowest = max(whole // max(len(self.bars), 1), 1)
        return max(1, ceil((self.widest + _APART) / narrowest))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() or not self.bars else 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.bars)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        bar = self.bars[index.column()]
        if role == _BAR:
            return bar
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(bar.spoken)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return bar.spoken
        return None


class BarsDelegate(QStyledItemDelegate):
    """Paints a bar from its parts, with its words."""

    def __init__(self, parts: Sequence[Part], parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._parts, self._view = parts, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(20, 80)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        bar: Bar = index.data(_BAR)
        model = index.model()
        assert isinstance(model, BarsModel)
        highest = max((sum(one.amounts) for one in model.bars), default=0)
        area, state = QRectF(option.rect), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.colour("accent_soft"))
        self._paint_bar(painter, area, bar, highest)
        self._paint_marks(painter, area, model, index.column(), self._view.viewport().width())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()

    def _paint_bar(self, painter: QPainter, area: QRectF, bar: Bar, highest: int) -> None:
        tokens = theme.current()
        line = tokens.row(tokens.size_tiny)
        room = area.adjusted(0, line + 2, 0, -line - 2)
        width = min(area.width() * 0.62, _WIDEST)
        left, bottom = area.center().x() - width / 2, room.bottom()
        for part, amount in zip(self._parts, bar.amounts, strict=True):
            if amount:
                height = max(room.height() * amount / highest, 2.0)
                piece = QRectF(left, bottom - height, width, height)
                painter.fillRect(piece, theme.colour("panel"))
                painter.setPen(theme.colour(part.colour))
                painter.setBrush(brush(part))
                painter.drawRect(piece.adjusted(0.5, 0.5, -0.5, -0.5))
                bottom -= height
        painter.setPen(theme.colour("grid"))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if bar.top:
            above = QRectF(area.left() - width, bottom - line, area.width() + 2 * width, line)
            painter.setFont(theme.font(tokens.size_tiny, bold=not bar.weak))
            painter.setPen(theme.colour("text_muted" if bar.weak else "text"))
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, bar.top)

    @staticmethod
    def _paint_marks(
        painter: QPainter, area: QRectF, model: BarsModel, place: int, whole: int
    ) -> None:
        """What stands below the bar; not where it would run into others, or out of the view."""
        tokens = theme.current()
        painter.setFont(theme.font(tokens.size_tiny))
        bars, widest = model.bars, model.widest
        if (len(bars) - 1 - place) % model.step(whole):
            return
        line, beside = tokens.row(tokens.size_tiny), area.width()
        below = QRectF(area.left() - beside, area.bottom() - line, 3 * beside, line)
        where = Qt.AlignmentFlag.AlignCenter
        if place == len(bars) - 1 and widest > beside:
            below.moveRight(area.right() - 1)
            where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(below, where, bars[place].mark)


class BarsView(KeptView):
    """The bars; `opened` names the one that was clicked, or on which Enter was pressed."""

    opened = Signal(int)

    def __init__(self, name: str, parts: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.bars = BarsModel(self)
        self.setModel(self.bars)
        self.setItemDelegate(BarsDelegate(parts, self))
        self.setAccessibleName(name)
        self.setProperty("kind", "clear")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(96)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(8)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(lambda index: self.opened.emit(index.column()))

    def rows(self) -> ChartRows:
        """What the bars show, as a table."""
        headings = [_("Name"), *(part.name for part in self._parts)]
        said: list[list[str]] = []
        kept: list[list[FileValue]] = []
        for bar in self.bars.bars:
            name = bar.name or bar.mark
            said.append([name, *(i18n.count(amount) for amount in bar.amounts)])
            kept.append([name, *bar.amounts])
        return ChartRows(headings, said, kept)

    def sizeHint(self) -> QSize:
        return QSize(240, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 96)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().column())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.viewport().update()


class Legend(QWidget):
    """What the parts of the bars are: a square of each with its name."""

    def __init__(self, parts: Sequence[Part], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self.setAccessibleName(", ".join(part.name for part in parts))

    def sizeHint(self) -> QSize:
        tokens = theme.current()
        metrics = self.fontMetrics()
        wide = sum(metrics.horizontalAdvance(part.name) + 26 for part in self._parts)
        return QSize(wide, tokens.row(tokens.size_tiny))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setFont(theme.font(tokens.size_tiny))
        metrics = painter.fontMetrics()
        left, middle = 0, self.height() / 2
        for part in self._parts:
            wide = metrics.horizontalAdvance(part.name)
            if left + wide + 14 > self.width():
                break
            painter.setPen(theme.colour(part.colour))
            painter.setBrush(brush(part))
            painter.drawRect(QRectF(left + 0.5, middle - 4.5, 9, 9))
            painter.setPen(QColor(tokens.text_muted))
            painter.drawText(
                QRectF(left + 14, 0, wide + 2, self.height()),
                Qt.AlignmentFlag.AlignVCenter,
                part.name,
            )
            left += wide + 26
