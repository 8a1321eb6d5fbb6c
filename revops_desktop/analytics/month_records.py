"""What was kept in a river by a month's end, so that a play can be done with it? (domain.md §9)

A play that begins at the hand-off inbox is none where nothing is handed over. What a play uses
stands in its file (`uses`, analytics/plays.py).
"""

from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.bottleneck import Bottleneck
from revops_desktop.analytics.month_reading import MonthReading
from revops_desktop.analytics.plays import USES, Play, fitting
from revops_desktop.analytics.step_facts import signs_of, step_facts
from revops_desktop.analytics.stuck import limited_stages
from revops_desktop.database.tables import score_rule
from revops_desktop.rules.periods import local_day, month_of

# Of the deals of a year so many have a source, else sources tell little.
_SOURCED = 0.5


def can_be_done(read: MonthReading, play: Play) -> bool:
    """Whether all that a play uses was kept."""
    return all(_KEPT[one](read) for one in sorted(play.uses))


def plays_for(session: Session, *, found: Bottleneck, most: int) -> tuple[Play, ...]:
    """The plays that fit a verdict and can be done with what is kept, the closest first."""
    signs = signs_of(found, step_facts(session, found=found))
    month = month_of(local_day(found.now, found.zone))
    read = MonthReading(session, pipeline_id=found.pipeline_id, month=month, now=found.now)
    return fitting(signs, most, partial(can_be_done, read))


def has_limits(read: MonthReading) -> bool:
    """Whether a deal of the river can be stuck at all: a stage has a limit."""
    return bool(limited_stages(read.session, pipeline_id=read.pipeline_id, now=read.now))


def _handoffs(read: MonthReading) -> bool:
    """As the part on hand-offs says it: anything was handed over in the twelve months."""
    return bool(read.handoffs_of(read.year).whole.handed)


def _sources(read: MonthReading) -> bool:
    parts = read.parts("source", read.year).parts
    known = sum(one.entered.count for one in parts if one.value is not None)
    return known > 0 and known >= _SOURCED * sum(one.entered.count for one in parts)


def _scores(read: MonthReading) -> bool:
    return read.session.execute(select(score_rule.c.id).limit(1)).first() is not None


_KEPT: Mapping[str, Callable[[MonthReading], bool]] = {
    "handoffs": _handoffs,
    "sources": _sources,
    "scores": _scores,
}
assert _KEPT.keys() == USES
