"""The windows of the one open file: each with its own pages, pipeline and panel, all in step."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol

from revops_desktop.database.workspace import Workspace
from revops_desktop.ui import application, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.main_window import MainWindow
from revops_desktop.ui.program import ProgramLike

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

    def __init__(self, program: OpenProgram) -> None:
        self._program = program
        self.all: list[MainWindow] = []
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
            # What was left to do for that went with the window.
            self._program.set_theme()

    def close_others(self) -> None:
        """Closes all but the one in front."""
        for window in [one for one in self.all if one is not self.front]:
            window.close()

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

    def dress(self, qt: "QApplication", choice: theme.Choice) -> None:
        """Dresses them as was chosen, unless they are."""
        if not theme.is_in_force(choice) or self.are_changing:
            self.build_anew("look", partial(application.dress, qt, choice))

    def build_anew(self, why: str, dress: Callable[[], object] = lambda: None) -> None:
        """After a switch of language, or around one of look: `dress` is quick once pages are gone.

        While a dialog is open they stay: its page must outlive it.
        """
        actions = self.front.actions_
        rebuild = [window.rebuild for window in self.all]
        if actions is None or application.is_asking():
            for step in (dress, *rebuild):
                step()
            return
        let_go = [step for window in self.all for step in window.letting_go()]
        actions.turns.take(self.front, f"anew-{why}", (*let_go, dress, *rebuild))


def _count_due(window: MainWindow) -> None:
    from revops_desktop.ui.today.count import follow

    if window.actions_ is not None:
        follow(window.actions_, window.set_count)
