"""The bottleneck page: the one narrow place, local optima, and where good customers come from."""

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QTabWidget, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts
from revops_desktop.ui.bottleneck.optima_tab import OptimaTab
from revops_desktop.ui.bottleneck.sources_tab import SourcesTab
from revops_desktop.ui.bottleneck.verdict_tab import VerdictTab
from revops_desktop.ui.figures.page import PipelinePage

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences
    from revops_desktop.ui.tables.text_list import ListTable

_TAB = "bottleneck/tab"
VERDICT, OPTIMA, SOURCES = range(3)


class BottleneckPage(PipelinePage):
    """Asks what is seen in the background; the old picture stays until the newest answer."""

    key: ClassVar[str] = "bottleneck"
    icon_name: ClassVar[str] = "chevrons-right-left"
    concerned = frozenset(
        (
            *("deal", "deal_line", "deal_exit", "stage_visit", "stage", "pipeline", "function"),
            *("workspace", "handoff", "target", "channel_month", "member", "company"),
            "exit_reason",
        )
    )

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        layout = self._begin(self.pipelines)
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

    @staticmethod
    def title() -> str:
        return _("Bottleneck")

    # Asking

    def _recall(self, preferences: "Preferences") -> None:
        kept = preferences.remembered(_TAB)
        if kept in ("0", "1", "2"):
            with QSignalBlocker(self.tabs):
                self.tabs.setCurrentIndex(int(kept))

    def _on_tab(self, place: int) -> None:
        if self.program is not None:
            self.program.preferences.remember(_TAB, str(place))
        self._soon.start()

    def _ask(self) -> None:
        """Only the tab that is seen asks; the others do when they are shown."""
        if not self.actions_.pipeline_id:
            return
        place = self.tabs.currentIndex()
        if place == VERDICT:
            self.verdict.ask(self._question())
        elif place == OPTIMA:
            self._ask_optima()
        else:
            self._ask_sources()

    def _ask_optima(self) -> None:
        from revops_desktop.analytics.correlations import correlations
        from revops_desktop.analytics.local_optima import local_optima

        ask = self.actions_.ask_later
        ask("local-optima", local_optima, self.optima.show_optima, **self._question())
        ask("correlations", correlations, self.optima.show_correlations, **self._question())

    def _ask_sources(self) -> None:
        from revops_desktop.analytics.source_costs import judged_sources

        self.actions_.ask_later(
            "downstream",
            judged_sources,
            self.sources.show_parts,
            by=self.sources.by,
            period=self._period(self.sources.period_box),
            **self._question(),
        )

    # What is behind a figure

    def _open_check(self, check: Any, column: int) -> None:
        from revops_desktop.ui.bottleneck.opening import open_check

        open_check(self, self.actions_, check, column, self._question())

    def _open_check_month(self, check: Any, month: str) -> None:
        from revops_desktop.ui.bottleneck.opening import open_check_month

        open_check_month(self, self.actions_, check, month, self._question())

    def _open_series(self, series: Any, column: int) -> None:
        from revops_desktop.ui.bottleneck.opening import open_series

        open_series(self, self.actions_, self.optima.answer, series, column)

    def _open_part(self, part: Any, column: int) -> None:
        from revops_desktop.ui.bottleneck.opening import open_part

        open_part(self, self.actions_, self.sources.list, part, column, self._question())

    def _export(self, table: "ListTable", name: str) -> None:
        from revops_desktop.ui.tables.text_list import export

        export(self, self.actions_, name, table)
