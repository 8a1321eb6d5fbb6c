"""The board: one column a stage; cards are dragged, walked and moved; the file decides."""

from collections.abc import Collection
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.board import Board, Card, Stage
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board import words
from revops_desktop.ui.board.area import BoardArea
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.deeds import Deeds
from revops_desktop.ui.board.stage_model import After
from revops_desktop.ui.page import Page, PageHeader, Panel, page_layout

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QResizeEvent
    from PySide6.QtWidgets import QComboBox

    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.board.drag import CardDrag
    from revops_desktop.ui.board.exit_bar import ExitBar
    from revops_desktop.ui.board.toast import Toast

# What the board shows besides deals: after a change there it is read as a whole.
_AROUND = frozenset(("workspace", "function", "pipeline", "stage", "member", "company"))
# More changed deals than this are not followed one by one.
_MANY = 200
_CLOCK_MILLISECONDS = 60_000


class BoardPage(Page):
    """Shows a pipeline. A wish becomes a verb; only what was written is shown."""

    key: ClassVar[str] = "board"
    icon_name: ClassVar[str] = "kanban"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.board: Board | None = None
        self.scale = words.Scale("JPY", "UTC", actions.now())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.delegate = CardDelegate(self.scale, self)
        self.area = BoardArea(self.delegate, self._read, self)
        layout = page_layout(self)
        layout.addWidget(self._head())
        layout.addWidget(self.area, 1)
        self.deeds = Deeds(actions, self, self.scale, lambda text: self.toast.tell(text))
        self.area.lifted.connect(lambda view, start: self.drag.lift(view, start))
        self.area.move_wanted.connect(self.move_selected)
        self.area.menu_wanted.connect(self.show_menu)
        self.area.opened.connect(self.edit_selected)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.new_deal)
        actions.pipeline_changed.connect(self._on_pipeline)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    @staticmethod
    def title() -> str:
        return _("Board")

    # What is not needed for the first frame is made, and its module loaded, at its first use.

    @cached_property
    def drag(self) -> "CardDrag":
        """Carries cards by the mouse."""
        from revops_desktop.ui.board.drag import CardDrag

        return CardDrag(
            self, self.area, self.exits, self.delegate, dropped=self.move_card, left=self.leave
        )

    @cached_property
    def exits(self) -> "ExitBar":
        """The ways out, shown while a card is carried."""
        from revops_desktop.ui.board.exit_bar import ExitBar

        made = ExitBar(self)
        self.__dict__["exits"] = made
        self._place()
        return made

    @cached_property
    def toast(self) -> "Toast":
        """Names what was done."""
        from revops_desktop.ui.board.toast import Toast

        return Toast(self, self.actions_.undo)

    @cached_property
    def pipelines(self) -> "QComboBox":
        """Chooses the pipeline, where there are several."""
        from PySide6.QtWidgets import QComboBox

        box = QComboBox()
        box.setAccessibleName(_("Pipeline"))
        box.setMinimumWidth(160)
        box.currentIndexChanged.connect(self._choose_pipeline)
        row = self.header.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(row.indexOf(self.new_button), box)
        return box

    @cached_property
    def nothing_yet(self) -> Panel:
        """What stands over a board without a single deal."""
        panel = Panel(_("No deals yet"), self)
        panel.layout_.addWidget(
            texts.paragraph(
                _(
                    "Add the first one with “New deal” (Ctrl+N), or bring in a list you have "
                    "on the page “Import and export”."
                ),
                "muted",
            )
        )
        panel.hide()
        self.__dict__["nothing_yet"] = panel
        self._place()
        return panel

    def _head(self) -> PageHeader:
        self.header = PageHeader(self.title())
        self.new_button = texts.button(_("New deal"), "primary")
        self.new_button.setIcon(icons.icon("plus", "on_accent"))
        texts.set_tool_tip(self.new_button, _("Adds a deal to this pipeline (Ctrl+N)"))
        self.new_button.clicked.connect(self.new_deal)
        self.header.add(self.new_button)
        return self.header

    # Showing

    def refresh(self) -> None:
        from revops_desktop.analytics import board as questions

        chosen = self.actions_.pipeline_id or None
        self.show_board(self.actions_.ask(questions.board, pipeline_id=chosen))

    def show_first(self, content: object) -> None:
        super().show_first(content)
        assert isinstance(content, Board)
        self.show_board(content)

    def show_board(self, board: Board) -> None:
        """Shows a board that was read anew; the selected card stays selected."""
        selected = self.area.current_card
        self.board = board
        self.scale.currency, self.scale.zone = board.currency, board.zone
        self.scale.now = self.actions_.now()
        self.area.show_board(board)
        if len(board.pipelines) > 1 or "pipelines" in self.__dict__:
            self._show_pipelines(board)
        self.new_button.setEnabled(bool(board.columns))
        self._show_totals()
        if selected is not None and self.area.current_card is None:
            pane = self.area.column_with(selected.deal_id)
            if pane is not None:
                pane.view.select_row(pane.model.row_of(selected.deal_id))
        if board.pipeline is not None:
            self.actions_.pipeline_id = board.pipeline.pipeline_id

    def _show_pipelines(self, board: Board) -> None:
        box = self.pipelines
        box.blockSignals(True)
        box.clear()
        for one in board.pipelines:
            box.addItem(words.one_line(one.name), one.pipeline_id)
        if board.pipeline is not None:
            box.setCurrentIndex(box.findData(board.pipeline.pipeline_id))
        box.blockSignals(False)
        box.setVisible(len(board.pipelines) > 1)

    def _show_totals(self) -> None:
        if self.board is None:
            return
        columns = tuple((pane.stage, pane.model.totals) for pane in self.area.columns)
        self.header.set_subtitle(words.headline(self.board, words.open_totals(columns)))
        deals = sum(totals.count for _stage, totals in columns)
        empty = bool(columns) and deals == 0
        if empty or "nothing_yet" in self.__dict__:
            self.nothing_yet.setVisible(empty)
            self.nothing_yet.raise_()

    def _read(self, stage_id: int, after: After, limit: int) -> tuple[Card, ...]:
        from revops_desktop.analytics import board as questions

        return self.actions_.ask(questions.cards, stage_id=stage_id, after=after, limit=limit)

    # Following what was written

    def on_changed(self, changed: "ChangedLike") -> None:
        if "drag" in self.__dict__:
            self.drag.cancel()
        self.scale.now = self.actions_.now()
        if changed.tables & _AROUND or len(changed.deals) > _MANY:
            self.refresh()
        elif changed.deals:
            self._follow(changed.deals)
        if len(changed.deals) == 1:
            self._reveal(next(iter(changed.deals)))

    def _follow(self, deals: Collection[int]) -> None:
        """Puts the changed deals where they stand now; nothing else is asked or painted."""
        from revops_desktop.analytics import board as questions

        if self.board is None or self.board.pipeline is None:
            self.refresh()
            return
        before = {deal_id: self.area.column_with(deal_id) for deal_id in deals}
        left = {pane.stage.stage_id for pane in before.values() if pane is not None}
        if None in before.values():
            # A card that was not loaded may have left any column.
            left = {pane.stage.stage_id for pane in self.area.columns}
        update = self.actions_.ask(
            questions.update,
            pipeline_id=self.board.pipeline.pipeline_id,
            deal_ids=sorted(deals),
            stage_ids=sorted(left),
        )
        if any(self.area.column(place.stage_id) is None for place in update.places.values()):
            self.refresh()
            return
        for deal_id, was in before.items():
            place = update.places.get(deal_id)
            now = self.area.column(place.stage_id) if place is not None else None
            if now is not None and place is not None:
                now.model.put(place.card)
            if was is not None and was is not now:
                was.model.take(deal_id)
        for stage_id, totals in update.totals.items():
            pane = self.area.column(stage_id)
            if pane is not None:
                pane.show_totals(totals)
        self._show_totals()
        self.area.settle()

    def _reveal(self, deal_id: int) -> None:
        """The card that was moved, brought back or edited is selected and in view."""
        pane = self.area.column_with(deal_id)
        if pane is not None:
            self.area.reveal(pane, deal_id)

    def _tick(self) -> None:
        """Cards grow older by themselves."""
        was = self.scale.today
        self.scale.now = self.actions_.now()
        if self.scale.today != was:
            self.area.repaint_cards()

    # Wishes

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages on the board, in river order."""
        return tuple(pane.stage for pane in self.area.columns)

    def move_card(self, card: Card, stage_id: int) -> None:
        """Moves a deal; its card follows once that is written, and stays if it is refused."""
        self.deeds.move(card, stage_id)

    def move_selected(self, step: int) -> None:
        """Moves the selected card to the stage after (before: −1)."""
        pane, card = self.area.current, self.area.current_card
        beside = self.area.neighbour(pane, step) if pane is not None else None
        if card is not None and beside is not None:
            self.move_card(card, beside.stage.stage_id)

    def leave(self, card: Card, kind: str) -> None:
        """Takes a deal out of the river, once its reason was given."""
        self.deeds.leave(card, kind)

    def new_deal(self) -> None:
        """Asks for a new deal; it begins in the column that is in use, or in the first."""
        if not self.stages:
            return
        pane = self.area.current
        first = pane.stage if pane is not None and not pane.stage.is_customer else self.stages[0]
        self.deeds.create(self.stages, first.stage_id)

    def edit_selected(self) -> None:
        """Shows the form of the selected deal."""
        card = self.area.current_card
        if card is not None:
            self.deeds.edit(card.deal_id)

    def show_menu(self, where: QPoint) -> None:
        """Shows the menu of the selected card."""
        from revops_desktop.ui.board.card_menu import card_menu

        pane, card = self.area.current, self.area.current_card
        if pane is None or card is None:
            return
        menu = card_menu(
            self,
            self.stages,
            self.area.columns.index(pane),
            move=lambda stage_id: self.move_card(card, stage_id),
            leave=lambda kind: self.leave(card, kind),
            edit=lambda: self.deeds.edit(card.deal_id),
        )
        menu.popup(where)

    # Pipelines, focus, size

    def _choose_pipeline(self) -> None:
        chosen = self.pipelines.currentData()
        if chosen is not None:
            self.actions_.pipeline_id = chosen

    def _on_pipeline(self, pipeline_id: int) -> None:
        shown = self.board.pipeline if self.board is not None else None
        if shown is None or shown.pipeline_id != pipeline_id:
            self.make_stale()

    def focusInEvent(self, event: "QFocusEvent") -> None:
        super().focusInEvent(event)
        self.area.focus_first()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """Lays what floats over the board where it belongs."""
        made = self.__dict__
        edge = theme.current().space_5
        if "exits" in made:
            height = self.exits.HEIGHT
            top = self.height() - height - edge
            self.exits.setGeometry(edge, top, self.width() - 2 * edge, height)
        if "nothing_yet" in made:
            panel = self.nothing_yet
            width = min(420, self.width() - 2 * edge)
            tall = max(panel.sizeHint().height(), panel.heightForWidth(width))
            place = QRect(0, 0, width, tall)
            place.moveCenter(self.rect().center())
            panel.setGeometry(place)
