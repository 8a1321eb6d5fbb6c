"""Tables of the import page: the first rows of a file, what would happen, what is refused."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from revops_desktop.ui import texts, theme

# A cell is for looking at; a tool tip shows more of it.
_LONGEST_CELL = 120
_WIDEST_COLUMN = 260


class PlainTable(QTableWidget):
    """A quiet table that is only looked at; Tab leaves it."""

    def __init__(self, name: str, headings: Sequence[str] = ()) -> None:
        super().__init__(0, len(headings))
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(headings))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self.horizontalHeader().setDefaultAlignment(left)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        # Cells stand below their headings.
        self.setProperty("list", True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_rows(self, rows: Sequence[Sequence[str]], numbers: frozenset[int]) -> None:
        """Shows texts; the columns in `numbers` stand at the right."""
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column in numbers:
            heading = self.horizontalHeaderItem(column)
            if heading is not None:
                heading.setTextAlignment(right)
        self.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text if self.wordWrap() else shown_text(text))
                if len(text) > _LONGEST_CELL or "\n" in text:
                    item.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(text))
                if column in numbers:
                    item.setTextAlignment(right)
                self.setItem(row, column, item)

    def fit(self) -> None:
        """Columns as wide as their texts, within reason."""
        self.resizeColumnsToContents()
        for column in range(self.columnCount()):
            if self.columnWidth(column) > _WIDEST_COLUMN:
                self.setColumnWidth(column, _WIDEST_COLUMN)


def shown_text(text: str) -> str:
    """A cell in one line, no longer than one looks at."""
    one_line = " ".join(text[: 2 * _LONGEST_CELL].split())
    return one_line if len(one_line) <= _LONGEST_CELL else one_line[: _LONGEST_CELL - 1] + "…"
