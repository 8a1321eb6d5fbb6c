"""How the demo company does: its conversions, its stays, and the one step that got worse.

A conversion never depends on what sets the pace (segment, season, detours), so that the cohorts of
every month convert alike but for noise, and only what is planted can be found (domain.md §6).

Since its push marketing brings in more leads a month. Where the planted step comes after it has
handed them on, that is a local optimum: more is handed on, and fewer of these go on.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from revops_desktop.operations.demo.workdays import is_open
from revops_desktop.rules.periods import month_of, month_period, months_before

# A pack of chances: conversions are so many in 25.
PACK = 25


@dataclass(frozen=True, slots=True)
class Step:
    """A stage before the win. Days are means at the usual pace."""

    converts: int  # of PACK
    days_to_next: float
    days_to_leave: float
    skipped: float  # of those that pass it, who do so without a visit
    rests: float  # of those that pass it, who are recycled here first and come back
    recycled: float  # of those that leave here, who do so as “not now”


# The Model's ten stages before the win, in river order.
STEPS = (
    Step(21, 5.0, 14.0, 0.00, 0.000, 0.45),  # Lead
    Step(17, 10.0, 24.0, 0.14, 0.045, 0.70),  # Nurturing
    Step(20, 3.5, 8.0, 0.05, 0.000, 0.55),  # Hot lead
    Step(16, 7.0, 13.0, 0.00, 0.050, 0.60),  # Contact
    Step(21, 6.5, 12.0, 0.04, 0.035, 0.90),  # Qualified
    Step(20, 9.0, 14.0, 0.04, 0.030, 0.40),  # Phase 1
    Step(19, 11.0, 18.0, 0.04, 0.025, 0.35),  # Phase 2
    Step(20, 12.0, 20.0, 0.05, 0.015, 0.25),  # Phase 3
    Step(21, 12.5, 17.0, 0.03, 0.000, 0.20),  # Phase 4
    Step(22, 12.5, 16.0, 0.00, 0.000, 0.25),  # Phase 5
)
WON = len(STEPS)
HOT_LEAD, FIRST_OPPORTUNITY, FIRST_MEETING = 2, 4, 5
ADOPTION, EXPANSION, ADVOCATE = WON + 1, WON + 2, WON + 3
DAYS_ONBOARDING, DAYS_ADOPTION, DAYS_EXPANSION = 32.0, 110.0, 140.0

MONTHS = 24
PLANTED_MONTHS = 6
# The 75th percentile of the lead time of won deals at pace 1, in days (measured).
USUAL_LEAD_TIME = 100.0
# Deals that enter a step in 3 months, for it to be planted: 65 are asked for, with room for a thin
# season. Larger demos plant no other steps than one of the usual size does.
_USUAL_DEALS, _FEWEST_ENTRANTS = 3000, 82
# For so many days up to the end, so many times as many deals begin as before.
_PUSH_DAYS, _PUSH = 212, 1.5


def plantable(deals: int) -> tuple[int, ...]:
    """The steps, from stage to stage, that are busy enough to be narrowed in a demo of that size.

    From marketing's last stage on, if any is busy enough, but not Qualified: what is lost there
    would speak against inside sales alone. The first step where none is busy enough.
    """
    entering, found = min(deals, _USUAL_DEALS) * 3 / MONTHS, []
    for number, step in enumerate(STEPS):
        if entering >= _FEWEST_ENTRANTS:
            found.append(number)
        entering *= step.converts / PACK
    late = [one for one in found if one >= HOT_LEAD and one != FIRST_OPPORTUNITY]
    return tuple(late or found) or (0,)


@dataclass(frozen=True, slots=True)
class Plan:
    """One demo: its days, its pace, and the step that converts half as well from a day on.

    After the planted months it is two fifths: marketing's push is more than can be followed up.
    """

    deals: int
    first: date
    last: date
    pace: float
    planted_step: int | None
    # Whole months, YYYY-MM, oldest first; the step stays narrow after them.
    planted_months: tuple[str, ...]
    # Of one seed, which attempt at it.
    draft: int

    @property
    def planted_from(self) -> date | None:
        """The first day on which the step is narrow."""
        return month_period(self.planted_months[0]).first if self.planted_months else None

    @property
    def worse_from(self) -> date | None:
        """The first day on which the narrow step converts two fifths instead of half."""
        if not self.planted_months:
            return None
        last = month_period(self.planted_months[-1]).last
        assert last is not None
        return last + timedelta(days=1)

    @property
    def pushed_from(self) -> date:
        """The first day of marketing's push."""
        return self.last - timedelta(days=_PUSH_DAYS)


def make(*, deals: int, seed: int, end: date, bottleneck: bool, draft: int = 0) -> Plan:
    """The plan of a demo; it plants in the months that are mature at the usual lead time."""
    usual = usual_lead_time(end)
    step = Random(f"step {seed}").choice(plantable(deals)) if bottleneck else None
    return Plan(
        deals=deals,
        first=first_day(end),
        last=end,
        pace=usual / USUAL_LEAD_TIME,
        planted_step=step,
        planted_months=tuple(mature_months(end, usual)[-PLANTED_MONTHS:]) if bottleneck else (),
        draft=draft,
    )


def first_day(end: date) -> date:
    """The first of the 24 months that end with `end`."""
    after = end + timedelta(days=1)
    month = month_period(months_before(month_of(after), MONTHS))
    assert month.first is not None and month.last is not None
    return min(month.first.replace(day=1) + timedelta(days=after.day - 1), month.last)


def mature_months(end: date, lead_time: float) -> list[str]:
    """The whole months of the story that lie longer than `lead_time` days before its end."""
    found = []
    for back in range(MONTHS, 0, -1):
        text = months_before(month_of(end), back)
        month = month_period(text)
        assert month.first is not None and month.last is not None
        if month.first >= first_day(end) and (end - month.last).days > lead_time:
            found.append(text)
    return found


def usual_lead_time(end: date) -> float:
    """A lead time near the usual one, as far as can be from making another month mature.

    Months mature by their last days. Half-way between two of these, a few days more or less of
    lead time change nothing: the planted months are the mature ones under any reading of them.
    """
    ages = []
    for back in range(1, 8):
        last = month_period(months_before(month_of(end), back)).last
        assert last is not None
        ages.append((end - last).days)
    halves = [(younger + older) / 2 for younger, older in pairwise(ages)]
    return min(halves, key=lambda half: abs(half - USUAL_LEAD_TIME))


def starts_per_day(plan: Plan) -> list[tuple[int, int]]:
    """Working days, as numbers from the first, with how many deals begin on each."""
    days = [plan.first + timedelta(days=n) for n in range((plan.last - plan.first).days + 1)]
    weights = [
        _SEASON[day.month - 1]
        * (1 + 0.25 * number / len(days))
        * (_PUSH if day >= plan.pushed_from else 1.0)
        if is_open(day)
        else 0.0
        for number, day in enumerate(days)
    ]
    scale, begun, reached, found = plan.deals / sum(weights), 0, 0.0, []
    for number, weight in enumerate(weights):
        reached += weight * scale
        if number == len(weights) - 1:
            reached = float(plan.deals)
        count = round(reached) - begun
        if count:
            found.append((number, count))
            begun += count
    return found


# Inquiries by month of the year: thin in August and December, full before the fiscal year's end.
_SEASON = (1.0, 1.06, 1.08, 0.98, 0.95, 1.04, 1.02, 0.86, 1.04, 1.08, 1.04, 0.88)
