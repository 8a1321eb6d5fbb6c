"""Columns side by side, each of parts on top of each other: how much, and of what."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from revops_desktop.analytics.wording import COUNTS, Wording
from revops_desktop.i18n import _
from revops_desktop.rules.axis import upwards
from revops_desktop.ui import theme
from revops_desktop.ui.charts.chart import Chart, ChartRows, Mark, line, metrics, spoken, write

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WIDEST = 46.0
# Told apart without their colours, from below.
_PATTERNS = (
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.CrossPattern,
    Qt.BrushStyle.HorPattern,
    Qt.BrushStyle.FDiagPattern,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its words below and on top of it, how much each part is (from below).

    `name` is read out in place of `mark` · `weak`: too few cases, its words are greyed.
    """

    key: object
    mark: str
    amounts: tuple[float, ...]
    top: str = ""
    name: str = ""
    note: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class ColumnData:
    """Columns from left to right; `parts` are (name, colour) from below, `what` names the marks."""

    what: str
    parts: tuple[tuple[str, str], ...] = ()
    columns: tuple[Column, ...] = ()
    words: Wording = COUNTS


class ColumnChart(Chart):
    """Columns with a quiet axis; one with several parts has a legend."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._data = ColumnData(name)

    def set_data(self, data: ColumnData) -> None:
        """Draws these columns."""
        if self._was_taken and data == self._data:
            # Most changes touch few of the figures that are seen.
            return
        self._data = data
        self.taken()

    def sizeHint(self) -> QSize:
        return QSize(360, 190)

    def is_empty(self) -> bool:
        return not any(amount for column in self._data.columns for amount in column.amounts)

    def rows(self) -> ChartRows:
        data, words = self._data, self._data.words
        headings = [data.what, *(name for name, _colour in data.parts)]
        said = [[_name(one), *map(words.text, one.amounts)] for one in data.columns]
        kept = [[_name(one), *map(words.file, one.amounts)] for one in data.columns]
        return ChartRows(headings, said, kept)

    # Geometry

    def _scale(self) -> list[float]:
        highest = max(sum(column.amounts) for column in self._data.columns)
        return upwards(highest, whole=self._data.words.whole)

    def _inner(self, rect: QRectF) -> QRectF:
        row = theme.current().row(theme.current().size_tiny)
        widest = max(metrics().horizontalAdvance(self._data.words.axis(v)) for v in self._scale())
        legend = row + 2 if len(self._data.parts) > 1 else 0
        return rect.adjusted(widest + 10, legend + row + 2, -2, -row - 4)

    def place_marks(self, rect: QRectF) -> list[Mark]:
        inner = self._inner(rect)
        return [
            Mark(
                column.key,
                QRectF(slot.left(), rect.top(), slot.width(), rect.height()),
                self._spoken(column),
            )
            for place, column in enumerate(self._data.columns)
            for slot in (self._slot(inner, place),)
        ]

    def _slot(self, inner: QRectF, place: int) -> QRectF:
        wide = inner.width() / len(self._data.columns)
        return QRectF(inner.left() + place * wide, inner.top(), wide, inner.height())

    def _spoken(self, column: Column) -> str:
        text = self._data.words.text
        parts = [
            f"{name} {text(amount)}" if len(self._data.parts) > 1 else text(amount)
            for (name, _colour), amount in zip(self._data.parts, column.amounts, strict=True)
        ]
        few = _("Fewer than 5 deals: no conclusion is drawn.") if column.weak else ""
        return spoken(f"{_name(column)}: {', '.join(parts)}", column.note, few)

    # Painting

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        inner, scale = self._inner(rect), self._scale()
        high = inner.height() / scale[-1]
        for value in scale:
            y = inner.bottom() - value * high
            line(painter, QPointF(inner.left(), y), QPointF(inner.right(), y), "grid")
            area = QRectF(rect.left(), y - 9, inner.left() - rect.left() - 6, 18)
            write(painter, area, self._data.words.axis(value), _RIGHT, colour="text_muted")
        for place, column in enumerate(self._data.columns):
            self._paint_column(painter, self._slot(inner, place), column, high)
        self._paint_marks(painter, rect, inner)
        if len(self._data.parts) > 1:
            self._paint_legend(painter, QRectF(inner.left(), rect.top(), inner.width(), 16))

    def _paint_column(self, painter: QPainter, slot: QRectF, column: Column, high: float) -> None:
        wide = min(slot.width() * 0.62, _WIDEST)
        bottom = slot.bottom()
        for place, amount in enumerate(column.amounts):
            if amount:
                tall = max(amount * high, 1.5)
                area = QRectF(slot.center().x() - wide / 2, bottom - tall, wide, tall)
                painter.fillRect(area, theme.colour("panel"))
                self._fill(painter, place)
                painter.drawRect(area)
                bottom -= tall
        top = QRectF(slot.left() - 4, bottom - 17, slot.width() + 8, 16)
        colour = "text_muted" if column.weak else "text"
        write(painter, top, column.top, colour=colour, bold=not column.weak)

    def _fill(self, painter: QPainter, place: int) -> None:
        colour = theme.colour(self._data.parts[place][1])
        painter.setPen(QPen(colour, 1))
        painter.setBrush(QBrush(colour, _PATTERNS[place % len(_PATTERNS)]))

    def _paint_marks(self, painter: QPainter, rect: QRectF, inner: QRectF) -> None:
        columns = self._data.columns
        slot = inner.width() / len(columns)
        widest = max(metrics().horizontalAdvance(column.mark) for column in columns) + 6
        step = max(1, -int(-widest // slot))
        for place, column in enumerate(columns):
            if (len(columns) - 1 - place) % step == 0:
                middle = self._slot(inner, place).center().x()
                left = max(min(middle - widest / 2, rect.right() - widest), rect.left())
                area = QRectF(left, inner.bottom() + 2, widest, rect.bottom() - inner.bottom())
                write(painter, area, column.mark, colour="text_muted")

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        left = area.left()
        for place, (name, _colour) in enumerate(self._data.parts):
            wide = metrics().horizontalAdvance(name) + 4
            if left + 14 + wide > area.right() + 1:
                break
            self._fill(painter, place)
            painter.drawRect(QRectF(left, area.center().y() - 4.5, 9, 9))
            where = QRectF(left + 14, area.top(), wide, area.height())
            write(painter, where, name, _LEFT, colour="text_muted")
            left += 14 + wide + 12


def _name(column: Column) -> str:
    return column.name or column.mark
