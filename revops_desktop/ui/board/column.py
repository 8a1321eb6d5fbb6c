"""A column of the board: its head with name, count and sum, and below it its cards."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import count
from revops_desktop.rules.board import Column, Stage, Totals
from revops_desktop.ui import texts, theme
from revops_desktop.ui.board import words
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
        small = theme.font(tokens.size_small)
        measure = QFontMetrics(small)
        total = words.column_sum(self._totals, self._scale.currency)
        total_width = measure.horizontalAdvance(total)
        number = count(self._totals.count)
        chip = QSize(max(22, measure.horizontalAdvance(number) + 16), 20)
        bold = theme.font(tokens.size_text, bold=True)
        longest = room.width() - total_width - chip.width() - 8 - (8 if total else 0)
        name = QFontMetrics(bold).elidedText(
            words.one_line(self._stage.name), Qt.TextElideMode.ElideRight, longest
        )
        painter.setFont(bold)
        painter.setPen(QColor(tokens.text))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, left | Qt.TextFlag.TextSingleLine, name)
        start = room.left() + QFontMetrics(bold).horizontalAdvance(name) + 8
        place = QRect(
            start, room.center().y() - chip.height() // 2 + 1, chip.width(), chip.height()
        )
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 9.5, 9.5)
        painter.setFont(small)
        painter.setPen(QColor(tokens.text_muted))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, number)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, right, total)
        painter.end()


class ColumnPane(QWidget):
    """One stage of the board. `aimed` while a card hovers over it that could be dropped here."""

    def __init__(
        self,
        column: Column,
        delegate: CardDelegate,
        read: Read,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = StageModel(column, delegate.scale, read, self)
        self.head = ColumnHead(delegate.scale, self)
        self.view = ColumnView(self.model, delegate, self)
        self._aimed = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SCROLL_BAR, 4, 0, 2)
        layout.setSpacing(2)
        heading = QVBoxLayout()
        heading.setContentsMargins(0, 0, SCROLL_BAR, 0)
        heading.addWidget(self.head)
        layout.addLayout(heading)
        layout.addWidget(self.view)
        self.show_totals(column.totals)

    @property
    def stage(self) -> Stage:
        """The stage this column shows."""
        return self.model.stage

    def show_totals(self, totals: Totals) -> None:
        """Shows the figures of all deals in the stage."""
        self.model.totals = totals
        self.head.show_totals(self.stage, totals)
        name = words.column_name(self.stage, totals)
        self.view.setAccessibleName(name)

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
