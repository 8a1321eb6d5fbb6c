"""A list that lies in memory: sorted, searched, copied, exported; what the rows are is its maker's.

`TextList` is the model; a subclass says how a row reads, sorts, and is written into a file.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.text import fold
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.tables.kept_view import KeptView
from revops_desktop.ui.tables.list_delegate import ListDelegate, PaintedCell
from revops_desktop.ui.tables.written import Line, ask_and_write

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

Index = QModelIndex | QPersistentModelIndex
SORT = Qt.ItemDataRole.UserRole
WEAK = Qt.ItemDataRole.UserRole + 1
FileValue = str | int | Decimal | None
_LONGEST = 200
_ANSWERED = frozenset(
    {
        *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole, SORT, WEAK),
        *(Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole),
        *(Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole),
    }
)
# Joined for each cell that is painted, they would be felt.
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class TextList(QAbstractTableModel):
    """Rows as texts, with the values to sort by. `right` are the columns of figures."""

    right: frozenset[int] = frozenset()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Any] = ()
        self.headings: Sequence[str] = ()
        # The cells of rows as they stand on the screen: made once, painted and compared often.
        self._said: dict[int, list[str]] = {}

    def take(self, rows: Sequence[Any], headings: Sequence[str] | None = None) -> None:
        """Shows these rows."""
        self.beginResetModel()
        self._said.clear()
        self.rows = rows
        if headings is not None:
            self.headings = headings
        self.endResetModel()

    def add(self, rows: Sequence[Any]) -> None:
        """Shows these rows as well, behind the others."""
        there = len(self.rows)
        if rows:
            self.beginInsertRows(QModelIndex(), there, there + len(rows) - 1)
            self.rows = (*self.rows, *rows)
            self.endInsertRows()

    def texts(self, row: Any) -> list[str]:
        """The cells of a row as they are shown."""
        raise NotImplementedError

    def said(self, place: int) -> list[str]:
        """The cells of the row at a place, each on one line."""
        found = self._said.get(place)
        if found is None:
            cells = self.texts(self.rows[place])
            found = self._said[place] = [" ".join(one.split())[:_LONGEST] for one in cells]
        return found

    def values(self, row: Any) -> list[FileValue]:
        """The cells as they are written into a file: numbers and ISO days."""
        return list(self.texts(row))

    def sort_value(self, row: Any, column: int) -> Any:
        """What a cell is sorted by; texts by their folded form."""
        return fold(self.texts(row)[column])

    def tip(self, row: Any, column: int) -> str:
        """What explains a cell."""
        return ""

    def is_weak(self, row: Any, column: int) -> bool:
        """Whether a cell is greyed."""
        return False

    def icon(self, row: Any, column: int) -> tuple[str, str] | None:
        """The icon of a cell and its colour."""
        return None

    def heading_tip(self, column: int) -> str:
        """What explains a column."""
        return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(self.heading_tip(section))
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED:
            # Half of what is asked of each cell that is painted.
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.said(index.row())[column]
        if role == SORT:
            return self.sort_value(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(self.tip(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.headings[column]}: {self.data(index)}"
        if role == Qt.ItemDataRole.ForegroundRole:
            return theme.colour("text_muted") if self.is_weak(row, column) else None
        if role == Qt.ItemDataRole.DecorationRole:
            found = self.icon(row, column)
            return None if found is None else icons.icon(*found)
        return None

    def _alignment(self, column: int) -> int:
        return _RIGHT if column in self.right else _LEFT


class Found(QSortFilterProxyModel):
    """The rows in which some cell holds the searched text, width and kana aside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""
        self.setSortRole(SORT)

    def search(self, text: str) -> None:
        """Keeps the rows that hold `text`."""
        self._wanted = fold(text)
        # Asks filterAcceptsRow anew, in every version of Qt that we run on.
        self.setFilterFixedString(text)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        if not self._wanted:
            return True
        model = self.sourceModel()
        if not isinstance(model, TextList):
            return True
        return any(self._wanted in fold(text) for text in model.texts(model.rows[row]))


class ListTable(KeptView):
    """A table of a `TextList`: `shown` gives its rows in the order of the screen."""

    def __init__(self, model: TextList, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widths: tuple[int, ...] = ()
        self._narrowest = 0
        self.list = model
        self.found = Found(self)
        self.found.setSourceModel(model)
        self.setModel(self.found)
        self.setItemDelegate(ListDelegate(self, self._painted))
        self.setProperty("kind", "table")
        # Cells stand below their headings.
        self.setProperty("list", True)
        self.setAccessibleName(name)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        self.horizontalHeader().setHighlightSections(False)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copy)

    def share_width(self, widths: Sequence[int], narrowest: int = 170) -> None:
        """Gives columns these widths, and the first one the rest, but never next to nothing."""
        self._widths, self._narrowest = tuple(widths), narrowest
        self._fit()

    def _fit(self) -> None:
        for column, width in enumerate(self._widths):
            if column:
                self.setColumnWidth(column, width)
        if self._widths:
            rest = self.viewport().width() - sum(self._widths[1:])
            self.setColumnWidth(0, max(rest, self._narrowest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def row(self, index: Index) -> Any:
        """The row behind a place of the table."""
        return self.list.rows[self.found.mapToSource(index).row()]

    def _painted(self, index: Index) -> PaintedCell:
        place, column, model = self.found.mapToSource(index).row(), index.column(), self.list
        row = model.rows[place]
        return PaintedCell(
            model.said(place)[column],
            column in model.right,
            model.is_weak(row, column),
            model.icon(row, column),
        )

    def shown(self, rows: Sequence[int] | None = None) -> list[Any]:
        """Some rows, or all that are shown, in the order of the screen."""
        wanted = range(self.found.rowCount()) if rows is None else rows
        return [self.row(self.found.index(row, 0)) for row in wanted]

    def copy(self) -> None:
        """Copies the selected rows, or all that are shown, as a spreadsheet pastes them."""
        selected = sorted({index.row() for index in self.selectedIndexes()})
        rows = self.shown(selected or None)
        lines = [self.list.headings, *(self.list.texts(row) for row in rows)]
        text = "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)


class CellTable(ListTable):
    """A table of figures: cells and not rows are chosen, and each opens what it counts."""

    opened = Signal(QModelIndex)

    def __init__(self, model: TextList, name: str, parent: QWidget | None = None) -> None:
        super().__init__(model, name, parent)
        self.setProperty("kind", "clear")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.clicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


def export(
    parent: QWidget,
    actions: "Actions",
    name: str,
    table: ListTable,
    say: Callable[[str], object] | None = None,
) -> None:
    """Writes what a table shows, in its order, where the person says; `say` is told the place."""

    def told(text: str) -> None:
        texts.message(parent, _("Export"), text)

    shown = [Line(table.list.texts(row), table.list.values(row)) for row in table.shown()]
    ask_and_write(parent, actions, name, table.list.headings, shown, say or told)
