"""The bottleneck page: the one narrow place, local optima, and where good customers come from."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, QTimer
from PySide6.QtWidgets import QComboBox, QTabWidget, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import texts
from revops_desktop.ui.bottleneck.optima_tab import OptimaTab
from revops_desktop.ui.bottleneck.sources_tab import SourcesTab
from revops_desktop.ui.bottleneck.verdict_tab import VerdictTab
from revops_desktop.ui.filters.bar import FilterBar
from revops_desktop.ui.page import Page, PageHeader, page_layout

if TYPE_CHECKING:
    from revops_desktop.analytics.settings import Settings
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.tables.text_list import ListTable

_CONCERNED = frozenset(
    (
        *("deal", "deal_line", "deal_exit", "stage_visit", "stage", "pipeline", "function"),
        *("workspace", "handoff", "target", "channel_month", "member", "company", "exit_reason"),
    )
)
_TAB = "bottleneck/tab"
VERDICT, OPTIMA, SOURCES = range(3)


class BottleneckPage(Page):
    """Asks what is seen in the background; the old picture stays until the newest answer."""

    key: ClassVar[str] = "bottleneck"
    icon_name: ClassVar[str] = "chevrons-right-left"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._about = self._ask_about()
        # Ten changes in a burst are one question and one redraw.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask)
        layout = page_layout(self)
        layout.addWidget(self._head())
        self.filters = FilterBar(actions, self.key)
        self.filters.changed.connect(self._soon.start)
        layout.addWidget(self.filters)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.title())
        self.tabs.tabBar().setAccessibleName(self.title())
        self.verdict = VerdictTab(actions)
        self.optima = OptimaTab(actions)
        self.sources = SourcesTab(actions, self._today(), self._about.fiscal_year_start_month)
        for tab, name in (
            (self.verdict, _("Bottleneck")),
            (self.optima, _("Local optima")),
            (self.sources, _("Sources and owners")),
        ):
            self.tabs.addTab(tab, texts.button_text(name))
        layout.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._on_tab)
        self.optima.check_opened.connect(self._open_check)
        self.optima.month_opened.connect(self._open_check_month)
        self.optima.series_opened.connect(self._open_series)
        self.sources.changed.connect(self._soon.start)
        self.sources.opened.connect(self._open_part)
        for tab_ in (self.optima, self.sources):
            tab_.exported.connect(self._export)
        actions.pipeline_changed.connect(lambda _id: self.make_stale())

    @staticmethod
    def title() -> str:
        return _("Bottleneck")

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title())
        self.pipelines = QComboBox()
        self.pipelines.setAccessibleName(_("Pipeline"))
        self.pipelines.hide()
        self.pipelines.currentIndexChanged.connect(self._choose_pipeline)
        self.header.add(self.pipelines)
        return self.header

    def _today(self) -> date:
        """Today where the business is, whatever the machine's own zone."""
        return local_day(self.actions_.now(), self._about.time_zone)

    # Asking

    def _ask_about(self) -> "Settings":
        from revops_desktop.analytics.settings import settings

        return self.actions_.ask(settings)

    def refresh(self) -> None:
        from revops_desktop.analytics.pipelines import pipelines

        if self.program is not None:
            self.filters.recall(self.program.preferences)
            kept = self.program.preferences.remembered(_TAB)
            if kept in ("0", "1", "2"):
                with QSignalBlocker(self.tabs):
                    self.tabs.setCurrentIndex(int(kept))
        self.actions_.ask_later("bottleneck-pipelines", pipelines, self._show_pipelines)
        self._soon.start()

    def on_changed(self, changed: "ChangedLike") -> None:
        self.filters.on_changed(changed)
        if changed.tables & {"stage", "pipeline", "workspace"}:
            self._about = self._ask_about()
            self.refresh()
        elif changed.tables & _CONCERNED or self.filters.concerns(changed):
            self._soon.start()

    def _on_tab(self, place: int) -> None:
        if self.program is not None:
            self.program.preferences.remember(_TAB, str(place))
        self._soon.start()

    def _asked(self) -> dict[str, Any]:
        """What every question of the page is about."""
        return {
            "pipeline_id": self.actions_.pipeline_id,
            "now": self.actions_.now(),
            "only": self.filters.chosen,
        }

    def _ask(self) -> None:
        """Only the tab that is seen asks; the others do when they are shown."""
        if not self.actions_.pipeline_id:
            return
        place = self.tabs.currentIndex()
        if place == VERDICT:
            self.verdict.ask(self._asked())
        elif place == OPTIMA:
            self._ask_optima()
        else:
            self._ask_sources()

    def _ask_optima(self) -> None:
        from revops_desktop.analytics.correlations import correlations
        from revops_desktop.analytics.local_optima import local_optima

        ask = self.actions_.ask_later
        ask("local-optima", local_optima, self.optima.show_optima, **self._asked())
        ask("correlations", correlations, self.optima.show_correlations, **self._asked())

    def _ask_sources(self) -> None:
        from revops_desktop.analytics.downstream import downstream

        self.sources.period_box.reckon(self._today(), self._about.fiscal_year_start_month)
        self.actions_.ask_later(
            "downstream",
            downstream,
            self.sources.show_parts,
            by=self.sources.by,
            period=self.sources.period_box.period(),
            **self._asked(),
        )

    # Showing

    def _show_pipelines(self, rivers: Any) -> None:
        known = [river.pipeline_id for river in rivers]
        if known and self.actions_.pipeline_id not in known:
            self.actions_.pipeline_id = known[0]
        with QSignalBlocker(self.pipelines):
            self.pipelines.clear()
            for river in rivers:
                self.pipelines.addItem(" ".join(river.name.split()), river.pipeline_id)
            self.pipelines.setCurrentIndex(self.pipelines.findData(self.actions_.pipeline_id))
        self.pipelines.setVisible(len(rivers) > 1)
        self._soon.start()

    def _choose_pipeline(self, _index: int) -> None:
        chosen = self.pipelines.currentData()
        if chosen is not None:
            self.actions_.pipeline_id = int(chosen)

    # What is behind a figure

    def _open_check(self, check: Any, column: int) -> None:
        from revops_desktop.ui.bottleneck.opening import open_check

        open_check(self, self.actions_, check, column, self._asked())

    def _open_check_month(self, check: Any, month: str) -> None:
        from revops_desktop.ui.bottleneck.opening import open_check_month

        open_check_month(self, self.actions_, check, month, self._asked())

    def _open_series(self, series: Any, column: int) -> None:
        from revops_desktop.ui.bottleneck.opening import open_series

        open_series(self, self.actions_, self.optima.answer, series, column)

    def _open_part(self, part: Any, column: int) -> None:
        from revops_desktop.ui.bottleneck.opening import open_part

        open_part(self, self.actions_, self.sources.list, part, column, self._asked())

    def _export(self, table: "ListTable", name: str) -> None:
        from revops_desktop.ui.tables.text_list import export

        def told(text: str) -> None:
            texts.message(self, _("Export"), text)

        export(self, self.actions_, name, table, told)
