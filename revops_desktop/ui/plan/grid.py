"""A grid of months, typed in like a spreadsheet: Enter, Tab, paste, fill to the right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import lines
from revops_desktop.ui.tables.kept_view import KeptView

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
# Wide enough for ¥12.3M and for what is typed there.
_MONTH_WIDTH = 62
_HEADING_WIDTH = 228
_EDGE = 4
_MARKED = QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of months. `values` by month (YYYY-MM); a month without one is empty.

    `typed` is a value as it is typed, copied and read back by `parse`; `shown` as it stands in the
    cell. `adds_up`: whether the year has a sum.
    """

    key: Any
    name: str
    tip: str
    values: Mapping[str, int]
    parse: Callable[[str], int | None]
    typed: Callable[[int], str]
    shown: Callable[[int], str]
    adds_up: bool = False


class Typed(NamedTuple):
    """What was typed into a cell; "" clears it."""

    row: GridRow
    month: str
    text: str


@dataclass(slots=True)
class _Shown:
    months: tuple[str, ...] = ()
    rows: Sequence[GridRow] = field(default_factory=tuple)

    @property
    def shape(self) -> tuple[object, ...]:
        return (self.months, tuple((row.key, row.name) for row in self.rows))


class GridModel(QAbstractTableModel):
    """`typed` tells what the person wants in which cells; the model itself changes nothing."""

    typed = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = _Shown()

    @property
    def months(self) -> tuple[str, ...]:
        """The months, oldest first."""
        return self._shown.months

    @property
    def rows(self) -> Sequence[GridRow]:
        """The rows from the top."""
        return self._shown.rows

    def show(self, months: tuple[str, ...], rows: Sequence[GridRow]) -> None:
        """Shows these; a cell that is being typed in stays open where the rows are the same."""
        shown = _Shown(months, rows)
        if shown.shape == self._shown.shape:
            self._shown = shown
            if rows:
                last = self.index(len(rows) - 1, len(months))
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.months) + 1

    def text(self, index: Index) -> str:
        """A cell as it is typed and copied."""
        row, value = self.rows[index.row()], self._value(index)
        return "" if value is None else row.typed(value)

    def shown(self, index: Index) -> str:
        """A cell as it stands there."""
        row, value = self.rows[index.row()], self._value(index)
        return "" if value is None else row.shown(value)

    def _value(self, index: Index) -> int | None:
        row = self.rows[index.row()]
        if index.column() < len(self.months):
            return row.values.get(self.months[index.column()])
        known = [row.values[month] for month in self.months if month in row.values]
        return sum(known) if row.adds_up and known else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            row = self.rows[section] if section < len(self.rows) else None
            if row is not None and role == Role.DisplayRole:
                return row.name
            if row is not None and role == Role.ToolTipRole:
                return texts.tool_tip(row.tip)
            return None
        if section == len(self.months):
            return _("Year") if role == Role.DisplayRole else None
        if role == Role.DisplayRole:
            return i18n.month_mark(self.months[section])
        if role == Role.ToolTipRole:
            return texts.tool_tip(i18n.month(self.months[section]))
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, value = self.rows[index.row()], self._value(index)
        if role == Role.DisplayRole:
            return self.shown(index)
        if role == Role.EditRole:
            return self.text(index)
        if role == Role.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Role.ForegroundRole and index.column() == len(self.months):
            return theme.colour("text_muted")
        if role == Role.ToolTipRole and value is not None:
            return texts.tool_tip(row.typed(value))
        if role == Role.AccessibleTextRole:
            return _("{row}, {month}: {problem}").format(
                row=row.name,
                month=self._column_name(index),
                problem=self.text(index) or _("empty"),
            )
        return None

    def _column_name(self, index: Index) -> str:
        at = index.column()
        return i18n.month(self.months[at]) if at < len(self.months) else _("Year")

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        if role != Role.EditRole or str(value).strip() == self.text(index):
            return False
        self.typed.emit([self.cell(index, str(value))])
        return True

    def cell(self, index: Index, text: str) -> Typed:
        """What is wanted in a cell."""
        return Typed(self.rows[index.row()], self.months[index.column()], text)

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() < len(self.months):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags


class Deed(NamedTuple):
    """What can be done with the row the keyboard is on, beside typing: its words and its key."""

    words: str
    key: str
    do: Callable[[], None]


class _CellEditor(QStyledItemDelegate):
    """A line that keeps what is being typed while the grid is shown anew; and the cells by hand.

    Qt would ask ten questions for each of hundreds of cells.
    """

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, area, state = index.model(), option.rect, option.state
        assert isinstance(model, GridModel)
        is_marked = bool(state & _MARKED)
        if is_marked and state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.colour("accent_soft"))
        painter.setPen(theme.colour("border"))
        painter.drawLine(area.topRight(), area.bottomRight())
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        said = model.shown(index)
        if said:
            is_sum = index.column() == len(model.months)
            room, colour = area.adjusted(_EDGE, 0, -_EDGE, 0), "text_muted" if is_sum else "text"
            lines.draw(painter, room, said, colour, theme.current().size_text, right=True)
        if is_marked and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(0, 0, -2, -2))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line = QLineEdit(parent)
        line.setFrame(False)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setAccessibleName(str(index.data(Role.AccessibleTextRole)))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Role.EditRole)))
            editor.selectAll()


class GridView(KeptView):
    """Months typed in: a key begins, Enter goes down, Tab to the right, Ctrl+V pastes a block.

    `does_not_fit`: so many figures of a pasted block have no cell; nothing of it is written.
    """

    does_not_fit = Signal(int)

    def __init__(self, model: GridModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = model
        self.deeds: Sequence[Deed] = ()
        tokens = theme.current()
        self.setModel(model)
        self.setItemDelegate(_CellEditor(self))
        self.setProperty("kind", "table")
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        side, head = self.verticalHeader(), self.horizontalHeader()
        side.setDefaultSectionSize(tokens.row_height)
        side.setMinimumSectionSize(tokens.row_height)
        side.setFixedWidth(_HEADING_WIDTH)
        side.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        # Rows of one source differ at their ends.
        side.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        side.setHighlightSections(False)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head.setMinimumSectionSize(_MONTH_WIDTH)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, current = event.key(), self.currentIndex()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        pressed = QKeySequence(event.keyCombination())
        deed = next((one for one in self.deeds if QKeySequence(one.key) == pressed), None)
        if deed is not None:
            deed.do()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif pressed == QKeySequence("Ctrl+R"):
            self.fill_right()
        elif plain and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cells()
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            # While a line is open, the delegate writes it and closeEditor goes on.
            if self.state() is not QAbstractItemView.State.EditingState:
                self.edit(current)
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QStyledItemDelegate.EndEditHint.SubmitModelCache:
            self._go(self.currentIndex().row() + 1, self.currentIndex().column())

    def _go(self, row: int, column: int) -> None:
        if row < self.grid.rowCount():
            self.setCurrentIndex(self.grid.index(row, column))

    def _cells(self) -> list[QModelIndex]:
        """The selected cells of months, row by row; the current one where none is."""
        found = self.selectedIndexes() or [self.currentIndex()]
        wide = len(self.grid.months)
        return sorted(
            (one for one in found if one.isValid() and one.column() < wide),
            key=lambda one: (one.row(), one.column()),
        )

    def copy(self) -> None:
        """Copies the selected cells as a spreadsheet pastes them, digits and all."""
        lines: dict[int, list[str]] = {}
        for index in self._cells():
            lines.setdefault(index.row(), []).append(self.grid.text(index))
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines.values()))

    def paste(self) -> None:
        """Writes a block from a spreadsheet, its first cell on the current one, as one step."""
        cells = self._cells()
        if not cells:
            return
        block = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
        if len(block) == 1 and len(block[0]) == 1:
            # One figure fills everything that is selected.
            self._write([(index, block[0][0]) for index in cells])
            return
        row, column = cells[0].row(), cells[0].column()
        rows, months = self.grid.rowCount(), len(self.grid.months)
        placed = [
            (row + down, column + right, text)
            for down, line in enumerate(block)
            for right, text in enumerate(line)
        ]
        # A sum may come along from beside the months; nothing else may be lost.
        lost = sum(bool(text.strip()) and (at >= rows or to > months) for at, to, text in placed)
        if lost:
            self.does_not_fit.emit(lost)
            return
        kept = [one for one in placed if one[0] < rows and one[1] < months]
        self._write([(self.grid.index(at, to), text) for at, to, text in kept])

    def clear_cells(self) -> None:
        """Empties the selected cells."""
        self._write([(index, "") for index in self._cells()])

    def fill_right(self) -> None:
        """Writes the first selected cell of each row into all months after it."""
        firsts: dict[int, QModelIndex] = {}
        for index in self._cells():
            firsts.setdefault(index.row(), index)
        self._write(
            [
                (self.grid.index(row, column), self.grid.text(first))
                for row, first in firsts.items()
                for column in range(first.column() + 1, len(self.grid.months))
            ]
        )

    def _write(self, wanted: Sequence[tuple[QModelIndex, str]]) -> None:
        changed = [
            self.grid.cell(index, text)
            for index, text in wanted
            if text.strip() != self.grid.text(index)
        ]
        if changed:
            self.grid.typed.emit(changed)

    def contextMenuEvent(self, event: "QContextMenuEvent") -> None:
        if self.currentIndex().isValid():
            self.make_menu().popup(event.globalPos())

    def make_menu(self) -> QMenu:
        """What can be done with the selected cells."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, key, deed in (
            (_("Copy"), "Ctrl+C", self.copy),
            (_("Paste"), "Ctrl+V", self.paste),
            (_("Fill the months to the right"), "Ctrl+R", self.fill_right),
            (_("Clear"), "Del", self.clear_cells),
        ):
            menu.addAction(f"{words}\t{key}").triggered.connect(deed)
        if self.deeds:
            menu.addSeparator()
        for one in self.deeds:
            menu.addAction(f"{one.words}\t{one.key}").triggered.connect(one.do)
        return menu
