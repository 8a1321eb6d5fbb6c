"""What a person can do with the actions of kept reports: decide on them, add and change own ones.

Reports of one month have their actions in common: what is decided in one is decided in all, so that
a report that is made once more knows what became of them (domain.md §10).
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import report, report_action, workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.kept_numbers import written
from revops_desktop.rules.made_report import OWN, Proposed
from revops_desktop.rules.periods import local_day, start_of_day
from revops_desktop.rules.text import stored

DONE = N_("“{action}” is done")
DROPPED = N_("“{action}” is dropped")
OPEN_AGAIN = N_("“{action}” is open again")
ADDED = N_("Add the action “{action}”")
REWORDED = N_("Change the words of the action “{action}”")
REMOVED = N_("Remove the action “{action}”")

_DECIDED = {"done": DONE, "dropped": DROPPED, "open": OPEN_AGAIN}
LONGEST = 500


@verb(DONE)
def decide(
    session: Session,
    *,
    at: int,
    action_id: int,
    state: str,
    on: str | None = None,
    note: str | None = None,
) -> None:
    """Says that an action was done or dropped, on that day or now, or that it is open again.

    `on`: ISO text, not later than today; the report of a month knows what was decided by its end ·
    `note`: None leaves the one that stands. RuleBroken where the action is gone.
    """
    label = _DECIDED[state]
    found = _action(session, action_id)
    describe(session, label, action=found.words)
    values: dict[str, object] = {"state": state, "decided_at": None, "decided_day": None}
    if state != "open":
        values["decided_at"] = at
        if on is not None:
            day = date.fromisoformat(on)
            zone = session.scalars(select(workspace.c.time_zone)).one()
            if day > local_day(at, zone):
                raise RuleBroken(
                    _(
                        "This day has not come yet. Nothing was changed. "
                        "Please choose today or an earlier day."
                    )
                )
            values |= {"decided_at": start_of_day(day, zone), "decided_day": day.isoformat()}
        elif found.state == state:
            values |= {"decided_at": found.decided_at, "decided_day": found.decided_day}
    if note is not None:
        values["note"] = stored(note)[:LONGEST]
    for twin in _twins(session, found):
        session.execute(update(report_action).where(report_action.c.id == twin.id).values(**values))


@verb(ADDED)
def add_action(
    session: Session,
    *,
    at: int,
    report_id: int,
    words: str,
    figure: str | None = None,
    subject: str = "",
    value: float | None = None,
    n: int | None = None,
    weeks: int | None = None,
) -> int:
    """Adds an action of the owner's own to a report, with a figure to watch or without; its id."""
    kept(session, report_id)
    said = _words(words)
    describe(session, action=said)
    last = session.scalar(
        select(func.max(report_action.c.position)).where(report_action.c.report_id == report_id)
    )
    made = Proposed(OWN, said, figure, subject, value, n, weeks)
    return _add(session, report_id, at, (last or 0) + 1, made)


@verb(REWORDED)
def reword(session: Session, *, at: int, action_id: int, words: str) -> None:
    """Changes the words of an action of the owner's own; RuleBroken for one of the program's."""
    found = _own(session, action_id)
    said = _words(words)
    describe(session, action=said)
    for twin in _twins(session, found):
        session.execute(
            update(report_action).where(report_action.c.id == twin.id).values(words=said)
        )


@verb(REMOVED)
def remove_action(session: Session, *, at: int, action_id: int) -> None:
    """Removes an action of the owner's own; RuleBroken for one of the program's."""
    found = _own(session, action_id)
    describe(session, action=found.words)
    for twin in _twins(session, found):
        session.execute(delete(report_action).where(report_action.c.id == twin.id))


def _action(session: Session, action_id: int) -> Row:
    found = session.execute(select(report_action).where(report_action.c.id == action_id)).first()
    if found is None:
        raise RuleBroken(
            _("This action is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def _own(session: Session, action_id: int) -> Row:
    found = _action(session, action_id)
    if found.key != OWN:
        raise RuleBroken(
            _(
                "The report proposed this action, and says so as long as it is kept. Nothing was "
                "changed. Please drop the action instead."
            )
        )
    return found


def _words(words: str) -> str:
    said = stored(words)[:LONGEST]
    if not said:
        raise RuleBroken(
            _("An action needs to say what is to be done. Nothing was changed. Please write it.")
        )
    return said


def _same(row: Row | Proposed) -> tuple[str, str, str, str]:
    """What two actions of one month have in common that are one."""
    return row.key, row.figure or "", row.subject, row.words if row.key == OWN else ""


def actions_of_month(session: Session, pipeline_id: int | None, month: str) -> Sequence[Row]:
    """The actions of all reports of a month, those of the newest report first."""
    return session.execute(
        select(report_action)
        .join(report, report.c.id == report_action.c.report_id)
        .where(report.c.pipeline_id.is_not_distinct_from(pipeline_id), report.c.month == month)
        .order_by(report.c.made_at.desc(), report.c.id.desc(), report_action.c.position)
    ).all()


def _twins(session: Session, row: Row) -> list[Row]:
    """The action itself, and what is the same in other reports of its month."""
    of = kept(session, row.report_id)
    return [
        one
        for one in actions_of_month(session, of.pipeline_id, of.month)
        if one.id == row.id or (one.report_id != row.report_id and _same(one) == _same(row))
    ]


def keep_actions(
    session: Session,
    report_id: int,
    at: int,
    actions: Sequence[Proposed],
    earlier: Sequence[Row],
) -> None:
    """Writes a new report's actions, as part of making it; `earlier`: those of its month before.

    What was decided of the same actions holds for these too, and the owner's own come along.
    """
    known: dict[tuple[str, str, str, str], Row] = {}
    for row in earlier:
        known.setdefault(_same(row), row)
    for place, one in enumerate(actions, 1):
        _add(session, report_id, at, place, one, known.get(_same(one)))
    newest = [row for row in earlier if row.report_id == earlier[0].report_id and row.key == OWN]
    for place, row in enumerate(newest, len(actions) + 1):
        copied = {
            column.name: getattr(row, column.name)
            for column in report_action.columns
            if column.name not in ("id", "report_id", "position")
        }
        session.execute(insert(report_action).values(**copied, report_id=report_id, position=place))


def _add(
    session: Session,
    report_id: int,
    at: int,
    place: int,
    one: Proposed,
    known: Row | None = None,
) -> int:
    decided = ("state", "decided_at", "decided_day", "note") if known is not None else ()
    return int(
        session.execute(
            insert(report_action)
            .values(
                report_id=report_id,
                position=place,
                added_at=at,
                key=one.key,
                words=_words(one.words),
                figure=one.figure,
                subject=one.subject,
                value=written(one.value),
                n=one.n,
                weeks=one.weeks,
                **{name: getattr(known, name) for name in decided},
            )
            .returning(report_action.c.id)
        ).scalar_one()
    )


def kept(session: Session, report_id: int) -> Row:
    """The report of this id; RuleBroken where it is gone."""
    found = session.execute(select(report).where(report.c.id == report_id)).first()
    if found is None:
        raise RuleBroken(
            _("This report is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
