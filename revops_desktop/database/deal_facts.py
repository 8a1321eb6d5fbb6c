"""What is known of deals that their criteria ask for (domain.md §3), read from the file."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import activity, criterion_tick, custom_value, deal
from revops_desktop.rules.criteria import Criterion, Facts
from revops_desktop.rules.money import value_of

_FIELDS = (
    *(deal.c.amount, deal.c.monthly_amount, deal.c.expected_close, deal.c.owner_id),
    *(deal.c.company_id, deal.c.contact_id, deal.c.source, deal.c.campaign, deal.c.note),
    *(deal.c.why_bought, deal.c.why_lost, deal.c.promised, deal.c.kind, deal.c.title),
)


class Told(NamedTuple):
    """What is about to be written on a deal: columns with their values, custom fields by id."""

    fields: Mapping[str, object]
    filled: Collection[int] = ()
    emptied: Collection[int] = ()


def as_told(facts: Mapping[int, Facts], told: Mapping[int, Told]) -> Mapping[int, Facts]:
    """The facts of deals as if what is about to be written stood there already."""
    found = dict(facts)
    for number, one in told.items():
        known = facts.get(number)
        if known is None:
            continue
        fields = {**known.fields, **one.fields}
        found[number] = replace(
            known,
            fields=fields,
            worth=value_of(_money(fields.get("amount")), _money(fields.get("monthly_amount"))),
            custom_fields=(set(known.custom_fields) | set(one.filled)) - set(one.emptied),
        )
    return found


def _money(value: object) -> int | None:
    return value if isinstance(value, int) else None


def facts_of(
    session: Session, deal_ids: Sequence[int], criteria: Collection[Criterion], *, now: int
) -> Mapping[int, Facts]:
    """What these criteria need to know of deals; nothing is read that none of them asks for.

    `now` in UTC seconds, for lead scores. What hand-off rules lack is not in it (`asked.py`).
    """
    conditions = {one.condition for one in criteria}
    wanted = json.dumps(list(deal_ids))
    fields: dict[int, dict[str, Any]] = {}
    if conditions & {"field_filled", "amount_above_zero"}:
        for row in _OF_DEALS.rows(session, wanted=wanted):
            fields[row.id] = row._asdict()
    custom: dict[int, set[int]] = {}
    if "custom_field_filled" in conditions:
        for number, field_id in _CUSTOM.rows(session, wanted=wanted):
            custom.setdefault(number, set()).add(field_id)
    ticked: dict[int, set[int]] = {}
    if "checklist" in conditions:
        for number, criterion_id in _TICKED.rows(session, wanted=wanted):
            ticked.setdefault(number, set()).add(criterion_id)
    logged: dict[int, dict[str, int]] = {}
    if "activity_logged" in conditions:
        for number, kind, times in _LOGGED.rows(session, wanted=wanted):
            logged.setdefault(number, {})[kind] = times
    scores = _scores(session, deal_ids, now) if "score_reached" in conditions else {}
    return {
        number: Facts(
            fields=of_deal,
            worth=value_of(of_deal.get("amount"), of_deal.get("monthly_amount")),
            custom_fields=custom.get(number, ()),
            activities=logged.get(number, {}),
            ticked=ticked.get(number, ()),
            score=scores.get(number, 0),
        )
        for number in deal_ids
        for of_deal in (fields.get(number, {}),)
    }


def _scores(session: Session, deal_ids: Sequence[int], now: int) -> Mapping[int, int]:
    from revops_desktop.database.deal_scores import scores_of_deals

    return scores_of_deals(session, deal_ids, now)


def _wanted(statement: Select) -> Prepared:
    listed = func.json_each(bindparam("wanted")).table_valued("value")
    return Prepared(statement.where(deal.c.id.in_(select(listed.c.value))))


_CUSTOM = _wanted(
    select(custom_value.c.deal_id, custom_value.c.field_id).join(
        deal, deal.c.id == custom_value.c.deal_id
    )
)
_TICKED = _wanted(
    select(criterion_tick.c.deal_id, criterion_tick.c.criterion_id).join(
        deal, deal.c.id == criterion_tick.c.deal_id
    )
)
_LOGGED = _wanted(
    select(activity.c.deal_id, activity.c.kind, func.count().label("times"))
    .join(deal, deal.c.id == activity.c.deal_id)
    .where(activity.c.happened_at.is_not(None) | activity.c.done_at.is_not(None))
    .group_by(activity.c.deal_id, activity.c.kind)
)
_OF_DEALS = _wanted(select(deal.c.id, *_FIELDS))
