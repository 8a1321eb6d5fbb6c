"""A deal panel in a plain window, on a real file whose clock the test winds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget

from revops_desktop.analytics import deal_panel
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, members, stages
from revops_desktop.ui import theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.deal.composer import Composer
from revops_desktop.ui.deal.panel import DealPanel
from tests import prepared
from tests.conftest import NOW, write_the_model

DAY = 86_400


@dataclass
class Sitting:
    """What a person does at the panel, and what they see there."""

    workspace: Any
    actions: Actions
    panel: DealPanel
    beside: QLineEdit
    deal_id: int
    clock: list[int] = field(default_factory=lambda: [NOW])

    def sheet(self) -> deal_panel.DealSheet:
        """The deal as the file has it."""
        found = self.actions.ask(deal_panel.deal_sheet, deal_id=self.deal_id)
        assert found is not None
        return found

    def section(self, key: str) -> Any:
        """A part of the panel, all of it built."""
        self.panel.show_all()
        return self.panel.sections[key]

    @property
    def composer(self) -> Composer:
        """Where activities are logged."""
        made = self.section("todo").composer
        assert isinstance(made, Composer)
        return made

    def do(self, verb: Any, **arguments: Any) -> Any:
        """An action as another part of the program does it, an hour later."""
        self.clock[0] += 3600
        done = self.actions.do(verb, **arguments)
        assert done is not None
        return done.value

    def click(self, button: QWidget) -> None:
        """A click on the middle of something, brought into view before."""
        self.panel.view.ensureWidgetVisible(button)
        QTest.mouseClick(
            button, Qt.MouseButton.LeftButton, pos=QPoint(button.width() // 2, button.height() // 2)
        )

    def tick(self, box: QWidget) -> None:
        """A click on the box itself, at the left."""
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))

    def type(self, text: str) -> None:
        """Types where the keyboard is; what has no key comes from an input method."""
        if text.isascii():
            QTest.keyClicks(self.focus(), text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus(), event)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier | None = None) -> None:
        """One key where the keyboard is."""
        QTest.keyClick(self.focus(), key, keys or Qt.KeyboardModifier.NoModifier)

    def focus(self) -> QWidget:
        """What has the keyboard."""
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def retype(self, line: Any, text: str) -> None:
        """Clicks into a line and types over what is there."""
        self.click(line)
        line.selectAll()
        self.press(Qt.Key.Key_Delete)
        self.type(text)

    def steps(self) -> int:
        """How many undo steps there are."""
        from revops_desktop.analytics import log

        return len([one for one in self.actions.ask(log.log) if one.kind == "do"])

    def jump_bar_buttons(self) -> list[QPushButton]:
        """The buttons that scroll to a part."""
        return [b for b in self.panel.findChildren(QPushButton) if b.property("kind") == "jump"]


def _enter(workspace: Workspace) -> None:
    """A deal in the second stage of The Model, of one of two members."""
    write_the_model(workspace)
    workspace.member_id = workspace.do(members.add, at=NOW - 90 * DAY, name="Misaki Sato").value
    workspace.do(members.add, at=NOW - 90 * DAY, name="髙橋 翔")
    deal_id = workspace.do(
        deals.create,
        at=NOW - 60 * DAY,
        title="Data platform",
        stage_id=1,
        company="<A> Ltd & 株式会社",
        source="Trade fair",
        owner_id=workspace.member_id,
    ).value
    # The first stage asks for nothing; what the second asks for is seen in the panel.
    workspace.do(stages.edit, at=NOW - 90 * DAY, stage_id=1, fields={}, criteria=())
    workspace.do(deals.move_to_stage, at=NOW - 10 * DAY, deal_id=deal_id, stage_id=2)


@pytest.fixture
def sitting(qtbot: Any, qapp: QApplication, tmp_path: Path) -> Iterator[Sitting]:
    """A deal in the second stage of The Model, shown at 440 × 800 beside another field."""
    theme.apply(qapp, False)
    clock = [NOW]
    workspace = prepared.opened(tmp_path / "workspace.revops", "sitting", _enter)
    ((deal_id, workspace.member_id),) = workspace.raw.execute("SELECT id, owner_id FROM deal")
    window = QWidget()
    actions = Actions(workspace, window, clock=lambda: clock[0])
    panel = DealPanel(actions, window)
    beside = QLineEdit()
    row = QHBoxLayout(window)
    row.addWidget(beside)
    row.addWidget(panel)
    panel.setFixedWidth(440)
    actions.changed.connect(panel.on_changed)
    window.resize(700, 800)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    panel.show_deal(deal_id)
    made = Sitting(workspace, actions, panel, beside, deal_id, clock)
    qtbot.waitUntil(lambda: made.section("story").view.is_settled)
    yield made
    actions.close()
    workspace.close()
