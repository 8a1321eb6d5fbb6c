"""A column of the board: its head with name, count and sum, and below it its cards."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from revops_desktop.rules.board import Card, Column, Stage, Totals
from revops_desktop.ui import theme
from revops_desktop.ui.board import words
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.column_head import ColumnHead
from revops_desktop.ui.board.column_view import SCROLL_BAR, ColumnView
from revops_desktop.ui.board.stage_model import Read, StageModel

NARROWEST = 212
WIDEST = 460
FOLDED = 44


class ColumnPane(QWidget):
    """One stage of the board. `aimed` while a card hovers over it that could be dropped here.

    Its view is made when it is first needed: fourteen of them would hold up the first frame.
    `wire` connects a view that was made. Folded it is a strip that still counts.
    """

    def __init__(
        self,
        column: Column,
        delegate: CardDelegate,
        read: Read,
        wire: Callable[[ColumnView], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = StageModel(column, delegate.scale, read, self)
        self.head = ColumnHead(delegate.scale, self)
        self.folded = False
        self._delegate = delegate
        self._wire = wire
        self._view: ColumnView | None = None
        self._aimed = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SCROLL_BAR, 4, 0, 2)
        layout.setSpacing(2)
        self._heading = QVBoxLayout()
        self._heading.setContentsMargins(0, 0, SCROLL_BAR, 0)
        self._heading.addWidget(self.head)
        layout.addLayout(self._heading, 0)
        layout.addStretch(1)
        self._layout = layout
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDEST)
        self.show_totals(column.totals)

    @property
    def view(self) -> ColumnView:
        """The cards; made when first asked for."""
        if self._view is None:
            self._view = ColumnView(self.model, self._delegate, self)
            self._layout.takeAt(1)
            self._layout.addWidget(self._view, 1)
            self._view.setAccessibleName(words.column_name(self.stage, self.model.totals))
            self._view.setVisible(not self.folded)
            self._wire(self._view)
        return self._view

    @property
    def has_view(self) -> bool:
        """Whether its view is made."""
        return self._view is not None

    @property
    def current_card(self) -> Card | None:
        """The selected card of this column."""
        return self._view.current_card if self._view is not None else None

    @property
    def stage(self) -> Stage:
        """The stage this column shows."""
        return self.model.stage

    def set_folded(self, folded: bool) -> None:
        """Folds the column to a strip, or unfolds it."""
        if folded == self.folded:
            return
        self.folded = folded
        if self._view is not None:
            if folded:
                self._view.clear_current()
            self._view.setVisible(not folded)
        self._layout.setStretch(0, 1 if folded else 0)
        self._layout.setStretch(1, 0 if folded else 1)
        side = 0 if folded else SCROLL_BAR
        self._layout.setContentsMargins(side, 4, 0, 2)
        self._heading.setContentsMargins(0, 0, side, 0)
        self.setMinimumWidth(FOLDED if folded else NARROWEST)
        self.setMaximumWidth(FOLDED if folded else WIDEST)
        self.head.set_folded(folded)

    def show_totals(self, totals: Totals) -> None:
        """Shows the figures of all deals in the stage."""
        self.model.totals = totals
        self.head.show_totals(self.stage, totals)
        if self._view is not None:
            self._view.setAccessibleName(words.column_name(self.stage, totals))

    def show_column(self, column: Column) -> None:
        """Shows the stage as it was read anew."""
        self.model.show(column)
        self.show_totals(column.totals)

    def set_aimed(self, aimed: bool, row: int = -1) -> None:
        """Marks the column as where the card would go, and the row before which."""
        if self._view is not None:
            self._view.show_place(row if aimed else -1)
        if aimed != self._aimed:
            self._aimed = aimed
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(tokens.accent_soft if self._aimed else tokens.column))
        if self._aimed:
            painter.setPen(QPen(QColor(tokens.accent), 2))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        edge = QRectF(self.rect()).adjusted(1, 1, -1, -1) if self._aimed else QRectF(self.rect())
        painter.drawRoundedRect(edge, tokens.radius_large, tokens.radius_large)
        painter.end()
