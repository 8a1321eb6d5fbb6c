"""How long things take: the middle half as a box, its median, 90th percentile, those running."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from revops_desktop import i18n
from revops_desktop.analytics.wording import Wording, wording
from revops_desktop.i18n import _
from revops_desktop.rules.axis import upwards
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
_ROW = 30
_DAYS = wording("days")


@dataclass(frozen=True, slots=True)
class Box:
    """One line: `n` that ended with their quartiles, `running` with their median age.

    `limit`: what it may take, drawn as a line. All in the unit of the chart's words.
    """

    key: object
    label: str
    n: int
    median: float | None = None
    p25: float | None = None
    p75: float | None = None
    p90: float | None = None
    running: int = 0
    running_median: float | None = None
    limit: float | None = None

    @property
    def weak(self) -> bool:
        """Whether too few have ended to conclude anything."""
        return self.n < FEWEST


@dataclass(frozen=True, slots=True)
class BoxData:
    """Boxes from top to bottom; `what` names the labels."""

    what: str
    boxes: tuple[Box, ...] = ()
    words: Wording = _DAYS


class BoxChart(Chart):
    """Boxes along one axis that begins at 0."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._data = BoxData(name)

    def set_data(self, data: BoxData) -> None:
        """Draws these boxes."""
        if self._was_taken and data == self._data:
            # Most changes touch few of the figures that are seen.
            return
        self._data = data
        self.setMinimumHeight(max(len(data.boxes), 2) * _ROW + 52)
        self.taken()

    def sizeHint(self) -> QSize:
        return QSize(520, max(len(self._data.boxes), 2) * _ROW + 52)

    def is_empty(self) -> bool:
        return not any(box.n or box.running for box in self._data.boxes)

    def rows(self) -> ChartRows:
        words = self._data.words
        headings = [
            *(self._data.what, "n", _("25th percentile"), _("Median"), _("75th percentile")),
            *(_("90th percentile"), _("Running"), _("Running, median")),
        ]
        said, kept = [], []
        for box in self._data.boxes:
            found = (box.p25, box.median, box.p75, box.p90)
            said.append(
                [
                    *(box.label, i18n.count(box.n), *map(words.text, found)),
                    *(i18n.count(box.running), words.text(box.running_median)),
                ]
            )
            kept.append(
                [
                    *(box.label, box.n, *map(words.file, found)),
                    *(box.running, words.file(box.running_median)),
                ]
            )
        return ChartRows(headings, said, kept)

    # Geometry

    def _scale(self) -> list[float]:
        known = [0.0]
        for box in self._data.boxes:
            values = (box.p90, box.p75, box.median, box.running_median, box.limit)
            known += [value for value in values if value is not None]
        return upwards(max(known))

    def _inner(self, rect: QRectF) -> QRectF:
        boxes, size = self._data.boxes, theme.current().size_small
        label = max(metrics(size).horizontalAdvance(box.label) for box in boxes) + 12
        n = max(metrics().horizontalAdvance(self._count(box)) for box in boxes) + 10
        label = min(label, rect.width() * 0.34)
        return rect.adjusted(label, 18, -n - 8, -20)

    @staticmethod
    def _count(box: Box) -> str:
        return f"n = {i18n.count(box.n)}"

    def _row(self, rect: QRectF, place: int) -> QRectF:
        inner = self._inner(rect)
        high = min(inner.height() / len(self._data.boxes), 44.0)
        return QRectF(rect.left(), inner.top() + place * high, rect.width(), high)

    def place_marks(self, rect: QRectF) -> list[Mark]:
        return [
            Mark(box.key, self._row(rect, place), self._spoken(box))
            for place, box in enumerate(self._data.boxes)
        ]

    def _spoken(self, box: Box) -> str:
        text = self._data.words.text
        middle = ninety = ""
        if box.median is not None:
            middle = _("half take {low} to {high}").format(low=text(box.p25), high=text(box.p75))
            ninety = _("90% take at most {value}").format(value=text(box.p90))
        running = ""
        if box.running:
            running = _("{n} running, median age {value}").format(
                n=i18n.count(box.running), value=text(box.running_median)
            )
        few = _("Fewer than 5 deals: no conclusion is drawn.") if box.weak else ""
        median = _("median {value}").format(value=text(box.median))
        return spoken(f"{box.label}: {median}", self._count(box), middle, ninety, running, few)

    # Painting

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        inner, scale = self._inner(rect), self._scale()

        def x(value: float) -> float:
            return inner.left() + inner.width() * value / scale[-1]

        last = self._row(rect, len(self._data.boxes) - 1).bottom()
        for value in scale:
            line(painter, QPointF(x(value), inner.top()), QPointF(x(value), last), "grid")
            area = QRectF(x(value) - 40, last + 2, 80, 16)
            write(painter, area, self._data.words.axis(value), colour="text_muted")
        for place, box in enumerate(self._data.boxes):
            row = self._row(rect, place)
            label = QRectF(
                rect.left() + 2, row.top(), inner.left() - rect.left() - 10, row.height()
            )
            colour = "text_muted" if box.weak else "text"
            size = theme.current().size_small
            write(painter, label, box.label, _LEFT, size=size, colour=colour)
            n = QRectF(inner.right() + 6, row.top(), rect.right() - inner.right() - 8, row.height())
            write(painter, n, self._count(box), _RIGHT, colour="text_muted")
            self._paint_box(painter, row.center().y(), box, x)
        self._paint_legend(painter, QRectF(rect.left() + 2, rect.top(), rect.width(), 16))

    @staticmethod
    def _paint_box(painter: QPainter, y: float, box: Box, x: Callable[[float], float]) -> None:
        colour = "text_muted" if box.weak else "flow"
        if box.median is not None:
            low, high = box.p25 or 0.0, box.p75 or box.median
            if box.p90 is not None:
                line(painter, QPointF(x(high), y), QPointF(x(box.p90), y), colour, 1.2)
                line(painter, QPointF(x(box.p90), y - 5), QPointF(x(box.p90), y + 5), colour, 1.2)
            area = QRectF(x(low), y - 7, max(x(high) - x(low), 2.0), 14)
            painter.setPen(QPen(theme.colour(colour), 1.2))
            pattern = Qt.BrushStyle.BDiagPattern if box.weak else Qt.BrushStyle.SolidPattern
            painter.setBrush(QBrush(soft("flow_end", 170), pattern))
            painter.drawRect(area)
            line(painter, QPointF(x(box.median), y - 8), QPointF(x(box.median), y + 8), colour, 3)
        if box.limit is not None:
            line(
                painter,
                QPointF(x(box.limit), y - 11),
                QPointF(x(box.limit), y + 11),
                "warning",
                1.5,
            )
        if box.running and box.running_median is not None:
            _paint_running(painter, x(box.running_median), y)

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        names = [("box", _("middle half and median")), ("ninety", _("up to 90%"))]
        if any(box.running for box in self._data.boxes):
            names.append(("running", _("median age of those running")))
        if any(box.limit is not None for box in self._data.boxes):
            names.append(("limit", _("limit")))
        left, y = area.left(), area.center().y()
        for kind, name in names:
            wide = metrics().horizontalAdvance(name) + 4
            if left + 20 + wide > area.right() + 1:
                break
            if kind == "box":
                painter.setPen(QPen(theme.colour("flow"), 1.2))
                painter.setBrush(soft("flow_end", 170))
                painter.drawRect(QRectF(left, y - 4, 16, 8))
                line(painter, QPointF(left + 6, y - 5), QPointF(left + 6, y + 5), "flow", 2.5)
            elif kind == "ninety":
                line(painter, QPointF(left, y), QPointF(left + 15, y), "flow", 1.2)
                line(painter, QPointF(left + 15, y - 4), QPointF(left + 15, y + 4), "flow", 1.2)
            elif kind == "running":
                _paint_running(painter, left + 8, y)
            else:
                line(painter, QPointF(left + 8, y - 6), QPointF(left + 8, y + 6), "warning", 1.5)
            write(
                painter, QRectF(left + 20, area.top(), wide, 16), name, _LEFT, colour="text_muted"
            )
            left += 20 + wide + 12


def _paint_running(painter: QPainter, x: float, y: float) -> None:
    """A diamond: those that have not ended yet."""
    painter.setPen(QPen(theme.colour("text"), 1.2))
    painter.setBrush(theme.colour("panel"))
    corners = (QPointF(x, y - 5), QPointF(x + 5, y), QPointF(x, y + 5), QPointF(x - 5, y))
    painter.drawPolygon(QPolygonF(corners))
