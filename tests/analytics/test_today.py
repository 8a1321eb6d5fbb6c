"""What asks for attention on a day: each kind of line, of one member or of everybody."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from revops_desktop.analytics import today as questions
from revops_desktop.analytics.today import Line, today
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import activity, company, contact, deal, stage
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import step_text
from revops_desktop.operations import activities, deals, trash, waking
from revops_desktop.rules.periods import start_of_day
from tests.river import RECYCLED, ZONE, make_river

DAY = date(2026, 4, 1)
# Nine in the morning in Tokyo: the day before in UTC.
NOW = start_of_day(DAY, ZONE) + 9 * 3600
SATO, SUZUKI = 1, 2


def days_ago(number: int) -> int:
    """Nine in the morning, so many days before."""
    return NOW - number * 86_400


def iso(number: int) -> str:
    """The day so many days from now."""
    return (DAY + timedelta(days=number)).isoformat()


@verb("Limit")
def limit(session: Session, *, at: int, stage_id: int, days: int) -> None:
    """An idle limit for a stage."""
    session.execute(update(stage).where(stage.c.id == stage_id).values(idle_limit_days=days))


def _fill(made: Workspace) -> None:
    """A river whose Sato has the first deal, and Suzuki the second."""
    for title, owner in (("Alpha", SATO), ("Beta", SUZUKI)):
        made.do(
            deals.create,
            at=days_ago(1),
            title=title,
            stage_id=2,
            company=f"{title} Ltd",
            owner_id=owner,
            amount=100,
        )


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "river.revops", _fill)
    yield made
    made.close()


def lines(river: Workspace, key: str, **options: Any) -> tuple[Line, ...]:
    """The lines of a section."""
    answer = river.ask(today, now=options.pop("now", NOW), **options)
    return next(section.lines for section in answer.sections if section.key == key)


def titles(river: Workspace, key: str, **options: Any) -> list[str]:
    """What the lines of a section are called."""
    return [line.title for line in lines(river, key, **options)]


def test_tasks_are_listed_from_their_day_on_until_they_are_done(river: Workspace) -> None:
    for title, day in (("Later", 1), ("Now", 0), ("Before", -3)):
        river.do(activities.add_task, at=NOW, title=title, due_on=iso(day), deal_id=1)
    assert titles(river, "tasks") == ["Before", "Now"]
    first = lines(river, "tasks")[0]
    assert (first.deal, first.company, first.stage) == ("Alpha", "Alpha Ltd", "Qualified")
    assert (first.days, first.day, first.owner) == (3, iso(-3), "Sato")
    river.do(activities.complete, at=NOW, activity_id=first.activity_id)
    assert titles(river, "tasks") == ["Now"]
    river.undo(at=NOW)
    assert titles(river, "tasks") == ["Before", "Now"]


def test_a_task_belongs_to_whom_it_was_given_else_to_the_owner_of_its_deal(
    river: Workspace,
) -> None:
    given: tuple[tuple[str, int, int | None], ...] = (
        *(("Suzuki's", 1, SUZUKI), ("The owner's", 1, None)),
        ("Of Beta's owner", 2, None),
    )
    for title, deal_id, member_id in given:
        river.do(
            activities.add_task,
            at=NOW,
            title=title,
            due_on=iso(0),
            deal_id=deal_id,
            member_id=member_id,
        )
    assert titles(river, "tasks", member_id=SATO) == ["The owner's"]
    assert titles(river, "tasks", member_id=SUZUKI) == ["Suzuki's", "Of Beta's owner"]
    assert len(titles(river, "tasks")) == 3


def test_a_task_of_a_company_needs_no_deal(river: Workspace) -> None:
    river.do(activities.add_task, at=NOW, title="New year's card", due_on=iso(0), company_id=2)
    (line,) = lines(river, "tasks")
    assert (line.deal_id, line.company_id, line.company) == (None, 2, "Beta Ltd")


def test_a_recycled_deal_comes_back_on_its_day(river: Workspace) -> None:
    river.do(
        deals.leave_river,
        at=days_ago(1),
        deal_id=1,
        kind="recycled",
        reason_id=RECYCLED,
        note="budget",
        wake_on=iso(1),
    )
    assert titles(river, "waking") == []
    (line,) = lines(river, "waking", now=NOW + 86_400)
    assert (line.title, line.days, line.note) == ("Alpha", 0, "budget")
    river.do(waking.wait_until, at=NOW, deal_id=1, wake_on=iso(-2))
    assert titles(river, "waking", member_id=SUZUKI) == []
    assert lines(river, "waking", member_id=SATO)[0].days == 2
    river.do(deals.move_to_stage, at=NOW, deal_id=1, stage_id=1)
    assert titles(river, "waking") == []


def test_only_a_waiting_deal_may_wait_on(river: Workspace) -> None:
    with pytest.raises(RuleBroken, match="no longer waits"):
        river.do(waking.wait_until, at=NOW, deal_id=1, wake_on=iso(9))
    with pytest.raises(RuleBroken, match="choose the day"):
        river.do(waking.wait_until, at=NOW, deal_id=1, wake_on="soon")


def test_a_deal_is_late_the_day_after_its_expected_close(river: Workspace) -> None:
    river.do(deals.edit, at=NOW, deal_id=1, fields={"expected_close": iso(0)})
    river.do(deals.edit, at=NOW, deal_id=2, fields={"expected_close": iso(-1)})
    assert titles(river, "slipped") == ["Beta"]
    river.do(deals.move_to_stage, at=NOW, deal_id=2, stage_id=4)
    assert titles(river, "slipped") == []


def test_a_deal_goes_cold_after_more_days_than_its_stage_allows(river: Workspace) -> None:
    assert titles(river, "cold") == []
    river.do(limit, at=NOW, stage_id=2, days=10)
    tenth, eleventh = NOW + 9 * 86_400, NOW + 10 * 86_400
    assert titles(river, "cold", now=tenth) == []
    assert titles(river, "cold", now=eleventh) == ["Alpha", "Beta"]
    assert lines(river, "cold", now=eleventh)[0].days == 11
    river.do(activities.log, at=NOW, kind="call", title="Hello", deal_id=1)
    assert titles(river, "cold", now=eleventh) == ["Beta"]
    assert titles(river, "cold", now=eleventh, member_id=SATO) == []


def test_a_planned_task_keeps_a_deal_from_going_cold(river: Workspace) -> None:
    river.do(limit, at=NOW, stage_id=2, days=10)
    river.do(activities.add_task, at=NOW, title="Visit", due_on=iso(30), deal_id=1)
    assert titles(river, "cold", now=NOW + 30 * 86_400) == ["Beta"]
    assert titles(river, "cold", now=NOW + 31 * 86_400) == ["Alpha", "Beta"]


def test_the_board_and_the_list_agree_on_what_is_cold(river: Workspace) -> None:
    from revops_desktop.analytics import board

    river.do(limit, at=NOW, stage_id=2, days=10)
    river.do(activities.log, at=NOW + 86_400, kind="call", title="Hello", deal_id=1)
    for number in range(9, 15):
        now, day = NOW + number * 86_400, DAY + timedelta(days=number)
        shown = river.ask(board.board, pipeline_id=1).columns[1].cards
        cold = {card.title for card in shown if card.is_cold(10, day, ZONE)}
        assert set(titles(river, "cold", now=now)) == cold


def test_open_deals_without_a_task_lack_a_next_step(river: Workspace) -> None:
    river.do(deals.edit, at=NOW, deal_id=2, fields={"amount": 900})
    assert titles(river, "stepless") == ["Beta", "Alpha"]
    task = river.do(activities.add_task, at=NOW, title="Visit", due_on=iso(-5), deal_id=2).value
    assert titles(river, "stepless") == ["Alpha"]
    river.do(activities.complete, at=NOW, activity_id=task)
    assert titles(river, "stepless", member_id=SUZUKI) == ["Beta"]


def test_nothing_in_the_trash_is_listed(river: Workspace) -> None:
    river.do(activities.add_task, at=NOW, title="Call", due_on=iso(0), deal_id=1)
    river.do(activities.add_task, at=NOW, title="Card", due_on=iso(0), company_id=1)
    river.do(deals.edit, at=NOW, deal_id=1, fields={"expected_close": iso(-9)})
    river.do(trash.delete, at=NOW, companies=[1])
    answer = river.ask(today, now=NOW)
    assert {section.key: section.count for section in answer.sections if section.count} == {
        "stepless": 1
    }
    assert river.ask(questions.due_count, now=NOW) == 0


@verb("Delete one row")
def delete_row(session: Session, *, at: int, table: Table, row_id: int) -> None:
    """A deletion that nothing hangs on."""
    session.execute(update(table).where(table.c.id == row_id).values(deleted_at=at))


@verb("Plan")
def plan(session: Session, *, at: int) -> None:
    """Tasks of Alpha, of Alpha but for Beta's company, of Alpha's company, of a contact."""
    session.execute(insert(contact).values(id=1, name="Cho", match_key="cho", created_at=at))
    for title, about in (
        ("Deal", {"deal_id": 1}),
        ("Deal for another", {"deal_id": 1, "company_id": 2}),
        ("Company", {"company_id": 1}),
        ("Contact", {"contact_id": 1}),
        ("Of nothing", {}),
    ):
        values = {"kind": "task", "title": title, "due_on": iso(0), **about}
        session.execute(insert(activity).values(**values))


@pytest.mark.parametrize(
    ("table", "row_id", "left"),
    [
        (deal, 1, ["Company", "Contact", "Of nothing"]),
        (deal, 2, ["Deal", "Deal for another", "Company", "Contact", "Of nothing"]),
        (company, 1, ["Deal for another", "Contact", "Of nothing"]),
        (company, 2, ["Deal", "Company", "Contact", "Of nothing"]),
        (contact, 1, ["Deal", "Deal for another", "Company", "Of nothing"]),
    ],
)
def test_a_task_goes_with_its_deal_company_or_contact(
    river: Workspace, table: Table, row_id: int, left: list[str]
) -> None:
    river.do(plan, at=NOW)
    assert len(titles(river, "tasks")) == 5
    river.do(delete_row, at=NOW, table=table, row_id=row_id)
    assert titles(river, "tasks") == left
    assert river.ask(questions.due_count, now=NOW) == len(left)


def test_the_rest_of_a_section_is_read_when_asked_for(river: Workspace) -> None:
    for number in range(12):
        river.do(activities.add_task, at=NOW, title=f"{number}", due_on=iso(0), deal_id=1)
    sections = river.ask(today, now=NOW).sections
    (tasks,) = (one for one in sections if one.key == "tasks")
    assert (tasks.count, len(tasks.lines)) == (12, questions.FIRST_LINES)
    assert len(lines(river, "tasks", whole=["tasks"])) == 12
    assert river.ask(questions.due_count, now=NOW) == 12
    assert river.ask(questions.due_count, now=NOW, member_id=SUZUKI) == 0


def test_every_question_reads_by_index(river: Workspace) -> None:
    """Tables that grow with the business are searched, never scanned."""
    river.do(limit, at=NOW, stage_id=2, days=10)
    seen: list[str] = []

    def explained(session: Session) -> None:
        from sqlalchemy import event

        engine = session.get_bind()

        def explain(conn: Any, cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            raw = conn.connection.driver_connection
            plan = raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            seen.extend(step[3] for step in plan)

        event.listen(engine, "before_cursor_execute", explain)
        today(session, now=NOW, member_id=SATO)
        today(session, now=NOW)
        event.remove(engine, "before_cursor_execute", explain)

    river.ask(explained)
    assert any("ix_deal_state_board" in step for step in seen)
    grown = ("activity", "deal", "deal_state", "deal_exit", "company", "contact", "stage_visit")
    scanned = [step for step in seen if step.startswith("SCAN") and step.split()[1] in grown]
    assert scanned == []


def test_the_menu_writes_the_day_out(river: Workspace) -> None:
    task = river.do(activities.add_task, at=NOW, title="Visit", due_on=iso(0), deal_id=1).value
    river.do(activities.postpone, at=NOW, activity_id=task, due_on="2026-04-06")
    step = river.undo_label()
    assert step is not None
    assert step_text(*step) == "Postpone the task “Visit” to 6 Apr 2026"
    assert step_text("Postpone to {day}", {"day": "soon"}) == "Postpone to soon"
