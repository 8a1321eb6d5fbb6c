"""The report of a past month is the same whenever it is made (domain.md §10).

What was changed, moved and deleted later changes no figure of it. What is imported of that time
does: a report that was made keeps what it said, and says what is known newer.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics import channel_months as channels
from revops_desktop.analytics.kept_reports import kept_figures, kept_reports, newer_knowledge
from revops_desktop.analytics.month_in_brief import told
from revops_desktop.analytics.sla_review import written
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import (
    activities,
    business_calendar,
    channel_months,
    deals,
    exit_reasons,
    handoff_rules,
    handoffs,
    members,
    report_actions,
    reports,
    segments,
    stages,
    targets,
    trash,
)
from revops_desktop.operations.channel_months import ChannelEntry
from revops_desktop.operations.demo.story import write_demo
from revops_desktop.operations.stages import WantedLimit
from revops_desktop.operations.targets import TargetEntry
from revops_desktop.reports.diagnosis import diagnosis_figures, drawn
from revops_desktop.reports.part import Printed, Wanted
from revops_desktop.reports.recorded import record_of
from revops_desktop.rules.periods import DAY, start_of_day
from tests import prepared
from tests.exchange.lists import DEALS, bring

ZONE, MONTH = "Asia/Tokyo", "2026-03"
APRIL = start_of_day(date(2026, 4, 2), ZONE) + 9 * 3600


def _write(workspace: Workspace) -> None:
    write_demo(
        workspace,
        deals=160,
        seed=4,
        end=date(2026, 3, 31),
        language="en",
        figures=lambda file, period, now: file.ask(written, period=period, now=now),
        told=told,
    )


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Workspace]:
    """A small company whose story ends with March."""
    made = prepared.opened(tmp_path / "demo.revops", "reported demo", _write)
    yield made
    made.close()


def printed(workspace: Workspace, at: int = APRIL) -> tuple[Printed, ...]:
    """Every figure of every part."""
    return diagnosis_figures(workspace.ask, Wanted(1, MONTH, "en", at)).printed()


def ids(session: Session, *, table: Any, **of: Any) -> list[int]:
    """The rows of a table, oldest first."""
    return list(session.scalars(select(table.c.id).filter_by(**of).order_by(table.c.id)))


def standing(session: Session) -> list[tuple[int, int]]:
    """The deals that stand in the river, and where."""
    one = tables.deal_state.c
    rows = session.execute(
        select(one.deal_id, one.stage_id).where(one.status == "open").order_by(one.deal_id)
    )
    return [(row.deal_id, row.stage_id) for row in rows]


def edit_deals(workspace: Workspace, at: int) -> None:
    """What deals are is changed, of open and of ended ones."""
    everybody = workspace.ask(ids, table=tables.member)
    for place, number in enumerate(workspace.ask(ids, table=tables.deal)[::3]):
        # The sum of a deal's products is changed in these.
        with suppress(RuleBroken):
            amount = {"amount": 1_000_000 + place}
            workspace.do(deals.edit, at=at, deal_id=number, fields=amount)
        fields = {
            "owner_id": everybody[place % len(everybody)],
            "source": "Elsewhere",
            "expected_close": "2026-09-30",
            "probability_basis_points": 900,
        }
        workspace.do(deals.edit, at=at, deal_id=number, fields=fields)


def move_deals(workspace: Workspace, at: int) -> None:
    """Deals go on, back and out of the river."""
    chance = random.Random(3)
    places = workspace.ask(ids, table=tables.stage)
    for number, _stage in workspace.ask(standing)[::2]:
        to = chance.choice(places)
        with suppress(RuleBroken):
            workspace.do(
                deals.move_to_stage, at=at, deal_id=number, stage_id=to, override="Because"
            )
    lost = workspace.ask(ids, table=tables.exit_reason, kind="lost")
    for number, _stage in workspace.ask(standing)[1::4]:
        left = {"kind": "lost", "reason_id": lost[-1], "note": "No"}
        workspace.do(deals.leave_river, at=at, deal_id=number, **left)


def delete_deals(workspace: Workspace, at: int) -> None:
    """Some go into the trash, with companies and all."""
    workspace.do(trash.delete, at=at, deals=workspace.ask(ids, table=tables.deal)[::7])
    workspace.do(trash.delete, at=at, companies=workspace.ask(ids, table=tables.company)[::9])


def undo_much(workspace: Workspace, at: int) -> None:
    """What was done last in the story is taken back, and done again."""
    for number in range(12):
        workspace.undo(at=at + number)
    for number in range(5):
        workspace.redo(at=at + 20 + number)


def plan_anew(workspace: Workspace, at: int) -> None:
    """Targets, spending, segments."""
    entries = [
        TargetEntry(month, figure, 7, pipeline_id=1)
        for month in ("2026-02", MONTH)
        for figure in ("won", "won_amount", "entered", "win_rate")
    ]
    workspace.do(targets.set_many, at=at, entries=entries)
    # Of a source that the month has: another one's would be newer knowledge of it.
    kept = workspace.ask(channels.channel_months, first_month=MONTH, last_month=MONTH)
    names = {one.source for one in kept}
    source, other = ("Web ads", "Elsewhere") if "Web ads" in names else ("Elsewhere", "Web ads")
    spent = ChannelEntry(MONTH, source, "spend", 5)
    workspace.do(channel_months.set_figure, at=at, entry=spent)
    workspace.do(channel_months.rename_source, at=at, source=source, name=other)
    workspace.do(segments.add, at=at, name="New one")


def change_the_river(workspace: Workspace, at: int) -> None:
    """Stages are changed, ordered anew, added and taken out of use."""
    places = workspace.ask(ids, table=tables.stage, pipeline_id=1)
    limit = WantedLimit(None, for_running=True)
    for number in places[1:5]:
        fields = {"probability_basis_points": 100, "idle_limit_days": 1, "name": f"S{number}"}
        workspace.do(stages.edit, at=at, stage_id=number, fields=fields, time_limit=limit)
    ordered = [places[1], places[0], *places[2:]]
    workspace.do(stages.reorder, at=at, pipeline_id=1, stage_ids=ordered)
    workspace.do(stages.add, at=at, pipeline_id=1, name="Between", phase="lead")
    workspace.do(stages.remove, at=at, stage_id=places[2], deals_to=places[3])


def change_the_rules(workspace: Workspace, at: int) -> None:
    """Hand-offs, the calendar, reasons, who works here."""
    for number in workspace.ask(ids, table=tables.handoff_rule)[:2]:
        workspace.do(handoff_rules.edit, at=at, rule_id=number, fields={"name": f"R{number}"})
    workspace.do(handoff_rules.remove, at=at, rule_id=number)
    workspace.do(
        business_calendar.set_week,
        at=at,
        weekly=[[]] * 6 + [[(0, 60)]],
        holidays=False,
        for_running=True,
    )
    for number in workspace.ask(ids, table=tables.exit_reason)[:3]:
        workspace.do(exit_reasons.edit, at=at, reason_id=number, fields={"name": f"R{number}"})
    first, second = workspace.ask(ids, table=tables.member)[:2]
    workspace.do(members.remove, at=at, member_id=second, successor_id=first, with_customers=True)


def work_on(workspace: Workspace, at: int) -> None:
    """What was handed over is taken, calls are made, tasks planned and done, bulk changes."""
    waiting = workspace.ask(ids, table=tables.handoff, outcome=None)
    if waiting:
        workspace.do(handoffs.accept, at=at, handoff_ids=waiting)
    some = [number for number, _stage in workspace.ask(standing)]
    for number in some[::3]:
        workspace.do(activities.log, at=at, kind="call", title="Called", deal_id=number)
        workspace.do(activities.add_task, at=at, title="Ring", due_on="2026-04-20", deal_id=number)
    for number in workspace.ask(ids, table=tables.activity, kind="task", done_at=None)[:9]:
        workspace.do(activities.complete, at=at, activity_id=number)


def decide_on_reports(workspace: Workspace, at: int) -> None:
    """What earlier reports proposed is decided, added to and forgotten."""
    for number in workspace.ask(ids, table=tables.report_action):
        workspace.do(report_actions.decide, at=at, action_id=number, state="dropped")
    later, earlier = workspace.ask(kept_reports)
    workspace.do(report_actions.add_action, at=at, report_id=later.report_id, words="Late")
    workspace.do(reports.forget, at=at, report_ids=[earlier.report_id])


LATER: tuple[Callable[[Workspace, int], None], ...] = (
    *(edit_deals, work_on, plan_anew, decide_on_reports, move_deals, change_the_rules),
    *(change_the_river, delete_deals, undo_much),
)


def different(before: tuple[Printed, ...], after: tuple[Printed, ...]) -> list[object]:
    """Where two reports differ."""
    then, now = ({(one.key, one.subject): one for one in said} for said in (before, after))
    keys = dict.fromkeys((*then, *now))
    return [(then.get(key), now.get(key)) for key in keys if then.get(key) != now.get(key)]


def test_whatever_is_done_later_the_month_says_the_same(demo: Workspace) -> None:
    before = printed(demo)
    assert len(before) > 300
    for number, change in enumerate(LATER):
        change(demo, APRIL + (number + 1) * DAY)
    assert different(before, printed(demo, APRIL + 30 * DAY)) == []


@pytest.mark.nightly
@pytest.mark.parametrize("change", LATER, ids=lambda change: change.__name__)
def test_each_later_change_alone_changes_nothing(
    demo: Workspace, change: Callable[[Workspace, int], None]
) -> None:
    before = printed(demo)
    change(demo, APRIL + DAY)
    assert different(before, printed(demo, APRIL + 30 * DAY)) == []


def keep(workspace: Workspace, at: int) -> int:
    """Makes the report of the month and keeps it; its id."""
    found = diagnosis_figures(workspace.ask, Wanted(1, MONTH, "en", at, parts=("month", "river")))
    kept = record_of(found, drawn(found, made_at=at))
    return workspace.do(reports.record, at=at, **kept).value


def test_an_older_fact_is_newer_knowledge_and_the_report_stays(
    demo: Workspace, tmp_path: Path
) -> None:
    first = keep(demo, APRIL)
    then = demo.ask(kept_figures, report_id=first)
    names = [name for (name,) in demo.ask(_stage_names)]
    toml = DEALS.replace("Qualified", names[0]).replace("Onboarding", names[-1])
    rows = "".join(
        f"x{number},Old {number},Aoba {number},won,2026-02-10,2026-03-1{number},500000,\n"
        for number in range(3)
    )
    bring(demo, tmp_path, rows, toml, at=APRIL + DAY)
    second = keep(demo, APRIL + 2 * DAY)
    assert demo.ask(kept_figures, report_id=first) == then
    now = demo.ask(kept_figures, report_id=second)
    told_newer = demo.ask(newer_knowledge, report_id=first, figures=now)
    newer = {(one.name, one.of): (one.then, one.now) for one in told_newer}
    won = {one.subject: one.value for one in then if one.key == "won"}[""]
    assert won is not None
    assert newer["Won deals", ""] == (won, won + 3)
    assert ("Won amount", "") in newer
    assert ("New deals", "Feb 2026") in newer
    assert ("Won deals", "Feb 2026") not in newer
    assert demo.ask(newer_knowledge, report_id=second, figures=now) == ()


def _stage_names(session: Session) -> list[tuple[str]]:
    one = tables.stage.c
    rows = session.execute(
        select(one.name).where(one.pipeline_id == 1, one.phase != "").order_by(one.position)
    )
    return [(row.name,) for row in rows]
