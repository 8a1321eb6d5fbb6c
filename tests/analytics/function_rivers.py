"""A river of four functions whose months are told by numbers; for local optima and what follows."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.rules.periods import DAY, last_months, month_period, start_of_day
from tests.river import CHURNED, LOST, ZONE

FUNCTIONS = ("Marketing", "Inside sales", "Field sales", "Success")
# Lead and Qualified hand on; Proposal is the field's own, then the deal is won.
OWNERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 4}
LAST_MONTH = "2026-03"
# 1 April 2026 in Tokyo.
NOW = start_of_day(date(2026, 4, 1), ZONE)


class Month(NamedTuple):
    """Of `leads` deals so many reached Qualified two days later, so many were won ten days later.

    `churned` of them left 30 days after the win; `returned` hand-offs of the won ones came back.
    """

    leads: int
    qualified: int
    won: int
    churned: int = 0
    returned: int = 0
    amount: int = 1_000
    source: str | None = "web"
    owner_id: int | None = 1


def instants(month: str, number: int) -> Iterator[int]:
    """So many instants, evenly over the first three weeks of a month."""
    first = month_period(month).first
    assert first is not None
    for place in range(number):
        day = first + timedelta(days=place * 20 // max(number, 1))
        yield start_of_day(day, ZONE) + 10 * 3600


@verb("Tell months")
def tell_months(session: Session, *, at: int, months: list[tuple[str, Month]]) -> None:
    """Writes the functions, and the deals of each month."""
    for number, name in enumerate(FUNCTIONS, 1):
        session.execute(
            insert(tables.function).values(id=number, name=name, colour="#3366cc", position=number)
        )
    for stage_id, function_id in OWNERS.items():
        session.execute(
            update(tables.stage)
            .where(tables.stage.c.id == stage_id)
            .values(function_id=function_id)
        )
    session.execute(
        insert(tables.handoff_rule).values(id=1, from_function_id=3, to_function_id=4, name="Won")
    )
    rows = _Rows()
    for month, told in months:
        for place, begins in enumerate(instants(month, told.leads)):
            rows.deal(told, place, begins)
    for table, told_rows in rows.rows.items():
        if told_rows:
            session.execute(insert(tables.metadata.tables[table]), told_rows)


class _Rows:
    def __init__(self) -> None:
        names = ("deal", "stage_visit", "deal_exit", "handoff")
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}

    def _add(self, table: str, **values: Any) -> int:
        number = len(self.rows[table]) + 1
        self.rows[table].append({"id": number, **values})
        return number

    def _visit(
        self, deal: int, stage: int, sequence: int, begin: int, end: int | None, how: str | None
    ) -> int:
        return self._add(
            "stage_visit",
            deal_id=deal,
            stage_id=stage,
            sequence=sequence,
            entered_at=begin,
            left_at=end,
            outcome=how,
            is_reentry=0,
            is_imported=0,
        )

    def deal(self, told: Month, place: int, begin: int) -> None:
        """The first deals of a month get farthest."""
        deal = self._add(
            "deal",
            title=f"Deal {len(self.rows['deal'])}",
            pipeline_id=1,
            kind="new",
            amount=told.amount,
            owner_id=told.owner_id,
            source=told.source,
            created_at=begin,
        )
        after, won = begin + 2 * DAY, begin + 12 * DAY
        if place >= told.qualified:
            self._exit(deal, self._visit(deal, 1, 0, begin, after, "lost"), LOST)
            return
        self._visit(deal, 1, 0, begin, after, "advanced")
        if place >= told.won:
            self._exit(deal, self._visit(deal, 2, 1, after, won, "lost"), LOST)
            return
        before = self._visit(deal, 3, 1, after, won, "advanced")
        gone = place < told.churned
        left = won + 30 * DAY if gone else None
        visit = self._visit(deal, 4, 2, won, left, "churned" if gone else None)
        if gone:
            self._exit(deal, visit, CHURNED)
        self._add(
            "handoff",
            deal_id=deal,
            visit_id=visit,
            from_visit_id=before,
            rule_id=1,
            from_function_id=3,
            to_function_id=4,
            handed_at=won,
            outcome="returned" if place < told.returned else "accepted",
            decided_at=won + 3600,
            decided_by="person",
        )

    def _exit(self, deal: int, visit: int, reason: int) -> None:
        self._add("deal_exit", deal_id=deal, visit_id=visit, reason_id=reason)


def even(number: int, month: Month) -> list[tuple[str, Month]]:
    """The last `number` months, all alike."""
    return [(one, month) for one in last_months(LAST_MONTH, number)]
