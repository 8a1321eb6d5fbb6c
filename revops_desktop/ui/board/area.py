"""The columns side by side, scrolled across where they do not fit."""

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from revops_desktop.rules.board import Board, Card, Stage
from revops_desktop.ui import theme
from revops_desktop.ui.board.bands import Bands
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.column import ColumnPane
from revops_desktop.ui.board.column_view import ColumnView
from revops_desktop.ui.board.stage_model import Read

NARROWEST = 212
WIDEST = 460

# Views out of sight are made this far apart, after the first frame.
_REST_MILLISECONDS = 30


class BoardArea(QScrollArea):
    """All columns of a board; at most one card of them is selected."""

    move_wanted = Signal(int)
    menu_wanted = Signal(QPoint)
    opened = Signal()
    lifted = Signal(QObject, QPoint)
    current_changed = Signal()

    def __init__(self, delegate: CardDelegate, read: Read, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self._read = read
        self._settling = False
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
        self.bands = Bands(self._spans, self.horizontalScrollBar().value, content)
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
        self.bands.update()

    def _build(self, board: Board) -> None:
        for pane in self.columns:
            self._row.removeWidget(pane)
            pane.deleteLater()
        self.columns = []
        while self._row.count():
            self._row.takeAt(0)
        for column in board.columns:
            pane = ColumnPane(column, self._delegate, self._read, self._wire)
            pane.setMinimumWidth(NARROWEST)
            pane.setMaximumWidth(WIDEST)
            self.columns.append(pane)
            self._row.addWidget(pane, 1)
        self._row.addStretch(0)
        self._make_seen()

    def _make_seen(self) -> None:
        """Makes the views that are in sight now; the others follow when nothing else is due."""
        if not self.columns:
            return
        gap = self._row.spacing()
        # Without frame and vertical bar as wide as the viewport, whose class PySide would look for
        # among all widgets there are, and load them all.
        seen = self.width()
        wide = max(NARROWEST, (seen + gap) // len(self.columns) - gap) + gap
        start = self.horizontalScrollBar().value()
        for place, pane in enumerate(self.columns):
            if place * wide < start + seen and (place + 1) * wide > start:
                pane.view  # noqa: B018  # made by asking for it
        self._rest.start()

    def _make_next(self) -> None:
        """Makes one more view; one at a time, so that nobody waits for them."""
        pane = next((one for one in self.columns if not one.has_view), None)
        if pane is None:
            self._rest.stop()
        else:
            pane.view  # noqa: B018  # made by asking for it

    def _wire(self, view: ColumnView) -> None:
        view.move_wanted.connect(self.move_wanted)
        view.walk_wanted.connect(self.walk)
        view.menu_wanted.connect(self.menu_wanted)
        view.opened.connect(self.opened)
        view.lifted.connect(lambda start, view=view: self.lifted.emit(view, start))
        view.focused.connect(lambda view=view: self._on_focused(view))
        view.current_changed.connect(lambda view=view: self._on_current(view))
        self._mark_tab_stop()

    def _on_scrolled(self) -> None:
        self._make_seen()
        self.bands.update()

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
        while beside is not None and beside.model.rowCount() == 0:
            beside = self.neighbour(beside, step)
        if beside is not None:
            beside.view.select_row(beside.view.row_near(middle))
            beside.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def reveal(self, pane: ColumnPane, deal_id: int) -> None:
        """Selects a card of a column and brings it into view."""
        pane.view.select_row(pane.model.row_of(deal_id))
        if self.isVisible():
            pane.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_column(pane)

    def settle(self) -> None:
        """Where the selected card was taken away, the one that took its place is selected."""
        pane = self.current
        if pane is not None:
            pane.view.select_row(pane.view.currentIndex().row())

    def repaint_cards(self) -> None:
        """Paints all cards anew: what they say has changed although they have not."""
        for pane in self.columns:
            if pane.has_view:
                pane.view.viewport().update()

    def focus_first(self) -> None:
        """Puts the keyboard where it can move cards: on the selected one, or the first."""
        pane = self.current or next((one for one in self.columns if one.model.rowCount()), None)
        if pane is not None:
            pane.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_column(self, pane: ColumnPane) -> None:
        """Scrolls across until the column is wholly in view."""
        self.ensureWidgetVisible(pane, 0, 0)

    def _on_focused(self, view: ColumnView) -> None:
        pane = next(one for one in self.columns if one.has_view and one.view is view)
        self.show_column(pane)

    def _on_current(self, view: ColumnView) -> None:
        if self._settling or view.current_card is None:
            if not self._settling:
                self.current_changed.emit()
            return
        self._settling = True
        for pane in self.columns:
            if pane.has_view and pane.view is not view:
                pane.view.clear_current()
        self._settling = False
        self._mark_tab_stop()
        self.current_changed.emit()

    def _mark_tab_stop(self) -> None:
        """Tab stops once on the board; arrows walk inside it."""
        stop = self.current or (self.columns[0] if self.columns else None)
        for pane in self.columns:
            if pane.has_view:
                pane.view.setFocusPolicy(
                    Qt.FocusPolicy.StrongFocus if pane is stop else Qt.FocusPolicy.ClickFocus
                )
