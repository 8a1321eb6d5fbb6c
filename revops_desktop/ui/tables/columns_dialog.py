"""Which columns a table shows, and in which order."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.tables.columns import ColumnSpec

_KEY = Qt.ItemDataRole.UserRole


class ColumnsDialog(QDialog):
    """Space shows or hides a column, Alt+Up and Alt+Down move it; `chosen` are those shown."""

    def __init__(
        self,
        specs: Sequence[ColumnSpec],
        shown: Sequence[str],
        usual: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._specs = {spec.key: spec for spec in specs}
        self._usual = tuple(usual)
        self.setWindowTitle(_("Columns"))
        self.resize(380, 520)
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        layout.addWidget(
            texts.paragraph(
                _("Ticked columns are shown, from the top down. Alt+Up and Alt+Down move one."),
                "muted",
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName(_("Columns"))
        self.list.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.list.setSpacing(1)
        layout.addWidget(self.list, 1)
        layout.addLayout(self._buttons())
        self._fill(shown)
        for key, step in (("Alt+Up", -1), ("Alt+Down", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda by=step: self.move_current(by))

    def _fill(self, shown: Sequence[str]) -> None:
        self.list.clear()
        hidden = [key for key in self._specs if key not in shown]
        for key in (*(key for key in shown if key in self._specs), *hidden):
            item = QListWidgetItem(self._specs[key].label, self.list)
            item.setData(_KEY, key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, icon_name, step in (
            (_("Move up"), "arrow-up", -1),
            (_("Move down"), "arrow-down", 1),
        ):
            mover = texts.button("", "plain")
            mover.setProperty("kind", "icon")
            mover.setIcon(icons.icon(icon_name))
            mover.setAccessibleName(name)
            texts.set_tool_tip(mover, name)
            mover.setAutoDefault(False)
            mover.clicked.connect(lambda _on=False, by=step: self.move_current(by))
            row.addWidget(mover)
        usual = texts.button(_("Back to the usual columns"), "quiet")
        usual.setAutoDefault(False)
        usual.clicked.connect(lambda: self._fill(self._usual))
        row.addWidget(usual)
        row.addStretch(1)
        cancel = texts.button(_("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.confirm = texts.button(_("Show"), "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self.confirm)
        self.list.itemChanged.connect(lambda _item: self._check())
        return row

    def _check(self) -> None:
        self.confirm.setEnabled(bool(self.chosen))

    def move_current(self, step: int) -> None:
        """Moves the column that the keyboard is on."""
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)

    @property
    def chosen(self) -> list[str]:
        """The keys of the columns that are shown, in order."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [
            str(item.data(_KEY)) for item in items if item.checkState() == Qt.CheckState.Checked
        ]
