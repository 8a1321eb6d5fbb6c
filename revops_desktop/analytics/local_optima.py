"""Does a function win at the cost of the whole? Local optima (部分最適, domain.md §6).

One is called out where a function hands on more deals than before while the next step falls: fewer
of them go on; or more is won while more of it churns within 90 days, or is returned at the
hand-off. Two stretches of whole months are compared, the last three against up to twelve before
them, with the same time to go on for every deal: the months end early enough for three of four
deals to have gone on. Both must be more than chance (5 %; that of the fall divided by the number of
checks), with at least 20 deals on both sides.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed, no_day
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.function_outputs import (
    Output,
    churned_early,
    early_churn,
    first_whole_month,
    handed_on,
    outputs,
    returned,
    three_quarters,
    wins,
    won,
)
from revops_desktop.analytics.month_counter import Counted, Kept, MonthCounter
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal_reached, handoff, stage_visit
from revops_desktop.rules.chance import FEWEST_CASES, LEVEL, chance_of_lower, chance_of_more
from revops_desktop.rules.periods import (
    DAY,
    Period,
    last_months,
    local_day,
    month_of,
    month_period,
    months_before,
)
from revops_desktop.rules.river import EARLY_DAYS
from revops_desktop.rules.shares import Share, share

RECENT, BEFORE, FEWEST_BEFORE = 3, 12, 3

# What falls: how many go on, how many customers stay, how many hand-offs are taken.
Next = Literal["conversion", "early_churn", "returned"]
# found: a local optimum · healthy: none · little: too few months or deals to say.
Verdict = Literal["found", "healthy", "little"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some whole months: deals handed on in them, and what became of those at the next step."""

    months: tuple[str, ...]
    handed_on: int
    next: Share

    @property
    def a_month(self) -> float:
        """Deals handed on a month."""
        return self.handed_on / len(self.months) if self.months else 0.0

    @property
    def period(self) -> Period:
        """The days it covers."""
        return Period(month_period(self.months[0]).first, month_period(self.months[-1]).last)


@dataclass(frozen=True, slots=True)
class Point:
    """A month: deals handed on; of `n` at the next step, what became of `some`."""

    month: str
    handed_on: int
    n: int
    some: int


@dataclass(frozen=True, slots=True)
class Check:
    """A function's own figure against the step after it.

    `to`: where the next step leads, None after a win · `days`: the time a deal had to go on ·
    `months`: both stretches, month by month · `rise_chance`, `fall_chance`: how likely each is by
    luck alone · `level`: what the fall must be less likely than · `lacking_months`,
    `lacking_deals`: what is missing for a word, 0 where it could be said.
    """

    output: Output
    next: Next
    to: StageOf | None
    days: int
    recent: Stretch | None
    before: Stretch | None
    months: tuple[Point, ...]
    rise_chance: float
    fall_chance: float
    level: float
    verdict: Verdict
    lacking_months: int = 0
    lacking_deals: int = 0


@dataclass(frozen=True, slots=True)
class LocalOptima:
    """Every check of a river in its order; those that are `found` are what to look at.

    `kept`: what was counted, to be followed.
    """

    pipeline_id: int
    checks: tuple[Check, ...]
    zone: str
    kept: Kept = field(compare=False, repr=False)

    @property
    def found(self) -> tuple[Check, ...]:
        """The local optima."""
        return tuple(one for one in self.checks if one.verdict == "found")


def local_optima(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    only: Filter = EVERYTHING,
    before: LocalOptima | None = None,
    touched: Collection[int] = (),
) -> LocalOptima:
    """Each function of the river against the step after it, as of `now`.

    `before`: an earlier answer since which only the deals `touched` changed; where it is of
    something else, all is counted anew.
    """
    zone = settings(session).time_zone
    same = before is not None and (before.pipeline_id, before.zone) == (pipeline_id, zone)
    counter = MonthCounter(
        session,
        zone,
        # What a filter means may be something else of a deal that was not touched.
        follows=only == EVERYTHING,
        before=before.kept if before is not None and same else None,
        touched=touched,
    )
    only = settled(session, only)
    stages = stages_of(session, pipeline_id=pipeline_id)
    found = outputs(stages)
    pairs: list[tuple[Output, Next, StageOf | None]] = [
        (one, "conversion", after.stage) for one, after in pairwise(found)
    ]
    if found and found[-1].is_win:
        pairs += [(found[-1], "early_churn", None), (found[-1], "returned", None)]
    read = _Reading(counter, pipeline_id, now, only, LEVEL / max(1, len(pairs)))
    checks = tuple(read.check(*pair, stages) for pair in pairs)
    return LocalOptima(pipeline_id, checks, zone, counter.kept)


@dataclass(frozen=True, slots=True)
class _Reading:
    counter: MonthCounter
    pipeline_id: int
    now: int
    only: Filter
    level: float

    def check(
        self, output: Output, about: Next, to: StageOf | None, stages: Sequence[StageOf]
    ) -> Check:
        days = self._days(output, about, to)
        months = self._months(output, days)
        rows = self._rows(output, about, to, days, months, stages)
        handed = rows
        if about == "returned":
            # What is won is the function's own figure, what was decided only the share's whole.
            handed = won(self.counter, pipeline_id=self.pipeline_id, months=months, only=self.only)
        return self._judged(output, about, to, days, rows, handed)

    def _days(self, output: Output, about: Next, to: StageOf | None) -> int:
        if about == "early_churn":
            return EARLY_DAYS
        if to is None:
            return 0
        today = local_day(self.now, self.counter.zone)
        start, end = Period(today - timedelta(days=365), today).bounds(self.counter.zone)
        assert start is not None and end is not None
        days = three_quarters(
            self.counter,
            stage_id=output.stage.stage_id,
            next_stage_id=to.stage_id,
            start=start,
            end=end,
        )
        return int(days) + 1

    def _months(self, output: Output, days: int) -> list[str]:
        """The last whole months whose deals had so many days to go on, those of both stretches."""
        zone = self.counter.zone
        ripe = local_day(self.now - days * DAY, zone)
        last = months_before(month_of(ripe), 1)
        stage_id = output.stage.stage_id
        first = first_whole_month(self.counter.session, stage_id=stage_id, zone=zone)
        return [
            one for one in last_months(last, RECENT + BEFORE) if first is not None and one >= first
        ]

    def _rows(
        self,
        output: Output,
        about: Next,
        to: StageOf | None,
        days: int,
        months: Sequence[str],
        stages: Sequence[StageOf],
    ) -> tuple[Counted, ...]:
        if about == "conversion":
            return handed_on(
                self.counter,
                stage_id=output.stage.stage_id,
                next_stage_id=None if to is None else to.stage_id,
                days=days,
                months=months,
                only=self.only,
            )
        if about == "early_churn":
            return early_churn(
                self.counter, pipeline_id=self.pipeline_id, months=months, only=self.only
            )
        taker = next((one.function for one in stages if one.stage_id == output.stage.stage_id), "")
        return returned(
            self.counter,
            functions=(output.function, taker),
            pipeline_id=self.pipeline_id,
            months=months,
            only=self.only,
        )

    def _judged(
        self,
        output: Output,
        about: Next,
        to: StageOf | None,
        days: int,
        rows: tuple[Counted, ...],
        handed: tuple[Counted, ...],
    ) -> Check:
        shown = tuple(
            Point(one.month, own.n, one.n, one.some) for one, own in zip(rows, handed, strict=True)
        )
        lacking = max(0, RECENT + FEWEST_BEFORE - len(rows))
        if lacking:
            return Check(
                *(output, about, to, days, None, None, shown, 1.0, 1.0, self.level, "little"),
                lacking_months=lacking,
            )
        recent = _stretch(rows[-RECENT:], handed[-RECENT:])
        before = _stretch(rows[:-RECENT], handed[:-RECENT])
        part = len(recent.months) / len(rows)
        rise = chance_of_more(recent.handed_on, before.handed_on, part)
        now, then = recent.next, before.next
        fall = (
            chance_of_lower(now.numerator, now.denominator, then.numerator, then.denominator)
            if about == "conversion"
            else chance_of_lower(then.numerator, then.denominator, now.numerator, now.denominator)
        )
        few = max(0, FEWEST_CASES - min(now.denominator, then.denominator))
        verdict: Verdict = "little" if few else "healthy"
        if not few and rise < LEVEL and fall < self.level:
            verdict = "found"
        return Check(
            *(output, about, to, days, recent, before, shown, rise, fall, self.level, verdict),
            lacking_deals=few,
        )


def _stretch(rows: Sequence[Counted], handed: Sequence[Counted]) -> Stretch:
    return Stretch(
        tuple(one.month for one in rows),
        sum(one.n for one in handed),
        share(sum(one.some for one in rows), sum(one.n for one in rows)),
    )


def deals_of_check(
    session: Session,
    *,
    pipeline_id: int,
    about: Next,
    stage_id: int,
    next_stage_id: int | None,
    days: int,
    period: Period,
    only: Filter = EVERYTHING,
) -> DealsBehind:
    """The deals at which the next step failed: not gone on, churned early, or returned."""
    scope = Scope(pipeline_id, period, settings(session).time_zone, settled(session, only))
    if about == "early_churn":
        win = wins(pipeline_id)
        wanted = select(win.c.deal_id, win.c.at, no_day()).where(
            churned_early(win), *scope.holds(win.c.at), *scope.means(win.c.deal_id)
        )
    elif about == "returned":
        one = handoff.c
        wanted = (
            select(one.deal_id, func.max(one.handed_at).label("at"), no_day())
            .join_from(handoff, stage_visit, stage_visit.c.id == one.visit_id)
            .where(
                stage_visit.c.stage_id == stage_id,
                one.outcome == "returned",
                *scope.holds(one.handed_at),
                *scope.means(one.deal_id),
            )
            .group_by(one.deal_id)
        )
    else:
        wanted = _not_gone_on(scope, stage_id, next_stage_id, days)
    return listed(session, wanted)


def _not_gone_on(scope: Scope, stage_id: int, next_stage_id: int | None, days: int) -> Select:
    one, following = deal_reached.alias("one"), deal_reached.alias("following")
    return (
        select(one.c.deal_id, one.c.at, no_day())
        .outerjoin(
            following,
            and_(
                following.c.deal_id == one.c.deal_id,
                following.c.stage_id == next_stage_id,
                following.c.at.between(one.c.at, one.c.at + days * DAY),
            ),
        )
        .where(
            one.c.stage_id == stage_id,
            following.c.deal_id.is_(None),
            *scope.holds(one.c.at),
            *scope.means(one.c.deal_id),
        )
    )
