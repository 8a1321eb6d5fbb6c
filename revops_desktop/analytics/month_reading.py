"""All that a month's findings are made of, each read once and only when it is asked for."""

from collections.abc import Mapping
from functools import cached_property
from math import prod

from sqlalchemy.orm import Session

from revops_desktop.analytics.bottleneck import verdict_and_history
from revops_desktop.analytics.bottleneck_answer import Bottleneck, BottleneckHistory
from revops_desktop.analytics.cohorts import CohortMonth, cohorts
from revops_desktop.analytics.downstream import By, Downstream, downstream
from revops_desktop.analytics.handoff_figures import HandoffReport, handoff_figures
from revops_desktop.analytics.leaks import Leak, leaks
from revops_desktop.analytics.overview import Overview, overview
from revops_desktop.analytics.pipeline_health import PipelineHealth, pipeline_health
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.recycle_figures import RecycleFigures, recycle_figures
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_figures import Cut, Group, cut, groups
from revops_desktop.analytics.stage_durations import Quartiles, days_by_month
from revops_desktop.analytics.step_facts import StepFacts, step_facts
from revops_desktop.analytics.stuck import StuckAt, stuck
from revops_desktop.rules.periods import Period, last_months, month_period, months_before
from revops_desktop.rules.shares import FEWEST

# The months that a figure's own history is.
BEFORE = 12


def reading_of(session: Session, *, pipeline_id: int, month: str, now: int) -> "MonthReading":
    """The reading of a month, one for all that is asked of it within a question.

    A session lives as long as its question, and sees the file as it was when that began.
    """
    held: dict[tuple[int, str, int], MonthReading] = session.info.setdefault("months", {})
    key = (pipeline_id, month, now)
    if key not in held:
        held[key] = MonthReading(session, pipeline_id=pipeline_id, month=month, now=now)
    return held[key]


class MonthReading:
    """The month YYYY-MM of a river as of `now` (UTC seconds), and the twelve months before it."""

    def __init__(self, session: Session, *, pipeline_id: int, month: str, now: int) -> None:
        self.session, self.pipeline_id, self.month, self.now = session, pipeline_id, month, now
        self.period = month_period(month)
        # Oldest first, the month itself last.
        self.months = last_months(month, BEFORE + 1)
        self._parts: dict[tuple[By, Period], Downstream] = {}
        self._handoffs: dict[Period, HandoffReport] = {}
        self.before = Period(month_period(self.months[0]).first, month_period(self.months[-2]).last)

    @cached_property
    def zone(self) -> str:
        """The workspace's time zone."""
        return settings(self.session).time_zone

    @cached_property
    def plans_are_known(self) -> bool:
        """Whether next steps were kept here then: five open deals had one, or every tenth."""
        whole = self.health.whole
        planned = whole.open.count - whole.stepless.count
        return planned >= min(FEWEST, max(1, whole.open.count / 10))

    @cached_property
    def stages(self) -> tuple[StageOf, ...]:
        """The stages in river order."""
        return stages_of(self.session, pipeline_id=self.pipeline_id)

    @cached_property
    def overview(self) -> Overview:
        """The key figures."""
        return overview(self.session, pipeline_id=self.pipeline_id, month=self.month, now=self.now)

    @cached_property
    def _bottleneck(self) -> tuple[Bottleneck, BottleneckHistory]:
        return verdict_and_history(self.session, pipeline_id=self.pipeline_id, now=self.now)

    @property
    def bottleneck(self) -> Bottleneck:
        """The verdict as of now."""
        return self._bottleneck[0]

    @property
    def history(self) -> BottleneckHistory:
        """The verdicts of the months before."""
        return self._bottleneck[1]

    @cached_property
    def facts(self) -> StepFacts | None:
        """What goes on at the step named, or at the one with the largest gain."""
        return step_facts(self.session, found=self.bottleneck)

    @cached_property
    def leaks(self) -> tuple[tuple[Leak, ...], ...]:
        """What left, month by month."""
        return tuple(
            leaks(self.session, pipeline_id=self.pipeline_id, period=month_period(one))
            for one in self.months
        )

    @cached_property
    def month_leaks(self) -> tuple[Leak, ...]:
        """What left in the month alone."""
        return leaks(self.session, pipeline_id=self.pipeline_id, period=self.period)

    @cached_property
    def cohorts(self) -> tuple[CohortMonth, ...]:
        """What reached each stage, month by month."""
        return cohorts(
            self.session,
            pipeline_id=self.pipeline_id,
            last_month=self.month,
            months=len(self.months),
        )

    @cached_property
    def days(self) -> Mapping[int, tuple[Quartiles, ...]]:
        """Calendar days of the stays that ended, by stage, month by month."""
        return days_by_month(self.session, pipeline_id=self.pipeline_id, months=self.months)

    @cached_property
    def month_days(self) -> Mapping[int, tuple[Quartiles, ...]]:
        """Those that ended in the month alone."""
        return days_by_month(self.session, pipeline_id=self.pipeline_id, months=[self.month])

    @cached_property
    def promises(self) -> Cut:
        """Every clock."""
        return cut(self.session, period=self.period, now=self.now)

    @cached_property
    def rules(self) -> tuple[Group, ...]:
        """How the promises of this river's stages, and of hand-offs, were kept in the month."""
        found = groups(self.session, self.promises, "rule")
        ids = {one.stage_id for one in self.stages}
        return tuple(
            one
            for one in found
            if isinstance(one.key, tuple) and (one.key[0] == "handoff" or one.key[1] in ids)
        )

    @cached_property
    def handoffs(self) -> HandoffReport:
        """What became of the hand-offs of the month."""
        return self.handoffs_of(self.period)

    def handoffs_of(self, period: Period) -> HandoffReport:
        """What became of those of a period."""
        if period not in self._handoffs:
            self._handoffs[period] = handoff_figures(
                self.session, period=period, now=self.now, pipeline_id=self.pipeline_id
            )
        return self._handoffs[period]

    @cached_property
    def recycle(self) -> RecycleFigures:
        """The pool, and what came back in the month."""
        return recycle_figures(
            self.session, pipeline_id=self.pipeline_id, period=self.period, now=self.now
        )

    @cached_property
    def health(self) -> PipelineHealth:
        """How the open deals stand."""
        return pipeline_health(self.session, pipeline_id=self.pipeline_id, now=self.now)

    @cached_property
    def stuck(self) -> tuple[StuckAt, ...]:
        """What stands still."""
        return stuck(self.session, pipeline_id=self.pipeline_id, now=self.now)

    def parts(self, by: By, period: Period) -> Downstream:
        """The sources or owners of a period."""
        if (by, period) not in self._parts:
            self._parts[by, period] = downstream(
                self.session, pipeline_id=self.pipeline_id, by=by, period=period, now=self.now
            )
        return self._parts[by, period]

    @property
    def year(self) -> Period:
        """The twelve months that end with the month."""
        return Period(month_period(months_before(self.month, 11)).first, self.period.last)

    def worth(self, stage_id: int | None) -> float | None:
        """What a deal that reaches a stage brings in the mean: its chance of a win × a win.

        By the conversions that the bottleneck is judged by; minor units, None where no amount is
        known or the stage lies behind the win.
        """
        found = self.bottleneck
        if found.mean_won is None:
            return None
        ids = [one.stage.stage_id for one in found.steps]
        if stage_id not in ids:
            return None
        rates = [one.current.raw for one in found.steps[ids.index(stage_id) :]]
        return found.mean_won * prod(0.0 if one is None else one for one in rates)
