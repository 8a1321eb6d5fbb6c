"""Each figure month by month, beside what is usual for it (domain.md §5: trends matter more)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from sqlalchemy.orm import Session

from revops_desktop.analytics.cohorts import CohortMonth, cohorts
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.key_figures import PeriodFigures
from revops_desktop.analytics.leaks import KINDS
from revops_desktop.analytics.period_flow import StageConversion
from revops_desktop.analytics.pipelines import StageOf, stages_of
from revops_desktop.analytics.stage_durations import Quartiles, days_by_month
from revops_desktop.analytics.tally import Tally, shares, total
from revops_desktop.analytics.trend import MONTHS, Trend, trend
from revops_desktop.rules.chance import counts_differ, shares_differ
from revops_desktop.rules.shares import FEWEST, Share
from revops_desktop.rules.usual import mean_before, usual_range

# As in analytics/definitions.py.
Unit = Literal["amount", "count", "share", "days"]


@dataclass(frozen=True, slots=True)
class Point:
    """A month YYYY-MM: the value, None where nothing may be concluded; n deals behind it.

    `at_least`, `at_most`: what the value may still become, where some of its deals wait; None: it
    is final · `few`: the value of under five deals, which is shown greyed and says nothing.
    """

    month: str
    value: float | None
    n: int
    at_least: float | None = None
    at_most: float | None = None
    few: float | None = None

    @property
    def shown(self) -> float | None:
        """What is shown, greyed where `is_weak`."""
        return self.few if self.value is None else self.value

    @property
    def is_weak(self) -> bool:
        """Whether it rests on too few deals to conclude anything."""
        return self.value is None and self.few is not None


@dataclass(frozen=True, slots=True)
class FigureTrend:
    """A figure's months, oldest first; amounts in minor units, shares 0 to 1.

    `band`: the least and the greatest value that would be nothing special after the twelve months
    before the last (rules/usual.py); None: too short a history · `mean_before`: of the 3 months
    before the last · `stands_out`: "high" or "low" where the last month lies outside the band, by
    more than luck explains, and would do so however its open deals end; "" otherwise. A month that
    runs says nothing yet · `running`: the month after the last, as it stands so far, where it was
    asked for.
    """

    key: str
    unit: Unit
    points: tuple[Point, ...]
    band: tuple[float, float] | None
    mean_before: float | None
    stands_out: str
    running: Point | None = None

    @property
    def last(self) -> Point:
        """The month that is looked at."""
        return self.points[-1]

    def written(self, point: Point) -> float | None:
        """The value of a month as it is written: a number or sum of no deals is 0, not unknown."""
        adds_up = self.unit == "count" or self.key == "won_amount"
        return 0.0 if adds_up and point.shown is None and not point.n else point.shown

    @property
    def change(self) -> float | None:
        """The last value less the mean of the 3 months before it; None where one is missing."""
        value, before = self.points[-1].value, self.mean_before
        return None if value is None or before is None else value - before


def figure_trends(
    session: Session,
    *,
    pipeline_id: int,
    last_month: str,
    months: int = MONTHS,
    only: Filter = EVERYTHING,
    running: str = "",
) -> Mapping[str, FigureTrend]:
    """The months of every key figure that end with `last_month` (YYYY-MM), by key.

    `running`: the month after it, told apart as `FigureTrend.running`.
    """
    found = trend(
        session,
        pipeline_id=pipeline_id,
        month=running or last_month,
        months=months_read(months) + bool(running),
        only=only,
    )
    return trends_of(found, months, bool(running))


def months_read(months: int = MONTHS) -> int:
    """How many months have to be known to tell the trends of `months`."""
    # One more than is shown, so that twelve lie before the last.
    return max(months, MONTHS) + 1


def trends_of(told: Trend, months: int = MONTHS, runs: bool = False) -> Mapping[str, FigureTrend]:
    """The trends of the `months` last months that were read; `runs`: the last one stands apart."""
    found = told.months
    began = _began([_happened(one.figures) for one in found])
    names = [one.month for one in found]
    made = {}
    for key, (unit, read) in _FIGURES.items():
        points = [
            Point(name, None, 0) if place < began else _point(name, read(one.figures))
            for place, (name, one) in enumerate(zip(names, found, strict=True))
        ]
        made[key] = _trend(key, unit, points, months, runs)
    return made


def _happened(figures: PeriodFigures) -> bool:
    return bool(figures.entered.count or figures.won.count or figures.lost.count)


def _began(happened: Sequence[bool]) -> int:
    """The place of the first month in which anything happened: none before it is a nought."""
    return next((place for place, one in enumerate(happened) if one), len(happened))


# A value, n, and the value of too few deals.
_Read = tuple[float | None, int, float | None]


def _point(
    name: str, read: _Read, at_least: float | None = None, at_most: float | None = None
) -> Point:
    return Point(name, read[0], read[1], at_least, at_most, read[2])


def _count(name: str) -> Callable[[PeriodFigures], _Read]:
    def read(figures: PeriodFigures) -> _Read:
        tally: Tally = getattr(figures, name)
        return float(tally.count), tally.count, None

    return read


def _rate(share: Share) -> _Read:
    n = share.denominator if share.cases is None else share.cases
    return share.rate, n, share.raw if share.why == "few" else None


def _of_enough(value: float | None, n: int) -> _Read:
    return (value, n, None) if n >= FEWEST else (None, n, value)


_FIGURES: dict[str, tuple[Unit, Callable[[PeriodFigures], _Read]]] = {
    "won_amount": ("amount", lambda one: (float(one.won.amount), one.won.count, None)),
    "won": ("count", _count("won")),
    "entered": ("count", _count("entered")),
    "lost": ("count", _count("lost")),
    "disqualified": ("count", _count("disqualified")),
    "recycled": ("count", _count("recycled")),
    "churned": ("count", _count("churned")),
    "win_rate": ("share", lambda one: _rate(one.win_rate)),
    "win_rate_by_amount": ("share", lambda one: _rate(one.win_rate_by_amount)),
    "average_deal": ("amount", lambda one: _of_enough(one.average_deal.mean, one.average_deal.n)),
    "sales_cycle": (
        "days",
        lambda one: _of_enough(one.sales_cycle_days.median, one.sales_cycle_days.n),
    ),
    "lead_time": ("days", lambda one: _of_enough(one.lead_time_days.median, one.lead_time_days.n)),
}


def _trend(key: str, unit: Unit, points: Sequence[Point], months: int, runs: bool) -> FigureTrend:
    running = points[-1] if runs else None
    points = points[:-1] if runs else points
    values = [one.value for one in points]
    band = usual_range(values[-1 - MONTHS : -1], 1.0 if unit == "share" else inf)
    last = points[-1]
    stands_out = ""
    if band is not None and last.value is not None:
        lowest = last.value if last.at_least is None else last.at_least
        highest = last.value if last.at_most is None else last.at_most
        if lowest > band[1]:
            stands_out = "high"
        elif highest < band[0]:
            stands_out = "low"
    if stands_out and _is_luck(key, unit, points[-1 - MONTHS :]):
        stands_out = ""
    shown = tuple(points[-months:])
    return FigureTrend(key, unit, shown, band, mean_before(values), stands_out, running)


def _is_luck(key: str, unit: Unit, points: Sequence[Point]) -> bool:
    """Whether luck may have set the last value of a count, or of a share by count, so far apart.

    Few deals waver widely: twelve quiet months and one of chance look like a change.
    """
    last = points[-1]
    known = [one for one in points[:-1] if one.value is not None]
    if last.at_least is not None or last.at_most is not None or last.value is None:
        return False
    if unit == "count":
        before = sum(round(one.value or 0.0) for one in known)
        return not counts_differ(round(last.value), before, len(known))
    if unit != "share" or key.endswith(("_by_amount", "period_conversion")):
        return False
    some, others = (sum(round((of.value or 0.0) * of.n) for of in part) for part in ([last], known))
    return not shares_differ(some, last.n, others, sum(one.n for one in known))


# Stage by stage


@dataclass(frozen=True, slots=True)
class StageTrends:
    """The trends of a stage by key; the last stage has no conversions.

    conversion and resolved_conversion (cohorts), period_conversion, each also `…_by_amount` ·
    reached, lost, recycled, churned (of the cohort) · time_in_stage (median days of the stays that
    ended in the month).
    """

    stage: StageOf
    figures: Mapping[str, FigureTrend]


def stage_trends(
    session: Session,
    *,
    pipeline_id: int,
    last_month: str,
    months: int = MONTHS,
    only: Filter = EVERYTHING,
    running: str = "",
) -> tuple[StageTrends, ...]:
    """The months of every figure of every stage, in river order, that end with `last_month`.

    `running`: the month after it, told apart as `FigureTrend.running`.
    """
    only = settled(session, only)
    number = max(months, MONTHS) + 1 + bool(running)
    found = cohorts(
        session, pipeline_id=pipeline_id, last_month=running or last_month, months=number, only=only
    )
    names = [one.month for one in found]
    began = _began([bool(one.steps and one.steps[0].reached.count) for one in found])
    days = days_by_month(session, pipeline_id=pipeline_id, months=names, only=only)
    stages = stages_of(session, pipeline_id=pipeline_id)
    return tuple(
        StageTrends(
            stage,
            {
                key: _trend(key, unit, points, months, bool(running))
                for key, unit, points in (
                    *_of_cohorts(found, place, began),
                    _of_days(names, days.get(stage.stage_id, ())),
                )
            },
        )
        for place, stage in enumerate(stages)
    )


def _of_days(
    names: Sequence[str], days: Sequence[Quartiles]
) -> tuple[str, Unit, tuple[Point, ...]]:
    found = days or [Quartiles()] * len(names)
    points = tuple(
        _point(name, _of_enough(one.median, one.n)) for name, one in zip(names, found, strict=True)
    )
    return "time_in_stage", "days", points


def _of_cohorts(
    found: Sequence[CohortMonth], place: int, began: int
) -> list[tuple[str, Unit, list[Point]]]:
    steps = [month.steps[place] for month in found]
    names = [month.month for month in found]
    told: list[tuple[str, Unit, list[Point]]] = []
    for key in ("reached", *KINDS):
        points = []
        for at, (name, one) in enumerate(zip(names, steps, strict=True)):
            number = one.reached.count if key == "reached" else one.left[key].count
            # Those that wait may still leave.
            most = None if key == "reached" else float(number + one.waiting.count)
            value = None if at < began else float(number)
            points.append(Point(name, value, number, value, most))
        told.append((key, "count", points))
    if steps[0].to is None:
        return told
    rates: dict[str, list[Point]] = {}
    for at, (name, one) in enumerate(zip(names, steps, strict=True)):
        for key, point in _rates(name, one, found[at].steps[place + 1].reached):
            rates.setdefault(key, []).append(point)
    return told + [(key, "share", points) for key, points in rates.items()]


def _rates(name: str, one: StageConversion, entered_next: Tally) -> list[tuple[str, Point]]:
    """A month's conversions of a stage; those that wait may still go on, or leave."""
    reached, gone_on = one.reached, total((one.advanced, one.waiting))
    decided = total((gone_on, *one.left.values()))
    lowest = shares(one.advanced, decided, {})
    told = []
    for key, pair, least, most in (
        ("conversion", (one.by_count, one.by_amount), None, shares(gone_on, reached, {})),
        (
            "resolved_conversion",
            (one.resolved_by_count, one.resolved_by_amount),
            lowest,
            shares(gone_on, decided, {}),
        ),
        (
            "period_conversion",
            shares(entered_next, reached, {"advanced": entered_next}),
            None,
            None,
        ),
    ):
        for place, suffix in enumerate(("", "_by_amount")):
            share = pair[place]
            assert share is not None
            bounds = (None if of is None else of[place].raw for of in (least, most))
            told.append((key + suffix, _point(name, _rate(share), *bounds)))
    return told
