"""What was handed over with a deal, and what it still lacks before it goes on (domain.md §4).

Nothing that was typed in at an earlier stage is lost later: the whole story of a deal shows what
was promised, why the customer bought, and every item of every hand-off as it was then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.checklist import Item, checklist
from revops_desktop.analytics.time_limits import limit_book
from revops_desktop.database import handed_items
from revops_desktop.database.tables import (
    company,
    deal,
    deal_state,
    function,
    handoff,
    handoff_rule,
    handoff_value,
    member,
    stage,
    stage_visit,
    workspace,
)
from revops_desktop.rules.business_clock import Limit


@dataclass(frozen=True, slots=True)
class Handed:
    """An item as it was handed over: None where it was missing."""

    name: str
    value: str | None
    is_required: bool


@dataclass(frozen=True, slots=True)
class HandoffOf:
    """A hand-off of a deal. `outcome`: None while it waits, accepted, returned, cancelled.

    `decided_by`: what decided it (person, activity, move, same_hands, no_rule, left); instants in
    UTC seconds; names are "" where nobody is known.
    """

    handoff_id: int
    deal_id: int
    deal: str
    visit_id: int
    rule_id: int | None
    rule: str
    from_function: str
    to_function: str
    stage: str
    came_from: str
    handed_at: int
    by: str
    to_member_id: int | None
    to_member: str
    outcome: str | None
    decided_at: int | None
    decider: str
    decided_by: str | None
    return_reason: str | None
    seen_at: int | None
    items: tuple[Handed, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The required items that were not filled in."""
        return tuple(one.name for one in self.items if one.is_required and one.value is None)


@dataclass(frozen=True, slots=True)
class ItemNow:
    """An item of a rule as it is now: its value as it is shown, None where it is missing.

    `field` names a field of the deal, `custom_field_id` one of the owner's; with neither it is
    answered in words.
    """

    item_id: int
    name: str
    value: str | None
    is_required: bool
    field: str | None
    custom_field_id: int | None

    @property
    def is_missing(self) -> bool:
        """Whether it is required and not there."""
        return self.is_required and self.value is None


@dataclass(frozen=True, slots=True)
class Sending:
    """What the present function owes the next one before the deal goes on: a rule and its items."""

    rule_id: int
    rule: str
    definition: str
    ready_when: str
    from_function: str
    to_function: str
    limit: Limit | None
    conditions: tuple[Item, ...]
    items: tuple[ItemNow, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The required items that are not filled in yet."""
        return tuple(one.name for one in self.items if one.is_missing)

    @property
    def is_ready(self) -> bool:
        """Whether the deal is what the rule asks for: all of its conditions, or any one."""
        met = [one.verdict.is_met for one in self.conditions]
        return (any(met) if self.ready_when == "any" else all(met)) if met else True


@dataclass(frozen=True, slots=True)
class HandoffSheet:
    """The hand-offs of a deal, newest first, and what it owes before the next one."""

    handoffs: tuple[HandoffOf, ...] = ()
    sending: tuple[Sending, ...] = ()

    @property
    def waiting(self) -> HandoffOf | None:
        """The hand-off that nobody has decided yet."""
        return next((one for one in self.handoffs if one.outcome is None), None)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.handoffs and not self.sending


@dataclass(frozen=True, slots=True)
class WholeStory:
    """A deal's promises and reasons with all of its hand-offs, in one view."""

    deal_id: int
    title: str
    company: str
    zone: str
    promised: str | None
    why_bought: str | None
    note: str | None
    handoffs: tuple[HandoffOf, ...]


def handoff_sheet(session: Session, *, deal_id: int) -> HandoffSheet:
    """The hand-offs of one deal and what it owes the functions after the one it stands with."""
    return HandoffSheet(_of_deal(session, deal_id), _sending(session, deal_id))


def whole_story(session: Session, *, deal_id: int) -> WholeStory | None:
    """What customer success needs to know of a deal; None where it is not in the file."""
    row = session.execute(
        select(
            *(deal.c.id, deal.c.title, func.coalesce(company.c.name, "")),
            select(workspace.c.time_zone).scalar_subquery(),
            *(deal.c.promised, deal.c.why_bought, deal.c.note),
        )
        .outerjoin_from(deal, company, company.c.id == deal.c.company_id)
        .where(deal.c.id == deal_id, deal.c.deleted_at.is_(None))
    ).first()
    return None if row is None else WholeStory(*row, handoffs=_of_deal(session, deal_id))


def some_handoffs(session: Session, *, handoff_ids: Sequence[int]) -> tuple[HandoffOf, ...]:
    """Hand-offs with their items, newest first; those that are not in the file are left out."""
    return _handoffs(session, handoff.c.id.in_(list(handoff_ids)))


def _of_deal(session: Session, deal_id: int) -> tuple[HandoffOf, ...]:
    return _handoffs(session, handoff.c.deal_id == deal_id)


def _handoffs(session: Session, meant: ColumnElement[bool]) -> tuple[HandoffOf, ...]:
    """The hand-offs that are meant, newest first."""
    giver, taker = function.alias("giver"), function.alias("taker")
    sender, receiver, decider = (member.alias(name) for name in ("sender", "receiver", "decider"))
    left, left_stage = stage_visit.alias("left"), stage.alias("left_stage")
    one = handoff.c
    rows = session.execute(
        select(
            *(one.id, one.deal_id, deal.c.title, one.visit_id, one.rule_id),
            handoff_rule.c.name.label("rule"),
            *(giver.c.name.label("giver"), taker.c.name.label("taker")),
            *(stage.c.name.label("stage"), left_stage.c.name.label("came_from"), one.handed_at),
            *(sender.c.name.label("sender"), one.to_member_id, receiver.c.name.label("receiver")),
            *(one.outcome, one.decided_at, decider.c.name.label("decider"), one.decided_by),
            *(one.return_reason, one.seen_at),
        )
        .select_from(handoff)
        .join(deal, deal.c.id == one.deal_id)
        .outerjoin(handoff_rule, handoff_rule.c.id == one.rule_id)
        .outerjoin(giver, giver.c.id == one.from_function_id)
        .outerjoin(taker, taker.c.id == one.to_function_id)
        .join(stage_visit, stage_visit.c.id == one.visit_id)
        .join(stage, stage.c.id == stage_visit.c.stage_id)
        .outerjoin(left, left.c.id == one.from_visit_id)
        .outerjoin(left_stage, left_stage.c.id == left.c.stage_id)
        .outerjoin(sender, sender.c.id == one.member_id)
        .outerjoin(receiver, receiver.c.id == one.to_member_id)
        .outerjoin(decider, decider.c.id == one.decided_by_id)
        .where(meant)
        .order_by(one.handed_at.desc(), one.id.desc())
    ).all()
    items = _items(session, [row.id for row in rows])
    return tuple(
        HandoffOf(
            *(row.id, row.deal_id, row.title, row.visit_id, row.rule_id, row.rule or ""),
            *(
                row.giver or "",
                row.taker or "",
                row.stage,
                row.came_from or "",
                row.handed_at,
                row.sender or "",
            ),
            *(row.to_member_id, row.receiver or "", row.outcome, row.decided_at),
            *(row.decider or "", row.decided_by, row.return_reason, row.seen_at),
            items=tuple(items.get(row.id, ())),
        )
        for row in rows
    )


def _items(session: Session, ids: Sequence[int]) -> dict[int, list[Handed]]:
    value = handoff_value.c
    found: dict[int, list[Handed]] = {}
    if ids:
        for handoff_id, name, text, is_required in session.execute(
            select(value.handoff_id, value.name, value.value, value.is_required)
            .where(value.handoff_id.in_(ids))
            .order_by(value.handoff_id, value.position, value.id)
        ):
            found.setdefault(handoff_id, []).append(Handed(name, text, bool(is_required)))
    return found


def _sending(session: Session, deal_id: int) -> tuple[Sending, ...]:
    """The rules from the function that holds the deal to those of later stages, nearest first."""
    rules = _rules_ahead(session, deal_id)
    if not rules:
        return ()
    limits = limit_book(session)
    listed = handed_items.items(session, [row.id for row in rules])
    asked = [one for found in listed.values() for one in found]
    values = handed_items.values(session, asked, [deal_id])[deal_id]
    return tuple(
        Sending(
            rule_id=row.id,
            rule=row.name,
            definition=row.definition,
            ready_when=row.ready_when,
            from_function=row.giver,
            to_function=row.taker,
            limit=limits.current_rule(row.id),
            conditions=checklist(session, deal_id=deal_id, rule_id=row.id),
            items=tuple(
                ItemNow(
                    *(one.item_id, one.name, values.get(one.item_id), one.is_required),
                    *(one.field, one.custom_field_id),
                )
                for one in listed.get(row.id, ())
            ),
        )
        for row in rules
    )


def _rules_ahead(session: Session, deal_id: int) -> Sequence[Any]:
    here, later = stage.alias("here"), stage.alias("later")
    giver, taker = function.alias("giver"), function.alias("taker")
    state, rule = deal_state.c, handoff_rule.c
    return session.execute(
        select(
            *(rule.id, rule.name, rule.definition, rule.ready_when),
            *(giver.c.name.label("giver"), taker.c.name.label("taker")),
        )
        .select_from(deal_state)
        .join(here, here.c.id == state.stage_id)
        .join(handoff_rule, rule.from_function_id == here.c.function_id)
        .join(later, later.c.function_id == rule.to_function_id)
        .join(giver, giver.c.id == rule.from_function_id)
        .join(taker, taker.c.id == rule.to_function_id)
        .where(
            state.deal_id == deal_id,
            state.status.in_(("open", "customer")),
            rule.archived_at.is_(None),
            later.c.archived_at.is_(None),
            later.c.pipeline_id == here.c.pipeline_id,
            later.c.position > here.c.position,
        )
        .group_by(rule.id)
        .order_by(func.min(later.c.position))
    ).all()
