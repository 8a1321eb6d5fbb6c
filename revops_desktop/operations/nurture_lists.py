"""What a person can do with nurturing lists: where recycled deals are looked after (domain.md §3).

A list that a deal was ever put on is archived instead of deleted, so that its name stays there.
"""

from collections.abc import Sequence

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal_exit, nurture_list
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add nurturing list {list}")
RENAMED = N_("Rename nurturing list {list} to {name}")
REORDERED = N_("Reorder the nurturing lists")
DELETED = N_("Delete nurturing list {list}")
ARCHIVED = N_("Archive nurturing list {list}")
RESTORED = N_("Bring back nurturing list {list}")


@verb(ADDED)
def add(session: Session, *, at: int, name: str) -> int:
    """A new list behind the others; refused when one of that name exists. Its id."""
    name = _named(session, name)
    describe(session, list=name)
    return _insert(session, name)


@verb(RENAMED)
def rename(session: Session, *, at: int, list_id: int, name: str) -> None:
    """Gives a list another name; what is on it stays on it."""
    found, name = _list(session, list_id), _named(session, name, own_id=list_id)
    describe(session, list=found.name, name=name)
    session.execute(
        update(nurture_list)
        .where(nurture_list.c.id == list_id)
        .values(name=name, match_key=match_key(name))
    )


@verb(REORDERED)
def reorder(session: Session, *, at: int, list_ids: Sequence[int]) -> None:
    """Puts the lists in use into this order; all of them, each once."""
    in_use = select(nurture_list.c.id).where(nurture_list.c.archived_at.is_(None))
    if sorted(list_ids) != sorted(session.execute(in_use).scalars()):
        raise RuleBroken(
            _("The nurturing lists have changed meanwhile. Nothing was changed. Please look again.")
        )
    for position, list_id in enumerate(list_ids, 1):
        session.execute(
            update(nurture_list)
            .where(nurture_list.c.id == list_id, nurture_list.c.position != position)
            .values(position=position)
        )


@verb(DELETED)
def remove(session: Session, *, at: int, list_id: int) -> bool:
    """Takes a list out of use; True: deleted for good, False: archived."""
    found = _list(session, list_id)
    used = session.execute(
        select(deal_exit.c.id).where(deal_exit.c.nurture_list_id == list_id).limit(1)
    )
    gone = used.first() is None
    describe(session, DELETED if gone else ARCHIVED, list=found.name)
    if gone:
        session.execute(delete(nurture_list).where(nurture_list.c.id == list_id))
    else:
        archived = update(nurture_list).where(nurture_list.c.id == list_id)
        session.execute(archived.values(archived_at=at))
    return gone


@verb(RESTORED)
def restore(session: Session, *, at: int, list_id: int) -> None:
    """Brings an archived list back; one in use stays as it is."""
    found = _list(session, list_id)
    if found.archived_at is not None:
        describe(session, list=found.name)
        session.execute(
            update(nurture_list).where(nurture_list.c.id == list_id).values(archived_at=None)
        )


def find_or_add(session: Session, *, name: str) -> int:
    """The list of this name, made within a verb when there is none; its id.

    One that was archived is in use again.
    """
    found = session.execute(
        select(nurture_list).where(nurture_list.c.match_key == match_key(name))
    ).first()
    if found is None:
        return _insert(session, _named(session, name))
    if found.archived_at is not None:
        session.execute(
            update(nurture_list).where(nurture_list.c.id == found.id).values(archived_at=None)
        )
    return int(found.id)


def _insert(session: Session, name: str) -> int:
    last = session.execute(select(func.max(nurture_list.c.position))).scalar()
    made = session.connection().execute(
        insert(nurture_list).values(
            name=name, match_key=match_key(name), position=int(last or 0) + 1
        )
    )
    return int(made.lastrowid)


def _named(session: Session, name: str, own_id: int | None = None) -> str:
    name = stored(name)
    if not match_key(name):
        raise RuleBroken(_("A nurturing list needs a name. Nothing was changed. Please write one."))
    other = session.execute(
        select(nurture_list).where(nurture_list.c.match_key == match_key(name))
    ).first()
    if other is not None and other.id != own_id:
        if other.archived_at is not None:
            raise RuleBroken(
                _(
                    "There is an archived nurturing list “{name}”. Nothing was changed. "
                    "Please bring it back, or choose another name."
                ).format(name=other.name)
            )
        raise RuleBroken(
            _("There is a nurturing list “{name}” already. Nothing was changed.").format(
                name=other.name
            )
        )
    return name


def _list(session: Session, list_id: int) -> Row:
    found = session.execute(select(nurture_list).where(nurture_list.c.id == list_id)).first()
    if found is None:
        raise RuleBroken(
            _(
                "This nurturing list is no longer in the file. Nothing was changed. "
                "Please look again."
            )
        )
    return found
