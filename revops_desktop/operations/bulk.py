"""What a person can do with many deals at once: each is one action, and one undo takes all back.

They follow the same rules as with one deal (`moving.py`, `activities.py`, `tags.py`); for one deal
the action is named after it, for several by their number. What one deal refuses, all refuse: then
nothing was changed. To delete several deals, see `trash.delete`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal, deal_tag, member
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, count
from revops_desktop.operations import activities, moving, tags
from revops_desktop.operations.deals import EXIT_LABELS, MOVED, REOPENED
from revops_desktop.rules.river import ExitKind

MOVED_MANY = N_("Move {number} deals to {stage}")
LOST_MANY = N_("Lose {number} deals: {reason}")
RECYCLED_MANY = N_("Recycle {number} deals: {reason}")
CHURNED_MANY = N_("{number} deals churned: {reason}")
HANDED = N_("Give “{deal}” to {member}")
HANDED_MANY = N_("Give {number} deals to {member}")
UNOWNED = N_("Leave “{deal}” without an owner")
UNOWNED_MANY = N_("Leave {number} deals without an owner")
CLOSE_DAY = N_("Set the expected close of “{deal}”")
CLOSE_DAY_MANY = N_("Set the expected close of {number} deals")
TAGGED = N_("Tag “{deal}”")
TAGGED_MANY = N_("Tag {number} deals")
PLANNED_MANY = N_("Add the task “{title}” to {number} deals")

EXIT_LABELS_MANY = {"lost": LOST_MANY, "recycled": RECYCLED_MANY, "churned": CHURNED_MANY}


_UNTAG = delete(deal_tag).where(
    deal_tag.c.deal_id == bindparam("wanted"), deal_tag.c.tag_id == bindparam("tag")
)

# The owner of each deal, where a task is to be done by whoever owns its deal.
OWNER_OF_DEAL = -2


@verb(MOVED_MANY)
def move_many(
    session: Session,
    *,
    at: int,
    deal_ids: Iterable[int],
    stage_id: int,
    override: str | None = None,
    filled: Mapping[int, Any] | None = None,
    handed: Mapping[int, Any] | None = None,
    to_member_id: int | None = None,
) -> int:
    """The one move (domain.md §3) for one deal or several; how many moved.

    Those that stand in the stage already stay as they are; those that left the river are reopened.
    `filled` is what was missing of what the stages they leave ask for, by id of the criterion;
    `override` the reason for going on without the rest. Where the function changes, `handed` is
    what was missing of the items to hand over, by id of the item, and `to_member_id` receives the
    deals; None: their owners, or all of that function.
    """
    found = moving.standing(session, deal_ids)
    target = moving.stage_in_use(session, stage_id)
    moved = moving.move(
        session,
        at=at,
        deals=found,
        target=target,
        override=override,
        filled=filled,
        handed=handed,
        to_member_id=to_member_id,
    )
    if moved:
        one = REOPENED if moving.has_left(moved[0]) else MOVED
        _name(session, moved, one, MOVED_MANY, stage=target.name)
    return len(moved)


@verb(LOST_MANY)
def leave_many(
    session: Session,
    *,
    at: int,
    deal_ids: Iterable[int],
    kind: ExitKind,
    reason_id: int,
    note: str = "",
    wake_on: str | None = None,
    nurture_list_id: int | None = None,
    override: str | None = None,
) -> int:
    """Takes several deals out of the river with one reason, and one day to wake up; how many.

    Every one must be able to leave that way (domain.md §3): customers churn, others are lost or
    recycled.
    """
    found = moving.standing(session, deal_ids)
    reason = moving.leave(
        session,
        at=at,
        deals=found,
        kind=kind,
        reason_id=reason_id,
        note=note,
        wake_on=wake_on,
        nurture_list_id=nurture_list_id,
        override=override,
    )
    _name(session, found, EXIT_LABELS[kind], EXIT_LABELS_MANY[kind], reason=reason.name)
    return len(found)


@verb(HANDED_MANY)
def set_owner(session: Session, *, at: int, deal_ids: Iterable[int], owner_id: int | None) -> None:
    """Gives deals to a member who is not archived, or to nobody."""
    found = moving.standing(session, deal_ids)
    if owner_id is None:
        _name(session, found, UNOWNED, UNOWNED_MANY)
    else:
        named = session.execute(
            select(member.c.name).where(member.c.id == owner_id, member.c.archived_at.is_(None))
        ).scalar()
        if named is None:
            raise RuleBroken(
                _(
                    "This member no longer works here. Nothing was changed. "
                    "Please choose another member."
                )
            )
        _name(session, found, HANDED, HANDED_MANY, member=named)
    _write(session, found, "owner_id", owner_id)


@verb(CLOSE_DAY_MANY)
def set_close_day(session: Session, *, at: int, deal_ids: Iterable[int], day: str | None) -> None:
    """Sets the day (ISO text) on which deals are expected to close; None: not known.

    A human touch of each (domain.md §3, idle limit).
    """
    if day is not None:
        day = date.fromisoformat(day).isoformat()
    found = moving.standing(session, deal_ids)
    _name(session, found, CLOSE_DAY, CLOSE_DAY_MANY)
    _write(session, found, "expected_close", day, touched_at=at)


@verb(TAGGED_MANY)
def change_tags(
    session: Session,
    *,
    at: int,
    deal_ids: Iterable[int],
    add: Collection[int] = (),
    remove: Collection[int] = (),
    new: Sequence[str] = (),
) -> None:
    """Puts tags on deals and takes others off them, by id; `new` are names of tags to make.

    A name that there is already is that tag.
    """
    found = moving.standing(session, deal_ids)
    _name(session, found, TAGGED, TAGGED_MANY)
    ids = [now.id for now in found]
    made = [tags.find_or_add(session, name=name) for name in new]
    gone = [{"wanted": number, "tag": one} for one in remove for number in ids]
    if gone:
        session.connection().execute(_UNTAG, gone)
    tags.put_on(session, deal_tag, ids, list(dict.fromkeys((*add, *made))))


@verb(PLANNED_MANY)
def add_task(
    session: Session,
    *,
    at: int,
    deal_ids: Iterable[int],
    title: str,
    due_on: str,
    member_id: int | None = OWNER_OF_DEAL,
) -> None:
    """Plans the same task, due on a day (ISO text), for each deal.

    `member_id` does them all; OWNER_OF_DEAL: the owner of each, None: nobody named.
    """
    found = moving.standing(session, deal_ids)
    ids = [now.id for now in found]
    _name(session, found, activities.PLANNED, PLANNED_MANY, title=title)
    if member_id != OWNER_OF_DEAL:
        activities.insert_tasks(
            session, title=title, due_on=due_on, deal_ids=ids, member_id=member_id
        )
        return
    by_owner: dict[int | None, list[int]] = {}
    for now in found:
        by_owner.setdefault(now.owner_id, []).append(now.id)
    for owner_id, owned in by_owner.items():
        activities.insert_tasks(
            session, title=title, due_on=due_on, deal_ids=owned, member_id=owner_id
        )


def _name(session: Session, deals: Sequence[Row], one: str, many: str, **names: object) -> None:
    if len(deals) == 1:
        describe(session, one, deal=deals[0].title, **names)
    else:
        describe(session, many, number=count(len(deals)), **names)


def _write(
    session: Session, deals: Sequence[Row], column: str, value: object, **along: object
) -> None:
    """The same value in `column` of every deal, and `along` where that changed anything."""
    session.connection().execute(
        update(deal)
        .where(deal.c.id == bindparam("wanted"), deal.c[column].is_distinct_from(value))
        .values({column: value, **along}),
        [{"wanted": now.id} for now in deals],
    )
