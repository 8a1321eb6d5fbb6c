"""What the pages of figures share: the day of the business, one question for a burst of changes.

    class SlaPage(FilteredPage):        # figures of what a filter means
    class HealthPage(PipelinePage):     # … in one pipeline

A page says what it asks (`_ask`), what concerns it (`concerned`) and how it was left (`_recall`).
"""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from revops_desktop.rules.periods import Period, local_day
from revops_desktop.ui.figures.followed import Followed
from revops_desktop.ui.figures.pipeline_box import PipelineBox
from revops_desktop.ui.filters.bar import FilterBar
from revops_desktop.ui.funnel.period_box import PeriodBox
from revops_desktop.ui.page import Page, PageHeader, page_layout

if TYPE_CHECKING:
    from revops_desktop.analytics.settings import Settings
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.preferences import Preferences


class FiguresPage(Page):
    """Asks in the background; the old picture stays until the newest answer is there."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._settings: Settings | None = None
        self._kept: list[Followed] = []
        self.header = PageHeader(self.heading(), self)
        # Ten changes in a burst are one question and one redraw.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(lambda: self.once_whole(self._ask))

    def heading(self) -> str:
        """What stands above the page."""
        return self.title()

    def _ask(self) -> None:
        """Asks for what is seen."""
        raise NotImplementedError

    def _follow(self, key: str, forgets: frozenset[str] = frozenset()) -> Followed:
        """An answer that follows what is written, also while the page is not seen."""
        made = Followed(self.actions_, key, forgets)
        self._kept.append(made)
        return made

    def notice(self, changed: "ChangedLike") -> None:
        for answer in self._kept:
            answer.notice(changed)
        super().notice(changed)

    @property
    def _about(self) -> "Settings":
        """The business: its zone, currency and fiscal year."""
        if self._settings is None:
            from revops_desktop.analytics.settings import settings

            self._settings = self.actions_.ask(settings)
        return self._settings

    def _today(self) -> date:
        """Today where the business is, whatever the machine's own zone."""
        return local_day(self.actions_.now(), self._about.time_zone)

    def _new_period_box(self) -> PeriodBox:
        first_month = self._about.fiscal_year_start_month
        return PeriodBox(self._today(), first_month, self.header)

    def _period(self, box: PeriodBox) -> Period:
        """The days that a box means today."""
        box.reckon(self._today(), self._about.fiscal_year_start_month)
        return box.period()


class FilteredPage(FiguresPage):
    """Figures of what its filter means; asked anew whenever that may be something else."""

    # The tables whose rows the figures are made of.
    concerned: ClassVar[frozenset[str]] = frozenset()
    # After a change of these, choices and names may be others as well.
    framing: ClassVar[frozenset[str]] = frozenset(("stage", "pipeline", "workspace"))

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._recalled = False

    def _begin(self, *controls: QWidget) -> QVBoxLayout:
        """The page's layout with its head: the heading, these controls, the filter."""
        self.header.add(*controls)
        # After them, and where it belongs at once: so Tab goes, and it is dressed only once.
        self.filters = FilterBar(self.actions_, self.key, self)
        self.filters.changed.connect(self._soon.start)
        layout = page_layout(self)
        layout.addWidget(self.header)
        layout.addWidget(self.filters)
        return layout

    def refresh(self) -> None:
        self._recall_once()
        self._soon.start()

    def _recall_once(self) -> None:
        if self.program is None:
            return
        self.filters.recall(self.program.preferences)
        if not self._recalled:
            self._recalled = True
            self._recall(self.program.preferences)

    def _recall(self, preferences: "Preferences") -> None:
        """Shows the choices as they were left on this machine."""

    def on_changed(self, changed: "ChangedLike") -> None:
        self.filters.on_changed(changed)
        if changed.tables & self.framing:
            self._settings = None
            self.refresh()
        elif changed.tables & self.concerned or self.filters.concerns(changed):
            self._soon.start()


class PipelinePage(FilteredPage):
    """Figures of one pipeline."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.pipelines = PipelineBox(actions, self.header)
        actions.pipeline_changed.connect(self.make_stale)

    def refresh(self) -> None:
        from revops_desktop.analytics.pipelines import pipelines

        self.actions_.ask_later(f"{self.key}-pipelines", pipelines, self._show_pipelines)
        super().refresh()

    def _show_pipelines(self, rivers: Any) -> None:
        # Where it is another one from now on, all is asked of that.
        self.pipelines.offer(rivers)

    def _question(self) -> dict[str, Any]:
        """What every question of the page is about."""
        return {
            "pipeline_id": self.actions_.pipeline_id,
            "now": self.actions_.now(),
            "only": self.filters.chosen,
        }
