"""What happened with a deal, a company or a contact, from the first source to today?

One timeline, newest first, a page at a time: visits, exits, activities, notes, tasks done
(`story_happenings.py`), and what was changed (the change journal, `story_changes.py`). Another kind
of happening (hand-offs, tickets, contracts) is one more source.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.story_changes import changes
from revops_desktop.analytics.story_entries import KINDS as KINDS
from revops_desktop.analytics.story_entries import Entry as Entry
from revops_desktop.analytics.story_entries import FieldChange as FieldChange
from revops_desktop.analytics.story_entries import Kind as Kind
from revops_desktop.analytics.story_entries import Place as Place
from revops_desktop.analytics.story_entries import Scope, Source
from revops_desktop.analytics.story_happenings import SOURCES
from revops_desktop.database.tables import contact, deal

PAGE = 40
_ALL_SOURCES: tuple[tuple[Kind, int, Source], ...] = (*SOURCES, ("change", 5, changes))


@dataclass(frozen=True, slots=True)
class Story:
    """A page of the story, newest first; `more`: the place to go on from, None at the beginning."""

    entries: tuple[Entry, ...]
    more: Place | None


def story(
    session: Session,
    *,
    deal_id: int | None = None,
    company_id: int | None = None,
    contact_id: int | None = None,
    kinds: Collection[Kind] = KINDS,
    before: Place | None = None,
    limit: int = PAGE,
) -> Story:
    """The next `limit` entries before a place, of one deal, company (with all its deals and
    contacts) or contact; of the chosen kinds only."""
    scope = _scope(deal_id, company_id, contact_id)
    found: list[Entry] = []
    is_more = False
    for kind, rank, source in _ALL_SOURCES:
        if kind in kinds:
            entries = source(session, scope, rank, before, limit)
            is_more = is_more or len(entries) >= limit
            found += entries
    found.sort(key=lambda entry: entry.place, reverse=True)
    page = tuple(found[:limit])
    is_more = is_more or len(found) > limit
    return Story(page, page[-1].place if page and is_more else None)


def _scope(deal_id: int | None, company_id: int | None, contact_id: int | None) -> Scope:
    nothing = select(literal(0)).where(literal(False))
    if deal_id is not None:
        return Scope(select(literal(deal_id)), nothing, nothing)
    if company_id is not None:
        return Scope(
            select(deal.c.id).where(deal.c.company_id == company_id, deal.c.deleted_at.is_(None)),
            select(contact.c.id).where(
                contact.c.company_id == company_id, contact.c.deleted_at.is_(None)
            ),
            select(literal(company_id)),
        )
    if contact_id is not None:
        theirs = select(deal.c.id).where(
            deal.c.contact_id == contact_id, deal.c.deleted_at.is_(None)
        )
        return Scope(theirs, select(literal(contact_id)), nothing)
    raise ValueError("a story is a deal's, a company's or a contact's")
