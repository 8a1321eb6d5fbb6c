"""Which clocks are behind a figure of the SLA page, and whose deals are they?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.sla_figures import By, Cut, Key, Subject, cut, took
from revops_desktop.analytics.sla_lines import Kind, listed
from revops_desktop.analytics.sla_names import Names, names
from revops_desktop.analytics.sla_rows import KINDS, NOBODY
from revops_desktop.database.tables import company, deal
from revops_desktop.rules.periods import Period
from revops_desktop.rules.sla import STATES, State

MOST = 5000
_wanted = func.json_each(bindparam("wanted")).table_valued("value")


@dataclass(frozen=True, slots=True)
class ClockBehind:
    """A clock as it is listed. Instants in UTC seconds, durations in business seconds.

    `name` is the stage's or the hand-off rule's. `due` is None while it is not known (paused),
    `ended` while it runs.
    """

    kind: Kind
    clock_id: int
    deal_id: int
    deal: str
    company: str
    member: str
    name: str
    state: State
    is_paused: bool
    started: int
    ended: int | None
    due: int | None
    over_seconds: int
    taken_seconds: int


@dataclass(frozen=True, slots=True)
class ClocksBehind:
    """The clocks, the longest over first, at most MOST of them; `total` is how many there are."""

    rows: tuple[ClockBehind, ...]
    total: int
    zone: str


def clocks_behind(
    session: Session,
    *,
    period: Period,
    now: int,
    subject: Subject,
    by: By | None = None,
    key: Key = None,
    took_between: tuple[int, int | None] | None = None,
    only: Filter = EVERYTHING,
) -> ClocksBehind:
    """The clocks that a figure counts, as of `now`: of one group, or with such a response time."""
    made = cut(session, period=period, now=now, only=only)
    if by is not None:
        made = made.of_group(by, key)
    mask = made.mask(subject)
    if took_between is not None:
        mask &= took(made.clocks, *took_between)
    return _listed(session, made, np.flatnonzero(mask), MOST)


def worst(
    session: Session, made: Cut, most: int, known: Names | None = None
) -> tuple[ClockBehind, ...]:
    """The clocks of the period that went furthest over their deadline; `known`: read already."""
    counted = made.counted.places
    late = counted[made.clocks.over[counted] > 0]
    return _listed(session, made, late, most, known).rows


def _listed(
    session: Session, made: Cut, places: Numbers, most: int, known: Names | None = None
) -> ClocksBehind:
    clocks, total = made.clocks, len(places)
    if total > most:
        # Only those that may be among the first are put in order.
        over = clocks.over[places]
        places = places[over >= np.partition(over, total - most)[total - most]]
    order = np.lexsort(
        (clocks.clock_id[places], clocks.kind[places], clocks.due[places], -clocks.over[places])
    )
    kept = places[order][:most]
    about = _about(session, [int(one) for one in clocks.deal_id[kept]])
    called = known or names(session)
    rows = []
    for place in kept:
        kind, deal_id = KINDS[int(clocks.kind[place])], int(clocks.deal_id[place])
        title, firm = about[deal_id]
        rows.append(
            ClockBehind(
                kind=kind,
                clock_id=int(clocks.clock_id[place]),
                deal_id=deal_id,
                deal=title,
                company=firm,
                member=called.members.get(int(clocks.member_id[place]), ""),
                name=called.rules[kind, int(clocks.source_id[place])][0],
                state=STATES[int(clocks.state[place])],
                is_paused=bool(clocks.paused[place]),
                started=int(clocks.start[place]),
                ended=int(clocks.end[place]) if clocks.ended[place] else None,
                due=None if clocks.due[place] == NOBODY else int(clocks.due[place]),
                over_seconds=int(clocks.over[place]),
                taken_seconds=int(clocks.taken[place]),
            )
        )
    return ClocksBehind(tuple(rows), total, made.zone)


def _about(session: Session, deal_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Title and company of some deals."""
    rows = session.execute(
        select(deal.c.id, deal.c.title, func.coalesce(company.c.name, ""))
        .outerjoin(company, company.c.id == deal.c.company_id)
        .where(deal.c.id.in_(select(_wanted.c.value))),
        listed(deal_ids),
    )
    return {deal_id: (title, name) for deal_id, title, name in rows}
