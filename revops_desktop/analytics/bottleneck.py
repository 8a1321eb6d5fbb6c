"""The one bottleneck of a river: which step, against what, and what it costs (domain.md §6).

It compares the business with its own past, or with a target where the owner set one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from sqlalchemy.orm import Session

from revops_desktop.analytics.bottleneck_answer import Bottleneck as Bottleneck
from revops_desktop.analytics.bottleneck_answer import BottleneckHistory as BottleneckHistory
from revops_desktop.analytics.bottleneck_answer import Missing as Missing
from revops_desktop.analytics.bottleneck_answer import MonthVerdict as MonthVerdict
from revops_desktop.analytics.bottleneck_answer import StepFigures as StepFigures
from revops_desktop.analytics.bottleneck_facts import (
    LateStep,
    Win,
    conversion_targets,
    evidence_deals,
    late_steps,
    queue_of,
    still_waiting,
    wins,
)
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.month_cohorts import first_month, month_bounds, month_cohorts
from revops_desktop.analytics.pipelines import stages_of
from revops_desktop.analytics.settings import settings
from revops_desktop.rules.bottleneck import (
    FEWEST_WON,
    WINDOW_MONTHS,
    Cohort,
    Verdict,
    is_short_of_capacity,
    judge,
    tipping_point,
)
from revops_desktop.rules.chance import FEWEST_CASES
from revops_desktop.rules.periods import (
    DAY,
    Period,
    last_months,
    local_day,
    month_of,
    month_period,
    months_before,
)
from revops_desktop.rules.quantile import quantile
from revops_desktop.rules.shares import share

# Months before which nothing is read: one mistyped year would be thousands of months.
_MOST_MONTHS = 240
_YEAR = 12


def bottleneck(
    session: Session, *, pipeline_id: int, now: int, only: Filter = EVERYTHING
) -> Bottleneck:
    """The one bottleneck as of now (UTC seconds), or why none can be named."""
    return _Reader(session, pipeline_id, now, settled(session, only), only).verdict()


def bottleneck_history(
    session: Session, *, pipeline_id: int, now: int, months: int = 12, only: Filter = EVERYTHING
) -> BottleneckHistory:
    """What it was as each of the last `months` whole months ended.

    Moves made later are left out; names and order of stages, amounts and filters are today's.
    """
    return _Reader(session, pipeline_id, now, settled(session, only), only).history(months)


@dataclass(frozen=True, slots=True)
class _Lead:
    """What the wins of 12 months say: their number, mean amount, and days to ripeness."""

    won: int
    mean_won: float | None
    days: float | None
    missing: tuple[Missing, ...]


def verdict_and_history(
    session: Session, *, pipeline_id: int, now: int, months: int = 12, only: Filter = EVERYTHING
) -> tuple[Bottleneck, BottleneckHistory]:
    """Both, for hardly more than the history alone: what they share is read once."""
    reader = _Reader(session, pipeline_id, now, settled(session, only), only)
    history = reader.history(months)
    return reader.verdict(), history


class _Reader:
    """Reads once what verdicts at several instants share."""

    def __init__(
        self, session: Session, pipeline_id: int, now: int, only: Filter, asked: Filter
    ) -> None:
        self._session, self._pipeline_id, self._now = session, pipeline_id, now
        self._only, self._asked = only, asked
        about = settings(session)
        self._currency, self._zone = about.currency, about.time_zone
        stages = stages_of(session, pipeline_id=pipeline_id)
        before = next((place for place, one in enumerate(stages) if one.phase == "customer"), None)
        self._stages = () if before is None else stages[: before + 1]
        self._ids = [one.stage_id for one in self._stages[:-1]]
        self._months = self._known_months()
        self._cohorts: Mapping[int, tuple[Cohort, ...]] = month_cohorts(
            session, stage_ids=self._ids, months=self._months, zone=self._zone, only=only
        )
        self._bounds = month_bounds(self._months, self._zone)
        self._targets = conversion_targets(session, pipeline_id=pipeline_id)
        self._won: Sequence[Win] | None = None
        self._won_since = 0
        self._leads: dict[int, _Lead] = {}

    def _known_months(self) -> list[str]:
        """Whole months up to now, from the first with a deal."""
        if not self._ids:
            return []
        first = first_month(self._session, stage_id=self._ids[0], zone=self._zone)
        last = months_before(month_of(local_day(self._now, self._zone)), 1)
        if first is None or first > last:
            return []
        return [one for one in last_months(last, _MOST_MONTHS) if one >= first]

    def _wins(self, since: int) -> Sequence[Win]:
        """The wins from an instant to now, and those before it that were read already."""
        if self._won is None or since < self._won_since:
            self._won_since = since
            self._won = wins(
                self._session,
                pipeline_id=self._pipeline_id,
                since=since,
                until=self._now,
                zone=self._zone,
                only=self._only,
            )
        return self._won

    def verdict(self) -> Bottleneck:
        """As of now."""
        won = self._wins(self._year_before(self._now))
        made = self._at(self._now, won, ())
        step = made.step
        if step is None or made.window_period is None:
            return made
        queue = queue_of(
            self._session,
            pipeline_id=self._pipeline_id,
            stage_id=step.stage.stage_id,
            now=self._now,
            only=self._only,
        )
        evidence = evidence_deals(
            self._session,
            stage_id=step.stage.stage_id,
            bounds=made.window_period.bounds(self._zone),
            only=self._only,
        )
        waiting = still_waiting(
            self._session,
            stage_id=step.stage.stage_id,
            bounds=made.window_period.bounds(self._zone),
            only=self._only,
        )
        return replace(
            made,
            queue=queue,
            capacity=is_short_of_capacity(queue),
            evidence=evidence,
            waiting=waiting,
        )

    def history(self, months: int) -> BottleneckHistory:
        """As each whole month ended."""
        ends = last_months(months_before(month_of(local_day(self._now, self._zone)), 1), months)
        instants = month_bounds(ends, self._zone)[1:]
        won = self._wins(self._year_before(instants[0]))
        ripe = [days for at in instants if (days := self._lead(at, won).days) is not None]
        late = late_steps(
            self._session,
            stage_ids=self._ids,
            after=instants[0],
            # Only what takes longer than a cohort needs to mature can come too late for it.
            slower_than=int(min(ripe, default=0) * DAY),
            only=self._only,
        )
        found = []
        for month, at in zip(ends, instants, strict=True):
            made = self._at(at, won, late)
            found.append(MonthVerdict(month, made.verdict, made.window, made.step, made.leading))
        return BottleneckHistory(tuple(found), self._currency)

    def _year_before(self, at: int) -> int:
        day = local_day(at, self._zone)
        month = month_period(months_before(month_of(day), _YEAR))
        assert month.first is not None and month.last is not None
        back = month.first.replace(day=min(day.day, month.last.day))
        start, _end = Period(back, back).bounds(self._zone)
        assert start is not None
        return start

    def _at(self, at: int, won: Sequence[Win], late: Sequence[LateStep]) -> Bottleneck:
        """As of an instant; `late`: advances of which those from `at` on were not known then."""
        lead = self._lead(at, won)
        missing, days = lead.missing, lead.days
        mature = 0 if days is None else sum(end + days * DAY < at for end in self._bounds[1:])
        window = min(WINDOW_MONTHS, mature)
        cohorts = self._known_at(at, mature, late)
        months = tuple(self._months[mature - window : mature])
        targets = self._targets_of(months[-1]) if months else [None] * len(self._ids)
        judged = judge(cohorts, window, targets)
        missing = missing or _lacks(judged, window)
        if missing:
            judged = Verdict(
                "too_little", None, judged.steps, judged.entering, judged.wins, judged.level
            )
        steps = tuple(
            self._figures(place, judged, lead.mean_won) for place in range(len(judged.steps))
        )
        period = _period(months)
        return Bottleneck(
            pipeline_id=self._pipeline_id,
            now=at,
            verdict=judged.found,
            step=None if judged.step is None else steps[judged.step],
            steps=steps,
            window=months,
            window_period=period,
            mature_days=days,
            won=lead.won,
            mean_won=lead.mean_won,
            entering=judged.entering,
            river_wins=judged.wins,
            river_amount=None if lead.mean_won is None else round(judged.wins * lead.mean_won),
            level=judged.level,
            capacity=None,
            queue=None,
            evidence=(),
            waiting=0,
            missing=missing,
            currency=self._currency,
            zone=self._zone,
            only=self._asked,
        )

    def _lead(self, at: int, won: Sequence[Win]) -> "_Lead":
        """What the wins of the 12 months before an instant say: asked twice of every one."""
        found = self._leads.get(at)
        if found is None:
            found = self._leads[at] = self._lead_of(at, won)
        return found

    def _lead_of(self, at: int, won: Sequence[Win]) -> "_Lead":
        since = self._year_before(at)
        first = bisect_left(won, since, key=lambda one: one.at)
        recent = won[first : bisect_left(won, at, key=lambda one: one.at)]
        days = sorted(one.lead for one in recent if one.lead is not None and one.lead >= 0)
        worth = [one.value for one in recent if one.value is not None]
        mean = fmean(worth) if worth else None
        missing: tuple[Missing, ...] = ()
        if not self._ids:
            missing = (Missing("steps", 0, 1),)
        elif len(recent) < FEWEST_WON:
            missing = (Missing("won", len(recent), FEWEST_WON),)
        elif len(days) < FEWEST_WON:
            missing = (Missing("dated", len(days), FEWEST_WON),)
        return _Lead(len(recent), mean, None if missing else quantile(days, 0.75), missing)

    def _known_at(self, at: int, mature: int, late: Sequence[LateStep]) -> list[list[Cohort]]:
        cohorts = [list(self._cohorts[stage_id][:mature]) for stage_id in self._ids]
        place = {stage_id: number for number, stage_id in enumerate(self._ids)}
        for one in late:
            month = bisect_right(self._bounds, one.at) - 1
            if one.next_at >= at and 0 <= month < mature:
                months = cohorts[place[one.stage_id]]
                months[month] = Cohort(months[month].entered, months[month].advanced - 1)
        return cohorts

    def _targets_of(self, month: str) -> list[float | None]:
        """The latest target not after the month; where all are later, the first of them."""
        found: list[float | None] = []
        for stage_id in self._ids:
            said = self._targets.get(stage_id, ())
            before = [value for since, value in said if since <= month]
            found.append(before[-1] if before else said[0][1] if said else None)
        return found

    def _figures(self, place: int, judged: Verdict, mean: float | None) -> StepFigures:
        one = judged.steps[place]
        best, months = one.best, None
        if one.target is None and best is not None:
            months = (self._months[best.first], self._months[best.last])
        gain = one.gain
        return StepFigures(
            stage=self._stages[place],
            to=self._stages[place + 1],
            current=share(one.window.advanced, one.window.entered),
            earlier=share(one.earlier.advanced, one.earlier.entered),
            reference=one.reference,
            is_target=one.target is not None,
            reference_months=months,
            gain_deals=gain,
            gain_per_month=None if gain is None or mean is None else round(gain * mean),
            chance=one.chance,
            narrow=one.narrow,
            turns_at=tipping_point(one, judged.level),
        )


def _lacks(judged: Verdict, window: int) -> tuple[Missing, ...]:
    """What is missing for any step to be judged; nothing where one can be."""
    if judged.found != "too_little":
        return ()
    if not window:
        return (Missing("window", 0, 1),)
    most = max((one.window.entered for one in judged.steps), default=0)
    if most < FEWEST_CASES:
        return (Missing("cases", most, FEWEST_CASES),)
    earlier = max(one.earlier.entered for one in judged.steps if one.window.entered >= FEWEST_CASES)
    return (Missing("earlier", earlier, FEWEST_CASES),)


def _period(months: Sequence[str]) -> Period | None:
    if not months:
        return None
    return Period(month_period(months[0]).first, month_period(months[-1]).last)
