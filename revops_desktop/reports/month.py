"""What a month's report is made of, asked from the workspace as of the month's end.

What happened in earlier months is told as it is known at the end of the report's month; what stood
open at the end of an earlier month is told as of that end (domain.md §10).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from revops_desktop.analytics.funnel import Funnel, funnel
from revops_desktop.analytics.key_figures import PeriodFigures, key_figures
from revops_desktop.analytics.leaks import Leak, by_reason, leaks
from revops_desktop.analytics.pipelines import pipelines
from revops_desktop.analytics.report_months import River, report_months
from revops_desktop.analytics.settings import Settings, settings
from revops_desktop.analytics.standing import Standing, standing_at
from revops_desktop.analytics.tally import Tally
from revops_desktop.analytics.trend import trend
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.periods import Period, end_of_day, last_months, month_period

MONTHS = 12
MONTHS_BEFORE = 3

Ask = Callable[..., Any]


class ProgressLike(Protocol):
    """Who is told how far it is, and says whether it shall stop."""

    def step(self, done: int, total: int) -> None: ...
    def cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class MonthValues:
    """A month: what happened in it, what was open at its end; None before the records begin."""

    month: str
    flow: PeriodFigures
    standing: Standing

    @property
    def open(self) -> Tally:
        """The deals that were open at its end."""
        return self.standing.open

    @property
    def weighted(self) -> int:
        """Their weighted amount in minor units."""
        return self.standing.weighted


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """Everything a month's report says, before it is put into words."""

    settings: Settings
    pipeline: str
    month: str
    # The first month of the records; None where there are none.
    first_month: str | None
    # Twelve, the report's own the last; None for one before the records begin.
    months: tuple[MonthValues | None, ...]
    # The three months before together; None where the records do not reach that far.
    before: PeriodFigures | None
    # Of twelve months, and of the month alone.
    funnel: Funnel
    month_funnel: Funnel
    # Why deals left in the twelve months.
    leaks: tuple[Leak, ...]

    @property
    def business(self) -> str:
        """The name of the business."""
        return self.settings.name

    @property
    def currency(self) -> str:
        """The currency of all amounts."""
        return self.settings.currency

    @property
    def now(self) -> MonthValues | None:
        """The report's month; None where nothing is recorded up to its end."""
        return self.months[-1]

    @property
    def recorded(self) -> tuple[MonthValues, ...]:
        """The months since the records begin."""
        return tuple(month for month in self.months if month is not None)

    @property
    def months_before(self) -> tuple[MonthValues, ...]:
        """The three months before; empty where the records do not reach that far."""
        months = self.months[-1 - MONTHS_BEFORE : -1]
        known = tuple(month for month in months if month is not None)
        return known if len(known) == MONTHS_BEFORE else ()


def month_figures(
    ask: Ask, *, pipeline_id: int, month: str, progress: ProgressLike | None = None
) -> MonthlyFigures:
    """The figures of the month (YYYY-MM) of a pipeline; `ask` is the workspace's.

    Turns the file back once, and again for a month only where a deal was deleted since. Raises
    RuleBroken when `progress` is asked to stop.
    """
    zone = ask(settings).time_zone
    first = next(
        (one.months[0] for one in ask(report_months).rivers if _has_months(one, pipeline_id)), None
    )
    story = ask(_story, as_of=_end(month, zone), pipeline_id=pipeline_id, month=month)
    told = [one for one in last_months(month, MONTHS) if first is not None and one >= first]
    standing = {month: story["standing"]} if told else {}
    earlier = [one for one in told if one != month]

    for number, one in enumerate(earlier, 2):
        _stop_if_asked(progress)
        standing[one] = _stood(ask, pipeline_id, one, _end(one, zone))
        if progress is not None:
            progress.step(number, len(told))
    _stop_if_asked(progress)
    return _put_together(story, month, first, standing)


def _stop_if_asked(progress: ProgressLike | None) -> None:
    if progress is not None and progress.cancelled():
        raise RuleBroken(
            _("The report was not made because it was cancelled. Nothing was changed.")
        )


def _has_months(river: River, pipeline_id: int) -> bool:
    return river.pipeline_id == pipeline_id and bool(river.months)


def _put_together(
    story: Mapping[str, Any], month: str, first: str | None, standing: Mapping[str, Standing]
) -> MonthlyFigures:
    months = tuple(
        MonthValues(one, story["flows"][one], standing[one]) if one in standing else None
        for one in last_months(month, MONTHS)
    )
    has_before = all(months[-1 - MONTHS_BEFORE : -1])
    return MonthlyFigures(
        settings=story["settings"],
        pipeline=story["pipeline"],
        month=month,
        first_month=first,
        months=months,
        before=story["before"] if has_before else None,
        funnel=story["funnel"],
        month_funnel=story["month_funnel"],
        leaks=story["leaks"],
    )


def _end(month: str, zone: str) -> int:
    last = month_period(month).last
    assert last is not None
    return end_of_day(last, zone)


def _over(months: list[str]) -> Period:
    return Period(month_period(months[0]).first, month_period(months[-1]).last)


def _story(session: Any, *, pipeline_id: int, month: str) -> dict[str, Any]:
    """All but what was open at earlier month ends, in one question as of the month's end."""
    about = settings(session)
    months = last_months(month, MONTHS)
    names = {one.pipeline_id: one.name for one in pipelines(session)}

    now = key_figures(session, pipeline_id=pipeline_id, period=month_period(month))
    story = trend(session, pipeline_id=pipeline_id, month=month, months=MONTHS)
    before = _over(months[-1 - MONTHS_BEFORE : -1])
    return {
        "settings": about,
        "pipeline": names.get(pipeline_id, ""),
        "flows": {one.month: one.figures for one in story.months},
        "before": key_figures(session, pipeline_id=pipeline_id, period=before),
        "standing": Standing(now.open, now.weighted),
        "leaks": by_reason(leaks(session, pipeline_id=pipeline_id, period=_over(months))),
        "funnel": funnel(session, pipeline_id=pipeline_id, period=_over(months)),
        "month_funnel": funnel(session, pipeline_id=pipeline_id, period=month_period(month)),
    }


def _stood(ask: Ask, pipeline_id: int, month: str, end: int) -> Standing:
    """What stood open at the end of a month; rarely the whole file must be turned back for it."""
    found: Standing | None = ask(standing_at, pipeline_id=pipeline_id, at=end)
    if found is not None:
        return found
    return ask(_standing, as_of=end, pipeline_id=pipeline_id, month=month)


def _standing(session: Any, *, pipeline_id: int, month: str) -> Standing:
    now = key_figures(session, pipeline_id=pipeline_id, period=month_period(month))
    return Standing(now.open, now.weighted)
