"""The board: one column a stage; cards are dragged, walked and moved; the file decides."""

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.board import Card
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import choices
from revops_desktop.ui.board.deeds import Deals, Deeds
from revops_desktop.ui.board.shown_board import ShownBoard
from revops_desktop.ui.page import Panel, page_layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QFocusEvent, QResizeEvent

    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.board.drag import CardDrag
    from revops_desktop.ui.board.exit_bar import ExitBar
    from revops_desktop.ui.board.selection_bar import SelectionBar
    from revops_desktop.ui.board.toast import Toast
    from revops_desktop.ui.board.wishes import BoardMenus
    from revops_desktop.ui.filters.bar import FilterBar


class BoardPage(ShownBoard):
    """Shows a pipeline. A wish becomes a verb; only what was written is shown."""

    key: ClassVar[str] = "board"
    icon_name: ClassVar[str] = "kanban"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.new_button = self.header.new_button
        layout = page_layout(self)
        layout.addWidget(self.header)
        # The filter bar comes after the first frame, into the room that is kept for it.
        self._shelf = QVBoxLayout()
        self._shelf.setContentsMargins(0, 0, 0, 0)
        self._shelf.addSpacing(theme.current().control_height)
        layout.addLayout(self._shelf)
        layout.addWidget(self.area, 1)
        self.deeds = Deeds(actions, self, self.scale, lambda text: self.toast.tell(text))
        self._wire()
        actions.pipeline_changed.connect(self._on_pipeline)

    def _wire(self) -> None:
        area, head = self.area, self.header
        area.lifted.connect(lambda view, start: self.drag.lift(view, start))
        area.move_wanted.connect(self.move_selected)
        area.shift_wanted.connect(self.shift_selected)
        area.menu_wanted.connect(lambda where: self.menus.of_cards(where))
        area.column_menu_wanted.connect(lambda stage, where: self.menus.of_column(stage, where))
        area.opened.connect(self.open_selected)
        area.all_wanted.connect(self.choose_all)
        area.bin_wanted.connect(lambda: self.deeds.change("delete", self.selected_deals))
        area.folds_changed.connect(self._on_folds)
        area.section_wanted.connect(self._on_section)
        self.selection.changed.connect(self._on_selection)
        head.pipeline_wanted.connect(self._choose_pipeline)
        head.section_clicked.connect(self.toggle_section)
        head.view_wanted.connect(lambda where: self.menus.of_view(where))
        head.new_wanted.connect(self.new_deal)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.new_deal)

    # What is not needed for the first frame is made, and its module loaded, at its first use.

    @cached_property
    def drag(self) -> "CardDrag":
        """Carries cards by the mouse."""
        from revops_desktop.ui.board.drag import CardDrag

        area, exits = self.area, self.exits
        return CardDrag(self, area, exits, self.delegate, dropped=self.drop, left=self.deeds.leave)

    @cached_property
    def filters(self) -> "FilterBar":
        """Which deals are shown: words, conditions, views that were kept."""
        from revops_desktop.ui.filters.bar import FilterBar

        made = FilterBar(self.actions_, self.key, self)
        made.page_state = self._state
        made.view_opened.connect(self._open_state)
        made.changed.connect(self._on_filter)
        made.setFixedHeight(theme.current().control_height)
        self._shelf.takeAt(0)
        self._shelf.addWidget(made)
        before: QWidget = self.new_button
        for stop in made.findChildren(QWidget):
            if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, stop)
                before = stop
        return made

    @cached_property
    def menus(self) -> "BoardMenus":
        """The menus of cards, columns and view."""
        from revops_desktop.ui.board.wishes import BoardMenus

        return BoardMenus(self, self.deeds)

    @cached_property
    def exits(self) -> "ExitBar":
        """The ways out, shown while a card is carried."""
        from revops_desktop.ui.board.exit_bar import ExitBar

        return self._floating("exits", ExitBar(self))

    @cached_property
    def bar(self) -> "SelectionBar":
        """What can be done with the chosen deals."""
        from revops_desktop.ui.board.selection_bar import SelectionBar

        made = SelectionBar(self, self.common_exits)
        made.wanted.connect(lambda word: self.deeds.change(word, self.selected_deals))
        made.left.connect(lambda kind: self.deeds.leave(self.selected_deals, kind))
        made.cleared.connect(self.selection.clear)
        return self._floating("bar", made)

    @cached_property
    def toast(self) -> "Toast":
        """Names what was done."""
        from revops_desktop.ui.board.toast import Toast

        made = Toast(self, self.actions_.undo)
        self.__dict__["toast"] = made
        self._place()
        return made

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
        return self._floating("nothing_yet", panel)

    def show_empty(self, empty: bool) -> None:
        if empty or "nothing_yet" in self.__dict__:
            self.nothing_yet.setVisible(empty)
            self.nothing_yet.raise_()

    def cancel_drag(self) -> None:
        if "drag" in self.__dict__:
            self.drag.cancel()

    def _floating(self, name: str, made: Any) -> Any:
        """Lays a thing that floats over the board where it belongs."""
        self.__dict__[name] = made
        self._place()
        return made

    # Filters and kept views

    def complete(self) -> None:
        made = self.filters
        if self.program is not None:
            made.recall(self.program.preferences)
        if made.is_filtering and self.filter is None:
            self._on_filter()

    @property
    def filter_words(self) -> tuple[str, ...]:
        return self.filters.said

    def _on_filter(self) -> None:
        self.show_filter(self.filters.chosen if self.filters.is_filtering else None)

    def on_changed(self, changed: "ChangedLike") -> None:
        concerned = False
        if "filters" in self.__dict__:
            self.filters.on_changed(changed)
            concerned = self.filters.concerns(changed)
        if "toast" in self.__dict__ and self.toast.isVisible():
            # What it offers to take back may have been taken back by other means.
            self.toast.setVisible(self.actions_.undo_text() == self.toast.said)
        super().on_changed(changed)
        if concerned:
            self.refresh()

    def _state(self) -> "Mapping[str, Any]":
        """What a kept view holds besides the filter."""
        return {"board": self.scale.choices.as_text()}

    def _open_state(self, state: object) -> None:
        text = state.get("board") if isinstance(state, dict) else None
        if isinstance(text, str):
            self.scale.choices = choices.Choices.from_text(text)
            self.show_choices(anew=True)

    # Wishes

    def drop(self, deals: Deals, stage_id: int, after: int | None) -> None:
        """Moves deals, to under another one; cards follow once that is written."""
        if after is None:
            self.deeds.move(deals, stage_id)
        else:
            self.deeds.place(deals, stage_id, after)

    def move_card(self, card: Card, stage_id: int) -> None:
        """Moves a deal; its card follows once that is written, and stays if it is refused."""
        self.deeds.move((card.deal_id,), stage_id)

    def move_selected(self, step: int) -> None:
        """Moves the chosen cards, or the selected one, to the stage after (before: −1)."""
        pane = self.area.current
        beside = self.area.neighbour(pane, step) if pane is not None else None
        if self.selected_deals and beside is not None:
            self.deeds.move(self.selected_deals, beside.stage.stage_id)

    def shift_selected(self, step: int) -> None:
        """Puts the selected card one place down in its column (up: −1); only ordered by hand."""
        pane = self.area.current
        if pane is None or self.scale.choices.sort != "manual":
            return
        row = pane.view.current_row
        beside, above = row + step, row + step if step > 0 else row - 2
        if 0 <= beside < pane.model.rowCount():
            after = pane.model.card(above).deal_id if above >= 0 else 0
            self.deeds.place((pane.model.card(row).deal_id,), pane.stage.stage_id, after)

    def new_deal(self) -> None:
        """Asks for a new deal; it begins in the column that is in use, or in the first."""
        if not self.stages:
            return
        pane = self.area.current
        first = pane.stage if pane is not None and not pane.stage.is_customer else self.stages[0]
        self.deeds.create(self.stages, first.stage_id)

    def _on_selection(self) -> None:
        self.area.repaint_views()
        number = len(self.selection.ids)
        if number or "bar" in self.__dict__:
            self.bar.show_number(number)
            self._place()

    # Sections, pipelines, focus, size

    def toggle_section(self) -> None:
        """Shows the stages of one's own function alone, or those of all again."""
        from revops_desktop.analytics import board as questions

        member_id, section = self.actions_.workspace.member_id, 0
        if not self.scale.choices.section and member_id is not None:
            section = self.actions_.ask(questions.function_of, member_id=member_id) or 0
        there = any(stage.function_id == section for stage in self.stages)
        if self.scale.choices.section or there:
            self.area.show_section(section)
        else:
            # Nobody said which function is one's own, or it has no stage here.
            self.menus.of_sections(self.header.below_section())
            self.header.show_section("")

    def _on_section(self, function_id: int) -> None:
        self.area.show_section(0 if self.scale.choices.section == function_id else function_id)

    def _on_folds(self) -> None:
        self._keep()
        self.header.show_section(self._section_name())

    def _choose_pipeline(self, pipeline_id: int) -> None:
        self.actions_.pipeline_id = pipeline_id

    def _on_pipeline(self, pipeline_id: int) -> None:
        shown = self.board.pipeline if self.board is not None else None
        if shown is None or shown.pipeline_id != pipeline_id:
            self.selection.clear()
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
        if "bar" in made:
            self.bar.fit(self.width() - 2 * edge)
            size = self.bar.sizeHint()
            width = min(size.width(), self.width() - 2 * edge)
            left, top = (self.width() - width) // 2, self.height() - size.height() - edge
            self.bar.setGeometry(left, top, width, size.height())
            if "toast" in made:
                self.toast.raise_by(0 if self.bar.isHidden() else size.height() + edge)
        if "nothing_yet" in made:
            panel = self.nothing_yet
            width = min(420, self.width() - 2 * edge)
            tall = max(panel.sizeHint().height(), panel.heightForWidth(width))
            place = QRect(0, 0, width, tall)
            place.moveCenter(self.rect().center())
            panel.setGeometry(place)
