"""What a person can do with segments: list them, rename, merge, archive (domain.md §2, §3).

The list says which segments are offered; a company keeps its own as text. Another name is written
on every company that has the old one, in views that filter by it, in rules of the lead score and on
targets.
"""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import company, saved_view, score_rule, segment
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import targets
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add segment {segment}")
TAKEN_UP = N_("Add the segments that companies have")
RENAMED = N_("Rename segment {segment} to {name}")
MERGED = N_("Merge segment {segment} into {name}")
REORDERED = N_("Reorder the segments")
DELETED = N_("Delete segment {segment}")
ARCHIVED = N_("Archive segment {segment}")
RESTORED = N_("Bring back segment {segment}")


@verb(ADDED)
def add(session: Session, *, at: int, name: str) -> int:
    """A new segment behind the others; refused when one of that name exists. Its id."""
    name = _named(session, name)
    describe(session, segment=name)
    return _insert(session, name)


@verb(TAKEN_UP)
def take_up(session: Session, *, at: int) -> int:
    """Lists every segment that companies have and that is not listed yet; how many."""
    listed = set(session.execute(select(segment.c.match_key)).scalars())
    rows = session.execute(
        select(company.c.segment)
        .where(company.c.segment.is_not(None), company.c.deleted_at.is_(None))
        .group_by(company.c.segment)
        .order_by(func.count().desc(), company.c.segment)
    )
    added = 0
    for (name,) in rows:
        if match_key(name) and match_key(name) not in listed:
            listed.add(match_key(name))
            _insert(session, name)
            added += 1
    return added


@verb(RENAMED)
def rename(session: Session, *, at: int, segment_id: int, name: str) -> None:
    """Gives a segment another name, in the list and wherever it is written."""
    found, name = _segment(session, segment_id), _named(session, name, own_id=segment_id)
    describe(session, segment=found.name, name=name)
    session.execute(
        update(segment)
        .where(segment.c.id == segment_id)
        .values(name=name, match_key=match_key(name))
    )
    _write_everywhere(session, found.match_key, name)


@verb(MERGED)
def merge(session: Session, *, at: int, segment_id: int, into_id: int) -> None:
    """Makes one segment of two: the companies of the first take the name of the second."""
    found, kept = _segment(session, segment_id), _segment(session, into_id)
    if segment_id == into_id or kept.archived_at is not None:
        raise RuleBroken(
            _("A segment is merged into another one in use. Nothing was changed. Please choose it.")
        )
    describe(session, segment=found.name, name=kept.name)
    _write_everywhere(session, found.match_key, kept.name)
    session.execute(delete(segment).where(segment.c.id == segment_id))


@verb(REORDERED)
def reorder(session: Session, *, at: int, segment_ids: Sequence[int]) -> None:
    """Puts the segments in use into this order; all of them, each once."""
    in_use = select(segment.c.id).where(segment.c.archived_at.is_(None))
    if sorted(segment_ids) != sorted(session.execute(in_use).scalars()):
        raise RuleBroken(
            _("The segments have changed meanwhile. Nothing was changed. Please look again.")
        )
    for position, segment_id in enumerate(segment_ids, 1):
        session.execute(
            update(segment)
            .where(segment.c.id == segment_id, segment.c.position != position)
            .values(position=position)
        )


@verb(DELETED)
def remove(session: Session, *, at: int, segment_id: int) -> bool:
    """Offers a segment no longer; True: deleted for good, since no company has it."""
    found = _segment(session, segment_id)
    gone = not _spellings(session, found.match_key)
    describe(session, DELETED if gone else ARCHIVED, segment=found.name)
    if gone:
        session.execute(delete(segment).where(segment.c.id == segment_id))
    else:
        session.execute(update(segment).where(segment.c.id == segment_id).values(archived_at=at))
    return gone


@verb(RESTORED)
def restore(session: Session, *, at: int, segment_id: int) -> None:
    """Offers an archived segment again; one in use stays as it is."""
    found = _segment(session, segment_id)
    if found.archived_at is not None:
        describe(session, segment=found.name)
        session.execute(update(segment).where(segment.c.id == segment_id).values(archived_at=None))


def _write_everywhere(session: Session, key: str, name: str) -> None:
    """Writes another name wherever the segment of this key is written, however it is spelt."""
    spellings = _spellings(session, key)
    session.execute(
        update(company)
        .where(company.c.segment.in_(spellings), company.c.segment != name)
        .values(segment=name)
    )
    rule = score_rule.c
    for row in session.execute(
        select(rule.id, rule.value).where(rule.attribute == "segment", rule.comparison == "is")
    ).all():
        if row.value != name and match_key(row.value or "") == key:
            session.execute(update(score_rule).where(rule.id == row.id).values(value=name))
    targets.rename_segment(session, key, name)
    for view in session.execute(select(saved_view.c.id, saved_view.c.content)).all():
        content = _renamed(view.content, key, name)
        if content is not None:
            session.execute(
                update(saved_view).where(saved_view.c.id == view.id).values(content=content)
            )


def _spellings(session: Session, key: str) -> Collection[str]:
    """The texts of companies, those in the trash included, that mean this segment."""
    written = session.execute(
        select(company.c.segment).where(company.c.segment.is_not(None)).distinct()
    ).scalars()
    return [text for text in written if match_key(text) == key]


def _renamed(content: str, key: str, name: str) -> str | None:
    """A kept filter with the new name; None where it says nothing of the segment."""
    try:
        read = json.loads(content)
        conditions = [one for one in read["conditions"] if one["about"] == "segment"]
        values = [value for one in conditions for value in one["values"]]
    except (ValueError, KeyError, TypeError):
        return None
    if not any(isinstance(one, str) and one != name and match_key(one) == key for one in values):
        return None
    for one in conditions:
        said = [
            name if isinstance(value, str) and match_key(value) == key else value
            for value in one["values"]
        ]
        one["values"] = list(dict.fromkeys(said))
    return json.dumps(read, ensure_ascii=False, sort_keys=True)


def _insert(session: Session, name: str) -> int:
    last = session.execute(select(func.max(segment.c.position))).scalar()
    made = session.connection().execute(
        insert(segment).values(name=name, match_key=match_key(name), position=int(last or 0) + 1)
    )
    return int(made.lastrowid)


def _named(session: Session, name: str, own_id: int | None = None) -> str:
    name = stored(name)
    if not match_key(name):
        raise RuleBroken(_("A segment needs a name. Nothing was changed. Please write one."))
    other = session.execute(select(segment).where(segment.c.match_key == match_key(name))).first()
    if other is not None and other.id != own_id:
        raise RuleBroken(
            _(
                "There is a segment “{name}” already. Nothing was changed. "
                "Two segments become one by merging them."
            ).format(name=other.name)
        )
    return name


def _segment(session: Session, segment_id: int) -> Row:
    found = session.execute(select(segment).where(segment.c.id == segment_id)).first()
    if found is None:
        raise RuleBroken(
            _("This segment is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
