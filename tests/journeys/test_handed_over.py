"""A lead's way through the whole river, in the window: handed over, returned, lost, woken, won.

Every step is undone back to the start and done again; the file is the same each time.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from revops_desktop.analytics import handoffs as handed
from revops_desktop.analytics.lead_scores import score_of_deal
from revops_desktop.analytics.overrides import overrides
from revops_desktop.app import Program
from revops_desktop.database.scores import differences
from revops_desktop.database.tables import function
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, contacts, members, workspaces
from revops_desktop.ui.board.deal_dialog import DealDialog
from revops_desktop.ui.handoffs.return_dialog import ReturnDialog
from revops_desktop.ui.recycle.page import RecyclePage
from tests.conftest import NOW, Dialogs
from tests.journeys.team import (
    DAY,
    FIELD,
    HOUR,
    INSIDE,
    MARKETING,
    SUCCESS,
    TITLE,
    Held,
    Key,
    Team,
    gives,
    leaves,
)
from tests.river import everything


@pytest.fixture
def team(program: Program, tmp_path: Path, dialogs: Dialogs, qtbot: QtBot) -> Iterator[Team]:
    """The Model in English; one person in each function; a company with one contact."""
    path = tmp_path / "Aoba.revops"
    clock = [NOW + 2 * HOUR]
    with Workspace.create(path) as made:
        made.do(
            workspaces.set_up,
            at=NOW - 90,
            template="the-model",
            language="en",
            currency="JPY",
            country="JP",
            time_zone="Asia/Tokyo",
            name="Aoba Trading",
        )
        ids = made.ask(lambda s: list(s.scalars(select(function.c.id).order_by(function.c.id))))
        for name, number in zip((MARKETING, INSIDE, FIELD, SUCCESS), ids, strict=True):
            made.do(members.add, at=NOW - 80, name=name, function_id=number)
        company = made.do(companies.add, at=NOW - 70, name="Hokuto & Co").value
        made.do(contacts.create, at=NOW - 70, name="山本 怜", company_id=company)
    program.clock = lambda: clock[0]
    assert program.open_file(path)
    program.window.resize(1600, 900)
    program.window.show()
    found = Team(program, dialogs, qtbot, clock)
    found.settle()
    yield found


def test_a_lead_goes_the_whole_way_and_all_of_it_is_taken_back(team: Team) -> None:
    start = everything(team.file)
    to_marketing(team)
    to_inside_sales(team)
    to_field_sales(team)
    through_the_phases(team)
    lost_and_woken_up(team)
    won(team)
    told(team)
    for state in [*reversed(team.states[:-1]), start]:
        team.actions.undo()
        assert everything(team.file) == state
    for state in team.states:
        team.actions.redo()
        assert everything(team.file) == state
    team.settle()
    assert team.where() == ("Onboarding", "customer")
    assert differences(team.file.raw) == 0


def to_marketing(team: Team) -> None:
    """A lead of marketing scores 100 by what it does."""
    team.sits(MARKETING)

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, DealDialog)
        QTest.keyClicks(dialog.title, TITLE)
        QTest.keyClicks(dialog.company, "Hokuto & Co")
        QTest.keyClick(dialog.company, Key.Key_Return)

    hands = team.hands()
    team.dialogs.expect(fill)
    QTest.keyClick(hands.page, Key.Key_N, Held.ControlModifier)
    team.did(f"Add “{TITLE}”")
    for words in ("Asked for a price", "Asked again"):
        team.logs("inquiry", words)
    score = team.file.ask(score_of_deal, deal_id=1, now=team.clock[0])
    assert score is not None and score.score.total >= 100 and score.score.is_hot
    team.goes_on("Nurturing", gives(ticks=1))
    # The score says that it is an MQL: nothing is asked.
    team.goes_on("Hot lead")


def to_inside_sales(team: Team) -> None:
    """Handed over, returned once for a missing item, and accepted the second time."""
    asked = gives({"Source": "Trade fair"}, receiver=INSIDE, reason="They call at noon")
    team.goes_on("Contact", asked)
    assert team.fates() == [(None, None)]

    team.sits(INSIDE)
    table = team.inbox("waiting")

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ReturnDialog)
        assert list(dialog.missing) == ["What they are interested in"]
        QTest.keyClicks(dialog.words, "Which product is it")
        dialog.confirm.click()

    team.dialogs.expect(answer)
    QTest.keyClick(table, Key.Key_Backspace, Held.ControlModifier)
    team.did(f"Return “{TITLE}” to Hot lead")
    assert team.where()[0] == "Hot lead"

    team.sits(MARKETING)
    table = team.inbox("returned")
    QTest.keyClick(table, Key.Key_Return, Held.ControlModifier)
    team.did(f"Note that “{TITLE}” came back")
    team.goes_on("Contact", gives({"What they are interested in": "Reports"}, receiver=INSIDE))

    team.sits(INSIDE)
    table = team.inbox("waiting")
    QTest.keyClick(table, Key.Key_Return, Held.ControlModifier | Held.ShiftModifier)
    team.did(f"Accept “{TITLE}” from Marketing")
    assert team.fates() == [("returned", "person"), ("accepted", "person")]


def to_field_sales(team: Team) -> None:
    """It becomes an SQL, and is handed over with all that field sales needs."""
    team.logs("call", "Spoke with Yamamoto")
    team.goes_on("Qualified", gives(ticks=2))
    asked = {
        "Budget": "3 million",
        "Authority: who decides and who has a say": "The owner",
        "Need: why something has to be done": "Figures come too late",
        "Timeline": "By autumn",
        "The customer's problem in their own words": "We fly blind",
    }
    team.goes_on("Phase 1", gives(asked))
    team.sits(FIELD)
    # What the receiver does accepts.
    team.logs("meeting", "First meeting")
    assert team.fates()[-1] == ("accepted", "activity")


def through_the_phases(team: Team) -> None:
    """Each phase asks for what must be true; the amount is filled in on the way."""
    team.goes_on("Phase 2", gives(ticks=1))
    team.goes_on("Phase 3", gives({"The expected amount is filled in": "3200000"}, ticks=1))
    team.goes_on("Phase 4", gives(ticks=2))


def lost_and_woken_up(team: Team) -> None:
    """Lost, taken up again, recycled with the day it wakes up; reopened on that day."""
    hands = team.hands()
    place = next(n for n in range(len(hands.page.stages)) if hands.titles(n))
    team.dialogs.expect(leaves("Budget"))
    hands.drop(hands.lift(place), hands.over_exit("lost"))
    team.settle()
    assert team.where() == ("Phase 4", "lost")
    team.did(team.actions.undo_text() or "")

    team.panel().show_stages()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    entry = next(one for one in menu.actions() if one.text().startswith("Phase 4"))
    entry.trigger()
    menu.close()
    team.did(f"Reopen “{TITLE}” in Phase 4")

    hands = team.hands()
    team.dialogs.expect(leaves("Budget", recycle=True))
    hands.drop(hands.lift(place), hands.over_exit("lost"))
    team.settle()
    assert team.where() == ("Phase 4", "recycled")
    team.did(team.actions.undo_text() or "")

    team.clock[0] += 190 * DAY
    page = team.page("recycle")
    assert isinstance(page, RecyclePage) and page.panel is not None
    page.refresh()
    team.settle()
    assert page.panel.model.rowCount() == 1
    page.panel.table.selectRow(0)
    QTest.keyClick(page.panel.table, Key.Key_Return, Held.ControlModifier)
    team.did(f"Reopen “{TITLE}” in Phase 4")
    assert team.where() == ("Phase 4", "open")


def won(team: Team) -> None:
    """Through the last phase to customer success, which accepts."""
    team.goes_on("Phase 5", gives({"The expected close is filled in": "2026-12-01"}, ticks=1))
    asked = {
        "What was promised": "Live within a month",
        "Why they chose us": "We listened",
        "Purpose and measure of success": "A report a day",
        "Champion and main users": "Yamamoto",
    }
    team.goes_on("Onboarding", gives(asked, ticks=1))
    team.sits(SUCCESS)
    table = team.inbox("waiting")
    QTest.keyClick(table, Key.Key_Return, Held.ControlModifier)
    team.did(f"Accept “{TITLE}” from Field sales")
    assert team.fates() == [
        ("returned", "person"),
        ("accepted", "person"),
        ("accepted", "activity"),
        ("accepted", "person"),
    ]


def told(team: Team) -> None:
    """Nothing that was typed in is lost: the story and the hand-offs tell all of it."""
    whole = team.file.ask(handed.whole_story, deal_id=1)
    assert whole is not None
    values = {one.name: one.value for each in whole.handoffs for one in each.items if one.value}
    assert values["The customer's problem in their own words"] == "We fly blind"
    assert values["Source"] == "Trade fair"
    assert values["What was promised"] == "Live within a month"
    counted = team.file.ask(overrides)
    assert [(one.stage, one.number) for one in counted] == [("Hot lead", 1)]
