"""Tables of the import page: the first rows of a file, what would happen, what is refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from revops_desktop.i18n import _, count
from revops_desktop.ui import texts, theme

if TYPE_CHECKING:
    from revops_desktop.exchange.refusals import Refusal
    from revops_desktop.exchange.summary import FileSummary

# A cell is for looking at; a tool tip shows more of it.
_LONGEST_CELL = 120
_MOST_COLUMNS = 60
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


class FirstRows(PlainTable):
    """The first rows of one file, as they were read."""

    def __init__(self) -> None:
        super().__init__(_("First rows"))

    def show_file(self, file: "FileSummary | None") -> None:
        """The file's header and rows; nothing for None."""
        header = file.header[:_MOST_COLUMNS] if file else ()
        self.setColumnCount(len(header))
        self.setHorizontalHeaderLabels([shown_text(name) for name in header])
        rows = [row[:_MOST_COLUMNS] for row in file.first_rows] if file else []
        self.show_rows(rows, frozenset())
        self.fit()
        self.horizontalHeader().setStretchLastSection(True)


class Effects(PlainTable):
    """What happens with the rows of each file."""

    def __init__(self) -> None:
        super().__init__(
            _("What would happen"),
            [_("File"), _("Holds"), _("Rows"), _("New"), _("There already"), _("Refused")],
        )

    def show_files(self, files: Sequence["FileSummary"]) -> None:
        """One row a file."""
        from revops_desktop.exchange.fields import KIND_LABELS

        rows = [
            (
                *(file.file, _(KIND_LABELS[file.kind]), count(file.rows), count(file.created)),
                *(count(file.unchanged), count(file.refused)),
            )
            for file in files
        ]
        self.show_rows(rows, frozenset((2, 3, 4, 5)))
        self.fit()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


class _Roomy(QStyledItemDelegate):
    """Gives wrapped sentences air above and below."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return super().sizeHint(option, index) + QSize(0, 2 * theme.current().space_1)


class RefusedRows(PlainTable):
    """Rows that are not taken, and why."""

    def __init__(self) -> None:
        super().__init__(
            _("Refused rows"),
            [_("File"), _("Row"), _("Column"), _("Value"), _("What is wrong, and what to do")],
        )

        # The sentence is read here, so it is never cut.
        self.setWordWrap(True)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setMinimumSectionSize(theme.current().row_height)
        self.setItemDelegate(_Roomy(self))

    def show_refusals(self, refusals: Sequence["Refusal"]) -> None:
        """One row a problem."""
        self.show_rows(
            [(one.file, str(one.row), one.column, one.value, one.message) for one in refusals],
            frozenset((1,)),
        )
        self.fit()
        self.horizontalHeader().setStretchLastSection(True)


def shown_text(text: str) -> str:
    """A cell in one line, no longer than one looks at."""
    one_line = " ".join(text[: 2 * _LONGEST_CELL].split())
    return one_line if len(one_line) <= _LONGEST_CELL else one_line[: _LONGEST_CELL - 1] + "…"
