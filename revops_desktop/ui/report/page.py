"""The report page: the report of a month, the reports that were made, what became of actions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QTabWidget, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import texts
from revops_desktop.ui.figures.pipeline_box import PipelineBox
from revops_desktop.ui.page import Page, PageHeader, Panel, page_layout
from revops_desktop.ui.report.actions_tab import ActionsTab
from revops_desktop.ui.report.choices import PAPERS
from revops_desktop.ui.report.made_tab import MadeTab
from revops_desktop.ui.report.report_tab import ReportTab

if TYPE_CHECKING:
    from revops_desktop.analytics.kept_reports import KeptReport, ReportLook
    from revops_desktop.analytics.report_months import ReportMonths, River
    from revops_desktop.ui.actions import Actions, ChangedLike


@dataclass(frozen=True, slots=True)
class Known:
    """What can be chosen, how reports look, and which were made, newest month first."""

    months: "ReportMonths"
    look: "ReportLook"
    kept: "tuple[KeptReport, ...]"
    currency: str


def _known(session: Any) -> Known:
    from revops_desktop.analytics.kept_reports import kept_reports, look_of_reports
    from revops_desktop.analytics.report_months import report_months
    from revops_desktop.analytics.settings import settings

    return Known(
        report_months(session),
        look_of_reports(session),
        kept_reports(session),
        settings(session).currency,
    )


class ReportPage(Page):
    """Nothing is written before Save or Print; either records the report that was made."""

    key: ClassVar[str] = "report"
    icon_name: ClassVar[str] = "file-chart-column"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._known: Known | None = None
        # The month that was chosen; until then the last one that is over is shown.
        self._month: str | None = None
        layout = page_layout(self)
        layout.addWidget(self._head())
        self.nothing_yet = self._nothing_yet()
        layout.addWidget(self.nothing_yet)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(self.title())
        self.tabs.tabBar().setAccessibleName(self.title())
        layout.addWidget(self.tabs, 1)
        layout.addStretch(0)
        self.build_in_turns(self._build_tabs)
        actions.pipeline_changed.connect(self.make_stale)

    def _build_tabs(self) -> Iterator[None]:
        self.report = ReportTab(self.actions_, self._is_read_only, self.tabs)
        yield from self.report.build()
        self.report.made_changed.connect(self._show_state)
        self.tabs.addTab(self.report, texts.button_text(_("Report")))
        yield
        self.made = MadeTab(self.actions_, self._is_read_only, self.report.figures_of, self.tabs)
        yield from self.made.build()
        self.tabs.addTab(self.made, texts.button_text(_("Made reports")))
        yield
        self.actions_tab = ActionsTab(self.actions_, self.tabs)
        self.tabs.addTab(self.actions_tab, texts.button_text(_("Actions")))
        self.tabs.currentChanged.connect(lambda _place: self._show_state())
        self._listen()

    @staticmethod
    def title() -> str:
        return _("Report")

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title(), self)
        self.pipelines = PipelineBox(self.actions_, self.header)
        self.months = QComboBox()
        self.months.setAccessibleName(_("Month"))
        self.months.setMaxVisibleItems(18)
        self.months.setMinimumWidth(130)
        self.months.currentIndexChanged.connect(self._choose_month)
        # Choosing the same month again makes a report that was cancelled.
        self.months.activated.connect(lambda _place: self._want())
        self.header.add(self.pipelines, self.months)
        return self.header

    def _listen(self) -> None:
        """The keys that do the same in every tab."""
        for key, what, do in (
            (QKeySequence.StandardKey.Save, _("Save the report as a PDF file"), "save"),
            (QKeySequence.StandardKey.Print, _("Print the report"), "print_"),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            texts.name_key(shortcut, what)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda do=do: self._in_front(do))

    def _in_front(self, do: str) -> None:
        """Does something in the tab in front, if it can."""
        found = getattr(self.tabs.currentWidget(), do, None)
        if found is not None:
            found()

    def _nothing_yet(self) -> QWidget:
        panel = Panel(_("Nothing to report yet"))
        panel.layout_.addWidget(
            texts.paragraph(
                _(
                    "As soon as deals with dates stand on the board or are imported, their "
                    "months can be chosen here."
                ),
                "muted",
            )
        )
        panel.hide()
        return panel

    def _is_read_only(self) -> bool:
        state = self.program.file_state() if self.program is not None else None
        return state is not None and state.read_only

    # What can be chosen

    def refresh(self) -> None:
        self.actions_.ask_later("report-known", _known, self._show_known)

    def make_stale(self) -> None:
        if self.is_whole:
            self.report.outdate()
        super().make_stale()

    def notice(self, changed: "ChangedLike") -> None:
        # What a report says is the same after it was recorded, and in another look.
        says_more = self.is_whole and not changed.tables <= {"report_look"}
        if says_more and not self.report.keeping.is_recording:
            self.report.outdate()
            self.made.outdate()
        super().notice(changed)

    def show_month(self, month: str) -> None:
        """Chooses a month (YYYY-MM) as soon as it can be chosen."""
        self._month = month
        self.tabs.setCurrentWidget(self.report)
        if self._known is not None:
            self._show_known(self._known)

    def _show_known(self, known: Known) -> None:
        self._known = known
        self.pipelines.offer(known.months.rivers)
        river = self._river()
        with QSignalBlocker(self.months):
            self.months.clear()
            for month in reversed(river.months if river is not None else ()):
                self.months.addItem(i18n.month(month), month)
            place = self.months.findData(self._month)
            self.months.setCurrentIndex(place if place >= 0 else self._usual_month())
        self.report.show_look(known.look, known.months.language)
        self.report.show_kept(known.kept)
        self.made.show_kept(known.kept, known.months.zone, known.currency)
        pipeline_id = river.pipeline_id if river is not None else 0
        self.actions_tab.show_kept(known.kept, pipeline_id, known.months.zone)
        self._want()

    def _river(self) -> "River | None":
        if self._known is None:
            return None
        rivers = self._known.months.rivers
        chosen = self.actions_.pipeline_id
        return next((one for one in rivers if one.pipeline_id == chosen), None)

    def _usual_month(self) -> int:
        """The last month that is over; the newest there is where none is."""
        from revops_desktop.rules.periods import local_day, month_of

        if self._known is None:
            return -1
        current = month_of(local_day(self.actions_.now(), self._known.months.zone))
        months = [self.months.itemData(place) for place in range(self.months.count())]
        over = (place for place, month in enumerate(months) if month < current)
        return next(over, 0 if months else -1)

    def _choose_month(self) -> None:
        self._month = self.months.currentData()
        self._want()

    def _want(self) -> None:
        month, river = self.months.currentData(), self._river()
        is_any = month is not None and river is not None
        self.report.want((river.pipeline_id, month) if is_any and river else None)
        self._show_state()

    def _show_state(self) -> None:
        """How many pages there are, or that there is nothing to report."""
        known = self._known
        is_empty = known is not None and self.months.count() == 0
        self.nothing_yet.setVisible(is_empty)
        self.tabs.setVisible(not is_empty or bool(known and known.kept))
        is_report = self.tabs.currentWidget() is self.report
        self.months.setVisible(not is_empty and is_report)
        made = self.report.made
        pages = 0 if made is None or is_empty or not is_report else len(made.drawn.pages)
        words = ngettext("{pages} page, {paper}", "{pages} pages, {paper}", pages)
        paper = dict(PAPERS).get(made.choice.paper, "") if made is not None else ""
        self.header.set_subtitle(words.format(pages=pages, paper=paper) if pages else "")
