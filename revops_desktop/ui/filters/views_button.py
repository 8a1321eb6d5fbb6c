"""The views of a page: open one, keep the present filter under a name, put them in order."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.filtering import means_the_same
from revops_desktop.ui import icons, texts

if TYPE_CHECKING:
    from revops_desktop.analytics.saved_views import SavedView
    from revops_desktop.ui.actions import Actions

WIDEST = 200


class ViewsButton(QPushButton):
    """Opens the menu of views; shows which one is open, and whether it was changed since."""

    opened = Signal(str)

    def __init__(self, actions: "Actions", page_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._page = page_key
        self._view: SavedView | None = None
        self.content: Callable[[], str] = str
        self.setProperty("kind", "small")
        self.setIcon(icons.icon("bookmark"))
        self.setMaximumWidth(WIDEST)
        self.clicked.connect(self.open_menu)
        self._say()

    @property
    def view(self) -> "SavedView | None":
        """The view that was opened or saved last."""
        return self._view

    @property
    def is_edited(self) -> bool:
        """Whether the filter is no longer what the open view keeps."""
        return self._view is not None and not means_the_same(self._view.content, self.content())

    def views(self) -> "tuple[SavedView, ...]":
        """The views of this page."""
        from revops_desktop.analytics.saved_views import saved_views

        return self._actions.ask(saved_views, page=self._page)

    def show_view(self, view: "SavedView | None") -> None:
        """Says which view is open; opens nothing."""
        self._view = view
        self._say()

    def note_content(self) -> None:
        """The filter is another one."""
        self._say()

    def reload(self) -> None:
        """The views may be others: renamed, saved in another window, deleted."""
        if self._view is not None:
            wanted = self._view.id
            self._view = next((one for one in self.views() if one.id == wanted), None)
            self._say()

    def _say(self) -> None:
        name = _("Views") if self._view is None else self._view.name
        edited = self.is_edited
        whole = _("{view} (changed)").format(view=name) if edited else name
        shown = self.fontMetrics().elidedText(
            " ".join(name.split()), Qt.TextElideMode.ElideRight, WIDEST - 60
        )
        self.setText(texts.button_text(f"{shown} *" if edited else shown))
        self.setAccessibleName(
            _("Views") if self._view is None else _("View: {view}").format(view=whole)
        )
        texts.set_tool_tip(
            self, _("Filters that are kept under a name") if self._view is None else whole
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_menu()
        else:
            super().keyPressEvent(event)

    # The menu

    def menu_(self) -> QMenu:
        """The menu as it is now: views, then what can be done with them."""
        menu = QMenu(self)
        found = self.views()
        for one in found:
            action = menu.addAction(texts.button_text(" ".join(one.name.split())[:60]))
            action.setCheckable(True)
            action.setChecked(self._view is not None and one.id == self._view.id)
            action.triggered.connect(lambda _on, one=one: self.open_view(one))
        if not found:
            menu.addAction(_("No view is kept yet")).setEnabled(False)
        menu.addSeparator()
        if self._view is not None:
            name = texts.button_text(" ".join(self._view.name.split())[:60])
            save = menu.addAction(_("Save “{view}”").format(view=name))
            save.setEnabled(self.is_edited)
            save.triggered.connect(lambda _on: self.save())
        menu.addAction(_("Save as…")).triggered.connect(lambda _on: self.save_as())
        manage = menu.addAction(_("Rename, order, delete…"))
        manage.setEnabled(bool(found))
        manage.triggered.connect(lambda _on: self.manage())
        return menu

    def open_menu(self) -> None:
        """Shows the menu under the button."""
        menu = self.menu_()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def open_view(self, view: "SavedView") -> None:
        """Means what the view keeps."""
        self._view = view
        self.opened.emit(view.content)
        self._say()

    def save(self) -> None:
        """Keeps the present filter under the name of the open view."""
        from revops_desktop.operations import saved_views

        if self._view is not None:
            content = self.content()
            self._actions.do(saved_views.save, view_id=self._view.id, content=content)
            self.reload()

    def save_as(self) -> None:
        """Asks for a name and keeps the present filter under it."""
        from revops_desktop.ui.filters.views_dialogs import NameDialog

        dialog = NameDialog(self._actions, self._page, self.content(), self.window())
        if dialog.exec():
            wanted = dialog.view_id
            self._view = next((one for one in self.views() if one.id == wanted), None)
            self._say()
        dialog.deleteLater()

    def manage(self) -> None:
        """Shows the dialog in which views are renamed, ordered and deleted."""
        from revops_desktop.ui.filters.views_dialogs import ViewsDialog

        dialog = ViewsDialog(self._actions, self._page, self.window())
        dialog.exec()
        dialog.deleteLater()
        self.reload()
