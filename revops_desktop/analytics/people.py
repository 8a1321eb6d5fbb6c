"""Who works here: members, pods and functions as the settings show them (domain.md §2)."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Column, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import (
    deal,
    deal_state,
    function,
    handoff_rule,
    member,
    pod,
    stage,
    workspace,
)


class Person(NamedTuple):
    """A member; `monthly_quota` in minor units, None: not set.

    `open_deals` are those in lead and opportunity stages, `customers` those in customer stages.
    """

    member_id: int
    name: str
    email: str
    function_id: int | None
    function: str
    pod_id: int | None
    pod: str
    monthly_quota: int | None
    is_archived: bool
    open_deals: int
    customers: int


@dataclass(frozen=True, slots=True)
class PodOf:
    """A pod and how many members it has, archived ones left out."""

    pod_id: int
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class FunctionOf:
    """A function, and what belongs to it, archived things left out; `rules`: it hands over by."""

    function_id: int
    name: str
    colour: str
    stages: int
    members: int
    rules: int = 0


@dataclass(frozen=True, slots=True)
class People:
    """Everyone by name, those who left last; pods and functions in the owner's order."""

    members: tuple[Person, ...]
    pods: tuple[PodOf, ...]
    functions: tuple[FunctionOf, ...]
    currency: str

    def member(self, member_id: int) -> Person | None:
        """One of the members by id."""
        return next((one for one in self.members if one.member_id == member_id), None)

    @property
    def at_work(self) -> tuple[Person, ...]:
        """The members who are not archived."""
        return tuple(one for one in self.members if not one.is_archived)


def people(session: Session) -> People:
    """Members, pods and functions of the workspace."""
    one = member.c
    rows = session.execute(
        select(
            *(one.id, one.name, func.coalesce(one.email, "")),
            *(one.function_id, func.coalesce(function.c.name, "")),
            *(one.pod_id, func.coalesce(pod.c.name, "")),
            *(one.monthly_quota, one.archived_at.is_not(None)),
        )
        .select_from(
            member.outerjoin(function, function.c.id == one.function_id).outerjoin(
                pod, pod.c.id == one.pod_id
            )
        )
        .order_by(one.archived_at.is_not(None), one.name, one.id)
    ).all()
    standing = {
        (owner_id, status): number
        for owner_id, status, number in session.execute(
            select(deal.c.owner_id, deal_state.c.status, func.count())
            .join(deal_state, deal_state.c.deal_id == deal.c.id)
            .where(deal_state.c.status.in_(("open", "customer")), deal.c.owner_id.is_not(None))
            .group_by(deal.c.owner_id, deal_state.c.status)
        )
    }
    in_pod = _number_by(session, one.pod_id, one.archived_at)
    in_function = _number_by(session, one.function_id, one.archived_at)
    owned = _number_by(session, stage.c.function_id, stage.c.archived_at)
    rule = handoff_rule.c
    handing: dict[int, int] = {}
    for side in (rule.from_function_id, rule.to_function_id):
        for function_id, number in _number_by(session, side, rule.archived_at).items():
            handing[function_id] = handing.get(function_id, 0) + number
    return People(
        members=tuple(
            Person._make(
                (
                    *(*row[:8], bool(row[8])),
                    *(standing.get((row.id, status), 0) for status in ("open", "customer")),
                )
            )
            for row in rows
        ),
        pods=tuple(
            PodOf(row.id, row.name, in_pod.get(row.id, 0))
            for row in session.execute(select(pod).order_by(pod.c.position, pod.c.id))
        ),
        functions=tuple(
            FunctionOf(
                *(row.id, row.name, row.colour),
                *(owned.get(row.id, 0), in_function.get(row.id, 0), handing.get(row.id, 0)),
            )
            for row in session.execute(
                select(function).order_by(function.c.position, function.c.id)
            )
        ),
        currency=session.execute(select(workspace.c.currency)).scalar_one(),
    )


def _number_by(session: Session, column: Column, archived_at: Column) -> dict[int, int]:
    """How many rows that are not archived have each value."""
    rows = session.execute(
        select(column, func.count())
        .where(column.is_not(None), archived_at.is_(None))
        .group_by(column)
    )
    return {key: number for key, number in rows}
