"""What the open deals are worth, each weighed with its chance of winning (domain.md §5)."""

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.database.tables import deal, deal_state, stage


def weighted_pipeline(session: Session, *, pipeline_id: int, only: Filter = EVERYTHING) -> int:
    """Σ of each open deal's value × probability, half up, in minor units.

    A deal's own probability, if it was set by hand, stands before that of its stage.
    """
    state = deal_state.c
    configured, own = stage.c.probability_basis_points, deal.c.probability_basis_points
    is_open = (
        state.pipeline_id == pipeline_id,
        state.status == "open",
        *within(only, state.deal_id),
    )
    by_stage: int = session.execute(
        select(func.coalesce(func.sum(weighted_value(state.value, configured)), 0))
        .join_from(stage, deal_state, state.stage_id == stage.c.id)
        .where(*is_open, stage.c.pipeline_id == pipeline_id, configured > 0)
    ).scalar_one()
    # Few deals have a probability of their own: only those are looked up one by one.
    more = weighted_value(state.value, own) - weighted_value(state.value, configured)
    by_hand: int = session.execute(
        select(func.coalesce(func.sum(more), 0))
        .select_from(deal)
        .join(deal_state, state.deal_id == deal.c.id)
        .join(stage, stage.c.id == state.stage_id)
        .where(own.is_not(None), *is_open)
    ).scalar_one()
    return by_stage + by_hand


def weighted_value(
    value: ColumnElement, part: ColumnElement, whole: ColumnElement | int = 10000
) -> ColumnElement:
    """value × part ÷ whole (even), half up, without overflow; unknown stays unknown.

    Of basis points it is `rules.money.weighted` in SQL.
    """
    rest = value % whole * part + whole // 2
    # SQLite divides towards zero.
    below = case((rest % whole < 0, 1), else_=0)
    return value // whole * part + rest // whole - below
