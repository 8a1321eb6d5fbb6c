"""As of an instant: moves, edits and deletions made later change nothing (domain.md §10)."""

import random
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.operations import activities, deals
from tests.database.test_journal import delete_deal, one_random_action
from tests.river import make_river, rows


def picture(session: Session) -> dict:
    """Where each deal is and what it is, without row ids of visits."""
    wanted = (*tables.DERIVED, tables.deal, tables.stage)
    return rows(session, wanted=wanted)


@pytest.mark.parametrize("seed", range(4))
def test_later_actions_and_undos_change_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with make_river(tmp_path / "a.revops") as workspace:
        at, seen = 10, {}
        for _round in range(4):
            for _ in range(6):
                one_random_action(workspace, chance, at)
                at += 1
            seen[at] = workspace.ask(picture)
            for _ in range(chance.randint(0, 2)):
                at += 1
                # Taking back a deletion says that the deal was there all the time: new knowledge.
                if workspace.undo_label() != ("Delete a deal", {}):
                    workspace.undo(at=at)
            at += 1
        for instant, then in seen.items():
            assert workspace.ask(picture, as_of=instant) == then


def test_a_deal_deleted_later_still_counts(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = workspace.do(deals.create, at=10, title="A", stage_id=2, amount=5).value
        then = workspace.ask(picture)
        workspace.do(delete_deal, at=50, deal_id=deal_id)
        assert workspace.ask(picture, as_of=40) == then
        assert workspace.ask(picture, as_of=60)["deal"] == []


def test_what_is_recorded_later_of_an_earlier_time_counts(tmp_path: Path) -> None:
    @verb("Import")
    def bring_in(session: Session, *, at: int) -> None:
        session.execute(
            insert(tables.deal).values(id=9, title="Old", pipeline_id=1, amount=3, created_at=at)
        )
        session.execute(
            insert(tables.stage_visit),
            [
                {
                    "deal_id": 9,
                    "stage_id": 1,
                    "sequence": 1,
                    "entered_at": 10,
                    "left_at": 20,
                    "outcome": "advanced",
                },
                {
                    "deal_id": 9,
                    "stage_id": 2,
                    "sequence": 2,
                    "entered_at": 20,
                    "left_at": None,
                    "outcome": None,
                },
            ],
        )

    def where(session: Session) -> list[tuple]:
        table = tables.deal_state
        return [tuple(r) for r in session.execute(select(table.c.deal_id, table.c.stage_id))]

    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(bring_in, at=100)
        assert workspace.ask(where, as_of=10) == []
        assert workspace.ask(where, as_of=15) == [(9, 1)]
        assert workspace.ask(where, as_of=20) == [(9, 1)], "the instant itself no longer counts"
        assert workspace.ask(where, as_of=21) == [(9, 2)]
        workspace.undo(at=200)
        assert workspace.ask(where, as_of=50) == [], "recorded later and taken back: never known"


def test_an_unknown_beginning_is_earlier_than_every_known_one(tmp_path: Path) -> None:
    @verb("Import")
    def bring_in(session: Session, *, at: int) -> None:
        session.execute(insert(tables.deal).values(id=9, title="?", pipeline_id=1, created_at=at))
        session.execute(insert(tables.stage_visit).values(deal_id=9, stage_id=2, sequence=1))

    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(bring_in, at=100)
        found = workspace.ask(rows, wanted=(tables.deal_state, tables.deal_reached), as_of=5)
        assert [row[:4] for row in found["deal_state"]] == [(9, 1, "open", 2)]
        assert [row[:3] for row in found["deal_reached"]] == [(9, 1, None), (9, 2, None)]


def test_each_deal_s_visits_and_activities_are_found_by_index(tmp_path: Path) -> None:
    """The derived tables look them up for every deal: reading them whole each time is quadratic."""

    def plans(session: Session) -> list[str]:
        raw = session.connection()
        return [
            raw.exec_driver_sql(
                f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE deal_id = 1"
            ).fetchall()[0][3]
            for table in ("stage_visit", "activity")
        ]

    with make_river(tmp_path / "a.revops") as workspace:
        assert all(plan.startswith("SEARCH") for plan in workspace.ask(plans, as_of=40))


def test_a_task_planned_later_was_no_plan_yet(tmp_path: Path) -> None:
    def plans(session: Session) -> list[tuple[str, int | None]]:
        one = tables.activity.c
        found = session.execute(select(one.title, one.done_at).order_by(one.id))
        return [(row.title, row.done_at) for row in found]

    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = workspace.do(deals.create, at=5, title="A", stage_id=1).value
        for at, title in ((10, "Before"), (100, "Later")):
            task = {"title": title, "due_on": "2026-04-20", "deal_id": deal_id}
            workspace.do(activities.add_task, at=at, **task)
        for number in (1, 2):
            workspace.do(activities.complete, at=110, activity_id=number)
        assert workspace.ask(plans, as_of=50) == [("Before", None)]
        assert workspace.ask(plans, as_of=105) == [("Before", None), ("Later", None)]
        assert workspace.ask(plans, as_of=200) == [("Before", 110), ("Later", 110)]
