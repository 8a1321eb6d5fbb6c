"""A board in a plain window, on a real file whose clock the test winds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from revops_desktop.operations import deals
from revops_desktop.rules.board import Card
from revops_desktop.ui import theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.board.column import ColumnPane
from revops_desktop.ui.board.page import BoardPage
from tests.conftest import NOW, write_the_model
from tests.river import ask_nothing


@dataclass
class Hands:
    """What a person does to a board, and what they see of it."""

    workspace: Any
    actions: Actions
    page: BoardPage
    clock: list[int] = field(default_factory=lambda: [NOW])

    def add(self, title: str, place: int = 0, **fields: Any) -> int:
        """A new deal in the stage at a place, a minute after the last thing that happened."""
        self.clock[0] += 60
        stage_id = self.page.stages[place].stage_id
        done = self.actions.do(deals.create, title=title, stage_id=stage_id, **fields)
        assert done is not None
        return int(done.value)

    def pane(self, place: int) -> ColumnPane:
        """The column at a place."""
        return self.page.area.columns[place]

    def titles(self, place: int) -> list[str]:
        """The cards loaded in a column, from the top."""
        model = self.pane(place).model
        return [model.card(row).title for row in range(model.rowCount())]

    def card(self, place: int, row: int = 0) -> Card:
        """A card on the board."""
        return self.pane(place).model.card(row)

    def selected(self) -> str | None:
        """The title of the selected card."""
        card = self.page.area.current_card
        return card.title if card else None

    def mouse(self, kind: QEvent.Type, target: QWidget, at: QPoint) -> None:
        """One mouse event, as the system would send it."""
        button = Qt.MouseButton.LeftButton
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else button
        event = QMouseEvent(
            kind,
            QPointF(at),
            QPointF(target.mapToGlobal(at)),
            Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else button,
            held,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(target, event)

    def lift(self, place: int, row: int = 0) -> QWidget:
        """Presses on a card and begins to drag it; the widget that has the mouse now."""
        view = self.pane(place).view
        start = view.card_rect(row).center()
        self.mouse(QEvent.Type.MouseButtonPress, view.viewport(), start)
        self.mouse(QEvent.Type.MouseMove, view.viewport(), start + QPoint(0, 30))
        return view.viewport()

    def carry(self, held: QWidget, where: QPoint) -> None:
        """Drags on to a global position."""
        self.mouse(QEvent.Type.MouseMove, held, held.mapFromGlobal(where))

    def drop(self, held: QWidget, where: QPoint) -> None:
        """Drags on to a global position and lets go there."""
        self.carry(held, where)
        self.mouse(QEvent.Type.MouseButtonRelease, held, held.mapFromGlobal(where))
        # The move itself follows once the mouse is up.
        QApplication.processEvents()

    def over(self, place: int) -> QPoint:
        """A global position over a column."""
        pane = self.pane(place)
        return pane.mapToGlobal(QPoint(pane.width() // 2, 300))

    def over_exit(self, kind: str) -> QPoint:
        """A global position over a way out."""
        exits = self.page.exits
        return exits.mapToGlobal(exits.targets()[kind].center())


def _write(made: Any) -> None:
    write_the_model(made)
    made.do(ask_nothing, at=NOW)


@pytest.fixture
def written() -> Callable[[Any], None]:
    """The Model, whose stages ask for nothing."""
    return _write


@pytest.fixture
def hands(qtbot: Any, qapp: QApplication, workspace: Any) -> Iterator[Hands]:
    """An empty board of The Model, wide enough for all of its columns."""
    theme.apply(qapp, False)
    clock = [NOW]
    window = QWidget()
    actions = Actions(workspace, window, clock=lambda: clock[0])
    page = BoardPage(actions, window)
    actions.changed.connect(page.notice)
    window.resize(1900, 900)
    page.resize(1900, 900)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    yield Hands(workspace, actions, page, clock)
    actions.close()
