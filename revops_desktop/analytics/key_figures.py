"""The key figures of a pipeline and a period (domain.md §5).

What happened is counted in the period, what stands (open, weighted) as of now; as of an instant
both are asked through `Workspace.ask(…, as_of=…)`.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope, between, kept, last_between
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import (
    NONE,
    Average,
    Durations,
    Tally,
    average,
    durations,
    shares,
    tally_columns,
)
from revops_desktop.analytics.weighted import weighted_pipeline
from revops_desktop.analytics.won_deals import WonDeals, won_deals
from revops_desktop.database.tables import deal_event, deal_reached, deal_state, stage
from revops_desktop.rules.money import velocity
from revops_desktop.rules.periods import Period
from revops_desktop.rules.river import Phase
from revops_desktop.rules.shares import FEWEST, Share


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """What happened in a period. Each deal is in one of won, lost, recycled at most.

    `lost` holds every lost deal; `disqualified` are those of them lost before the opportunity
    phase, which are not in the win rate · `churned`, `transferred` (to another pipeline) and
    `entered` (reached the first stage) stand beside them · days of the deals won in the period.
    """

    period: Period
    won: Tally
    lost: Tally
    disqualified: Tally
    recycled: Tally
    churned: Tally
    transferred: Tally
    entered: Tally
    win_rate: Share
    win_rate_by_amount: Share
    average_deal: Average
    sales_cycle_days: Durations
    lead_time_days: Durations
    odd_order: int


@dataclass(frozen=True, slots=True)
class KeyFigures(PeriodFigures):
    """And what stands now: open deals, their weighted amount, and deals without a date.

    `opportunities`: the open deals of the opportunity phase · `undated`: deals of which some date
    is unknown, so that no period or duration holds all of them · amounts in minor units of
    `currency`.
    """

    open: Tally
    opportunities: int
    weighted: int
    undated: int
    currency: str
    zone: str

    @property
    def velocity(self) -> float | None:
        """What is won a day, in minor units, from however few deals; None where it is unknown."""
        return velocity(
            self.opportunities,
            self.win_rate.raw,
            self.average_deal.mean,
            self.sales_cycle_days.median,
        )

    @property
    def is_velocity_weak(self) -> bool:
        """Whether it rests on too few deals won to conclude anything."""
        return min(self.average_deal.n, self.sales_cycle_days.n) < FEWEST


def key_figures(
    session: Session, *, pipeline_id: int, period: Period, only: Filter = EVERYTHING
) -> KeyFigures:
    """The key figures of the period, all time with `Period()`."""
    return followed_key_figures(session, pipeline_id=pipeline_id, period=period, only=only).figures


@dataclass(frozen=True, slots=True)
class FollowedFigures:
    """Key figures, with the deals won in the period, so that after a move only that one is read."""

    figures: KeyFigures
    scope: Scope = field(compare=False, repr=False)
    won: WonDeals = field(compare=False, repr=False)


def followed_key_figures(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    only: Filter = EVERYTHING,
    before: FollowedFigures | None = None,
    touched: Collection[int] = (),
) -> FollowedFigures:
    """`key_figures`, to be followed.

    `before`: an answer to the same question since which only the deals `touched` changed; where it
    is of something else, or a filter may mean others by now, all is read anew.
    """
    about = settings(session)
    asked = Scope(pipeline_id, period, about.time_zone, only)
    scope = replace(asked, only=settled(session, only))
    if before is None or before.scope != asked or only != EVERYTHING:
        won = won_deals(session, scope)
    elif touched:
        won = before.won.with_anew(touched, won_deals(session, scope, touched))
    else:
        won = before.won
    happened = period_figures(session, scope, won)
    figures = KeyFigures(
        **{name: getattr(happened, name) for name in PeriodFigures.__slots__},
        open=_open(session, scope),
        opportunities=_opportunities(session, scope),
        weighted=weighted_pipeline(session, pipeline_id=pipeline_id, only=scope.only),
        undated=_undated(session, scope),
        currency=about.currency,
        zone=about.time_zone,
    )
    return FollowedFigures(figures, asked, won)


def standing_figures(
    session: Session, *, pipeline_id: int, only: Filter = EVERYTHING
) -> tuple[Tally, int]:
    """The deals open now, and their weighted amount in minor units."""
    only = settled(session, only)
    scope = Scope(pipeline_id, Period(), settings(session).time_zone, only)
    return _open(session, scope), weighted_pipeline(session, pipeline_id=pipeline_id, only=only)


def period_figures(
    session: Session, scope: Scope, won_in_it: WonDeals | None = None
) -> PeriodFigures:
    """What happened in the period; `won_in_it`: the answer of `won_deals`, where it is known."""
    found = _endings(session, scope)
    nobody = (NONE, NONE)
    won, (lost, lost_later) = found.get("won", nobody)[0], found.get("lost", nobody)
    rate, by_amount = shares(won, won + lost_later, {"won": won, "lost": lost_later})
    each = won_deals(session, scope) if won_in_it is None else won_in_it
    return PeriodFigures(
        period=scope.period,
        won=won,
        lost=lost,
        disqualified=lost.less(lost_later),
        recycled=found.get("recycled", nobody)[0],
        churned=found.get("churned", nobody)[0],
        transferred=found.get("transferred", nobody)[0],
        entered=_entered(session, scope),
        win_rate=rate,
        win_rate_by_amount=by_amount,
        average_deal=average(each.value),
        sales_cycle_days=durations(each.cycle),
        lead_time_days=durations(each.lead),
        odd_order=each.odd,
    )


def won_in(session: Session, scope: Scope) -> Tally:
    """What was won in the period, as `period_figures` says."""
    return _endings(session, scope).get("won", (NONE, NONE))[0]


_KINDS = ("won", "lost", "recycled", "churned", "transferred")


def _ended(bounded: tuple[bool, bool], *means: ColumnElement[bool]) -> Select:
    """Kind, a Tally, and a Tally of those that had reached the opportunity phase.

    In the order of the index, kind by kind: grouped by both, the rows would be sorted.
    """
    event = deal_event.c
    value, later = event.value, event.opportunity
    known = later * type_coerce(value.is_not(None), Integer)
    return (
        select(
            event.kind,
            *tally_columns(value),
            func.coalesce(func.sum(later), 0),
            func.coalesce(func.sum(value * later), 0),
            func.coalesce(func.sum(later), 0) - func.coalesce(func.sum(known), 0),
            func.coalesce(func.sum(later * type_coerce(value > 0, Integer)), 0),
        )
        .where(
            event.pipeline_id == bindparam("pipeline"),
            event.kind.in_(_KINDS),
            *last_between(bounded),
            *between(event.at, bounded),
            *means,
        )
        .group_by(event.kind)
    )


def _endings(session: Session, scope: Scope) -> dict[str, tuple[Tally, Tally]]:
    """By kind: the deals, and those of them that had reached the opportunity phase."""
    question = kept(_ended, scope, deal_event.c.deal_id)
    return {
        row[0]: (Tally(*row[1:5]), Tally(*row[5:]))
        for row in session.execute(question, scope.values())
    }


def first_stage(
    pipeline_id: int | BindParameter[int], phase: Phase | None = None
) -> ScalarSelect[int]:
    """The id of the stage in which the river, or a phase of it, begins, as a sub-query."""
    inside = () if phase is None else (stage.c.phase == phase,)
    return (
        select(stage.c.id)
        .where(stage.c.pipeline_id == pipeline_id, stage.c.archived_at.is_(None), *inside)
        .order_by(stage.c.position, stage.c.id)
        .limit(1)
        .scalar_subquery()
    )


def _reached_first(bounded: tuple[bool, bool], *means: ColumnElement[bool]) -> Select:
    reached = deal_reached.c
    return select(*tally_columns(reached.value)).where(
        reached.stage_id == first_stage(bindparam("pipeline")),
        *between(reached.at, bounded),
        *means,
    )


def _entered(session: Session, scope: Scope) -> Tally:
    """Deals that reached the first stage in the period: all that came into the river in it."""
    question = kept(_reached_first, scope, deal_reached.c.deal_id)
    return Tally(*session.execute(question, scope.values()).one())


def _open(session: Session, scope: Scope) -> Tally:
    state = deal_state.c
    row = session.execute(
        select(*tally_columns(state.value)).where(
            state.pipeline_id == scope.pipeline_id,
            state.status == "open",
            # A deal without any visit stands nowhere yet.
            state.stage_id.is_not(None),
            *scope.means(state.deal_id),
        )
    ).one()
    return Tally(*row)


def _opportunities(session: Session, scope: Scope) -> int:
    state = deal_state.c
    opportunity = select(stage.c.id).where(stage.c.phase == "opportunity")
    number: int = session.execute(
        select(func.count()).where(
            state.pipeline_id == scope.pipeline_id,
            state.status == "open",
            state.stage_id.in_(opportunity),
            *scope.means(state.deal_id),
        )
    ).scalar_one()
    return number


def _undated(session: Session, scope: Scope) -> int:
    state = deal_state.c
    number: int = session.execute(
        select(func.count()).where(
            state.pipeline_id == scope.pipeline_id,
            state.undated == 1,
            *scope.means(state.deal_id),
        )
    ).scalar_one()
    return number
