"""The deals that came into the river in a period, and what became of them: the SQL of its picture.

The deals behind the picture (river_deals.py) are asked with these; its figures are added up from
the rows of river_rows.py, which a test holds to be of the same deals.
"""

from sqlalchemy import Select, func, select

from revops_desktop.analytics.outcomes import Scope
from revops_desktop.database.tables import deal_event, deal_reached, stage


def cohort(scope: Scope, first_stage_id: int) -> Select:
    """One row a deal that reached the first stage in the period: deal_id, at, value."""
    reached = deal_reached.c
    return select(reached.deal_id, reached.at, reached.value).where(
        reached.stage_id == first_stage_id,
        *scope.holds(reached.at),
        *scope.means(reached.deal_id),
    )


def last_exits(scope: Scope, entered: Select) -> Select:
    """One row a deal of the cohort that left: deal_id, stage_id, left, at, day, reason_id, value.

    `stage_id` is the furthest stage it reached, where the funnel counts it.
    """
    inside, row, event = entered.subquery(), deal_reached.c, deal_event.c
    mine = select(stage.c.id).where(stage.c.pipeline_id == scope.pipeline_id)
    return (
        select(
            *(row.deal_id, row.stage_id, row.left, row.left_at.label("at"), row.value),
            *(event.reason_id, event.day, func.max(event.sequence).label("sequence")),
        )
        .join_from(inside, deal_reached, row.deal_id == inside.c.deal_id)
        .join(
            deal_event,
            (event.deal_id == row.deal_id)
            & (event.kind == row.left)
            # The + 0 keeps SQLite from walking the index by date.
            & (event.pipeline_id + 0 == scope.pipeline_id),
        )
        # A deal of several pipelines has reached stages of each.
        .where(row.left.is_not(None), row.next == 0, (row.stage_id + 0).in_(mine))
        .group_by(row.deal_id)
    )


def came_back(scope: Scope, entered: Select) -> Select:
    """One row a deal of the cohort that came back after it was recycled last; else it rests.

    deal_id · out, into: the stage it was recycled from and the one it was reopened in · at, day.
    """
    inside, event = entered.subquery(), deal_event.c
    last = (
        select(event.deal_id, event.stage_id, func.max(event.sequence).label("sequence"))
        .join_from(inside, deal_event, event.deal_id == inside.c.deal_id)
        .where(event.kind == "recycled", event.pipeline_id + 0 == scope.pipeline_id)
        .group_by(event.deal_id)
        .subquery()
    )
    row = last.c
    again, back = deal_event.alias("again"), deal_event.alias("back")
    # Nothing but coming back can happen to a deal next after it left.
    following = (
        select(func.min(again.c.sequence))
        .where(again.c.deal_id == row.deal_id, again.c.sequence > row.sequence)
        .correlate(last)
        .scalar_subquery()
    )
    return (
        select(
            *(row.deal_id, row.stage_id.label("out"), back.c.stage_id.label("into")),
            *(back.c.at, back.c.day),
        )
        .select_from(last)
        .join(back, (back.c.deal_id == row.deal_id) & (back.c.sequence == following))
    )
