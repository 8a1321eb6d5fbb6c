"""Who and what do the figures come from? The key figures by owner, product, source and so on."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    column,
    func,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import (
    EVERYTHING,
    OF_COMPANY,
    OF_DEAL,
    Dimension,
    Filter,
    settled,
)
from revops_desktop.analytics.key_figures import first_stage
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import (
    NONE,
    Durations,
    Tally,
    days_from,
    durations,
    shares,
    tally_columns,
)
from revops_desktop.database.tables import (
    company,
    deal,
    deal_line,
    deal_reached,
    deal_state,
    member,
    pod,
    product,
)
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share, share

Value = int | str | None


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one value. `value` is an id for owner, pod and product; None: not recorded.

    `deals`: every deal now in the pipeline, of any time · `entered`, `won`, `lost`,
    `disqualified`, `recycled`: in the period · `open`: now · days of those won in the period ·
    `conversion`: of `entered`, how many have reached the customer phase as of now.
    """

    value: Value
    name: str | None
    deals: Tally
    entered: Tally
    conversion: Share
    won: Tally
    lost: Tally
    disqualified: Tally
    recycled: Tally
    open: Tally
    win_rate: Share
    win_rate_by_amount: Share
    sales_cycle_days: Durations
    lead_time_days: Durations


# The value of each deal, in a TEMP table of the connection: a question asks several statements, and
# a deal's own row is wide and lies elsewhere each time.
_DIVIDED = table("divided", column("deal_id", Integer), column("value"))
_MAKE = (
    "CREATE TEMP TABLE IF NOT EXISTS divided (deal_id INTEGER NOT NULL, value)",
    "CREATE INDEX IF NOT EXISTS temp.ix_divided ON divided (deal_id, value)",
    "DELETE FROM divided",
)


@dataclass(frozen=True, slots=True)
class Cut:
    """How rows of deals are divided: a row of `source` is a deal and its value.

    One at a time holds on a connection; a cut is never handed out of its question.
    """

    source: FromClause
    deal_id: ColumnElement
    value: ColumnElement


def divided(session: Session, by: Dimension, scope: Scope) -> Cut:
    """The deals meant, divided by a dimension; one of several products has several rows."""
    for statement in _MAKE:
        session.execute(text(statement))
    wanted = _values(by).where(*scope.means(deal.c.id)).order_by(deal.c.id)
    session.execute(insert(_DIVIDED).from_select(["deal_id", "value"], wanted))
    return Cut(_DIVIDED, _DIVIDED.c.deal_id, _DIVIDED.c.value)


def _values(by: Dimension) -> Select:
    if by == "product":
        # Two lines of one product are one deal of it.
        lines = select(deal_line.c.deal_id, deal_line.c.product_id).distinct().subquery()
        found = select(deal.c.id, lines.c.product_id)
        return found.select_from(deal.outerjoin(lines, lines.c.deal_id == deal.c.id))
    if by == "pod":
        found = select(deal.c.id, member.c.pod_id)
        return found.select_from(deal.outerjoin(member, member.c.id == deal.c.owner_id))
    if by in OF_COMPANY:
        found = select(deal.c.id, OF_COMPANY[by])
        return found.select_from(deal.outerjoin(company, company.c.id == deal.c.company_id))
    return select(deal.c.id, OF_DEAL[by])


def breakdown(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    by: Dimension,
    only: Filter = EVERYTHING,
) -> tuple[Part, ...]:
    """The figures of each value of `by`, the largest won amount first, not recorded last.

    A deal of several products is in each of them with its whole amount.
    """
    scope = Scope(pipeline_id, period, settings(session).time_zone, settled(session, only))
    cut = divided(session, by, scope)
    endings = _endings(session, cut, scope)
    standing = _standing(session, cut, scope)
    entered = _entered(session, cut, scope)
    converted = _converted(session, cut, scope)
    days = _days(session, cut, scope)
    names = names_of(session, by)
    values = dict.fromkeys([*standing, *entered, *(value for value, *_kind in endings)])

    def part(value: Value) -> Part:
        won = endings[value, "won", True] + endings[value, "won", False]
        lost_later, disqualified = endings[value, "lost", True], endings[value, "lost", False]
        rate, by_amount = shares(won, won + lost_later, {"won": won, "lost": lost_later})
        deals, is_open = standing.get(value, (NONE, NONE))
        came = entered.get(value, NONE)
        cycles, lead_times = days.get(value, ([], []))
        return Part(
            value=value,
            name=names.get(value, None if value is None else str(value)),
            deals=deals,
            entered=came,
            conversion=share(converted.get(value, 0), came.count),
            won=won,
            lost=lost_later + disqualified,
            disqualified=disqualified,
            recycled=endings[value, "recycled", True] + endings[value, "recycled", False],
            open=is_open,
            win_rate=rate,
            win_rate_by_amount=by_amount,
            sales_cycle_days=durations(cycles),
            lead_time_days=durations(lead_times),
        )

    return tuple(sorted(map(part, values), key=_order))


def _order(part: Part) -> tuple[bool, int, int, str]:
    return (part.value is None, -part.won.amount, -part.won.count, part.name or "")


def _endings(session: Session, cut: Cut, scope: Scope) -> dict[tuple[Value, str, bool], Tally]:
    ending = last_endings(scope)
    keys = (cut.value, ending.c.kind, ending.c.opportunity)
    rows = session.execute(
        select(*keys, *tally_columns(ending.c.value))
        .select_from(ending.join(cut.source, cut.deal_id == ending.c.deal_id))
        .group_by(*keys)
    )
    found: dict[tuple[Value, str, bool], Tally] = defaultdict(lambda: NONE)
    for value, kind, opportunity, *figures in rows:
        found[value, kind, bool(opportunity)] = Tally(*figures)
    return found


def _standing(session: Session, cut: Cut, scope: Scope) -> dict[Value, tuple[Tally, Tally]]:
    """All deals of the pipeline, and those of them that are open."""
    state = deal_state.c
    is_open = (state.status == "open") & state.stage_id.is_not(None)
    rows = session.execute(
        select(cut.value, is_open, *tally_columns(state.value))
        .select_from(deal_state.join(cut.source, cut.deal_id == state.deal_id))
        .where(state.pipeline_id == scope.pipeline_id, *scope.means(state.deal_id))
        .group_by(cut.value, is_open)
    )
    found: dict[Value, tuple[Tally, Tally]] = {}
    for value, opened, *figures in rows:
        deals, open_ = found.get(value, (NONE, NONE))
        tally = Tally(*figures)
        found[value] = (deals + tally, open_ + tally if opened else open_)
    return found


def _entered(session: Session, cut: Cut, scope: Scope) -> dict[Value, Tally]:
    reached = deal_reached.c
    rows = session.execute(
        select(cut.value, *tally_columns(reached.value))
        .select_from(deal_reached.join(cut.source, cut.deal_id == reached.deal_id))
        .where(
            reached.stage_id == first_stage(scope.pipeline_id),
            *scope.holds(reached.at),
            *scope.means(reached.deal_id),
        )
        .group_by(cut.value)
    )
    return {value: Tally(*figures) for value, *figures in rows}


def _converted(session: Session, cut: Cut, scope: Scope) -> dict[Value, int]:
    """Of those who entered in the period: how many have reached the first customer stage."""
    later = deal_reached.alias("later")
    reached, won = deal_reached.c, later.c
    rows = session.execute(
        select(cut.value, func.count())
        .select_from(
            deal_reached.join(cut.source, cut.deal_id == reached.deal_id).join(
                later, won.deal_id == reached.deal_id
            )
        )
        .where(
            reached.stage_id == first_stage(scope.pipeline_id),
            won.stage_id == first_stage(scope.pipeline_id, "customer"),
            *scope.holds(reached.at),
            *scope.means(reached.deal_id),
        )
        .group_by(cut.value)
    )
    return {value: number for value, number in rows}


Days = tuple[list[float | None], list[float | None]]


def _days(session: Session, cut: Cut, scope: Scope) -> dict[Value, Days]:
    """Sales cycle and lead time of each deal won in the period."""
    ending = last_endings(scope)
    state = deal_state.c
    rows = session.execute(
        select(
            *(cut.value, ending.c.at, ending.c.day),
            *(state.opportunity_at, state.opportunity_day, state.first_at, state.first_day),
        )
        .select_from(
            ending.join(cut.source, cut.deal_id == ending.c.deal_id).join(
                deal_state, state.deal_id == ending.c.deal_id
            )
        )
        .where(ending.c.kind == "won")
    )
    found: dict[Value, Days] = defaultdict(lambda: ([], []))
    for value, at, day, *starts in rows:
        cycles, lead_times = found[value]
        cycles.append(days_from((starts[0], starts[1]), (at, day), scope.zone))
        lead_times.append(days_from((starts[2], starts[3]), (at, day), scope.zone))
    return found


def names_of(session: Session, by: Dimension) -> dict[Value, str]:
    """The names of values that are ids; the others are their own names."""
    named = {"owner": member, "pod": pod, "product": product}.get(by)
    if named is None:
        return {}
    return {row[0]: row[1] for row in session.execute(select(named.c.id, named.c.name))}
