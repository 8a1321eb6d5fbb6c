"""A column of the board: its head with name, count and sum, and below it its cards."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import count
from revops_desktop.rules.board import Card, Column, Stage, Totals
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import lines, words
from revops_desktop.ui.board.card_delegate import CardDelegate
from revops_desktop.ui.board.column_view import SCROLL_BAR, ColumnView
from revops_desktop.ui.board.stage_model import Read, StageModel


class ColumnHead(QWidget):
    """Name, number of deals and their sum, over all deals of the stage."""

    def __init__(self, scale: words.Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._stage: Stage | None = None
        self._totals = Totals()
        tokens = theme.current()
        self.setFixedHeight(tokens.row(tokens.size_text, 8))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_totals(self, stage: Stage, totals: Totals) -> None:
        """Shows the stage's name and figures."""
        if (stage, totals) == (self._stage, self._totals):
            return
        self._stage, self._totals = stage, totals
        lines = words.column_details(stage, totals, self._scale.currency)
        texts.set_tool_tip(self, "\n".join(lines))
        self.setAccessibleName(", ".join(lines))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._stage is None:
            return
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(2, 0, -2, 0)
        total = words.column_sum(self._totals, self._scale.currency)
        taken = lines.draw(painter, room, total, "text_muted", tokens.size_small, right=True)
        number = count(self._totals.count)
        wide = lines.width(number, tokens.size_small)
        chip = QRect(0, 0, max(22, wide + 16), 20)
        name = room.adjusted(0, 0, -taken - chip.width() - 16, 0)
        wrote = lines.draw(painter, name, self._stage.name, "text", tokens.size_text, bold=True)
        chip.moveLeft(room.left() + wrote + 8)
        chip.moveTop(room.center().y() - chip.height() // 2 + 1)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), 9.5, 9.5)
        inside = chip.adjusted((chip.width() - wide + 1) // 2, 0, 0, 0)
        lines.draw(painter, inside, number, "text_muted", tokens.size_small)
        painter.end()


class ColumnPane(QWidget):
    """One stage of the board. `aimed` while a card hovers over it that could be dropped here.

    Its view is made when it is first needed: fourteen of them would hold up the first frame.
    `wire` connects a view that was made.
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
        self._delegate = delegate
        self._wire = wire
        self._view: ColumnView | None = None
        self._aimed = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SCROLL_BAR, 4, 0, 2)
        layout.setSpacing(2)
        heading = QVBoxLayout()
        heading.setContentsMargins(0, 0, SCROLL_BAR, 0)
        heading.addWidget(self.head)
        layout.addLayout(heading, 0)
        layout.addStretch(1)
        self.show_totals(column.totals)

    @property
    def view(self) -> ColumnView:
        """The cards; made when first asked for."""
        if self._view is None:
            self._view = ColumnView(self.model, self._delegate, self)
            layout = self.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.takeAt(1)
            layout.addWidget(self._view, 1)
            self._view.setAccessibleName(words.column_name(self.stage, self.model.totals))
            self._view.show()
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

    def set_aimed(self, aimed: bool) -> None:
        """Marks the column as where the card would go."""
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
