"""Local optima, and the figures with which the won amount moves along."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.analytics.function_findings import (
    check_sentence,
    correlation_sentence,
    figure_name,
    optima_sentence,
    output_name,
)
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.bottleneck import check_list, correlation_list
from revops_desktop.ui.bottleneck.opening import month_span
from revops_desktop.ui.bottleneck.whole_table import ScrolledTab, show_whole
from revops_desktop.ui.charts.chart import Chart
from revops_desktop.ui.charts.trend import TrendChart, TrendData, TrendPoint
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.figures.menu import attach, table_rows
from revops_desktop.ui.page import Panel
from revops_desktop.ui.tables.text_list import CellTable, ListTable

if TYPE_CHECKING:
    from revops_desktop.analytics.correlations import Correlations
    from revops_desktop.analytics.local_optima import Check, LocalOptima
    from revops_desktop.ui.actions import Actions

_CHART_HEIGHT = 190


class OptimaTab(ScrolledTab):
    """`check_opened`: a check and its column · `series_opened`: a figure and its column.

    `month_opened`: a check and a month of its charts.
    """

    check_opened = Signal(object, int)
    series_opened = Signal(object, int)
    month_opened = Signal(object, str)
    exported = Signal(object, str)

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.answer: Correlations | None = None
        self.optima: LocalOptima | None = None
        # The row of the check whose months are drawn.
        self._row = -1
        self.checks = check_list.CheckList()
        self.check_table = CellTable(self.checks, _("Functions and the step after them"))
        self.check_table.opened.connect(self._open_check)
        self.check_table.selectionModel().currentChanged.connect(self._on_check)
        self.finding = texts.paragraph("")
        self.finding_more = texts.paragraph("", "muted")
        first = self._panel(
            _("Does a function win at the cost of the next?"), self.check_table, "local_optimum"
        )
        first.layout_.insertWidget(1, self.finding)
        first.layout_.insertWidget(2, self.finding_more)
        self.series = correlation_list.CorrelationList()
        self.series_table = CellTable(self.series, _("Correlations"))
        self.series_table.opened.connect(self._open_series)
        self.moves = texts.paragraph("")
        second = self._panel(
            _("What does the won amount move along with?"), self.series_table, "correlation"
        )
        second.layout_.insertWidget(1, self.moves)
        self.body.addWidget(first)
        self.body.addLayout(self._charts())
        self.body.addWidget(second)
        self.body.addStretch(1)

    def _panel(self, heading: str, table: ListTable, key: str) -> Panel:
        panel = _narrow_panel()
        head = QHBoxLayout()
        head.addWidget(texts.heading(heading), 1)
        export = texts.button(_("Export…"), "small")
        export.clicked.connect(lambda _checked=False: self.exported.emit(table, heading))
        head.addWidget(export)
        panel.layout_.addLayout(head)
        panel.layout_.addWidget(table)

        def explained() -> Explained:
            months = self._months(table)
            number = _("n = {n} months").format(n=len(months)) if months else ""
            return Explained(
                heading,
                key,
                month_span(months),
                note=number,
                rows=lambda: table_rows(table),
                picture=table,
            )

        attach(table, self._actions, explained)
        return panel

    def _months(self, table: ListTable) -> list[str]:
        """The months that a table is of, in their order."""
        if table is not self.check_table:
            return [] if self.answer is None else list(self.answer.months)
        checks = () if self.optima is None else self.optima.checks
        return sorted({point.month for check in checks for point in check.months})

    def _charts(self) -> QHBoxLayout:
        """The own figure beside what became of it, month by month."""
        line = QHBoxLayout()
        line.setSpacing(theme.current().space_3)
        self.own, self.following = (
            TrendChart(name) for name in (_("Hands over at"), _("At the next step"))
        )
        self._headings = []
        for chart in (self.own, self.following):
            panel = _narrow_panel()
            heading = texts.heading(chart.accessibleName())
            self._headings.append(heading)
            panel.layout_.addWidget(heading)
            chart.setMinimumHeight(_CHART_HEIGHT)
            chart.opened.connect(lambda month: self.month_opened.emit(self.shown, month))
            panel.layout_.addWidget(chart)
            line.addWidget(panel, 1)
            self._attach(chart, heading)
        return line

    def _attach(self, chart: Chart, heading: texts.Label) -> None:
        def explained() -> Explained | None:
            if self.shown is None:
                return None
            return Explained(
                heading.text(),
                period_text=month_span([point.month for point in self.shown.months]),
                sentence=check_sentence(self.shown),
                rows=chart.rows,
                picture=chart,
            )

        attach(chart, self._actions, explained)

    @property
    def shown(self) -> "Check | None":
        """The check whose months are drawn: the chosen one, the first found, or the first."""
        checks = self.optima.checks if self.optima else ()
        if 0 <= self._row < len(checks):
            return checks[self._row]
        return next((one for one in checks if one.verdict == "found"), next(iter(checks), None))

    def show_optima(self, answer: "LocalOptima") -> None:
        """Shows the checks, and in words those that were found."""
        self.paint_once_laid_out()
        self.optima = answer
        self.finding.setText(optima_sentence(answer))
        more = "\n".join(check_sentence(one) for one in answer.found)
        self.finding_more.setText(more)
        self.finding_more.setVisible(bool(more))
        self.checks.take(answer.checks)
        show_whole(self.check_table, check_list.WIDTHS)
        self._draw()

    def _on_check(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self._row = self.check_table.found.mapToSource(current).row()
            self._draw()

    def _draw(self) -> None:
        check = self.shown
        if check is None:
            return
        name = output_name(check.output)
        reached = _("Deals that reached “{stage}”").format(
            stage=" ".join(check.output.stage.name.split())
        )
        following = figure_name(check)
        for heading, text in zip(self._headings, (reached, following), strict=True):
            heading.setText(f"{name} · {text}")
        self.own.set_data(_own(check, reached))
        self.following.set_data(_following(check, following))

    def show_correlations(self, answer: "Correlations") -> None:
        """Shows each figure against the won amount."""
        self.answer = answer
        self.moves.setText(correlation_sentence(answer))
        self.series.take(answer.series)
        show_whole(self.series_table, correlation_list.WIDTHS)

    def _open_check(self, index: QModelIndex) -> None:
        self.check_opened.emit(self.check_table.row(index), index.column())

    def _open_series(self, index: QModelIndex) -> None:
        self.series_opened.emit(self.series_table.row(index), index.column())


def _narrow_panel() -> Panel:
    tokens = theme.current()
    panel = Panel()
    panel.layout_.setContentsMargins(tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2)
    panel.layout_.setSpacing(tokens.space_1)
    return panel


def _own(check: "Check", name: str) -> TrendData:
    points = tuple(
        TrendPoint(
            one.month,
            i18n.month_mark(one.month),
            i18n.month(one.month),
            float(one.handed_on),
            target=_mean(check, one.month, own=True),
        )
        for one in check.months
    )
    return TrendData(name, points, target_name=_("mean of the months compared"))


def _following(check: "Check", name: str) -> TrendData:
    points = tuple(
        TrendPoint(
            one.month,
            i18n.month_mark(one.month),
            i18n.month(one.month),
            one.some / one.n if one.n else None,
            n=one.n,
            weak=one.n < 5,
            target=_mean(check, one.month, own=False),
        )
        for one in check.months
    )
    return TrendData(name, points, wording("share"), target_name=_("mean of the months compared"))


def _mean(check: "Check", month: str, *, own: bool) -> float | None:
    """The level of the stretch that a month is in."""
    for stretch in (check.recent, check.before):
        if stretch is not None and month in stretch.months:
            return stretch.a_month if own else stretch.next.raw
    return None
