"""The business calendar is edited: each edit one version, one undo step."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from revops_desktop.analytics.business_clocks import clock_book
from revops_desktop.database.journal import verb
from revops_desktop.database.tables import business_calendar as table
from revops_desktop.database.tables import time_limit
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import step_text
from revops_desktop.operations import business_calendar, time_limits, workspaces
from revops_desktop.rules.business_calendar import DEFAULT
from revops_desktop.rules.business_clock import Limit
from tests.river import everything, make_river

LUNCH = ((540, 720), (780, 1080))
WEEK = [*([LUNCH] * 5), (), ()]


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def versions(workspace: Workspace) -> list[tuple[int, int]]:
    """When each version was made, and whether for running clocks too."""
    found = workspace.ask(
        lambda session: session.execute(
            select(table.c.made_at, table.c.for_running).order_by(table.c.id)
        ).all()
    )
    return [(row[0], row[1]) for row in found]


def label(workspace: Workspace) -> str:
    found = workspace.undo_label()
    assert found is not None
    return step_text(*found)


EDITS: list[tuple[Any, dict[str, Any], str]] = [
    (
        business_calendar.set_week,
        {"weekly": WEEK, "holidays": True},
        "Change the weekly business hours",
    ),
    (
        business_calendar.set_week,
        {"weekly": WEEK, "holidays": False},
        "Work on public holidays",
    ),
    (
        business_calendar.set_days,
        {"first": "2026-08-13", "last": "2026-08-16", "name": " Obon ", "ranges": ()},
        "Change 4 days in the business calendar",
    ),
    (
        business_calendar.set_days,
        {
            **{"first": "2026-08-14", "last": "2026-08-14", "name": "", "ranges": [(600, 660)]},
            "instead_of": ("2026-08-16",),
        },
        "Change 14 Aug 2026 in the business calendar",
    ),
    (
        business_calendar.clear_days,
        {"days": ("2026-08-13",)},
        "Make 13 Aug 2026 a usual day in the business calendar",
    ),
    (
        business_calendar.clear_days,
        {"days": ("2026-08-14", "2026-08-15", "2026-08-16")},
        "Take 2 special days out of the business calendar",
    ),
]


def test_each_edit_is_one_version_and_one_step(river: Workspace) -> None:
    states = [everything(river)]
    for number, (edit, arguments, said) in enumerate(EDITS, 1):
        river.do(edit, at=number * 10, for_running=number % 2 == 0, **arguments)
        assert label(river) == said
        assert versions(river)[-1] == (number * 10, int(number % 2 == 0))
        assert len(versions(river)) == number
        states.append(everything(river))
    content = river.ask(clock_book).current
    assert content.weekly == tuple(WEEK) and not content.holidays and not content.exceptions
    for state in reversed(states[:-1]):
        river.undo(at=100)
        assert everything(river) == state
    assert river.ask(clock_book).current == DEFAULT
    for state in states[1:]:
        river.redo(at=200)
        assert everything(river) == state


def test_special_days_are_moved_by_one_step(river: Workspace) -> None:
    for _edit, arguments, _said in EDITS[2:4]:
        river.do(business_calendar.set_days, at=10, for_running=False, **arguments)
    exceptions = river.ask(clock_book).current.exceptions
    assert sorted(exceptions) == ["2026-08-13", "2026-08-14", "2026-08-15"]
    assert (exceptions["2026-08-13"].name, exceptions["2026-08-13"].ranges) == ("Obon", ())
    assert exceptions["2026-08-14"].ranges == ((600, 660),)


def test_what_is_as_it_was_writes_nothing(river: Workspace) -> None:
    river.do(
        business_calendar.set_week,
        at=10,
        weekly=DEFAULT.weekly,
        holidays=True,
        for_running=True,
    )
    assert versions(river) == []


@pytest.mark.parametrize(
    ("edit", "arguments", "said"),
    [
        (business_calendar.set_week, {"weekly": [()] * 7, "holidays": True}, "one day at least"),
        (
            business_calendar.set_week,
            {"weekly": [((0, 60), (30, 90))] * 7, "holidays": True},
            "overlap",
        ),
        (
            business_calendar.set_days,
            {"first": "2026-08-16", "last": "2026-08-13", "name": "", "ranges": ()},
            "before the first",
        ),
        (
            business_calendar.set_days,
            {"first": "2026-08-16", "last": "2027-08-16", "name": "", "ranges": ()},
            "366 days",
        ),
        (
            business_calendar.set_days,
            {"first": "2026-08-16", "last": "2026-08-16", "name": "", "ranges": [(60, 30)]},
            "overlap",
        ),
        (business_calendar.clear_days, {"days": ("2026-08-16",)}, "usual ones"),
    ],
)
def test_what_means_nothing_is_refused(
    river: Workspace, edit: Any, arguments: dict[str, Any], said: str
) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match=f"{said}.*Nothing was changed"):
        river.do(edit, at=10, for_running=False, **arguments)
    assert everything(river) == before


def test_another_country_holds_from_now_on(river: Workspace) -> None:
    """Greenery Day is a holiday in Japan, Independence Day in the United States."""
    japan, america = date(2026, 5, 4), date(2026, 7, 3)
    river.do(business_calendar.set_week, at=10, weekly=WEEK, holidays=True, for_running=False)
    before = everything(river)
    river.do(workspaces.change_settings, at=100, fields={"country": "US"})
    book = river.ask(clock_book)
    for start, closed, is_open in ((5, japan, america), (50, japan, america)):
        clock = book.clock(start, 10**9)
        assert not clock.ranges(closed) and clock.ranges(is_open)
    clock = book.clock(100, 10**9)
    assert clock.ranges(japan) and not clock.ranges(america)
    assert book.current.weekly == tuple(WEEK) and book.since == 100
    # Begun before there was a calendar of its own: the usual week.
    assert len(book.clock(5, 10**9).ranges(america)) == 1
    after = everything(river)
    river.undo(at=110)
    assert everything(river) == before
    river.redo(at=120)
    assert everything(river) == after
    river.do(workspaces.change_settings, at=200, fields={"country": "DE", "name": "R"})
    assert [version[0] for version in versions(river)] == [10, -(2**40), 100, 200]
    assert river.ask(clock_book).clock(150, 10**9).ranges(japan)
    river.do(workspaces.change_settings, at=300, fields={"country": "DE"})
    assert len(versions(river)) == 4


def test_limits_are_versions_too(river: Workspace) -> None:
    limit = verb("Limit")(time_limits.write)
    before = everything(river)
    for at, wanted, running in (
        (10, None, False),
        (20, Limit(60, None), False),
        (30, Limit(60, None), False),
        # The same limit again, for the clocks that run too, is another one.
        (40, Limit(60, None), True),
        (50, Limit(None, 2), True),
        (60, None, False),
        (70, Limit(None, None), False),
    ):
        river.do(limit, at=at, stage_id=1, limit=wanted, for_running=running)
    rows = everything(river)[time_limit.name]
    assert [row[3:] for row in rows] == [
        (20, 0, 60, None),
        (40, 1, 60, None),
        (50, 1, None, 2),
        (60, 0, None, None),
    ]
    with pytest.raises(RuleBroken, match="longer than nothing"):
        river.do(limit, at=80, stage_id=1, limit=Limit(0, None), for_running=False)
    with pytest.raises(RuleBroken, match="at most 2500 business days"):
        river.do(limit, at=80, stage_id=1, limit=Limit(None, 5000), for_running=False)
    for both in ({}, {"stage_id": 1, "rule_id": 1}):
        with pytest.raises(ValueError, match="one stage's or one"):
            river.do(limit, at=80, limit=None, for_running=False, **both)
    while river.undo_label() and everything(river)[time_limit.name]:
        river.undo(at=90)
    assert everything(river) == before
