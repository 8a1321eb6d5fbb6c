"""The bottleneck page: the one narrow place, local optima, and where good customers come from."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

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
_Tab = TypeVar("_Tab", bound=QWidget)


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
        self._verdicts = self._follow("bottleneck")
        self._optima = self._follow("local-optima")
        self._judged = self._follow("downstream")
        layout = self._begin(self.pipelines)
        self.tabs = QTabWidget(self)
        self._rooms: list[QVBoxLayout] = []
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.title())
        self.tabs.tabBar().setAccessibleName(self.title())
        for name in (_("Bottleneck"), _("Local optima"), _("Sources and owners")):
            holder = QWidget()
            room = QVBoxLayout(holder)
            room.setContentsMargins(0, 0, 0, 0)
            self._rooms.append(room)
            self.tabs.addTab(holder, texts.button_text(name))
        layout.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(self._on_tab)
        self.build_in_turns(self._recall_once, self._begin_front)

    def _begin_front(self) -> None:
        if self.tabs.currentIndex() == VERDICT:
            self.verdict.show()

    @staticmethod
    def title() -> str:
        return _("Bottleneck")

    # Each tab is built when it is first wanted, the first one in turns: all at once would hold the
    # window.

    @cached_property
    def verdict(self) -> VerdictTab:
        """The one narrow place."""
        room = self._rooms[VERDICT].parentWidget()
        made = self._placed(VERDICT, VerdictTab(self.actions_, self._verdicts, room))
        self.build_in_turns(*made.parts())
        return made

    @cached_property
    def optima(self) -> OptimaTab:
        """Each function's own figure beside what it does to the whole."""
        made = self._placed(OPTIMA, OptimaTab(self.actions_, self._rooms[OPTIMA].parentWidget()))
        made.check_opened.connect(self._open_check)
        made.month_opened.connect(self._open_check_month)
        made.series_opened.connect(self._open_series)
        made.exported.connect(self._export)
        return made

    @cached_property
    def sources(self) -> SourcesTab:
        """Sources and owners judged by what became of their deals."""
        room = self._rooms[SOURCES].parentWidget()
        first_month = self._about.fiscal_year_start_month
        made = self._placed(SOURCES, SourcesTab(self.actions_, self._today(), first_month, room))
        made.changed.connect(self._soon.start)
        made.opened.connect(self._open_part)
        made.exported.connect(self._export)
        return made

    def _placed(self, place: int, tab: _Tab) -> _Tab:
        self._rooms[place].addWidget(tab)
        return tab

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
            tab = self.verdict
            self.once_whole(lambda: tab.ask(self._question()))
        elif place == OPTIMA:
            self._ask_optima()
        else:
            self._ask_sources()

    def _ask_optima(self) -> None:
        from revops_desktop.analytics.correlations import correlations
        from revops_desktop.analytics.local_optima import local_optima

        asked, show = self._question(), self.optima.show_correlations
        self._optima.ask(local_optima, self.optima.show_optima, **asked)
        self.actions_.ask_later("correlations", correlations, show, **asked)

    def _ask_sources(self) -> None:
        from revops_desktop.analytics.source_costs import judged_sources

        self._judged.ask(
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
