"""What a person can do with a deal: create it, move it, take it out of the river, edit it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import company as company_table
from revops_desktop.database.tables import contact, deal, deal_line, member, product
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import companies, moving
from revops_desktop.rules import river
from revops_desktop.rules.deal_fields import FIELD_LABELS
from revops_desktop.rules.money import value_of
from revops_desktop.rules.text import stored

CREATED = N_("Add “{deal}”")
MOVED = N_("Move “{deal}” to {stage}")
LOST = N_("Lose “{deal}”: {reason}")
RECYCLED = N_("Recycle “{deal}”: {reason}")
CHURNED = N_("“{deal}” churned: {reason}")
REOPENED = N_("Reopen “{deal}” in {stage}")
EDITED = N_("Edit “{deal}”")
CHANGED = N_("Change {own_field} of “{deal}”")

EXIT_LABELS = {"lost": LOST, "recycled": RECYCLED, "churned": CHURNED}

EDITABLE = frozenset(
    (
        *("title", "company_id", "contact_id", "kind", "amount", "monthly_amount"),
        *("expected_close", "owner_id", "source", "campaign", "note", "probability_basis_points"),
        *("why_bought", "why_lost", "promised"),
    )
)
# To change one of these by hand is to touch the deal: it does not go cold (domain.md §3).
TOUCHING = frozenset(("amount", "monthly_amount", "expected_close", "note"))

# What a field names by its id.
_NAMED = {"company_id": company_table, "contact_id": contact, "owner_id": member}


@verb(CREATED)
def create(
    session: Session, *, at: int, title: str, stage_id: int, company: str = "", **fields: Any
) -> int:
    """A new deal with its first visit in `stage_id`; `fields` as in EDITABLE. Its id.

    `company` names its company, which is added where there is none of that name.
    """
    target = moving.stage_in_use(session, stage_id)
    title = _title(title)
    describe(session, deal=title)
    if company.strip():
        fields["company_id"] = companies.find_or_add(session, at=at, name=company)
    _refuse_gone(session, fields)
    value = value_of(fields.get("amount"), fields.get("monthly_amount"))
    made = session.connection().execute(
        insert(deal).values(
            title=title,
            pipeline_id=target.pipeline_id,
            created_at=at,
            closed_value=value if target.phase == "customer" else None,
            **_checked(fields),
        )
    )
    deal_id = int(made.lastrowid)
    moving.enter(session, at=at, stage_id=stage_id, visits=[(deal_id, 1, False)])
    return deal_id


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    deal_id: int,
    fields: Mapping[str, Any],
    company: str | None = None,
) -> None:
    """Changes fields of a deal (EDITABLE); what is as it was is no change.

    `company` names its company, which is added where there is none of that name; "" is none. An
    amount that is the sum of the deal's lines is refused; a probability of None is the stage's own.
    """
    found = session.execute(
        select(deal).where(deal.c.id == deal_id, deal.c.deleted_at.is_(None))
    ).first()
    if found is None:
        raise RuleBroken(
            _("This deal is no longer in the file. Nothing was changed. Please look again.")
        )
    values = _checked(fields)
    if company is not None:
        named = company.strip()
        values["company_id"] = companies.find_or_add(session, at=at, name=named) if named else None
    if "title" in values:
        values["title"] = _title(values["title"] or "")
    values = {name: value for name, value in values.items() if getattr(found, name) != value}
    describe(session, deal=found.title)
    if len(values) == 1:
        describe(session, CHANGED, own_field=FIELD_LABELS[next(iter(values))])
    _refuse_gone(session, values)
    _refuse_summed(session, deal_id, values)
    if values.keys() & TOUCHING:
        values["touched_at"] = at
    if values:
        session.execute(update(deal).where(deal.c.id == deal_id).values(**values))


@verb(MOVED)
def move_to_stage(
    session: Session,
    *,
    at: int,
    deal_id: int,
    stage_id: int,
    override: str | None = None,
    filled: Mapping[int, Any] | None = None,
    handed: Mapping[int, Any] | None = None,
    to_member_id: int | None = None,
) -> None:
    """The one move (domain.md §3): ends the visit, begins the next; to the same stage is nothing.

    A deal that has left the river is reopened by it: the new visit is marked as re-entry. The rest
    is as with several deals (`bulk.move_many`).
    """
    (now,) = moving.standing(session, [deal_id])
    target = moving.stage_in_use(session, stage_id)
    if moving.move(
        session,
        at=at,
        deals=[now],
        target=target,
        override=override,
        filled=filled,
        handed=handed,
        to_member_id=to_member_id,
    ):
        label = REOPENED if moving.has_left(now) else MOVED
        describe(session, label, deal=now.title, stage=target.name)


@verb(LOST)
def leave_river(
    session: Session,
    *,
    at: int,
    deal_id: int,
    kind: river.ExitKind,
    reason_id: int,
    note: str = "",
    wake_on: str | None = None,
    nurture_list_id: int | None = None,
    override: str | None = None,
) -> None:
    """Takes a deal out of the river: lost, recycled (with the day it wakes up) or churned."""
    (now,) = moving.standing(session, [deal_id])
    reason = moving.leave(
        session,
        at=at,
        deals=[now],
        kind=kind,
        reason_id=reason_id,
        note=note,
        wake_on=wake_on,
        nurture_list_id=nurture_list_id,
        override=override,
    )
    describe(session, EXIT_LABELS[kind], deal=now.title, reason=reason.name)


def _refuse_gone(session: Session, values: Mapping[str, Any]) -> None:
    """A company, contact or owner that is not there, or lies in the trash, cannot be taken."""
    for name, table in _NAMED.items():
        wanted = values.get(name)
        if wanted is None:
            continue
        there = select(table.c.id).where(table.c.id == wanted)
        if "deleted_at" in table.c:
            there = there.where(table.c.deleted_at.is_(None))
        if session.scalar(there) is None:
            raise RuleBroken(
                _(
                    "What was chosen as “{field}” is no longer in the file. "
                    "Nothing was changed. Please choose again."
                ).format(field=_(FIELD_LABELS[name]))
            )


def _refuse_summed(session: Session, deal_id: int, values: Mapping[str, Any]) -> None:
    """An amount that its lines add up to is changed in the lines (domain.md §2)."""
    for name, billing in (("amount", "one_off"), ("monthly_amount", "monthly")):
        if name in values and session.scalar(
            select(deal_line.c.id)
            .join_from(deal_line, product, product.c.id == deal_line.c.product_id)
            .where(deal_line.c.deal_id == deal_id, product.c.billing == billing)
            .limit(1)
        ):
            raise RuleBroken(
                _(
                    "This amount is the sum of the deal's products. Nothing was changed. "
                    "Please change quantity or price of its products."
                )
            )


def _title(text: str) -> str:
    title = stored(text)
    if not title:
        raise RuleBroken(_("A deal needs a title. Nothing was changed. Please write one."))
    return title


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a deal: {sorted(unknown)}")
    return {
        name: (stored(value) or None) if isinstance(value, str) else value
        for name, value in fields.items()
    }
