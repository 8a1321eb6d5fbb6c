"""The parts of a story: one thing that happened, whose story it is, where in it one stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, literal, or_
from sqlalchemy.orm import Session

Kind = Literal["visit", "activity", "note", "task", "change"]
KINDS: tuple[Kind, ...] = ("visit", "activity", "note", "task", "change")

# Earlier than everything that has a date, as in `derived.py`.
UNKNOWN = -(2**60)
# At, rank of the source, id: the place of an entry in the story, unique in it.
Place = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that was changed: its name and both values as they are shown, "" where empty."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    `at`: UTC seconds, None unknown; `day` where only the day is known. `what`: of a visit how it
    came about (began, advanced, went_back, reopened, transferred) or how the deal left (lost,
    recycled, churned), of an activity its kind, of a change what was changed. `title` and `detail`
    are what people wrote; of a visit the stage, and the source or the reason. `before`: the stage
    before, `stayed_days` how long the deal was there.
    """

    place: Place
    kind: Kind
    what: str
    at: int | None
    day: str | None
    member: str | None
    deal_id: int | None
    deal: str
    title: str = ""
    detail: str = ""
    before: str = ""
    stayed_days: float | None = None
    wake_on: str | None = None
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose story it is: the statements that give the ids of its deals, contacts and companies."""

    deals: Select
    contacts: Select
    companies: Select


# Session, scope, rank, the place before which, how many at most.
Source = Callable[[Session, Scope, int, Place | None, int], list[Entry]]


def earlier(
    at: ColumnElement[int], number: ColumnElement[int], rank: int, before: Place | None
) -> ColumnElement[bool]:
    """Whether a row of the source with this rank comes before (is older than) a place."""
    if before is None:
        return literal(True)
    same_moment = at == before[0]
    if rank > before[1]:
        return at < before[0]
    if rank < before[1]:
        return or_(at < before[0], same_moment)
    return or_(at < before[0], and_(same_moment, number < before[2]))
