"""How hand-offs go: accepted, returned, expired; what was lost, what was missing (domain.md §4).

Of the hand-offs under a rule that were handed over in a period. *Expired* is undecided past the
deadline, also where the deal left after it; one whose deal left before is cancelled. The loss rate
is 1 − accepted ÷ handed, over those that are decided or expired; completeness is the required items
that were filled in ÷ all required ones.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from sqlalchemy import ColumnElement, Select, case, func, null, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.handoff_clocks import deadlines
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import (
    deal,
    function,
    handoff,
    handoff_value,
    stage,
    stage_visit,
)
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share, share

# What became of a hand-off; each is in exactly one of them.
Fate = Literal["accepted", "returned", "expired", "waiting", "cancelled"]
FATES: tuple[Fate, ...] = get_args(Fate)
PLACES: Mapping[Fate, int] = {fate: place for place, fate in enumerate(FATES)}
# What a figure counts: all that were handed over, one fate, what was lost, what was not complete.
Subject = Literal[
    "handed", "accepted", "returned", "expired", "waiting", "cancelled", "lost", "incomplete"
]
# From function, to function; None where it is no longer there.
Pair = tuple[int | None, int | None]
MOST_MISSING = 10


@dataclass(frozen=True, slots=True)
class HandoffFigures:
    """The figures of a period, of all pairs of functions or of one."""

    handed: int
    accepted: int
    returned: int
    expired: int
    waiting: int
    cancelled: int
    loss_rate: Share
    completeness: Share


@dataclass(frozen=True, slots=True)
class PairFigures:
    """The figures between two functions, and their names ("" where one is gone)."""

    pair: Pair
    from_function: str
    to_function: str
    figures: HandoffFigures


@dataclass(frozen=True, slots=True)
class HandoffReport:
    """The figures of a period: whole, by pair in river order, and what was missing most often."""

    period: Period
    whole: HandoffFigures
    pairs: tuple[PairFigures, ...]
    missing: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of some hand-offs: fates, filled and required items."""

    fates: Counter[str]
    filled: int
    required: int


def handoff_figures(
    session: Session,
    *,
    period: Period,
    now: int,
    pipeline_id: int | None = None,
    only: Filter = EVERYTHING,
) -> HandoffReport:
    """The hand-offs of a period as of `now`, of one pipeline or of all."""
    where = _within(session, period, pipeline_id, settled(session, only))
    found = _fates(session, where, now)
    counted: dict[Pair, Counter[str]] = defaultdict(Counter)
    for pair, fate, _deal in found.values():
        counted[pair][fate] += 1
    items = _items(session, where)
    groups = {pair: Counted(number, *items.get(pair, (0, 0))) for pair, number in counted.items()}
    names = _functions(session)
    order = list(names)

    def place(pair: Pair) -> tuple[int, ...]:
        return tuple(order.index(one) if one in names else len(order) for one in pair)

    return HandoffReport(
        period,
        figures_of(list(groups.values())),
        tuple(
            PairFigures(
                pair,
                names.get(pair[0] or 0, ""),
                names.get(pair[1] or 0, ""),
                figures_of([groups[pair]]),
            )
            for pair in sorted(groups, key=place)
        ),
        _missing(session, where),
    )


def handoffs_behind(
    session: Session,
    *,
    period: Period,
    now: int,
    subject: Subject,
    pair: Pair | None = None,
    pipeline_id: int | None = None,
    item: str | None = None,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals of the hand-offs that a figure counts; of `item`, those that lacked it."""
    where = _within(session, period, pipeline_id, settled(session, only))
    if pair is not None:
        one = handoff.c
        where += [
            one.from_function_id.is_not_distinct_from(pair[0]),
            one.to_function_id.is_not_distinct_from(pair[1]),
        ]
    if subject == "incomplete":
        where.append(_lacks(item))
    wanted = None
    if subject not in ("handed", "incomplete"):
        kept = ("returned", "expired") if subject == "lost" else (subject,)
        wanted = [
            number
            for number, (_pair, fate, _deal) in _fates(session, where, now).items()
            if fate in kept
        ]
    return listed(session, _deals(where, wanted))


def fates(
    session: Session,
    *,
    period: Period,
    now: int,
    pipeline_id: int | None = None,
    only: Filter = EVERYTHING,
) -> dict[int, tuple[Pair, Fate, int]]:
    """Every hand-off of a period: between whom, what became of it, and of which deal."""
    return _fates(session, _within(session, period, pipeline_id, settled(session, only)), now)


def outcome_rows(
    session: Session,
    *columns: ColumnElement[int],
    period: Period,
    only: Filter = EVERYTHING,
    deals: Collection[int] | None = None,
) -> Numbers:
    """Every hand-off of a period, of `deals` (None: of all): its id, its deal, `columns`.

    Between the deal and the columns its outcome, as its place in FATES: nobody judged whether it
    was late. The columns are whole numbers of the hand-off, none of them NULL.
    """
    one = handoff.c
    where = _within(session, period, None, settled(session, only))
    if deals is not None:
        ids = func.json_each(str(list(deals))).table_valued("value")
        where.append(one.deal_id.in_(select(ids.c.value)))
    fate = case(PLACES, value=one.outcome, else_=PLACES["waiting"])
    return number_rows(session, select(one.id, one.deal_id, fate, *columns).where(*where))


def with_late(session: Session, handoff_id: Numbers, fate: Numbers, now: int) -> Numbers:
    """The fates of hand-offs that had these outcomes: some are expired."""
    undecided = np.isin(fate, [PLACES["waiting"], PLACES["cancelled"]])
    judged = deadlines(session, handoff_ids=handoff_id[undecided].tolist(), now=now)
    late = [number for number, one in judged.items() if one.is_over]
    return np.where(np.isin(handoff_id, late), PLACES["expired"], fate)


def _deals(where: list[ColumnElement[bool]], wanted: list[int] | None) -> Select:
    one = handoff.c
    statement = select(one.deal_id, func.max(one.handed_at).label("at"), null().label("day")).where(
        *where
    )
    if wanted is not None:
        ids = func.json_each(str(wanted)).table_valued("value")
        statement = statement.where(one.id.in_(select(ids.c.value)))
    return statement.group_by(one.deal_id)


def _lacks(item: str | None) -> ColumnElement[bool]:
    value = handoff_value.c
    lacking = select(value.handoff_id).where(value.is_required == 1, value.value.is_(None))
    if item is not None:
        lacking = lacking.where(value.name == item)
    return handoff.c.id.in_(lacking)


def _within(
    session: Session, period: Period, pipeline_id: int | None, only: Filter
) -> list[ColumnElement[bool]]:
    """The conditions on a hand-off under a rule, handed over in a period."""
    one = handoff.c
    first, last = period.bounds(settings(session).time_zone)
    where: list[ColumnElement[bool]] = [
        one.rule_id.is_not(None),
        one.deal_id.not_in(select(deal.c.id).where(deal.c.deleted_at.is_not(None))),
        *within(only, one.deal_id),
    ]
    if first is not None:
        where.append(one.handed_at >= first)
    if last is not None:
        where.append(one.handed_at < last)
    if pipeline_id is not None:
        # Looked up a hand-off at a time: there are many more visits than hand-offs of a period.
        entered = (
            select(stage.c.pipeline_id)
            .join(stage_visit, stage_visit.c.stage_id == stage.c.id)
            .where(stage_visit.c.id == one.visit_id)
        )
        where.append(entered.scalar_subquery() == pipeline_id)
    return where


def _fates(
    session: Session, where: list[ColumnElement[bool]], now: int
) -> dict[int, tuple[Pair, Fate, int]]:
    """By hand-off: between whom, what became of it, and of which deal."""
    one = handoff.c
    rows = session.execute(
        select(one.id, one.from_function_id, one.to_function_id, one.outcome, one.deal_id).where(
            *where
        )
    ).all()
    open_ids = [row[0] for row in rows if row[3] in (None, "cancelled")]
    judged = deadlines(session, handoff_ids=open_ids, now=now)
    found: dict[int, tuple[Pair, Fate, int]] = {}
    for number, sender, receiver, outcome, deal_id in rows:
        late = number in judged and judged[number].is_over
        fate: Fate = outcome or "waiting"
        found[number] = ((sender, receiver), "expired" if late else fate, deal_id)
    return found


def _items(session: Session, where: list[ColumnElement[bool]]) -> Mapping[Pair, tuple[int, int]]:
    """By pair: required items filled in, and all required ones."""
    one, value = handoff.c, handoff_value.c
    rows = session.execute(
        select(
            *(one.from_function_id, one.to_function_id, func.count(value.value), func.count()),
        )
        .join_from(handoff, handoff_value, value.handoff_id == one.id)
        .where(*where, value.is_required == 1)
        .group_by(one.from_function_id, one.to_function_id)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _missing(session: Session, where: list[ColumnElement[bool]]) -> tuple[tuple[str, int], ...]:
    one, value = handoff.c, handoff_value.c
    rows = session.execute(
        select(value.name, func.count())
        .join_from(handoff, handoff_value, value.handoff_id == one.id)
        .where(*where, value.is_required == 1, value.value.is_(None))
        .group_by(value.name)
        .order_by(func.count().desc(), value.name)
        .limit(MOST_MISSING)
    )
    return tuple((row[0], row[1]) for row in rows)


def figures_of(groups: list[Counted]) -> HandoffFigures:
    """The figures of all these hand-offs together."""
    number: Counter[str] = Counter()
    for one in groups:
        number.update(one.fates)
    filled, required = (sum(getattr(one, n) for one in groups) for n in ("filled", "required"))
    return figures_from([number[fate] for fate in FATES], filled, required)


def figures_from(fates: Sequence[int], filled: int, required: int) -> HandoffFigures:
    """The figures of so many hand-offs of each of FATES, and of their required items."""
    accepted, returned, expired, waiting, cancelled = fates
    handed, ended = sum(fates), accepted + returned + expired
    return HandoffFigures(
        handed=handed,
        accepted=accepted,
        returned=returned,
        expired=expired,
        waiting=waiting,
        cancelled=cancelled,
        loss_rate=share(ended - accepted, ended),
        completeness=share(filled, required, handed if required else 0),
    )


def _functions(session: Session) -> dict[int, str]:
    rows: Any = session.execute(
        select(function.c.id, function.c.name).order_by(function.c.position, function.c.id)
    )
    return {row[0]: row[1] for row in rows}
