"""All lead scores made anew beside other work: read apart, and written a part at a time."""

import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from revops_desktop.database import scores
from revops_desktop.database.changes import Changed

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class File(Protocol):
    """What is needed of the workspace."""

    def ask(self, question: Callable[..., Any], /, **arguments: Any) -> Any:
        """Answers on a reading connection."""

    def beside(self, *, at: int) -> AbstractContextManager[Any]:
        """A writing transaction that is no action."""


# So many contacts are scored in one go: other writes wait for no more than these are written.
_CHUNK = 1_000
# A lock that is taken again at once is never given to who waits for it.
_PAUSE = 0.002


def rescore(file: File, *, at: int, step: Callable[[int, int], bool]) -> Changed:
    """`Workspace.rescore`: reckoned on a reading connection, and then written."""
    asked, day, ids = file.ask(_to_do, at=at)
    others: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        if not step(start, len(ids)):
            break
        some = ids[start : start + _CHUNK]
        others |= _write(file, some, at, day, *file.ask(_reckoned, ids=some, day=day))
        time.sleep(_PAUSE)
    else:
        if asked is not None:
            with file.beside(at=at) as raw:
                scores.settle(raw, asked)
        step(len(ids), len(ids))
    return file.ask(_told, others=frozenset(others))


def _to_do(session: "Session", *, at: int) -> tuple[int | None, date, list[int]]:
    raw = _raw(session)
    return scores.pending(raw), scores.today_of(raw, at), scores.stale(raw, at=at)


def _told(session: "Session", *, others: frozenset[int]) -> Changed:
    return scores.told(_raw(session), Changed(), others)


def _reckoned(
    session: "Session", *, ids: Collection[int], day: date
) -> tuple[int, dict[int, scores.Lasting]]:
    raw = _raw(session)
    return _newest(raw), scores.made(raw, day=day, ids=ids)


def _raw(session: "Session") -> Any:
    return session.connection().connection.driver_connection


def _newest(raw: Any) -> int:
    (newest,) = raw.execute("SELECT coalesce(max(id), 0) FROM action").fetchone()
    return int(newest)


def _write(
    file: File,
    ids: Collection[int],
    at: int,
    day: date,
    newest: int,
    now: Mapping[int, scores.Lasting],
) -> frozenset[int]:
    with file.beside(at=at) as raw:
        # Something was done meanwhile, perhaps to one of these.
        is_old = _newest(raw) != newest
        return scores.bring_up_to_date(raw, ids, day=day, now=None if is_old else now)
