"""What the menus and the start page do that concerns no single page: files, windows, look, help."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import theme, workspace_files
from revops_desktop.ui.actions import Actions, Progress
from revops_desktop.ui.program import ProgramLike


class WindowLike(Protocol):
    """The window as its commands see it (main_window.py)."""

    actions_: Actions | None

    def show_page(self, key: str) -> None: ...
    def refresh_state(self) -> None: ...
    def menu_actions(self) -> Sequence[QAction]: ...
    def seen(self) -> Sequence[QWidget]: ...


class Commands:
    """One for each window; `doers` names a function for each thing that can be done."""

    def __init__(self, window: QMainWindow, program: ProgramLike) -> None:
        assert isinstance(window, QWidget)
        self._widget = window
        self._window: WindowLike = window  # type: ignore[assignment]  # the window is both
        self._program = program
        self.doers: dict[str, Callable[..., object]] = {
            "new": self.new_file,
            "open": self.open_file,
            "recent": program.open_file,
            "demo": program.open_demo,
            "close": self.close_file,
            "import": lambda: self._window.show_page("exchange"),
            "import_new": self._import_new,
            "back_up": self.back_up,
            "restore": lambda: self._window.show_page("settings"),
            "quit": program.quit,
            "undo": self._undo,
            "redo": self._redo,
            "find": self._find,
            "page": self._window.show_page,
            "theme": self._choose_theme,
            "language": program.set_language,
            "full_screen": self._full_screen,
            "new_window": lambda: program.windows.new(),
            "window": lambda number: program.windows.bring_to_front(number),
            "shortcuts": self._shortcuts,
            "about": self._about,
        }

    def new_file(self) -> bool:
        """Asks what a new file starts from, makes and opens it; False if it was cancelled."""
        from revops_desktop.ui.start.new_dialog import ask_new_file

        new = ask_new_file(self._widget, self._program)
        return new is not None and self._program.create_file(new)

    def _import_new(self) -> None:
        if self.new_file():
            self._window.show_page("exchange")

    def open_file(self) -> None:
        """Asks for a file and opens it."""
        path = workspace_files.ask_open(self._widget, self._program.preferences.folder)
        if path is not None:
            self._program.open_file(path)

    def close_file(self) -> None:
        """Closes the file; where other windows show it too, only this window."""
        if self._program.windows.count > 1:
            self._widget.close()
        else:
            self._program.close_file()

    def back_up(self) -> None:
        """Makes a backup now, in the background."""
        actions = self._window.actions_
        if actions is None:
            return

        def work(_progress: Progress) -> None:
            self._program.back_up()

        actions.run(_("Backing up"), work, lambda _done: self._window.refresh_state(), writes=False)

    def _undo(self) -> None:
        if self._window.actions_ is not None:
            self._window.actions_.undo()

    def _redo(self) -> None:
        if self._window.actions_ is not None:
            self._window.actions_.redo()

    def _find(self) -> None:
        from revops_desktop.ui.finder import box

        box.open_finder(self._widget)

    def _choose_theme(self, choice: theme.Choice) -> None:
        self._program.preferences.theme = choice
        self._program.set_theme()

    def _full_screen(self) -> None:
        self._widget.setWindowState(self._widget.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _shortcuts(self) -> None:
        from revops_desktop.ui import shortcut_sheet

        window = self._window
        shortcut_sheet.show(self._widget, window.menu_actions(), window.seen())

    def _about(self) -> None:
        from revops_desktop.ui import help_dialogs

        help_dialogs.about(self._widget)
