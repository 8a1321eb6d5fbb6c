"""A lead's way through the whole river, in the window: handed over, returned, lost, woken, won.

Every step is undone back to the start and done again; the file is the same each time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics import handoffs as handed
from revops_desktop.analytics.lead_scores import score_of_deal
from revops_desktop.analytics.overrides import overrides
from revops_desktop.app import Program
from revops_desktop.database.scores import differences
from revops_desktop.database.tables import deal_state, function, handoff, member, stage
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, contacts, members, workspaces
from revops_desktop.ui.board.deal_dialog import DealDialog
from revops_desktop.ui.board.exit_dialog import ExitDialog
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.board.unmet_dialog import UnmetDialog
from revops_desktop.ui.deal.panel import DealPanel
from revops_desktop.ui.handoffs.page import HandoffsPage
from revops_desktop.ui.handoffs.return_dialog import ReturnDialog
from revops_desktop.ui.recycle.page import RecyclePage
from tests.conftest import NOW, Dialogs
from tests.river import everything
from tests.ui.board.conftest import Hands

HOUR, DAY = 3600, 86_400
Key, Held = Qt.Key, Qt.KeyboardModifier
TITLE = "Data platform <b>"
MARKETING, INSIDE, FIELD, SUCCESS = "Sato", "Suzuki", "Mori", "Kato"


@dataclass
class Team:
    """The people at the one window, and what the file was after each thing they did."""

    program: Program
    dialogs: Dialogs
    qtbot: QtBot
    clock: list[int]
    states: list[dict[str, list[Any]]] = field(default_factory=list)

    @property
    def actions(self) -> Any:
        assert self.program.actions is not None
        return self.program.actions

    @property
    def file(self) -> Workspace:
        assert isinstance(self.program.workspace, Workspace)
        return self.program.workspace

    def settle(self) -> None:
        """Waits until every question was answered."""
        for _twice in range(2):
            self.qtbot.waitUntil(lambda: not self.actions.is_busy, timeout=10_000)
            QApplication.processEvents()

    def sits(self, name: str) -> None:
        """Someone else sits down at the screen."""
        found = self.file.ask(lambda s: s.scalar(select(member.c.id).where(member.c.name == name)))
        self.actions.sit_down(found)

    def page(self, key: str) -> Any:
        """Goes to a page and waits for it."""
        window = self.program.window
        # No window manager gives the keyboard back after a dialog.
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        window.show_page(key)
        self.settle()
        return self.program.window.page(key)

    def hands(self) -> Hands:
        """The person at the board."""
        page = self.page("board")
        assert isinstance(page, BoardPage)
        return Hands(self.file, self.actions, page, self.clock)

    def did(self, said: str) -> None:
        """One thing was done: named so by the undo menu. An hour passes."""
        self.settle()
        assert self.actions.undo_text() == said
        self.states.append(everything(self.file))
        self.clock[0] += HOUR

    def where(self) -> tuple[str, str]:
        """The stage of the one deal, and how it stands."""

        def read(session: Session) -> tuple[str, str]:
            row = session.execute(
                select(stage.c.name, deal_state.c.status).join(
                    stage, stage.c.id == deal_state.c.stage_id
                )
            ).one()
            return row[0], row[1]

        return self.file.ask(read)

    def fates(self) -> list[tuple[str | None, str | None]]:
        """How each hand-off was decided."""
        one = handoff.c
        wanted = select(one.outcome, one.decided_by).order_by(one.id)
        return self.file.ask(lambda session: [tuple(row) for row in session.execute(wanted)])

    def goes_on(self, to: str, asked: Callable[[QDialog], None] | None = None) -> None:
        """Ctrl+Right on the card; `asked` answers what the stage asks for."""
        hands = self.hands()
        if asked is not None:
            self.dialogs.expect(asked)
        place = next(n for n in range(len(hands.page.stages)) if hands.titles(n))
        view = hands.pane(place).view
        view.setFocus()
        view.setCurrentIndex(view.model().index(0, 0))
        QTest.keyClick(view, Key.Key_Right, Held.ControlModifier)
        self.did(f"Move “{TITLE}” to {to}")
        assert self.where()[0] == to

    def panel(self) -> DealPanel:
        """The panel of the one deal, opened beside the page."""
        self.actions.deal_wanted.emit(1)
        self.settle()
        found = self.program.window.side.panel
        assert found is not None
        return found

    def logs(self, kind: str, words: str) -> None:
        """Logs an activity in the deal's panel."""
        panel = self.panel()
        panel.show_all()
        composer: Any = panel.sections["todo"]
        composer = composer.composer
        composer.choose(kind)
        # With the one person of the company.
        composer.person.box.setCurrentIndex(1)
        QTest.keyClicks(composer.area.box, words)
        QTest.keyClick(composer.area.box, Key.Key_Return)
        self.did(f"Log with “{TITLE}”: {words}")

    def inbox(self, view: str) -> QWidget:
        """The table of the inbox of whoever sits here, its only line chosen."""
        page = self.page("handoffs")
        assert isinstance(page, HandoffsPage)
        page.tabs.setCurrentIndex(["waiting", "sent", "returned"].index(view))
        self.settle()
        assert page.panel is not None and page.panel.model.rowCount() == 1
        page.panel.table.selectRow(0)
        page.panel.table.setFocus()
        return page.panel.table


def gives(
    words: Mapping[str, str] | None = None, *, receiver: str = "", reason: str = "", ticks: int = 0
) -> Callable[[QDialog], None]:
    """Ticks everything, types the words by the name of what is asked, and presses Enter."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, UnmetDialog)
        assert not dialog.confirm.isEnabled()
        assert len(dialog.ticks) == ticks
        for tick in dialog.ticks.values():
            QTest.keyClick(tick, Key.Key_Space)
        rows = {row.name: row for row in dialog.rows}
        for name, text in (words or {}).items():
            editor = rows[name].editor
            assert editor is not None
            QTest.keyClicks(editor.focusProxy() or editor, text)
        if receiver:
            assert dialog.receiver is not None
            dialog.receiver.setCurrentText(receiver)
        if reason:
            assert dialog.reason.isVisible()
            QTest.keyClicks(dialog.reason, reason)
        last: QWidget = dialog.reason if reason else dialog.confirm
        QTest.keyClick(last, Key.Key_Return)

    return answer


def leaves(reason: str, *, recycle: bool = False) -> Callable[[QDialog], None]:
    """Chooses why the deal is lost; or takes the offer to recycle it instead."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ExitDialog)
        items = dialog.tree.findItems(
            reason, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
        )
        dialog.tree.setCurrentItem(items[0])
        if recycle:
            assert dialog.offer.isVisible()
            dialog.recycle.click()
            if dialog.reason is None:
                dialog.tree.setCurrentItem(dialog.tree.topLevelItem(0))
            dialog.wake_on.setDate(QDate(2026, 10, 1))
        if dialog.reason is not None and dialog.reason.asks_note:
            QTest.keyClicks(dialog.note, "They said so")
        QTest.keyClick(dialog.confirm, Key.Key_Return)

    return answer


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
