"""The story of a deal, a company and a contact, from small rivers."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from revops_desktop.analytics import story
from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import activities, bulk, custom_fields, deals, links, trash
from tests.river import LOST, make_river

DAY = 86_400


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "river.revops") as made:
        made.member_id = 1
        made.do(
            deals.create,
            at=DAY,
            title="A",
            stage_id=1,
            company="Hikari",
            source="Fair",
            campaign="Autumn",
        )
        yield made


def told(river: Workspace, **whose: Any) -> list[tuple[str, str, str]]:
    """Kind, what and the words of each entry, newest first."""
    entries = river.ask(story.story, **(whose or {"deal_id": 1})).entries
    return [(one.kind, one.what, one.title or one.detail) for one in entries]


def changes(river: Workspace) -> list[tuple[str, str, str]]:
    found = river.ask(story.story, deal_id=1, kinds=("change",)).entries
    return [(one.field, one.before, one.after) for entry in found for one in entry.changes]


def test_it_begins_with_the_source_and_says_how_long_each_stay_was(river: Workspace) -> None:
    river.do(deals.move_to_stage, at=4 * DAY, deal_id=1, stage_id=2)
    river.do(deals.move_to_stage, at=5 * DAY, deal_id=1, stage_id=1)
    river.do(deals.leave_river, at=6 * DAY, deal_id=1, kind="lost", reason_id=LOST, note="Too dear")
    river.do(deals.move_to_stage, at=9 * DAY, deal_id=1, stage_id=2)
    entries = river.ask(story.story, deal_id=1).entries
    assert [(one.what, one.title, one.before, one.stayed_days) for one in entries] == [
        ("reopened", "Qualified", "Lead", None),
        ("lost", "lost", "Lead", None),
        ("went_back", "Lead", "Qualified", 1.0),
        ("advanced", "Qualified", "Lead", 3.0),
        ("began", "Lead", "", None),
    ]
    assert entries[-1].detail == "Fair · Autumn"
    assert entries[1].detail == "Too dear"
    assert entries[0].member == "Sato"


def test_activities_notes_and_finished_tasks_are_in_it_and_open_tasks_are_not(
    river: Workspace,
) -> None:
    river.do(activities.log, at=2 * DAY, deal_id=1, kind="call", title="Hello", note="Nice")
    river.do(activities.log, at=3 * DAY, deal_id=1, kind="note", note="Careful")
    task = river.do(activities.add_task, at=4 * DAY, deal_id=1, title="Send", due_on="1970-01-09")
    assert told(river) == [
        ("note", "note", "Careful"),
        ("activity", "call", "Hello"),
        ("visit", "began", "Lead"),
    ]
    river.do(activities.complete, at=5 * DAY, activity_id=task.value)
    assert told(river)[0] == ("task", "task", "Send")
    assert told(river, deal_id=1, kinds=("note", "task")) == [
        ("task", "task", "Send"),
        ("note", "note", "Careful"),
    ]


def test_a_change_says_who_when_from_and_to(river: Workspace) -> None:
    river.member_id = 2
    river.do(deals.edit, at=2 * DAY, deal_id=1, fields={"amount": 1000, "owner_id": 1})
    river.do(
        deals.edit,
        at=3 * DAY,
        deal_id=1,
        fields={"amount": 2500, "kind": "upsell", "expected_close": "2026-05-31"},
        company="Aoba",
    )
    last, first = river.ask(story.story, deal_id=1, kinds=("change",)).entries
    assert (first.at, first.member) == (2 * DAY, "Suzuki")
    assert [(one.field, one.before, one.after) for one in first.changes] == [
        ("Amount", "", "¥1,000"),
        ("Owner", "", "Sato"),
    ]
    assert {(one.field, one.before, one.after) for one in last.changes} == {
        ("Amount", "¥1,000", "¥2,500"),
        ("Kind", "New business", "Upsell"),
        ("Expected close", "", "31 May 2026"),
        ("Company", "Hikari", "Aoba"),
    }


def test_what_was_taken_back_is_not_told_and_what_was_redone_is(river: Workspace) -> None:
    river.do(deals.edit, at=2 * DAY, deal_id=1, fields={"amount": 1000})
    river.undo(at=3 * DAY)
    assert changes(river) == []
    river.redo(at=4 * DAY)
    assert changes(river) == [("Amount", "", "¥1,000")]


def test_a_move_is_told_once(river: Workspace) -> None:
    river.do(deals.move_to_stage, at=2 * DAY, deal_id=1, stage_id=4)
    assert changes(river) == []


def test_tags_links_and_custom_fields_are_told_also_when_they_are_gone(river: Workspace) -> None:
    field = river.do(
        custom_fields.define, at=DAY, subject="deal", name="Rival", kind="choice", choices=["X"]
    ).value
    choice = river.ask(_first_choice)
    river.do(custom_fields.set_value, at=2 * DAY, field_id=field, record_id=1, value=choice)
    river.do(bulk.change_tags, at=3 * DAY, deal_ids=[1], new=["Focus"])
    link = river.do(links.add, at=4 * DAY, deal_id=1, target="example.jp").value
    river.do(links.remove, at=5 * DAY, link_id=link)
    river.do(custom_fields.set_value, at=6 * DAY, field_id=field, record_id=1, value=None)
    assert changes(river) == [
        ("Rival", "X", ""),
        ("Link", "example.jp", ""),
        ("Link", "", "example.jp"),
        ("Tag", "", "Focus"),
        ("Rival", "", "X"),
    ]


def _first_choice(session: Any) -> int:
    return int(session.scalar(select(tables.custom_choice.c.id)))


@verb("A contact")
def _contact(session: Any, *, at: int) -> None:
    session.execute(
        insert(tables.contact).values(company_id=1, name="Tanaka", match_key="t", created_at=at)
    )


def test_a_company_has_the_story_of_all_its_deals_and_people(river: Workspace) -> None:
    river.do(_contact, at=2 * DAY)
    river.do(deals.create, at=3 * DAY, title="B", stage_id=2, company="Hikari")
    river.do(deals.create, at=3 * DAY, title="Not theirs", stage_id=2, company="Other")
    river.do(activities.log, at=4 * DAY, company_id=1, kind="visit", title="Factory")
    river.do(activities.log, at=5 * DAY, contact_id=1, kind="call", title="Tanaka called")
    entries = river.ask(story.story, company_id=1).entries
    assert [(one.what, one.deal) for one in entries] == [
        ("call", ""),
        ("visit", ""),
        ("began", "B"),
        ("began", "A"),
    ]
    assert entries[0].before == "Tanaka"
    assert [one.what for one in river.ask(story.story, contact_id=1).entries] == ["call"]
    river.do(trash.delete, at=6 * DAY, deals=[2])
    assert "B" not in [one.deal for one in river.ask(story.story, company_id=1).entries]


@verb("Much at once")
def _much(session: Any, *, at: int) -> None:
    session.execute(
        insert(tables.activity),
        [
            {"kind": "call", "deal_id": 1, "title": f"{n}", "happened_at": DAY * (2 + n // 3)}
            for n in range(20)
        ],
    )
    session.execute(insert(tables.activity).values(kind="call", deal_id=1, title="undated"))


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 40])
def test_its_pages_put_together_are_the_whole(river: Workspace, limit: int) -> None:
    river.do(_much, at=2 * DAY)
    for n in range(6):
        river.do(deals.edit, at=DAY * (2 + n), deal_id=1, fields={"amount": n})
    whole = river.ask(story.story, deal_id=1, limit=1000)
    assert whole.more is None and len(whole.entries) == 28
    assert whole.entries[-1].title == "undated" and whole.entries[-1].at is None
    pages: list[story.Entry] = []
    page = river.ask(story.story, deal_id=1, limit=limit)
    while True:
        pages += page.entries
        if page.more is None:
            break
        page = river.ask(story.story, deal_id=1, limit=limit, before=page.more)
    assert tuple(pages) == whole.entries
