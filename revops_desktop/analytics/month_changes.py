"""Which figures of a month lie outside their own history by more than chance? (domain.md §5, §10)

The key figures as the overview says it; beside them every step's conversion, every reason to leave,
every stage's time, every promise and the hand-offs. Those are many, and a best of many is mostly
luck: one of them is a change only where it lies outside its band (rules/usual.py) and luck is less
likely than 5 % ÷ their number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import erfc, inf, sqrt
from statistics import fmean, median

from revops_desktop.analytics.definitions import Unit
from revops_desktop.analytics.leaks import Leak
from revops_desktop.analytics.month_answer import WHOLE, Change, Sense, Subject, Way
from revops_desktop.analytics.month_reading import MonthReading
from revops_desktop.analytics.overview import OverviewFigure
from revops_desktop.analytics.sla_figures import Cut, Group
from revops_desktop.rules.chance import LEVEL, chance_of_count, chance_of_difference
from revops_desktop.rules.periods import month_period
from revops_desktop.rules.shares import FEWEST
from revops_desktop.rules.usual import usual_range

# From the half width of the middle half of stays to the standard error of their median.
_TO_ERROR = 0.929


@dataclass(frozen=True, slots=True)
class Series:
    """A figure by month, oldest first, its cases beside it; the month itself last.

    `some`: of a share, how many of the cases · `spread`: of days, from the 25th to the 75th
    percentile · `good`: which way is to the business's advantage, "" neither · `worth`: minor
    units that one case makes, one of a share's cases that turns.
    """

    key: str
    unit: Unit
    about: Subject
    values: tuple[float | None, ...]
    cases: tuple[int, ...]
    some: tuple[int, ...] = ()
    spread: tuple[float, ...] = ()
    good: Way | str = ""
    worth: float | None = None


def changes(read: MonthReading) -> tuple[tuple[Change, ...], int]:
    """Every change of the month, the most telling first, and how many figures were looked at.

    A month that runs says nothing yet.
    """
    view = read.overview
    if view.is_running:
        return (), 0
    key_figures = [one for one in view.watched if one.trend.band and one.now.value is not None]
    series = [one for one in _series(read) if _usual(one) and _now(one)]
    level = LEVEL / max(1, len(series))
    found = [change for one in series if (change := judged(one, level)) is not None]
    # Where a reason of it is told, the whole would say the same again.
    told = {(one.about.beside, one.way) for one in found if one.key == "leaks"}
    for one in view.standing_out:
        change = _of_key_figure(read, one)
        if (change.key, change.way) not in told:
            found.append(change)
    lost = _handoffs(read, level)
    if lost is not None:
        found.append(lost)
    found.sort(key=lambda one: one.weight, reverse=True)
    return tuple(found), len(key_figures) + len(series)


def _now(one: Series) -> bool:
    return one.values[-1] is not None


def _usual(one: Series) -> tuple[float, float] | None:
    """What is usual for it by the months before; no share is usual that is more than the whole."""
    return usual_range(one.values[:-1], 1.0 if one.unit == "share" else inf)


def judged(one: Series, level: float) -> Change | None:
    """The change that the last month of a figure is; None where it may be luck, or is usual."""
    band, value = _usual(one), one.values[-1]
    if band is None or value is None or band[0] <= value <= band[1]:
        return None
    known = [place for place, was in enumerate(one.values[:-1]) if was is not None]
    if _chance(one, known) >= level:
        return None
    before, n_before = _before(one, known)
    way: Way = "high" if value > band[1] else "low"
    cases = one.cases[-1] if one.unit == "share" else 1
    return Change(
        *(one.key, one.unit, one.about, value, one.cases[-1], band, before, n_before),
        months=len(known),
        way=way,
        sense=_sense(way, one.good),
        money=None if one.worth is None else round(abs(value - before) * cases * one.worth),
        out=_out(value, band, before),
    )


def _before(one: Series, known: Sequence[int]) -> tuple[float, int]:
    """The mean of the months before, of a share over all of their cases; and these."""
    n = sum(one.cases[place] for place in known)
    if one.unit == "share":
        return (sum(one.some[place] for place in known) / n if n else 0.0), n
    return fmean(one.values[place] or 0.0 for place in known), n


def _chance(one: Series, known: Sequence[int]) -> float:
    """How likely the last month lies as far from the known ones by luck alone."""
    n = sum(one.cases[place] for place in known)
    if one.unit == "count":
        return chance_of_count(one.cases[-1], n, len(known))
    if one.unit == "share":
        some = sum(one.some[place] for place in known)
        return chance_of_difference(one.some[-1], one.cases[-1], some, n)
    width = fmean(one.spread[place] for place in known)
    error = _TO_ERROR * sqrt(one.spread[-1] ** 2 / one.cases[-1] + width**2 / max(n, 1))
    apart = abs((one.values[-1] or 0.0) - median(one.values[place] or 0.0 for place in known))
    return erfc(apart / error / sqrt(2)) if error else 1.0


def _sense(way: Way, good: str) -> Sense:
    if not good:
        return "neutral"
    return "good" if way == good else "bad"


def _out(value: float, band: tuple[float, float], before: float) -> float:
    """How far outside the band, in widths of it; of a band without width, of what was before."""
    apart = value - band[1] if value > band[1] else band[0] - value
    return apart / ((band[1] - band[0]) or before or 1.0)


def _of_key_figure(read: MonthReading, one: OverviewFigure) -> Change:
    trend = one.trend
    value, band = one.now.value, trend.band
    assert value is not None and band is not None
    known = [point for point in trend.points[:-1] if point.value is not None]
    before = fmean(point.value or 0.0 for point in known)
    way: Way = "high" if trend.stands_out == "high" else "low"
    return Change(
        *(one.key, trend.unit, WHOLE, value, one.now.n, band, before),
        n_before=sum(point.n for point in known),
        months=len(known),
        way=way,
        sense=one.sense,
        money=_money(read, one, abs(value - before)),
        out=_out(value, band, before),
    )


def _money(read: MonthReading, one: OverviewFigure, apart: float) -> int | None:
    """About what a month's difference of a key figure is worth."""
    if one.key == "won_amount":
        return round(apart)
    if one.key == "average_deal":
        return round(apart * one.now.n)
    cases = {"won": 1.0, "win_rate": float(one.now.n), "entered": 1.0}.get(one.key)
    first = read.stages[0].stage_id if one.key == "entered" and read.stages else None
    worth = read.worth(first) if one.key == "entered" else read.bottleneck.mean_won
    return None if cases is None or worth is None else round(apart * cases * worth)


# Figures beside the key figures


def _series(read: MonthReading) -> Iterator[Series]:
    began = _began(read)
    yield from _conversions(read, began)
    yield from _reasons(read, began)
    yield from _days(read)
    yield from _promises(read)


def _began(read: MonthReading) -> int:
    """The place of the first month in which anything happened."""
    pairs = zip(read.cohorts, read.leaks, strict=True)
    happened = (
        bool(gone or any(step.reached.count for step in month.steps)) for month, gone in pairs
    )
    return next((place for place, one in enumerate(happened) if one), len(read.months))


def _conversions(read: MonthReading, began: int) -> Iterator[Series]:
    """Resolved conversion of each step up to the win, of what went on or left in the month."""
    for place, stage in enumerate(read.stages[:-1]):
        if stage.phase == "customer":
            return
        on = [month.steps[place + 1].reached.count for month in read.cohorts]
        off = [
            sum(one.deals for one in month if one.stage_id == stage.stage_id)
            for month in read.leaks
        ]
        cases = tuple(went + left for went, left in zip(on, off, strict=True))
        following = read.stages[place + 1]
        yield Series(
            "decided_conversion",
            "share",
            Subject("stage", f"stage:{stage.stage_id}", stage.name, following.name),
            tuple(
                went / n if n >= FEWEST and month >= began else None
                for month, (went, n) in enumerate(zip(on, cases, strict=True))
            ),
            cases,
            some=tuple(on),
            good="high",
            worth=_after(read, place),
        )


def _after(read: MonthReading, place: int) -> float | None:
    """What a deal that goes on from a step is worth."""
    following = read.stages[place + 1]
    if following.phase == "customer":
        return read.bottleneck.mean_won
    return read.worth(following.stage_id)


def _reasons(read: MonthReading, began: int) -> Iterator[Series]:
    """Deals that left for each reason, by the way they left, over all stages."""
    found: dict[tuple[str, int | None], Leak] = {}
    for month in read.leaks:
        for one in month:
            found.setdefault((one.kind, one.reason_id), one)
    for (kind, reason_id), leak in found.items():
        of = [
            [one for one in month if (one.kind, one.reason_id) == (kind, reason_id)]
            for month in read.leaks
        ]
        counts = tuple(sum(one.deals for one in month) for month in of)
        yield Series(
            "leaks",
            "count",
            Subject("reason", f"reason:{kind}:{reason_id or ''}", leak.reason, kind),
            tuple(float(n) if place >= began else None for place, n in enumerate(counts)),
            counts,
            good="" if kind == "recycled" else "low",
            worth=_mean_worth(read, of[-1]) if kind == "lost" else None,
        )


def _mean_worth(read: MonthReading, left: Sequence[Leak]) -> float | None:
    """What deals that left would have brought in the mean, by the stages they left from."""
    worths = [(one.deals, read.worth(one.stage_id)) for one in left]
    known = [(deals, worth) for deals, worth in worths if worth is not None]
    deals = sum(one[0] for one in known)
    return sum(n * worth for n, worth in known) / deals if deals else None


def _days(read: MonthReading) -> Iterator[Series]:
    """The median time in each stage."""
    for stage in read.stages:
        months = read.days.get(stage.stage_id, ())
        if not months or stage.phase == "customer":
            continue
        yield Series(
            "time_in_stage",
            "days",
            Subject("stage", f"stage:{stage.stage_id}", stage.name),
            tuple(one.median if one.n >= FEWEST else None for one in months),
            tuple(one.n for one in months),
            spread=tuple((one.p75 or 0.0) - (one.p25 or 0.0) for one in months),
            good="low",
        )


def _promises(read: MonthReading) -> Iterator[Series]:
    """How each promise was kept, of the clocks whose deadline fell in the month."""
    cuts = [
        Cut(
            read.promises.clocks.only(
                read.promises.clocks.due_within(*month_period(month).bounds(read.zone))
            ),
            read.promises.known,
            month_period(month),
        )
        for month in read.months
    ]
    for rule in read.rules:
        of = [one.of_group("rule", rule.key).figures() for one in cuts]
        yield Series(
            "sla_compliance",
            "share",
            subject_of(rule),
            tuple(one.compliance.rate for one in of),
            tuple(one.counted for one in of),
            some=tuple(one.met for one in of),
            good="high",
        )


def subject_of(rule: Group) -> Subject:
    """A stage or a hand-off rule whose promise was or was not kept."""
    assert isinstance(rule.key, tuple)
    kind, source_id = rule.key
    return Subject("rule", f"rule:{kind}:{source_id}", rule.name, kind)


def _handoffs(read: MonthReading, level: float) -> Change | None:
    """The loss of hand-offs, against that of the twelve months before together."""
    now = read.handoffs.whole.loss_rate
    if now.rate is None or now.denominator < FEWEST:
        return None
    before = read.handoffs_of(read.before).whole.loss_rate
    if before.raw is None:
        return None
    pair = (now.numerator, now.denominator), (before.numerator, before.denominator)
    if chance_of_difference(*pair[0], *pair[1]) >= level:
        return None
    way: Way = "high" if now.rate > before.raw else "low"
    return Change(
        *("handoff_loss", "share", WHOLE, now.rate, now.denominator, None, before.raw),
        n_before=before.denominator,
        months=len(read.months) - 1,
        way=way,
        sense=_sense(way, "low"),
        money=None,
        out=abs(now.rate - before.raw) / (before.raw or 1.0),
    )
