"""How did deals end in a period? Each counted once, by the last that it had in it (domain.md §5).

`sequence` and not the date says which was last: the dates of an import may contradict it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, func, select

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.database.tables import deal_event
from revops_desktop.rules.periods import Period

T = TypeVar("T")

ENDINGS = ("won", "lost", "recycled", "reopened")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a figure is asked of: a pipeline, a period in the workspace's zone, some deals."""

    pipeline_id: int
    period: Period
    zone: str
    only: Filter = EVERYTHING

    def over(self, period: Period) -> "Scope":
        """The same over another period."""
        return replace(self, period=period)

    def holds(self, at: ColumnElement) -> list[ColumnElement[bool]]:
        """The conditions that an instant lies in the period; an unknown one is in all time only."""
        start, end = self.period.bounds(self.zone)
        conditions: list[ColumnElement[bool]] = []
        if start is not None:
            conditions.append(at >= start)
        # NULL compares as neither, so one bound leaves the unknown out.
        if end is not None:
            conditions.append(at < end)
        return conditions

    @property
    def bounded(self) -> tuple[bool, bool]:
        """Whether the period has a first and a last day."""
        return self.period.first is not None, self.period.last is not None

    def values(self) -> dict[str, int | None]:
        """What a kept statement is run with."""
        start, end = self.period.bounds(self.zone)
        return {"pipeline": self.pipeline_id, "start": start, "end": end}

    def means(self, deal_id: ColumnElement) -> list[ColumnElement[bool]]:
        """The condition that a deal is one of those asked of; none where all are."""
        return within(self.only, deal_id)


def last_endings(scope: Scope, *more: ColumnElement, kinds: Sequence[str] = ENDINGS) -> Subquery:
    """One row a deal: its last won, lost, recycled or reopened (or other `kinds`) in the period.

    Columns: deal_id, kind, opportunity (1: it had reached that phase), at, day, value, sequence;
    and `more` of deal_event, which cost a look into the row itself.
    """
    at = deal_event.c.at
    conditions = (*scope.holds(at), *scope.means(deal_event.c.deal_id))
    return _last_endings(scope.pipeline_id, scope.period.is_all_time, conditions, more, kinds)


def kept(build: Callable[..., T], scope: Scope, deal_id: ColumnElement) -> T:
    """What `build` makes of the shape of the period; without a filter it is made once.

    Building a statement costs more than running it. It is run with `scope.values()`.
    """
    if scope.only == EVERYTHING:
        made: T = _kept(build, scope.bounded)
        return made
    return build(scope.bounded, *scope.means(deal_id))


@cache
def _kept(build: Callable[..., Any], bounded: tuple[bool, bool]) -> Any:
    return build(bounded)


def kept_endings(scope: Scope) -> Subquery:
    """`last_endings`, run with `scope.values()`."""
    return kept(_endings, scope, deal_event.c.deal_id)


def _endings(bounded: tuple[bool, bool], *means: ColumnElement[bool]) -> Subquery:
    conditions = (*between(deal_event.c.at, bounded), *means)
    return _last_endings(bindparam("pipeline"), not any(bounded), conditions)


def between(at: ColumnElement, bounded: tuple[bool, bool]) -> list[ColumnElement[bool]]:
    """`Scope.holds` for a statement that is run with `scope.values()`."""
    conditions = (at >= bindparam("start"), at < bindparam("end"))
    return [one for one, given in zip(conditions, bounded, strict=True) if given]


def _last_endings(
    pipeline: Any,
    all_time: bool,
    conditions: Iterable[ColumnElement[bool]],
    more: Iterable[ColumnElement] = (),
    kinds: Sequence[str] = ENDINGS,
) -> Subquery:
    event = deal_event.c
    # Over all time the rows are read in the order of the deals, over a period by their dates: the
    # + 0 keeps SQLite from the index by date, whose rows it would have to sort.
    river = event.pipeline_id + 0 if all_time else event.pipeline_id
    return (
        # SQLite takes the other columns from the row that has the greatest `sequence`.
        select(
            *(event.deal_id, event.kind, event.opportunity, event.at, event.day, event.value),
            func.max(event.sequence).label("sequence"),
            *more,
        )
        .where(river == pipeline, event.kind.in_(kinds), *conditions)
        .group_by(event.deal_id)
        .subquery("ending")
    )


def deals_with(kind: str, scope: Scope) -> Select:
    """One row a deal that had an event of `kind` in the period, with the last: at, day, value."""
    event = deal_event.c
    return (
        select(
            *(event.deal_id, event.at, event.day, event.value),
            func.max(event.sequence).label("sequence"),
        )
        .where(
            event.pipeline_id == scope.pipeline_id,
            event.kind == kind,
            *scope.holds(event.at),
            *scope.means(event.deal_id),
        )
        .group_by(event.deal_id)
    )
