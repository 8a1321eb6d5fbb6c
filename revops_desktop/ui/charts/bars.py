"""Horizontal bars: a label, its bar, its value and n; greyed where n is under 5."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from revops_desktop import i18n
from revops_desktop.analytics.wording import COUNTS, Wording
from revops_desktop.i18n import _
from revops_desktop.rules.shares import FEWEST
from revops_desktop.ui import theme
from revops_desktop.ui.charts.chart import (
    Chart,
    ChartRows,
    Mark,
    line,
    metrics,
    soft,
    spoken,
    write,
)

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROW, _THICK = 26, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar. `value` None: nothing is known · `n`: cases behind it · `marked`: stands out.

    `ghost` is what it is compared with (last period, everyone), drawn as a line across the bar.
    """

    key: object
    label: str
    value: float | None
    n: int | None = None
    note: str = ""
    marked: bool = False
    ghost: float | None = None
    colour: str = "flow"

    @property
    def weak(self) -> bool:
        """Whether it rests on too few cases to conclude anything."""
        return self.n is not None and self.n < FEWEST


@dataclass(frozen=True, slots=True)
class BarData:
    """Bars from top to bottom; `what` names the labels, `figure` the values.

    `label_part`: the labels take at most this part of the width.
    """

    what: str
    figure: str
    bars: tuple[Bar, ...] = ()
    words: Wording = COUNTS
    ghost: str = ""
    label_part: float = 0.42


class BarChart(Chart):
    """Bars side by side; those below zero go to the left."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._data = BarData("", name)

    def set_data(self, data: BarData) -> None:
        """Draws these bars."""
        if self._was_taken and data == self._data:
            # Most changes touch few of the figures that are seen.
            return
        self._data = data
        self.setMinimumHeight(max(len(data.bars), 2) * _ROW + 8)
        self.taken()

    def sizeHint(self) -> QSize:
        return QSize(360, max(len(self._data.bars), 2) * _ROW + 8)

    def is_empty(self) -> bool:
        return not self._data.bars

    def rows(self) -> ChartRows:
        data, words = self._data, self._data.words
        # Bars that count cases are n themselves.
        has_n = any(bar.n is not None for bar in data.bars)
        headings = [data.what, data.figure, *(["n"] if has_n else [])]
        headings += [data.ghost] if data.ghost else []
        said, kept = [], []
        for bar in data.bars:
            n = ["" if bar.n is None else i18n.count(bar.n)] if has_n else []
            cases = [bar.n] if has_n else []
            ghost = [bar.ghost] if data.ghost else []
            said.append([bar.label, words.text(bar.value), *n, *map(words.text, ghost)])
            kept.append([bar.label, words.file(bar.value), *cases, *map(words.file, ghost)])
        return ChartRows(headings, said, kept)

    # Geometry

    def _text(self, bar: Bar) -> str:
        return self._data.words.text(bar.value)

    def _columns(self, rect: QRectF) -> tuple[float, float, float]:
        """Where labels end, where values begin, where n begins."""
        size = theme.current().size_small
        bars = self._data.bars
        label = max(metrics(size).horizontalAdvance(bar.label) for bar in bars) + 10
        value = max(metrics(size, True).horizontalAdvance(self._text(bar)) for bar in bars) + 10
        n = max(metrics().horizontalAdvance(_n(bar)) for bar in bars)
        n = n + 8 if n else 0.0
        label = min(label, rect.width() * self._data.label_part)
        return rect.left() + label, rect.right() - n - value, rect.right() - n

    def _row(self, rect: QRectF, place: int) -> QRectF:
        high = min(max(rect.height() / len(self._data.bars), 1.0), 34.0)
        return QRectF(rect.left(), rect.top() + place * high, rect.width(), high)

    def _span(self) -> tuple[float, float]:
        known = [0.0]
        for bar in self._data.bars:
            known += [one for one in (bar.value, bar.ghost) if one is not None]
        lowest, highest = min(known), max(known)
        return (lowest, highest) if highest > lowest else (0.0, 1.0)

    def place_marks(self, rect: QRectF) -> list[Mark]:
        return [
            Mark(bar.key, self._row(rect, place), self._spoken(bar))
            for place, bar in enumerate(self._data.bars)
        ]

    def _spoken(self, bar: Bar) -> str:
        n = "" if bar.n is None else f"n = {i18n.count(bar.n)}"
        ghost = ""
        if bar.ghost is not None:
            ghost = f"{self._data.ghost}: {self._data.words.text(bar.ghost)}"
        few = _("Fewer than 5 deals: no conclusion is drawn.") if bar.weak else ""
        return spoken(f"{bar.label}: {self._text(bar)}", n, ghost, bar.note, few)

    # Painting

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        left, right, numbers = self._columns(rect)
        lowest, highest = self._span()
        wide = max(right - left - 6, 1.0)

        def x(value: float) -> float:
            return left + wide * (value - lowest) / (highest - lowest)

        size = theme.current().size_small
        for place, bar in enumerate(self._data.bars):
            row = self._row(rect, place)
            colour = "text_muted" if bar.weak else "text"
            label = QRectF(rect.left() + 2, row.top(), left - rect.left() - 10, row.height())
            write(painter, label, bar.label, _LEFT, size=size, colour=colour, bold=bar.marked)
            self._paint_bar(painter, row, bar, (x(0.0), x(bar.value or 0.0)))
            if bar.ghost is not None:
                self._paint_ghost(painter, row, x(bar.ghost))
            value = QRectF(right, row.top(), numbers - right - 2, row.height())
            write(painter, value, self._text(bar), _RIGHT, size=size, colour=colour, bold=True)
            n = QRectF(numbers, row.top(), rect.right() - numbers - 2, row.height())
            write(painter, n, _n(bar), _RIGHT, colour="text_muted")
        first, last = self._row(rect, 0), self._row(rect, len(self._data.bars) - 1)
        line(painter, QPointF(x(0.0), first.top()), QPointF(x(0.0), last.bottom()), "grid")

    @staticmethod
    def _paint_bar(painter: QPainter, row: QRectF, bar: Bar, ends: tuple[float, float]) -> None:
        if bar.value is None:
            return
        thick = min(_THICK, row.height() - 6)
        area = QRectF(
            min(ends), row.center().y() - thick / 2, max(abs(ends[1] - ends[0]), 1.5), thick
        )
        colour = "warning" if bar.marked else bar.colour
        if bar.weak:
            painter.setBrush(QBrush(soft(colour, 110), Qt.BrushStyle.BDiagPattern))
            painter.setPen(QPen(soft(colour, 130), 1))
        else:
            painter.setBrush(theme.colour(colour))
            painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(area, 2, 2)

    @staticmethod
    def _paint_ghost(painter: QPainter, row: QRectF, x: float) -> None:
        line(painter, QPointF(x, row.top() + 3), QPointF(x, row.bottom() - 3), "text", 2)


def _n(bar: Bar) -> str:
    return "" if bar.n is None else f"n = {i18n.count(bar.n)}"
