"""What is asked for before deals go on, and what of it is not there (domain.md §3, §4).

The move itself and every question about it judge by this one reading: the exit criteria of the
stage that is left, and where the function changes the conditions and items of the hand-off rule.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database import handed_items
from revops_desktop.database.deal_facts import Told, as_told, facts_of
from revops_desktop.database.exit_criteria import criteria, criteria_of, rule_ahead, rules_to
from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import (
    deal,
    handoff_rule,
    stage,
    stage_visit,
)
from revops_desktop.rules.criteria import LEVELS, Criterion, Facts, Level, judge


@dataclass(frozen=True, slots=True)
class Lack:
    """A criterion that some of the deals do not meet: why (of the first), and which deals.

    `source`: the stage or the hand-off rule that asks for it, `definition` what that rule says ·
    `is_one_of_several`: of those of its rule that are listed, any one would be enough.
    """

    criterion: Criterion
    why: str
    deal_ids: tuple[int, ...]
    source: str = ""
    definition: str = ""
    is_one_of_several: bool = False


@dataclass(frozen=True, slots=True)
class MissingItem:
    """Something to hand over, and the deals on which it is not there."""

    item: handed_items.Item
    deal_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Handing:
    """A rule by which some of the deals are handed over, and what of its items is missing.

    `level`: what happens where a required one is missing · `to_function_id`: None where they stay
    within their function for now, and only their stage asks for it · `values`: what the deals hold
    of the items, as it is shown.
    """

    rule_id: int
    rule: str
    definition: str
    to_function_id: int | None
    deal_ids: tuple[int, ...]
    level: Level
    items: tuple[handed_items.Item, ...]
    values: handed_items.Values
    missing: tuple[MissingItem, ...]

    @property
    def required(self) -> tuple[MissingItem, ...]:
        """What is missing and must be there."""
        return tuple(one for one in self.missing if one.item.is_required)


@dataclass(frozen=True, slots=True)
class Asked:
    """All that is missing for deals to go on to a stage; `handings`: also where nothing is."""

    lacks: tuple[Lack, ...] = ()
    handings: tuple[Handing, ...] = ()

    @property
    def levels(self) -> frozenset[Level]:
        """The levels at which something is missing; empty: nothing is."""
        return frozenset(one.criterion.level for one in self.lacks) | frozenset(
            one.level for one in self.handings if one.required
        )


class Leaving(NamedTuple):
    """A deal that goes on: where it stands, and the function to which it goes."""

    id: int
    stage_id: int
    function_id: int | None
    stage: str
    to_function_id: int | None

    @property
    def crosses(self) -> bool:
        """Whether it is handed over."""
        return None not in (self.function_id, self.to_function_id) and (
            self.function_id != self.to_function_id
        )


def asked(
    session: Session,
    *,
    deal_ids: Iterable[int],
    stage_id: int,
    now: int,
    told: Mapping[int, Told] | None = None,
) -> Asked:
    """What is missing for these deals to go on to a stage; `now` in UTC seconds, for scores.

    Asked of deals that move forward, or to another pipeline; backward is always possible. `told`:
    what is written on them before they go.
    """
    listed = json.dumps(list(deal_ids))
    found = _LEAVING.rows(session, wanted=listed, target=stage_id)
    return asked_of(session, [Leaving(*row) for row in found], now=now, told=told)


def asked_of(
    session: Session,
    found: Sequence[Leaving],
    *,
    now: int,
    told: Mapping[int, Told] | None = None,
) -> Asked:
    """The same, of deals that are known to go on; all of them to the same stage.

    Where the function changes, the rule between the two asks too; within a function a stage may ask
    for what the rule to the next function of the river asks for.
    """
    if not found:
        return Asked()
    taking = next((row.to_function_id for row in found if row.crosses), None)
    between = {} if taking is None else rules_to(session, taking)
    givers = {row.function_id for row in found if row.crosses}
    by_stage, by_rule = criteria(
        session,
        stages={row.stage_id for row in found},
        rules={rule.id for giver, rule in between.items() if giver in givers},
    )
    ahead = _ahead(session, found, by_stage, between, by_rule)
    every = [one for listed in by_stage.values() for one in listed]
    every += [one for rule in ahead for one in rule.conditions]
    handings, missing = _handings(session, ahead, told or {})
    if not every:
        return Asked((), handings)
    facts = facts_of(session, [row.id for row in found], every, now=now)
    if told:
        facts = as_told(facts, told)
    lacks = _of_stages(found, by_stage, facts)
    for rule in ahead:
        known = {
            number: replace(facts[number], items_missing=missing.get(number, ()))
            for number in rule.deal_ids
        }
        lacks += _of_rule(rule, known)
    return Asked(tuple(lacks), handings)


def facts_ahead(
    session: Session,
    deal_ids: Sequence[int],
    criteria: Collection[Criterion],
    *,
    now: int,
    rule_id: int | None,
) -> Mapping[int, Facts]:
    """The facts of deals, with what the hand-off rule ahead of them lacks if a criterion asks."""
    facts = facts_of(session, deal_ids, criteria, now=now)
    if rule_id is not None and any(one.is_about_handing for one in criteria):
        return _with_rule(session, facts, rule_id, now)
    return facts


def _with_rule(
    session: Session, facts: Mapping[int, Facts], rule_id: int, now: int
) -> Mapping[int, Facts]:
    """The same facts with what the hand-off rule ahead of the deals still lacks."""
    ids = tuple(facts)
    items = handed_items.items(session, [rule_id]).get(rule_id, ())
    values = handed_items.values(session, items, ids)
    conditions = criteria_of(session, rule_id=rule_id)
    known = facts_of(session, ids, conditions, now=now)
    any_one = session.scalar(select(handoff_rule.c.ready_when).where(handoff_rule.c.id == rule_id))
    found = {}
    for number in ids:
        missing = tuple(
            one.name for one in items if one.is_required and one.item_id not in values[number]
        )
        of_deal = replace(known[number], items_missing=missing)
        unmet = [verdict for one in conditions if not (verdict := judge(one, of_deal)).is_met]
        if any_one == "any" and len(unmet) < len(conditions):
            unmet = []
        found[number] = replace(
            facts[number],
            items_missing=missing,
            ready_missing=tuple(one.why or one.criterion.text for one in unmet),
        )
    return found


@dataclass(frozen=True, slots=True)
class _Rule:
    """A hand-off rule ahead of some deals, with what their stages say about it.

    `to_function_id`: None where the deals stay within their function for now.
    """

    row: Row
    to_function_id: int | None
    deal_ids: tuple[int, ...]
    ready: Level | None
    filled: Level | None
    conditions: tuple[Criterion, ...]

    @property
    def is_any(self) -> bool:
        return bool(self.row.ready_when == "any")


def _ahead(
    session: Session,
    found: Sequence[Leaving],
    by_stage: Mapping[int, list[Criterion]],
    between: Mapping[int, Row],
    by_rule: dict[int, list[Criterion]],
) -> list[_Rule]:
    """The rules that have a say in the move of these deals.

    `between`: those to the function that takes over, by the one that gives · `by_rule`: the
    conditions of those that are known to have a say.
    """
    groups: dict[tuple[int, int | None], list[Leaving]] = {}
    rules: dict[int, Row] = {}
    within: dict[int, Row | None] = {}
    for row in found:
        rule: Row | None = None
        if row.crosses:
            rule = between.get(row.function_id or 0)
        elif any(one.is_about_handing for one in by_stage.get(row.stage_id, ())):
            if row.stage_id not in within:
                within[row.stage_id] = rule_ahead(session, row.stage_id)
            rule = within[row.stage_id]
        if rule is not None:
            rules[rule.id] = rule
            groups.setdefault((rule.id, row.to_function_id if row.crosses else None), []).append(
                row
            )
    more = {rule.id for rule in within.values() if rule is not None}
    by_rule |= criteria(session, rules=more).of_rules
    ahead = []
    for (rule_id, taking), rows in groups.items():
        asking = [one for row in rows for one in by_stage.get(row.stage_id, ())]
        ready = _level("handoff_ready", asking)
        listed = by_rule.get(rule_id, []) if taking is not None or ready else []
        if rules[rule_id].ready_when == "all":
            asking += listed
        ahead.append(
            _Rule(
                row=rules[rule_id],
                to_function_id=taking,
                deal_ids=tuple(row.id for row in rows),
                ready=ready,
                filled=_level("handoff_items_filled", asking),
                conditions=tuple(replace(one, level=ready or one.level) for one in listed),
            )
        )
    return ahead


def _of_stages(
    found: Sequence[Leaving], by_stage: Mapping[int, list[Criterion]], facts: Mapping[int, Facts]
) -> list[Lack]:
    lacks = []
    for here, listed in by_stage.items():
        rows = [row for row in found if row.stage_id == here]
        for one in listed:
            if not one.is_about_handing:
                lacks += _lack(one, [row.id for row in rows], facts, source=rows[0].stage)
    return lacks


def _of_rule(rule: _Rule, known: Mapping[int, Facts]) -> list[Lack]:
    """The conditions that are not met; of those of which any one is enough, all or none."""
    ids = [
        number
        for number in rule.deal_ids
        if not rule.is_any or not any(judge(one, known[number]).is_met for one in rule.conditions)
    ]
    lacks: list[Lack] = []
    for one in rule.conditions:
        if rule.is_any or not one.is_about_handing:
            lacks += _lack(one, ids, known, source=rule.row.name)
    return [
        replace(one, definition=rule.row.definition, is_one_of_several=rule.is_any) for one in lacks
    ]


def _lack(
    one: Criterion, deal_ids: Iterable[int], facts: Mapping[int, Facts], *, source: str
) -> list[Lack]:
    unmet = [
        (number, verdict.why)
        for number in deal_ids
        if not (verdict := judge(one, facts[number])).is_met
    ]
    if not unmet:
        return []
    return [Lack(one, unmet[0][1], tuple(number for number, _why in unmet), source)]


def _handings(
    session: Session, ahead: Sequence[_Rule], told: Mapping[int, Told]
) -> tuple[tuple[Handing, ...], dict[int, tuple[str, ...]]]:
    """What is handed over by each rule; and the names of required items missing, by deal."""
    names: dict[int, tuple[str, ...]] = {}
    if not ahead:
        return (), names
    items = handed_items.items(session, {one.row.id for one in ahead})
    wanted = [one for listed in items.values() for one in listed]
    ids = [number for one in ahead for number in one.deal_ids]
    values = handed_items.values(session, wanted, ids) if wanted else {}
    if told:
        values = handed_items.as_told(values, wanted, told)
    handings = []
    for rule in ahead:
        missing = tuple(
            MissingItem(one, lacking)
            for one in items.get(rule.row.id, ())
            if (lacking := tuple(n for n in rule.deal_ids if one.item_id not in values[n]))
        )
        for one in missing:
            for number in one.deal_ids if one.item.is_required else ():
                names[number] = (*names.get(number, ()), one.item.name)
        if rule.to_function_id is None and rule.filled is None:
            continue
        handings.append(
            Handing(
                rule_id=rule.row.id,
                rule=rule.row.name,
                definition=rule.row.definition,
                to_function_id=rule.to_function_id,
                deal_ids=rule.deal_ids,
                level=rule.filled or "warn",
                items=items.get(rule.row.id, ()),
                values=values,
                missing=missing,
            )
        )
    return tuple(handings), names


def _level(condition: str, criteria: Iterable[Criterion]) -> Level | None:
    """The strictest level of the criteria with this condition; None without any."""
    levels = [one.level for one in criteria if one.condition == condition]
    return min(levels, key=LEVELS.index) if levels else None


_target = stage.alias("target")
_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_LEAVING = Prepared(
    select(
        *(deal.c.id, stage_visit.c.stage_id, stage.c.function_id, stage.c.name.label("stage")),
        _target.c.function_id.label("to_function_id"),
    )
    .join_from(deal, stage_visit, stage_visit.c.deal_id == deal.c.id)
    .join(stage, stage.c.id == stage_visit.c.stage_id)
    .join(_target, _target.c.id == bindparam("target"))
    .where(
        deal.c.id.in_(select(_wanted.c.value)),
        deal.c.deleted_at.is_(None),
        stage_visit.c.outcome.is_(None),
        (stage.c.pipeline_id != _target.c.pipeline_id) | (stage.c.position < _target.c.position),
    )
)
