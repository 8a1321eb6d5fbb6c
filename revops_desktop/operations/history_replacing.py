"""The stage history of deals that are here: read for comparing, and replaced by a fuller one.

Only what was imported is replaced: a stay that a person made is never taken away.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.tables import deal, deal_exit, handoff, stage, stage_visit
from revops_desktop.operations.history_deals import VISIT_COLUMNS
from revops_desktop.operations.history_records import Bases, Reference, Visit, row_id
from revops_desktop.operations.plain_rows import insert_rows, next_id
from revops_desktop.rules.money import value_of

_MOST_AT_ONCE = 500
One = TypeVar("One")


class StayHere(NamedTuple):
    """A stay of a deal that is here, with how it ended; `member` began it."""

    stage_id: int
    stage: str
    entered_at: int | None
    entered_day: str | None
    left_at: int | None
    left_day: str | None
    outcome: str | None
    is_imported: int
    reason_id: int | None
    wake_on: str | None
    member_id: int | None


@dataclass(slots=True)
class HistoryHere:
    """The stays of a deal in order. `is_touched`: a person's doing hangs on them."""

    stays: list[StayHere] = field(default_factory=list)
    is_touched: bool = False


def histories_here(session: Session, deal_ids: Sequence[int]) -> dict[int, HistoryHere]:
    """The stage histories of these deals."""
    found: dict[int, HistoryHere] = {deal_id: HistoryHere() for deal_id in deal_ids}
    for some in _parts(deal_ids):
        _read(session, some, found)
    return found


def _parts(whole: Sequence[One]) -> Iterator[Sequence[One]]:
    for first in range(0, len(whole), _MOST_AT_ONCE):
        yield whole[first : first + _MOST_AT_ONCE]


def _read(session: Session, deal_ids: Sequence[int], found: dict[int, HistoryHere]) -> None:
    visit, way = stage_visit.c, deal_exit.c
    rows = session.execute(
        select(
            *(visit.deal_id, visit.stage_id, stage.c.name, visit.entered_at, visit.entered_day),
            *(visit.left_at, visit.left_day, visit.outcome, visit.is_imported, way.reason_id),
            *(way.wake_on, visit.member_id, way.note, way.nurture_list_id),
        )
        .join(stage, stage.c.id == visit.stage_id)
        .outerjoin(deal_exit, way.visit_id == visit.id)
        .where(visit.deal_id.in_(deal_ids))
        .order_by(visit.deal_id, visit.sequence)
    )
    for row in rows:
        here = found[row[0]]
        here.stays.append(StayHere._make(row[1:12]))
        if not row.is_imported or row.note is not None or row.nurture_list_id is not None:
            here.is_touched = True
    handed = select(handoff.c.deal_id).where(handoff.c.deal_id.in_(deal_ids)).distinct()
    for deal_id in session.execute(handed).scalars():
        found[deal_id].is_touched = True


class NewHistory(NamedTuple):
    """The stays that a deal has from now on, and how it left; see NewDeal."""

    deal_id: int
    visits: tuple[Visit, ...]
    exit: tuple[Reference, str | None] | None
    earlier_exits: tuple[tuple[int, Reference, str | None], ...]
    is_closed: bool


def replace_histories(
    session: Session, histories: Sequence[NewHistory], new: Bases, step: Callable[[], None]
) -> None:
    """Takes the stays of these deals away and writes others in their place; `step` may stop it."""
    for some in _parts(histories):
        _replace(session, some, new)
        step()


def _replace(session: Session, histories: Sequence[NewHistory], new: Bases) -> None:
    ids = [one.deal_id for one in histories]
    worth = _worth(session, ids)
    session.execute(delete(stage_visit).where(stage_visit.c.deal_id.in_(ids)))
    following = next_id(session, stage_visit)
    visits: list[tuple[Any, ...]] = []
    exits: list[tuple[Any, ...]] = []
    for one in histories:
        before = following - 1
        for sequence, visit in enumerate(one.visits, 1):
            place = (following, one.deal_id, row_id(visit[0], new.stage), sequence)
            visits.append((*place, *visit[1:7], row_id(visit[7], new.member), 1))
            following += 1
        for number, reason, wake_on in one.earlier_exits:
            exits.append((one.deal_id, before + number, row_id(reason, new.reason), wake_on))
        if one.exit is not None:
            reason, wake_on = one.exit
            exits.append((one.deal_id, following - 1, row_id(reason, new.reason), wake_on))
    insert_rows(session, stage_visit, VISIT_COLUMNS, visits)
    insert_rows(session, deal_exit, "deal_id visit_id reason_id wake_on", exits)
    _settle(session, histories, worth)


def _worth(session: Session, ids: Sequence[int]) -> Mapping[int, tuple[int | None, int | None]]:
    """What each deal is worth now, and what it was worth as it was won or left."""
    one = deal.c
    rows = session.execute(
        select(one.id, one.closed_value, one.amount, one.monthly_amount).where(one.id.in_(ids))
    )
    return {row.id: (row.closed_value, value_of(row.amount, row.monthly_amount)) for row in rows}


def _settle(
    session: Session,
    histories: Sequence[NewHistory],
    worth: Mapping[int, tuple[int | None, int | None]],
) -> None:
    """A deal that was won or left by its new history has its value as of then, others none."""
    changed = []
    for one in histories:
        held, value = worth[one.deal_id]
        closed = (value if held is None else held) if one.is_closed else None
        if closed != held:
            changed.append({"wanted": one.deal_id, "closed": closed})
    if changed:
        session.connection().execute(
            update(deal)
            .where(deal.c.id == bindparam("wanted"))
            .values(closed_value=bindparam("closed")),
            changed,
        )
