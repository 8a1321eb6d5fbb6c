"""The page of pipeline health: seven figures, the waterfall of a period, what slips."""

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout, QWidget

from revops_desktop import i18n
from revops_desktop.i18n import _
from revops_desktop.ui.figures import menu
from revops_desktop.ui.figures.explain import BehindQuestion, Explained, explain, of_tile
from revops_desktop.ui.figures.followed import NAMED
from revops_desktop.ui.figures.page import PipelinePage
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.figures.tile_rows import TileRows
from revops_desktop.ui.funnel.period_box import PeriodBox, period_text
from revops_desktop.ui.health import words
from revops_desktop.ui.health.lists import SlippingList, StepList
from revops_desktop.ui.health.tables_panel import SLIPPING, STAGES, TablesPanel
from revops_desktop.ui.health.waterfall_panel import WaterfallPanel

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from revops_desktop.analytics.health_page import HealthPage as HealthAnswer
    from revops_desktop.analytics.measured_weight import MeasuredWeight
    from revops_desktop.analytics.pipeline_health import PipelineHealth, Subject
    from revops_desktop.analytics.waterfall import Waterfall
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences

_KEPT = "health/choices"
_WIDE = 880
_FIRST_DAYS = 5


class HealthPage(PipelinePage):
    """Asks in the background; the old picture stays until the newest answer is there."""

    key: ClassVar[str] = "health"
    icon_name: ClassVar[str] = "heart-pulse"
    concerned = frozenset(
        (
            *("deal", "deal_line", "stage_visit", "deal_exit", "stage", "pipeline", "workspace"),
            *("activity", "company", "member", "target", "product"),
        )
    )

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.answer: PipelineHealth | None = None
        self._figures = self._follow("health", NAMED)
        self._measured = self._follow("health-measured")
        self._waterfalls = self._follow("health-waterfall")
        layout = self._begin(self.pipelines, self._period_choice())
        self.build_in_turns(
            partial(self._build_tiles, layout),
            partial(self._build_waterfall, layout),
            partial(self._build_tables, layout),
        )

    def _build_tiles(self, layout: QVBoxLayout) -> None:
        self.tiles = [Tile(self) for _place in words.TILES]
        for place, tile in enumerate(self.tiles):
            made = menu.attach(tile, self.actions_, partial(self._tile, place))
            tile.opened.connect(made.explain)
        self._rows = TileRows(self.tiles)
        layout.addLayout(self._rows)

    def _build_waterfall(self, layout: QVBoxLayout) -> None:
        self.waterfall = WaterfallPanel(self)
        self.waterfall.opened.connect(self._open_step)
        self.waterfall.chosen.connect(self._remember)
        menu.attach(self.waterfall.chart, self.actions_, self._chart)
        layout.addWidget(self.waterfall, 5)

    def _build_tables(self, layout: QVBoxLayout) -> None:
        self.tables = TablesPanel(self)
        self.tables.stage_opened.connect(self._open_stage)
        self.tables.deal_opened.connect(self.actions_.deal_wanted)
        self.tables.exported.connect(self._export)
        self.tables.chosen.connect(self._remember)
        for table in (self.tables.stages, self.tables.slipping):
            menu.attach(table, self.actions_, partial(self._table, table is self.tables.stages))
        layout.addWidget(self.tables, 4)
        self._share_room()

    @staticmethod
    def title() -> str:
        return _("Health")

    def heading(self) -> str:
        return _("Pipeline health")

    def _period_choice(self) -> PeriodBox:
        self.period_box = self._new_period_box()
        # A month that has just begun has nothing to tell yet.
        has_begun = self._today().day <= _FIRST_DAYS
        self.period_box.recall("last_month" if has_begun else "this_month")
        self.period_box.chosen.connect(self._on_choice)
        return self.period_box

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        if self.is_whole:
            self._share_room()

    def _share_room(self) -> None:
        # Beside an open deal there is room for half of it.
        is_wide = self.width() >= _WIDE
        self._rows.lay(len(self.tiles) if is_wide else (len(self.tiles) + 1) // 2)
        self.tables.setVisible(is_wide)

    # Asking

    def _ask(self) -> None:
        from revops_desktop.analytics.health_page import health_page
        from revops_desktop.analytics.measured_weight import measured_weight
        from revops_desktop.analytics.waterfall import waterfall

        if not self.actions_.pipeline_id:
            return
        period, asked = self._period(self.period_box), self._question()
        self.header.set_subtitle(period_text(period))
        self._figures.ask(health_page, self._show, **asked, period=period)
        self._waterfalls.ask(waterfall, self._show_waterfall, **asked, period=period)
        of_now = {key: value for key, value in asked.items() if key != "now"}
        self._measured.ask(measured_weight, self._show_measured, **of_now)

    # Showing

    def _show(self, page: "HealthAnswer") -> None:
        self.answer = found = page.health
        self.actions_.turns.take(
            self,
            self.key,
            (
                partial(self._show_tiles, found),
                partial(self.tables.show_health, found),
                partial(self.tables.show_slipping, page.slipping),
            ),
        )

    def _show_tiles(self, found: "PipelineHealth") -> None:
        for tile, figure in zip(self.tiles, words.tile_figures(found), strict=False):
            tile.show_figure(figure)

    def _show_measured(self, found: "MeasuredWeight") -> None:
        tile = self.tiles[words.MEASURED]
        steps = (partial(tile.show_figure, words.measured_figure(found)),)
        self.actions_.turns.take(self, "health-measured", steps)

    def _show_waterfall(self, found: "Waterfall") -> None:
        steps = (partial(self.waterfall.show_waterfall, found),)
        self.actions_.turns.take(self, "health-waterfall", steps)

    # Choosing, and remembering what was chosen

    def _on_choice(self) -> None:
        self._remember()
        self._soon.start()

    def _remember(self) -> None:
        if self.program is None:
            return
        kept = {
            "period": self.period_box.state(),
            "basis": self.waterfall.basis,
            "table": self.tables.place,
        }
        self.program.preferences.remember_choices(_KEPT, kept)

    def _recall(self, preferences: "Preferences") -> None:
        kept = preferences.choices(_KEPT)
        if "period" in kept:
            with QSignalBlocker(self.period_box):
                self.period_box.recall(str(kept["period"]))
        self.waterfall.show_basis(str(kept.get("basis", "")))
        self.tables.show_place(SLIPPING if kept.get("table") == SLIPPING else STAGES)

    # What is behind the figures

    def _as_of(self) -> str:
        return _("As of {day}").format(day=i18n.day(self._today()))

    def _behind(self, subject: "Subject", stage_id: int | None = None) -> BehindQuestion:
        from revops_desktop.analytics.close_dates import slipping
        from revops_desktop.analytics.pipeline_health import health_deals

        asked = {**self._question(), "subject": subject, "stage_id": stage_id}
        if subject in ("past_close", "pushed"):
            return BehindQuestion(slipping, asked, SlippingList)
        return BehindQuestion(health_deals, asked)

    def _tile(self, place: int) -> Explained | None:
        if self.answer is None:
            return None
        _key, subject = words.TILES[place]
        return of_tile(self.tiles[place], self._behind(subject), period_text=self._as_of())

    def _chart(self) -> Explained | None:
        found = self.waterfall.answer
        if found is None or self.waterfall.chart.is_empty():
            return None
        return Explained(
            _("Waterfall"),
            "waterfall",
            period_text(found.period),
            rows=self.waterfall.chart.rows,
            open_row=lambda place: self._open_step(str(self.waterfall.chart.marks()[place].key)),
            picture=self.waterfall.chart,
        )

    def _open_step(self, step: str) -> None:
        from revops_desktop.analytics.waterfall_deals import waterfall_deals

        found = self.waterfall.answer
        if found is None:
            return
        asked = {"of": found, "step": step}
        behind = BehindQuestion(waterfall_deals, asked, StepList)
        title = _("Without an expected close") if step == "dateless" else words.step_name(step)
        key = "" if step == "dateless" else f"waterfall_{step}"
        about = Explained(title, key, period_text(found.period), deals=behind)
        explain(self, self.actions_, about)

    def _open_stage(self, place: int, column: int) -> None:
        if self.answer is None:
            return
        stage = self.answer.stages[place].stage
        model = self.tables.stages_list
        title = model.headings[column] if column else _("Open")
        if stage is None:
            return
        behind = self._behind(model.subjects[column], stage.stage_id)
        name = f"{stage.name} · {title}"
        explain(self, self.actions_, Explained(name, period_text=self._as_of(), deals=behind))

    def _table(self, is_stages: bool) -> Explained | None:
        if self.answer is None:
            return None
        table = self.tables.stages if is_stages else self.tables.slipping
        return Explained(
            table.accessibleName(),
            period_text=self._as_of(),
            sentence=words.table_meaning(is_stages),
            rows=lambda: menu.table_rows(table),
            open_row=partial(self._open_row, is_stages),
            picture=table,
        )

    def _open_row(self, is_stages: bool, place: int) -> None:
        if is_stages:
            self._open_stage(self.tables.stages.shown()[place][0], 1)
        else:
            self.actions_.deal_wanted.emit(self.tables.slipping.shown()[place].deal_id)

    def _export(self) -> None:
        from revops_desktop.ui.tables.text_list import export

        table = self.tables.table

        export(self, self.actions_, table.accessibleName(), table)
