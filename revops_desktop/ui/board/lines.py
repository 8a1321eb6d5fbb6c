"""Single lines of text, painted fast: cut with … where they do not fit, never taken for markup."""

from functools import cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from revops_desktop.ui import theme
from revops_desktop.ui.board import words


@cache
def _font(size: int, bold: bool) -> tuple[QFont, QFontMetricsF]:
    font = theme.font(size, bold)
    return font, QFontMetricsF(font)


def width(text: str, size: int, *, bold: bool = False) -> int:
    """How wide a line is, in whole pixels."""
    return round(_font(size, bold)[1].horizontalAdvance(text) + 0.5)


def draw(
    painter: QPainter,
    room: QRect,
    text: str,
    colour: str,
    size: int,
    *,
    bold: bool = False,
    right: bool = False,
) -> int:
    """Writes one line in the middle of `room`, at its left or right edge; the width it took.

    `colour` is a token's name or "#rrggbb".
    """
    font, metrics = _font(size, bold)
    shown = words.one_line(text)
    took = metrics.horizontalAdvance(shown)
    if took > room.width():
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room.width())
        took = metrics.horizontalAdvance(shown)
    left = room.right() + 1 - took if right else float(room.left())
    middle = room.top() + room.height() / 2
    baseline = round(middle + (metrics.ascent() - metrics.descent()) / 2)
    painter.setFont(font)
    painter.setPen(theme.colour(colour))
    painter.drawText(QPointF(left, baseline), shown)
    return round(took + 0.5)
