"""What the day's list is made of: its sections, their lines, whose day it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import Session

Key = Literal[
    "returned",
    "handoffs",
    "sla",
    "tasks",
    "waking",
    "agreements",
    "slipped",
    "cold",
    "stepless",
]
KEYS: tuple[Key, ...] = get_args(Key)

# Lines of a section that are read before anyone asks for all of them, and then.
FIRST_LINES = 8
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at: a task, or a deal.

    `day` is what makes it due (ISO text): the task's day, the wake-up, the expected close, the last
    touch of a deal that goes cold; `days` is how many days ago that was. Money in minor units.
    A promise with a deadline has `due` (UTC, None: unknown, or it stands still), its `state` (as
    rules/sla.py) and `seconds` of business time left, below 0 where it is over. `note` is what was
    written with it: the reason of a return, what is missing, the task's words.
    """

    key: Key
    title: str
    deal_id: int | None
    activity_id: int | None = None
    deal: str = ""
    company_id: int | None = None
    contact_id: int | None = None
    company: str = ""
    stage: str = ""
    owner: str = ""
    value: int | None = None
    day: str | None = None
    days: int = 0
    note: str = ""
    handoff_id: int | None = None
    agreement_id: int | None = None
    review_id: int | None = None
    sender: str = ""
    state: str = ""
    due: int | None = None
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """The lines of one kind: how many there are, and the first of them."""

    key: Key
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose day it is (None: everybody's), which day, and how many lines are wanted.

    `now`: the instant, UTC seconds.
    """

    member_id: int | None
    day: date
    zone: str
    most: int
    now: int


class Found(NamedTuple):
    """How many there are, and of the first: the id, and the day that makes each due."""

    number: int
    rows: Sequence[Any]


# How one section is found: its number and its lines.
Finder = Callable[[Session, Scope], Section]


def read(session: Session, wanted: Select, order: Sequence[Any], scope: Scope) -> Found:
    """How many rows a statement has, and the first of them in this order."""
    count = session.execute(wanted.with_only_columns(func.count())).scalar_one()
    if not (count and scope.most):
        return Found(count, ())
    return Found(count, session.execute(wanted.order_by(*order).limit(scope.most)).all())


def chunks(
    session: Session, wanted: Select, column: ColumnElement[int], ids: Sequence[int]
) -> list[Any]:
    """The rows of these ids."""
    return list(session.execute(wanted.where(column.in_(ids)))) if ids else []


def ago(day: str | None, now: date) -> int:
    """How many days before `now` a day (ISO text) was; 0 where none is known."""
    return (now - date.fromisoformat(day)).days if day else 0
