"""The bars of the funnel's tables as pixels."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from revops_desktop.ui import theme
from revops_desktop.ui.funnel.pictures import Spread, spread

WIDE, HIGH = 400, 32
# Left of it the axis, right of it what tells that something lies beyond.
END = WIDE - 12 - 20


def painted(one: Spread) -> tuple[int, int]:
    """How many pixels of colour lie above or below the axis, and how many behind its end."""
    image = QImage(WIDE, HIGH, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    spread(one)(painter, QRectF(0, 0, WIDE, HIGH))
    painter.end()
    quiet = ("#ffffff", theme.colour("grid").name())
    marked = [
        x for x in range(WIDE) for y in range(HIGH) if image.pixelColor(x, y).name() not in quiet
    ]
    behind = sum(x > END + 1 for x in marked)
    return len(marked) - behind, behind


@pytest.mark.parametrize(
    ("one", "has_box", "has_arrow"),
    [
        (Spread(0.2, 0.4, 0.6, 0.9, 0.5), True, False),
        (Spread(0.2, 0.4, 0.6, 1.0), True, False),
        (Spread(0.2, 0.4, 0.6, 1.2), True, True),
        (Spread(0.6, 0.9, 1.4, 2.0), True, True),
        (Spread(1.5, 2.0, 3.0, 4.0), False, True),
        (Spread(running=3.0), False, True),
    ],
)
def test_what_lies_beyond_the_axis_is_an_arrow_behind_it(
    qapp: QApplication, one: Spread, has_box: bool, has_arrow: bool
) -> None:
    inside, behind = painted(one)
    assert (inside > 0, behind > 0) == (has_box, has_arrow)
