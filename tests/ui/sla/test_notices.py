"""What is said while the program runs, at most once a minute."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from revops_desktop.app import Program
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, time_limits
from revops_desktop.rules.business_clock import Limit
from revops_desktop.ui.sla import notices
from revops_desktop.ui.sla.notices import ClockNotices
from tests.ui.conftest import NOW

HOUR = 3600
# Wednesday, 1 April 2026, 09:00 in Tokyo.
OPENING = NOW - NOW % 86400 + 86400


@verb("Limit")
def limit(session: Session, *, at: int) -> None:
    """Five hours for the first stage."""
    time_limits.write(session, at=at, stage_id=1, limit=Limit(300, None), for_running=False)


@pytest.fixture
def clock() -> list[int]:
    return [OPENING]


@pytest.fixture
def running(program: Program, file: Path, clock: list[int]) -> Program:
    """The program with three deals that began at 09:00, two of them Sato's, due at 14:00."""
    with Workspace.open(file) as made:
        made.do(limit, at=OPENING - 60)
        for title, owner in (("Sato <b>", 1), ("Sato 2", 1), ("Takahashi", 2)):
            made.do(deals.create, at=OPENING, title=title, stage_id=1, owner_id=owner)
    program.clock = lambda: clock[0]
    assert program.open_file(file)
    program.window.show()
    return program


def looked(running: Program, qtbot: QtBot, made: ClockNotices) -> None:
    made.look()
    assert running.actions is not None
    qtbot.waitUntil(lambda: not running.actions.is_busy, timeout=5000)  # type: ignore[union-attr]


def said(made: ClockNotices) -> str:
    return "" if made.bar is None else made.bar.accessibleName()


def test_a_notice_names_the_deal_the_rule_and_what_is_left(
    running: Program, qtbot: QtBot, clock: list[int]
) -> None:
    actions = running.actions
    assert actions is not None
    actions.sit_down(1)
    made = ClockNotices(actions.file, lambda: running.window)
    clock[0] = OPENING + 3 * HOUR
    looked(running, qtbot, made)
    assert made.bar is None
    clock[0] = OPENING + 4 * HOUR + 60
    looked(running, qtbot, made)
    assert said(made) == (
        "“Sato <b>” — Stage “Meet”: 59 min left · due Wed 1 Apr 14:00 · 1 more clock"
    )
    before = made.bar
    clock[0] = OPENING + 4 * HOUR + 120
    looked(running, qtbot, made)
    assert made.bar is before
    clock[0] = OPENING + 5 * HOUR + 300
    looked(running, qtbot, made)
    assert "5 min over · was due Wed 1 Apr 14:00" in said(made)


def test_it_speaks_another_language_once_that_is_chosen(
    running: Program, qtbot: QtBot, clock: list[int]
) -> None:
    actions = running.actions
    assert actions is not None
    actions.sit_down(2)
    made = ClockNotices(actions.file, lambda: running.window)
    clock[0] = OPENING + 4 * HOUR + 60
    looked(running, qtbot, made)
    running.set_language("ja")
    qtbot.waitUntil(lambda: said(made).startswith("「Takahashi」ステージ"))
    assert made.bar is not None
    assert sorted(one.text() for one in made.bar.findChildren(QPushButton)) == ["", "案件を開く"]


def test_it_opens_the_deal(running: Program, qtbot: QtBot, clock: list[int]) -> None:
    actions = running.actions
    assert actions is not None
    actions.sit_down(2)
    made = ClockNotices(actions.file, lambda: running.window)
    clock[0] = OPENING + 4 * HOUR + 60
    looked(running, qtbot, made)
    assert said(made).startswith("“Takahashi”")
    seen: list[int] = []
    actions.deal_wanted.connect(seen.append)
    assert made.bar is not None
    buttons = {one.text(): one for one in made.bar.findChildren(QPushButton)}
    buttons["Open the deal"].click()
    assert seen == [5]
    assert made.bar is None


def test_there_is_one_a_minute_and_one_for_the_file(running: Program, qtbot: QtBot) -> None:
    assert notices.EVERY_MILLISECONDS >= 60_000
    running.first_frame()
    actions = running.actions
    assert actions is not None
    qtbot.waitUntil(lambda: bool(actions.file.findChildren(ClockNotices)), timeout=8000)
    assert len(actions.file.findChildren(ClockNotices)) == 1
