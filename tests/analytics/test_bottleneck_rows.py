"""The wins a verdict rests on: how long each took, where some ends are known by their day alone."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from revops_desktop.analytics.bottleneck import verdict_and_history
from revops_desktop.analytics.bottleneck_rows import RowsReader
from revops_desktop.analytics.filters import EVERYTHING
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import DAY, local_day, start_of_day
from revops_desktop.rules.quantile import quantile
from tests.analytics.test_bottleneck import CUSTOMER, LEAD, NOW, told, year_of_deals
from tests.river import ZONE, make_river

VISIT = tables.stage_visit
WINNERS = f"SELECT deal_id FROM stage_visit WHERE stage_id = {CUSTOMER} ORDER BY entered_at"


@verb("Know days only")
def know_days_only(session: Session, *, at: int, stage_id: int, each: int) -> None:
    """The visits of every so manieth deal in a stage are known by their day."""
    rows = session.execute(
        select(VISIT.c.id, VISIT.c.entered_at).where(
            VISIT.c.stage_id == stage_id, VISIT.c.deal_id % each == 0
        )
    ).all()
    for visit_id, entered_at in rows:
        day = local_day(entered_at, ZONE)
        known = dict(entered_day=day.isoformat(), entered_at=start_of_day(day, ZONE))
        session.execute(update(VISIT).where(VISIT.c.id == visit_id).values(known))


def days_by_hand(workspace: Workspace) -> list[float]:
    """Days from Lead to Customer: whole ones where an end is a day."""
    read = workspace.raw.execute(
        "SELECT a.entered_at, a.entered_day, b.entered_at, b.entered_day FROM stage_visit a JOIN "
        "stage_visit b ON b.deal_id = a.deal_id WHERE a.stage_id = ? AND b.stage_id = ?",
        (LEAD, CUSTOMER),
    ).fetchall()
    found = []
    for start, start_day, end, end_day in read:
        if start_day is None and end_day is None:
            found.append((end - start) / 86_400)
            continue
        first = date.fromisoformat(start_day) if start_day else local_day(start, ZONE)
        last = date.fromisoformat(end_day) if end_day else local_day(end, ZONE)
        found.append(float((last - first).days))
    return sorted(found)


@pytest.mark.parametrize(("entered", "won"), [(3, 5), (1, 1), (10**6, 2), (2, 10**6)])
def test_a_day_is_counted_as_a_day(tmp_path: Path, entered: int, won: int) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(told, at=2, deals=year_of_deals(), value=None)
        workspace.do(know_days_only, at=3, stage_id=LEAD, each=entered)
        workspace.do(know_days_only, at=4, stage_id=CUSTOMER, each=won)
        by_hand = days_by_hand(workspace)
        found = workspace.ask(lambda session: reader(session).won(0, NOW))
        assert (found.number, found.mean, found.dated) == (len(by_hand), None, len(by_hand))
        assert found.ripe == quantile(by_hand, 0.75)


@verb("Change a deal")
def changed(
    session: Session, *, at: int, deal_id: int, days: int = 0, value: int | None = None
) -> None:
    """Another amount, or another day on which it was won and went on from the stage before."""
    deal, mine = tables.deal.c, (VISIT.c.deal_id == deal_id)
    if value is not None:
        session.execute(update(tables.deal).where(deal.id == deal_id).values(amount=value))
    for stage_id, column in ((CUSTOMER, VISIT.c.entered_at), (CUSTOMER - 1, VISIT.c.left_at)):
        session.execute(
            update(VISIT)
            .where(mine, VISIT.c.stage_id == stage_id)
            .values({column.name: column + days * DAY})
        )


def test_a_verdict_follows_its_wins(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(told, at=2, deals=year_of_deals(narrow=4))
        winners = [row[0] for row in workspace.raw.execute(WINNERS)]
        held = workspace.ask(verdict_and_history, pipeline_id=1, now=NOW)
        first, middle, last = winners[0], winners[len(winners) // 2], winners[-1]
        for number, (deal_id, change) in enumerate(
            (
                (middle, {"value": 9_999}),
                (middle, {"days": 200}),
                (first, {"days": 60, "value": 77}),
                (last, {"days": 300}),
                (first, {"days": -200, "value": 5_555}),
            )
        ):
            workspace.do(changed, at=3 + number, deal_id=deal_id, **change)
            anew = workspace.ask(verdict_and_history, pipeline_id=1, now=NOW)
            assert anew != held, change
            held = workspace.ask(
                verdict_and_history, pipeline_id=1, now=NOW, before=held, touched={deal_id}
            )
            assert held == anew, change


def reader(session: Session) -> RowsReader:
    return RowsReader(session, pipeline_id=1, zone=ZONE, only=EVERYTHING)
