"""The one door to a `.revops` file: do, ask, undo, redo (design.md).

SQLAlchemy is imported inside functions: the first board is shown before it is needed.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from revops_desktop.database import faults, stopping
from revops_desktop.database.changes import Changed, Done, Step
from revops_desktop.database.connection import (
    ReaderPool,
    engine,
    fold_log,
    open_connection,
    refuse_to_go_on,
)
from revops_desktop.database.opening import OpenFile, create_file, open_file
from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from revops_desktop.database.backup import Backup, Moment
    from revops_desktop.database.check import CheckResult
    from revops_desktop.database.vetting import Vetting

T = TypeVar("T")

# How often the log is tried to be folded in while others read; a tenth of a second lies between.
_FOLDING_TRIES = 50


def _unheard(_number: int) -> None:
    """Nobody watches."""


class Workspace:
    """An open file. One writer at a time; every thread may ask at any time."""

    def __init__(self, file: OpenFile, *, is_new: bool = False) -> None:
        self.path = file.path
        self.member_id: int | None = None
        self.read_only = file.read_only
        self._file = file
        self._raw = file.connection
        self._is_new = is_new
        self._vetting_made: Vetting | None = None
        self._making = threading.Lock()
        self._writer: Engine | None = None
        self._writing = threading.RLock()
        self._readers = ReaderPool(self._connect_reader)

    @classmethod
    def create(cls, path: Path, key: str | None = None) -> "Workspace":
        """A new file at the newest schema, without a template; refuses a path that exists."""
        return cls(create_file(path, key=key), is_new=True)

    @classmethod
    def open(
        cls,
        path: Path,
        key: str | None = None,
        read_only: bool = False,
        take_over: bool = False,
    ) -> "Workspace":
        """Opens an existing file; a StorageProblem says what is wrong with it otherwise.

        `take_over`: although another computer has it, after the person has said so. A file of an
        older version is brought forward, after a backup.
        """
        file = open_file(
            path, key=key, read_only=read_only, take_over=take_over, outdated=_bring_forward
        )
        return cls(file)

    @property
    def notice(self) -> str:
        """What the person should be warned of, about this file and where it lies; "" if nothing."""
        return self._file.notice

    def vet(self) -> "CheckResult":
        """Checks the file after it was opened, once, in any thread; the first write waits for it.

        A file that is not sound is read-only from then on. Whoever calls this backs up at start.
        """
        result = self._vetting().run()
        self.read_only = self.read_only or not result.is_sound
        return result

    @property
    def backup_problem(self) -> StorageProblem | None:
        """Why no backup could be made before the first write; the work goes on without it."""
        return self._vetting().backup_problem

    def back_up(self, *, now: int, moment: "Moment") -> "Backup | None":
        """Makes a backup if one is due at this moment, in any thread; None when none is due."""
        return self._vetting().back_up(now, moment)

    def _vetting(self) -> "Vetting":
        from revops_desktop.database.vetting import Vetting

        with self._making:
            if self._vetting_made is None:
                self._vetting_made = Vetting(self._file, needed=not self._is_new)
            return self._vetting_made

    def __enter__(self) -> "Workspace":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Folds the log into the one file and lets go of it."""
        with self._writing:
            self._readers.close()
            self._file.close()

    def fold(self) -> None:
        """Brings what the log holds into the file, in any thread, while others read and write.

        `checkpoint` has next to nothing left to do then; alone it takes long after an import.
        """
        with self._faults_said():
            self._file.identity.verify()
            fold_log(self.path, self._file.key)

    def checkpoint(self) -> bool:
        """Makes the one file whole, so that a copy of it holds everything.

        False where somebody still reads what was before: it is to be tried again. Raises
        StorageProblem where the disk refuses.
        """
        with self._faults_said():
            try:
                (busy, *_rest) = self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except faults.DatabaseError as problem:
                if not faults.is_busy(problem):
                    raise
                return False
        return not busy

    def leave_no_trace(self) -> None:
        """Writes the file anew, so that no byte of what was erased is left in it or in its log.

        Takes seconds at 100,000 deals. Raises StorageProblem where the disk has no room for it.
        """
        with self._writing, self._faults_said():
            self._raw.execute("VACUUM")
            for _try in range(_FOLDING_TRIES):
                # Not while another thread still reads what was before.
                (busy, *_rest) = self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                if not busy:
                    return
                time.sleep(0.1)

    @property
    def raw(self) -> Any:
        """The writer's raw connection: for the first screen, checks and backups."""
        return self._raw

    def do(self, verb: Callable[..., T], /, *, at: int, **arguments: Any) -> Done[T]:
        """Runs one action: all of it is committed and journaled as one undo step, or nothing is."""
        from revops_desktop.database import journal

        label = verb.label  # type: ignore[attr-defined]  # set by @verb
        with self._transaction(at) as session:
            session.connection()
            action_id = journal.begin_action(
                self._raw, at=at, kind="do", label=label, params={}, member_id=self.member_id
            )
            value = verb(session, at=at, **arguments)
            session.flush()
            refuse_to_go_on(session.connection())
            changed = journal.end_action(self._raw, action_id)
            if changed.tables:
                params: Mapping[str, object] = session.info.get("params", {})
                chosen = session.info.get("label", label)
                journal.name_action(self._raw, action_id, chosen, params)
                changed = self._follow(action_id, changed)
            else:
                journal.forget_action(self._raw, action_id)
        return Done(value, changed)

    def undo(self, *, at: int, told: Callable[[int], None] = _unheard) -> Done[Step] | None:
        """Takes back the newest action that still holds; None when there is none. `told`: so many
        of its changes are put back."""
        from revops_desktop.database import journal

        return self._reverse(at, "undo", journal.next_undo, told)

    def redo(self, *, at: int, told: Callable[[int], None] = _unheard) -> Done[Step] | None:
        """Does again what was undone last; None when something else was done since."""
        from revops_desktop.database import journal

        return self._reverse(at, "redo", journal.next_redo, told)

    def undo_label(self) -> tuple[str, Mapping[str, object]] | None:
        """The label of what undo would take back, with its names."""
        from revops_desktop.database import journal

        return self._label(journal.next_undo)

    def redo_label(self) -> tuple[str, Mapping[str, object]] | None:
        """The label of what redo would do again, with its names."""
        from revops_desktop.database import journal

        return self._label(journal.next_redo)

    def ask(
        self, question: Callable[..., T], /, *, as_of: int | None = None, **arguments: Any
    ) -> T:
        """Answers a question on a reading connection, as of now or of an instant.

        `as_of` is the first instant that no longer counts.
        """
        from sqlalchemy.orm import Session

        with self._faults_said():
            if as_of is not None:
                return self._ask_past(question, as_of, arguments)
            with self._readers.engine() as reader, Session(reader) as session:
                if not stopping.is_watched():
                    return question(session, **arguments)
                raw = session.connection().connection.driver_connection
                with stopping.watched(raw):
                    return question(session, **arguments)

    @contextmanager
    def bulk(self, *, at: int) -> "Iterator[Session]":
        """A transaction for a story that writes its own journal (the demo): no triggers.

        The derived tables and the search index are rebuilt at its end.
        """
        from revops_desktop.database import deal_images, derived, scores, search_index

        with self._transaction(at) as session:
            raw = self._raw
            with raw.journal.paused():
                yield session
                session.flush()
            refuse_to_go_on(session.connection())
            derived.rebuild(raw)
            deal_images.rebuild(raw)
            search_index.rebuild(raw)
            scores.rebuild(raw, at=at)

    @contextmanager
    def copied(self) -> "Iterator[Workspace]":
        """A copy of the file to try on what an action would come to; it is gone afterwards."""
        from revops_desktop.database.trial_copy import copied

        with copied(self._file) as file, Workspace(file, is_new=True) as copy:
            copy.member_id = self.member_id
            yield copy

    def rescore(
        self, *, at: int, step: Callable[[int, int], bool] = lambda _done, _all: True
    ) -> Changed:
        """Makes all lead scores as they are on an instant's day; which ones became others.

        In any thread, with room for other writes between a thousand contacts and the next. `step`
        is told how many of all are done, and says whether to go on; what is left is made up by the
        next call.
        """
        from revops_desktop.database.rescoring import rescore

        return rescore(self, at=at, step=step)

    @contextmanager
    def beside(self, *, at: int) -> Iterator[Any]:
        """A transaction for what follows from the records and is no action: the raw connection."""
        with self._transaction(at):
            yield self._raw

    @contextmanager
    def _faults_said(self) -> Iterator[None]:
        """A file that cannot be read is a sentence for the person, not a bug."""
        import sqlcipher3.dbapi2 as sqlite
        from sqlalchemy.exc import DatabaseError

        try:
            yield
        except (DatabaseError, sqlite.DatabaseError) as error:
            if faults.is_database_fault(error):
                raise faults.sentence(error, self.path) from error
            raise

    def _connect_reader(self) -> Any:
        self._file.identity.verify()
        return open_connection(self.path, key=self._file.key, read_only=True)

    def _writer_engine(self) -> "Engine":
        if self.read_only:
            raise StorageProblem(
                _(
                    "This file is open for reading only. Nothing was changed. "
                    "Close it where else it is open, then open it again here."
                )
            )
        if self._writer is None:
            from revops_desktop.database import derived, journal, search_index

            journal.install(self._raw)
            derived.install(self._raw)
            search_index.install(self._raw)
            self._writer = engine(lambda: self._raw, writes=True)
        return self._writer

    @contextmanager
    def _transaction(self, at: int) -> "Iterator[Session]":
        """One writing session; any failure leaves nothing behind."""
        from sqlalchemy.orm import Session

        with self._writing:
            writer = self._writer_engine()
            self._file.before_writing()
            self._vetting().require(at)
            self._raw.journal.settle()
            try:
                with (
                    self._faults_said(),
                    stopping.watched(self._raw),
                    Session(writer, info={"member_id": self.member_id}) as session,
                ):
                    session.begin()
                    # BEGIN is sent with the first statement; raw ones must not come before it.
                    session.connection()
                    yield session
                    session.commit()
            finally:
                # A commit that was refused on the way is a rollback SQLAlchemy does not send.
                if self._raw.in_transaction:
                    self._raw.execute("ROLLBACK")

    def _follow(self, action_id: int, changed: Changed) -> Changed:
        """Brings what is derived up to date; what changed, with the scores that did."""
        from revops_desktop.database import deal_images, derived, journal, scores, search_index

        deal_images.follow(self._raw, action_id, changed.tables)
        river = "stage" in changed.tables and journal.river_changed(self._raw, action_id)
        derived.follow(self._raw, changed.deals, river_changed=river)
        search_index.follow(self._raw, action_id, changed)
        return scores.told(self._raw, changed, scores.follow(self._raw, action_id, changed))

    def _reverse(
        self,
        at: int,
        kind: str,
        find: Callable[[Any], Step | None],
        told: Callable[[int], None],
    ) -> Done[Step] | None:
        from revops_desktop.database import journal

        with self._transaction(at) as session:
            session.connection()
            step = find(self._raw)
            if step is None:
                return None
            action_id = journal.reverse(
                self._raw,
                target_id=step.action_id,
                at=at,
                kind=kind,
                member_id=self.member_id,
                told=told,
            )
            changed = self._follow(action_id, journal.end_action(self._raw, action_id))
        return Done(step, changed)

    def _label(self, find: Callable[[Any], Step | None]) -> tuple[str, Mapping[str, object]] | None:
        with self._readers.engine() as reader, reader.connect() as connection:
            step = find(connection.connection.driver_connection)
        return (step.label, step.params) if step else None

    def _ask_past(self, question: Callable[..., T], as_of: int, arguments: Mapping) -> T:
        from revops_desktop.database import past

        raw = self._connect_reader()
        try:
            is_encrypted = self._file.key is not None
            return past.answered(raw, as_of, question, arguments, is_encrypted=is_encrypted)
        finally:
            raw.close()


def _bring_forward(path: Path, key: str | None, _version: int) -> None:
    from revops_desktop.database.migrate import migrate

    migrate(path, key, now=int(time.time()))
