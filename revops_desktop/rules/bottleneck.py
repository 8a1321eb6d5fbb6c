"""Which step holds the river back? The arithmetic of domain.md §6, plain numbers in and out.

R = N × c₁ × … × cₘ × A. A step is narrow when its newest mature cohorts convert worse than all
earlier ones by more than noise; the bottleneck is the narrow step with the largest gain.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, prod, sqrt
from typing import Literal, NamedTuple

from revops_desktop.rules.chance import FEWEST_CASES, LEVEL, chance_of_lower

WINDOW_MONTHS = 3
# Fewer deals won than this tell neither a lead time nor a mean amount.
FEWEST_WON = 5
# How many cases at its all-time mean a best value is shrunk with.
WEIGHT_OF_MEAN = 20
QUEUE_WEEKS = 4
_GROWN_BY = 1.25

Found = Literal["named", "none", "too_little"]


class Cohort(NamedTuple):
    """Deals that reached a stage, and those of them that reached the next one."""

    entered: int = 0
    advanced: int = 0

    def and_(self, other: "Cohort") -> "Cohort":
        """Both together."""
        return Cohort(self.entered + other.entered, self.advanced + other.advanced)

    @property
    def rate(self) -> float | None:
        """The conversion; None where nobody entered."""
        return self.advanced / self.entered if self.entered else None


@dataclass(frozen=True, slots=True)
class Best:
    """The best that a step held, from its `first` to its `last` month (index).

    `rate` is shrunk toward the step's all-time mean; `cohort` is what came.
    """

    rate: float
    first: int
    last: int
    cohort: Cohort


@dataclass(frozen=True, slots=True)
class StepVerdict:
    """One step. `window`: its newest mature cohorts; `earlier`: all mature ones before them.

    `reference`: the target, else `best.rate`; None without either · `gain`: wins a month more if
    this step alone were as good as the reference, never below 0; None without a reference ·
    `chance`: how likely it lies as low by luck alone; None where n < 20 on a side · `narrow`: that
    is less than the level ÷ number of steps.
    """

    window: Cohort
    earlier: Cohort
    target: float | None
    best: Best | None
    gain: float | None
    chance: float | None
    narrow: bool

    @property
    def reference(self) -> float | None:
        """What could be had."""
        if self.target is not None:
            return self.target
        return None if self.best is None else self.best.rate


@dataclass(frozen=True, slots=True)
class Verdict:
    """`step` (index) is the bottleneck where one is named.

    `entering`: deals a month that enter the river · `wins`: deals a month that the river brings at
    the window's conversions · `level`: what `chance` must lie below.
    """

    found: Found
    step: int | None
    steps: tuple[StepVerdict, ...]
    entering: float
    wins: float
    level: float


def judge(
    cohorts: Sequence[Sequence[Cohort]], window: int, targets: Sequence[float | None]
) -> Verdict:
    """The verdict over mature months: `cohorts` of each step by month, oldest first.

    The last `window` months are the window (three, fewer where no more are mature).
    """
    level = LEVEL / max(len(cohorts), 1)
    newest = [together(months[-window:]) if window else Cohort() for months in cohorts]
    rates = [_rate(now, together(months)) for now, months in zip(newest, cohorts, strict=True)]
    entering = newest[0].entered / window if newest and window else 0.0
    steps = tuple(
        _step(number, months, window, target, entering, rates, level)
        for number, (months, target) in enumerate(zip(cohorts, targets, strict=True))
    )
    named = max(
        (number for number, one in enumerate(steps) if one.narrow),
        key=lambda number: (steps[number].gain or 0.0, -(steps[number].chance or 0.0)),
        default=None,
    )
    can_say = any(one.chance is not None for one in steps)
    found: Found = "too_little" if not can_say else "none" if named is None else "named"
    return Verdict(found, named, steps, entering, entering * prod(rates), level)


def together(cohorts: Sequence[Cohort]) -> Cohort:
    """All of them as one."""
    return Cohort(sum(one.entered for one in cohorts), sum(one.advanced for one in cohorts))


def _rate(now: Cohort, ever: Cohort) -> float:
    """What the step converts; its all-time mean where nobody entered in the window."""
    rate = ever.rate if now.rate is None else now.rate
    return 0.0 if rate is None else rate


def _step(
    number: int,
    months: Sequence[Cohort],
    window: int,
    target: float | None,
    entering: float,
    rates: Sequence[float],
    level: float,
) -> StepVerdict:
    split = len(months) - window
    now, earlier = together(months[split:]), together(months[:split])
    best = best_held(months[:split], together(months).rate)
    reference = target if target is not None else None if best is None else best.rate
    gain = None
    if reference is not None:
        others = prod(rate for place, rate in enumerate(rates) if place != number)
        gain = max(0.0, entering * others * (reference - rates[number]))
    chance = None
    if target is not None and now.entered >= FEWEST_CASES:
        chance = below_target(now, target)
    elif target is None and min(now.entered, earlier.entered) >= FEWEST_CASES:
        chance = chance_of_lower(now.advanced, now.entered, earlier.advanced, earlier.entered)
    narrow = chance is not None and chance < level
    return StepVerdict(now, earlier, target, best, gain, chance, narrow)


def best_held(earlier: Sequence[Cohort], mean: float | None) -> Best | None:
    """The best of any rolling 3 months with n ≥ 20, each shrunk toward the mean with weight 20.

    Fewer than 3 months are one stretch. None where no stretch has 20 cases.
    """
    if mean is None:
        return None
    found = None
    for first in range(max(1, len(earlier) - WINDOW_MONTHS + 1)):
        cohort = together(earlier[first : first + WINDOW_MONTHS])
        if cohort.entered < FEWEST_CASES:
            continue
        cases = cohort.entered + WEIGHT_OF_MEAN
        rate = (cohort.advanced + WEIGHT_OF_MEAN * mean) / cases
        # Of two alike the later one: it is remembered better.
        if found is None or rate >= found.rate:
            found = Best(rate, first, min(first + WINDOW_MONTHS, len(earlier)) - 1, cohort)
    return found


def below_target(now: Cohort, target: float) -> float:
    """How likely a share lies as far below a target by luck alone: one-sided, one sample."""
    if not now.entered:
        return 1.0
    rate, spread = now.advanced / now.entered, sqrt(target * (1 - target) / now.entered)
    if spread == 0:
        # A target of all or of nothing leaves no room for luck.
        return 0.0 if rate < target else 1.0
    return erfc((target - rate) / spread / sqrt(2)) / 2


@dataclass(frozen=True, slots=True)
class Queue:
    """What came to a stage and went from it in each of the last 4 weeks, oldest first.

    `waiting`: how many stand there now, `waited`: as these weeks began · `ended` and
    `ended_before`: of those that ended in these weeks, and in the 12 weeks before them, how many
    there were and advanced.
    """

    arrivals: tuple[int, ...]
    departures: tuple[int, ...]
    waiting: int
    waited: int
    ended: Cohort
    ended_before: Cohort


def is_short_of_capacity(queue: Queue) -> bool:
    """Whether a step lacks hands rather than quality (domain.md §6).

    Each week more came than went, more than a quarter more are waiting, and those who ended did not
    convert worse by more than noise.
    """
    more_came = all(
        came > went for came, went in zip(queue.arrivals, queue.departures, strict=True)
    )
    grown = queue.waiting > queue.waited * _GROWN_BY
    now, before = queue.ended, queue.ended_before
    fallen = chance_of_lower(now.advanced, now.entered, before.advanced, before.entered) < LEVEL
    return len(queue.arrivals) >= QUEUE_WEEKS and more_came and grown and not fallen


def tipping_point(one: StepVerdict, level: float) -> int | None:
    """How many deals of the window would have to go on for the finding to turn.

    Of a narrow step the fewest with which it is narrow no more, of another the most with which it
    were; None where nothing can be said, or no number of them would do.
    """
    if one.chance is None:
        return None
    entered, earlier = one.window.entered, one.earlier

    def is_narrow(advanced: int) -> bool:
        if one.target is not None:
            return below_target(Cohort(entered, advanced), one.target) < level
        chance = chance_of_lower(advanced, entered, earlier.advanced, earlier.entered)
        return chance < level

    # The more go on, the less narrow it is: the turn is looked for by halves.
    turn = bisect_left(range(entered + 1), True, key=lambda advanced: not is_narrow(advanced))
    if one.narrow:
        return turn if turn <= entered else None
    return turn - 1 if turn else None
