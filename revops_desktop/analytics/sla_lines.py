"""The clocks of stays and hand-offs one by one, each judged by itself (domain.md §4).

A stage clock is a stay that was not imported, in a stage with a limit; a hand-off clock is a
hand-off under a rule with a limit. The member of a stage clock is the deal's owner, that of a
hand-off clock whoever it was handed to (None: everybody of the receiving function).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Select, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.business_clocks import ClockBook, clock_book
from revops_desktop.analytics.time_limits import LimitBook, limit_book
from revops_desktop.database.tables import (
    clock_pause,
    company,
    deal,
    function,
    handoff,
    handoff_rule,
    member,
    stage,
    stage_visit,
)
from revops_desktop.rules.business_clock import Limit, Pause
from revops_desktop.rules.sla import Judged, judge

Kind = Literal["stage", "handoff"]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock that runs, as it stands. Instants in UTC seconds.

    `clock_id` is a visit (kind stage) or a hand-off; `source_id` and `name` are the stage's or the
    rule's. `member` answers for it. `reason` and `paused_at` are those of a pause under way.
    """

    kind: Kind
    clock_id: int
    deal_id: int
    deal: str
    company: str
    member_id: int | None
    member: str
    source_id: int
    name: str
    function_id: int | None
    function: str
    started: int
    limit: Limit
    judged: Judged
    paused_at: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Books:
    """What every question about clocks reads first: the limits, and the business calendar."""

    limits: LimitBook
    clocks: ClockBook

    def limit(self, kind: Kind, source_id: int, start: int, end: int) -> Limit | None:
        """The limit that holds for a clock of a stage or rule; None: it has none."""
        asked = self.limits.stage if kind == "stage" else self.limits.rule
        return asked(source_id, start, end)


def books(session: Session) -> Books:
    """The limits and the calendar of the file."""
    return Books(limit_book(session), clock_book(session))


@dataclass(frozen=True, slots=True)
class PauseOf:
    """A pause of a clock, and why."""

    pause: Pause
    reason: str


_wanted = func.json_each(bindparam("wanted")).table_valued("value")
_WANTED = select(_wanted.c.value)
_STAYS = (
    select(
        *(literal_column("'stage'"), stage_visit.c.id, deal.c.id, deal.c.title),
        *(func.coalesce(company.c.name, ""), deal.c.owner_id, func.coalesce(member.c.name, "")),
        *(stage.c.id, stage.c.name, stage.c.function_id, func.coalesce(function.c.name, "")),
        stage_visit.c.entered_at,
    )
    .select_from(_wanted)
    .join(stage_visit, stage_visit.c.id == _wanted.c.value)
    .join(stage, stage.c.id == stage_visit.c.stage_id)
    .join(deal, deal.c.id == stage_visit.c.deal_id)
    .outerjoin(company, company.c.id == deal.c.company_id)
    .outerjoin(member, member.c.id == deal.c.owner_id)
    .outerjoin(function, function.c.id == stage.c.function_id)
    .where(
        stage_visit.c.outcome.is_(None),
        stage_visit.c.is_imported == 0,
        stage_visit.c.entered_at.is_not(None),
        deal.c.deleted_at.is_(None),
    )
)
_HANDOFFS = (
    select(
        *(literal_column("'handoff'"), handoff.c.id, deal.c.id, deal.c.title),
        *(func.coalesce(company.c.name, ""), handoff.c.to_member_id),
        *(func.coalesce(member.c.name, ""), handoff_rule.c.id, handoff_rule.c.name),
        *(handoff.c.to_function_id, func.coalesce(function.c.name, ""), handoff.c.handed_at),
    )
    .select_from(_wanted)
    .join(handoff, handoff.c.id == _wanted.c.value)
    .join(handoff_rule, handoff_rule.c.id == handoff.c.rule_id)
    .join(deal, deal.c.id == handoff.c.deal_id)
    .outerjoin(company, company.c.id == deal.c.company_id)
    .outerjoin(member, member.c.id == handoff.c.to_member_id)
    .outerjoin(function, function.c.id == handoff.c.to_function_id)
    .where(handoff.c.outcome.is_(None), deal.c.deleted_at.is_(None))
)
_READING: Mapping[Kind, Select] = {"stage": _STAYS, "handoff": _HANDOFFS}
# The present stay of each of some deals, and their undecided hand-offs.
_STAYS_OF = (
    select(stage_visit.c.id)
    .select_from(_wanted)
    .join(stage_visit, stage_visit.c.deal_id == _wanted.c.value)
    .where(stage_visit.c.outcome.is_(None), stage_visit.c.is_imported == 0)
)
_HANDOFFS_OF = (
    select(handoff.c.id)
    .select_from(_wanted)
    .join(handoff, handoff.c.deal_id == _wanted.c.value)
    .where(handoff.c.outcome.is_(None), handoff.c.rule_id.is_not(None))
)
_PAUSED: Mapping[Kind, Any] = {"stage": clock_pause.c.visit_id, "handoff": clock_pause.c.handoff_id}


def listed(ids: Iterable[int]) -> dict[str, str]:
    """Ids as the one parameter that statements over many rows take."""
    return {"wanted": "[" + ",".join(str(int(number)) for number in ids) + "]"}


def pauses_of(
    session: Session, kind: Kind, clock_ids: Sequence[int]
) -> Mapping[int, tuple[PauseOf, ...]]:
    """The pauses of some clocks, each in order; a clock without any is not named."""
    of_clock = _PAUSED[kind]
    rows = session.execute(
        select(of_clock, clock_pause.c.paused_at, clock_pause.c.resumed_at, clock_pause.c.reason)
        .where(of_clock.in_(_WANTED))
        .order_by(of_clock, clock_pause.c.paused_at, clock_pause.c.id),
        listed(clock_ids),
    )
    found: dict[int, list[PauseOf]] = {}
    for clock_id, paused_at, resumed_at, reason in rows:
        found.setdefault(clock_id, []).append(PauseOf(Pause(paused_at, resumed_at), reason))
    return {clock_id: tuple(many) for clock_id, many in found.items()}


def lines(
    session: Session, known: Books, kind: Kind, clock_ids: Sequence[int], now: int
) -> list[ClockLine]:
    """The clocks of these ids that run under a limit, judged as of `now`, in no order."""
    if not clock_ids:
        return []
    paused = pauses_of(session, kind, clock_ids)
    made = []
    for row in session.execute(_READING[kind], listed(clock_ids)):
        source_id, started = row[7], row[11]
        limit = known.limit(kind, source_id, started, now)
        if limit is None:
            continue
        pauses = paused.get(row[1], ())
        judged = judge(
            known.clocks.clock(started, now),
            limit,
            started=started,
            ended=None,
            how=None,
            pauses=[one.pause for one in pauses],
            now=now,
        )
        line = ClockLine(*row, limit=limit, judged=judged)  # type: ignore[misc]  # twelve columns
        if judged.is_paused:
            last = pauses[-1]
            line = replace(line, paused_at=last.pause.paused_at, reason=last.reason)
        made.append(line)
    return made


def clocks_of(session: Session, deal_ids: Sequence[int]) -> dict[Kind, list[int]]:
    """The present stays and the undecided hand-offs of some deals, with a limit or without."""
    asked = listed(deal_ids)
    return {
        "stage": list(session.scalars(_STAYS_OF, asked)),
        "handoff": list(session.scalars(_HANDOFFS_OF, asked)),
    }
