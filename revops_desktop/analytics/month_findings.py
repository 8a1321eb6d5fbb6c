"""What was found in a month: the bottleneck, what changed and why, what to do (domain.md §6, §10).

Everything as of `now`, inside an as-of question too; its sentences are in `month_words.py`.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from revops_desktop.analytics.month_actions import actions
from revops_desktop.analytics.month_answer import Change, MonthFindings
from revops_desktop.analytics.month_causes import with_causes
from revops_desktop.analytics.month_changes import changes
from revops_desktop.analytics.month_matters import matters
from revops_desktop.analytics.month_reading import MonthReading, reading_of

MOST = 3

# What tells the same thing in other figures: of a family one is told, the others may be its cause.
_FAMILY = {
    **dict.fromkeys(("won_amount", "won", "average_deal"), "result"),
    **dict.fromkeys(("sales_cycle", "lead_time"), "speed"),
    **dict.fromkeys(("sla_compliance", "handoff_loss"), "promises"),
    **dict.fromkeys(("leaks", "lost", "recycled"), "leaving"),
}
# Of wins the amount says most.
_LEADS = {"won_amount": 0, "won": 1, "average_deal": 2}


def month_findings(session: Session, *, pipeline_id: int, month: str, now: int) -> MonthFindings:
    """The findings of the month YYYY-MM of a river; `now`: the last instant that counts (UTC)."""
    read = reading_of(session, pipeline_id=pipeline_id, month=month, now=now)
    found, looked_at = changes(read)
    return MonthFindings(
        month=month,
        now=now,
        overview=read.overview,
        bottleneck=read.bottleneck,
        history=read.history,
        facts=read.facts,
        changes=_told(read, found),
        actions=actions(read, matters(read, found)),
        looked_at=looked_at,
    )


def _told(read: MonthReading, found: Sequence[Change]) -> tuple[Change, ...]:
    """Three at most, with their causes; what is named as a cause is not told again."""
    told: list[Change] = []
    named: set[str] = set()
    for one in most_telling(found):
        if len(told) == MOST:
            break
        if one.key == "leaks" and one.about.key in named:
            continue
        told.append(with_causes(read, one, found))
        named |= {cause.about.key for cause in told[-1].causes}
    return tuple(sorted(told, key=lambda one: one.weight, reverse=True))


def most_telling(found: Sequence[Change]) -> tuple[Change, ...]:
    """Changes, given in order of weight, in the order of telling: one of each family first.

    Of the result of a month one figure is told only: amount, number and average are one story.
    """
    chosen: list[Change] = []
    left: list[Change] = []
    seen: set[str] = set()
    results = [one for one in found if one.key in _LEADS]
    spoken = min(results, key=lambda one: _LEADS[one.key], default=None)
    for one in found:
        if one.key in _LEADS and one is not spoken:
            continue
        family = _FAMILY.get(one.key, one.key)
        (left if family in seen else chosen).append(one)
        seen.add(family)
    return (*chosen, *left)
