"""Bars of a narrow chart: what stands below them can be read."""

import pytest
from PySide6.QtWidgets import QApplication

from revops_desktop.ui.sla.bars import Bar, BarsModel


@pytest.mark.parametrize("whole", [114, 290, 311, 318, 350, 396, 400, 960])
def test_words_below_bars_stand_apart(qapp: QApplication, whole: int) -> None:
    model = BarsModel()
    model.show([Bar(f"10/{day}", "", (1,), "") for day in range(10, 22)])
    # The narrowest of twelve bars that share the whole.
    assert model.step(whole) * (whole // 12) >= model.widest + 4
    assert model.step((model.widest + 4) * 12) == 1
