"""The window: navigation, one page at a time, menus, status line. Knows no page by name.

Pages are built when first shown, told of every change, and built anew by a switch of language or
look; until they are, what was shown stays. Several windows may show one file, each with pages and
Actions of its own.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.ui import application, theme, workspace_files
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.commands import Commands
from revops_desktop.ui.menus import Menus
from revops_desktop.ui.navigation import Navigation
from revops_desktop.ui.notice_bar import NoticeBar, Notices
from revops_desktop.ui.page import Page
from revops_desktop.ui.pages import Pages
from revops_desktop.ui.program import ProgramLike
from revops_desktop.ui.side_panel import SidePanel
from revops_desktop.ui.status_line import StatusLine
from revops_desktop.ui.turns import Step

if TYPE_CHECKING:
    from PySide6 import QtGui


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
        self._key = FIRST_PAGE
        self._member: str | None = None
        self._counts: dict[str, int] = {}
        self._was_painted = self._was_changed = False
        # Told in the title where several windows show one file.
        self.number = 1
        self.setMinimumSize(QSize(960, 600))
        self.setAcceptDrops(True)
        self._commands = Commands(self, program)

    def _build(self) -> None:
        """Everything that holds words."""
        self._menus = Menus(self, self._commands.doers, lambda: self._program.windows.titles)
        self._menus.show_choices(self._program.preferences.theme, i18n.language())
        self._status = StatusLine(self)
        self.setStatusBar(self._status)
        self._status.member_asked.connect(self._ask_member)
        if self.actions_ is None:
            from revops_desktop.ui.start.page import StartPage

            self.setCentralWidget(StartPage(self._program, self._commands.doers))
            self._status.hide()
        else:
            self._navigation = Navigation()
            self._navigation.chosen.connect(self.show_page)
            for key, count in self._counts.items():
                self._navigation.set_count(key, count)
            self._notices = Notices()
            self._pages = Pages(self.actions_, self._program, self._key)
            self.side = SidePanel(self.actions_, self._pages, self._program.preferences)
            self.setCentralWidget(self._arranged())
            self._status.follow(self.actions_)
            self._status.show_member(self._member)
        self._menus.show_file(self.actions_ is not None)
        self._menus.show_recent(self._program.preferences.recent)
        self.refresh_state()

    def _arranged(self) -> QWidget:
        tokens = theme.current()
        central = QWidget(self)
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

    def show_start(self) -> None:
        """No file is open."""
        self._leave_file()
        self._build()

    def show_workspace(
        self, actions: Actions, first: object | None = None, key: str = FIRST_PAGE
    ) -> None:
        """Shows an open file, beginning with what was read before the window opened."""
        self._leave_file()
        self.actions_ = actions
        self._key = key
        actions.changed.connect(self._on_changed)
        actions.member_changed.connect(self.show_member)
        actions.page_wanted.connect(self.show_page)
        actions.company_wanted.connect(lambda found: self._show_record("companies", found))
        actions.contact_wanted.connect(lambda found: self._show_record("contacts", found))
        actions.stage_wanted.connect(lambda found: self._show_record("settings", found))
        actions.running_changed.connect(lambda _running: self.refresh_state())
        self._build()
        if first is not None:
            self.page(self._key).show_first(first)
        self.show_page(self._key)

    def _leave_file(self) -> None:
        self.actions_ = None
        self._member = None
        self._counts.clear()
        self._was_changed = False

    def letting_go(self) -> list[Step]:
        """Short steps that end the pages; the picture stays until they are built anew."""
        if self.actions_ is None:
            return []
        self.setUpdatesEnabled(False)
        self.actions_.turns.take(self, "thaw", ())  # It is of pages that go.
        return [*self._pages.letting_go(), self.side.end]

    @property
    def is_frozen(self) -> bool:
        """Whether the picture stays as it is."""
        return not self.updatesEnabled()

    def _thaw(self) -> None:
        if self.is_frozen and self.actions_ is not None:
            page = self._pages.page(self._key)
            thaw = partial(self.setUpdatesEnabled, True)
            self.actions_.turns.take(page, "thaw", (*page.painted_ahead(), thaw))

    def rebuild(self) -> None:
        """After a switch of language or look: every page anew, the same one in front."""
        if self.centralWidget() is None:
            return
        if application.is_asking():
            # A dialog's page must outlive the dialog.
            QTimer.singleShot(200, self, self.rebuild)
            return
        notices = () if self.actions_ is None else self._notices.kept(self)
        self._build()
        for notice in notices:
            self.show_notice(notice.again())
        if self.actions_ is None:
            self.setUpdatesEnabled(True)
        else:
            self.refresh_steps()
            self.actions_.turns.take(self, "anew", (lambda: self.show_page(self._key),))

    def page(self, key: str) -> Page:
        """The page with this key, built if it was not yet."""
        return self._pages.whole(key)

    def show_page(self, key: str) -> None:
        """Brings a page to the front once it is built; one that does not exist is nothing."""
        if self.actions_ is None or not self._pages.are_there(key):
            return
        if key != self._key:
            self._program.preferences.remember_page(self.actions_.workspace.path, key)
        self._key = key
        self._navigation.show_chosen(key)
        self._pages.bring(key, self._thaw)

    def _show_record(self, key: str, record_id: int) -> None:
        self.show_page(key)
        self.page(key).show_record(record_id)

    def _on_changed(self, changed: object) -> None:
        self._was_changed = True
        self._pages.notice(changed)  # type: ignore[arg-type]  # a signal carries plain objects
        self.side.notice(changed)  # type: ignore[arg-type]  # a signal carries plain objects
        QTimer.singleShot(0, self, self.refresh_state)
        QTimer.singleShot(0, self, self.refresh_steps)

    def refresh_steps(self) -> None:
        """The names of what undo and redo would do."""
        if self.actions_ is not None:
            self._menus.show_steps(self.actions_.undo_text(), self.actions_.redo_text())

    def refresh_state(self) -> None:
        """Title and status line."""
        state = self._program.file_state()
        count = self._program.windows.count
        number = f" : {self.number}" if count > 1 else ""
        self.setWindowTitle(
            "RevOps Desktop" if state is None else f"{state.path.name}{number} – RevOps Desktop"
        )
        if state is not None:
            self._menus.show_windows(count)
            self._status.show_file(state)

    def show_member(self) -> None:
        """Who sits at the screen."""
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

    def menu_actions(self) -> "Sequence[QtGui.QAction]":
        """What the menus offer: for the sheet of keys and for the finder."""
        return self._menus.actions

    def seen(self) -> "Sequence[QWidget]":
        """The page in front, and the panel beside it while one is open."""
        if self.actions_ is None:
            return ()
        panel = self.side.panel
        beside = (panel,) if panel is not None and panel.isVisible() else ()
        return (self._pages.page(self._key), *beside)

    def back_up(self) -> None:
        """Makes a backup now, in the background."""
        self._commands.back_up()

    @property
    def page_key(self) -> str:
        """The key of the page in front."""
        return self._key

    @property
    def is_untouched(self) -> bool:
        """Whether the file has just been opened and nobody chose or changed anything yet."""
        alone = self._key == FIRST_PAGE and self._pages.count_built == 1 and self.side.panel is None
        return alone and not self._was_changed

    def set_count(self, key: str, count: int) -> None:
        """Shows in the navigation how much waits on a page."""
        self._counts[key] = count
        if self.actions_ is not None:
            self._navigation.set_count(key, count)

    def dragEnterEvent(self, event: "QtGui.QDragEnterEvent") -> None:
        dropped = workspace_files.dropped(event)
        if dropped is not None and (self.actions_ is not None or dropped.is_workspace):
            event.acceptProposedAction()

    def dropEvent(self, event: "QtGui.QDropEvent") -> None:
        dropped = workspace_files.dropped(event)
        if dropped is not None:
            event.acceptProposedAction()
            # The drag must be over before a dialog may open.
            QTimer.singleShot(0, self, lambda: self._take(dropped))

    def _take(self, dropped: workspace_files.Dropped) -> None:
        if dropped.is_workspace:
            self._program.open_file(dropped.files[0])
        elif self.actions_ is not None:
            self.show_page("exchange")
            self.page("exchange").take_files(list(dropped.files))

    def contextMenuEvent(self, event: "QtGui.QContextMenuEvent") -> None:
        from revops_desktop.ui.copy_menu import copy_menu

        menu = copy_menu(self, event)
        if menu is not None:
            menu.popup(event.globalPos())

    def paintEvent(self, event: "QtGui.QPaintEvent") -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def changeEvent(self, event: "QEvent") -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._program.windows.became_active(self)

    def closeEvent(self, event: "QtGui.QCloseEvent") -> None:
        self._program.preferences.geometry = self.saveGeometry()
        super().closeEvent(event)
        self._program.windows.was_closed(self)
