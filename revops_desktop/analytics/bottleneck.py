"""The one bottleneck of a river: which step, against what, and what it costs (domain.md §6).

It compares the business with its own past, or with a target where the owner set one.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.bottleneck_answer import Bottleneck as Bottleneck
from revops_desktop.analytics.bottleneck_answer import BottleneckHistory as BottleneckHistory
from revops_desktop.analytics.bottleneck_answer import Missing as Missing
from revops_desktop.analytics.bottleneck_answer import MonthVerdict as MonthVerdict
from revops_desktop.analytics.bottleneck_answer import StepFigures as StepFigures
from revops_desktop.analytics.bottleneck_facts import (
    conversion_targets,
    evidence_deals,
    queue_of,
    still_waiting,
)
from revops_desktop.analytics.bottleneck_rows import RowsReader, Won
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.month_cohorts import first_month, month_bounds, month_cohorts
from revops_desktop.analytics.number_rows import Numbers
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
from revops_desktop.rules.shares import share

# Months before which nothing is read: one mistyped year would be thousands of months.
_MOST_MONTHS = 240
_YEAR = 12


def bottleneck(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    only: Filter = EVERYTHING,
    before: Bottleneck | None = None,
    touched: Collection[int] = (),
) -> Bottleneck:
    """The one bottleneck as of now (UTC seconds), or why none can be named.

    `before`: an earlier answer since which only the deals `touched` changed; where it is of
    something else, all is read anew.
    """
    return _Reader(session, pipeline_id, now, only, before, touched).verdict()


def bottleneck_history(
    session: Session, *, pipeline_id: int, now: int, months: int = 12, only: Filter = EVERYTHING
) -> BottleneckHistory:
    """What it was as each of the last `months` whole months ended.

    Moves made later are left out; names and order of stages, amounts and filters are today's.
    """
    return _Reader(session, pipeline_id, now, only).history(months)


def verdict_and_history(
    session: Session,
    *,
    pipeline_id: int,
    now: int,
    months: int = 12,
    only: Filter = EVERYTHING,
    before: tuple[Bottleneck, BottleneckHistory] | None = None,
    touched: Collection[int] = (),
) -> tuple[Bottleneck, BottleneckHistory]:
    """Both, for hardly more than the history alone: what they share is read once.

    `before` and `touched` as of `bottleneck`.
    """
    reader = _Reader(
        session, pipeline_id, now, only, None if before is None else before[0], touched
    )
    history = reader.history(months)
    return reader.verdict(), history


class _Reader:
    """Reads once what verdicts at several instants share."""

    def __init__(
        self,
        session: Session,
        pipeline_id: int,
        now: int,
        asked: Filter,
        before: Bottleneck | None = None,
        touched: Collection[int] = (),
    ) -> None:
        self._session, self._pipeline_id, self._now = session, pipeline_id, now
        only = self._only = settled(session, asked)
        self._asked = asked
        about = settings(session)
        self._currency, self._zone = about.currency, about.time_zone
        stages = stages_of(session, pipeline_id=pipeline_id)
        won = next((place for place, one in enumerate(stages) if one.phase == "customer"), None)
        self._stages = () if won is None else stages[: won + 1]
        self._ids = [one.stage_id for one in self._stages[:-1]]
        self._months = self._known_months()
        self._cohorts: Mapping[int, tuple[Cohort, ...]] = month_cohorts(
            session, stage_ids=self._ids, months=self._months, zone=self._zone, only=only
        )
        self._bounds = month_bounds(self._months, self._zone)
        self._targets = conversion_targets(session, pipeline_id=pipeline_id)
        self._rows = RowsReader(
            session,
            pipeline_id=pipeline_id,
            zone=self._zone,
            only=only,
            before=None if before is None else before.rows,
            touched=touched,
        )

    def _known_months(self) -> list[str]:
        """Whole months up to now, from the first with a deal."""
        if not self._ids:
            return []
        first = first_month(self._session, stage_id=self._ids[0], zone=self._zone)
        last = months_before(month_of(local_day(self._now, self._zone)), 1)
        if first is None or first > last:
            return []
        return [one for one in last_months(last, _MOST_MONTHS) if one >= first]

    def verdict(self) -> Bottleneck:
        """As of now."""
        made = self._at(self._now, None)
        made = replace(made, rows=self._rows.kept())
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
        ripe = [days for at in instants if (days := self._ripe_days(at)) is not None]
        # Only what takes longer than a cohort needs to mature can come too late for it.
        slower_than = int(min(ripe, default=0) * DAY)
        late = self._rows.late(self._ids, instants[0], slower_than)
        found = []
        for month, at in zip(ends, instants, strict=True):
            made = self._at(at, late)
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

    def _won(self, at: int) -> Won:
        """What the wins of the 12 months before an instant say."""
        return self._rows.won(self._year_before(at), at)

    def _ripe_days(self, at: int) -> float | None:
        return None if self._lacks_wins(self._won(at)) else self._won(at).ripe

    def _lacks_wins(self, won: Won) -> tuple[Missing, ...]:
        if not self._ids:
            return (Missing("steps", 0, 1),)
        if won.number < FEWEST_WON:
            return (Missing("won", won.number, FEWEST_WON),)
        if won.dated < FEWEST_WON:
            return (Missing("dated", won.dated, FEWEST_WON),)
        return ()

    def _at(self, at: int, late: Numbers | None) -> Bottleneck:
        """As of an instant; `late`: advances of which those from `at` on were not known then."""
        won, days = self._won(at), self._ripe_days(at)
        missing = self._lacks_wins(won)
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
        steps = tuple(self._figures(place, judged, won.mean) for place in range(len(judged.steps)))
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
            won=won.number,
            mean_won=won.mean,
            entering=judged.entering,
            river_wins=judged.wins,
            river_amount=None if won.mean is None else round(judged.wins * won.mean),
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

    def _known_at(self, at: int, mature: int, late: Numbers | None) -> list[list[Cohort]]:
        cohorts = [list(self._cohorts[stage_id][:mature]) for stage_id in self._ids]
        if late is None or not mature:
            return cohorts
        stage_id, reached_at = late[late[:, 3] >= at, 1:3].T
        month = np.searchsorted(self._bounds, reached_at, side="right") - 1
        for place, mine in enumerate(self._ids):
            of_mine = month[(stage_id == mine) & (month >= 0) & (month < mature)]
            for number, later in enumerate(np.bincount(of_mine, minlength=mature)):
                if later:
                    one = cohorts[place][number]
                    cohorts[place][number] = Cohort(one.entered, one.advanced - int(later))
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
