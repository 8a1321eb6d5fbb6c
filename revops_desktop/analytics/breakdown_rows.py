"""What a breakdown counts of each deal, so that after a move only that deal is read anew."""

from collections.abc import Collection
from dataclasses import dataclass

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
from revops_desktop.analytics.won_deals import WonDeals, won_deals
from revops_desktop.database.tables import deal_reached, deal_state


@dataclass(frozen=True, slots=True)
class BreakdownRows:
    """The deals of a pipeline side by side, a row each that begins with its deal.

    Behind it its amount in minor units, UNKNOWN where not known, and of `standing`: is open · of
    `entered` in the period: won since · of `ended` in it: the place in ENDINGS, had been an
    opportunity · `won`: the deals won in it.
    """

    standing: Numbers
    entered: Numbers
    ended: Numbers
    won: WonDeals

    def with_anew(self, deal_ids: Collection[int], anew: "BreakdownRows") -> "BreakdownRows":
        """These rows with those of some deals replaced by newer ones."""
        return BreakdownRows(
            renewed(self.standing, deal_ids, anew.standing),
            renewed(self.entered, deal_ids, anew.entered),
            renewed(self.ended, deal_ids, anew.ended),
            self.won.with_anew(deal_ids, anew.won),
        )


def breakdown_rows(
    session: Session, scope: Scope, deal_ids: Collection[int] | None = None
) -> BreakdownRows:
    """The deals meant; of `deal_ids` alone if given."""

    def asked(deal_id: ColumnElement) -> list[ColumnElement[bool]]:
        more = [] if deal_ids is None else [deal_id.in_(sorted(deal_ids))]
        return [*scope.means(deal_id), *more]

    ending = last_endings(scope, deal_ids=deal_ids)
    return BreakdownRows(
        number_rows(session, _standing(scope).where(*asked(deal_state.c.deal_id))),
        number_rows(session, _entered(scope).where(*asked(deal_reached.c.deal_id))),
        number_rows(session, _ended(ending)),
        won_deals(session, scope, deal_ids),
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
