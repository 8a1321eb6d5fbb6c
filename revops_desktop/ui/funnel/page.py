"""The funnel page: key figures with their trend, and the funnel, live."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QWidget

from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.periods import local_day
from revops_desktop.ui import texts, theme
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.filters.bar import FilterBar
from revops_desktop.ui.funnel import rows
from revops_desktop.ui.funnel.period_box import PeriodBox, period_text
from revops_desktop.ui.funnel.stage_table import StageView
from revops_desktop.ui.page import Page, PageHeader, Panel, page_layout

if TYPE_CHECKING:
    from revops_desktop.analytics.settings import Settings
    from revops_desktop.ui.actions import Actions, ChangedLike

_CONCERNED = frozenset(
    ("deal", "deal_line", "stage_visit", "deal_exit", "stage", "pipeline", "function", "workspace")
)
TILES = 6


class FunnelPage(Page):
    """Asks in the background; the old picture stays until the newest answer is there."""

    key: ClassVar[str] = "funnel"
    icon_name: ClassVar[str] = "funnel"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.funnel: Any = None
        self._rivers: Any = ()
        self._basis: rows.Basis = "count"
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
        layout.addLayout(self._tiles())
        layout.addWidget(self._panel(), 1)
        actions.pipeline_changed.connect(lambda _id: self.make_stale())

    @staticmethod
    def title() -> str:
        return _("Funnel")

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title())
        self.pipelines = QComboBox()
        self.pipelines.setAccessibleName(_("Pipeline"))
        self.pipelines.hide()
        self.pipelines.currentIndexChanged.connect(self._choose_pipeline)
        self.period_box = PeriodBox(self._today(), self._about.fiscal_year_start_month)
        self.period_box.chosen.connect(self.make_stale)
        self.header.add(self.pipelines, self.period_box)
        return self.header

    def _tiles(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.current().space_3)
        self.tiles = [Tile() for _place in range(TILES)]
        for place, tile in enumerate(self.tiles):
            line.addWidget(tile, 1)
            tile.opened.connect(lambda place=place: self._open_tile(place))
        return line

    def _panel(self) -> Panel:
        panel = Panel()
        tokens = theme.current()
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_3, tokens.space_3, tokens.space_2
        )
        head = QHBoxLayout()
        self.heading = texts.heading("")
        self.note = texts.label("", "muted")
        head.addWidget(self.heading)
        head.addWidget(self.note, 1)
        self._bases = QButtonGroup(self)
        for basis, name in (("count", _("By count")), ("amount", _("By amount"))):
            button = texts.button(name, "small")
            button.setCheckable(True)
            button.setChecked(basis == self._basis)
            button.clicked.connect(lambda _checked, basis=basis: self._choose_basis(basis))
            self._bases.addButton(button)
            head.addWidget(button)
        self.view = StageView()
        self.view.setAccessibleName(_("Funnel"))
        self.view.opened.connect(self._open_stage)
        self.empty = texts.paragraph("", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.hide()
        panel.layout_.addLayout(head)
        panel.layout_.addWidget(self.empty)
        panel.layout_.addWidget(self.view, 1)
        return panel

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
        self.actions_.ask_later("funnel-pipelines", pipelines, self._show_pipelines)
        self._soon.start()

    def on_changed(self, changed: "ChangedLike") -> None:
        self.filters.on_changed(changed)
        if changed.tables & {"stage", "pipeline", "workspace"}:
            self._about = self._ask_about()
            self.refresh()
        elif changed.tables & _CONCERNED or self.filters.concerns(changed):
            self._soon.start()

    def _ask(self) -> None:
        if not self.actions_.pipeline_id:
            return
        from revops_desktop.analytics.funnel import funnel

        self.period_box.reckon(self._today(), self._about.fiscal_year_start_month)
        self.actions_.ask_later(
            "funnel",
            funnel,
            self._show_funnel,
            pipeline_id=self.actions_.pipeline_id,
            period=self.period_box.period(),
            only=self.filters.chosen,
        )

    def _ask_tiles(self) -> None:
        from revops_desktop.analytics.funnel_tiles import funnel_tiles

        self.actions_.ask_later(
            "funnel-tiles",
            funnel_tiles,
            self._show_tiles,
            pipeline_id=self.funnel.pipeline_id,
            period=self.funnel.period,
            today=self._today(),
            only=self.funnel.only,
        )

    # Showing

    def _show_pipelines(self, rivers: Any) -> None:
        self._rivers = rivers
        known = [river.pipeline_id for river in rivers]
        if known and self.actions_.pipeline_id not in known:
            self.actions_.pipeline_id = known[0]
        with QSignalBlocker(self.pipelines):
            self.pipelines.clear()
            for river in rivers:
                self.pipelines.addItem(" ".join(river.name.split()), river.pipeline_id)
            self.pipelines.setCurrentIndex(self.pipelines.findData(self.actions_.pipeline_id))
        self.pipelines.setVisible(len(rivers) > 1)
        if self.funnel is None:
            self._soon.start()

    def _show_funnel(self, funnel: Any) -> None:
        self.funnel = funnel
        first = funnel.stages[0] if funnel.stages else None
        reached = first.reached.count if first else 0
        standing = sum(flow.here.count for flow in funnel.stages)
        self.header.set_subtitle(period_text(funnel.period))
        self.heading.setText(_("How far deals get"))
        note = ngettext("{n} deal entered", "{n} deals entered", reached).format(n=f"{reached:,}")
        if funnel.undated and not funnel.period.is_all_time:
            note += " · " + _("{n} without a date left out").format(n=f"{funnel.undated:,}")
        self.note.setText(note)
        nothing = not reached and not standing
        self.empty.setVisible(nothing)
        self.empty.setText(self._why_empty() if nothing else "")
        self._draw()
        # Twelve months asked beside the funnel would make a move show later.
        self._ask_tiles()

    def _why_empty(self) -> str:
        if self.filters.is_filtering:
            return _("No deal is meant by the filter. Take a condition away, or clear the filter.")
        return _("No deal yet. Add one on the board, or import a list, and the funnel fills.")

    def _draw(self) -> None:
        if self.funnel is None:
            return
        self.view.model_.show(rows.stage_rows(self.funnel, self._basis), rows.headings(self._basis))
        self.view.fit()

    def _show_tiles(self, answer: Any) -> None:
        from revops_desktop.ui.funnel.tile_words import tile_figures

        for tile, figure in zip(self.tiles, tile_figures(answer), strict=True):
            tile.show_figure(figure)

    # Choosing

    def _choose_pipeline(self, _index: int) -> None:
        chosen = self.pipelines.currentData()
        if chosen is not None:
            self.actions_.pipeline_id = int(chosen)

    def _choose_basis(self, basis: rows.Basis) -> None:
        self._basis = basis
        self._draw()

    # The deals behind a figure

    def _open_stage(self, row: int, column: int) -> None:
        if self.funnel is not None:
            from revops_desktop.ui.funnel.deals_dialog import open_stage

            open_stage(self, self.actions_, self.funnel, row, column)

    def _open_tile(self, place: int) -> None:
        if self.funnel is not None:
            from revops_desktop.ui.funnel.deals_dialog import open_tile

            open_tile(self, self.actions_, self.funnel, place)
