"""What can be said of a past month at once: its key figures, and what they would have had done.

Only what is the same when it is asked later, so that the file need not be turned back: what came
in, was won, left, was answered in time. The diagnosis says more (`month_findings.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from revops_desktop.analytics.kept_reports import KeptFigure
from revops_desktop.analytics.month_changes import subject_of
from revops_desktop.analytics.month_reading import MonthReading, reading_of
from revops_desktop.analytics.plays import plays
from revops_desktop.analytics.watched_figures import watch
from revops_desktop.rules.made_report import Proposed

if TYPE_CHECKING:
    from revops_desktop.database.workspace import Workspace

# Below this a promise is spoken of.
_KEPT = 0.9


@dataclass(frozen=True, slots=True)
class MonthInBrief:
    """The key figures of a month, and actions that its numbers earn, the nearest to do first."""

    figures: tuple[KeptFigure, ...]
    actions: tuple[Proposed, ...]


def month_in_brief(session: Session, *, pipeline_id: int, month: str, now: int) -> MonthInBrief:
    """The month YYYY-MM of a river; `now`: its last instant (UTC seconds)."""
    read = reading_of(session, pipeline_id=pipeline_id, month=month, now=now)
    figures = tuple(
        KeptFigure(one.key, "", one.now.value, one.now.n) for one in read.overview.figures
    )
    return MonthInBrief(figures, tuple(_actions(read)))


def told(workspace: "Workspace", pipeline_id: int, month: str, now: int) -> MonthInBrief:
    """The same, asked of a whole workspace."""
    return workspace.ask(month_in_brief, pipeline_id=pipeline_id, month=month, now=now)


def _actions(read: MonthReading) -> Iterator[Proposed]:
    by_key = {play.key: play for play in plays()}
    for key, subject in _earned(read):
        play = by_key[key]
        found = watch(read, play.figure, subject)
        if found.value is not None:
            yield Proposed(
                *(key, play.name, play.figure, subject, found.value, found.n, play.weeks)
            )


def _earned(read: MonthReading) -> Iterator[tuple[str, str]]:
    """Plays and what their figure is of: the promise kept worst, the reason that takes most …"""
    kept = [one for one in read.rules if one.figures.compliance.rate is not None]
    worst = min(kept, key=lambda one: one.figures.compliance.rate or 0.0, default=None)
    if worst is not None and (worst.figures.compliance.rate or 0.0) < _KEPT:
        yield "keep-the-promise", subject_of(worst).key
    reasons: dict[str, int] = {}
    for leak in read.month_leaks:
        if leak.reason_id is not None:
            name = f"reason:{leak.kind}:{leak.reason_id}"
            reasons[name] = reasons.get(name, 0) + leak.deals
    yield "listen-to-the-lost", ""
    if reasons:
        yield "stop-one-reason", max(sorted(reasons), key=lambda one: reasons[one])
    yield "fill-the-spring", ""
