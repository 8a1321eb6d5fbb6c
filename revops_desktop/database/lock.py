"""Who may write: one program at a time, named by a small file beside the workspace file.

The lock is for writing; readers open beside it. It is a file of ours because it must say who has
the workspace, on whatever disk it lies, and because it shows that a program ended badly.
"""

import json
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from revops_desktop.database import processes
from revops_desktop.errors import FileInUse, StorageProblem
from revops_desktop.i18n import _

PROGRAM = "RevOps Desktop"
SUFFIX = "-lock"

_ATTEMPTS = 50
# A lock without content belongs to a program that is writing it at this moment, or died then.
_PATIENCE_SECONDS = 0.2

# What changes when another file takes the name; an inode number alone is used again at once.
_Identity = tuple[int, int, int]


class Holder(NamedTuple):
    """A program that writes a file: its process, its machine, and a number of its own."""

    program: str
    pid: int
    started: str
    host: str
    machine: str
    token: str

    @classmethod
    def here(cls, program: str) -> "Holder":
        """This process."""
        pid = os.getpid()
        return cls(
            program=program,
            pid=pid,
            started=processes.start_of(pid) or "",
            host=processes.host(),
            machine=processes.machine(),
            token=os.urandom(8).hex(),
        )

    @property
    def is_elsewhere(self) -> bool:
        """Whether it runs on another computer, where nobody here can see if it lives."""
        return self.machine != processes.machine()

    @property
    def is_dead(self) -> bool:
        """Whether it ran on this computer and has ended without letting go."""
        if self.is_elsewhere:
            return False
        started = processes.start_of(self.pid)
        return started is None or (bool(started and self.started) and started != self.started)


def lock_path(path: Path) -> Path:
    """Where the lock of a workspace file lies; a link and its target share one."""
    real = Path(os.path.realpath(path))
    return real.with_name(real.name + SUFFIX)


def holder(path: Path) -> Holder | None:
    """Who has the file open for writing now; None: nobody who lives."""
    found = _read(lock_path(path))
    return found if found is not None and not found.is_dead else None


class WorkspaceLock:
    """The right to write, until `release`. `left_over`: the last program ended badly."""

    def __init__(self, path: Path, me: Holder, made: _Identity, *, left_over: bool) -> None:
        self.path = path
        self.left_over = left_over
        self._place = lock_path(path)
        self._me = me
        self._identity = made

    def verify(self) -> None:
        """Before each write: raises StorageProblem if another program has taken the file over.

        A lock file that somebody deleted is made again.
        """
        if _identity(self._place) == self._identity:
            return
        now = _read(self._place)
        if now is None:
            made = _create(self._place, self._me)
            if made is not None:
                self._identity = made
                return
            now = _read(self._place)
        if now is None or now.token != self._me.token:
            raise StorageProblem(
                _(
                    "“{file}” has been taken over by {program} on {host}. Nothing was written any "
                    "more from here. Please close the file here."
                ).format(
                    file=self.path.name,
                    program=now.program if now else "?",
                    host=now.host if now else "?",
                )
            )
        # The same lock, moved by the hand of a program that put it back, or on a restless disk.
        self._identity = _identity(self._place) or self._identity

    def release(self) -> None:
        """Lets others write; a lock that is no longer ours stays."""
        now = _read(self._place)
        if now is not None and now.token == self._me.token:
            with suppress(OSError):
                self._place.unlink()


def acquire(path: Path, *, take_over: bool = False, program: str = PROGRAM) -> WorkspaceLock:
    """Takes the right to write `path`.

    A lock whose process no longer lives on this machine is swept away; one of another machine only
    with `take_over`. Raises FileInUse naming who has it, OSError where no file can be made.
    """
    place = lock_path(path)
    me = Holder.here(program)
    left_over = False
    for _attempt in range(_ATTEMPTS):
        made = _create(place, me)
        if made is not None:
            return WorkspaceLock(path, me, made, left_over=left_over)
        found = _read(place)
        if found is not None:
            if not (found.is_dead or (take_over and found.is_elsewhere)):
                raise in_use(path, found)
            left_over = True
            _sweep(place, found.token)
        elif _is_abandoned(place):
            left_over = True
            _sweep(place, None)
    raise StorageProblem(
        _(
            "“{file}” could not be opened: other programs open it at this very moment. Nothing was "
            "changed. Please try again."
        ).format(file=path.name)
    )


def in_use(path: Path, found: Holder) -> FileInUse:
    """The sentence that says which program on which machine has the file."""
    words = {"file": path.name, "program": found.program, "host": found.host, "pid": found.pid}
    if found.is_elsewhere:
        text = _(
            "“{file}” is open in {program} on another computer, {host}. Nothing was changed. "
            "Please close it there. If that computer no longer has it open, you can take it over."
        )
    else:
        text = _(
            "“{file}” is open in {program} on this computer (process {pid}). Nothing was changed. "
            "Please close it there first."
        )
    return FileInUse(text.format(**words), elsewhere=found.is_elsewhere)


def _create(place: Path, me: Holder) -> _Identity | None:
    """Makes the lock file, exclusively, so that only one program succeeds; None: there is one.

    Its identity is taken from the open file: by name it may be another program's a moment later.
    """
    try:
        descriptor = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return None
    try:
        os.write(descriptor, json.dumps(me._asdict(), ensure_ascii=False).encode())
        return _identity_from(os.fstat(descriptor))
    finally:
        os.close(descriptor)


def _read(place: Path) -> Holder | None:
    """What the lock file says; None: there is none, or it says nothing."""
    try:
        return Holder(**json.loads(place.read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _is_abandoned(place: Path) -> bool:
    """Whether a lock that says nothing stays so: its program died while making it."""
    time.sleep(_PATIENCE_SECONDS)
    return place.exists() and _read(place) is None


def _sweep(place: Path, token: str | None) -> None:
    """Removes a dead lock, and no other: two programs may find the same dead one at once.

    It is first renamed, which only one of them can do, and put back if it is another by then.
    """
    aside = place.with_name(f"{place.name}.{os.urandom(6).hex()}")
    try:
        os.rename(place, aside)
    except FileNotFoundError:
        return
    found = _read(aside)
    if (found.token if found else None) != token:
        with suppress(OSError):
            os.link(aside, place)
    with suppress(OSError):
        aside.unlink()


def _identity(place: Path) -> _Identity | None:
    try:
        return _identity_from(place.stat())
    except OSError:
        return None


def _identity_from(status: os.stat_result) -> _Identity:
    return status.st_dev, status.st_ino, status.st_mtime_ns
