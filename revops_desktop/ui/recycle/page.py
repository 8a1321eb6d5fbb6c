"""The recycle page: the deals that wait, when they wake up, and what comes of those that return."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board.toast import Toast
from revops_desktop.ui.figures.menu import attach
from revops_desktop.ui.figures.page import FiguresPage
from revops_desktop.ui.figures.pipeline_box import PipelineBox
from revops_desktop.ui.figures.tile import Tile
from revops_desktop.ui.page import page_layout
from revops_desktop.ui.recycle import columns, words
from revops_desktop.ui.recycle.deeds import Deeds
from revops_desktop.ui.recycle.side import PoolSide
from revops_desktop.ui.tables.columns import wording
from revops_desktop.ui.tables.record_panel import RecordPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtGui import QFocusEvent, QResizeEvent

    from revops_desktop.analytics.recycle import Choices
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.figures.explain import Explained

# Beside a deal there is room for the list alone.
_WIDE, _VERY_WIDE = 860, 1400
_MONTHS = 12
_TILES = 6


class RecyclePage(FiguresPage):
    """Figures above, the list of those that wait below, calendar and parts of the pool beside."""

    KEYS = (
        ("↑ ↓", N_("Go from deal to deal")),
        ("Enter", N_("Open the deal")),
        ("Ctrl+Enter", N_("Reopen where it left")),
        ("Ctrl+Shift+Enter", N_("Reopen in a stage")),
        ("Ctrl+P", N_("Put off")),
        ("Ctrl+L", N_("Change the nurturing list")),
    )

    key: ClassVar[str] = "recycle"
    icon_name: ClassVar[str] = "recycle"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.figures: Any = None
        self.panel: RecordPanel | None = None
        self._followed = self._follow("recycle")
        self.pipelines = PipelineBox(actions, self.header)
        self.period_box = self._new_period_box()
        self.period_box.chosen.connect(self._soon.start)
        self.header.add(self.pipelines, self.period_box)
        layout = page_layout(self)
        layout.addWidget(self.header)
        body = QHBoxLayout()
        body.setSpacing(theme.current().space_3)
        self.build_in_turns(
            partial(self._build_tiles, layout),
            partial(layout.addLayout, body, 1),
            partial(self._build_middle, body),
            partial(self._build_side, body),
        )
        self.wait_for(actions.later, self._choices, self._hold)
        self.build_in_turns(self._build_list)
        self.toast = Toast(self, actions.undo)
        self.deeds = Deeds(actions, self, self._today, self._on_done)
        # Whether the list is about to follow something that was done from here.
        self._was_doing = False
        for keys, do in (
            ("Ctrl+Return", self.reopen),
            ("Ctrl+Shift+Return", self.ask_stage),
            ("Ctrl+P", self.ask_day),
            ("Ctrl+L", self.ask_list),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)
        actions.pipeline_changed.connect(self.make_stale)

    @staticmethod
    def title() -> str:
        return _("Recycle")

    def _build_tiles(self, layout: QVBoxLayout) -> None:
        line = QHBoxLayout()
        layout.addLayout(line)
        line.setSpacing(theme.current().space_3)
        self.tiles = [Tile(self) for _place in range(_TILES)]
        for place, tile in enumerate(self.tiles):
            line.addWidget(tile, 1)
            tile.opened.connect(lambda place=place: self._open_tile(place))
            attach(tile, self.actions_, partial(self._explained, place))

    def _build_side(self, body: QHBoxLayout) -> None:
        self.side = PoolSide(self.actions_, self._today, self)
        self.side.narrowed.connect(self.narrow)
        self.calendar, self.parts = self.side.calendar, self.side.parts
        body.addWidget(self.side)

    def _build_middle(self, body: QHBoxLayout) -> None:
        self._list = QVBoxLayout()
        body.addLayout(self._list, 1)
        self._list.setSpacing(theme.current().space_2)
        bar = QHBoxLayout()
        bar.setSpacing(theme.current().space_2)
        self.reopen_button = self._tool(_("Reopen"), "rotate-ccw", self.reopen, "primary")
        self.stage_button = self._tool(_("Reopen in…"), "kanban", self.ask_stage)
        self.later_button = self._tool(_("Put off…"), "calendar-clock", self.ask_day)
        self.list_button = self._tool(_("Nurturing list…"), "mail", self.ask_list)
        self.open_button = self._tool(_("Open the deal"), "circle-arrow-right", self.open_deal)
        self._tools = (
            *(self.reopen_button, self.stage_button, self.later_button),
            *(self.list_button, self.open_button),
        )
        for button in self._tools:
            bar.addWidget(button)
        bar.addStretch(1)
        self._list.addLayout(bar)

    def _tool(
        self, name: str, icon: str, do: "Callable[[], object]", kind: texts.ButtonKind = "plain"
    ) -> QPushButton:
        button = texts.button(name, kind)
        button.setIcon(icons.icon(icon, "on_accent" if kind == "primary" else "text_muted"))
        button.setProperty("command", True)
        button.clicked.connect(lambda _checked=False: do())
        return button

    def resizeEvent(self, event: "QResizeEvent") -> None:
        """Beside a deal there is room for the list alone, and for fewer words."""
        super().resizeEvent(event)
        if self.is_whole:
            self._share_room()

    def _share_room(self) -> None:
        wide = self.width() >= _WIDE
        self.side.setVisible(wide)
        self.side.be_broad(self.width() >= _VERY_WIDE)
        for button in self._tools[1:]:
            name = button.accessibleName()
            button.setText(texts.button_text(name) if wide else "")
            texts.set_tool_tip(button, "" if wide else name)

    # Asking

    def refresh(self) -> None:
        from revops_desktop.analytics.pipelines import pipelines

        assert self.panel is not None
        # The page may not have been seen while cells changed.
        self.panel.model.forget()
        self.actions_.ask_later("recycle-pipelines", pipelines, self._show_pipelines)
        self._soon.start()

    def _choices(self) -> "Choices":
        from revops_desktop.analytics import recycle

        return self.actions_.ask(recycle.choices)

    def _hold(self, held: "Choices") -> None:
        self._listing = columns.listing(self.actions_, self.title(), held)

    def _build_list(self) -> "Iterator[None]":
        preferences = self.program.preferences if self.program is not None else None
        words = wording(self.actions_)
        panel = RecordPanel(
            self.actions_, self._listing, words, preferences, parent=self, in_turns=True
        )
        self._list.addWidget(panel, 1)
        yield from panel.build()
        panel.table.opened.connect(self.actions_.deal_wanted.emit)
        panel.table.linked.connect(self.actions_.company_wanted.emit)
        panel.table.delete_asked.connect(self._delete)
        panel.table.more_entries = self._more_entries
        panel.counted.connect(lambda _shown, _total: self._choose_first())
        panel.table.selectionModel().selectionChanged.connect(lambda *_all: self._show_keys())
        self.panel = panel
        self._share_room()

    def on_changed(self, changed: "ChangedLike") -> None:
        if not changed.tables & columns.TABLES:
            return
        if "workspace" in changed.tables:
            self._settings = None
        if self.panel is not None:
            if changed.tables & {"nurture_list", "exit_reason"}:
                self.panel.columns_changed()
            self.panel.on_changed(changed)
        self._soon.start()

    def _ask(self) -> None:
        pipeline_id = self.actions_.pipeline_id
        if not pipeline_id or self.panel is None:
            return
        from revops_desktop.analytics.recycle_figures import recycle_figures

        self._followed.ask(
            recycle_figures,
            self._show_figures,
            pipeline_id=pipeline_id,
            period=self._period(self.period_box),
            now=self.actions_.now(),
            months=_MONTHS,
        )
        self.panel.show_of(("pipeline", pipeline_id))
        self.panel.refresh()
        self.side.ask(self._about.currency)

    # Showing

    def _show_pipelines(self, rivers: Any) -> None:
        self.pipelines.offer(rivers)
        if self.figures is None:
            self._soon.start()

    def _show_figures(self, figures: Any) -> None:
        self.figures = figures
        self.header.set_subtitle(words.subtitle(figures))
        for tile, figure in zip(self.tiles, words.tile_figures(figures), strict=True):
            tile.show_figure(figure)

    def _choose_first(self) -> None:
        """One deal is always chosen, and seen to be, so that every deed is a click away."""
        table = self.panel.table if self.panel is not None else None
        if table is not None and table.records.ids and not table.selectionModel().hasSelection():
            table.selectRow(max(0, table.currentIndex().row()))
        self._show_keys()
        if self._was_doing and self.panel is not None:
            # What had the keyboard may be gone from the screen.
            self._was_doing = False
            (self.panel.table if self.panel.model.ids else self.panel.search).setFocus()

    def _on_done(self, said: str) -> None:
        self._was_doing = True
        self.toast.tell(said)

    def focusInEvent(self, event: "QFocusEvent") -> None:
        """Coming to the page, the keyboard goes to the list."""
        super().focusInEvent(event)
        if self.panel is not None:
            self.panel.focus()

    def _show_keys(self) -> None:
        for button in self._tools:
            button.setEnabled(bool(self.selected))

    # Narrowing the list down

    def narrow(self, column: str, typed: str) -> None:
        """Lists only the deals whose column holds what could be typed under its heading."""
        panel = self.panel
        if panel is None:
            return
        if column not in panel.table.keys_in_order():
            panel.show_columns([*panel.table.keys_in_order(), column])
        header = panel.table.header
        panel.narrow.setChecked(True)
        header.set_open(True)
        header.show_columns(panel.model.specs, {column: typed})
        panel.table.updateGeometries()
        header.filtered.emit()
        panel.table.setFocus()

    def show_all(self) -> None:
        """Lists all deals that wait."""
        if self.panel is not None:
            self.panel.show_all()
            self.panel.table.setFocus()

    def show_due(self) -> None:
        """Lists the deals whose day of waking up has come."""
        self.narrow("wake_on", f"<= {self._today().isoformat()}")

    def _explained(self, place: int) -> "Explained | None":
        if self.figures is None:
            return None
        from revops_desktop.ui.recycle.behind import about_tile

        return about_tile(self.actions_, self.tiles[place], self.figures, place)

    def _open_tile(self, place: int) -> None:
        if place < 2:
            (self.show_all, self.show_due)[place]()
        elif self.figures is not None:
            from revops_desktop.ui.recycle.behind import open_tile

            open_tile(self, self.actions_, self.tiles[place], self.figures, place)

    # Doing

    @property
    def selected(self) -> list[int]:
        """The ids of the chosen deals."""
        return self.panel.table.selected_ids() if self.panel is not None else []

    def reopen(self) -> None:
        """Takes the chosen deals up again, each where it left the river."""
        self.deeds.reopen(self.selected)

    def ask_stage(self) -> None:
        """Offers the stages in which the chosen deals can be taken up again."""
        if self.selected:
            self._open_menu(self.deeds.stage_menu(QMenu(self), self.selected), self.stage_button)

    def ask_day(self) -> None:
        """Offers the days until which the chosen deals may wait."""
        if self.selected:
            self._open_menu(self.deeds.day_menu(QMenu(self), self.selected), self.later_button)

    def ask_list(self) -> None:
        """Offers the nurturing lists for the chosen deals."""
        if self.selected:
            self._open_menu(self.deeds.list_menu(QMenu(self), self.selected), self.list_button)

    def open_deal(self) -> None:
        """Opens the deal that the keyboard is on."""
        if self.panel is not None and (current := self.panel.table.current_id()) is not None:
            self.actions_.deal_wanted.emit(current)

    def _open_menu(self, menu: QMenu, button: QPushButton) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        # The first entry is a heading.
        menu.setActiveAction(menu.actions()[1])

    def _more_entries(self, menu: QMenu, ids: "Sequence[int]") -> None:
        deals = list(ids)
        menu.addSeparator()
        again = menu.addAction(_("Reopen where it left") + "\tCtrl+Enter")
        again.triggered.connect(lambda _checked=False: self.deeds.reopen(deals))
        self.deeds.stage_menu(menu.addMenu(texts.button_text(_("Reopen in…"))), deals)
        self.deeds.day_menu(menu.addMenu(texts.button_text(_("Put off…"))), deals)
        self.deeds.list_menu(menu.addMenu(texts.button_text(_("Nurturing list…"))), deals)

    def _delete(self, ids: "Sequence[int]") -> None:
        from revops_desktop.ui.board import bulk_deeds

        bulk_deeds.delete(self.actions_, self, ids, self._on_done)
