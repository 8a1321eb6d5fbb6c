"""Small trends beside each other, three to a row, with one legend above them all."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from revops_desktop.reports.blocks import Drawing
from revops_desktop.reports.charts import legend, trend
from revops_desktop.reports.charts.trend import Trend
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.sheet import Sheet

ACROSS = 3
_BETWEEN = 18.0
_HEIGHT = 70.0


class Small(NamedTuple):
    """A trend, what it is of, and a quiet note below its name."""

    name: str
    trend: Trend
    note: str


def multiples(shown: Sequence[Small]) -> Iterator[Drawing]:
    """The legend of all, and row after row."""
    marks = list(dict.fromkeys(entry for one in shown for entry in trend.entries(one.trend)))
    if marks:
        yield Drawing(
            legend.ROW,
            lambda sheet, frame: legend.draw(sheet, frame.x, frame.y, frame.width, marks),
        )
    for start in range(0, len(shown), ACROSS):
        yield _row(shown[start : start + ACROSS])


def _row(some: Sequence[Small]) -> Drawing:
    def draw(sheet: Sheet, frame: Frame) -> None:
        wide = (frame.width - (ACROSS - 1) * _BETWEEN) / ACROSS
        for place, one in enumerate(some):
            x = frame.x + place * (wide + _BETWEEN)
            trend.draw_small(
                sheet, Frame(x, frame.y, wide, frame.height), one.trend, one.name, one.note
            )

    return Drawing(_HEIGHT, draw)
