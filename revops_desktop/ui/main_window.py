"""The window: navigation, one page at a time, menus, status line. Knows no page by name.

Pages are built when first shown, told of every change, and built anew by a switch of language or
look.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui import theme, workspace_files
from revops_desktop.ui.actions import Actions, Progress
from revops_desktop.ui.menus import Menus
from revops_desktop.ui.navigation import PAGES, Navigation
from revops_desktop.ui.notice_bar import NoticeBar
from revops_desktop.ui.page import Page
from revops_desktop.ui.program import ProgramLike
from revops_desktop.ui.side_panel import SidePanel
from revops_desktop.ui.status_line import StatusLine

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent


FIRST_PAGE = "board"


class MainWindow(QMainWindow):
    """One window, one file or none; empty until `show_start` or `show_workspace`.

    `painted` fires once, when the first frame is on screen.
    """

    painted = Signal()

    def __init__(self, program: ProgramLike) -> None:
        super().__init__()
        self._program = program
        self.actions_: Actions | None = None
        self._pages: dict[str, Page] = {}
        self._key = FIRST_PAGE
        self._member: str | None = None
        self._was_painted = False
        self.setMinimumSize(QSize(960, 600))
        self.setAcceptDrops(True)
        self._doers: dict[str, Callable[..., object]] = {
            "new": self._new,
            "open": self._open,
            "recent": program.open_file,
            "demo": program.open_demo,
            "close": program.close_file,
            "import": lambda: self.show_page("exchange"),
            "import_new": self._import_new,
            "back_up": self.back_up,
            "restore": lambda: self.show_page("settings"),
            "quit": self.close,
            "undo": self._undo,
            "redo": self._redo,
            "page": self.show_page,
            "theme": self._choose_theme,
            "language": program.set_language,
            "full_screen": self._full_screen,
            "shortcuts": self._shortcuts,
            "about": self._about,
        }

    def _build(self) -> None:
        """Everything that holds words."""
        self._menus = Menus(self, self._doers)
        self._menus.show_choices(self._program.preferences.theme, i18n.language())
        self._status = StatusLine(self)
        self.setStatusBar(self._status)
        self._status.member_asked.connect(self._ask_member)
        self._pages.clear()
        if self.actions_ is None:
            from revops_desktop.ui.start.page import StartPage

            self.setCentralWidget(StartPage(self._program, self._doers))
            self._status.hide()
        else:
            self._navigation = Navigation()
            self._navigation.chosen.connect(self.show_page)
            self._notices = QVBoxLayout()
            self._stack = QStackedWidget()
            self.side = SidePanel(self.actions_, self._stack)
            self.setCentralWidget(self._arranged())
            self._wire_status(self.actions_)
        self._menus.show_file(self.actions_ is not None)
        self._menus.show_recent(self._program.preferences.recent)
        self.refresh_state()

    def _arranged(self) -> QWidget:
        tokens = theme.current()
        central = QWidget()
        across = QHBoxLayout(central)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._navigation)
        right = QVBoxLayout()
        right.setSpacing(0)
        self._notices.setContentsMargins(tokens.space_5, 0, tokens.space_5, 0)
        right.addLayout(self._notices)
        right.addWidget(self.side, 1)
        across.addLayout(right, 1)
        return central

    def _wire_status(self, actions: Actions) -> None:
        self._status.cancelled.connect(self._cancel)
        actions.running_changed.connect(self._status.show_running)
        actions.progressed.connect(self._status.show_progress)
        self._status.show_running(actions.running)
        self._status.show_member(self._member)

    def show_start(self) -> None:
        """No file is open."""
        self._leave_file()
        self._build()

    def show_workspace(self, actions: Actions, first: object | None = None) -> None:
        """Shows an open file, beginning with what was read before the window opened."""
        self._leave_file()
        self.actions_ = actions
        self._key = FIRST_PAGE
        actions.changed.connect(self._on_changed)
        actions.member_changed.connect(self._on_member_changed)
        actions.page_wanted.connect(self.show_page)
        actions.company_wanted.connect(lambda found: self._show_record("companies", found))
        actions.contact_wanted.connect(lambda found: self._show_record("contacts", found))
        actions.running_changed.connect(lambda _running: self.refresh_state())
        self._build()
        page = self._page(self._key)
        if first is not None:
            page.show_first(first)
        self.show_page(self._key)

    def _leave_file(self) -> None:
        self.actions_ = None
        self._member = None
        self._pages.clear()

    def rebuild(self) -> None:
        """After a switch of language or look: every page anew, the same one in front."""
        if self.centralWidget() is None:
            return
        if QApplication.activeModalWidget() is not None:
            # A dialog's page must outlive the dialog.
            QTimer.singleShot(200, self.rebuild)
            return
        self._build()
        if self.actions_ is not None:
            self.show_page(self._key)
            self.refresh_steps()

    def _page(self, key: str) -> Page:
        assert self.actions_ is not None
        if key not in self._pages:
            entry = next(entry for entry in PAGES if entry.key == key)
            page = entry.load()(self.actions_, self._stack)
            page.program = self._program
            page.setAccessibleName(_(entry.title))
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def page(self, key: str) -> Page:
        """The page with this key, built if it was not yet."""
        return self._page(key)

    def show_page(self, key: str) -> None:
        """Brings a page to the front."""
        if self.actions_ is None:
            return
        page = self._page(key)
        self._key = key
        self._stack.setCurrentWidget(page)
        self._navigation.show_chosen(key)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_record(self, key: str, record_id: int) -> None:
        self.show_page(key)
        self._page(key).show_record(record_id)

    def _on_changed(self, changed: object) -> None:
        for page in self._pages.values():
            page.notice(changed)  # type: ignore[arg-type]  # a signal carries plain objects
        self.side.notice(changed)  # type: ignore[arg-type]  # a signal carries plain objects
        QTimer.singleShot(0, self.refresh_state)
        QTimer.singleShot(0, self.refresh_steps)

    def refresh_steps(self) -> None:
        """The names of what undo and redo would do."""
        if self.actions_ is not None:
            self._menus.show_steps(self.actions_.undo_text(), self.actions_.redo_text())

    def refresh_state(self) -> None:
        """Title and status line."""
        state = self._program.file_state()
        self.setWindowTitle(
            "RevOps Desktop" if state is None else f"{state.path.name} – RevOps Desktop"
        )
        if state is not None:
            self._status.show_file(state)

    def _on_member_changed(self) -> None:
        if self.actions_ is not None:
            from revops_desktop.ui import members

            self._member = members.name_of(self.actions_)
            self._status.show_member(self._member)

    def show_notice(self, notice: NoticeBar) -> None:
        """Puts a notice above the page."""
        self._notices.addWidget(notice)

    def _ask_member(self) -> None:
        if self.actions_ is not None:
            from revops_desktop.ui import members

            members.choose(self, self.actions_, self._program.preferences)

    def _cancel(self) -> None:
        if self.actions_ is not None and self.actions_.running is not None:
            self.actions_.running.progress.cancel()
            self._status.show_cancelling()

    def back_up(self) -> None:
        """Makes a backup now, in the background."""
        if self.actions_ is None:
            return

        def work(_progress: Progress) -> None:
            self._program.back_up()

        self.actions_.run(_("Backing up"), work, lambda _done: self.refresh_state(), writes=False)

    def _undo(self) -> None:
        if self.actions_ is not None:
            self.actions_.undo()

    def _redo(self) -> None:
        if self.actions_ is not None:
            self.actions_.redo()

    def _new(self) -> bool:
        from revops_desktop.ui.start.new_dialog import ask_new_file

        new = ask_new_file(self, self._program)
        return new is not None and self._program.create_file(new)

    def _import_new(self) -> None:
        if self._new():
            self.show_page("exchange")

    def _open(self) -> None:
        path = workspace_files.ask_open(self, self._program.preferences.folder)
        if path is not None:
            self._program.open_file(path)

    def _choose_theme(self, choice: theme.Choice) -> None:
        self._program.preferences.theme = choice
        self._program.set_theme()

    def _shortcuts(self) -> None:
        from revops_desktop.ui import help_dialogs

        help_dialogs.shortcuts(self, self._menus.actions)

    def _about(self) -> None:
        from revops_desktop.ui import help_dialogs

        help_dialogs.about(self)

    def _full_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def dragEnterEvent(self, event: "QDragEnterEvent") -> None:
        if workspace_files.dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: "QDropEvent") -> None:
        path = workspace_files.dropped(event)
        if path is not None:
            event.acceptProposedAction()
            # The drag must be over before a dialog may open.
            QTimer.singleShot(0, lambda: self._program.open_file(path))

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: "QCloseEvent") -> None:
        self._program.preferences.geometry = self.saveGeometry()
        super().closeEvent(event)
