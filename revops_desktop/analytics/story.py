"""What happened with a deal, a company or a contact, from the first source to today?

One timeline, newest first, a page at a time: visits, exits, activities, notes, tasks done
(`story_happenings.py`), hand-offs (`story_handoffs.py`), pauses of clocks (`story_pauses.py`), and
what was changed (the change journal, `story_changes.py`). Another kind of happening (tickets,
contracts) is one more source.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from revops_desktop.analytics.story_changes import changes
from revops_desktop.analytics.story_entries import KINDS as KINDS
from revops_desktop.analytics.story_entries import Entry as Entry
from revops_desktop.analytics.story_entries import FieldChange as FieldChange
from revops_desktop.analytics.story_entries import Kind as Kind
from revops_desktop.analytics.story_entries import Place as Place
from revops_desktop.analytics.story_entries import Scope, Source
from revops_desktop.analytics.story_handoffs import decided, handed
from revops_desktop.analytics.story_happenings import SOURCES
from revops_desktop.analytics.story_pauses import pauses

PAGE = 40
_ALL_SOURCES: tuple[tuple[Kind, int, Source], ...] = (
    *SOURCES,
    ("change", 5, changes),
    ("handoff", 7, handed),
    ("handoff", 8, decided),
    ("change", 9, pauses),
)


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
    if deal_id is company_id is contact_id is None:
        raise ValueError("a story is a deal's, a company's or a contact's")
    scope = Scope(deal_id, company_id, contact_id)
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
