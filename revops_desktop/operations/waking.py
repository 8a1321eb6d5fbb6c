"""What a person can do with recycled deals: take them up again, let them wait, nurture them.

Each is one action for one deal or for many; what one deal refuses, all refuse (domain.md §3).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import (
    deal,
    deal_exit,
    deal_state,
    nurture_list,
    pipeline,
    stage,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, count
from revops_desktop.operations import moving
from revops_desktop.operations.deals import REOPENED

WAITS = N_("Let “{deal}” wait until {day}")
WAITS_MANY = N_("Let {number} deals wait until {day}")
REOPENED_MANY = N_("Reopen {number} deals in {stage}")
REOPENED_WHERE_LEFT = N_("Reopen {number} deals where they left")
NURTURED = N_("Put “{deal}” on the nurturing list {list}")
NURTURED_MANY = N_("Put {number} deals on the nurturing list {list}")
UNNURTURED = N_("Take “{deal}” off its nurturing list")
UNNURTURED_MANY = N_("Take {number} deals off their nurturing lists")

_wanted = func.json_each(bindparam("wanted")).table_valued("key", "value")
_WAITING = (
    select(deal.c.id, deal.c.title, deal_state.c.visit_id, deal_state.c.stage_id)
    .select_from(_wanted)
    .join(deal, deal.c.id == _wanted.c.value)
    .join(deal_state, deal_state.c.deal_id == deal.c.id)
    .where(deal_state.c.status == "recycled")
    .order_by(_wanted.c.key)
)


@verb(WAITS)
def wait_until(session: Session, *, at: int, deal_id: int, wake_on: str) -> None:
    """Gives a recycled deal another day (ISO text) on which it comes back (domain.md §3)."""
    _put_off(session, [deal_id], wake_on)


@verb(WAITS_MANY)
def put_off(session: Session, *, at: int, deal_ids: Iterable[int], wake_on: str) -> None:
    """Gives recycled deals another day (ISO text) on which they come back."""
    _put_off(session, deal_ids, wake_on)


@verb(NURTURED_MANY)
def nurture(
    session: Session, *, at: int, deal_ids: Iterable[int], nurture_list_id: int | None
) -> None:
    """Puts recycled deals on a nurturing list, or on none."""
    found = _waiting(session, deal_ids)
    if nurture_list_id is None:
        _name(session, found, UNNURTURED, UNNURTURED_MANY)
    else:
        named = session.execute(
            select(nurture_list.c.name).where(
                nurture_list.c.id == nurture_list_id, nurture_list.c.archived_at.is_(None)
            )
        ).scalar()
        if named is None:
            raise RuleBroken(
                _(
                    "This nurturing list is no longer in use. Nothing was changed. "
                    "Please choose another list."
                )
            )
        _name(session, found, NURTURED, NURTURED_MANY, list=named)
    _write(session, found, "nurture_list_id", nurture_list_id)


@verb(REOPENED)
def reopen(
    session: Session, *, at: int, deal_ids: Iterable[int], stage_id: int | None = None
) -> int:
    """Takes recycled deals up again in a stage, or (None) each where it left; how many.

    A re-entry by the one move (domain.md §3). Where the stage that a deal left from is no longer
    in use, it goes to the last one before it.
    """
    found = _waiting(session, deal_ids)
    targets = (
        _ways_back(session, found) if stage_id is None else dict.fromkeys(_ids(found), stage_id)
    )
    rows = {
        target: moving.stage_in_use(session, target) for target in dict.fromkeys(targets.values())
    }
    for target, row in rows.items():
        together = [number for number in _ids(found) if targets[number] == target]
        moving.move(session, at=at, deals=moving.standing(session, together), target=row)
    if len(rows) == 1:
        name = next(iter(rows.values())).name
        _name(session, found, REOPENED, REOPENED_MANY, stage=name)
    else:
        describe(session, REOPENED_WHERE_LEFT, number=count(len(found)))
    return len(found)


def _ids(found: Sequence[Row]) -> list[int]:
    return [row.id for row in found]


class _Place(NamedTuple):
    pipeline_id: int
    position: int


def _ways_back(session: Session, found: Sequence[Row]) -> dict[int, int]:
    """For each deal the stage in use that it left from, or else the last before it."""
    wanted = {row.stage_id for row in found}
    left = {
        row.id: _Place(row.pipeline_id, row.position)
        for row in session.execute(
            select(stage.c.id, stage.c.pipeline_id, stage.c.position).where(stage.c.id.in_(wanted))
        )
    }
    rivers = {place.pipeline_id for place in left.values()}
    in_use = session.execute(
        select(stage.c.id, stage.c.pipeline_id, stage.c.position)
        .join(pipeline, pipeline.c.id == stage.c.pipeline_id)
        .where(
            stage.c.pipeline_id.in_(rivers),
            stage.c.archived_at.is_(None),
            pipeline.c.archived_at.is_(None),
            stage.c.phase != "customer",
        )
        .order_by(stage.c.position, stage.c.id)
    ).all()
    back = {}
    for stage_id, place in left.items():
        mine = [row for row in in_use if row.pipeline_id == place.pipeline_id]
        if not mine:
            raise RuleBroken(
                _(
                    "The pipeline of these deals has no stage in use that they could go back to. "
                    "Nothing was changed. Please choose a stage."
                )
            )
        before = [row for row in mine if row.position <= place.position]
        same = [row for row in mine if row.id == stage_id]
        back[stage_id] = (same or before[-1:] or mine[:1])[0].id
    return {row.id: back[row.stage_id] for row in found}


def _waiting(session: Session, deal_ids: Iterable[int]) -> list[Row]:
    """The deals with the visit that they left from, each once; RuleBroken where one waits not."""
    wanted = list(dict.fromkeys(deal_ids))
    listed = "[" + ",".join(str(int(number)) for number in wanted) + "]"
    found = list(session.connection().execute(_WAITING, {"wanted": listed}))
    if len(found) < len(wanted) or not found:
        raise RuleBroken(
            _("This deal no longer waits to be taken up again. Nothing was changed.")
            if len(wanted) == 1
            else _(
                "Some of these deals no longer wait to be taken up again. Nothing was changed. "
                "Please choose again."
            )
        )
    return found


def _put_off(session: Session, deal_ids: Iterable[int], wake_on: str) -> None:
    try:
        day = date.fromisoformat(wake_on).isoformat()
    except ValueError:
        raise RuleBroken(
            _(
                "A recycled deal needs the day on which it comes back. Nothing was changed. "
                "Please choose the day."
            )
        ) from None
    found = _waiting(session, deal_ids)
    _name(session, found, WAITS, WAITS_MANY, day=day)
    _write(session, found, "wake_on", day)


def _name(session: Session, found: Sequence[Row], one: str, many: str, **names: object) -> None:
    if len(found) == 1:
        describe(session, one, deal=found[0].title, **names)
    else:
        describe(session, many, number=count(len(found)), **names)


def _write(session: Session, found: Sequence[Row], column: str, value: object) -> None:
    """The same value in `column` of every exit; an imported one may have no row yet."""
    visits = [row.visit_id for row in found]
    meant = deal_exit.c.visit_id.in_(select(_wanted.c.value))
    rows = session.execute(select(deal_exit.c.visit_id).where(meant), {"wanted": f"{visits}"})
    known = set(rows.scalars())
    changed = [{"visit": visit} for visit in visits if visit in known]
    made = [
        {"deal_id": row.id, "visit_id": row.visit_id, column: value}
        for row in found
        if row.visit_id not in known
    ]
    connection = session.connection()
    if changed:
        connection.execute(
            update(deal_exit)
            .where(
                deal_exit.c.visit_id == bindparam("visit"),
                deal_exit.c[column].is_distinct_from(value),
            )
            .values({column: value}),
            changed,
        )
    if made:
        connection.execute(insert(deal_exit), made)
