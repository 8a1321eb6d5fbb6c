"""The lead scores of contacts and deals, read by questions and by the move alike (domain.md §4)."""

import json
from collections.abc import Collection, Mapping

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.database import scores
from revops_desktop.database.prepared import Prepared
from revops_desktop.database.prepared import raw_of as raw_of
from revops_desktop.database.tables import contact, contact_score, deal

_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_score = contact_score.c
_SCORES = Prepared(
    select(_score.contact_id, _score.score, _score.fades, _score.scored_on).where(
        _score.contact_id.in_(select(_wanted.c.value))
    )
)
_CONTACTS = Prepared(
    select(deal.c.id, contact.c.id.label("contact_id"))
    .join(
        contact,
        or_(
            contact.c.id == deal.c.contact_id,
            and_(deal.c.contact_id.is_(None), contact.c.company_id == deal.c.company_id),
        ),
    )
    .where(deal.c.id.in_(select(_wanted.c.value)), contact.c.deleted_at.is_(None))
)


def scores_of_contacts(session: Session, contact_ids: Collection[int], now: int) -> dict[int, int]:
    """The scores of some contacts as of now (UTC seconds); 0 without any points.

    From what is kept, and reckoned where that is of another day.
    """
    found = dict.fromkeys(contact_ids, 0)
    if not found:
        return found
    raw = raw_of(session)
    day = scores.today_of(raw, now)
    old: set[int] = set()
    if scores.pending(raw) is not None:
        old = set(found)
    else:
        for row in _SCORES.rows(session, wanted=json.dumps(list(found))):
            found[row.contact_id] = row.score
            if row.fades and row.scored_on != day.isoformat():
                old.add(row.contact_id)
    if old:
        made = scores.made(raw, day=day, ids=old)
        found |= {one: made[one].score if one in made else 0 for one in old}
    return found


def scores_of_deals(session: Session, deal_ids: Collection[int], now: int) -> Mapping[int, int]:
    """The scores of some deals as of now: that of the contact, or else the best at the company."""
    whose = contacts_of(session, deal_ids)
    found = scores_of_contacts(session, {one for many in whose.values() for one in many}, now)
    return {
        deal_id: max((found[one] for one in whose.get(deal_id, ())), default=0)
        for deal_id in deal_ids
    }


def contacts_of(session: Session, deal_ids: Collection[int]) -> dict[int, list[int]]:
    """The contacts whose score may count for each deal: its own, else all of its company."""
    whose: dict[int, list[int]] = {}
    for deal_id, contact_id in _CONTACTS.rows(session, wanted=json.dumps(list(deal_ids))):
        whose.setdefault(deal_id, []).append(contact_id)
    return whose
