"""Tables on a page that scrolls: each is as high as its rows and never scrolls by itself."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.ui import theme
from revops_desktop.ui.tables.text_list import ListTable

_NARROWEST = 170


class ScrolledTab(QScrollArea):
    """A tab whose `body` scrolls up and down."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, tokens.space_3, tokens.space_2, tokens.space_3)
        self.body.setSpacing(tokens.space_3)
        self.setWidget(inside)

    def paint_once_laid_out(self) -> None:
        """What was just filled in is painted in its new place, and never squeezed into the old."""
        self.body.activate()


def show_whole(table: ListTable, widths: Sequence[int]) -> None:
    """Gives a table the height of its rows, and its columns these widths."""
    if table.horizontalHeader().sortIndicatorSection() == 0:
        # In the order that it comes in, until the person sorts.
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    table.share_width(widths, _NARROWEST)
    row = theme.current().row_height
    head = max(table.horizontalHeader().sizeHint().height(), row)
    table.setFixedHeight(head + table.found.rowCount() * row + theme.current().space_2)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
