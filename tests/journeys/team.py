"""Several people at one window, and what the file was after each thing they did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.app import Program
from revops_desktop.database.tables import deal_state, handoff, member, stage
from revops_desktop.database.workspace import Workspace
from revops_desktop.ui import focus
from revops_desktop.ui.board.exit_dialog import ExitDialog
from revops_desktop.ui.board.page import BoardPage
from revops_desktop.ui.board.unmet_dialog import UnmetDialog
from revops_desktop.ui.deal.panel import DealPanel
from revops_desktop.ui.handoffs.page import HandoffsPage
from tests.conftest import Dialogs
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
            QTest.keyClicks(focus.proxy_of(editor) or editor, text)
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
                first = dialog.tree.topLevelItem(0)
                assert first is not None
                dialog.tree.setCurrentItem(first)
            dialog.wake_on.setDate(QDate(2026, 10, 1))
        if dialog.reason is not None and dialog.reason.asks_note:
            QTest.keyClicks(dialog.note, "They said so")
        QTest.keyClick(dialog.confirm, Key.Key_Return)

    return answer
