"""What do the stages that deals are about to leave ask for that is not there yet? (domain.md §3)"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    activity,
    criterion_tick,
    custom_value,
    deal,
    deal_state,
    exit_criterion,
    stage,
)
from revops_desktop.rules.criteria import Criterion, Facts, judge
from revops_desktop.rules.money import value_of


@dataclass(frozen=True, slots=True)
class Lack:
    """A criterion that some of the deals do not meet: why (of the first), and which deals."""

    criterion: Criterion
    why: str
    deal_ids: tuple[int, ...]


_FIELDS = (
    *(deal.c.amount, deal.c.monthly_amount, deal.c.expected_close, deal.c.owner_id),
    *(deal.c.company_id, deal.c.contact_id, deal.c.source, deal.c.campaign, deal.c.note),
    *(deal.c.why_bought, deal.c.why_lost, deal.c.promised, deal.c.kind, deal.c.title),
)


def unmet(session: Session, *, deal_ids: Iterable[int], stage_id: int) -> tuple[Lack, ...]:
    """What is missing for these deals to go on to a stage, in the order of the criteria.

    Asked of deals that move forward, or to another pipeline; backward is always possible. An item
    of a checklist that nobody ticked is named beside what the program checks, and does not ask by
    itself: where nothing that the program checks is missing, there is nothing to ask.
    """
    wanted = {"wanted": json.dumps(list(deal_ids)), "target": stage_id}
    leaving: dict[int, list[int]] = {}
    for number, here in session.execute(_LEAVING, wanted):
        leaving.setdefault(here, []).append(number)
    if not leaving:
        return ()
    criteria = _criteria(session, list(leaving))
    if all(one.condition == "checklist" for found in criteria.values() for one in found):
        return ()
    facts = _facts(session, [number for found in leaving.values() for number in found])
    lacks = [
        Lack(one, missing[0][1], tuple(number for number, _why in missing))
        for here, found in criteria.items()
        for one in found
        if (
            missing := [
                (number, verdict.why)
                for number in leaving[here]
                if not (verdict := judge(one, facts[number])).is_met
            ]
        )
    ]
    if all(one.criterion.condition == "checklist" for one in lacks):
        return ()
    return tuple(lacks)


def _wanted(statement: Select, column: str = "wanted") -> Select:
    listed = func.json_each(bindparam(column)).table_valued("value")
    return statement.where(deal.c.id.in_(select(listed.c.value)))


_target = stage.alias("target")
_LEAVING = _wanted(
    select(deal.c.id, stage.c.id)
    .join_from(deal, deal_state, deal_state.c.deal_id == deal.c.id)
    .join(stage, stage.c.id == deal_state.c.stage_id)
    .join(_target, _target.c.id == bindparam("target"))
    .where(
        deal.c.deleted_at.is_(None),
        deal_state.c.status.in_(("open", "customer")),
        (stage.c.pipeline_id != _target.c.pipeline_id) | (stage.c.position < _target.c.position),
    )
)


def _criteria(session: Session, stage_ids: list[int]) -> dict[int, list[Criterion]]:
    one = exit_criterion.c
    found: dict[int, list[Criterion]] = {}
    for here, *described in session.execute(
        select(
            *(one.stage_id, one.id, one.text, one.condition, one.field, one.custom_field_id),
            one.activity_kind,
        )
        .where(one.stage_id.in_(stage_ids))
        .order_by(one.stage_id, one.position, one.id)
    ):
        found.setdefault(here, []).append(Criterion(*described))
    return found


def _facts(session: Session, deal_ids: list[int]) -> Mapping[int, Facts]:
    wanted = {"wanted": json.dumps(deal_ids)}
    custom: dict[int, set[int]] = {}
    for number, field_id in session.execute(
        _wanted(
            select(custom_value.c.deal_id, custom_value.c.field_id).join(
                deal, deal.c.id == custom_value.c.deal_id
            )
        ),
        wanted,
    ):
        custom.setdefault(number, set()).add(field_id)
    ticked: dict[int, set[int]] = {}
    for number, criterion_id in session.execute(
        _wanted(
            select(criterion_tick.c.deal_id, criterion_tick.c.criterion_id).join(
                deal, deal.c.id == criterion_tick.c.deal_id
            )
        ),
        wanted,
    ):
        ticked.setdefault(number, set()).add(criterion_id)
    logged: dict[int, dict[str, int]] = {}
    for number, kind, times in session.execute(
        _wanted(
            select(activity.c.deal_id, activity.c.kind, func.count())
            .join(deal, deal.c.id == activity.c.deal_id)
            .where(activity.c.happened_at.is_not(None) | activity.c.done_at.is_not(None))
            .group_by(activity.c.deal_id, activity.c.kind)
        ),
        wanted,
    ):
        logged.setdefault(number, {})[kind] = times
    return {
        row["id"]: Facts(
            fields=dict(row),
            worth=value_of(row["amount"], row["monthly_amount"]),
            custom_fields=custom.get(row["id"], ()),
            activities=logged.get(row["id"], {}),
            ticked=ticked.get(row["id"], ()),
        )
        for row in session.execute(_wanted(select(deal.c.id, *_FIELDS)), wanted).mappings()
    }
