"""What do the stages that deals are about to leave ask for that is not there yet? (domain.md §3)"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.asked import Asked, asked
from revops_desktop.database.asked import Handing as Handing
from revops_desktop.database.asked import Lack as Lack
from revops_desktop.database.asked import MissingItem as MissingItem
from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import deal, function, member
from revops_desktop.rules.criteria import Level


@dataclass(frozen=True, slots=True)
class Receiver:
    """A member of the function that takes over."""

    member_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """What is missing, and to whom the deals are handed over.

    `to_function` is "" where the function does not change, or no rule stands between the two.
    `receiver_id`: who receives them where nobody is chosen; None: all of the function.
    """

    asked: Asked
    to_function: str = ""
    receivers: tuple[Receiver, ...] = ()
    receiver_id: int | None = None

    @property
    def lacks(self) -> tuple[Lack, ...]:
        """The criteria that are not met, in their order: the stages' first, then the rules'."""
        return self.asked.lacks

    @property
    def handings(self) -> tuple[Handing, ...]:
        """The rules by which the deals are handed over."""
        return self.asked.handings

    @property
    def levels(self) -> frozenset[Level]:
        """The levels at which something is missing."""
        return self.asked.levels

    @property
    def must_ask(self) -> bool:
        """Whether the person must be asked: what is only noted lets the deal go on."""
        return bool(self.levels - {"log"})


def unmet(session: Session, *, deal_ids: Iterable[int], stage_id: int, now: int) -> Unmet:
    """What is missing for these deals to go on to a stage; `now` in UTC seconds, for scores.

    Asked of deals that move forward, or to another pipeline; backward is always possible.
    """
    ids = list(deal_ids)
    found = asked(session, deal_ids=ids, stage_id=stage_id, now=now)
    taking = next((one.to_function_id for one in found.handings if one.to_function_id), None)
    if taking is None:
        return Unmet(found)
    receivers = tuple(Receiver(*row) for row in _RECEIVERS.rows(session, function=taking))
    owners = {row.owner_id for row in _OWNERS.rows(session, wanted=json.dumps(ids))}
    known = {one.member_id for one in receivers}
    return Unmet(
        found,
        "".join(row.name for row in _FUNCTION.rows(session, function=taking)),
        receivers,
        next(iter(owners)) if len(owners) == 1 and owners <= known else None,
    )


_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_RECEIVERS = Prepared(
    select(member.c.id, member.c.name)
    .where(member.c.function_id == bindparam("function"), member.c.archived_at.is_(None))
    .order_by(member.c.match_key, member.c.id)
)
_OWNERS = Prepared(select(deal.c.owner_id).where(deal.c.id.in_(select(_wanted.c.value))).distinct())
_FUNCTION = Prepared(select(function.c.name).where(function.c.id == bindparam("function")))
