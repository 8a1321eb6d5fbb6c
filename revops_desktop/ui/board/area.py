"""The columns side by side, scrolled across where they do not fit."""

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.rules.board import Board, Card, Stage
from revops_desktop.ui import theme
from revops_desktop.ui.board.bands import Bands
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.choices import Choices
from revops_desktop.ui.board.column import FOLDED, NARROWEST, ColumnPane
from revops_desktop.ui.board.column_view import ColumnView
from revops_desktop.ui.board.stage_model import Read
from revops_desktop.ui.turns import Step, painting

# Views out of sight are made this far apart, after the first frame.
_REST_MILLISECONDS = 30


class BoardArea(QScrollArea):
    """All columns of a board; at most one card of them is selected.

    `all_wanted` and `column_menu_wanted` name a stage.
    """

    move_wanted = Signal(int)
    shift_wanted = Signal(int)
    menu_wanted = Signal(QPoint)
    column_menu_wanted = Signal(int, QPoint)
    all_wanted = Signal(int)
    bin_wanted = Signal()
    opened = Signal()
    folds_changed = Signal()
    section_wanted = Signal(int)
    lifted = Signal(QObject, QPoint)
    current_changed = Signal()

    def __init__(self, delegate: CardDelegate, read: Read, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self._read = read
        self._settling = False
        # Stages that were unfolded, or folded, while a section was shown: not remembered.
        self._against: set[int] = set()
        self.columns: list[ColumnPane] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content = QWidget()
        content.setProperty("kind", "clear")
        outer = QVBoxLayout(content)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.current().space_1)
        self.bands = Bands(self._spans, content)
        self.bands.chosen.connect(self.section_wanted)
        outer.addWidget(self.bands)
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.current().space_3)
        outer.addLayout(self._row)
        self.setWidget(content)
        self.horizontalScrollBar().valueChanged.connect(self._on_scrolled)
        self._rest = QTimer(self)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._make_next)

    def show_board(self, board: Board) -> None:
        """Shows a board; columns whose stages are still there keep their place and scrolling."""
        wanted = [column.stage.stage_id for column in board.columns]
        if wanted == [pane.stage.stage_id for pane in self.columns]:
            for pane, column in zip(self.columns, board.columns, strict=True):
                pane.show_column(column)
        else:
            self._build(board)
        self.bands.setVisible(len({column.stage.band for column in board.columns}) > 1)
        self.fold_columns()

    @property
    def _choices(self) -> Choices:
        return self._delegate.scale.choices

    def _is_folded(self, stage: Stage) -> bool:
        section = self._choices.section
        if section and any(pane.stage.function_id == section for pane in self.columns):
            return (stage.function_id != section) != (stage.stage_id in self._against)
        return stage.stage_id in self._choices.folded

    def fold_columns(self) -> None:
        """Folds and unfolds the columns as they were chosen."""
        held = next((one for one in self.columns if one.has_view and one.view.hasFocus()), None)
        if held is not None and self._is_folded(held.stage):
            # Qt would hand the keyboard to whatever comes next in the window.
            held.head.setFocus(Qt.FocusReason.OtherFocusReason)
        for pane in self.columns:
            pane.set_folded(self._is_folded(pane.stage))
        # The row is laid out later; what is in sight is reckoned from what it will be.
        self._make_seen()
        self._mark_tab_stop()
        self.bands.update()

    def fold(self, stage_id: int) -> None:
        """Folds a column, or unfolds it."""
        chosen = self._against if self._choices.section else self._choices.folded
        chosen ^= {stage_id}
        self.fold_columns()
        pane = self.column(stage_id)
        if pane is not None and not pane.folded:
            pane.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.folds_changed.emit()

    def show_section(self, function_id: int) -> None:
        """Unfolds the stages of one function alone; 0: those that were not folded by hand."""
        self._choices.section = function_id
        self._against.clear()
        self.fold_columns()
        self.folds_changed.emit()

    def _build(self, board: Board) -> None:
        for pane in self.columns:
            self._row.removeWidget(pane)
            pane.deleteLater()
        self.columns = []
        while self._row.count():
            self._row.takeAt(0)
        for column in board.columns:
            pane = ColumnPane(column, self._delegate, self._read, self._wire)
            stage_id = column.stage.stage_id
            pane.head.menu_wanted.connect(
                lambda where, stage_id=stage_id: self.column_menu_wanted.emit(stage_id, where)
            )
            pane.head.fold_wanted.connect(lambda stage_id=stage_id: self.fold(stage_id))
            pane.set_folded(self._is_folded(column.stage))
            self.columns.append(pane)
            self._row.addWidget(pane, 1)
        self._row.addStretch(0)

    def _make_seen(self) -> None:
        """Makes the views that are in sight now; the others follow when nothing else is due."""
        if not self.columns:
            return
        gap = self._row.spacing()
        # Without frame and vertical bar as wide as the viewport, whose class PySide would look for
        # among all widgets there are, and load them all.
        seen = self.width()
        folded = sum(pane.folded for pane in self.columns)
        rest = seen + gap - folded * (FOLDED + gap)
        wide = max(NARROWEST, rest // max(1, len(self.columns) - folded) - gap) + gap
        start, left = self.horizontalScrollBar().value(), 0
        for pane in self.columns:
            right = left + (FOLDED + gap if pane.folded else wide)
            if left < start + seen and right > start and not pane.folded:
                pane.view  # noqa: B018  # made by asking for it
            left = right
        self._rest.start()

    def _make_next(self) -> None:
        """Makes one more view, describes one more column; so that nobody waits for them."""
        bare = next((one for one in self.columns if not (one.has_view or one.folded)), None)
        mute = next((one for one in self.columns if not one.head.is_described), None)
        if bare is not None:
            bare.view  # noqa: B018  # made by asking for it
        if mute is not None:
            mute.head.describe()
        if bare is mute is None:
            self._rest.stop()

    def _wire(self, view: ColumnView) -> None:
        view.move_wanted.connect(self.move_wanted)
        view.shift_wanted.connect(self.shift_wanted)
        view.walk_wanted.connect(self.walk)
        view.menu_wanted.connect(self.menu_wanted)
        view.opened.connect(self.opened)
        view.bin_wanted.connect(self.bin_wanted)
        stage_id = view.stage_model.stage.stage_id
        view.all_wanted.connect(lambda: self.all_wanted.emit(stage_id))
        view.lifted.connect(lambda start, view=view: self.lifted.emit(view, start))
        view.focused.connect(lambda view=view: self._on_focused(view))
        view.current_changed.connect(lambda view=view: self._on_current(view))
        self._mark_tab_stop()

    def _on_scrolled(self) -> None:
        self._make_seen()
        self.bands.scroll_to(self.horizontalScrollBar().value())

    def _spans(self) -> list[tuple[Stage, int, int]]:
        return [(pane.stage, pane.x(), pane.width()) for pane in self.columns]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_seen()
        self.bands.update()

    @property
    def current(self) -> ColumnPane | None:
        """The column with the selected card, or None."""
        return next((pane for pane in self.columns if pane.current_card is not None), None)

    @property
    def current_card(self) -> Card | None:
        """The selected card, or None."""
        pane = self.current
        return pane.current_card if pane else None

    def column(self, stage_id: int) -> ColumnPane | None:
        """The column of a stage; None when it is not on the board."""
        return next((pane for pane in self.columns if pane.stage.stage_id == stage_id), None)

    def column_with(self, deal_id: int) -> ColumnPane | None:
        """The column in which a deal's card is loaded, or None."""
        return next((pane for pane in self.columns if pane.model.row_of(deal_id) >= 0), None)

    def column_at(self, where: QPoint) -> ColumnPane | None:
        """The column under a global position, if it is in view there."""
        if not self.viewport().rect().contains(self.viewport().mapFromGlobal(where)):
            return None
        return next(
            (pane for pane in self.columns if pane.rect().contains(pane.mapFromGlobal(where))),
            None,
        )

    def neighbour(self, pane: ColumnPane, step: int) -> ColumnPane | None:
        """The column `step` to the right (left when negative), or None at the end."""
        place = self.columns.index(pane) + step
        return self.columns[place] if 0 <= place < len(self.columns) else None

    def walk(self, step: int) -> None:
        """Selects the card beside the selected one, passing over empty columns."""
        pane = self.current
        if pane is None:
            return
        middle = pane.view.current_middle()
        beside = self.neighbour(pane, step)
        while beside is not None and (beside.folded or beside.model.rowCount() == 0):
            beside = self.neighbour(beside, step)
        if beside is not None:
            beside.view.select_row(beside.view.row_near(middle))
            beside.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self, pane: ColumnPane, deal_id: int, *, takes_focus: bool = True) -> None:
        """Selects a card of a column and brings it into view; a folded column stays folded."""
        if pane.folded:
            self.settle()
            return
        pane.view.select_row(pane.model.row_of(deal_id))
        if self.isVisible() and takes_focus:
            pane.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_column(pane)

    def settle(self) -> None:
        """Where the selected card was taken away, the one that took its place is selected."""
        pane = self.current
        if pane is not None:
            pane.view.select_row(pane.view.currentIndex().row())

    def fit_cards(self) -> None:
        """Makes room for cards of another height, and paints them anew."""
        for pane in self.columns:
            if pane.has_view:
                pane.view.fit_cards()
        self.repaint_cards()

    def repaint_cards(self) -> None:
        """Paints all cards anew: what they say has changed although they have not."""
        for pane in self.columns:
            pane.show_totals(pane.model.totals)
        self.repaint_in_turns()

    def repaint_views(self) -> None:
        """Paints the cards anew: what is chosen among them has changed."""
        for pane in self.columns:
            if pane.has_view:
                pane.view.viewport().update()

    def repaint_in_turns(self) -> None:
        """Paints the cards anew, a column a turn: all of them in one would be long."""
        steps = [partial(self._repaint, pane) for pane in self.columns]
        painting().take(self, f"cards {id(self)}", steps)

    def _repaint(self, pane: ColumnPane) -> None:
        if pane in self.columns and pane.has_view:
            pane.view.viewport().update()

    def painted_ahead(self) -> list[Step]:
        """One step for each column in sight, which paints its cards before they are seen."""
        return [partial(self._paint, pane) for pane in self.columns if pane.has_view]

    def _paint(self, pane: ColumnPane) -> None:
        if pane in self.columns and not pane.visibleRegion().isEmpty():
            pane.view.viewport().grab()

    def focus_first(self) -> None:
        """Puts the keyboard where it can move cards: on the selected one, or the first."""
        full = (one for one in self.columns if one.model.rowCount() and not one.folded)
        pane = self.current or next(full, None)
        if pane is not None:
            pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_column(self, pane: ColumnPane) -> None:
        """Scrolls across until the column is wholly in view."""
        self.ensureWidgetVisible(pane, 0, 0)

    def _on_focused(self, view: ColumnView) -> None:
        # A view of the pipeline before may still be handed the focus while it goes.
        panes = (one for one in self.columns if one.has_view and one.view is view)
        pane = next(panes, None)
        if pane is not None:
            self.show_column(pane)

    def _on_current(self, view: ColumnView) -> None:
        if self._settling:
            return
        card = self.current_card
        self._delegate.selection.current = card.deal_id if card is not None else 0
        if view.current_card is None:
            self.current_changed.emit()
            return
        self._delegate.selection.current = view.current_card.deal_id
        self._settling = True
        for pane in self.columns:
            if pane.has_view and pane.view is not view:
                pane.view.clear_current()
        self._settling = False
        self._mark_tab_stop()
        self.current_changed.emit()

    def _mark_tab_stop(self) -> None:
        """Tab stops twice on the board, at a column's head and its cards; arrows walk inside."""
        unfolded = (pane for pane in self.columns if not pane.folded)
        stop = self.current or next(unfolded, self.columns[0] if self.columns else None)
        for pane in self.columns:
            on_way = pane is stop or pane.folded
            focus = Qt.FocusPolicy.StrongFocus if on_way else Qt.FocusPolicy.ClickFocus
            pane.head.setFocusPolicy(focus)
            if pane.has_view:
                pane.view.setFocusPolicy(
                    Qt.FocusPolicy.StrongFocus if pane is stop else Qt.FocusPolicy.ClickFocus
                )
