"""The dialogs of views: a name for a new one; rename, order and delete those that are kept."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

LONGEST_NAME = 60
_ID = Qt.ItemDataRole.UserRole


class NameDialog(QDialog):
    """Asks for the name of a new view and saves it; a refusal leaves the dialog open."""

    def __init__(
        self, actions: "Actions", page: str, content: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._actions, self._page, self._content = actions, page, content
        self.view_id = 0
        self.setWindowTitle(_("Save view as"))
        self.setMinimumWidth(380)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.current().space_5] * 4)
        layout.setSpacing(theme.current().space_3)
        layout.addWidget(
            texts.paragraph(
                _("The filter is kept under this name in the file, for everyone who opens it.")
            )
        )
        self.name = QLineEdit()
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(_("For example: My overdue deals"))
        layout.addWidget(texts.field_label(_("Name"), self.name))
        layout.addWidget(self.name)
        box = QDialogButtonBox()
        save = texts.button(_("Save"), "primary")
        save.setDefault(True)
        box.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        box.addButton(texts.button(_("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
        self.name.setFocus()

    def accept(self) -> None:
        """Saves the view; stays open where its name cannot be."""
        from revops_desktop.operations import saved_views

        done = self._actions.do(
            saved_views.save_as, page=self._page, name=self.name.text(), content=self._content
        )
        if done is not None:
            self.view_id = int(done.value)
            super().accept()


class ViewsDialog(QDialog):
    """The views of a page: F2 renames, Delete deletes, Alt+Up and Alt+Down put in order."""

    def __init__(self, actions: "Actions", page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions, self._page = actions, page
        tokens = theme.current()
        self.setWindowTitle(_("Views"))
        self.resize(420, 360)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[tokens.space_5] * 4)
        layout.setSpacing(tokens.space_3)
        middle = QHBoxLayout()
        self.list = QListWidget()
        self.list.setAccessibleName(_("Views"))
        self.list.itemChanged.connect(self._on_renamed)
        middle.addWidget(self.list, 1)
        self._buttons = QVBoxLayout()
        self._buttons.setSpacing(tokens.space_1)
        self.rename = self._button("pencil", _("Rename"), "F2", self._rename)
        self.up = self._button("arrow-up", _("Move up"), "Alt+Up", lambda: self._move(-1))
        self.down = self._button("arrow-down", _("Move down"), "Alt+Down", lambda: self._move(1))
        self.delete = self._button("trash-2", _("Delete"), "Del", self._delete)
        self._buttons.addStretch(1)
        middle.addLayout(self._buttons)
        layout.addLayout(middle)
        box = QDialogButtonBox()
        close = texts.button(_("Close"))
        close.setDefault(True)
        box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
        self.list.currentRowChanged.connect(lambda _row: self._allow())
        self._fill()
        self.list.setFocus()

    def _button(self, icon: str, name: str, key: str, act: "object") -> QPushButton:
        made = QPushButton()
        made.setProperty("kind", "icon")
        made.setIcon(icons.icon(icon))
        made.setIconSize(QSize(16, 16))
        made.setAccessibleName(name)
        made.setShortcut(key)
        made.setAutoDefault(False)
        texts.set_tool_tip(made, f"{name} ({key})")
        made.clicked.connect(act)
        self._buttons.addWidget(made)
        return made

    def _fill(self, current: int | None = None) -> None:
        from revops_desktop.analytics.saved_views import saved_views

        found = self._actions.ask(saved_views, page=self._page)
        self.list.blockSignals(True)
        self.list.clear()
        for one in found:
            item = QListWidgetItem(" ".join(one.name.split()))
            item.setData(_ID, one.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.list.addItem(item)
        places = [place for place, one in enumerate(found) if one.id == current]
        self.list.blockSignals(False)
        if found:
            self.list.setCurrentRow(places[0] if places else 0)
        self._allow()

    def _allow(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        for button in (self.rename, self.delete):
            button.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)

    def _rename(self) -> None:
        if self.list.currentItem() is not None:
            self.list.editItem(self.list.currentItem())

    def _on_renamed(self, item: QListWidgetItem) -> None:
        from revops_desktop.operations import saved_views

        view_id = int(item.data(_ID))
        self._actions.do(saved_views.rename, view_id=view_id, name=item.text()[:LONGEST_NAME])
        self._fill(view_id)

    def _move(self, by: int) -> None:
        from revops_desktop.operations import saved_views

        row = self.list.currentRow()
        ids = [int(self.list.item(place).data(_ID)) for place in range(self.list.count())]
        moved = ids.pop(row)
        ids.insert(row + by, moved)
        self._actions.do(saved_views.order, view_ids=ids)
        self._fill(moved)

    def _delete(self) -> None:
        from revops_desktop.operations import saved_views

        # No question: one step of undo brings it back.
        self._actions.do(saved_views.remove, view_id=int(self.list.currentItem().data(_ID)))
        self._fill()
