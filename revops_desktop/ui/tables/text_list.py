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
FileValue = str | int | Decimal | None
_LONGEST = 200
_ANSWERED = frozenset(
    {
        *(Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.TextAlignmentRole),
        *(Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole),
        *(Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.DecorationRole),
    }
)
# Joined for each cell that is painted, they would be felt.
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class TextList(QAbstractTableModel):
    """Rows as texts, with the values to sort by. `right` are the columns of figures.

    `plain`: what the first columns show just as their rows hold it, by its name there.
    """

    right: frozenset[int] = frozenset()
    plain: tuple[str, ...] = ()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Any] = ()
        self.headings: Sequence[str] = ()
        # The cells of rows as they stand on the screen: made once, painted and compared often.
        self._said: dict[int, list[str]] = {}
        # The same as it is searched in.
        self._folded: dict[int, str] = {}
        # Where each row shown stands in `rows`, which stay in the order in which they were given.
        self._order: Sequence[int] = ()
        self._sorted_by, self._is_falling = -1, False

    def take(self, rows: Sequence[Any], headings: Sequence[str] | None = None) -> None:
        """Shows these rows."""
        self.beginResetModel()
        self._said.clear()
        self._folded.clear()
        self.rows = rows
        if headings is not None:
            self.headings = headings
        self._order = self._ordered()
        self.endResetModel()

    def add(self, rows: Sequence[Any]) -> None:
        """Shows these rows as well."""
        there = len(self.rows)
        if rows:
            self.beginInsertRows(QModelIndex(), there, there + len(rows) - 1)
            self.rows = (*self.rows, *rows)
            order = self._ordered()
            stay_below = list(order[:there]) == list(self._order)
            self._order = order if stay_below else (*self._order, *range(there, len(self.rows)))
            self.endInsertRows()
            if not stay_below:
                self._arrange(order)

    def row(self, place: int) -> Any:
        """The row that is shown at a place, from above."""
        return self.rows[self._order[place]]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Shows the rows by a column; by −1 in the order in which they were given."""
        self._sorted_by, self._is_falling = column, order is Qt.SortOrder.DescendingOrder
        self._arrange(self._ordered())

    def _arrange(self, order: Sequence[int]) -> None:
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        rows = [self._order[index.row()] for index in held]
        self._order = order
        places = {row: place for place, row in enumerate(self._order)} if held else {}
        moved = [
            self.index(places[row], index.column()) for row, index in zip(rows, held, strict=True)
        ]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _ordered(self) -> Sequence[int]:
        """The order to show `rows` in: by one value of each, since comparing two calls many times.

        What is not known comes before numbers, numbers before texts.
        """
        places = range(len(self.rows))
        if not 0 <= self._sorted_by < len(self.headings):
            return places
        values = [self.sort_value(row, self._sorted_by) for row in self.rows]
        keys = [(0 if one is None else 2 if isinstance(one, str) else 1, one) for one in values]
        return sorted(places, key=keys.__getitem__, reverse=self._is_falling)

    def texts(self, row: Any) -> list[str]:
        """The cells of a row as they are shown."""
        raise NotImplementedError

    def said(self, place: int) -> list[str]:
        """The cells of the row that is shown at a place, each on one line."""
        place = self._order[place]
        found = self._said.get(place)
        if found is None:
            cells = self.texts(self.rows[place])
            found = self._said[place] = [" ".join(one.split())[:_LONGEST] for one in cells]
        return found

    def has(self, place: int, folded: str) -> bool:
        """Whether a cell of the row that is shown at a place holds this folded text."""
        place = self._order[place]
        if place not in self._folded:
            self._folded[place] = "\n".join(map(fold, self.texts(self.rows[place])))
        return folded in self._folded[place]

    def written_headings(self) -> Sequence[str]:
        """The headings in a file; they name a unit that the cells of the screen carry."""
        return self.headings

    def values(self, row: Any) -> list[FileValue]:
        """The cells as they are written into a file: numbers and ISO days."""
        return list(self.texts(row))

    def sort_value(self, row: Any, column: int) -> Any:
        """What a cell is sorted by; texts by their folded form."""
        is_plain = column < len(self.plain)
        return fold(getattr(row, self.plain[column]) if is_plain else self.texts(row)[column])

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
        row, column = self.row(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.said(index.row())[column]
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

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        # By itself it would ask for two values each time that it compares.
        self.sourceModel().sort(column, order)

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
        return model.has(row, self._wanted)


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
        """Gives columns these widths, and the first one the rest, but never next to nothing; others
        of width 0 share it."""
        self._widths, self._narrowest = tuple(widths), narrowest
        self._fit()

    def _fit(self) -> None:
        seen = [place for place in range(len(self._widths)) if not self.isColumnHidden(place)]
        sharing = [place for place in seen if place == 0 or not self._widths[place]]
        taken = sum(self._widths[place] for place in seen if place)
        for place in seen:
            width = self._widths[place]
            if place in sharing:
                width = max((self.viewport().width() - taken) // len(sharing), self._narrowest)
            self.setColumnWidth(place, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def row(self, index: Index) -> Any:
        """The row behind a place of the table."""
        return self.list.row(self.found.mapToSource(index).row())

    def _painted(self, index: Index) -> PaintedCell:
        place, column, model = self.found.mapToSource(index).row(), index.column(), self.list
        row = model.row(place)
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
    say: Callable[[str], None] | None = None,
) -> None:
    """Writes what a table shows, in its order, where the person says; `say` is told the place."""

    def told(text: str) -> None:
        texts.message(parent, _("Export"), text)

    shown = [Line(table.list.texts(row), table.list.values(row)) for row in table.shown()]
    ask_and_write(parent, actions, name, table.list.written_headings(), shown, say or told)
