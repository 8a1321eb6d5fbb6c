"""What became of the actions of earlier reports: done or not, and did the figure move?

The figure is asked anew by the rule that found it, as of the end of the month that is looked at,
and compared with what the report said (domain.md §10).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.definitions import Unit, defined, definition
from revops_desktop.analytics.month_reading import reading_of
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.subject_names import SubjectNames, subject_names
from revops_desktop.analytics.watched_figures import watch
from revops_desktop.database.tables import report, report_action
from revops_desktop.rules.kept_numbers import read
from revops_desktop.rules.moved import Moved, moved
from revops_desktop.rules.periods import local_day, month_period, months_before

State = Literal["open", "done", "dropped"]
# What there is to say of the figure; early: its weeks are not over · unwatched: there is none.
Verdict = Literal["unwatched", "early"] | Moved

# A value and its cases.
_Value = tuple[float | None, int | None]

# So far back an action that was done is looked at once its weeks are over.
_BACK = 6
# Of these less is better; of all others more is.
_LESS = frozenset(
    (
        *("leaks", "stuck", "here", "idle", "time_in_stage", "lost", "recycled", "disqualified"),
        *("churned", "early_churn", "handoff_loss", "recycle_due", "past_close", "no_next_step"),
        *("close_pushed", "lead_time", "sales_cycle"),
    )
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An action of an earlier report, what became of it, and the figure that was to move.

    `month`: of its report · `decided`: the day of it · `judged_on`: when the weeks since it was
    done are over, None where it was not done or names none · `figure` None: none that is defined ·
    `then`: as the report said, `now`: as of the end of the month that is looked at.
    """

    action_id: int
    report_id: int
    month: str
    key: str
    words: str
    state: State
    decided: date | None
    note: str
    figure: str | None
    subject: str
    unit: Unit
    then: float | None
    then_n: int | None
    now: float | None
    now_n: int | None
    weeks: int | None
    judged_on: date | None
    less_is_better: bool
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class LastActions:
    """What became of earlier actions, as of the end of `month` (YYYY-MM) or now.

    `report_month`: of the last report made by then of an earlier month, None: there is none ·
    `last`: its actions · `due`: those of reports before it that were done and whose weeks are over
    only now.
    """

    month: str
    report_month: str | None
    made_on: date | None
    last: tuple[Outcome, ...]
    due: tuple[Outcome, ...]
    currency: str
    names: SubjectNames

    @property
    def done(self) -> int:
        """How many of the last report's were done."""
        return sum(one.state == "done" for one in self.last)

    def figure_of(self, one: Outcome) -> str:
        """What the figure to watch is called and what it is of, in the language in force."""
        if one.figure is None:
            return ""
        name, of = definition(one.figure).name, self.names.of(one.subject)
        return f"{name} · {of}" if of else name


def last_actions(session: Session, *, pipeline_id: int, month: str, now: int) -> LastActions:
    """The actions of the last report before the month YYYY-MM of a river; `now`: the last instant.

    A report counts from when it was made: what is proposed later nobody could do in the month.
    """
    about = settings(session)
    made = session.execute(
        select(report.c.id, report.c.month, report.c.made_at)
        .where(report.c.pipeline_id == pipeline_id, report.c.month < month, report.c.made_at <= now)
        .order_by(report.c.month.desc(), report.c.made_at.desc(), report.c.id.desc())
    ).all()
    newest: dict[str, Row] = {}
    for row in made:
        newest.setdefault(row.month, row)
    chosen = [row for row in newest.values() if row.month >= months_before(month, _BACK)]
    judge = _Judge(session, pipeline_id, month, now, about.time_zone)
    if not made:
        names = judge.names
        return LastActions(month, None, None, (), (), about.currency, names)
    first = made[0]
    if first not in chosen:
        chosen.insert(0, first)
    told = [judge.outcomes(row) for row in chosen]
    # What the last report could judge itself, it did.
    before = month_period(first.month).last
    due = tuple(
        one
        for outcomes in told[1:]
        for one in outcomes
        if one.state == "done"
        and one.judged_on is not None
        and before is not None
        and one.judged_on > before
        and one.verdict != "early"
    )
    return LastActions(
        month=month,
        report_month=first.month,
        made_on=local_day(first.made_at, about.time_zone),
        last=told[0],
        due=due,
        currency=about.currency,
        names=judge.names,
    )


class _Judge:
    """Reads the actions of reports, and the figures of the month, each once."""

    def __init__(self, session: Session, pipeline_id: int, month: str, now: int, zone: str) -> None:
        self.session, self.now, self.zone = session, now, zone
        self.reading = reading_of(session, pipeline_id=pipeline_id, month=month, now=now)
        self.names = subject_names(session)
        self.today = local_day(now, zone)

    def outcomes(self, of: Row) -> tuple[Outcome, ...]:
        """Those of a report that it had by now, in its order."""
        one = report_action.c
        rows = self.session.execute(
            select(report_action)
            .where(one.report_id == of.id, one.added_at <= self.now)
            .order_by(one.position, one.id)
        ).all()
        return tuple(self.outcome(row, of) for row in rows)

    def outcome(self, row: Row, of: Row) -> Outcome:
        """What became of one action."""
        known = row.decided_at is not None and row.decided_at <= self.now
        decided = self._day(row) if known else None
        judged_on = None
        if row.weeks is not None and decided is not None and row.state == "done":
            judged_on = decided + timedelta(weeks=row.weeks)
        is_watched = row.figure is not None and row.figure in defined()
        about = definition(row.figure) if is_watched else None
        then = read(row.value), row.n
        now: tuple[float | None, int | None] = (None, None)
        if is_watched:
            found = watch(self.reading, row.figure, row.subject)
            now = found.value, found.n
        return Outcome(
            action_id=row.id,
            report_id=row.report_id,
            month=of.month,
            key=row.key,
            words=row.words,
            state=row.state if known else "open",
            decided=decided,
            note=row.note if known else "",
            figure=row.figure if about else None,
            subject=row.subject,
            unit=about.unit if about else "count",
            then=then[0],
            then_n=then[1],
            now=now[0],
            now_n=now[1],
            weeks=row.weeks,
            judged_on=judged_on,
            less_is_better=row.figure in _LESS,
            verdict=self._verdict(row, of, then, now, judged_on),
        )

    def _day(self, row: Row) -> date:
        if row.decided_day is not None:
            return date.fromisoformat(row.decided_day)
        return local_day(row.decided_at, self.zone)

    def _verdict(
        self,
        row: Row,
        of: Row,
        then: _Value,
        now: _Value,
        judged_on: date | None,
    ) -> Verdict:
        if row.figure is None or row.figure not in defined():
            return "unwatched"
        if judged_on is not None and judged_on > self.today:
            return "early"
        unit = definition(row.figure).unit
        return moved(
            then,
            now,
            unit=unit,
            less_is_better=row.figure in _LESS,
            history=() if unit in ("share", "count") else self._history(row, of.month),
        )

    def _history(self, row: Row, until: str) -> tuple[float | None, ...]:
        """The figure's months up to that of its report."""
        if row.figure == "time_in_stage":
            number = row.subject.removeprefix("stage:")
            days = self.reading.days.get(int(number) if number.isdigit() else 0, ())
            months = zip(self.reading.months, days, strict=False)
            return tuple(one.median for name, one in months if name <= until)
        found = next((one for one in self.reading.overview.figures if one.key == row.figure), None)
        points = found.trend.points if found is not None and not row.subject else ()
        return tuple(point.value for point in points if point.month <= until)
