"""The cards of the board's questions, and what a filter leaves of them.

A filter may be a search through everything: each statement here asks it once, for all stages.
"""

from collections.abc import Collection
from functools import cache, lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import Filter
from revops_desktop.database.first_screen import (
    CUSTOM,
    KEYS,
    SCORE,
    SUMS,
    TAGS,
    WEIGHT,
    WEIGHT_OF_OWN,
)
from revops_desktop.database.tables import company, deal, deal_state, member, stage
from revops_desktop.rules.board import ORDERS, Card, Sort, Totals

# A stage's own probability, of which customers need none.
_POINTS = "(CASE stage.phase WHEN 'customer' THEN 0 ELSE stage.probability_basis_points END)"
_STANDS = (
    deal_state.c.status.in_(("open", "customer")),
    (deal_state.c.status == "customer") == (stage.c.phase == "customer"),
)


# Built once: putting a statement together costs more than running it for one deal.
@cache
def card_columns(tags: bool, custom: bool, scores: bool) -> Select:
    """Everything a card shows; what no deal has is not looked for."""
    return select(
        *(deal.c.id, deal.c.title, company.c.name, member.c.name, deal_state.c.value),
        *(deal.c.amount, deal.c.monthly_amount, deal_state.c.since, deal_state.c.since_day),
        *(deal_state.c.rank, deal_state.c.expected_close, deal_state.c.next_due),
        *(deal_state.c.last_due, deal_state.c.touched_at, deal.c.kind, deal.c.source),
        literal_column(WEIGHT).label("weight"),
        literal_column(TAGS if tags else "''").label("tags"),
        literal_column(CUSTOM if custom else "''").label("custom"),
        literal_column(SCORE if scores else "0").label("score"),
    ).select_from(
        deal_state.join(deal, deal.c.id == deal_state.c.deal_id)
        .join(stage, stage.c.id == deal_state.c.stage_id)
        .outerjoin(company, company.c.id == deal.c.company_id)
        .outerjoin(member, member.c.id == deal.c.owner_id)
    )


def meant(chosen: Filter) -> list[ColumnElement[bool]]:
    """The condition that a deal here is meant; none where all are."""
    wanted = chosen.deals()
    # Of its own: never the deals of the question around it.
    return [] if wanted is None else [deal_state.c.deal_id.in_(wanted.correlate(None))]


@lru_cache(maxsize=16)
def _totals(chosen: Filter) -> Select:
    return (
        select(deal_state.c.stage_id, literal_column(SUMS.replace(":points", _POINTS)))
        .select_from(deal_state.join(stage, stage.c.id == deal_state.c.stage_id))
        .where(
            deal_state.c.stage_id.in_(bindparam("stages", expanding=True)),
            deal_state.c.pipeline_id == stage.c.pipeline_id,
            *_STANDS,
            *meant(chosen),
        )
        .group_by(deal_state.c.stage_id)
    )


@lru_cache(maxsize=16)
def _own(chosen: Filter) -> Select:
    return (
        select(deal_state.c.stage_id, literal_column(f"sum({WEIGHT_OF_OWN})"))
        .select_from(
            deal.join(deal_state, deal_state.c.deal_id == deal.c.id).join(
                stage, stage.c.id == deal_state.c.stage_id
            )
        )
        .where(
            deal.c.probability_basis_points.is_not(None),
            deal_state.c.value.is_not(None),
            deal_state.c.status == "open",
            deal_state.c.stage_id.in_(bindparam("stages", expanding=True)),
            *meant(chosen),
        )
        .group_by(deal_state.c.stage_id)
    )


def chosen_totals(
    session: Session, *, stage_ids: Collection[int], chosen: Filter
) -> dict[int, Totals]:
    """The totals of the chosen deals here in each of the stages that has any."""
    asked = {"stages": list(stage_ids)}
    found = {row[0]: Totals(*row[1:]) for row in session.execute(_totals(chosen), asked)}
    has_own = select(deal.c.id).where(deal.c.probability_basis_points.is_not(None)).limit(1)
    if session.execute(has_own).first() is not None:
        for stage_id, more in session.execute(_own(chosen), asked):
            found[stage_id] += Totals(weighted=more)
    return found


def first_chosen(
    session: Session, columns: Select, *, pipeline_id: int, first: int, sort: Sort, chosen: Filter
) -> dict[int, tuple[Card, ...]]:
    """The first chosen cards of each stage that has any; `columns` is from `card_columns`."""
    keys = text(", ".join(KEYS[sort]))
    place = func.row_number().over(partition_by=deal_state.c.stage_id, order_by=keys)
    placed = (
        select(deal_state.c.deal_id, place.label("place"))
        .select_from(deal_state.join(stage, stage.c.id == deal_state.c.stage_id))
        .where(deal_state.c.pipeline_id == pipeline_id, *_STANDS, *meant(chosen))
        .subquery()
    )
    which = select(placed.c.deal_id).where(placed.c.place <= first)
    wanted = columns.add_columns(deal_state.c.stage_id).where(deal_state.c.deal_id.in_(which))
    found: dict[int, list[Card]] = {}
    for *row, stage_id in session.execute(wanted):
        found.setdefault(stage_id, []).append(Card._make(row))
    order = ORDERS[sort]
    return {stage_id: tuple(sorted(cards, key=order)) for stage_id, cards in found.items()}
