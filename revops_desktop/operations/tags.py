"""What a person can do with tags: make, edit and delete them.

Deals are tagged, one or many, by `bulk.change_tags`, companies by `companies.set_tags`.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import Row, Table, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import company_tag, deal_tag, tag
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key, stored
from revops_desktop.tokens import TAG_COLOURS

ADDED = N_("Add tag {tag}")
EDITED = N_("Edit tag {tag}")
DELETED = N_("Delete tag {tag}")

LONGEST_NAME = 60


@verb(ADDED)
def add(session: Session, *, at: int, name: str, colour: str | None = None) -> int:
    """A new tag; its id. Refused when there is one of that name, width, case and blanks aside.

    `colour` is a name in tokens.TAG_COLOURS; None takes the one that the fewest tags have.
    """
    name = _named(name)
    if _find(session, name) is not None:
        raise RuleBroken(_("There is a tag “{tag}” already. Nothing was changed.").format(tag=name))
    describe(session, tag=name)
    return _insert(session, name, colour)


@verb(EDITED)
def edit(
    session: Session, *, at: int, tag_id: int, name: str | None = None, colour: str | None = None
) -> None:
    """Gives a tag another name, another colour (a name in tokens.TAG_COLOURS), or both.

    What carries it goes on carrying it.
    """
    found = _tag(session, tag_id)
    values: dict[str, str] = {}
    if name is not None:
        name = _named(name)
        if (_find(session, name) or tag_id) != tag_id:
            raise RuleBroken(
                _("There is a tag “{tag}” already. Nothing was changed.").format(tag=name)
            )
        values = {"name": name, "match_key": match_key(name)}
    if colour is not None:
        values["colour"] = _coloured(colour)
    describe(session, tag=found.name)
    session.execute(update(tag).where(tag.c.id == tag_id).values(**values))


@verb(DELETED)
def remove(session: Session, *, at: int, tag_id: int) -> None:
    """Deletes a tag and takes it off every deal and company; undo brings all of it back."""
    found = _tag(session, tag_id)
    describe(session, tag=found.name)
    for carried in (deal_tag, company_tag):
        session.execute(delete(carried).where(carried.c.tag_id == tag_id))
    session.execute(delete(tag).where(tag.c.id == tag_id))


def put_on(
    session: Session, carried: Table, record_ids: Sequence[int], tag_ids: Collection[int]
) -> None:
    """Puts tags on records, within a verb; those that carry one already keep it.

    `carried` is `deal_tag` or `company_tag`. RuleBroken when a tag is no longer there.
    """
    column = carried.c.deal_id if carried is deal_tag else carried.c.company_id
    for tag_id in tag_ids:
        _tag(session, tag_id)
        has = set(session.execute(select(column).where(carried.c.tag_id == tag_id)).scalars())
        new = [{column.name: one, "tag_id": tag_id} for one in record_ids if one not in has]
        if new:
            session.execute(insert(carried), new)


def find_or_add(session: Session, *, name: str) -> int:
    """The tag of this name, made within a verb when there is none; its id."""
    name = _named(name)
    found = _find(session, name)
    return found if found is not None else _insert(session, name, None)


def _insert(session: Session, name: str, colour: str | None) -> int:
    made = session.connection().execute(
        insert(tag).values(
            name=name,
            match_key=match_key(name),
            colour=_least_used(session) if colour is None else _coloured(colour),
        )
    )
    return int(made.lastrowid)


def _least_used(session: Session) -> str:
    used = {
        colour: number
        for colour, number in session.execute(
            select(tag.c.colour, func.count()).group_by(tag.c.colour)
        )
    }
    # Grey last: a tag is to be seen.
    names = [name for name in TAG_COLOURS if name != "grey"] + ["grey"]
    return min(names, key=lambda name: used.get(name, 0))


def _coloured(colour: str) -> str:
    if colour not in TAG_COLOURS:
        raise ValueError(f"no such colour of a tag: {colour}")
    return colour


def _find(session: Session, name: str) -> int | None:
    found: int | None = session.execute(
        select(tag.c.id).where(tag.c.match_key == match_key(name))
    ).scalar()
    return found


def _tag(session: Session, tag_id: int) -> Row:
    found = session.execute(select(tag).where(tag.c.id == tag_id)).first()
    if found is None:
        raise RuleBroken(
            _("This tag is no longer in the file. Nothing was changed. Please choose another tag.")
        )
    return found


def _named(name: str) -> str:
    name = " ".join(stored(name).split())
    if not match_key(name):
        raise RuleBroken(_("A tag needs a name. Nothing was changed. Please write one."))
    if len(name) > LONGEST_NAME:
        raise RuleBroken(
            _(
                "A tag's name has {number} letters at most. Nothing was changed. "
                "Please choose a shorter name."
            ).format(number=LONGEST_NAME)
        )
    return name
