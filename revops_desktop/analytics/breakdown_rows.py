"""What a breakdown counts of each deal, so that after a move only that deal is read anew."""

from collections.abc import Collection
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    case,
    func,
    literal,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import renewed
from revops_desktop.analytics.key_figures import first_stage
from revops_desktop.analytics.number_rows import UNKNOWN, Numbers, number_rows
from revops_desktop.analytics.outcomes import ENDINGS, Scope, last_endings
from revops_desktop.analytics.tally import days_from
from revops_desktop.database.tables import deal_reached, deal_state


@dataclass(frozen=True, slots=True)
class BreakdownRows:
    """The deals of a pipeline side by side, a row each that begins with its deal.

    Behind it its amount in minor units, UNKNOWN where not known, and of `standing`: is open · of
    `entered` in the period: won since · of `ended` in it: the place in ENDINGS, had been an
    opportunity · `days`: the deals won in it with sales cycle and lead time, NaN where a date is
    missing, in the order of deals.
    """

    standing: Numbers
    entered: Numbers
    ended: Numbers
    days: NDArray[np.float64]

    def with_anew(self, deal_ids: Collection[int], anew: "BreakdownRows") -> "BreakdownRows":
        """These rows with those of some deals replaced by newer ones."""
        days = renewed(self.days, deal_ids, anew.days)
        return BreakdownRows(
            renewed(self.standing, deal_ids, anew.standing),
            renewed(self.entered, deal_ids, anew.entered),
            renewed(self.ended, deal_ids, anew.ended),
            days[np.argsort(days[:, 0], kind="stable")],
        )


def breakdown_rows(
    session: Session, scope: Scope, deal_ids: Collection[int] | None = None
) -> BreakdownRows:
    """The deals meant; of `deal_ids` alone if given."""

    def asked(deal_id: ColumnElement) -> list[ColumnElement[bool]]:
        more = [] if deal_ids is None else [deal_id.in_(sorted(deal_ids))]
        return [*scope.means(deal_id), *more]

    every = last_endings(scope).c
    ending = select(*every).where(*asked(every.deal_id)).subquery()
    return BreakdownRows(
        number_rows(session, _standing(scope).where(*asked(deal_state.c.deal_id))),
        number_rows(session, _entered(scope).where(*asked(deal_reached.c.deal_id))),
        number_rows(session, _ended(ending)),
        _won_days(session, scope, ending),
    )


def _known(column: ColumnElement) -> ColumnElement:
    return func.coalesce(column, literal(UNKNOWN))


def _standing(scope: Scope) -> Select:
    """All deals of the pipeline, and which of them are open."""
    state = deal_state.c
    is_open = (state.status == "open") & state.stage_id.is_not(None)
    return select(state.deal_id, _known(state.value), type_coerce(is_open, Integer)).where(
        state.pipeline_id == scope.pipeline_id
    )


def _entered(scope: Scope) -> Select:
    """Those who entered in the period, and which have reached the first customer stage."""
    later = deal_reached.alias("later")
    reached, won = deal_reached.c, later.c
    stage_id = first_stage(scope.pipeline_id, "customer")
    is_won = type_coerce(won.stage_id.is_not(None), Integer)
    return (
        select(reached.deal_id, _known(reached.value), is_won)
        .outerjoin_from(
            deal_reached, later, (won.deal_id == reached.deal_id) & (won.stage_id == stage_id)
        )
        .where(reached.stage_id == first_stage(scope.pipeline_id), *scope.holds(reached.at))
    )


def _ended(ending: Subquery) -> Select:
    row = ending.c
    kind = case({name: place for place, name in enumerate(ENDINGS)}, value=row.kind)
    return select(row.deal_id, _known(row.value), kind, row.opportunity)


def _won_days(session: Session, scope: Scope, ending: Subquery) -> NDArray[np.float64]:
    """Each deal won in the period with its sales cycle and lead time, by deal."""
    state = deal_state.c
    rows = session.execute(
        select(
            *(ending.c.deal_id, ending.c.at, ending.c.day),
            *(state.opportunity_at, state.opportunity_day, state.first_at, state.first_day),
        )
        .join_from(ending, deal_state, state.deal_id == ending.c.deal_id)
        .where(ending.c.kind == "won")
    )
    found = []
    for deal_id, at, day, *starts in rows:
        cycle = days_from((starts[0], starts[1]), (at, day), scope.zone)
        lead_time = days_from((starts[2], starts[3]), (at, day), scope.zone)
        found.append((deal_id, *(nan if one is None else one for one in (cycle, lead_time))))
    return np.array(sorted(found), dtype=np.float64).reshape(-1, 3)
