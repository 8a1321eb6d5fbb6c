"""The hand-offs of a period as rows, and what they lacked: what their figures are told from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, get_args

import numpy as np
from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import of_deals, renewed
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.handoff_clocks import deadlines
from revops_desktop.analytics.number_rows import Numbers, decoded, looked_up, number_rows
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal, handoff, handoff_value, stage, stage_visit
from revops_desktop.rules.periods import Period

# What became of a hand-off; each is in exactly one of them.
Fate = Literal["accepted", "returned", "expired", "waiting", "cancelled"]
FATES: tuple[Fate, ...] = get_args(Fate)
PLACES: Mapping[Fate, int] = {fate: place for place, fate in enumerate(FATES)}
# In the place of a function that is no longer there.
GONE = 0
# So many hand-offs are looked up one by one in less time than the items of all are read.
_FEW = 10_000


@dataclass(frozen=True, slots=True)
class HandoffRows:
    """The hand-offs of a period, a row each: deal, hand-off, outcome, from, to, filled, required.

    `scope`: of what; None where a filter may mean other deals by the next question · the outcome is
    its place in FATES, nobody judged whether it was late · functions are GONE where they are ·
    `filled` of the `required` items were handed over · `lacking`: by item, the deal of each
    hand-off that lacked it.
    """

    scope: object
    handed: Numbers
    lacking: Mapping[str, Numbers]

    def with_anew(self, deal_ids: Collection[int], anew: "HandoffRows") -> "HandoffRows":
        """These rows with those of some deals replaced by newer ones."""
        lacking = {name: deals[~of_deals(deals, deal_ids)] for name, deals in self.lacking.items()}
        for name, deals in anew.lacking.items():
            lacking[name] = np.concatenate((lacking.get(name, deals[:0]), deals))
        return HandoffRows(self.scope, renewed(self.handed, deal_ids, anew.handed), lacking)


def followed_rows(
    session: Session,
    *,
    period: Period,
    pipeline_id: int | None,
    only: Filter,
    before: HandoffRows | None,
    touched: Collection[int],
) -> HandoffRows:
    """The hand-offs of a period.

    `before`: rows since which only the deals `touched` changed; where they are of something else,
    or a filter may mean others by now, all are read anew.
    """
    scope = (period, pipeline_id, settings(session).time_zone) if only == EVERYTHING else None
    asked = partial(handed_within, session, period=period, pipeline_id=pipeline_id, only=only)
    if before is None or before.scope != scope or scope is None:
        return replace(_read(session, asked()), scope=scope)
    if not touched:
        return before
    return before.with_anew(touched, _read(session, asked(deals=touched)))


def _read(session: Session, where: list[ColumnElement[bool]]) -> HandoffRows:
    one = handoff.c
    functions = (
        func.coalesce(column, GONE) for column in (one.from_function_id, one.to_function_id)
    )
    handoff_id, deal_id, *others = outcome_rows(session, where, *functions).T
    handed = np.array([deal_id, handoff_id, *others, *items_of(session, handoff_id)]).T
    return HandoffRows(None, handed, _lacking(session, handoff_id, deal_id))


def outcome_rows(
    session: Session, where: list[ColumnElement[bool]], *columns: ColumnElement[int]
) -> Numbers:
    """The hand-offs of which these conditions hold: id, deal, outcome, `columns`.

    The outcome is its place in FATES: nobody judged whether it was late. The columns are whole
    numbers of the hand-off, none of them NULL.
    """
    one = handoff.c
    outcome = case(PLACES, value=one.outcome, else_=PLACES["waiting"])
    return number_rows(session, select(one.id, one.deal_id, outcome, *columns).where(*where))


def with_late(session: Session, handoff_id: Numbers, fate: Numbers, now: int) -> Numbers:
    """The fates of hand-offs that had these outcomes: some are expired."""
    undecided = np.isin(fate, [PLACES["waiting"], PLACES["cancelled"]])
    judged = deadlines(session, handoff_ids=handoff_id[undecided].tolist(), now=now)
    late = [number for number, one in judged.items() if one.is_over]
    return np.where(np.isin(handoff_id, late), PLACES["expired"], fate)


def handed_within(
    session: Session,
    *,
    period: Period,
    pipeline_id: int | None = None,
    only: Filter = EVERYTHING,
    deals: Collection[int] | None = None,
) -> list[ColumnElement[bool]]:
    """The conditions on a hand-off under a rule, handed over in a period; of `deals` if given."""
    one = handoff.c
    first, last = period.bounds(settings(session).time_zone)
    where: list[ColumnElement[bool]] = [
        one.rule_id.is_not(None),
        one.deal_id.not_in(select(deal.c.id).where(deal.c.deleted_at.is_not(None))),
        *within(settled(session, only), one.deal_id),
    ]
    if first is not None:
        where.append(one.handed_at >= first)
    if last is not None:
        where.append(one.handed_at < last)
    if pipeline_id is not None:
        # Looked up a hand-off at a time: there are many more visits than hand-offs of a period.
        entered = (
            select(stage.c.pipeline_id)
            .join(stage_visit, stage_visit.c.stage_id == stage.c.id)
            .where(stage_visit.c.id == one.visit_id)
        )
        where.append(entered.scalar_subquery() == pipeline_id)
    if deals is not None:
        where.append(among(one.deal_id, deals))
    return where


def among(column: ColumnElement[int], ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a column holds one of these, however many they are."""
    listed = func.json_each(str(list(ids))).table_valued("value")
    return column.in_(select(listed.c.value))


def items_of(session: Session, handoff_id: Numbers) -> tuple[Numbers, Numbers]:
    """How many required items each of some hand-offs has filled in, and how many there are."""
    value = handoff_value.c
    wanted = select(value.handoff_id * 2 + value.value.is_not(None)).where(
        value.is_required == 1, *_of_few(handoff_id)
    )
    items = number_rows(session, wanted)[:, 0]
    number = len(handoff_id)
    places, _known = looked_up(handoff_id, np.arange(number), items // 2, number)
    filled, required = (
        np.bincount(one, minlength=number + 1)[:number] for one in (places[items % 2 == 1], places)
    )
    return filled, required


def _lacking(session: Session, handoff_id: Numbers, deal_id: Numbers) -> dict[str, Numbers]:
    """By required item, the deals of those of some hand-offs that lacked it."""
    value = handoff_value.c
    wanted = (
        select(value.name, func.group_concat(value.handoff_id))
        .where(value.is_required == 1, value.value.is_(None), *_of_few(handoff_id))
        .group_by(value.name)
    )
    found = {}
    for name, ids in session.execute(wanted):
        deals, is_meant = looked_up(handoff_id, deal_id, decoded(ids), 0)
        found[name] = deals[is_meant]
    return found


def _of_few(handoff_id: Numbers) -> list[ColumnElement[bool]]:
    """The condition that an item is of these hand-offs; of many, all are read."""
    if len(handoff_id) >= _FEW:
        return []
    return [among(handoff_value.c.handoff_id, handoff_id.tolist())]
