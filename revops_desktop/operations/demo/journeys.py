"""The way of every deal through the river: which stages, when, and how it left.

How far a deal comes is dealt first, from decks and by nothing else; its way there is drawn to fit.
So conversions stay what the plan says, however long deals stay, rest or go back.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from revops_desktop.operations.demo import plan as plans
from revops_desktop.operations.demo.chance import Deck, Weighted, log_normal_table, one_of
from revops_desktop.operations.demo.plan import STEPS, WON, Plan
from revops_desktop.operations.demo.reasons import Reason, Reasons
from revops_desktop.operations.demo.workdays import Workdays
from revops_desktop.rules.periods import DAY, start_of_day

# Larger customers take longer over an opportunity: SMB, mid-market, enterprise.
_PACE_BY_SEGMENT = (0.92, 1.05, 1.3)
_LONGEST_STAY = 2.6
_STAYS = log_normal_table(0.6, _LONGEST_STAY)

_CHURN_A_DAY = 0.011 / 30
# A customer that leaves early does so between these days after the win (early: up to 90).
_EARLY_FROM, _EARLY_TO = 26, 80
_GOES_BACK = 0.03
# The receiver returns a hand-off: to inside sales, to field sales.
_RETURNED, _HANDED = 0.08, (3, 5)
_REOPENED = 0.5
_LOST_WHEN_REOPENED = 0.5
# Where a deal that did not go on is taken up again, by the stage that it left from.
_REOPENED_IN = (0, 1, 1, 3, 3, 5, 5, 5, 5, 5)

# Deals with customers of ours, once there are some: through the river from Qualified, or won at
# once in a stage that is marked as a new sale.
_FROM_CUSTOMERS = 0.16
_AT_ONCE = 0.14
_KINDS_THROUGH = Weighted((("upsell", 35), ("cross_sell", 35), ("repeat", 20), ("renewal", 10)))
_KINDS_AT_ONCE = Weighted((("upsell", 55), ("repeat", 45)))
_FEWEST_CUSTOMERS = 8


@dataclass(slots=True)
class Visit:
    """One stay; `stage` counts from 0 (Lead). `left` None: it stands there at the story's end."""

    stage: int
    entered: int
    left: int | None = None
    outcome: str | None = None
    is_reentry: bool = False
    reason: Reason | None = None
    wake_on: str | None = None


@dataclass(slots=True)
class Journey:
    """A deal's way. `customer` is the earlier deal (its number) with the same company, if any."""

    number: int
    segment: int
    source: int
    kind: str
    customer: int | None
    visits: list[Visit]

    @property
    def began_at(self) -> int:
        """When it entered the earliest of its stages: its first visit (domain.md §5)."""
        return min((visit.stage, visit.entered) for visit in self.visits)[1]

    @property
    def won_at(self) -> int | None:
        """When it entered the customer phase."""
        return next((visit.entered for visit in self.visits if visit.stage >= WON), None)

    @property
    def came_to(self) -> int | None:
        """The last stage it reached; None while it is neither won nor has left."""
        furthest = max(visit.stage for visit in self.visits)
        return None if furthest < WON and self.visits[-1].left is None else furthest


class Journeys:
    """Draws the journeys of a plan, in the order in which the deals begin."""

    def __init__(
        self,
        plan: Plan,
        *,
        seed: int,
        zone: str,
        reasons: Reasons,
        segments: Weighted[int],
        sources: Sequence[Weighted[int]],
        pushed: Sequence[Weighted[int]],
        enters: Mapping[int, int],
        leaves_early: Mapping[int, float],
    ) -> None:
        """`sources` by how far a deal came (`_reach`), `pushed`: those since marketing's push.

        By source `enters`: the stage that it begins in, `leaves_early`: the share of its customers
        that churn early.
        """
        random = Random(f"journeys {seed} {plan.draft}")
        self._chance = random.random
        self._plan = plan
        self._days = Workdays(plan.first, plan.last, zone, random.random)
        self._end = self._days.end
        self._reasons = reasons
        self._segments, self._sources, self._enters = segments, sources, enters
        self._pushed, self._leaves_early = pushed, leaves_early
        self._pushed_from = start_of_day(plan.pushed_from, zone)
        self._decks = [Deck(step.converts, plans.PACK, random) for step in STEPS]
        self._planted = plan.planted_step
        self._half, self._worse = Deck(1, 2, random), Deck(2, 5, random)
        start, worse = plan.planted_from, plan.worse_from
        self._planted_from = start_of_day(start, zone) if start else 0
        self._worse_from = start_of_day(worse, zone) if worse else 0
        # Deals won so far: (won at, churned at or the end of time, number).
        self._customers: list[tuple[int, float, int]] = []

    def __iter__(self) -> Iterator[Journey]:
        number = 0
        for day, count in plans.starts_per_day(self._plan):
            for start in sorted(self._days.on(day) for _ in range(count)):
                yield self._journey(number, start)
                number += 1

    def _journey(self, number: int, start: int) -> Journey:
        chance = self._chance
        furthest = 0
        while furthest < WON and self._decks[furthest].deal():
            furthest += 1
        segment = self._segments.draw(chance)
        customer, kind, first = self._begins_with_customer(start, furthest)
        sources = self._sources if start < self._pushed_from else self._pushed
        source = sources[_reach(furthest)].draw(chance)
        if customer is None:
            first = min(self._enters[source], furthest)
        furthest = self._narrowed(start, 0, first, furthest)
        if first > furthest:
            customer, kind, first = None, "new", furthest
        visits = [Visit(first, start)]
        if first < WON:
            self._walk(visits, furthest, _PACE_BY_SEGMENT[segment])
        if visits[-1].stage >= WON:
            self._stay_customer(visits, number, self._leaves_early[source])
        return Journey(number, segment, source, kind, customer, visits)

    def _begins_with_customer(self, start: int, furthest: int) -> tuple[int | None, str, int]:
        """A customer to sell to again, the kind of deal and its first stage; or a new one."""
        chance = self._chance
        if furthest < plans.FIRST_MEETING or len(self._customers) < _FEWEST_CUSTOMERS:
            return None, "new", 0
        at_once = furthest == WON and chance() < _AT_ONCE
        if not at_once and chance() >= _FROM_CUSTOMERS:
            return None, "new", 0
        for _ in range(6):
            won_at, churned_at, number = one_of(self._customers, chance)
            if won_at + 45 * DAY < start < churned_at:
                if at_once:
                    return number, _KINDS_AT_ONCE.draw(chance), plans.EXPANSION
                return number, _KINDS_THROUGH.draw(chance), plans.FIRST_OPPORTUNITY
        return None, "new", 0

    def _narrowed(self, at: int, reached: int, to: int, furthest: int) -> int:
        """How far it comes at most, when at `at` it reaches the stages `reached` to `to`."""
        step = self._planted
        if step is None or not reached <= step <= to or step >= furthest:
            return furthest
        if at < self._planted_from:
            return furthest
        deck = self._half if at < self._worse_from else self._worse
        return furthest if deck.deal() else step

    def _walk(self, visits: list[Visit], furthest: int, pace: float) -> None:
        """From the first visit up to the win, the exit or the story's end."""
        chance, after, end = self._chance, self._days.after, self._end
        while True:
            here = visits[-1]
            stage = here.stage
            if stage == furthest:
                self._leave(visits, furthest, self._stay(STEPS[stage].days_to_leave, stage, pace))
                return
            step = STEPS[stage]
            if chance() < step.rests and self._rest(visits, stage, pace):
                here = visits[-1]
            at = after(here.entered, self._stay(step.days_to_next, stage, pace))
            if at >= end:
                return
            target = stage + 1
            furthest = self._narrowed(at, target, target, furthest)
            while target < furthest and target < WON and chance() < STEPS[target].skipped:
                target += 1
                furthest = self._narrowed(at, target, target, furthest)
            here.left, here.outcome = at, "advanced"
            visits.append(Visit(target, at))
            if target == WON:
                return
            goes_back = _RETURNED if target in _HANDED else _GOES_BACK
            if target >= 3 and target != 4 and chance() < goes_back and not self._back(visits):
                return

    def _stay(self, days: float, stage: int, pace: float) -> float:
        if stage < plans.FIRST_OPPORTUNITY:
            pace = 1.0
        return days * pace * self._plan.pace * one_of(_STAYS, self._chance)

    def _back(self, visits: list[Visit]) -> bool:
        """Goes back a while and comes again; False where the story ends meanwhile."""
        stage = visits[-1].stage
        came_from = visits[-2].stage if len(visits) > 1 else stage - 1
        for target, days, outcome in (
            (min(came_from, stage - 1), 3.0, "went_back"),
            (stage, 4.0, "advanced"),
        ):
            here = visits[-1]
            at = self._days.after(here.entered, self._stay(days, 0, 1.0))
            if at >= self._end:
                return False
            here.left, here.outcome = at, outcome
            visits.append(Visit(target, at))
        return True

    def _rest(self, visits: list[Visit], stage: int, pace: float) -> bool:
        """Is recycled and comes back to the same stage, if there is time to go on afterwards."""
        here, step = visits[-1], STEPS[stage]
        reason = self._reasons.draw("recycled", stage, self._chance)
        left = self._days.after(here.entered, self._stay(step.days_to_leave, stage, pace))
        wake = self._days.open_from(self._days.number(left) + self._wait(reason))
        back = self._days.on(wake)
        longest = step.days_to_next * pace * self._plan.pace * _LONGEST_STAY + 12
        if back + longest * DAY >= self._end:
            return False
        here.left, here.outcome, here.reason = left, "recycled", reason
        here.wake_on = self._days.iso(wake)
        visits.append(Visit(stage, back, is_reentry=True))
        return True

    def _wait(self, reason: Reason) -> int:
        return int((reason.usual_wait_days or 90) * (0.9 + 0.25 * self._chance()))

    def _leave(self, visits: list[Visit], furthest: int, days: float) -> None:
        """Leaves the river; a recycled deal may be taken up again, but comes no further."""
        chance, days_of, end = self._chance, self._days, self._end
        narrow = self._planted == furthest and visits[-1].entered >= self._planted_from
        recycled = chance() < STEPS[furthest].recycled
        while True:
            here = visits[-1]
            at = days_of.after(here.entered, days)
            if at >= end:
                return
            here.left, here.outcome = at, "recycled" if recycled else "lost"
            here.reason = self._reasons.draw(here.outcome, furthest, chance, narrow=narrow)
            if not recycled:
                return
            wake = days_of.open_from(days_of.number(at) + self._wait(here.reason))
            last = days_of.number(end)
            if wake < last and chance() >= _REOPENED:
                wake = days_of.open_from(last + 3 + int(chance() * 150))
            here.wake_on = days_of.iso(wake)
            back = days_of.after(days_of.on(min(wake, last + 1)), 9 * chance() * chance())
            if wake >= last or back >= end:
                return
            visits.append(Visit(_REOPENED_IN[here.stage], back, is_reentry=True))
            days, narrow = self._stay(14.0, 0, 1.0), False
            recycled = chance() >= _LOST_WHEN_REOPENED

    def _stay_customer(self, visits: list[Visit], number: int, leaves_early: float) -> None:
        """Onboarding, adoption, perhaps expansion and advocacy; until it churns, if it does."""
        chance, end, after = self._chance, self._end, self._days.after
        won_at = visits[-1].entered
        churn_at = end + 1
        days = max(60.0, 15.0 + self._stay(60.0, 0, 1.0)) + _exponential(chance(), _CHURN_A_DAY)
        if chance() < leaves_early:
            days = _EARLY_FROM + (_EARLY_TO - _EARLY_FROM) * chance()
        if days * DAY < end - won_at:
            churn_at = after(won_at, days)
        ways = (
            (WON, plans.DAYS_ONBOARDING, ((plans.ADOPTION, 1.0),)),
            (plans.ADOPTION, plans.DAYS_ADOPTION, ((plans.EXPANSION, 0.35), (plans.ADVOCATE, 0.5))),
            (plans.EXPANSION, plans.DAYS_EXPANSION, ((plans.ADVOCATE, 0.35),)),
        )
        for stage, days, targets in ways:
            here = visits[-1]
            target = next((target for target, share in targets if chance() < share), None)
            if here.stage != stage or target is None:
                continue
            at = after(here.entered, days * one_of(_STAYS, chance))
            if at >= min(end, churn_at):
                break
            here.left, here.outcome = at, "advanced"
            visits.append(Visit(target, at))
        here = visits[-1]
        if churn_at < end and churn_at > here.entered:
            here.left, here.outcome = churn_at, "churned"
            here.reason = self._reasons.draw("churned", here.stage, chance)
        self._customers.append((won_at, float(here.left or 2**60), number))


def _reach(furthest: int) -> int:
    """How far a deal comes, as its source decides it: early, hot, contact, opportunity, won."""
    if furthest < plans.FIRST_OPPORTUNITY:
        return max(0, furthest - 1)
    return 3 if furthest < WON else 4


def _exponential(chance: float, rate: float) -> float:
    from math import log

    return -log(1 - chance) / rate
