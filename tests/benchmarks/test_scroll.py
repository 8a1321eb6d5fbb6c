"""A scroll step of a column of 200 and of 100,000 loaded cards: it must cost the same."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from revops_desktop.rules.board import UNIT, Card, Column, Stage, Totals
from revops_desktop.ui import theme
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.column import ColumnPane
from revops_desktop.ui.board.words import Scale
from tests.benchmarks.open_deals import median
from tests.conftest import NOW

STEPS = 150
ALIKE = 1.3
AIM_MILLISECONDS = 3
STAGE = Stage(1, "Lead", "lead", "#336699", "", None, None)
SCALE = Scale("JPY", "Asia/Tokyo", NOW)


@pytest.fixture
def step(qapp: QApplication) -> Callable[[int], float]:
    """Seconds of the processor for one wheel step through a column of so many cards."""
    theme.apply(qapp, False)

    def measure(number: int) -> float:
        cards = tuple(
            Card(
                *(place, f"案件 {place}", "青葉商事", "山田", 9, 9, None, NOW - place * 60, None),
                # Some cards are higher than the others.
                tags="" if place % 5 else f"blue{UNIT}急ぎ",
            )
            for place in range(number, 0, -1)
        )
        window = QWidget()
        pane = ColumnPane(
            Column(STAGE, Totals(number), cards),
            CardDelegate(SCALE),
            lambda *_asked: (),
            lambda _view: None,
            window,
        )
        pane.view.setFocus()
        for widget in (window, pane):
            widget.resize(240, 800)
        window.show()
        QApplication.processEvents()
        bar = pane.view.verticalScrollBar()
        middle = bar.maximum() // 2

        def once() -> None:
            nonlocal middle
            middle += bar.singleStep()
            bar.setValue(middle)
            QApplication.processEvents()

        bar.setValue(middle)
        taken = median(once, STEPS)
        window.close()
        window.deleteLater()
        return taken

    return measure


def test_a_scroll_step_costs_the_same_whatever_the_number(step: Callable[[int], float]) -> None:
    few, many = step(200), step(100_000)
    print(
        f"\nscroll step: {few * 1000:.2f} ms in 200 cards, {many * 1000:.2f} ms in 100,000 "
        f"({many / few:.2f} ×, at most {ALIKE}; aim {AIM_MILLISECONDS} ms)"
    )
    assert many / few <= ALIKE
