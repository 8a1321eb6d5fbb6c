"""Puts the pieces together: the program with its window, one file open or none.

Before the first frame: Qt, the file, and the first board by raw statements. Everything else, from
SQLAlchemy to the check of the file, comes after it in the background.
"""

import gc
import os
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from revops_desktop import paths
from revops_desktop.database.first_screen import first_board
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import FileInUse, FileReadOnly, Problem
from revops_desktop.i18n import _
from revops_desktop.ui import application, members, texts, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.crash import CrashHandler
from revops_desktop.ui.main_window import SUFFIX, MainWindow
from revops_desktop.ui.preferences import Preferences
from revops_desktop.ui.program import BackupEntry, FileState, NewFile

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

IDLE_MILLISECONDS = 1000
BACKUP_SECONDS = 30 * 60


class Program:
    """The running program: one window, one file or none, what it remembers."""

    def __init__(
        self,
        qt: "QApplication",
        *,
        preferences: Preferences | None = None,
        clock: Callable[[], int] | None = None,
    ) -> None:
        self._qt = qt
        self.preferences = preferences or Preferences()
        self._clock = clock or (lambda: int(time.time()))
        self.workspace: Workspace | None = None
        self.actions: Actions | None = None
        application.speak(qt, self.preferences.language)
        application.dress(qt, self.preferences.theme)
        application.follow_system(self._system_changed)
        self._last_backup: int | None = None
        self._is_seen = False
        self._idle = application.idle_timer(IDLE_MILLISECONDS, self._checkpoint)
        self.window = MainWindow(self)
        theme.signals.changed.connect(self.window.rebuild)

    # Files

    def open_file(self, path: Path) -> bool:
        """Opens a file in the window; whatever is wrong with it is said, and the old one stays."""
        path = path.absolute()
        if self.workspace is not None and self.workspace.path == path:
            return True
        try:
            workspace = self._opened(path)
            if workspace is None:
                return False
            board = first_board(workspace.raw)
        except Problem as problem:
            if not path.exists():
                self.preferences.forget_file(path)
                self.window.refresh_state()
            self._tell(problem)
            return False
        self._close_workspace()
        self.show(workspace, board)
        return True

    def _opened(self, path: Path) -> Workspace | None:
        """The file, for reading only where the person prefers that to nothing."""
        try:
            return Workspace.open(path)
        except (FileInUse, FileReadOnly) as problem:
            wanted = texts.ask(
                self.window,
                _("Open for reading only?"),
                str(problem),
                _("Open for reading only"),
                kind="warning",
            )
            return Workspace.open(path, read_only=True) if wanted else None

    def show(self, workspace: Workspace, board: object) -> None:
        """Shows an open file, beginning with its first board."""
        # The window never waits for a lock; whoever holds it is told.
        workspace.raw.execute("PRAGMA busy_timeout = 0")
        self.workspace = workspace
        self.actions = Actions(workspace, self.window, clock=self._clock)
        pipeline = getattr(board, "pipeline", None)
        if pipeline is not None:
            self.actions.pipeline_id = pipeline.pipeline_id
        self.actions.changed.connect(self._idle.start)
        self.preferences.remember_file(workspace.path)
        self.window.show_workspace(self.actions, board)
        if self._is_seen:
            self._warm_up(self.actions)

    def close_file(self) -> None:
        """Closes the file and shows the start page."""
        self._close_workspace()
        self.window.show_start()

    def _close_workspace(self) -> None:
        self._idle.stop()
        if self.actions is not None:
            self.actions.close()
            self.actions.deleteLater()
            self.actions = None
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
                at=self._clock(),
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
        return self.open_file(path)

    def open_demo(self) -> bool:
        """Makes the demo workspace where the user's data lies, once, and opens it."""
        path = paths.user_data() / f"demo{SUFFIX}"
        if not path.exists():
            from revops_desktop.operations.demo import make

            try:
                make(path)
            except Problem as problem:
                self._tell(problem)
                return False
        return self.open_file(path)

    # Look and language

    def set_language(self, code: str) -> None:
        """The window speaks another language from now on."""
        self.preferences.language = code
        application.speak(self._qt, code)
        application.soon(self.window.rebuild)

    def set_theme(self) -> None:
        """Dresses anew after the look was chosen."""
        application.dress(self._qt, self.preferences.theme)

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
        return FileState(workspace.path, size, self._last_backup, workspace.read_only, True)

    def backup_folder(self) -> Path | None:
        """Where the open file's backups lie."""
        return None

    def set_backup_folder(self, folder: Path | None) -> None:
        """Puts later backups elsewhere; None: into the user's data folder."""

    def backups(self) -> tuple[BackupEntry, ...]:
        """The open file's backups, newest first."""
        return ()

    def back_up(self) -> None:
        """Makes a backup now. Called in the background."""

    def restore(self, backup: Path) -> bool:
        """Goes back to a backup; the present file is kept beside it."""
        return False

    def check(self) -> tuple[str, ...]:
        """Everything that can be proved about the file. Called in the background."""
        from revops_desktop.database import check

        if self.workspace is None:
            return ()
        return check.check_file(self.workspace.path).findings

    # From start to end

    def start(self, path: Path | None) -> None:
        """Shows the window, with the file if one is named; the rest comes after the first frame."""
        geometry = self.preferences.geometry
        if geometry.isEmpty() or not self.window.restoreGeometry(geometry):
            self.window.resize(1280, 800)
        if path is not None:
            self.open_file(path)
        self.window.painted.connect(self._first_frame)
        self.window.show()

    def _first_frame(self) -> None:
        self._is_seen = True
        if self.actions is not None:
            self._warm_up(self.actions)

    def _warm_up(self, actions: Actions) -> None:
        """Brings in, behind the first frame, what the first click needs; then greets and checks."""

        def ready(_nothing: None) -> None:
            if actions is self.actions:
                members.greet(self.window, actions, self.preferences)
                self.window.refresh_steps()
                gc.collect()
                gc.freeze()

        actions.later(lambda: _bring_in(actions), ready)

    def _checkpoint(self) -> None:
        """Idle for a second: makes the one file whole, so that a copy of it holds everything."""
        if self.workspace is None or self.actions is None or self.actions.running is not None:
            return
        if not self.workspace.read_only:
            self.workspace.checkpoint()

    def quit(self) -> None:
        """Closes the window, which ends the program."""
        self.window.close()

    def end(self) -> None:
        """Lets go of the file and of everything of Qt, in this order."""
        self._close_workspace()
        self.preferences.save()

    def _tell(self, problem: Problem) -> None:
        texts.message(self.window, application.NAME, str(problem), "warning")


def _bring_in(actions: Actions) -> None:
    """Imports what the first click needs and makes this thread's reader, away from the window."""
    import_module("revops_desktop.operations.deals")
    import_module("revops_desktop.analytics.board")
    from revops_desktop.analytics import settings

    actions.workspace.ask(settings.members)


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
        workspace = Workspace.open(path, read_only=True)
        program.show(workspace, first_board(workspace.raw))
        application.write_picture(program.window, out, width, height)
    finally:
        program.end()
