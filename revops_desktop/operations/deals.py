"""What a person can do with a deal: create it, move it, take it out of the river, edit it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import (
    deal,
    deal_exit,
    exit_reason,
    stage,
    stage_visit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import activities, companies
from revops_desktop.rules import river
from revops_desktop.rules.money import value_of
from revops_desktop.rules.text import stored

CREATED = N_("Add “{deal}”")
MOVED = N_("Move “{deal}” to {stage}")
LOST = N_("Lose “{deal}”: {reason}")
RECYCLED = N_("Recycle “{deal}”: {reason}")
CHURNED = N_("“{deal}” churned: {reason}")
REOPENED = N_("Reopen “{deal}” in {stage}")
EDITED = N_("Edit “{deal}”")

EXIT_LABELS = {"lost": LOST, "recycled": RECYCLED, "churned": CHURNED}

EDITABLE = frozenset(
    (
        *("title", "company_id", "contact_id", "kind", "amount", "monthly_amount"),
        *("expected_close", "owner_id", "source", "campaign", "note", "probability_basis_points"),
    )
)


@verb(CREATED)
def create(
    session: Session, *, at: int, title: str, stage_id: int, company: str = "", **fields: Any
) -> int:
    """A new deal with its first visit in `stage_id`; `fields` as in EDITABLE. Its id.

    `company` names its company, which is added where there is none of that name.
    """
    target = _stage(session, stage_id)
    title = _title(title)
    describe(session, deal=title)
    if company.strip():
        fields["company_id"] = companies.find_or_add(session, at=at, name=company)
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
    _enter(session, at, deal_id, stage_id, sequence=1)
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
    """Changes fields of a deal (EDITABLE).

    `company` names its company, which is added where there is none of that name; "" is none.
    """
    found = _standing(session, deal_id)
    values = _checked(fields)
    if company is not None:
        named = company.strip()
        values["company_id"] = companies.find_or_add(session, at=at, name=named) if named else None
    if "title" in values:
        values["title"] = _title(values["title"])
    describe(session, deal=found.title)
    session.execute(update(deal).where(deal.c.id == deal_id).values(**values))


@verb(MOVED)
def move_to_stage(
    session: Session, *, at: int, deal_id: int, stage_id: int, override: str | None = None
) -> None:
    """The one move (domain.md §3): ends the visit, begins the next; to the same stage is nothing.

    A deal that has left the river is reopened by it: the new visit is marked as re-entry.
    `override` is the reason for going on over a warning; it is kept with the deal.
    """
    now, target = _standing(session, deal_id), _stage(session, stage_id)
    left = now.outcome is not None
    if now.stage_id == stage_id and not left:
        return
    describe(session, REOPENED if left else MOVED, deal=now.title, stage=target.name)
    if now.visit_id is not None and not left:
        outcome = river.outcome_of_move(
            from_pipeline=now.visit_pipeline_id,
            from_position=now.position,
            to_pipeline=target.pipeline_id,
            to_position=target.position,
        )
        _leave(session, at, now.visit_id, outcome)
    _enter(session, at, deal_id, stage_id, sequence=(now.sequence or 0) + 1, is_reentry=int(left))
    _settle(session, now, target)
    if override:
        activities.record_override(session, at=at, deal_id=deal_id, reason=override)


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
    override: str | None = None,
) -> None:
    """Takes a deal out of the river: lost, recycled (with the day it wakes up) or churned."""
    now = _standing(session, deal_id)
    if now.visit_id is None or now.outcome is not None:
        raise RuleBroken(
            _(
                "“{deal}” has left the river already. Nothing was changed. "
                "To bring it back, move it to a stage."
            ).format(deal=now.title)
        )
    if kind not in river.EXITS_BY_PHASE[now.phase]:
        raise RuleBroken(
            _(
                "A deal in “{stage}” cannot leave this way: customers churn, all others are lost "
                "or recycled. Nothing was changed."
            ).format(stage=now.stage_name)
        )
    reason = _reason(session, kind, reason_id, note)
    if kind == "recycled" and not wake_on:
        raise RuleBroken(
            _(
                "A recycled deal needs the day on which it comes back. Nothing was changed. "
                "Please choose the day."
            )
        )
    describe(session, EXIT_LABELS[kind], deal=now.title, reason=reason.name)
    _leave(session, at, now.visit_id, kind)
    session.execute(
        insert(deal_exit).values(
            deal_id=deal_id,
            visit_id=now.visit_id,
            reason_id=reason_id,
            note=stored(note) or None,
            wake_on=wake_on if kind == "recycled" else None,
        )
    )
    if now.phase != "customer":
        value = value_of(now.amount, now.monthly_amount)
        session.execute(update(deal).where(deal.c.id == deal_id).values(closed_value=value))
    if override:
        activities.record_override(session, at=at, deal_id=deal_id, reason=override)


def _settle(session: Session, now: Row, target: Row) -> None:
    """Keeps the value as of the win, or lets it live again when the deal is open (domain.md §5)."""
    values: dict[str, Any] = {}
    if target.phase == "customer":
        if now.phase != "customer":
            values["closed_value"] = value_of(now.amount, now.monthly_amount)
    elif now.closed_value is not None:
        values["closed_value"] = None
    if target.pipeline_id != now.pipeline_id:
        values["pipeline_id"] = target.pipeline_id
    if values:
        session.execute(update(deal).where(deal.c.id == now.id).values(**values))


def _enter(
    session: Session, at: int, deal_id: int, stage_id: int, *, sequence: int, is_reentry: int = 0
) -> None:
    session.execute(
        insert(stage_visit).values(
            deal_id=deal_id,
            stage_id=stage_id,
            sequence=sequence,
            entered_at=at,
            is_reentry=is_reentry,
            member_id=member_of(session),
        )
    )


def _leave(session: Session, at: int, visit_id: int, outcome: str) -> None:
    session.execute(
        update(stage_visit)
        .where(stage_visit.c.id == visit_id)
        .values(left_at=at, left_day=None, outcome=outcome)
    )


_STANDING = (
    select(
        *(deal.c.id, deal.c.title, deal.c.pipeline_id, deal.c.closed_value),
        *(deal.c.amount, deal.c.monthly_amount),
        stage_visit.c.id.label("visit_id"),
        *(stage_visit.c.sequence, stage_visit.c.outcome, stage_visit.c.stage_id),
        stage.c.name.label("stage_name"),
        stage.c.pipeline_id.label("visit_pipeline_id"),
        *(stage.c.position, stage.c.phase),
    )
    .select_from(deal)
    .outerjoin(stage_visit, stage_visit.c.deal_id == deal.c.id)
    .outerjoin(stage, stage.c.id == stage_visit.c.stage_id)
    .where(deal.c.id == bindparam("wanted"))
    .order_by(stage_visit.c.sequence.desc())
    .limit(1)
)


def _standing(session: Session, deal_id: int) -> Row:
    """The deal with its last visit and that visit's stage, which may have been archived since."""
    found = session.execute(_STANDING, {"wanted": deal_id}).first()
    if found is None:
        raise RuleBroken(
            _("This deal is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def _stage(session: Session, stage_id: int) -> Row:
    """A stage that a deal may be put in."""
    found = session.execute(select(stage).where(stage.c.id == stage_id)).first()
    if found is None or found.archived_at is not None:
        raise RuleBroken(
            _("This stage is no longer in use. Nothing was changed. Please choose another stage.")
        )
    return found


def _reason(session: Session, kind: str, reason_id: int, note: str) -> Row:
    found = session.execute(select(exit_reason).where(exit_reason.c.id == reason_id)).first()
    if found is None or found.kind != kind:
        raise RuleBroken(
            _("Leaving the river needs a reason. Nothing was changed. Please choose a reason.")
        )
    if found.asks_note and not note.strip():
        raise RuleBroken(
            _(
                "The reason “{reason}” needs a note. Nothing was changed. "
                "Please write in a few words why."
            ).format(reason=found.name)
        )
    return found


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
        name: stored(value) if isinstance(value, str) else value for name, value in fields.items()
    }
