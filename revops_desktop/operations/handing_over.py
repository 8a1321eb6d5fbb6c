"""The hand-off that a move makes, and what decides one that waits (domain.md §4).

Called by the one move (`moving.py`) and by logged activities; none of it is a verb. What a person
does with hand-offs is in `handoffs.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database import handed_items
from revops_desktop.database.asked import Handing
from revops_desktop.database.exit_criteria import rules_to
from revops_desktop.database.journal import member_of
from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import (
    deal,
    handoff,
    handoff_value,
    member,
    stage_visit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.river import HUMAN_KINDS

_DECIDE = (
    update(handoff)
    .where(handoff.c.id == bindparam("wanted"))
    .values(
        outcome=bindparam("how"),
        decided_at=bindparam("at"),
        decided_by=bindparam("by"),
        decided_by_id=bindparam("who"),
    )
)
_MEMBERS = Prepared(
    select(member.c.id).where(
        member.c.function_id == bindparam("function"), member.c.archived_at.is_(None)
    )
)
_TWO_MEMBERS = select(member.c.id).where(member.c.archived_at.is_(None)).limit(2)
_listed = func.json_each(bindparam("wanted")).table_valued("value")
_NEW_VISITS = (
    select(stage_visit.c.deal_id, stage_visit.c.id)
    .where(stage_visit.c.deal_id.in_(select(_listed.c.value)), stage_visit.c.outcome.is_(None))
    .order_by(stage_visit.c.sequence)
)
_NEW_HANDOFFS = select(handoff.c.deal_id, handoff.c.id).where(
    handoff.c.visit_id.in_(select(_listed.c.value))
)
_HAND = insert(handoff)
_KEEP = insert(handoff_value)
_WAITING = select(handoff.c.id, handoff.c.to_function_id, handoff.c.handed_at, deal.c.owner_id)


def hand_over(
    session: Session,
    *,
    at: int,
    moved: Sequence[Row],
    target: Row,
    visit_id: int | None = None,
    handings: Sequence[Handing] = (),
    to_member_id: int | None = None,
) -> None:
    """Hands deals over where the function changes; `moved` are rows of `moving.standing`.

    Their new visits have begun by then. What waited for them is decided by it: accepted as they go
    on or stay within the function, cancelled as they go back to another. `to_member_id` receives
    them; without it the owner of each who belongs to the receiving function, or all of that.
    `visit_id` (of the only one) and `handings` (`asking.hold`) are what is known already.
    """
    _decide(
        session,
        at,
        [(now.waiting_id, *_fate(now, target)) for now in moved if now.waiting_id is not None],
    )
    if target.function_id is None:
        return
    handed = [now for now in moved if now.function_id not in (None, target.function_id)]
    if handed:
        _write(session, at, handed, target, visit_id, handings, to_member_id)


def cancel(session: Session, *, at: int, deals: Sequence[Row]) -> None:
    """Cancels what waits for deals that leave the river (rows of `moving.standing`)."""
    waiting = [now.waiting_id for now in deals if now.waiting_id is not None]
    _decide(session, at, [(one, "cancelled", "left") for one in waiting])


def accept_by_activity(
    session: Session, *, at: int, deal_id: int | None, kind: str, happened_at: int | None = None
) -> None:
    """Accepts what waits for this deal if the receiver's own doing was logged (domain.md §4).

    The receiver is whoever sits here, or the owner of the deal where nobody says who sits here;
    accepted as of the instant at which it happened, if that was after the hand-off.
    """
    if deal_id is None or kind not in HUMAN_KINDS:
        return
    found = session.execute(
        _WAITING.join(deal, deal.c.id == handoff.c.deal_id).where(
            handoff.c.deal_id == deal_id, handoff.c.outcome.is_(None)
        )
    ).first()
    when = at if happened_at is None else happened_at
    if found is None or when < found.handed_at:
        return
    who = member_of(session) or found.owner_id
    if who is not None and who in _members(session, found.to_function_id):
        _decide(session, when, [(found.id, "accepted", "activity")], who)


def _fate(now: Row, target: Row) -> tuple[str, str]:
    goes_back = now.visit_pipeline_id == target.pipeline_id and now.position > target.position
    if goes_back and now.function_id != target.function_id:
        return "cancelled", "left"
    return "accepted", "move"


def _decide(
    session: Session, at: int, ends: Sequence[tuple[int, str, str]], who: int | None = None
) -> None:
    if ends:
        by_id = member_of(session) if who is None else who
        session.connection().execute(
            _DECIDE,
            [
                {"wanted": one, "how": how, "by": by, "at": at, "who": by_id}
                for one, how, by in ends
            ],
        )


def _members(session: Session, function_id: int | None) -> frozenset[int]:
    return frozenset(row.id for row in _MEMBERS.rows(session, function=function_id))


def _write(
    session: Session,
    at: int,
    handed: Sequence[Row],
    target: Row,
    visit_id: int | None,
    handings: Sequence[Handing],
    to_member_id: int | None,
) -> None:
    connection = session.connection()
    receivers: frozenset[int] = frozenset()
    rules = _rules(session, handed, target, handings)
    if rules or to_member_id is not None:
        receivers = _members(session, target.function_id)
    if to_member_id is not None and to_member_id not in receivers:
        raise RuleBroken(
            _(
                "The receiver does not belong to the function that takes over. Nothing was "
                "changed. Please choose another receiver."
            )
        )
    visits = (
        {handed[0].id: visit_id}
        if visit_id is not None
        else {row[0]: row[1] for row in connection.execute(_NEW_VISITS, {"wanted": _json(handed)})}
    )
    mover = member_of(session)
    same_hands = mover in receivers or (bool(rules) and _is_alone(session))
    rows = []
    for now in handed:
        owner = now.owner_id if now.owner_id in receivers else None
        receiver = owner if to_member_id is None else to_member_id
        decided = _at_once(now.function_id in rules, same_hands, mover, to_member_id)
        rows.append(
            {
                "deal_id": now.id,
                "visit_id": visits[now.id],
                "from_visit_id": now.visit_id,
                "rule_id": rules.get(now.function_id),
                "from_function_id": now.function_id,
                "to_function_id": target.function_id,
                "handed_at": at,
                "member_id": mover,
                "to_member_id": mover if decided == "same_hands" else receiver,
                **_decided(decided, at, mover),
            }
        )
    made: dict[int, int] = {}
    if len(rows) == 1:
        made[handed[0].id] = int(connection.execute(_HAND, rows[0]).lastrowid)
    else:
        connection.execute(_HAND, rows)
    with_rule = {row["deal_id"]: row["rule_id"] for row in rows if row["rule_id"] is not None}
    if with_rule:
        if not made:
            listed = str([visits[deal_id] for deal_id in with_rule])
            made = {row[0]: row[1] for row in connection.execute(_NEW_HANDOFFS, {"wanted": listed})}
        _keep_values(session, with_rule, made, handings)


def _rules(
    session: Session, handed: Sequence[Row], target: Row, handings: Sequence[Handing]
) -> dict[int, int]:
    """The rule by the function that hands over; from `handings` where all of them are in these."""
    if not target.has_rules:
        return {}
    known = {
        number: one.rule_id
        for one in handings
        for number in one.deal_ids
        if one.to_function_id is not None
    }
    if all(now.id in known for now in handed):
        return {now.function_id: known[now.id] for now in handed}
    found = rules_to(session, target.function_id)
    return {function_id: rule.id for function_id, rule in found.items()}


def _decided(by: str | None, at: int, who: int | None) -> dict[str, Any]:
    """The columns of what is decided as it is made; of what waits they are empty."""
    return {
        "outcome": "accepted" if by else None,
        "decided_at": at if by else None,
        "decided_by": by,
        "decided_by_id": who if by else None,
    }


def _is_alone(session: Session) -> bool:
    """Whether a single person works here: nobody else could answer a hand-off."""
    return len(session.connection().execute(_TWO_MEMBERS).all()) < 2


def _at_once(
    has_rule: bool, same_hands: bool, mover: int | None, to_member_id: int | None
) -> str | None:
    """What decides a hand-off as it is made; None: it waits."""
    if not has_rule:
        return "no_rule"
    return "same_hands" if same_hands and to_member_id in (None, mover) else None


def _keep_values(
    session: Session,
    rule_of: Mapping[int, int],
    made: Mapping[int, int],
    handings: Sequence[Handing],
) -> None:
    """Keeps the items of each deal's rule with their values as they are now.

    `made`: the hand-off of each deal · `handings`: what was read as the move was held to them.
    """
    items = {one.rule_id: one.items for one in handings}
    values: dict[int, Mapping[int, str]] = {}
    for handing in handings:
        values |= handing.values
    if not set(rule_of.values()) <= items.keys() or not rule_of.keys() <= values.keys():
        items = handed_items.items(session, set(rule_of.values()))
        wanted = [one for found in items.values() for one in found]
        values = dict(handed_items.values(session, wanted, tuple(rule_of)) if wanted else {})
    rows: list[dict[str, Any]] = [
        {
            "handoff_id": made[deal_id],
            "item_id": item.item_id,
            "name": item.name,
            "value": values[deal_id].get(item.item_id),
            "is_required": int(item.is_required),
            "position": item.position,
        }
        for deal_id, rule_id in rule_of.items()
        for item in items.get(rule_id, ())
    ]
    if rows:
        session.connection().execute(_KEEP, rows)


def _json(deals: Sequence[Row]) -> str:
    return "[" + ",".join(str(now.id) for now in deals) + "]"
