"""A table as it is drawn into a picture: all its rows, whatever part of them is on the screen."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView

from revops_desktop.ui.charts.chart import line, write

# A picture of more rows than these is no picture any more; a file holds them.
_MOST = 100
_INSIDE = 6
# Headings of a higher header are written in several lines.
_ONE_LINE = 44


def size(view: QTableView) -> QSize:
    """How large the whole table is."""
    return QSize(_wide(view), _head(view) + sum(map(view.rowHeight, range(_rows(view)))) + 2)


def paint(painter: QPainter, view: QTableView) -> None:
    """Draws headings and rows from the upper left corner; cells as their delegates draw them."""
    model, columns = view.model(), _columns(view)
    left = 0
    for column in columns:
        text = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        side = _side(view, column)
        area = QRectF(left + _INSIDE, 0, view.columnWidth(column) - 2 * _INSIDE, _head(view))
        write(painter, area, text, side, colour="text_muted", wrap=_head(view) > _ONE_LINE)
        left += view.columnWidth(column)
    top = _head(view)
    if top:
        line(painter, QPointF(0, top), QPointF(left, top), "border")
    for row in range(_rows(view)):
        _paint_row(painter, view, row, top)
        top += view.rowHeight(row)


def _paint_row(painter: QPainter, view: QTableView, row: int, top: int) -> None:
    left = 0
    for column in _columns(view):
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        # As if neither the mouse nor the keyboard were on it.
        option.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Active
        option.rect = QRect(left, top, view.columnWidth(column), view.rowHeight(row))
        index = view.model().index(row, column, view.rootIndex())
        painter.save()
        view.itemDelegateForIndex(index).paint(painter, option, index)
        painter.restore()
        left += view.columnWidth(column)


def _side(view: QTableView, column: int) -> Qt.AlignmentFlag:
    role = Qt.ItemDataRole.TextAlignmentRole
    wanted = view.model().headerData(column, Qt.Orientation.Horizontal, role)
    if wanted is not None and int(wanted) & int(Qt.AlignmentFlag.AlignRight):
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _columns(view: QTableView) -> list[int]:
    """The columns that are shown, in their order."""
    header = view.horizontalHeader()
    order = [header.logicalIndex(place) for place in range(header.count())]
    return [column for column in order if not view.isColumnHidden(column)]


def _rows(view: QTableView) -> int:
    return min(view.model().rowCount(view.rootIndex()), _MOST)


def _head(view: QTableView) -> int:
    header = view.horizontalHeader()
    return 0 if header.isHidden() else header.height()


def _wide(view: QTableView) -> int:
    return sum(map(view.columnWidth, _columns(view)))
