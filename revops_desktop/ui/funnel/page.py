"""The funnel page: key figures with their trend, and what the river does, in tabs, live."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import texts, theme
from revops_desktop.ui.figures.explain import Explained, explain
from revops_desktop.ui.figures.menu import attach
from revops_desktop.ui.figures.page import PipelinePage
from revops_desktop.ui.figures.tile import Tile, TileFigure
from revops_desktop.ui.funnel.compare_sheet import CompareSheet
from revops_desktop.ui.funnel.conversion_sheet import ConversionSheet
from revops_desktop.ui.funnel.leaks_sheet import LeaksSheet
from revops_desktop.ui.funnel.sheet import Asked, Sheet
from revops_desktop.ui.funnel.stuck_sheet import StuckSheet
from revops_desktop.ui.funnel.time_sheet import TimeSheet
from revops_desktop.ui.funnel.trends_sheet import TrendsSheet
from revops_desktop.ui.page import Panel

if TYPE_CHECKING:
    from revops_desktop.analytics.funnel import Funnel
    from revops_desktop.analytics.funnel_tiles import FunnelTiles
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.funnel.stage_table import StageView
    from revops_desktop.ui.preferences import Preferences

TILES = 7
_KEPT = "funnel/choices"
SHEETS: tuple[type[Sheet], ...] = (
    *(ConversionSheet, TimeSheet, LeaksSheet),
    *(StuckSheet, TrendsSheet, CompareSheet),
)


class FunnelPage(PipelinePage):
    """Asks in the background; the old picture stays until the newest answer is there."""

    key: ClassVar[str] = "funnel"
    icon_name: ClassVar[str] = "funnel"
    concerned = frozenset(
        (
            *("deal", "deal_line", "stage_visit", "deal_exit", "exit_reason", "stage", "pipeline"),
            *("function", "workspace", "member", "pod", "company", "product", "task", "activity"),
            *("calendar", "target"),
        )
    )

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self._figures: tuple[TileFigure, ...] = ()
        self._tiles_of: Asked | None = None
        self._tiles = self._follow("funnel-tiles")
        # Each tab is built when it first comes to the front, with its choices as they were left.
        self._built: dict[int, Sheet] = {}
        self._left: dict[str, Any] = {}
        self.period_box = self._new_period_box()
        self.period_box.chosen.connect(self._on_choice)
        layout = self._begin(self.pipelines, self.period_box)
        self.build_in_turns(
            partial(self._build_tiles, layout),
            partial(self._build_tabs, layout),
            self._recall_once,
            self._bring_to_front,
        )

    @staticmethod
    def title() -> str:
        return _("Funnel")

    @property
    def conversion(self) -> ConversionSheet:
        """The first tab."""
        first = self.sheet(0)
        assert isinstance(first, ConversionSheet)
        return first

    @property
    def funnel(self) -> "Funnel | None":
        """The funnel that was drawn last; None before the first."""
        answer = self.conversion.answer
        return None if answer is None else answer.funnel

    @property
    def view(self) -> "StageView":
        """The table of the first tab."""
        return self.conversion.view

    def _build_tiles(self, layout: QVBoxLayout) -> None:
        line = QHBoxLayout()
        line.setSpacing(theme.current().space_2)
        self.tiles = [Tile(self) for _place in range(TILES)]
        for place, tile in enumerate(self.tiles):
            line.addWidget(tile, 1)
            tile.opened.connect(partial(self._open_tile, place))
            attach(tile, self.actions_, partial(self._explained, place))
        layout.addLayout(line)

    def _build_tabs(self, layout: QVBoxLayout) -> None:
        panel = Panel(parent=self)
        tokens = theme.current()
        panel.layout_.setContentsMargins(
            tokens.space_3, tokens.space_1, tokens.space_3, tokens.space_2
        )
        panel.layout_.setSpacing(tokens.space_2)
        head = QHBoxLayout()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(self.title())
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._tools, self._stack = QStackedWidget(), QStackedWidget()
        for kind in SHEETS:
            self.tabs.addTab(texts.button_text(kind.name()))
        self.tabs.currentChanged.connect(self._on_tab)
        self._tools.setMaximumHeight(tokens.control_height)
        head.addWidget(self.tabs)
        head.addWidget(self._tools, 1)
        panel.layout_.addLayout(head)
        panel.layout_.addWidget(self._stack, 1)
        layout.addWidget(panel, 1)

    def sheet(self, place: int) -> Sheet:
        """A tab, built if it was not yet."""
        if place not in self._built:
            made = self._built[place] = SHEETS[place](self.actions_)
            self._tools.addWidget(made.tools)
            self._stack.addWidget(made)
            made.recall(self._left.get(made.key, {}))
            made.answered.connect(self._ask_tiles)
            made.remembered.connect(self._remember)
            made.wanted.connect(self._soon.start)
        return self._built[place]

    def _front(self) -> Sheet:
        return self.sheet(self.tabs.currentIndex())

    def _bring_to_front(self) -> None:
        sheet = self._front()
        self._tools.setCurrentWidget(sheet.tools)
        self._stack.setCurrentWidget(sheet)

    # Asking

    def notice(self, changed: "ChangedLike") -> None:
        for sheet in self._built.values():
            sheet.notice(changed)
        super().notice(changed)

    def _asked(self) -> Asked:
        return Asked(
            pipeline_id=self.actions_.pipeline_id,
            period=self._period(self.period_box),
            only=self.filters.chosen,
            now=self.actions_.now(),
            today=self._today(),
            currency=self._about.currency,
            zone=self._about.time_zone,
        )

    def _ask(self) -> None:
        """Only the tab in front asks; the others do when they come to the front."""
        if not self.actions_.pipeline_id:
            return
        asked = self._asked()
        self.header.set_subtitle(asked.period_text)
        self._bring_to_front()
        self._front().ask(asked)

    def _ask_tiles(self) -> None:
        """After the tab: twelve months asked beside it would make a move show later."""
        from revops_desktop.analytics.funnel_tiles import funnel_tiles

        asked = self._front().shown
        if asked is not None:
            show = partial(self._show_tiles, asked)
            self._tiles.ask(funnel_tiles, show, **asked.of_period, today=asked.today)

    # Showing

    def _show_tiles(self, asked: Asked, answer: "FunnelTiles") -> None:
        from revops_desktop.ui.funnel.tile_words import tile_figures

        self._tiles_of, self._figures = asked, tile_figures(answer)
        both = zip(self.tiles, self._figures, strict=True)
        self.actions_.turns.take(
            self, "funnel-tiles", [partial(tile.show_figure, figure) for tile, figure in both]
        )

    def _on_tab(self, _place: int) -> None:
        self._bring_to_front()
        self._on_choice()

    # Choosing, and remembering what was chosen

    def _on_choice(self) -> None:
        self._remember()
        self._soon.start()

    def _remember(self) -> None:
        if self.program is None:
            return
        self._left.update((sheet.key, sheet.state()) for sheet in self._built.values())
        kept: dict[str, Any] = dict(self._left)
        kept["tab"] = SHEETS[self.tabs.currentIndex()].key
        kept["period"] = self.period_box.state()
        self.program.preferences.remember_choices(_KEPT, kept)

    def _recall(self, preferences: "Preferences") -> None:
        kept = preferences.choices(_KEPT)
        for place, kind in enumerate(SHEETS):
            own = kept.get(kind.key)
            if isinstance(own, dict):
                self._left[kind.key] = {str(key): str(value) for key, value in own.items()}
                if place in self._built:
                    self._built[place].recall(self._left[kind.key])
            if kept.get("tab") == kind.key:
                with QSignalBlocker(self.tabs):
                    self.tabs.setCurrentIndex(place)
        self.period_box.recall(str(kept.get("period", "")))

    # The deals behind a figure

    def _explained(self, place: int) -> Explained | None:
        from revops_desktop.ui.funnel.behind import of_tile

        if self._tiles_of is None:
            return None
        return of_tile(self._tiles_of, self._figures[place], place)

    def _open_tile(self, place: int) -> None:
        about = self._explained(place)
        if about is not None:
            explain(self.window(), self.actions_, replace(about, picture=self.tiles[place]))
