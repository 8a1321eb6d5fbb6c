"""The one door between pages and the workspace: do, ask, undo, and work in the background.

A change is done at once on the UI thread (it takes milliseconds) and told to every page by
`changed`. Longer questions run on a pool of readers, newest ticket first; long writes run on a
thread of their own while editing waits. The only place that shows what went wrong. Each window of
a file has its own; what they share is in one_file.py.
"""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from revops_desktop.errors import Problem, RuleBroken
from revops_desktop.i18n import _, step_text
from revops_desktop.ui import texts
from revops_desktop.ui.background import Progress as Progress
from revops_desktop.ui.background import Running as Running
from revops_desktop.ui.background import Task, is_gone
from revops_desktop.ui.one_file import OneFile
from revops_desktop.ui.turns import Turns

T = TypeVar("T")

# More rows than this take longer than a frame to take back.
LONG_STEP = 500


class ChangedLike(Protocol):
    """What an action touched (database/journal.py: Changed)."""

    @property
    def tables(self) -> frozenset[str]: ...
    @property
    def ids(self) -> Mapping[str, frozenset[int]]: ...
    @property
    def deals(self) -> frozenset[int]: ...


class DoneLike(Protocol):
    """What an action gave back, and what it touched."""

    @property
    def value(self) -> Any: ...
    @property
    def changed(self) -> ChangedLike: ...


class WorkspaceLike(Protocol):
    """The open file as the window sees it (database/workspace.py: Workspace)."""

    member_id: int | None

    @property
    def path(self) -> Path: ...
    def do(self, verb: Callable[..., Any], /, *, at: int, **arguments: Any) -> DoneLike: ...
    def ask(
        self, question: Callable[..., Any], /, *, as_of: int | None = None, **arguments: Any
    ) -> Any: ...
    def undo(self, *, at: int) -> DoneLike | None: ...
    def redo(self, *, at: int) -> DoneLike | None: ...
    def undo_label(self) -> tuple[str, Mapping[str, object]] | None: ...
    def redo_label(self) -> tuple[str, Mapping[str, object]] | None: ...
    def rescore(self, *, at: int, step: Callable[[int, int], bool] = ...) -> ChangedLike: ...
    def close(self) -> None: ...


def _step_text(step: tuple[str, Mapping[str, object]] | None) -> str | None:
    if step is None:
        return None
    return step_text(*step)


class Actions(QObject):
    """Everything a page may ask or do. One for each window of an open file."""

    changed = Signal(object)
    pipeline_changed = Signal(int)
    # What was taken back, or with True done again, in the person's language.
    stepped = Signal(str, bool)
    member_changed = Signal()
    # A record or a page that somebody wants to see, from wherever it was named.
    deal_wanted = Signal(int)
    company_wanted = Signal(int)
    contact_wanted = Signal(int)
    stage_wanted = Signal(int)
    page_wanted = Signal(str)
    # After `page_wanted`: of the records of that page only those that meet these conditions.
    list_wanted = Signal(str, list)
    # After `page_wanted` of the plan: its targets, in the year of this month (YYYY-MM).
    targets_wanted = Signal(str)
    running_changed = Signal(object)
    progressed = Signal(int, int)

    _answered = Signal(object, object)
    _finished = Signal(object, object)

    def __init__(
        self,
        workspace: WorkspaceLike,
        parent: QObject | None = None,
        *,
        clock: Callable[[], int] | None = None,
        file: OneFile | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.file = file or OneFile(self)
        # How an answer comes onto its page.
        self.turns = Turns(self)
        self._clock = clock or (lambda: int(time.time()))
        self._pipeline_id = 0
        self._tickets: dict[str, int] = {}
        self._waiting: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {}
        self._busy_keys: set[str] = set()
        self._quiet_works = 0
        self._closed = False
        self._answered.connect(self._on_answered)
        self._finished.connect(self._on_finished)
        for shared, own in self._shared():
            shared.connect(own)

    def _shared(self) -> tuple[tuple[Any, Any], ...]:
        """What happens to the file happens in every window."""
        file = self.file
        return (
            (file.changed, self.changed),
            (file.member_changed, self.member_changed),
            (file.running_changed, self.running_changed),
            (file.progressed, self.progressed),
        )

    def now(self) -> int:
        """This instant as UTC seconds."""
        return self._clock()

    @property
    def pipeline_id(self) -> int:
        """The pipeline that all pages show; 0 before the first was chosen."""
        return self._pipeline_id

    @pipeline_id.setter
    def pipeline_id(self, pipeline_id: int) -> None:
        if pipeline_id != self._pipeline_id:
            self._pipeline_id = pipeline_id
            self.pipeline_changed.emit(pipeline_id)

    @property
    def running(self) -> Running | None:
        """The long work under way in any window, if any."""
        return self.file.running

    @property
    def is_busy(self) -> bool:
        """Whether something is still being answered, worked on or put onto its page."""
        asked = bool(self._busy_keys) or self.turns.is_under_way
        return asked or self._quiet_works > 0 or self.running is not None

    def do(self, verb: Callable[..., Any], /, **arguments: Any) -> DoneLike | None:
        """Does one action now; a Problem is shown and None given back, nothing was changed then."""
        return self._write(lambda: self.workspace.do(verb, at=self.now(), **arguments))

    def undo(self) -> None:
        """Takes the last action back; a large one (an import) in the background."""
        self._reverse(_("Undoing"), self.workspace.undo, is_redo=False)

    def redo(self) -> None:
        """Does again what was taken back last."""
        self._reverse(_("Redoing"), self.workspace.redo, is_redo=True)

    def _reverse(self, title: str, work: Callable[..., DoneLike | None], *, is_redo: bool) -> None:
        from revops_desktop.analytics import steps

        said = self.redo_text() if is_redo else self.undo_text()

        def tell(done: DoneLike | None) -> None:
            if done is not None and said is not None:
                self.stepped.emit(said, is_redo)

        if self.workspace.ask(steps.size, redo=is_redo) > LONG_STEP:
            at, workspace = self.now(), self.workspace

            def watched(progress: Progress) -> DoneLike | None:
                from revops_desktop.exchange.import_back import step_back

                given: Any = workspace
                changes = given.ask(steps.size, redo=is_redo, most=None)
                done: DoneLike | None = step_back(
                    given, at=at, redo=is_redo, changes=changes, progress=progress
                )
                return done

            self.run(title, watched, tell, prepare=False)
        else:
            tell(self._write(lambda: work(at=self.now())))

    def undo_text(self) -> str | None:
        """What undo would take back, in the person's language; None: nothing."""
        return _step_text(self.workspace.undo_label())

    def redo_text(self) -> str | None:
        """What redo would do again, in the person's language; None: nothing."""
        return _step_text(self.workspace.redo_label())

    def _write(self, work: Callable[[], DoneLike | None]) -> DoneLike | None:
        try:
            if self.running is not None and self.running.writes:
                raise RuleBroken(
                    _(
                        "“{title}” is still running, so nothing was changed. "
                        "Wait until it is finished, or cancel it in the line at the bottom."
                    ).format(title=self.running.title)
                )
            self.file.before_write()
            done = work()
        except Problem as problem:
            self.show_problem(problem)
            return None
        if done is not None:
            self.file.changed.emit(done.changed)
        return done

    def ask(self, question: Callable[..., T], /, **arguments: Any) -> T:
        """The answer at once; only for questions of milliseconds."""
        answer: T = self.workspace.ask(question, **arguments)
        return answer

    def ask_later(
        self,
        key: str,
        question: Callable[..., T],
        receive: Callable[[T], None],
        /,
        **arguments: Any,
    ) -> None:
        """Asks in the background and hands the answer to `receive` on the UI thread.

        Of questions with the same key only the newest is answered; one runs at a time, so a burst
        costs two at most. A Problem is shown; the old picture stays.
        """
        if self._closed:
            # A window that is going may still be painted; its threads have been waited for.
            return
        self._tickets[key] = self._tickets.get(key, 0) + 1
        workspace = self.workspace

        def work() -> T:
            answer: T = workspace.ask(question, **arguments)
            return answer

        self._waiting[key] = (work, receive)
        if key not in self._busy_keys:
            self._start(key)

    def _start(self, key: str) -> None:
        work, receive = self._waiting.pop(key)
        ticket = self._tickets[key]
        self._busy_keys.add(key)
        emit = self._answered.emit
        self.file.pool.start(
            Task(work, lambda answer, failure: emit((key, ticket, receive), (answer, failure)))
        )

    @Slot(object, object)
    def _on_answered(self, asked: tuple[str, int, Any], outcome: tuple[Any, Any]) -> None:
        key, ticket, receive = asked
        self._busy_keys.discard(key)
        if key in self._waiting:
            self._start(key)
        if ticket == self._tickets[key]:
            self._deliver(receive, *outcome)

    def later(self, work: Callable[[], T], receive: Callable[[T], None]) -> None:
        """Quiet work in the background that asks no question of the person; then `receive`."""
        if self._closed:
            return
        emit = self._finished.emit
        self._quiet_works += 1
        self.file.pool.start(Task(work, lambda value, failure: emit(receive, (value, failure))))

    @Slot(object, object)
    def _on_finished(self, receive: Callable[[Any], None], outcome: tuple[Any, Any]) -> None:
        self._quiet_works -= 1
        self._deliver(receive, *outcome)

    def run(
        self,
        title: str,
        work: Callable[[Progress], T],
        receive: Callable[[T], None],
        *,
        writes: bool = True,
        prepare: bool = True,
    ) -> None:
        """Long work on the writer's own thread, with a progress line and Cancel.

        Pages go on reading; while it `writes`, editing waits, and a backup is made first unless
        `prepare` says that none is needed. What it gives back goes to `receive` on the UI thread;
        if that is a Done, every page is told first. One at a time.
        """
        file = self.file
        if file.running is not None:
            self.show_problem(
                RuleBroken(
                    _("“{title}” is still running. Please wait until it is finished.").format(
                        title=file.running.title
                    )
                )
            )
            return
        try:
            if writes:
                file.before_write()
        except Problem as problem:
            self.show_problem(problem)
            return

        def prepared(progress: Progress) -> T:
            if writes and prepare:
                file.before_long_write()
            return work(progress)

        file.run(
            title,
            prepared,
            lambda value, failure: self._deliver(receive, value, failure),
            writes=writes,
        )

    def _deliver(
        self, receive: Callable[[Any], None], value: Any, failure: BaseException | None
    ) -> None:
        if self._closed or is_gone(receive):
            return
        if failure is None:
            receive(value)
        elif isinstance(failure, Problem):
            self.show_problem(failure)
        else:
            sys.excepthook(type(failure), failure, failure.__traceback__)

    def show_problem(self, problem: Problem) -> None:
        """Shows the sentence of a Problem over the window."""
        texts.message(self._window(), _("This could not be done"), str(problem), "warning")

    def _window(self) -> QWidget | None:
        parent = self.parent()
        return QApplication.activeWindow() or (parent if isinstance(parent, QWidget) else None)

    def sit_down(self, member_id: int | None) -> None:
        """From now on every action, from any window, carries this member."""
        self.workspace.member_id = member_id
        self.file.member_changed.emit()

    def leave(self) -> None:
        """The window goes, the file stays open in others: nothing is told or delivered any more."""
        self._closed = True
        self._waiting.clear()
        self.turns.stop()
        for shared, own in self._shared():
            shared.disconnect(own)
        # An answer may still be under way: its signal must outlive the window.
        self.setParent(self.file)

    def close(self) -> None:
        """Ends work under way and waits for it; the workspace may be closed then."""
        self._closed = True
        self._waiting.clear()
        self.turns.stop()
        self.file.close()
