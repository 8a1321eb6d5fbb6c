"""The cells of a list painted by hand: as the style sheet would have them, in a tenth of the time.

Qt asks a model ten questions for each cell that it paints itself and lays its text out thrice; a
page with a table would hold the window for more than a frame whenever it comes to the front.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from revops_desktop.ui import icons, theme
from revops_desktop.ui.board import lines

Index = QModelIndex | QPersistentModelIndex
_SELECTED = QStyle.StateFlag.State_Selected
_FOCUSED = QStyle.StateFlag.State_HasFocus
_MARKED = _SELECTED | _FOCUSED
# Beside the text of a cell, and an icon before it.
_EDGE = 8
_ICON, _GAP = 16, 8


class PaintedCell(NamedTuple):
    """What is seen of a cell: its line, and an icon before it with the token of its colour."""

    text: str
    is_right: bool
    is_weak: bool
    icon: tuple[str, str] | None


class ListDelegate(QStyledItemDelegate):
    """Paints what `cell_of` says of a cell."""

    def __init__(self, parent: QWidget, cell_of: Callable[[Index], PaintedCell]) -> None:
        super().__init__(parent)
        self._cell_of = cell_of

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area, state, cell = option.rect, option.state, self._cell_of(index)
        is_marked = bool(state & _MARKED)
        if is_marked and state & _SELECTED:
            painter.fillRect(area, theme.colour("accent_soft"))
        room = area.adjusted(_EDGE, 0, -_EDGE, 0)
        if cell.icon is not None:
            top = area.top() + (area.height() - _ICON) / 2
            icons.draw(painter, cell.icon[0], QRectF(room.left(), top, _ICON, _ICON), cell.icon[1])
            room.setLeft(room.left() + _ICON + _GAP)
        colour = "text_muted" if cell.is_weak else "text"
        lines.draw(painter, room, cell.text, colour, theme.current().size_text, right=cell.is_right)
        if is_marked and state & _FOCUSED:
            _ring(painter, area)


def _ring(painter: QPainter, area: QRect) -> None:
    painter.setPen(QPen(theme.colour("accent"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(0, 0, -1, -1))
