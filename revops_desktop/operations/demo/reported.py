"""The demo company made two reports before, and did some of what they proposed."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import member, pipeline, report_action
from revops_desktop.database.workspace import Workspace
from revops_desktop.i18n import _, use_language
from revops_desktop.operations import report_actions, reports
from revops_desktop.operations.demo.cast import ZONE
from revops_desktop.rules.made_report import OWN, Figure, Made, Proposed
from revops_desktop.rules.periods import (
    end_of_day,
    month_of,
    month_period,
    months_before,
    start_of_day,
)

_TEN = 10 * 3600


class Brief(Protocol):
    """The figures of a month and what they would have had done, as analytics tell them."""

    @property
    def figures(self) -> Sequence[Figure]: ...
    @property
    def actions(self) -> Sequence[Proposed]: ...


# Tells a month of a pipeline, as of its last instant.
Told = Callable[[Workspace, int, str, int], Brief]


class _Decided(NamedTuple):
    """What became of the action at this place, on that day of the month after."""

    place: int
    state: str
    day: int
    note: str = ""


class _Kept(NamedTuple):
    """A report of so many months before the last one; `takes`: which of the brief's actions."""

    back: int
    takes: tuple[int, ...]
    own: str
    decided: tuple[_Decided, ...]


def keep_reports(workspace: Workspace, told: Told, *, language: str, end: date, at: int) -> None:
    """Keeps the reports of the two months before the last whole one, on the story's last evening.

    They say when they were made, and on which days their actions were done.
    """
    last = months_before(month_of(end + timedelta(days=1)), 1)
    people, pipeline_id = workspace.ask(_first_of)
    before, workspace.member_id = workspace.member_id, people
    try:
        with use_language(language):
            for one in _reports():
                month = months_before(last, one.back)
                made = _made(pipeline_id, month, language)
                _keep(workspace, one, told(workspace, pipeline_id, month, made.as_of), made, at)
    finally:
        workspace.member_id = before


def _reports() -> tuple[_Kept, ...]:
    """Each speaks of what is nearest to do, the second not of what the first one dropped."""
    return (
        _Kept(
            *(2, (0, 1, 2), ""),
            (
                _Decided(0, "done", 9, _("Two of us answer in turn, before noon and after.")),
                _Decided(1, "dropped", 11, _("Too few were lost to ask them.")),
                _Decided(2, "done", 15),
            ),
        ),
        _Kept(
            *(1, (0, 2, 3), _("Call the five largest customers and ask what they need next")),
            (
                _Decided(0, "done", 8, _("The limit stands on the wall of the office.")),
                _Decided(1, "done", 14),
                _Decided(-1, "done", 21, _("Four of five want to hear of the new offer.")),
            ),
        ),
    )


def _made(pipeline_id: int, month: str, language: str) -> Made:
    last = month_period(month).last
    assert last is not None
    return Made(
        pipeline_id=pipeline_id,
        month=month,
        language=language,
        as_of=end_of_day(last, ZONE) - 1,
        parts=("month",),
        made_at=start_of_day(_work_day(last + timedelta(days=2)), ZONE) + _TEN,
    )


def _keep(workspace: Workspace, one: _Kept, brief: Brief, made: Made, at: int) -> None:
    last = month_period(made.month).last
    assert last is not None
    actions = [brief.actions[place] for place in one.takes if place < len(brief.actions)]
    if one.own:
        actions.append(Proposed(OWN, one.own))
    number = workspace.do(
        reports.record, at=at, made=made, figures=brief.figures, actions=actions
    ).value
    ids = workspace.ask(_actions, report_id=number)
    for decided in one.decided:
        if decided.place < len(ids):
            workspace.do(
                report_actions.decide,
                at=at,
                action_id=ids[decided.place],
                state=decided.state,
                on=_work_day(last + timedelta(days=decided.day)).isoformat(),
                note=decided.note,
            )


def _work_day(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def _first_of(session: Session) -> tuple[int, int]:
    """Who sits at the screen, and the river."""
    first = [
        session.scalars(select(table.c.id).order_by(table.c.id).limit(1)).one()
        for table in (member, pipeline)
    ]
    return first[0], first[1]


def _actions(session: Session, *, report_id: int) -> list[int]:
    one = report_action.c
    return list(
        session.scalars(select(one.id).where(one.report_id == report_id).order_by(one.position))
    )
