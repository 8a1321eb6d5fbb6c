"""The correlations as a table: a figure a row, the won amount the same month and later."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.function_findings import lag_name, series_name
from revops_desktop.i18n import _
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.ranks import LAGS
from revops_desktop.ui.tables.text_list import FileValue, TextList

if TYPE_CHECKING:
    from revops_desktop.analytics.correlations import Correlation, Correlations, Series

FIRST = 2
WIDTHS = (0, 150, *[118] * len(LAGS))


class CorrelationList(TextList):
    """A row a figure."""

    right = frozenset(range(FIRST, FIRST + len(LAGS)))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.headings = [_("Figure"), _("Function"), *(lag_name(lag) for lag in LAGS)]

    def texts(self, row: "Series") -> list[str]:
        return [
            series_name(row),
            row.function or i18n.NOTHING,
            *(_coefficient(one) for one in row.correlations),
        ]

    def values(self, row: "Series") -> list[FileValue]:
        return [
            series_name(row),
            row.function,
            *(
                None if one.coefficient is None else Decimal(repr(round(one.coefficient, 4)))
                for one in row.correlations
            ),
        ]

    def sort_value(self, row: "Series", column: int) -> Any:
        if column < FIRST:
            return super().sort_value(row, column)
        return row.correlations[column - FIRST].coefficient or 0.0

    def is_weak(self, row: "Series", column: int) -> bool:
        return column >= FIRST and not row.correlations[column - FIRST].is_clear

    def icon(self, row: "Series", column: int) -> tuple[str, str] | None:
        if column < FIRST or not row.correlations[column - FIRST].is_clear:
            return None
        rises = (row.correlations[column - FIRST].coefficient or 0) > 0
        return ("trending-up", "accent") if rises else ("trending-down", "accent")

    def tip(self, row: "Series", column: int) -> str:
        if column < FIRST:
            return series_name(row)
        one = row.correlations[column - FIRST]
        said = (
            _("Clear: luck explains it in fewer than 1 of 20 such tables.")
            if one.is_clear
            else _("No more than luck may explain.")
        )
        if one.coefficient is None:
            said = _("Nothing to correlate: it needs 12 months, and a figure that changes.")
        return "\n".join((said, _("n = {n} months").format(n=one.pairs)))

    def heading_tip(self, column: int) -> str:
        if column < FIRST:
            return ""
        return _(
            "Rank correlation (Spearman) of the figure with the amount won so much later, −1 to 1."
        )


class MonthList(TextList):
    """The months behind the correlations of one figure, beside the amount won in each."""

    right = frozenset((1, 2))

    def __init__(self, answer: "Correlations", series: "Series", lag: int) -> None:
        super().__init__()
        self._about, self._series = answer, series
        won = _("Won amount, {lag}").format(lag=lag_name(lag))
        self.headings = [_("Month"), series_name(series), won]
        last = len(answer.months) - lag
        self.rows = [
            (month, series.values[place], answer.won[place + lag])
            for place, month in enumerate(answer.months[:last])
        ]

    def texts(self, row: tuple[str, int | None, int]) -> list[str]:
        month, value, won = row
        return [i18n.month(month), self._value(value), i18n.money(won, self._about.currency)]

    def _value(self, value: int | None) -> str:
        if value is None:
            return i18n.NOTHING
        if self._series.figure == "spend":
            return i18n.money(value, self._about.currency)
        return i18n.count(value)

    def values(self, row: tuple[str, int | None, int]) -> list[FileValue]:
        month, value, won = row
        is_money = self._series.figure == "spend" and value is not None
        return [
            month,
            to_major(value, self._about.currency) if is_money and value is not None else value,
            to_major(won, self._about.currency),
        ]

    def sort_value(self, row: tuple[str, int | None, int], column: int) -> Any:
        if column == 1 and row[1] is None:
            return float("-inf")
        return row[column]


def _coefficient(one: "Correlation") -> str:
    if one.coefficient is None:
        return i18n.NOTHING
    return i18n.coefficient(one.coefficient)
