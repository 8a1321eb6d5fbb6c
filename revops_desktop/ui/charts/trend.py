"""A figure month by month: its line, the band of its own history, its target, the mean before."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from revops_desktop import i18n
from revops_desktop.analytics.wording import COUNTS, Wording
from revops_desktop.i18n import _
from revops_desktop.rules.axis import around
from revops_desktop.ui import theme
from revops_desktop.ui.charts.chart import (
    Chart,
    ChartRows,
    Mark,
    line,
    metrics,
    path,
    soft,
    spoken,
    write,
)

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A month. `mark` stands below it where there is room, `name` is read out.

    `value` None: nothing is known · `band`: what its own history would lead one to expect ·
    `weak`: under n = 5, drawn as an empty ring · `runs`: the month is not over, its value so far.
    """

    key: object
    mark: str
    name: str
    value: float | None
    n: int | None = None
    weak: bool = False
    band: tuple[float, float] | None = None
    target: float | None = None
    runs: bool = False


@dataclass(frozen=True, slots=True)
class TrendData:
    """A figure's months, oldest first; `mean_before` is that of the three before the last one.

    `mean_of`: the place, from the end, of the month that the mean stands before · `target_name`:
    what the target is called where nobody set one.
    """

    figure: str
    points: tuple[TrendPoint, ...] = ()
    words: Wording = COUNTS
    mean_before: float | None = None
    target_name: str = ""
    mean_of: int = -1


class TrendChart(Chart):
    """Twelve months of a figure."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._data = TrendData(name)

    def set_data(self, data: TrendData) -> None:
        """Draws these months."""
        if self._was_taken and data == self._data:
            # Most changes touch few of the figures that are seen.
            return
        self._data = data
        self.taken()

    def is_empty(self) -> bool:
        return all(point.value is None for point in self._data.points)

    def rows(self) -> ChartRows:
        data, words = self._data, self._data.words
        aim = data.target_name or _("Target")
        aim = aim[:1].upper() + aim[1:]
        headings = [_("Month"), data.figure, "n", _("Usual from"), _("Usual to"), aim]
        cells = [
            (point, (point.value, *(point.band or (None, None)), point.target))
            for point in data.points
        ]
        said = [
            [_named(point), words.text(value), _n(point), *(words.text(one) for one in more)]
            for point, (value, *more) in cells
        ]
        kept = [
            [_named(point), words.file(value), point.n, *(words.file(one) for one in more)]
            for point, (value, *more) in cells
        ]
        return ChartRows(headings, said, kept)

    # Geometry

    def _scale(self) -> list[float]:
        points = self._data.points
        known = [point.value for point in points if point.value is not None]
        known += [edge for point in points for edge in point.band or ()]
        known += [point.target for point in points if point.target is not None]
        if self._data.mean_before is not None:
            known.append(self._data.mean_before)
        lowest, highest = min(known, default=0.0), max(known, default=0.0)
        return around(lowest, highest, whole=self._data.words.whole)

    def _inner(self, rect: QRectF) -> QRectF:
        """The plot inside its axis and its months; a small chart does without its axis."""
        row = theme.current().row(theme.current().size_tiny)
        gutter = 6.0
        if rect.height() >= 90:
            widest = max(
                metrics().horizontalAdvance(self._data.words.axis(v)) for v in self._scale()
            )
            gutter = widest + 10
        legend = row + 2 if self._legend() and rect.height() >= 120 else 0
        return rect.adjusted(gutter, legend + row * 0.9, -10, -row - 2)

    def _x(self, inner: QRectF, place: int) -> float:
        return inner.left() + inner.width() * (place + 0.5) / len(self._data.points)

    @staticmethod
    def _y(inner: QRectF, scale: list[float], value: float) -> float:
        return inner.bottom() - inner.height() * (value - scale[0]) / (scale[-1] - scale[0])

    def place_marks(self, rect: QRectF) -> list[Mark]:
        inner = self._inner(rect)
        wide = inner.width() / len(self._data.points)
        return [
            Mark(
                point.key,
                QRectF(inner.left() + place * wide, rect.top(), wide, rect.height()),
                self._spoken(point),
            )
            for place, point in enumerate(self._data.points)
        ]

    def _spoken(self, point: TrendPoint) -> str:
        text = self._data.words.text
        band, target = "", ""
        if point.band:
            band = _("usually {low} to {high}").format(
                low=text(point.band[0]), high=text(point.band[1])
            )
        if point.target is not None:
            target = _("target {value}").format(value=text(point.target))
            if self._data.target_name:
                target = f"{self._data.target_name} {text(point.target)}"
        few = _("Fewer than 5 deals: no conclusion is drawn.") if point.weak else ""
        number = f"n = {_n(point)}" if point.n is not None else ""
        return spoken(f"{_named(point)}: {text(point.value)}", number, band, target, few)

    # Painting

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        inner, scale = self._inner(rect), self._scale()
        self._paint_axis(painter, rect, inner, scale)
        self._paint_band(painter, inner, scale)
        self._paint_targets(painter, inner, scale)
        self._paint_line(painter, inner, scale)
        if self._legend() and rect.height() >= 120:
            self._paint_legend(painter, QRectF(inner.left(), rect.top(), inner.width(), 16))

    def _paint_axis(
        self, painter: QPainter, rect: QRectF, inner: QRectF, scale: list[float]
    ) -> None:
        for value in scale:
            y = self._y(inner, scale, value)
            line(painter, QPointF(inner.left(), y), QPointF(inner.right(), y), "grid")
            if rect.height() >= 90:
                area = QRectF(rect.left(), y - 9, inner.left() - rect.left() - 6, 18)
                write(painter, area, self._data.words.axis(value), _RIGHT, colour="text_muted")
        points = self._data.points
        wide = inner.width() / len(points)
        widest = max(metrics().horizontalAdvance(point.mark) for point in points) + 6
        step = max(1, -int(-widest // wide))
        for place, point in enumerate(points):
            if (len(points) - 1 - place) % step == 0:
                middle = self._x(inner, place)
                left = min(middle - widest / 2, rect.right() - widest)
                area = QRectF(left, inner.bottom() + 2, widest, rect.bottom() - inner.bottom())
                write(painter, area, point.mark, colour="text_muted")

    def _paint_band(self, painter: QPainter, inner: QRectF, scale: list[float]) -> None:
        run: list[tuple[float, tuple[float, float]]] = []
        half = inner.width() / len(self._data.points) / 2
        for place, point in enumerate((*self._data.points, None)):
            if point is not None and point.band:
                run.append((self._x(inner, place), point.band))
                continue
            if run:
                sides = [(run[0][0] - half, run[0][1]), *run, (run[-1][0] + half, run[-1][1])]
                above = [QPointF(x, self._y(inner, scale, band[1])) for x, band in sides]
                below = [QPointF(x, self._y(inner, scale, band[0])) for x, band in reversed(sides)]
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(soft("flow_end", 90))
                painter.drawPolygon(QPolygonF([*above, *below]))
            run = []

    def _paint_targets(self, painter: QPainter, inner: QRectF, scale: list[float]) -> None:
        half = inner.width() / len(self._data.points) / 2
        for place, point in enumerate(self._data.points):
            if point.target is not None:
                x, y = self._x(inner, place), self._y(inner, scale, point.target)
                line(painter, QPointF(x - half, y), QPointF(x + half, y), "warning", 1.5)
        if self._data.mean_before is not None and len(self._data.points) > 1:
            y = self._y(inner, scale, self._data.mean_before)
            pen = QPen(theme.colour("text_muted"), 1, Qt.PenStyle.DashLine)
            count = len(self._data.points)
            first = self._x(inner, max(count + self._data.mean_of - 3, 0)) - half
            path(painter, [QPointF(first, y), QPointF(inner.right(), y)], pen)

    def _paint_line(self, painter: QPainter, inner: QRectF, scale: list[float]) -> None:
        data = self._data.points
        points = [
            None
            if point.value is None
            else QPointF(self._x(inner, place), self._y(inner, scale, point.value))
            for place, point in enumerate(data)
        ]
        whole = [None if one.runs else where for one, where in zip(data, points, strict=True)]
        path(painter, whole, QPen(theme.colour("flow"), 1.8))
        if len(data) > 1 and data[-1].runs:
            pen = QPen(theme.colour("text_muted"), 1.4, Qt.PenStyle.DashLine)
            path(painter, points[-2:], pen)
        for place, (point, where) in enumerate(zip(data, points, strict=True)):
            if where is None:
                continue
            last = place == len(data) - 1
            painter.setPen(QPen(theme.colour("text_muted" if point.runs else "flow"), 1.5))
            painter.setBrush(theme.colour("panel" if point.weak or point.runs else "flow"))
            radius = 4.0 if last else 2.6
            painter.drawEllipse(where, radius, radius)
        self._paint_last(painter, inner, scale, points)

    def _paint_last(
        self, painter: QPainter, inner: QRectF, scale: list[float], points: list[QPointF | None]
    ) -> None:
        """The newest value in words, on a side of its dot where the line does not run.

        Where a target or mean runs through it, it has a ground of its own.
        """
        last, point = points[-1], self._data.points[-1]
        if last is None:
            return
        text = self._data.words.text(point.value)
        wide = metrics(bold=True).horizontalAdvance(text) + 4
        area = beside_last(points[-2] if len(points) > 1 else None, last, wide, inner)
        colour = "text_muted" if point.weak or point.runs else "text"
        known = [one for one in (point.target, self._data.mean_before) if one is not None]
        if any(area.top() + 2 < self._y(inner, scale, one) < area.top() + 14 for one in known):
            painter.fillRect(area.adjusted(0, 1, 0, -1), soft("panel", 215))
        write(painter, area, text, colour=colour, bold=True)

    def _legend(self) -> list[tuple[str, str]]:
        points = self._data.points
        found = []
        if any(point.band for point in points):
            found.append(("band", _("usual range")))
        if any(point.target is not None for point in points):
            found.append(("target", self._data.target_name or _("target")))
        if self._data.mean_before is not None:
            found.append(("mean", _("mean of the 3 months before")))
        if points and points[-1].runs:
            found.append(("runs", _("so far")))
        return found

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        left = area.left()
        for kind, name in self._legend():
            wide = metrics().horizontalAdvance(name) + 4
            if left + 22 + wide > area.right() + 1:
                break
            y = area.center().y()
            if kind == "band":
                painter.fillRect(QRectF(left, y - 5, 16, 10), soft("flow_end", 90))
            elif kind == "target":
                line(painter, QPointF(left, y), QPointF(left + 16, y), "warning", 1.5)
            else:
                pen = QPen(theme.colour("text_muted"), 1, Qt.PenStyle.DashLine)
                path(painter, [QPointF(left, y), QPointF(left + 16, y)], pen)
                if kind == "runs":
                    painter.setBrush(theme.colour("panel"))
                    painter.drawEllipse(QPointF(left + 8, y), 3, 3)
            write(
                painter, QRectF(left + 20, area.top(), wide, 16), name, _LEFT, colour="text_muted"
            )
            left += 20 + wide + 12


def beside_last(before: QPointF | None, last: QPointF, wide: float, inner: QRectF) -> QRectF:
    """Where the newest value is written: below its dot, above it, or beside it."""
    room = inner.right() + 9
    left = min(last.x() - wide / 2, room - wide)
    falls = before is not None and before.y() < last.y()
    below = falls and last.y() + 22 < inner.bottom()
    sides = (
        QRectF(left, last.y() + (6 if below else -22), wide, 16),
        QRectF(last.x() + 8, last.y() - 15, wide, 16),
        QRectF(last.x() - wide - 6, last.y() - 15, wide, 16),
    )
    free = (one for one in sides if one.right() <= room and not _runs_through(before, last, one))
    return next(free, sides[0])


def _runs_through(before: QPointF | None, last: QPointF, area: QRectF) -> bool:
    """Whether the line to the last point runs through an area."""
    if before is None:
        return False
    number = max(1, round(last.x() - before.x()))
    return any(area.contains(last + (before - last) * step / number) for step in range(number))


def _named(point: TrendPoint) -> str:
    return _("{month}, so far").format(month=point.name) if point.runs else point.name


def _n(point: TrendPoint) -> str:
    return "" if point.n is None else i18n.count(point.n)
