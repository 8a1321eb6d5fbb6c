"""Bars of a narrow chart: what stands below them can be read."""

import pytest
from PySide6.QtWidgets import QApplication

from revops_desktop.ui.sla.bars import Bar, BarsModel


@pytest.mark.parametrize("width", [9.5, 24.0, 26.3, 29.0, 33.0, 34.0, 80.0])
def test_words_below_bars_stand_apart(qapp: QApplication, width: float) -> None:
    model = BarsModel()
    model.show([Bar(f"10/{day}", "", (1,), "") for day in range(10, 22)])
    assert model.step(width) * width >= model.widest + 4
    assert model.step(model.widest + 4) == 1
