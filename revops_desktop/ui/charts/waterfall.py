"""A waterfall: where it started, what moved it up and down, where it ended."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from revops_desktop import i18n
from revops_desktop.analytics.wording import COUNTS, Wording
from revops_desktop.i18n import _
from revops_desktop.rules.axis import around
from revops_desktop.ui import theme
from revops_desktop.ui.charts.chart import Chart, ChartRows, Mark, line, metrics, spoken, write

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the level of a total, or by how much (plus or minus) it moved; `n` deals.

    `is_good`: a fall that is none to regret, as a win that takes from what is open.
    """

    key: object
    label: str
    value: float
    kind: Literal["total", "movement"] = "movement"
    n: int | None = None
    note: str = ""
    is_good: bool = False


@dataclass(frozen=True, slots=True)
class WaterfallData:
    """The steps from left to right: a total first, a total last."""

    figure: str
    steps: tuple[Step, ...] = ()
    words: Wording = COUNTS


class WaterfallChart(Chart):
    """Steps that hang on each other."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._data = WaterfallData(name)

    def set_data(self, data: WaterfallData) -> None:
        """Draws these steps."""
        if self._was_taken and data == self._data:
            # Most changes touch few of the figures that are seen.
            return
        self._data = data
        self.taken()

    def is_empty(self) -> bool:
        return not any(step.value or step.n for step in self._data.steps)

    def sizeHint(self) -> QSize:
        return QSize(640, 260)

    def rows(self) -> ChartRows:
        data = self._data
        headings = [_("Movement"), data.figure, _("Deals")]
        said = [
            [step.label, self._text(step), "" if step.n is None else i18n.count(step.n)]
            for step in data.steps
        ]
        kept = [[step.label, data.words.file(step.value), step.n] for step in data.steps]
        return ChartRows(headings, said, kept)

    def _text(self, step: Step) -> str:
        text = self._data.words.text(step.value)
        return f"+{text}" if step.kind == "movement" and step.value > 0 else text

    # Geometry

    def _spans(self) -> list[tuple[float, float]]:
        """From where to where each step reaches, in values."""
        level, found = 0.0, []
        for step in self._data.steps:
            if step.kind == "total":
                level = step.value
                found.append((0.0, level))
            else:
                found.append((level, level + step.value))
                level += step.value
        return found

    def _scale(self) -> list[float]:
        ends = [end for span in self._spans() for end in span]
        return around(min(ends), max(ends), whole=self._data.words.whole)

    def _inner(self, rect: QRectF) -> QRectF:
        widest = max(metrics().horizontalAdvance(self._data.words.axis(v)) for v in self._scale())
        row = theme.current().row(theme.current().size_tiny)
        lines = 2 if self._is_tight(rect.width() - widest - 12) else 1
        return rect.adjusted(widest + 10, row + 2, -2, -row * lines - 4)

    def _is_tight(self, wide: float) -> bool:
        """Whether labels stand on two levels, since each is wider than its step."""
        widest = max(metrics().horizontalAdvance(step.label) for step in self._data.steps)
        return widest > wide / len(self._data.steps) - 4

    def _slot(self, inner: QRectF, place: int) -> QRectF:
        wide = inner.width() / len(self._data.steps)
        return QRectF(inner.left() + place * wide, inner.top(), wide, inner.height())

    def place_marks(self, rect: QRectF) -> list[Mark]:
        inner = self._inner(rect)
        return [
            Mark(
                step.key,
                self._slot(inner, place).adjusted(
                    0, rect.top() - inner.top(), 0, rect.bottom() - inner.bottom()
                ),
                self._spoken(step),
            )
            for place, step in enumerate(self._data.steps)
        ]

    def _spoken(self, step: Step) -> str:
        n = "" if step.n is None else _("{n} deals").format(n=i18n.count(step.n))
        return spoken(f"{step.label}: {self._text(step)}", n, step.note)

    # Painting

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        inner, scale = self._inner(rect), self._scale()

        def y(value: float) -> float:
            return inner.bottom() - inner.height() * (value - scale[0]) / (scale[-1] - scale[0])

        for value in scale:
            line(painter, QPointF(inner.left(), y(value)), QPointF(inner.right(), y(value)), "grid")
            area = QRectF(rect.left(), y(value) - 9, inner.left() - rect.left() - 6, 18)
            write(painter, area, self._data.words.axis(value), _RIGHT, colour="text_muted")
        spans = self._spans()
        for place, (step, span) in enumerate(zip(self._data.steps, spans, strict=True)):
            slot = self._slot(inner, place)
            bar = self._bar(slot, y(span[0]), y(span[1]))
            self._paint_bar(painter, bar, step)
            if place + 1 < len(spans):
                level = y(span[1])
                end = self._slot(inner, place + 1).center().x()
                pen = QPen(theme.colour("input_border"), 1, Qt.PenStyle.DotLine)
                painter.setPen(pen)
                painter.drawLine(QPointF(bar.right(), level), QPointF(end, level))
            above = QRectF(slot.left() - 4, bar.top() - 17, slot.width() + 8, 16)
            quiet = step.kind == "movement" and not step.value
            colour = "text_muted" if quiet else "text"
            write(painter, above, self._text(step), colour=colour, bold=not quiet)
        self._paint_labels(painter, rect, inner)
        line(painter, QPointF(inner.left(), y(0)), QPointF(inner.right(), y(0)), "input_border")

    @staticmethod
    def _bar(slot: QRectF, one: float, other: float) -> QRectF:
        wide = min(slot.width() * 0.62, 64.0)
        top = min(one, other)
        return QRectF(slot.center().x() - wide / 2, top, wide, max(abs(one - other), 1.5))

    @staticmethod
    def _paint_bar(painter: QPainter, bar: QRectF, step: Step) -> None:
        is_good = step.is_good or step.value >= 0
        if step.kind == "movement" and not step.value:
            line(painter, bar.topLeft(), bar.topRight(), "input_border", 1.5)
            return
        colour = "flow" if step.kind == "total" else "good" if is_good else "bad"
        painter.fillRect(bar, theme.colour("panel"))
        painter.setPen(QPen(theme.colour(colour), 1))
        down = step.kind == "movement" and step.value < 0
        pattern = Qt.BrushStyle.BDiagPattern if down else Qt.BrushStyle.SolidPattern
        painter.setBrush(QBrush(theme.colour(colour), pattern))
        painter.drawRect(bar)

    def _paint_labels(self, painter: QPainter, rect: QRectF, inner: QRectF) -> None:
        tight = self._is_tight(inner.width())
        row = theme.current().row(theme.current().size_tiny)
        for place, step in enumerate(self._data.steps):
            slot = self._slot(inner, place)
            more = slot.width() * 0.48 if tight else 0.0
            left, right = slot.left() - more, min(slot.right() + more, rect.right())
            top = inner.bottom() + 3 + (row if tight and place % 2 else 0)
            label = QRectF(left, top, right - left, row)
            write(painter, label, step.label, colour="text_muted")
