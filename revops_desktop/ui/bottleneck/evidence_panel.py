"""The evidence of a step: both bases, its trend, where it leaks, how long deals wait, who holds."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.bottleneck import evidence_words
from revops_desktop.ui.bottleneck.tile_grid import TileGrid
from revops_desktop.ui.charts.bars import BarChart
from revops_desktop.ui.charts.boxes import BoxChart
from revops_desktop.ui.charts.chart import Chart
from revops_desktop.ui.charts.trend import TrendChart
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.figures.menu import attach
from revops_desktop.ui.figures.tile import Tile, TileFigure
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import StepFigures
    from revops_desktop.analytics.bottleneck_evidence import Evidence
    from revops_desktop.ui.actions import Actions

# Below this width the charts stand one below the other.
_WIDE = 760
_LOW = 190
_TILES_A_TURN = 4


class EvidencePanel(QWidget):
    """`base_opened`: a tile by its place · `mark_opened`: a chart's name and the key of a mark."""

    base_opened = Signal(int)
    mark_opened = Signal(str, object)

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evidence: Evidence | None = None
        self._actions = actions
        tokens = theme.current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(tokens.space_3)
        self.heading = texts.heading("")
        self.period = texts.label("", "muted")
        head = QHBoxLayout()
        head.setSpacing(tokens.space_3)
        head.addWidget(self.heading)
        head.addWidget(self.period)
        head.addStretch(1)
        layout.addLayout(head)
        self.tiles = [Tile() for _place in range(evidence_words.BASES)]
        for place, tile in enumerate(self.tiles):
            tile.opened.connect(lambda place=place: self.base_opened.emit(place))
        layout.addWidget(TileGrid(self.tiles))
        self.trend = TrendChart(_("How many went on, month by month"))
        self.leaks = BarChart(_("Where it leaks"))
        self.waiting = BoxChart(_("How long deals wait"))
        self.holders = BarChart(_("Who holds deals there now"))
        self._charts: dict[str, Chart] = {
            "month": self.trend,
            "leak": self.leaks,
            "stay": self.waiting,
            "holder": self.holders,
        }
        self._grid = QGridLayout()
        self._grid.setSpacing(tokens.space_3)
        self._panels = [self._panel(name, chart) for name, chart in self._charts.items()]
        self._across = 0
        self._arrange(2)
        layout.addLayout(self._grid)

    def _panel(self, name: str, chart: Chart) -> Panel:
        tokens = theme.current()
        panel = Panel()
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2
        )
        panel.layout_.setSpacing(tokens.space_1)
        panel.layout_.addWidget(texts.heading(chart.accessibleName()))
        chart.setMinimumHeight(_LOW)
        panel.layout_.addWidget(chart, 1)
        chart.opened.connect(lambda key: self.mark_opened.emit(name, key))
        attach(chart, self._actions, lambda: self._explained(name, chart))
        return panel

    def _explained(self, name: str, chart: Chart) -> Explained | None:
        if self.evidence is None:
            return None
        time, n = evidence_words.ground(name, self.evidence)
        return Explained(
            title=f"{chart.accessibleName()} · {self.heading.text()}",
            period_text=time,
            n=n,
            sentence=evidence_words.meanings()[name],
            rows=chart.rows,
            picture=chart,
        )

    def _arrange(self, across: int) -> None:
        if across == self._across:
            return
        self._across = across
        for place, panel in enumerate(self._panels):
            self._grid.addWidget(panel, place // across, place % across)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(2 if self.width() >= _WIDE else 1)

    def turns(self, answer: "Evidence", step: "StepFigures") -> Iterator[Callable[[], None]]:
        """The turns in which the evidence of a step is shown."""
        words = evidence_words
        bases = list(zip(self.tiles, words.bases(answer), strict=True))
        yield partial(self._head, answer, step)
        for first in range(0, len(bases), _TILES_A_TURN):
            yield partial(_show_tiles, bases[first : first + _TILES_A_TURN])
        yield lambda: self.trend.set_data(words.trend(answer, step))
        yield lambda: self.leaks.set_data(words.leaks(answer))
        yield lambda: self.waiting.set_data(words.waiting(answer))
        yield lambda: self.holders.set_data(words.holders(answer))

    def _head(self, answer: "Evidence", step: "StepFigures") -> None:
        self.evidence = answer
        self.heading.setText(evidence_words.heading(step))
        self.period.setText(period_text(answer.period))


def _show_tiles(shown: Sequence[tuple[Tile, TileFigure]]) -> None:
    for tile, figure in shown:
        tile.show_figure(figure)
