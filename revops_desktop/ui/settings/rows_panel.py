"""A table of things that can be added, edited, put in order, deleted and brought back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QTableWidgetItem,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.colour_dot import dot
from revops_desktop.ui.page import Panel
from revops_desktop.ui.settings.dragged_table import NOWHERE, DraggedTable

ADD, EDIT, UP, DOWN, DELETE, RESTORE = "add", "edit", "up", "down", "delete", "restore"
# The deals, or other records, behind a row's figure.
DEALS = "deals"
_ICONS = {UP: "arrow-up", DOWN: "arrow-down"}
# What the others look like where there is no room for words.
_COMPACT = {
    **{ADD: "plus", EDIT: "pencil", DELETE: "trash-2", RESTORE: "archive-restore"},
    **{DEALS: "list-filter"},
    **_ICONS,
}
# A cell may be too narrow for a longer text: its tool tip tells all of it.
_LONG = 24
_NARROWEST, _WIDEST = 120, 160
_KEYS = {EDIT: "Return", UP: "Alt+Up", DOWN: "Alt+Down", DELETE: "Del", ADD: "Ins"}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: what it stands for, its cells, and a colour before the first.

    `opens`: whether a click on its figure opens what is counted there.
    """

    key: int
    cells: tuple[str, ...]
    colour: str = ""
    is_archived: bool = False
    opens: bool = False


def rows_after(
    values: Mapping[str, Any], kept: Sequence[dict[str, Any]], key: int | None, id_part: str
) -> list[dict[str, Any]] | None:
    """The rows once one has these values; None where that changes nothing.

    `key`: the row's place, counted from 1; None: a new one, the last, whose `id_part` is None.
    """
    if key is None:
        return [*kept, {id_part: None, **values}]
    was = kept[key - 1]
    now = {**was, **values}
    return None if now == was else [*kept[: key - 1], now, *kept[key:]]


class RowsPanel(Panel):
    """Says what is wanted of which row; whoever uses it does that and shows what was written."""

    wanted = Signal(str, int)
    # The rows in use in the order that is wanted, and while a row is carried, as it would be.
    order_wanted = Signal(list)
    order_shown = Signal(list)
    chosen = Signal(int)

    def __init__(
        self,
        heading: str,
        columns: Sequence[str],
        commands: Sequence[tuple[str, str]],
        *,
        numbers: Sequence[int] = (),
        figure: int | None = None,
        wide: int = 0,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(heading, parent)
        self._lines: tuple[Line, ...] = ()
        self._numbers = frozenset(numbers)
        self._wide = wide
        # The column whose figures open what they count (DEALS); None: any row does.
        self._figure = figure
        self.table = DraggedTable(len(columns), self)
        self.table.setAccessibleName(heading)
        self.table.setHorizontalHeaderLabels(list(columns))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(theme.current().row_height)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head = self.table.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in self._numbers:
            item = self.table.horizontalHeaderItem(column)
            assert item is not None
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.layout_.addWidget(self.table, 1)
        self.archived = QCheckBox(texts.button_text(_("Show archived ones")))
        self.archived.toggled.connect(lambda _on: self._fill(self.key))
        self.archived.hide()
        self.layout_.addLayout(self._buttons(commands, _COMPACT if compact else _ICONS))
        self.table.installEventFilter(self)
        self.table.viewport().installEventFilter(self)
        self.table.itemClicked.connect(self._on_clicked)
        self.table.itemDoubleClicked.connect(self._on_double_clicked)
        self.table.itemSelectionChanged.connect(self._on_chosen)
        self.table.customContextMenuRequested.connect(self.show_menu)
        self.table.hovered.connect(self._on_hovered)
        self.table.carried.connect(lambda row, gap: self.order_wanted.emit(self._carried(row, gap)))

    def _buttons(
        self, commands: Sequence[tuple[str, str]], drawn: Mapping[str, str]
    ) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_2 if drawn is _ICONS else theme.current().space_1)
        self.buttons: dict[str, QPushButton] = {}
        for command, name in commands:
            button = texts.button("" if command in drawn else name)
            if command in drawn:
                button.setProperty("kind", "icon")
                button.setIcon(icons.icon(drawn[command]))
                button.setAccessibleName(name)
                texts.set_tool_tip(button, name)
            if command in _KEYS:
                texts.set_tool_tip(button, f"{name} ({_key_text(command)})")
            button.clicked.connect(lambda _checked=False, command=command: self.want(command))
            self.buttons[command] = button
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.archived)
        return row

    @property
    def key(self) -> int:
        """What the selected row stands for; 0: nothing."""
        row = self.table.currentRow()
        item = self.table.item(row, 0) if row >= 0 else None
        return int(item.data(Qt.ItemDataRole.UserRole)) if item is not None else 0

    @property
    def line(self) -> Line | None:
        """The selected row."""
        key = self.key
        return next((one for one in self._lines if one.key == key), None)

    def show_lines(self, lines: Sequence[Line], key: int = 0) -> None:
        """Shows rows; `key`, or what was selected, stays selected where it is still there."""
        wanted = key or self.key
        self._lines = tuple(lines)
        self.archived.setVisible(any(one.is_archived for one in lines))
        self._fill(wanted)

    def select(self, key: int) -> None:
        """Selects the row of a thing."""
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 0)
            if item is not None and item.data(Qt.ItemDataRole.UserRole) == key:
                self.table.selectRow(row)
                return

    def want(self, command: str) -> None:
        """One of the commands, by button, key or menu; those that do not fit do nothing."""
        if command not in self.buttons or not self.buttons[command].isEnabled():
            return
        if command in (UP, DOWN):
            self._want_order(-1 if command == UP else 1)
        else:
            self.wanted.emit(command, 0 if command == ADD else self.key)

    def show_menu(self, where: QPoint) -> None:
        """The same commands, where the mouse is."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command, button in self.buttons.items():
            action = menu.addAction(texts.button_text(button.accessibleName()))
            action.setEnabled(button.isEnabled())
            if command in _KEYS:
                action.setShortcut(QKeySequence(_KEYS[command]))
            action.triggered.connect(lambda _on=False, command=command: self.want(command))
        menu.popup(self.table.viewport().mapToGlobal(where))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            command = _command_of(event)
            if command and watched is self.table:
                self.want(command)
                return True
        elif event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            self._fit()
        return super().eventFilter(watched, event)

    def _shown(self) -> list[Line]:
        return [one for one in self._lines if self.archived.isChecked() or not one.is_archived]

    def _fill(self, key: int) -> None:
        shown = self._shown()
        self.table.blockSignals(True)
        self.table.setRowCount(len(shown))
        for row, line in enumerate(shown):
            for column, text in enumerate(line.cells):
                self.table.setItem(row, column, self._item(line, column, text))
        self.table.clearSelection()
        self.table.setCurrentCell(-1, -1)
        self.table.blockSignals(False)
        self._fit()
        keys = [one.key for one in shown]
        in_use = [row for row, one in enumerate(shown) if not one.is_archived]
        self.table.movable = frozenset(in_use if UP in self.buttons else ())
        if keys:
            self.table.selectRow(keys.index(key) if key in keys else 0)
        self._on_chosen()

    def _fit(self) -> None:
        """Columns are as wide as what they hold; one takes what is left, or gives what lacks."""
        self.table.resizeColumnsToContents()
        head = self.table.horizontalHeader()
        for column in range(head.count()):
            if column != self._wide:
                head.resizeSection(column, min(_WIDEST, head.sectionSize(column)))
        rest = self.table.viewport().width() - head.length()
        head.resizeSection(self._wide, max(_NARROWEST, head.sectionSize(self._wide) + rest))

    def _item(self, line: Line, column: int, text: str) -> QTableWidgetItem:
        shown = words.one_line(text)
        item = QTableWidgetItem(shown)
        if column in self._numbers:
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if column == 0:
            item.setData(Qt.ItemDataRole.UserRole, line.key)
            if line.colour:
                item.setIcon(dot(line.colour))
            if line.is_archived:
                item.setText(_("{name} (archived)").format(name=shown))
        if line.is_archived:
            item.setForeground(theme.colour("text_muted"))
        if len(text) > _LONG:
            item.setData(Qt.ItemDataRole.ToolTipRole, texts.tool_tip(text))
        if column == self._figure and line.opens:
            item.setForeground(theme.colour("accent_text"))
            item.setData(Qt.ItemDataRole.ToolTipRole, self.buttons[DEALS].toolTip())
        return item

    def _on_clicked(self, item: QTableWidgetItem) -> None:
        if item.column() == self._figure:
            self.want(DEALS)

    def _on_double_clicked(self, item: QTableWidgetItem) -> None:
        # The first of the two clicks has opened what the figure counts.
        if item.column() != self._figure or not self.buttons[DEALS].isEnabled():
            self.want(EDIT)

    def _on_chosen(self) -> None:
        line = self.line
        in_use = self._in_use()
        place = in_use.index(line.key) if line is not None and not line.is_archived else -1
        enabled = {
            ADD: True,
            EDIT: place >= 0,
            DELETE: place >= 0,
            UP: place > 0,
            DOWN: 0 <= place < len(in_use) - 1,
            RESTORE: line is not None and line.is_archived,
            DEALS: line is not None and (self._figure is None or line.opens),
        }
        for command, button in self.buttons.items():
            button.setEnabled(enabled[command])
        if RESTORE in self.buttons:
            self.buttons[RESTORE].setVisible(self.archived.isVisibleTo(self))
        self.chosen.emit(self.key)

    def _want_order(self, step: int) -> None:
        keys = self._in_use()
        place = keys.index(self.key)
        keys.insert(place + step, keys.pop(place))
        self.order_wanted.emit(keys)

    def _in_use(self) -> list[int]:
        return [one.key for one in self._lines if not one.is_archived]

    def _on_hovered(self, row: int, gap: int) -> None:
        self.order_shown.emit(self._in_use() if gap == NOWHERE else self._carried(row, gap))

    def _carried(self, row: int, gap: int) -> list[int]:
        """The keys in use with that of a row put before another row."""
        keys = self._in_use()
        place, target = (sum(one < at for one in self.table.movable) for at in (row, gap))
        keys.insert(target - (target > place), keys.pop(place))
        return keys


def _command_of(event: QKeyEvent) -> str:
    alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    key = event.key()
    if alt:
        return {Qt.Key.Key_Up: UP, Qt.Key.Key_Down: DOWN}.get(Qt.Key(key), "")
    if event.modifiers() not in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    ):
        return ""
    return {
        Qt.Key.Key_Return: EDIT,
        Qt.Key.Key_Enter: EDIT,
        Qt.Key.Key_F2: EDIT,
        Qt.Key.Key_Delete: DELETE,
        Qt.Key.Key_Insert: ADD,
    }.get(Qt.Key(key), "")


def _key_text(command: str) -> str:
    return QKeySequence(_KEYS[command]).toString(QKeySequence.SequenceFormat.NativeText)
