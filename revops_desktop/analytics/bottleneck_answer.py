"""What is said of the one bottleneck: the verdict, each step's figures, what is missing."""

from dataclasses import dataclass, field
from typing import Literal

from revops_desktop.analytics.bottleneck_rows import BottleneckRows
from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.pipelines import StageOf
from revops_desktop.rules.bottleneck import Found, Queue
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share

# won: deals won in the last 12 months · dated: of them with a known lead time · window: mature
# months · cases: deals that reached a step in the window · earlier: those before it · steps: stages
# before the first customer stage.
Lack = Literal["steps", "won", "dated", "window", "cases", "earlier"]


@dataclass(frozen=True, slots=True)
class Missing:
    """What a verdict lacks: `found` of `needed`."""

    what: Lack
    found: int
    needed: int


@dataclass(frozen=True, slots=True)
class StepFigures:
    """A step from one stage to the next. `current`: its conversion in the window, by count.

    `earlier`: of all mature cohorts before the window · `reference`: what could be had (0 to 1): a
    target, or the best of `reference_months` (first, last; YYYY-MM) shrunk toward the mean ·
    `gain_deals`: wins a month more at the reference, `gain_per_month` the same in minor units; None
    where no reference, or no amount, is known · `chance`: p of the noise test, None where n < 20 on
    a side · `narrow`: `chance` lies below the level · `turns_at`: how many deals of the window must
    go on for the step to be narrow no more, or at most for it to be; None where nothing says so.
    """

    stage: StageOf
    to: StageOf
    current: Share
    earlier: Share
    reference: float | None
    is_target: bool
    reference_months: tuple[str, str] | None
    gain_deals: float | None
    gain_per_month: int | None
    chance: float | None
    narrow: bool
    turns_at: int | None


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The verdict as of `now` and all that it is reckoned from.

    `window`: the months YYYY-MM whose cohorts are judged, oldest first · `mature_days`: the 75th
    percentile of lead time that made them mature · `won`, `mean_won` (minor units): of the last 12
    months · `entering`: deals a month, `river_wins`, `river_amount`: what the river brings a month
    at the window's conversions · `level`: what `chance` of a narrow step lies below · `capacity`:
    whether the step named lacks hands (True) or quality (False); None where none is named ·
    `evidence`: ids of deals of the window that got no further than the step, the largest first ·
    `waiting`: how many of the window's deals stand before the step named still ·
    `missing`: empty unless the verdict is too_little · `rows`: what it was read from.
    """

    pipeline_id: int
    now: int
    verdict: Found
    step: StepFigures | None
    steps: tuple[StepFigures, ...]
    window: tuple[str, ...]
    window_period: Period | None
    mature_days: float | None
    won: int
    mean_won: float | None
    entering: float
    river_wins: float
    river_amount: int | None
    level: float
    capacity: bool | None
    queue: Queue | None
    evidence: tuple[int, ...]
    waiting: int
    missing: tuple[Missing, ...]
    currency: str
    zone: str
    only: Filter = EVERYTHING
    rows: BottleneckRows | None = field(default=None, compare=False, repr=False)

    @property
    def gain_per_month(self) -> int | None:
        """Minor units a month that the step named costs."""
        return None if self.step is None else self.step.gain_per_month

    @property
    def reference(self) -> float | None:
        """What the step named could convert."""
        return None if self.step is None else self.step.reference

    @property
    def current(self) -> Share | None:
        """What the step named converts."""
        return None if self.step is None else self.step.current

    @property
    def p_value(self) -> float | None:
        """How likely the step named lies as low by luck alone."""
        return None if self.step is None else self.step.chance

    @property
    def leading(self) -> StepFigures | None:
        """The step with the largest gain, named or not; None where no step has any."""
        able = [one for one in self.steps if one.gain_deals]
        return max(able, key=lambda one: one.gain_deals or 0.0, default=None)


@dataclass(frozen=True, slots=True)
class MonthVerdict:
    """What was said as a month YYYY-MM ended, by what was known then of moves.

    `step`: the one named · `leading`: the one with the largest gain, named or not.
    """

    month: str
    verdict: Found
    window: tuple[str, ...]
    step: StepFigures | None
    leading: StepFigures | None


@dataclass(frozen=True, slots=True)
class BottleneckHistory:
    """Month by month, oldest first."""

    months: tuple[MonthVerdict, ...]
    currency: str

    def led(self, stage_id: int, months: int = 6) -> tuple[int, int]:
        """In how many of the last months the step from a stage had the largest gain; of how many.

        Months that could say nothing are not counted.
        """
        known = [one for one in self.months[-months:] if one.verdict != "too_little"]
        led = [one for one in known if one.leading and one.leading.stage.stage_id == stage_id]
        return len(led), len(known)
