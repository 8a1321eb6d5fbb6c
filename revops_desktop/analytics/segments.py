"""The segments that are offered, and how many companies each has (domain.md §2)."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import company, segment
from revops_desktop.rules.text import match_key


class Segment(NamedTuple):
    """A segment of the list; `companies` have it, however they spell it: in which `spellings`."""

    segment_id: int
    name: str
    is_archived: bool
    companies: int
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segments:
    """The owner's list, archived ones last; `unlisted`: what companies have beside it, by name."""

    listed: tuple[Segment, ...]
    unlisted: tuple[str, ...]

    @property
    def in_use(self) -> tuple[Segment, ...]:
        """Those that are offered."""
        return tuple(one for one in self.listed if not one.is_archived)


def segments(session: Session) -> Segments:
    """The list of segments with their companies."""
    held: dict[str, int] = {}
    names: dict[str, list[str]] = {}
    for name, number in session.execute(
        select(company.c.segment, func.count())
        .where(company.c.segment.is_not(None), company.c.deleted_at.is_(None))
        .group_by(company.c.segment)
        .order_by(func.count().desc(), company.c.segment)
    ):
        key = match_key(name)
        held[key] = held.get(key, 0) + number
        names.setdefault(key, []).append(name)
    one = segment.c
    rows = session.execute(
        select(segment).order_by(one.archived_at.is_not(None), one.position, one.id)
    ).all()
    listed = {row.match_key for row in rows}
    return Segments(
        tuple(
            Segment(
                *(row.id, row.name, row.archived_at is not None, held.get(row.match_key, 0)),
                tuple(names.get(row.match_key, ())),
            )
            for row in rows
        ),
        tuple(spelt[0] for key, spelt in names.items() if key and key not in listed),
    )


def offered(session: Session) -> tuple[str, ...]:
    """The names that an editor of a company proposes, in the owner's order."""
    one = segment.c
    rows = session.execute(
        select(one.name).where(one.archived_at.is_(None)).order_by(one.position, one.id)
    )
    return tuple(rows.scalars())
