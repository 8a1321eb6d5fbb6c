"""The hand-offs of a story: what was handed over with a deal, and what became of it (domain.md §4).

One passed on without a rule is told by its visit alone.
"""

from collections import defaultdict

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.story_entries import Entry, FieldChange, Place, Scope, earlier
from revops_desktop.database.tables import deal, function, handoff, handoff_value, member

_giver, _taker = function.alias("giver"), function.alias("taker")
_sender, _decider = member.alias("sender"), member.alias("decider")


def handed(
    session: Session, scope: Scope, rank: int, before: Place | None, limit: int
) -> list[Entry]:
    """What was handed over, with its items as they were then."""
    rows = _read(session, scope, handoff.c.handed_at, rank, before, limit)
    items = _items(session, [row.id for row in rows])
    return [_entry(row, rank, row.at, "handed", row.sender, items[row.id]) for row in rows]


def decided(
    session: Session, scope: Scope, rank: int, before: Place | None, limit: int
) -> list[Entry]:
    """That it was accepted or returned, and why."""
    rows = _read(session, scope, handoff.c.decided_at, rank, before, limit, _is_answer())
    return [_entry(row, rank, row.at, row.outcome, row.decider, ()) for row in rows]


def _is_answer() -> ColumnElement[bool]:
    one = handoff.c
    return one.outcome.in_(("accepted", "returned")) & (one.decided_by != "same_hands")


def _read(
    session: Session,
    scope: Scope,
    at: ColumnElement[int],
    rank: int,
    before: Place | None,
    limit: int,
    *conditions: ColumnElement[bool],
) -> list[Row]:
    one = handoff.c
    return list(
        session.execute(
            select(
                *(at.label("at"), one.id, one.outcome, one.return_reason, deal.c.title),
                *(one.deal_id, func.coalesce(_giver.c.name, "").label("giver")),
                func.coalesce(_taker.c.name, "").label("taker"),
                *(_sender.c.name.label("sender"), _decider.c.name.label("decider")),
            )
            .select_from(handoff)
            .join(deal, deal.c.id == one.deal_id)
            .outerjoin(_giver, _giver.c.id == one.from_function_id)
            .outerjoin(_taker, _taker.c.id == one.to_function_id)
            .outerjoin(_sender, _sender.c.id == one.member_id)
            .outerjoin(_decider, _decider.c.id == one.decided_by_id)
            .where(
                one.deal_id.in_(scope.deals),
                or_(one.decided_by.is_(None), one.decided_by != "no_rule"),
                earlier(at, one.id, rank, before),
                *conditions,
            )
            .order_by(at.desc(), one.id.desc())
            .limit(limit)
        )
    )


def _items(session: Session, ids: list[int]) -> dict[int, tuple[FieldChange, ...]]:
    """By hand-off the items and their values; a required one that was missing has none."""
    value = handoff_value.c
    found: dict[int, list[FieldChange]] = defaultdict(list)
    if ids:
        for handoff_id, name, text in session.execute(
            select(value.handoff_id, value.name, value.value)
            .where(
                value.handoff_id.in_(ids),
                or_(value.value.is_not(None), value.is_required == 1),
            )
            .order_by(value.handoff_id, value.position, value.id)
        ):
            found[handoff_id].append(FieldChange(name, "", text or ""))
    return defaultdict(tuple, {handoff_id: tuple(many) for handoff_id, many in found.items()})


def _entry(
    row: Row,
    rank: int,
    at: int,
    what: str,
    who: str | None,
    items: tuple[FieldChange, ...],
) -> Entry:
    return Entry(
        place=(at, rank, row.id),
        kind="handoff",
        what=what,
        at=at,
        day=None,
        member=who,
        deal_id=row.deal_id,
        deal=row.title,
        title=row.taker,
        detail=(row.return_reason or "") if what == "returned" else "",
        before=row.giver,
        changes=items,
    )
