"""The windows of the one open file: each with its own pages, pipeline and panel, all in step."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from revops_desktop.database.workspace import Workspace
from revops_desktop.ui import application, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.main_window import MainWindow
from revops_desktop.ui.program import ProgramLike
from revops_desktop.ui.turns import Step

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

# How far a new window stands aside of the one it was opened from, in pixels.
ASIDE = 32


class OpenProgram(ProgramLike, Protocol):
    """The program with the file it has open."""

    workspace: Workspace | None
    clock: Callable[[], int]


class Windows:
    """At least one window; `front` is the one that was used last."""

    def __init__(self, program: OpenProgram, qt: "QApplication") -> None:
        self._program, self._qt = program, qt
        self.all: list[MainWindow] = []
        # How often they changed their look or language.
        self._change = 0
        self.front = self._made()

    def _made(self) -> MainWindow:
        window = MainWindow(self._program)
        window.number = 1 + max((one.number for one in self.all), default=0)
        self.all.append(window)
        return window

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.all)

    @property
    def titles(self) -> tuple[str, ...]:
        """Their titles, in the order in which they were opened."""
        return tuple(one.windowTitle() for one in self.all)

    def new(self) -> None:
        """Opens another window of the file, on the same page; nothing without a file."""
        beside, workspace = self.front, self._program.workspace
        if workspace is None or beside.actions_ is None:
            return
        window = self._made()
        actions = Actions(workspace, window, clock=self._program.clock, file=beside.actions_.file)
        actions.pipeline_id = beside.actions_.pipeline_id
        window.resize(beside.size())
        window.move(beside.x() + ASIDE, beside.y() + ASIDE)
        window.show_workspace(actions, key=beside.page_key)
        window.show_member()
        window.refresh_steps()
        _count_due(window)
        window.show()
        self.bring_to_front(len(self.all) - 1)
        self.refresh_state()

    def bring_to_front(self, number: int) -> None:
        """Brings the window with this place in `titles` to the front."""
        self.front = self.all[number]
        self.front.show()
        self.front.raise_()
        self.front.activateWindow()

    def became_active(self, window: object) -> None:
        """A window came to the front."""
        self.front = next((one for one in self.all if one is window), self.front)

    def was_closed(self, window: object) -> None:
        """One of several windows was closed: the others go on. The last one ends the program."""
        closed = next((one for one in self.all if one is window), None)
        if closed is None or len(self.all) == 1:
            return
        self.all.remove(closed)
        if self.front is closed:
            self.front = self.all[-1]
        if closed.actions_ is not None:
            closed.actions_.leave()
        closed.deleteLater()
        self.refresh_state()
        if self.are_changing:
            # What was left to do for that may have gone with the window.
            self.build_anew()

    def leave_file(self) -> None:
        """Closes all but the one in front, in which the file is no longer open either."""
        for window in [one for one in self.all if one is not self.front]:
            window.close()
        actions, self.front.actions_ = self.front.actions_, None
        if actions is not None:
            actions.close()
            actions.deleteLater()
        if self.are_changing:
            # What was left to do for that went with the file.
            self.build_anew()

    def close_all(self) -> None:
        """Closes every window, which ends the program."""
        for window in list(self.all):
            window.close()

    def refresh_state(self) -> None:
        """Titles and status lines."""
        for window in self.all:
            window.refresh_state()

    def refresh_steps(self) -> None:
        """What undo and redo would do."""
        for window in self.all:
            window.refresh_steps()

    def count_due(self) -> None:
        """From now on each window shows how much is due; not before the first frame."""
        for window in self.all:
            _count_due(window)

    @property
    def are_changing(self) -> bool:
        """Whether their pages are being built anew: until then what was shown stays."""
        return any(window.is_frozen for window in self.all)

    def dress(self) -> None:
        """Dresses them as was chosen, unless they are."""
        if not theme.is_in_force(self._program.preferences.theme) or self.are_changing:
            self.build_anew()

    def build_anew(self) -> None:
        """All pages in the language and look that were chosen; dressing is quick without pages.

        While a dialog is open they stay: its page must outlive it.
        """
        self._change += 1
        let_go: list[Step] = []
        if not application.is_asking():
            for window in self.all:
                let_go += [partial(self._let_go, step) for step in window.letting_go()]
        steps: tuple[Step, ...] = (*let_go, self._dress, self._rebuild)
        if let_go and self.front.actions_ is not None:
            turns = [partial(self._go_on, self._change, step) for step in steps]
            self.front.actions_.turns.take(self.front, "anew", turns)
            return
        for step in steps:
            step()

    def _go_on(self, change: int, step: Step) -> None:
        # What is left of an earlier change may be of pages, and of windows, that are gone.
        if change == self._change:
            step()

    def _let_go(self, step: Step) -> None:
        # A dialog may have been opened before its turn came.
        if not application.is_asking():
            step()

    def _dress(self) -> None:
        application.dress(self._qt, self._program.preferences.theme)

    def _rebuild(self) -> None:
        for window in self.all:
            window.rebuild()


def _count_due(window: MainWindow) -> None:
    from revops_desktop.ui.today.count import follow

    if window.actions_ is not None:
        follow(window.actions_, window.set_count)
