"""The lead scores of contacts and deals, read by questions and by the move alike (domain.md §4)."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from revops_desktop.database import scores
from revops_desktop.database.tables import contact, contact_score, deal

# SQLite takes only so many parameters in one statement.
_CHUNK = 5000


def raw_of(session: Session) -> Any:
    """The connection below a session."""
    return session.connection().connection.driver_connection


def scores_of_contacts(session: Session, contact_ids: Collection[int], now: int) -> dict[int, int]:
    """The scores of some contacts as of now (UTC seconds); 0 without any points.

    From what is kept, and reckoned where that is of another day.
    """
    raw = raw_of(session)
    day = scores.today_of(raw, now)
    found = dict.fromkeys(contact_ids, 0)
    old: set[int] = set()
    if scores.pending(raw) is not None:
        old = set(found)
    else:
        score, listed = contact_score.c, list(found)
        for start in range(0, len(listed), _CHUNK):
            rows = session.execute(
                select(score.contact_id, score.score, score.fades, score.scored_on).where(
                    score.contact_id.in_(listed[start : start + _CHUNK])
                )
            )
            for contact_id, points, fades, scored_on in rows:
                found[contact_id] = points
                if fades and scored_on != day.isoformat():
                    old.add(contact_id)
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
    listed = list(deal_ids)
    for start in range(0, len(listed), _CHUNK):
        rows = session.execute(
            select(deal.c.id, contact.c.id)
            .join(
                contact,
                or_(
                    contact.c.id == deal.c.contact_id,
                    and_(deal.c.contact_id.is_(None), contact.c.company_id == deal.c.company_id),
                ),
            )
            .where(deal.c.id.in_(listed[start : start + _CHUNK]), contact.c.deleted_at.is_(None))
        )
        for deal_id, contact_id in rows:
            whose.setdefault(deal_id, []).append(contact_id)
    return whose
