"""How did deals end in a period? Each counted once, by the last that it had in it (domain.md §5).

`sequence` and not the date says which was last: the dates of an import may contradict it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Subquery, bindparam, select

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

    def last(self) -> list[ColumnElement[bool]]:
        """The conditions that an event in the period is its deal's last of the kind in it.

        Won, lost, recycled and reopened are one kind; churned and transferred each of its own.
        """
        start, end = self.period.bounds(self.zone)
        return _last(start, end)

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


def last_endings(
    scope: Scope,
    *more: ColumnElement,
    kinds: Sequence[str] = ENDINGS,
    deal_ids: Collection[int] | None = None,
) -> Subquery:
    """One row a deal: its last won, lost, recycled or reopened in the period.

    Columns: deal_id, kind, opportunity (1: it had reached that phase), at, day, value, sequence,
    and `more` of deal_event. With "churned" among `kinds` its last churn is a row of its own ·
    `deal_ids`: of these alone.
    """
    event = deal_event.c
    conditions = [*scope.last(), *scope.holds(event.at), *scope.means(event.deal_id)]
    if deal_ids is not None:
        conditions.append(event.deal_id.in_(sorted(deal_ids)))
    return _last_endings(scope.pipeline_id, conditions, more, kinds, few=deal_ids is not None)


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
    return _last_endings(bindparam("pipeline"), (*last_between(bounded), *conditions))


def between(at: ColumnElement, bounded: tuple[bool, bool]) -> list[ColumnElement[bool]]:
    """`Scope.holds` for a statement that is run with `scope.values()`."""
    conditions = (at >= bindparam("start"), at < bindparam("end"))
    return [one for one, given in zip(conditions, bounded, strict=True) if given]


def last_between(bounded: tuple[bool, bool]) -> list[ColumnElement[bool]]:
    """`Scope.last` for a statement that is run with `scope.values()`."""
    given_first, given_last = bounded
    start: Any = bindparam("start") if given_first else None
    end: Any = bindparam("end") if given_last else None
    return _last(start, end)


def _last(start: Any, end: Any) -> list[ColumnElement[bool]]:
    event = deal_event.c
    if start is None and end is None:
        return [event.is_last == 1]
    preceded, followed = event.preceded_at.is_(None), event.followed_at.is_(None)
    return [
        preceded if start is None else preceded | (event.preceded_at < start),
        followed if end is None else followed | (event.followed_at >= end),
    ]


def _last_endings(
    pipeline: Any,
    conditions: Iterable[ColumnElement[bool]],
    more: Iterable[ColumnElement] = (),
    kinds: Sequence[str] = ENDINGS,
    few: bool = False,
) -> Subquery:
    event = deal_event.c
    # Of a few deals all is looked at; by the other index all deals of the pipeline would be.
    pipeline_id = event.pipeline_id + 0 if few else event.pipeline_id
    return (
        select(
            *(event.deal_id, event.kind, event.opportunity, event.at, event.day, event.value),
            *(event.sequence, *more),
        )
        .where(pipeline_id == pipeline, event.kind.in_(kinds), *conditions)
        .subquery("ending")
    )
