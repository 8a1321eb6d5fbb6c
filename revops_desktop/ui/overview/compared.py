"""The month's figures beside the month before and what is usual: sorted, copied, exported."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.month_words import usual_ends
from revops_desktop.i18n import _
from revops_desktop.ui.charts.chart import ChartRows
from revops_desktop.ui.overview import words
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.overview import Overview, OverviewFigure

FIGURE, MONTH, BEFORE, USUAL = range(4)
WIDTHS = (0, 80, 80, 140)


class FigureList(TextList):
    """A row a figure; what lies outside its usual range bears an arrow."""

    right = frozenset((MONTH, BEFORE, USUAL))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overview: Overview | None = None
        self.headings = [_("Figure"), _("This month"), _("Month before"), _("Usual")]

    def show(self, overview: "Overview") -> None:
        """Shows the figures of a month."""
        self._overview = overview
        months = [i18n.month_mark(point.month) for point in overview.figures[0].trend.points[-2:]]
        self.take(overview.watched, [_("Figure"), *reversed(months), _("Usual")])

    def _numbers(self, row: "OverviewFigure") -> tuple[float | None, float | None]:
        before = None if row.before is None else row.trend.written(row.before)
        return row.trend.written(row.now), before

    def texts(self, row: "OverviewFigure") -> list[str]:
        said = words.words_of(row, self._currency())
        return [
            definition(row.key).name,
            *(said.text(value) for value in self._numbers(row)),
            words.usual(row, self._currency()),
        ]

    def values(self, row: "OverviewFigure") -> list[FileValue]:
        """As a file keeps them: the ends of what is usual are two numbers (`file_rows`)."""
        said = words.words_of(row, self._currency())
        numbers = (*self._numbers(row), *(row.trend.band or (None, None)))
        return [definition(row.key).name, *(said.file(value) for value in numbers)]

    def file_rows(self, shown: Sequence["OverviewFigure"]) -> ChartRows:
        """These rows as they are copied and exported: what is usual in two columns of figures."""
        headings = [*self.headings[:USUAL], _("Usual, from"), _("Usual, to")]
        texts, values = [], []
        for row in shown:
            band = row.trend.band
            unit = definition(row.key).unit
            ends = (
                (i18n.NOTHING, i18n.NOTHING)
                if band is None
                else usual_ends(unit, self._currency(), band)
            )
            texts.append([*self.texts(row)[:USUAL], *ends])
            values.append(self.values(row))
        return ChartRows(headings, texts, values)

    def _currency(self) -> str:
        return "" if self._overview is None else self._overview.currency

    def sort_value(self, row: "OverviewFigure", column: int) -> Any:
        if column in (MONTH, BEFORE):
            value = self._numbers(row)[column - MONTH]
            return float("-inf") if value is None else float(Decimal(repr(value)))
        return super().sort_value(row, column)

    def is_weak(self, row: "OverviewFigure", column: int) -> bool:
        point = {MONTH: row.now, BEFORE: row.before}.get(column)
        return point is not None and point.is_weak

    def icon(self, row: "OverviewFigure", column: int) -> tuple[str, str] | None:
        if column != FIGURE or self._overview is None or row not in self._overview.standing_out:
            return None
        name = "trending-up" if row.trend.stands_out == "high" else "trending-down"
        return name, words.tone(row)

    def tip(self, row: "OverviewFigure", column: int) -> str:
        if column == BEFORE and row.before is not None:
            return f"n = {i18n.count(row.before.n)}"
        return f"n = {i18n.count(row.now.n)}" if column == MONTH else definition(row.key).sentence
