"""What asks for attention today: promises and tasks that are due, deals that wait or slip.

Each section counts all of its lines and reads only the first of them, so that a page of a hundred
thousand deals costs what a page of two hundred does to show.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics import today_deals, today_promises
from revops_desktop.analytics.today_lines import FIRST_LINES as FIRST_LINES
from revops_desktop.analytics.today_lines import KEYS as KEYS
from revops_desktop.analytics.today_lines import MOST_LINES as MOST_LINES
from revops_desktop.analytics.today_lines import Finder, Scope
from revops_desktop.analytics.today_lines import Key as Key
from revops_desktop.analytics.today_lines import Line as Line
from revops_desktop.analytics.today_lines import Section as Section
from revops_desktop.database.tables import deal_state, stage, workspace
from revops_desktop.rules.periods import local_day

# What has a day or an instant that has come: counted in the navigation.
DUE: tuple[Key, ...] = ("returned", "handoffs", "tasks", "waking", "agreements")


@dataclass(frozen=True, slots=True)
class Today:
    """The day's list as of a local day (ISO text), of one member or of everybody.

    `now`: the instant as of which clocks are judged (UTC seconds).
    """

    day: str
    now: int
    currency: str
    zone: str
    sections: tuple[Section, ...]

    def section(self, key: Key) -> Section:
        """One of the sections."""
        return next(section for section in self.sections if section.key == key)

    @property
    def is_empty(self) -> bool:
        """Whether nothing asks for attention."""
        return not any(section.count for section in self.sections)


_FINDERS: Mapping[Key, Finder] = {
    "returned": today_promises.returned,
    "handoffs": today_promises.handoffs,
    "sla": today_promises.sla,
    "tasks": today_deals.tasks,
    "waking": today_deals.of_deals("waking"),
    "agreements": today_promises.agreements,
    "slipped": today_deals.of_deals("slipped"),
    "cold": today_deals.of_deals("cold"),
    "stepless": today_deals.of_deals("stepless"),
}


def today(
    session: Session, *, now: int, member_id: int | None = None, whole: Sequence[Key] = ()
) -> Today:
    """What asks for attention on the local day of `now` (UTC seconds; domain.md §3, §4).

    Of the deals of `member_id`, the tasks given to them and the hand-offs to them or their
    function, or of everybody. Of the sections in `whole` all lines are read, MOST_LINES at most, of
    the others the first.
    """
    currency, zone = session.execute(select(workspace.c.currency, workspace.c.time_zone)).one()
    day = local_day(now, zone)
    sections = [
        find(
            session,
            Scope(member_id, day, zone, MOST_LINES if key in whole else FIRST_LINES, now),
        )
        for key, find in _FINDERS.items()
    ]
    return Today(day.isoformat(), now, currency, zone, tuple(sections))


def due_count(session: Session, *, now: int, member_id: int | None = None) -> int:
    """How many things have a day that has come: hand-offs, due tasks, deals that wake up.

    For the mark in the navigation; answered by index, whatever the number of deals.
    """
    zone = session.execute(select(workspace.c.time_zone)).scalar_one()
    scope = Scope(member_id, local_day(now, zone), zone, 0, now)
    return sum(_FINDERS[key](session, scope).count for key in DUE)


@dataclass(frozen=True, slots=True)
class Way:
    """A stage in which a recycled deal may be reopened; `left_from`: it left the river there."""

    stage_id: int
    name: str
    left_from: bool


def ways_back(session: Session, *, deal_id: int) -> tuple[Way, ...]:
    """The stages before the customer phase of the deal's river, in order (domain.md §3)."""
    state = deal_state.c
    rows = session.execute(
        select(stage.c.id, stage.c.name, stage.c.id == state.stage_id)
        .join(deal_state, state.pipeline_id == stage.c.pipeline_id)
        .where(state.deal_id == deal_id, stage.c.archived_at.is_(None), stage.c.phase != "customer")
        .order_by(stage.c.position, stage.c.id)
    )
    return tuple(Way(row[0], row[1], bool(row[2])) for row in rows)
