"""The overview page: the month at a glance, the one bottleneck, what stands out."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.i18n import _
from revops_desktop.rules.periods import last_months, local_day, month_of, months_before
from revops_desktop.ui import texts, theme
from revops_desktop.ui.charts.trend import TrendChart, TrendData, TrendPoint
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.figures import menu
from revops_desktop.ui.figures.explain import Explained, explain
from revops_desktop.ui.figures.page import PipelinePage
from revops_desktop.ui.overview import words
from revops_desktop.ui.overview.behind import OPEN, behind, of_month
from revops_desktop.ui.overview.card import Card
from revops_desktop.ui.overview.changes import ChangesPanel
from revops_desktop.ui.overview.compared import BEFORE, MONTH
from revops_desktop.ui.overview.sentence import SentencePanel
from revops_desktop.ui.page import Panel
from revops_desktop.ui.turns import Step

if TYPE_CHECKING:
    from revops_desktop.analytics.overview import Overview, OverviewFigure
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences

_FIGURE = "overview/figure"
_COLUMNS = 4


class OverviewPage(PipelinePage):
    """Asks in the background; the old picture stays until the newest answer."""

    key: ClassVar[str] = "overview"
    icon_name: ClassVar[str] = "layout-dashboard"
    concerned = frozenset(
        (
            *("deal", "deal_line", "deal_exit", "stage_visit", "stage", "pipeline", "workspace"),
            *("target", "company", "member", "exit_reason"),
        )
    )

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.overview: Overview | None = None
        self._overviews = self._follow("overview")
        self._verdicts = self._follow("overview-bottleneck")
        # The month once the person has chosen one; otherwise it follows the calendar.
        self._month = ""
        self._figure = "won_amount"
        layout = self._begin(self.pipelines, *self._month_controls())
        self.sentence = SentencePanel(self)
        self.sentence.opened.connect(lambda: actions.page_wanted.emit("bottleneck"))
        self.sentence.hide()
        self.tiles: dict[str, Card] = {}
        grid, line = QGridLayout(), QHBoxLayout()
        for part in (grid, line):
            part.setSpacing(theme.current().space_3)
        layout.addWidget(self.sentence)
        layout.addLayout(grid)
        layout.addLayout(line, 1)
        self.build_in_turns(
            *(partial(self._build_tiles, grid, row) for row in range(2)),
            partial(self._build_chart, line),
            partial(self._build_changes, line),
        )

    @staticmethod
    def title() -> str:
        return _("Overview")

    # What it is made of

    def _month_controls(self) -> tuple[QWidget, ...]:
        self.months = self.first_control = QComboBox()
        self.months.setAccessibleName(_("Month"))
        self.months.setMaxVisibleItems(18)
        self.months.setMinimumWidth(130)
        self.months.currentIndexChanged.connect(self._choose_month)
        self.back = icon_button("chevron-left", _("Month before"))
        self.on = icon_button("chevron-right", _("Month after"))
        self.back.clicked.connect(lambda: self.move_month(1))
        self.on.clicked.connect(lambda: self.move_month(-1))
        self.targets_button = texts.button(_("Set targets…"))
        self.targets_button.clicked.connect(self._set_targets)
        return self.back, self.months, self.on, self.targets_button

    def _build_tiles(self, grid: QGridLayout, row: int) -> None:
        from revops_desktop.analytics.overview import SHOWN

        keys = (*SHOWN, OPEN)[row * _COLUMNS :][:_COLUMNS]
        for column, key in enumerate(keys):
            tile = self.tiles[key] = Card(self)
            found = menu.attach(tile, self.actions_, partial(self._explained, key))
            tile.opened.connect(found.explain)
            grid.addWidget(tile, row, column)
            grid.setColumnStretch(column, 1)

    def _build_chart(self, line: QHBoxLayout) -> None:
        tokens = theme.current()
        panel = Panel(parent=self)
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_3, tokens.space_3, tokens.space_2
        )
        panel.layout_.setSpacing(tokens.space_1)
        head = QHBoxLayout()
        self.figures = QComboBox()
        self.figures.setAccessibleName(_("Figure of the chart"))
        self.figures.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.figures.currentIndexChanged.connect(self._choose_figure)
        head.addWidget(texts.heading(_("Twelve months")))
        head.addStretch(1)
        head.addWidget(self.figures)
        self.chart = TrendChart(_("Twelve months"))
        self.chart.opened.connect(self._open_month)
        menu.attach(self.chart, self.actions_, self._chart_explained)
        panel.layout_.addLayout(head)
        panel.layout_.addWidget(self.chart, 1)
        line.addWidget(panel, 4)

    def _build_changes(self, line: QHBoxLayout) -> None:
        self.changes = ChangesPanel(self)
        self.changes.opened.connect(self.show_figure)
        self.changes.cell_opened.connect(self._on_cell)
        table = self.changes.table
        menu.attach(table, self.actions_, self._table_explained)
        line.addWidget(self.changes, 3)

    # Asking

    def refresh(self) -> None:
        from revops_desktop.analytics.report_months import report_months

        self._recall_once()
        self.actions_.ask_later("overview-months", report_months, self._show_choices)

    def _recall(self, preferences: "Preferences") -> None:
        self._figure = preferences.remembered(_FIGURE) or self._figure

    def _ask(self) -> None:
        month = self.months.currentData()
        if not self.actions_.pipeline_id or month is None:
            return
        from revops_desktop.analytics.overview import overview

        self._overviews.ask(overview, self._show, month=month, **self._question())

    def _ask_bottleneck(self) -> None:
        from revops_desktop.analytics.bottleneck import bottleneck

        overview = self.overview
        if overview is None:
            return
        self._verdicts.ask(
            bottleneck,
            self._show_bottleneck,
            pipeline_id=overview.pipeline_id,
            now=overview.until,
            only=overview.only,
        )

    # Showing

    def _show_choices(self, choices: Any) -> None:
        from revops_desktop.analytics.overview import usual_month

        self.pipelines.offer(choices.rivers)
        usual = usual_month(self.actions_.now(), choices.zone)
        river = next(
            (one for one in choices.rivers if one.pipeline_id == self.actions_.pipeline_id), None
        )
        known_months = river.months if river is not None else ()
        running = month_of(local_day(self.actions_.now(), choices.zone))
        months = _months((*known_months, usual, running))
        wanted = self._month if self._month in months else usual
        with QSignalBlocker(self.months):
            self.months.clear()
            for month in months:
                self.months.addItem(i18n.month(month), month)
            self.months.setCurrentIndex(months.index(wanted))
        self._show_ends()
        self._soon.start()

    def _show(self, overview: "Overview") -> None:
        self.overview = overview
        self.header.set_subtitle(words.month_text(overview) if overview.is_running else "")
        rows = [list(self.tiles)[place : place + _COLUMNS] for place in (0, _COLUMNS)]
        steps: tuple[Step, ...] = (
            *(partial(self._show_tiles, row) for row in rows),
            *(partial(self.changes.show_changes, overview), self._show_chart),
            # The verdict takes longest; the figures do not wait for it.
            self._ask_bottleneck,
        )
        self.actions_.turns.take(self, self.key, steps)

    def _show_tiles(self, keys: list[str]) -> None:
        overview = self.overview
        assert overview is not None
        for key in keys:
            tile, figure = self.tiles[key], overview.figure(key)
            if key == OPEN:
                tile.show_card(words.open_tile(overview), None, _("as of now"))
            elif figure is not None:
                progress = words.progress(overview, figure)
                nothing = "" if self.filters.is_filtering else _("no target set")
                tile.show_card(words.tile_figure(overview, figure), progress, nothing)
            tile.setVisible(key == OPEN or figure is not None)

    def _show_chart(self) -> None:
        assert self.overview is not None
        self._show_figures(self.overview)
        self._draw()

    def _show_bottleneck(self, found: Any) -> None:
        self.sentence.show_found(found)
        self.sentence.show()

    def _show_figures(self, overview: "Overview") -> None:
        with QSignalBlocker(self.figures):
            self.figures.clear()
            for one in overview.watched:
                self.figures.addItem(definition(one.key).name, one.key)
            place = self.figures.findData(self._figure)
            self.figures.setCurrentIndex(max(0, place))

    def _draw(self) -> None:
        figure = self._drawn()
        overview = self.overview
        if figure is None or overview is None:
            return
        trend = figure.trend
        self.chart.set_data(
            TrendData(
                definition(figure.key).name,
                tuple(
                    TrendPoint(
                        point.month,
                        i18n.month_mark(point.month),
                        i18n.month(point.month),
                        point.shown,
                        point.n,
                        weak=point.is_weak,
                        band=trend.band,
                        target=target,
                        runs=overview.is_running and point is figure.now,
                    )
                    for point, target in zip(trend.points, figure.targets, strict=True)
                ),
                words.words_of(figure, overview.currency),
                trend.mean_before,
            )
        )

    def _drawn(self) -> "OverviewFigure | None":
        if self.overview is None:
            return None
        return self.overview.figure(self.figures.currentData() or "")

    # Choosing

    def _choose_month(self, _index: int) -> None:
        self._month = self.months.currentData() or ""
        self._show_ends()
        self._soon.start()

    def move_month(self, back: int) -> None:
        """Shows the month before, or after where `back` is −1."""
        place = self.months.currentIndex() + back
        if 0 <= place < self.months.count():
            self.months.setCurrentIndex(place)

    def _set_targets(self) -> None:
        self.actions_.page_wanted.emit("plan")
        self.actions_.targets_wanted.emit(self.months.currentData() or "")

    def _show_ends(self) -> None:
        place = self.months.currentIndex()
        self.back.setEnabled(place + 1 < self.months.count())
        self.on.setEnabled(place > 0)

    def _choose_figure(self, _index: int) -> None:
        self._figure = self.figures.currentData() or self._figure
        if self.program is not None:
            self.program.preferences.remember(_FIGURE, self._figure)
        self._draw()

    def show_figure(self, key: str) -> None:
        """Draws the twelve months of a figure."""
        self.figures.setCurrentIndex(max(0, self.figures.findData(key)))
        self.chart.setFocus()

    # What is behind a figure

    def _explained(self, key: str) -> Explained | None:
        overview, tile = self.overview, self.tiles[key]
        if overview is None or tile.figure is None:
            return None
        figure = overview.figure(key)
        month = words.month_text(overview)
        return Explained(
            tile.figure.label,
            key,
            _("as of now") if figure is None else month,
            overview.open.count if figure is None else figure.now.n,
            tile.figure.value,
            tile.figure.note,
            deals=behind(overview, key, overview.month),
            picture=tile,
            weak=tile.figure.weak,
            exact=tile.figure.exact,
        )

    def _table_explained(self) -> Explained | None:
        overview = self.overview
        if overview is None:
            return None
        table = self.changes.table
        return Explained(
            _("Key figures"),
            period_text=words.month_text(overview),
            sentence=words.table_meaning(),
            rows=lambda: self.changes.figures.file_rows(table.shown()),
            open_row=lambda place: self._on_cell(table.shown()[place], MONTH),
            picture=table,
        )

    def _chart_explained(self) -> Explained | None:
        figure, overview = self._drawn(), self.overview
        if figure is None or overview is None:
            return None
        months = [point.month for point in figure.trend.points]
        return Explained(
            definition(figure.key).name,
            figure.key,
            f"{i18n.month(months[0])} – {i18n.month(months[-1])}",
            rows=self.chart.rows,
            open_row=lambda place: self._open_month(months[place]),
            picture=self.chart,
        )

    def _open_month(self, month: object) -> None:
        figure = self._drawn()
        if figure is not None:
            self._open(figure, str(month))

    def _open(self, figure: "OverviewFigure", month: str) -> None:
        assert self.overview is not None
        about = of_month(self.overview, figure, month, self.chart)
        if about is not None:
            explain(self, self.actions_, about)

    def _on_cell(self, figure: "OverviewFigure", column: int) -> None:
        """A figure of the table opens its deals; its name shows its months."""
        self.show_figure(figure.key)
        point = {MONTH: figure.now, BEFORE: figure.before}.get(column)
        if point is not None:
            self._open(figure, point.month)


def _months(known: tuple[str, ...]) -> list[str]:
    """The months to choose from, newest first: those with records and the one that runs."""
    newest, oldest = max(known), min(known)
    number = 1
    while months_before(newest, number - 1) > oldest:
        number += 1
    return list(reversed(last_months(newest, number)))
