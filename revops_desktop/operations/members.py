"""What a person can do with members: add, edit, let go and bring back.

A member who was ever named anywhere is archived instead of deleted: what they did stays theirs.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, case, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import (
    JOURNALED,
    action,
    activity,
    company,
    deal,
    deal_state,
    function,
    handoff,
    member,
    pod,
    sla_agreement,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, count, ngettext
from revops_desktop.rules.text import match_key, stored

ADDED = N_("Add member {member}")
EDITED = N_("Edit member {member}")
DELETED = N_("Delete member {member}")
ARCHIVED = N_("Archive member {member}")
RESTORED = N_("Bring back member {member}")

EDITABLE = frozenset(("name", "email", "function_id", "pod_id", "monthly_quota"))
# Nobody: a successor that was said to be none.
NOBODY = 0


@verb(ADDED)
def add(
    session: Session,
    *,
    at: int,
    name: str,
    function_id: int | None = None,
    pod_id: int | None = None,
    email: str | None = None,
    monthly_quota: int | None = None,
) -> int:
    """A new member; refused when one of that name exists. Its id.

    `monthly_quota` in minor units of the workspace's currency; None: not set.
    """
    values = _checked(
        session,
        {
            "name": name,
            "function_id": function_id,
            "pod_id": pod_id,
            "email": email,
            "monthly_quota": monthly_quota,
        },
    )
    describe(session, member=values["name"])
    made = session.connection().execute(insert(member).values(**values))
    return int(made.lastrowid)


@verb(EDITED)
def edit(session: Session, *, at: int, member_id: int, fields: Mapping[str, Any]) -> None:
    """Changes fields of a member (EDITABLE)."""
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a member: {sorted(unknown)}")
    found = _member(session, member_id)
    values = _checked(session, fields, own_id=member_id)
    describe(session, member=found.name)
    session.execute(update(member).where(member.c.id == member_id).values(**values))


@verb(DELETED)
def remove(
    session: Session,
    *,
    at: int,
    member_id: int,
    successor_id: int | None = None,
    with_customers: bool = False,
) -> bool:
    """Lets a member go; True: deleted for good, False: archived.

    Their open deals, open tasks, companies, what waits to be accepted by them and what they agreed
    to do go to `successor_id`, or to nobody (NOBODY).
    Deals that were won stay theirs, so that figures by owner stay true, unless `with_customers`;
    those that left the river always do. RuleBroken where they hold open deals and it is not said
    who takes them, and for the member who sits at this screen.
    """
    found = _member(session, member_id)
    if member_of(session) == member_id:
        raise RuleBroken(
            _(
                "“{member}” sits at this screen. Nothing was changed. "
                "Please say first who else sits here."
            ).format(member=found.name)
        )
    held = holds(session, member_id, with_customers=with_customers)
    if held and successor_id is None:
        raise RuleBroken(
            ngettext(
                "“{member}” has {number} open deal. Nothing was changed. Please say who takes it.",
                "“{member}” has {number} open deals. Nothing was changed. "
                "Please say who takes them.",
                len(held),
            ).format(member=found.name, number=count(len(held)))
        )
    taker = successor_id or None
    if taker is not None and (taker == member_id or _member(session, taker).archived_at):
        raise RuleBroken(
            _(
                "This member no longer works here. Nothing was changed. "
                "Please choose another member."
            )
        )
    _hand_over(session, member_id, held, taker)
    gone = not _is_named(session, member_id)
    describe(session, DELETED if gone else ARCHIVED, member=found.name)
    if gone:
        session.execute(delete(member).where(member.c.id == member_id))
    else:
        session.execute(update(member).where(member.c.id == member_id).values(archived_at=at))
    return gone


@verb(RESTORED)
def restore(session: Session, *, at: int, member_id: int) -> None:
    """Brings an archived member back; what was handed over stays where it is."""
    found = _member(session, member_id)
    if found.archived_at is not None:
        describe(session, member=found.name)
        session.execute(update(member).where(member.c.id == member_id).values(archived_at=None))


def find(session: Session, *, name: str) -> int | None:
    """The member with this name, width, case and blanks aside; None when there is none."""
    found: int | None = session.execute(
        select(member.c.id).where(member.c.match_key == match_key(name)).order_by(member.c.id)
    ).scalar()
    return found


def holds(session: Session, member_id: int, *, with_customers: bool) -> list[int]:
    """The deals, by id, that a member owns and that have not left the river.

    Those of customers count only `with_customers`.
    """
    open_ones = ("open", "customer") if with_customers else ("open",)
    return list(
        session.execute(
            select(deal.c.id)
            .join(deal_state, deal_state.c.deal_id == deal.c.id)
            .where(deal.c.owner_id == member_id, deal_state.c.status.in_(open_ones))
            .order_by(deal.c.id)
        ).scalars()
    )


def _hand_over(session: Session, member_id: int, deal_ids: list[int], taker: int | None) -> None:
    for deal_id in deal_ids:
        session.execute(update(deal).where(deal.c.id == deal_id).values(owner_id=taker))
    session.execute(
        update(company)
        .where(company.c.owner_id == member_id, company.c.deleted_at.is_(None))
        .values(owner_id=taker)
    )
    session.execute(
        update(activity)
        .where(
            activity.c.member_id == member_id,
            activity.c.kind == "task",
            activity.c.done_at.is_(None),
        )
        .values(member_id=taker)
    )
    # Who works elsewhere cannot accept it: then all of the receiving function can.
    works_in = select(member.c.function_id).where(member.c.id == taker).scalar_subquery()
    session.execute(
        update(handoff)
        .where(handoff.c.to_member_id == member_id, handoff.c.outcome.is_(None))
        .values(to_member_id=case((handoff.c.to_function_id == works_in, taker)))
    )
    session.execute(
        update(sla_agreement)
        .where(sla_agreement.c.member_id == member_id, sla_agreement.c.done_at.is_(None))
        .values(member_id=taker)
    )


def _is_named(session: Session, member_id: int) -> bool:
    columns = [
        key.parent
        for table in JOURNALED
        for key in table.foreign_keys
        if key.column.table is member
    ]
    columns.append(action.c.member_id)
    return any(
        session.execute(select(column).where(column == member_id).limit(1)).first() is not None
        for column in columns
    )


def _checked(
    session: Session, fields: Mapping[str, Any], own_id: int | None = None
) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: stored(value) if isinstance(value, str) else value for name, value in fields.items()
    }
    if "email" in values:
        values["email"] = values["email"] or None
    if "name" in values:
        name = values["name"]
        if not name:
            raise RuleBroken(_("A member needs a name. Nothing was changed. Please write one."))
        if (find(session, name=name) or own_id) != own_id:
            raise RuleBroken(
                _("There is a member “{name}” already. Nothing was changed.").format(name=name)
            )
        values["match_key"] = match_key(name)
    if (values.get("monthly_quota") or 0) < 0:
        raise RuleBroken(_("A quota is 0 or more. Nothing was changed. Please mend it."))
    for name, table in (("function_id", function), ("pod_id", pod)):
        wanted = values.get(name)
        if wanted is None:
            continue
        if session.execute(select(table.c.id).where(table.c.id == wanted)).first() is None:
            raise RuleBroken(
                _("This choice is no longer in the file. Nothing was changed. Please look again.")
            )
    return values


def _member(session: Session, member_id: int) -> Row:
    found = session.execute(select(member).where(member.c.id == member_id)).first()
    if found is None:
        raise RuleBroken(
            _("This member is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
