"""How did deals end in a period? Each counted once, by the last that it had in it (domain.md §5).

`sequence` and not the date says which was last: the dates of an import may contradict it.
"""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, Subquery, func, select

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.database.tables import deal_event
from revops_desktop.rules.periods import Period

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

    def means(self, deal_id: ColumnElement) -> list[ColumnElement[bool]]:
        """The condition that a deal is one of those asked of; none where all are."""
        return within(self.only, deal_id)


def last_endings(scope: Scope) -> Subquery:
    """One row a deal: its last won, lost, recycled or reopened in the period.

    Columns: deal_id, kind, opportunity (1: it had reached that phase), at, day, value.
    """
    event = deal_event.c
    # Over all time the rows are read in the order of the deals, over a period by their dates: the
    # + 0 keeps SQLite from the index by date, whose rows it would have to sort.
    river = event.pipeline_id + 0 if scope.period.is_all_time else event.pipeline_id
    return (
        # SQLite takes the other columns from the row that has the greatest `sequence`.
        select(
            *(event.deal_id, event.kind, event.opportunity, event.at, event.day, event.value),
            func.max(event.sequence).label("sequence"),
        )
        .where(
            river == scope.pipeline_id,
            event.kind.in_(ENDINGS),
            *scope.holds(event.at),
            *scope.means(event.deal_id),
        )
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
