"""A figure's twelve months with its name, its band, and how it stands to the months before."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.analytics.wording import Wording, wording
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.charts.trend import TrendChart, TrendData, TrendPoint

if TYPE_CHECKING:
    from revops_desktop.analytics.figure_trends import FigureTrend, Point

_AMOUNT = "_by_amount"
_HEIGHT = 176


def named(key: str) -> str:
    """The name of a figure, its amount told apart."""
    from revops_desktop.analytics.definitions import defined, definition

    if key in defined():
        return definition(key).name
    return _("{figure}, by amount").format(figure=definition(meant(key)).name)


def meant(key: str) -> str:
    """The key under which a figure is defined."""
    from revops_desktop.analytics.definitions import defined

    return key if key in defined() else key.removesuffix(_AMOUNT)


def months_of(trend: "FigureTrend") -> "tuple[Point, ...]":
    """The whole months, and the one that runs where it was asked for."""
    return trend.points if trend.running is None else (*trend.points, trend.running)


def change_text(trend: "FigureTrend", words: Wording) -> str:
    """How the last month stands to the mean of the three before, and whether it stands out."""
    change = trend.change
    if change is None:
        return ""
    if trend.unit == "share":
        said = i18n.points(change)
    else:
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        said = sign + words.text(abs(change))
    if trend.stands_out:
        outside = {"high": _("unusually high"), "low": _("unusually low")}[trend.stands_out]
        said += f" · {outside}"
    return said


class TrendCard(QWidget):
    """The chart below its heading."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.trend: FigureTrend | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, theme.current().space_2)
        layout.setSpacing(0)
        self.name = texts.label(named(key))
        self.change = texts.label("", "muted")
        head = QHBoxLayout()
        head.addWidget(self.name, 1)
        head.addWidget(self.change)
        self.chart = TrendChart(named(key))
        self.chart.setMinimumHeight(_HEIGHT)
        layout.addLayout(head)
        layout.addWidget(self.chart, 1)

    def show_trend(
        self, trend: "FigureTrend", currency: str, targets: "Mapping[tuple[str, str], float]"
    ) -> None:
        """Draws these months, with the targets by month and figure."""
        self.trend = trend
        words = wording(trend.unit, currency)
        points = tuple(
            TrendPoint(
                point.month,
                i18n.month_mark(point.month),
                i18n.month(point.month),
                point.shown,
                point.n,
                weak=point.is_weak,
                band=None if point is trend.running else trend.band,
                target=targets.get((point.month, self.key)),
                runs=point is trend.running,
            )
            for point in months_of(trend)
        )
        mean_of = -1 if trend.running is None else -2
        self.chart.set_data(
            TrendData(named(self.key), points, words, trend.mean_before, mean_of=mean_of)
        )
        said = change_text(trend, words)
        self.change.setText(said)
        self.change.setProperty("kind", "warning" if trend.stands_out else "muted")
        self.change.style().polish(self.change)
        texts.set_tool_tip(
            self.change, _("The last whole month less the mean of the 3 months before it.")
        )
