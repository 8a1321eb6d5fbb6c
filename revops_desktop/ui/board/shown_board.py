"""The board as the file has it: shown as its user likes it, and following what is written."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules.board import Board, Card, Place, Stage, Totals, alone, without
from revops_desktop.ui.board import choices, words
from revops_desktop.ui.board.area import BoardArea
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.column import ColumnPane
from revops_desktop.ui.board.page_head import BoardHead
from revops_desktop.ui.board.stage_model import After
from revops_desktop.ui.page import Page

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from revops_desktop.analytics.filters import Filter
    from revops_desktop.ui.actions import Actions, ChangedLike
    from revops_desktop.ui.board.clock_marks import ClockMarks
    from revops_desktop.ui.turns import Step

# What the board shows besides deals: after a change there it is read as a whole.
_AROUND = frozenset(
    (
        *("workspace", "function", "pipeline", "stage", "member", "company"),
        *("tag", "custom_field", "custom_choice"),
    )
)
# What may change how a clock stands besides its deal.
_CLOCKED = frozenset(("time_limit", "business_calendar", "handoff_rule", "workspace"))
# More changed deals than this are not followed one by one.
_MANY = 200
_CLOCK_MILLISECONDS = 60_000
# After the first frame, and after the last of several changes.
_REST_MILLISECONDS = 150


def _medians(session: Any, *, pipeline_id: int) -> dict[int, float]:
    """Asked in the background, which also imports what it needs."""
    from revops_desktop.analytics import stage_times

    return stage_times.medians(session, pipeline_id=pipeline_id)


class ShownBoard(Page):
    """A pipeline on the screen. `filter` says which deals are shown; None: all."""

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        super().__init__(actions, parent)
        self.board: Board | None = None
        self.filter: Filter | None = None
        self.scale = words.Scale("JPY", "UTC", actions.now())
        self._recalled = False
        self._dressed: object = None
        self._was_painted = False
        self._is_complete = False
        self.delegate = CardDelegate(self.scale, self)
        self.selection = self.delegate.selection
        self.scale.chosen = lambda: self.selection.ids
        self.area = BoardArea(self.delegate, self._read, self)
        self.header = BoardHead(self.title())
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self.marks: ClockMarks | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rest)

    @property
    def filter_words(self) -> tuple[str, ...]:
        """Which deals are shown, in words; none where all are."""
        return ()

    @staticmethod
    def title() -> str:
        return _("Board")

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages on the board, in river order."""
        return tuple(pane.stage for pane in self.area.columns)

    def show_empty(self, empty: bool) -> None:
        """Says what to do where there is not a single deal."""

    def cancel_drag(self) -> None:
        """What is carried goes back: the board below it changes."""

    def prepare(self) -> None:
        """A board that is built anew is read in the background; the old picture stays until then.

        Before the first frame it was shown what was read for that.
        """
        if self.board is not None or not self._stale:
            return
        from revops_desktop.analytics import board as questions

        # A change that comes meanwhile makes it stale again.
        self._stale = False
        self._recall()
        ask = partial(self.actions_.ask, questions.board, **self._asked_of_all())
        self.wait_for(self.actions_.later, ask, self.show_board)

    def painted_ahead(self) -> "Sequence[Step]":
        return self.area.painted_ahead()

    def _asked_of_all(self) -> dict[str, Any]:
        return {
            "pipeline_id": self.actions_.pipeline_id or None,
            "sort": self.scale.choices.sort,
        }

    def refresh(self) -> None:
        from revops_desktop.analytics import board as questions

        self._recall()
        asked = self._asked_of_all()
        if self.filter is None:
            self.show_board(self.actions_.ask(questions.board, **asked))
        else:
            asked["chosen"] = self.filter
            self.actions_.ask_later("board", questions.board, self._show_filtered, **asked)

    def _show_filtered(self, board: Board) -> None:
        # The filter may have been taken away while this was read.
        if self.filter is not None:
            self.show_board(board)

    def show_filter(self, chosen: "Filter | None") -> None:
        """Shows only the deals that are meant; None: all."""
        if chosen != self.filter:
            self.filter = chosen
            self.selection.clear()
            self.refresh()

    def show_first(self, content: object) -> None:
        super().show_first(content)
        assert isinstance(content, Board)
        self._recall()
        wanted, self.scale.choices.sort = self.scale.choices.sort, content.sort
        self.show_board(content)
        if wanted != content.sort:
            self.scale.choices.sort = wanted
            self.make_stale()

    def _recall(self) -> None:
        """How the board was left the last time."""
        if not self._recalled and self.program is not None:
            self._recalled = True
            path = self.actions_.workspace.path
            self.scale.choices = choices.recall(self.program.preferences, path)

    def show_choices(self, *, anew: bool = False) -> None:
        """Shows the board as it is chosen now, and remembers it; `anew`: other cards come first."""
        self._keep()
        self._dress()
        if anew:
            self.refresh()

    def _keep(self) -> None:
        memory = self.program.preferences if self.program is not None else None
        choices.keep(memory, self.actions_.workspace.path, self.scale.choices)

    def _dress(self) -> None:
        """Cards that look otherwise are painted anew; those of another height find their room."""
        scale = self.scale
        liked = (scale.choices.fields, scale.choices.density, scale.has_tags, scale.has_custom)
        wanted = (*liked, scale.currency, scale.zone, scale.medians, scale.hot_from)
        if wanted == self._dressed:
            return
        self._dressed = wanted
        if self.delegate.renew():
            self.area.fit_cards()
        else:
            self.area.repaint_cards()

    def show_board(self, board: Board) -> None:
        """Shows a board that was read anew; the selected card stays selected."""
        selected = self.area.current_card
        scale, self.board = self.scale, board
        scale.currency, scale.zone, scale.now = board.currency, board.zone, self.actions_.now()
        scale.has_tags, scale.has_custom = board.has_tags, board.has_custom
        scale.hot_from = board.hot_from
        self._dress()
        self.area.show_board(board)
        self.header.show_pipelines(board)
        self.header.show_section(self._section_name())
        self.header.new_button.setEnabled(bool(board.columns))
        self._show_totals()
        if selected is not None and self.area.current_card is None:
            pane = self.area.column_with(selected.deal_id)
            if pane is not None and not pane.folded:
                pane.view.select_row(pane.model.row_of(selected.deal_id))
        if board.pipeline is not None:
            self.actions_.pipeline_id = board.pipeline.pipeline_id
        self._is_complete = False
        if self._was_painted:
            self._rest.start()

    def paintEvent(self, event: "QPaintEvent") -> None:
        super().paintEvent(event)
        self._was_painted = True
        if not (self._is_complete or self._rest.isActive()):
            self._rest.start()

    def complete(self) -> None:
        """Makes what nobody misses in the first frame."""

    def _on_rest(self) -> None:
        if not self.isVisible():
            # Another page came to the front meanwhile: the next time that this one is painted.
            return
        self._is_complete = True
        steps = (self._follow_clocks, self.complete, self._ask_medians)
        self.actions_.turns.take(self, "rest", steps)

    def _ask_medians(self) -> None:
        if self.board is not None and self.board.pipeline is not None:
            river = self.board.pipeline.pipeline_id
            self.actions_.ask_later("medians", _medians, self._on_medians, pipeline_id=river)

    def _follow_clocks(self) -> None:
        """From now on cards show how their clocks stand; not before the first frame."""
        if self.marks is None:
            from revops_desktop.ui.board.clock_marks import ClockMarks

            self.marks = ClockMarks(self.actions_, self)
            self.marks.changed.connect(self.area.repaint_in_turns)
            self.scale.clock = self.marks.of
            self.area.repaint_views()

    def _on_medians(self, medians: dict[int, float]) -> None:
        self.scale.medians = medians
        self._dress()

    def _show_totals(self) -> None:
        if self.board is None:
            return
        columns = tuple((pane.stage, pane.model.totals) for pane in self.area.columns)
        self.header.set_subtitle(words.headline(self.board, words.open_totals(columns)))
        deals = sum(totals.count for _stage, totals in columns)
        empty = bool(columns) and deals == 0 and self.filter is None
        self.show_empty(empty)

    def _read(self, stage_id: int, after: After, limit: int) -> tuple[Card, ...]:
        from revops_desktop.analytics import board as questions

        asked: dict[str, Any] = {"after": after, "limit": limit, "sort": self.scale.choices.sort}
        return self.actions_.ask(questions.cards, stage_id=stage_id, **asked, **self._chosen())

    def _chosen(self) -> dict[str, Any]:
        return {} if self.filter is None else {"chosen": self.filter}

    # Following what was written

    def on_changed(self, changed: "ChangedLike") -> None:
        self.cancel_drag()
        self.scale.now = self.actions_.now()
        if self.marks is not None:
            self.marks.forget(changed.deals)
            if changed.tables & _CLOCKED:
                self.marks.renew()
        others = "custom_value" in changed.tables and not changed.deals
        tagged = "deal_tag" in changed.tables and not self.scale.has_tags
        scored = "contact_score" in changed.tables and self.scale.hot_from is None
        # So many scores became others that nobody says whose deals they are.
        others = others or ("contact_score" in changed.tables and not changed.deals)
        if changed.tables & _AROUND or others or tagged or scored or len(changed.deals) > _MANY:
            self.refresh()
            if len(changed.deals) > _MANY:
                self.selection.clear()
        elif changed.deals:
            self._follow(changed.deals)
        if len(changed.deals) == 1:
            self._reveal(next(iter(changed.deals)))
        self._rest.start()

    def _follow(self, deals: Collection[int]) -> None:
        """Puts the changed deals where they stand now; nothing else is asked or painted."""
        from revops_desktop.analytics import board as questions

        if self.board is None or self.board.pipeline is None:
            self.refresh()
            return
        before = {deal_id: self.area.column_with(deal_id) for deal_id in deals}
        # A card that was not loaded may have left any column.
        lost = None in before.values()
        update = self.actions_.ask(
            questions.update,
            pipeline_id=self.board.pipeline.pipeline_id,
            deal_ids=sorted(deals),
            stage_ids=[pane.stage.stage_id for pane in self.area.columns] if lost else [],
            with_totals=lost,
            **self._chosen(),
        )
        if any(self.area.column(place.stage_id) is None for place in update.places.values()):
            self.refresh()
            return
        totals = update.totals if lost else self._reckon(before, update.places)
        for deal_id, was in before.items():
            place = update.places.get(deal_id)
            now = self.area.column(place.stage_id) if place is not None else None
            if now is not None and place is not None:
                now.model.put(place.card)
            if was is not None and was is not now:
                was.model.take(deal_id)
        for stage_id, sums in totals.items():
            pane = self.area.column(stage_id)
            if pane is not None:
                pane.show_totals(sums)
        self._show_totals()
        self.selection.drop(set(deals) - update.places.keys())
        self.area.settle()

    def _reckon(
        self, before: Mapping[int, ColumnPane | None], places: Mapping[int, Place]
    ) -> dict[int, Totals]:
        """The totals of the columns that cards left or came to, from those shown and the cards."""
        found: dict[int, Totals] = {}
        unknown: set[int] = set()
        for deal_id, was in before.items():
            if was is not None:
                stage_id = was.stage.stage_id
                sums = found.get(stage_id, was.model.totals)
                left = without(sums, was.model.card(was.model.row_of(deal_id)))
                found[stage_id] = left or sums
                unknown |= {stage_id} if left is None else set()
        for place in places.values():
            pane = self.area.column(place.stage_id)
            sums = pane.model.totals if pane is not None else Totals()
            found[place.stage_id] = found.get(place.stage_id, sums) + alone(place.card)
        if unknown:
            from revops_desktop.analytics import board as questions

            asked = {"stage_ids": sorted(unknown), **self._chosen()}
            found |= self.actions_.ask(questions.column_totals, **asked)
        return found

    def _reveal(self, deal_id: int) -> None:
        """The card that was moved, brought back or edited is selected and in view."""
        pane = self.area.column_with(deal_id)
        if pane is not None:
            # Whoever edits the deal beside the board goes on typing there.
            focused = QApplication.focusWidget()
            takes = focused is None or self.isAncestorOf(focused)
            self.area.reveal(pane, deal_id, takes_focus=takes)

    def _tick(self) -> None:
        """Cards grow older by themselves."""
        was = self.scale.today
        self.scale.now = self.actions_.now()
        if self.scale.today != was:
            self.area.repaint_cards()
        if self.marks is not None and self.isVisible():
            self.marks.tick()

    def _section_name(self) -> str:
        section = self.scale.choices.section
        owned = (stage.band for stage in self.stages if section and stage.function_id == section)
        return next(owned, None) or ""

    # What is meant

    @property
    def selected_deals(self) -> tuple[int, ...]:
        """The deals that are meant: the chosen ones, else the one whose card is selected."""
        return self.selection.deals

    def common_exits(self) -> tuple[str, ...]:
        """The ways out of the river that all chosen deals may take."""
        from revops_desktop.ui.board import bulk_deeds

        return bulk_deeds.exits(self.actions_, self.selected_deals)

    def choose_all(self, stage_id: int) -> None:
        """Chooses all deals of a column, those that are not loaded too."""
        from revops_desktop.analytics import board as questions

        asked = {"stage_id": stage_id, **self._chosen()}
        self.selection.take(self.actions_.ask(questions.deals_here, **asked))

    def open_selected(self) -> None:
        """Shows the selected deal beside the board."""
        card = self.area.current_card
        if card is not None:
            self.actions_.deal_wanted.emit(card.deal_id)
