"""Puts the pieces together: the program with its windows, one file open or none.

Before the first frame: Qt, the file, and the first board by raw statements. Everything else, from
SQLAlchemy to the check of the file, comes after it in the background.
"""

import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop import i18n, paths
from revops_desktop.app.windows import Windows
from revops_desktop.database.first_screen import first_board
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import FileInUse, FileReadOnly, Problem
from revops_desktop.i18n import N_, _
from revops_desktop.ui import application, texts
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.board import choices
from revops_desktop.ui.crash import CrashHandler
from revops_desktop.ui.main_window import MainWindow
from revops_desktop.ui.notice_bar import saying
from revops_desktop.ui.preferences import Preferences
from revops_desktop.ui.program import BackupEntry, FileState, NewFile
from revops_desktop.ui.workspace_files import SUFFIX

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from revops_desktop.app.keeper import Keeper
    from revops_desktop.rules.board import Board

IDLE_MILLISECONDS = 1000
# How long a thread that reckons may keep Python's lock while the window waits for it. One turn of
# the window asks for it many times: with Python's usual 5 ms a turn takes 50 beside an import.
LOCK_SECONDS = 0.0002
DEMO_DEALS = 2500
# Comes to the front when a file is opened for the first time on a day.
FIRST_OF_DAY = "today"


class Program:
    """The running program: its windows, one file or none, what it remembers."""

    def __init__(
        self,
        qt: "QApplication",
        *,
        preferences: Preferences | None = None,
        clock: Callable[[], int] | None = None,
    ) -> None:
        sys.setswitchinterval(LOCK_SECONDS)
        self._qt = qt
        self.preferences = preferences or Preferences()
        self.clock = clock or (lambda: int(time.time()))
        self.workspace: Workspace | None = None
        application.speak(qt, self.preferences.language)
        application.dress(qt, self.preferences.theme)
        application.follow_system(self._system_changed)
        self._keeper: Keeper | None = None
        self._is_seen = False
        self._begins_with = ""
        self._idle = application.idle_timer(IDLE_MILLISECONDS, self._checkpoint)
        self.windows = Windows(self, qt)

    @property
    def window(self) -> MainWindow:
        """The window in front: what is said, and files that are opened, go there."""
        return self.windows.front

    @property
    def actions(self) -> Actions | None:
        """What the window in front asks and does; None without a file."""
        return self.window.actions_

    # Files

    def open_file(self, path: Path) -> bool:
        """Opens a file in the window; whatever is wrong with it is said, and the old one stays."""
        path = Path(os.path.realpath(path))
        if self.workspace is not None and self.workspace.path == path:
            return True
        try:
            workspace = self._opened(path)
            if workspace is None:
                return False
            liked = choices.recall(self.preferences, workspace.path)
            board = first_board(workspace.raw, sort=liked.sort)
        except Problem as problem:
            if not path.exists():
                self.preferences.forget_file(path)
                self.windows.refresh_state()
            self._tell(problem)
            return False
        self._close_workspace()
        self.preferences.remember_file(workspace.path)
        self.show(workspace, board)
        return True

    def _opened(self, path: Path) -> Workspace | None:
        """The file; for reading only, or taken over, where the person prefers that to nothing."""
        try:
            return Workspace.open(path)
        except (FileInUse, FileReadOnly) as problem:
            answers = [_("Open for reading only")]
            if isinstance(problem, FileInUse) and problem.elsewhere:
                answers.append(_("Take it over"))
            self._be_seen()
            title = _("Open all the same?")
            chosen = texts.choose(self.window, title, str(problem), answers, usual=0)
        if chosen is None:
            return None
        return Workspace.open(path, read_only=chosen == 0, take_over=chosen == 1)

    def show(self, workspace: Workspace, board: "Board") -> None:
        """Shows an open file, beginning with its first board."""
        # The window never waits for a lock; whoever holds it is told.
        workspace.raw.execute("PRAGMA busy_timeout = 0")
        self.workspace = workspace
        actions = Actions(workspace, self.window, clock=self.clock)
        actions.file.changed.connect(self._idle.start)
        if board.pipeline is not None:
            actions.pipeline_id = board.pipeline.pipeline_id
        # Before the board is noted as the page that was seen last.
        self._begins_with = self._first_page(workspace.path)
        self.window.show_workspace(actions, board)
        if workspace.notice:
            self.window.show_notice(saying(lambda: workspace.notice))
        if self._is_seen:
            self._warm_up(workspace, actions)

    def _first_page(self, path: Path) -> str:
        """The day's list on the first opening of a day, then the page that was used last."""
        today = date.fromtimestamp(self.clock())
        is_first = self.preferences.is_first_today(path, today)
        return FIRST_OF_DAY if is_first else self.preferences.last_page(path)

    def close_file(self) -> None:
        """Closes the file and shows the start page."""
        self._close_workspace()
        self.window.show_start()

    def _close_workspace(self) -> None:
        self._idle.stop()
        self.windows.leave_file()
        self._keeper = None
        if self.workspace is not None:
            self.workspace.close()
            self.workspace = None

    def create_file(self, new: NewFile) -> bool:
        """Makes a new file from a template and opens it; nothing is left of one that failed."""
        from revops_desktop.operations import workspaces

        path = new.path if new.path.suffix == SUFFIX else new.path.with_name(new.path.name + SUFFIX)
        try:
            workspace = Workspace.create(path)
        except Problem as problem:
            self._tell(problem)
            return False
        try:
            workspace.do(
                workspaces.set_up,
                at=self.clock(),
                name=new.name,
                template=new.template,
                language=new.language,
                currency=new.currency,
                country=new.country,
                time_zone=new.time_zone,
            )
            workspace.close()
        except Problem as problem:
            workspace.close()
            path.unlink(missing_ok=True)
            self._tell(problem)
            return False
        # A file without a single deal has nothing due.
        self.preferences.is_first_today(path, date.fromtimestamp(self.clock()))
        return self.open_file(path)

    def open_demo(self) -> bool:
        """Makes the demo workspace where the user's data lies, once a language, and opens it."""
        path = paths.user_data() / f"demo-{i18n.language()}{SUFFIX}"
        if not path.exists():
            try:
                with application.waiting():
                    make_demo(path, today=date.fromtimestamp(self.clock()))
            except Problem as problem:
                self._tell(problem)
                return False
        return self.open_file(path)

    # Look and language

    def set_language(self, code: str) -> None:
        """The window speaks another language from now on."""
        self.preferences.language = code
        application.speak(self._qt, code)
        application.soon(self.windows.build_anew)

    def set_theme(self) -> None:
        """Dresses anew after the look was chosen."""
        self.windows.dress()

    def _system_changed(self) -> None:
        if self.preferences.theme == "system":
            self.set_theme()

    # What the window asks about the file

    def file_state(self) -> FileState | None:
        """The open file for title and status line; None without one."""
        workspace = self.workspace
        if workspace is None:
            return None
        try:
            size = workspace.path.stat().st_size
        except OSError:
            size = 0
        last = self._keeper.last_backup if self._keeper else None
        damaged = self._keeper is not None and self._keeper.damage is not None
        return FileState(workspace.path, size, last, workspace.read_only or damaged)

    def backup_folder(self) -> Path | None:
        """Where the open file's backups lie."""
        return self._keeper.folder() if self._keeper else None

    def set_backup_folder(self, folder: Path | None) -> None:
        """Puts later backups elsewhere; None: into the user's data folder."""
        if self._keeper is not None:
            try:
                self._keeper.choose_folder(folder)
            except Problem as problem:
                self._tell(problem)

    def backups(self) -> tuple[BackupEntry, ...]:
        """The open file's backups, newest first."""
        return self._keeper.backups() if self._keeper else ()

    def back_up(self) -> None:
        """Makes a backup now. Called in the background."""
        if self._keeper is not None:
            self._keeper.back_up_now()

    def restore(self, chosen: Path) -> bool:
        """Goes back to a backup and opens it; the present file is kept beside it."""
        if self.workspace is None:
            return False
        path = self.workspace.path
        self._close_workspace()
        kept, done = None, False
        try:
            from revops_desktop.database import restore

            kept = restore.restore(chosen, path, key=None, now=self.clock())
            done = True
        except Problem as problem:
            self._tell(problem)
        if not self.open_file(path):
            self.window.show_start()
            return False
        if kept is not None:
            words = N_("The backup is open. The file as it was before is kept as “{file}”.")
            file = kept.name
            self.window.show_notice(saying(lambda: _(words).format(file=file)))
        return done

    def check(self) -> tuple[str, ...]:
        """Everything that can be proved about the file. Called in the background."""
        return self._keeper.check() if self._keeper else ()

    # From start to end

    def start(self, path: Path | None) -> None:
        """Shows the window, with the file if one is named; the rest comes after the first frame."""
        geometry = self.preferences.geometry
        if geometry.isEmpty() or not self.window.restoreGeometry(geometry):
            self.window.resize(1280, 800)
        self.window.painted.connect(self.first_frame)
        if path is None or not self.open_file(path):
            self.window.show_start()
        self.window.show()

    def first_frame(self) -> None:
        """The window is seen: now the rest may come in."""
        from revops_desktop.ui import garbage

        self._is_seen = True
        self._collecting = garbage.keep_collecting()
        if self.workspace is not None and self.actions is not None:
            self._warm_up(self.workspace, self.actions)

    def _warm_up(self, workspace: Workspace, actions: Actions) -> None:
        """Behind the first frame: what the first click needs, who is here, is the file sound."""
        from revops_desktop.app.behind import warm_up
        from revops_desktop.app.keeper import Keeper

        def ready() -> None:
            # The board came first, since it is the fastest; whoever began there stays.
            if self.window.is_untouched and self._begins_with:
                self.window.show_page(self._begins_with)

        self._keeper = Keeper(workspace, self.clock)
        first = self._begins_with
        warm_up(self._keeper, actions, self.windows, self.preferences, first, ready)

    def _checkpoint(self) -> None:
        """Idle for a second: makes the one file whole, so that a copy of it holds everything."""
        workspace, actions, keeper = self.workspace, self.actions, self._keeper
        if workspace is None or actions is None or keeper is None or workspace.read_only:
            return
        from revops_desktop.app.behind import make_whole

        make_whole(workspace, keeper, actions, self.windows, self._idle)

    def quit(self) -> None:
        """Closes every window, which ends the program."""
        self.windows.close_all()

    def end(self) -> None:
        """Lets go of the file and of everything of Qt, in this order."""
        self._close_workspace()
        self.preferences.save()

    def _be_seen(self) -> None:
        """At the start there is no window yet over which anything could be said."""
        if self.workspace is None:
            self.window.show_start()
        self.window.show()

    def _tell(self, problem: Problem) -> None:
        self._be_seen()
        texts.message(self.window, application.NAME, str(problem), "warning")


def make_demo(path: Path, *, today: date, deals: int = DEMO_DEALS) -> None:
    """Writes a demo workspace whose story ends the day before `today`, or nothing."""
    from revops_desktop.analytics.month_in_brief import told
    from revops_desktop.analytics.sla_review import written
    from revops_desktop.operations.demo.story import write_demo

    with Workspace.create(path) as workspace:
        try:
            end = today - timedelta(days=1)
            write_demo(
                workspace,
                deals=deals,
                seed=1,
                end=end,
                language=i18n.language(),
                figures=lambda file, period, now: file.ask(written, period=period, now=now),
                told=told,
            )
        except BaseException:
            workspace.close()
            path.unlink()
            raise


def run(path: Path | None) -> int:
    """Opens the window, with a file or without; the exit status when it is closed."""
    from revops_desktop.database import processes

    qt = application.make()
    crash = CrashHandler(paths.user_data())
    crash.install()
    program = Program(qt)
    left = crash.left_from_before(lambda pid: processes.start_of(pid) is None)
    program.start(path)
    if left:
        application.soon(lambda: crash.show_left(left))
    status = int(qt.exec())
    program.end()
    crash.leave()
    return status


def picture(path: Path, out: Path, width: int = 1280, height: int = 800) -> None:
    """Paints the board of a file as it would be seen, and writes it as PNG; needs no display."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = application.make()
    program = Program(qt)
    try:
        try:
            workspace = Workspace.open(path)
        except (FileInUse, FileReadOnly):
            workspace = Workspace.open(path, read_only=True)
        program.show(workspace, first_board(workspace.raw))
        application.write_picture(program.window, out, width, height)
    finally:
        program.end()
