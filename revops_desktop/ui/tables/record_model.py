"""The rows of a table: all ids in order, and the cells of those that were looked at."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from revops_desktop.ui import texts
from revops_desktop.ui.tables.columns import LONGEST_CELL, ColumnSpec, Wording

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

Index = QModelIndex | QPersistentModelIndex
# Rows are read in blocks: one question a screenful.
BLOCK = 64
# More rows than these are read anew rather than kept.
KEPT = 4096
VALUE = Qt.ItemDataRole.UserRole

_SHOWN = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_EDITABLE = _SHOWN | Qt.ItemFlag.ItemIsEditable

# id, link, cells
Row = tuple[Any, ...]
Rows = Callable[..., Mapping[int, Row]]
# Writes a new value into a record's cell.
Write = Callable[[int, ColumnSpec, Any], object]


class RecordModel(QAbstractTableModel):
    """Holds numbers; reads a block of cells when one of them is painted."""

    def __init__(
        self, actions: "Actions", rows: Rows, wording: Wording, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._rows = rows
        self.wording = wording
        self.ids: array[int] = array("q")
        self.specs: tuple[ColumnSpec, ...] = ()
        self._known: dict[int, Row] = {}
        self._gone: Row = ()
        self.write: Write | None = None
        # The column that the rows are sorted by, and whether from the top down.
        self.sorted_by: tuple[str, bool] = ("", False)

    def show_columns(self, specs: Sequence[ColumnSpec]) -> None:
        """Other columns, or the same in another order."""
        self.beginResetModel()
        self.specs = tuple(specs)
        self._known.clear()
        self.endResetModel()

    def show_sorting(self, key: str, descending: bool) -> None:
        """Marks the heading of the column that the rows are sorted by."""
        self.sorted_by = (key, descending)
        if self.specs:
            last = len(self.specs) - 1
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def show_ids(self, ids: "array[int]") -> bool:
        """Other records, or the same in another order; False where nothing has moved."""
        if ids == self.ids:
            self.repaint()
            return False
        self.beginResetModel()
        self.ids = ids
        self.endResetModel()
        return True

    def forget(self, ids: Sequence[int] | None = None) -> None:
        """What is known of these records (None: of all) is no longer true."""
        if ids is None:
            self._known.clear()
        else:
            for one in ids:
                self._known.pop(one, None)
        self.repaint()

    def repaint(self) -> None:
        """Tells the view that cells hold something else."""
        if self.ids and self.specs:
            last = self.index(len(self.ids) - 1, len(self.specs) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's signature
        return 0 if parent.isValid() else len(self.specs)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.specs):
            return None
        spec = self.specs[section]
        if role == Qt.ItemDataRole.DisplayRole:
            key, descending = self.sorted_by
            return spec.label if key != spec.key else f"{spec.label} {'▼' if descending else '▲'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return texts.tool_tip(spec.label)
        return int(spec.alignment) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        editable = self.write is not None and self.specs[index.column()].is_editable
        return _EDITABLE if editable else _SHOWN

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        spec = self.specs[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(spec.alignment)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.wording.text(spec, self._cell(index))[:LONGEST_CELL]
        if role in (VALUE, Qt.ItemDataRole.EditRole):
            return self._cell(index)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return spec.label
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Asks for the change; what is shown afterwards is what was written."""
        if self.write is None or role != Qt.ItemDataRole.EditRole:
            return False
        return self.write(self.ids[index.row()], self.specs[index.column()], value) is not None

    def record_id(self, row: int) -> int:
        """The id of the record in a row."""
        return self.ids[row]

    def row_of(self, record_id: int) -> int:
        """The row of a record; -1 where it is not shown."""
        try:
            return self.ids.index(record_id)
        except ValueError:
            return -1

    def link(self, row: int) -> int | None:
        """The record that a row's link leads to."""
        found = self.row(row)
        return found[1] if found else None

    def row(self, number: int) -> Row:
        """The cells of a row (id, link, values); () where it is gone."""
        record_id = self.ids[number]
        found = self._known.get(record_id)
        if found is None:
            start = number // BLOCK * BLOCK
            self._read(self.ids[start : start + BLOCK])
            found = self._known.get(record_id, self._gone)
        return found

    def cell(self, row: int, column: int) -> Any:
        """The value in a cell; None where the record is gone."""
        found = self.row(row)
        return found[2 + column] if found else None

    def _cell(self, index: Index) -> Any:
        found = self.row(index.row())
        return found[2 + index.column()] if found else None

    def _read(self, ids: "array[int]") -> None:
        if len(self._known) > KEPT:
            self._known.clear()
        keys = [spec.key for spec in self.specs]
        read = self._actions.ask(self._rows, ids=list(ids), keys=keys)
        self._known.update({one: read.get(one, self._gone) for one in ids})
