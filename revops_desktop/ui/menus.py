"""The menu bar: everything that can be done anywhere in the window, with its keys."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QMenuBar

from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.navigation import PAGES, page_key
from revops_desktop.ui.preferences import LANGUAGES, LOOKS


class Menus:
    """Builds the menus on a window; `doers` holds a function for each thing that can be done."""

    def __init__(
        self,
        window: QMainWindow,
        doers: dict[str, Callable[..., object]],
        window_titles: Callable[[], tuple[str, ...]],
    ) -> None:
        self._window = window
        self._do = doers
        self._titles = window_titles
        self._needs_file: list[QAction] = []
        # A new bar: emptying the old one would leave its menus behind, and each key twice.
        window.setMenuBar(QMenuBar(window))
        self.actions: list[QAction] = []
        self._file(self._menu(_("File")))
        self._edit(self._menu(_("Edit")))
        self._view(self._menu(_("View")))
        self._windows(self._menu(_("Window")))
        self._help(self._menu(_("Help")))

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(texts.button_text(title))
        menu.setToolTipsVisible(False)
        return menu

    def _add(
        self, menu: QMenu, text: str, doer: str, *keys: str, needs_file: bool = False
    ) -> QAction:
        action = QAction(texts.button_text(text), menu)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: self._do[doer]())
        menu.addAction(action)
        self.actions.append(action)
        if needs_file:
            self._needs_file.append(action)
        return action

    def _file(self, menu: QMenu) -> None:
        self._add(menu, _("New file…"), "new", "Ctrl+Shift+N")
        self._add(menu, _("Open…"), "open", "Ctrl+O")
        self.recent = menu.addMenu(texts.button_text(_("Open recent")))
        self._add(menu, _("Open the demo"), "demo")
        self._close = self._add(menu, _("Close file"), "close", "Ctrl+W", needs_file=True)
        menu.addSeparator()
        self._add(menu, _("Import…"), "import", needs_file=True)
        menu.addSeparator()
        self._add(menu, _("Back up now"), "back_up", needs_file=True)
        self._add(menu, _("Restore a backup…"), "restore", needs_file=True)
        menu.addSeparator()
        action = self._add(menu, _("Quit"), "quit", "Ctrl+Q")
        action.setMenuRole(QAction.MenuRole.QuitRole)

    def _edit(self, menu: QMenu) -> None:
        self.undo = self._add(menu, _("Undo"), "undo", "Ctrl+Z")
        self.redo = self._add(menu, _("Redo"), "redo", "Ctrl+Shift+Z", "Ctrl+Y")
        menu.addSeparator()
        self._add(menu, _("Find anything…"), "find", "Ctrl+K", needs_file=True)
        self.show_steps(None, None)

    def _view(self, menu: QMenu) -> None:
        for number, entry in enumerate(PAGES, 1):
            keys = (key,) if (key := page_key(number)) else ()
            action = self._add(menu, _(entry.title), "page", *keys, needs_file=True)
            action.triggered.disconnect()
            action.triggered.connect(lambda _checked=False, key=entry.key: self._do["page"](key))
        menu.addSeparator()
        self._looks = self._choices(menu, _("Look"), "theme", LOOKS)
        self._languages = self._choices(menu, _("Language"), "language", LANGUAGES)
        menu.addSeparator()
        self._add(menu, _("Full screen"), "full_screen", "F11")

    def _choices(
        self, menu: QMenu, title: str, doer: str, values: tuple[tuple[str, str], ...]
    ) -> dict[str, QAction]:
        inner = menu.addMenu(texts.button_text(title))
        group = QActionGroup(inner)
        made = {}
        for value, text in values:
            action = QAction(texts.button_text(_(text)), inner)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, value=value: self._do[doer](value))
            group.addAction(action)
            inner.addAction(action)
            made[value] = action
        return made

    def _windows(self, menu: QMenu) -> None:
        self._add(menu, _("New window"), "new_window", "Ctrl+Shift+W", needs_file=True)
        menu.addSeparator()
        self._open_windows: list[QAction] = []
        menu.aboutToShow.connect(lambda: self._list_windows(menu))

    def _list_windows(self, menu: QMenu) -> None:
        for action in self._open_windows:
            menu.removeAction(action)
            action.deleteLater()
        self._open_windows = []
        for number, title in enumerate(self._titles()):
            action = menu.addAction(texts.button_text(title))
            action.setCheckable(True)
            action.setChecked(title == self._window.windowTitle())
            action.triggered.connect(
                lambda _checked=False, number=number: self._do["window"](number)
            )
            self._open_windows.append(action)

    def show_windows(self, count: int) -> None:
        """With several windows of one file, closing closes only this one."""
        self._close.setText(texts.button_text(_("Close window") if count > 1 else _("Close file")))

    def _help(self, menu: QMenu) -> None:
        self._add(menu, _("Keyboard shortcuts"), "shortcuts", "Ctrl+/", "F1")
        about = self._add(menu, _("About RevOps Desktop"), "about")
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def show_choices(self, look: str, language: str) -> None:
        """Marks the look and the language in force."""
        self._looks[look].setChecked(True)
        self._languages[language].setChecked(True)

    def show_file(self, is_open: bool) -> None:
        """Offers what needs an open file only while there is one."""
        for action in self._needs_file:
            action.setEnabled(is_open)

    def show_recent(self, paths: tuple[Path, ...]) -> None:
        """Lists the files opened last."""
        self.recent.clear()
        for path in paths:
            action = self.recent.addAction(texts.button_text(str(path)))
            action.triggered.connect(lambda _checked=False, path=path: self._do["recent"](path))
        self.recent.setEnabled(bool(paths))

    def show_steps(self, undo: str | None, redo: str | None) -> None:
        """Names what undo and redo would do."""
        self.undo.setText(
            texts.button_text(_("Undo: {action}").format(action=undo) if undo else _("Undo"))
        )
        self.redo.setText(
            texts.button_text(_("Redo: {action}").format(action=redo) if redo else _("Redo"))
        )
        self.undo.setEnabled(undo is not None)
        self.redo.setEnabled(redo is not None)
