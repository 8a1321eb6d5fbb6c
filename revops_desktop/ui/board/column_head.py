"""The head of a column: name, count and limit, sums, oldest; folded, it is a narrow strip."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from revops_desktop.rules.board import Stage, Totals
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.board import lines, words

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QKeyEvent, QMouseEvent, QPaintEvent

_ICON = 16
_CHIP = 20


class ColumnHead(QAbstractButton):
    """Says what stands in all of the stage. A click opens the column's menu, or unfolds it."""

    menu_wanted = Signal(QPoint)
    fold_wanted = Signal()

    def __init__(self, scale: words.Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._stage: Stage | None = None
        self._totals = Totals()
        self.is_described = False
        self.folded = False
        tokens = theme.current()
        self._upper = tokens.row(tokens.size_text, 5)
        self._lower = tokens.row(tokens.size_tiny)
        self.setFixedHeight(self._upper + self._lower + 2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # Reached by Tab from the cards of its own column; see BoardArea.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.clicked.connect(self._on_clicked)

    def show_totals(self, stage: Stage, totals: Totals) -> None:
        """Shows the stage's name and figures."""
        if self._stage is None:
            self.setAccessibleName(stage.name)
        self._stage, self._totals = stage, totals
        if self.is_described:
            self.describe()
        self.update()

    def describe(self) -> None:
        """Says everything in tool tip and to screen readers: a moment after the first frame."""
        if self._stage is not None:
            self.is_described = True
            said = words.column_details(self._stage, self._totals, self._scale)
            texts.set_tool_tip(self, "\n".join(said))
            self.setAccessibleName(", ".join(said))

    def set_folded(self, folded: bool) -> None:
        """A narrow strip as high as the column, or the head of one."""
        if folded == self.folded:
            return
        self.folded = folded
        if folded:
            self.setMinimumHeight(0)
            self.setMaximumHeight(16_777_215)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        else:
            self.setFixedHeight(self._upper + self._lower + 2)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.update()

    def below(self) -> QPoint:
        """Where its menu opens, on the screen."""
        return self.mapToGlobal(QPoint(0, self.height() if not self.folded else 40))

    def _on_clicked(self) -> None:
        if self.folded:
            self.fold_wanted.emit()
        else:
            self.menu_wanted.emit(self.below())

    def _fold_place(self) -> QRect:
        place = QRect(0, 0, _ICON + 6, _ICON + 6)
        place.moveCenter(QPoint(self.width() - 38, self._upper // 2 + 1))
        return place

    def mouseReleaseEvent(self, event: "QMouseEvent") -> None:
        at = event.position().toPoint()
        if not self.folded and self.isDown() and self._fold_place().contains(at):
            self.setDown(False)
            self.fold_wanted.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: "QContextMenuEvent") -> None:
        self.menu_wanted.emit(self.below())

    def enterEvent(self, event: "QEnterEvent") -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: "QEvent") -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: "QPaintEvent") -> None:
        if self._stage is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            tokens = theme.current()
            painter.setPen(QPen(QColor(tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(edge, tokens.radius, tokens.radius)
        if self.folded:
            self._paint_strip(painter, self._stage)
        else:
            self._paint_head(painter, self._stage)
        painter.end()

    def _paint_head(self, painter: QPainter, stage: Stage) -> None:
        tokens = theme.current()
        room = QRect(4, 1, self.width() - 8, self._upper)
        number = words.column_number(stage, self._totals)
        wide = self._chip_width(stage, number)
        handles = 46 if self.underMouse() or self.hasFocus() else 0
        name = room.adjusted(0, 0, -wide - 10 - handles, 0)
        wrote = lines.draw(painter, name, stage.name, "text", tokens.size_text, bold=True)
        middle = room.center().y() - _CHIP // 2 + 1
        chip = QRect(room.left() + wrote + 8, middle, wide, _CHIP)
        self._paint_chip(painter, chip, stage, number)
        if handles:
            folds = QRectF(self._fold_place()).adjusted(3, 3, -3, -3)
            icons.draw(painter, "fold-horizontal", folds, "text_muted")
            place = folds.translated(24, 0)
            icons.draw(painter, "chevron-down", place, "text_muted")
        parts = words.column_line(stage, self._totals, self._scale)
        line = QRect(room.left(), self._upper, room.width(), self._lower)
        while parts and lines.width(" · ".join(parts), tokens.size_tiny) > line.width():
            parts.pop()
        lines.draw(painter, line, " · ".join(parts), "text_muted", tokens.size_tiny)

    def _is_over(self, stage: Stage) -> bool:
        return stage.wip_limit is not None and self._totals.count > stage.wip_limit

    def _chip_width(self, stage: Stage, number: str) -> int:
        wide = lines.width(number, theme.current().size_small)
        return max(22, wide + 16) + (16 if self._is_over(stage) else 0)

    def _paint_chip(self, painter: QPainter, chip: QRect, stage: Stage, number: str) -> None:
        """The count; more than the limit is said by a triangle too."""
        tokens = theme.current()
        over = self._is_over(stage)
        ink = "warning" if over else "text_muted"
        painter.setPen(QPen(QColor(tokens.warning if over else tokens.border), 1))
        painter.setBrush(QColor(tokens.warning_soft if over else tokens.card))
        painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), 9.5, 9.5)
        wide = lines.width(number, tokens.size_small)
        inside = chip.adjusted((chip.width() - wide + 1) // 2, 0, 0, 0)
        if over:
            mark = QRectF(chip.left() + 6, chip.top() + 4, 12, 12)
            icons.draw(painter, "triangle-alert", mark, "warning")
            inside = chip.adjusted(22, 0, 0, 0)
        lines.draw(painter, inside, number, ink, tokens.size_small)

    def _paint_strip(self, painter: QPainter, stage: Stage) -> None:
        """Count on top, the name downwards, the sum after it."""
        tokens = theme.current()
        number = words.column_number(stage, self._totals)
        over = self._is_over(stage)
        wide = min(self._chip_width(stage, number), self.width() - 4)
        chip = QRect((self.width() - wide) // 2, 34, wide, _CHIP)
        icons.draw(
            painter,
            "unfold-horizontal",
            QRectF((self.width() - _ICON) / 2, 10, _ICON, _ICON),
            "text" if self.underMouse() else "text_muted",
        )
        if over and wide < self._chip_width(stage, number):
            number = number.partition("/")[0]
        self._paint_chip(painter, chip, stage, number)
        painter.save()
        painter.translate(self.width(), 0)
        painter.rotate(90)
        length = self.height() - chip.bottom() - 16
        room = QRect(chip.bottom() + 12, 0, length, self.width())
        took = lines.draw(painter, room, stage.name, "text", tokens.size_text, bold=True)
        total = words.column_sum(self._totals, self._scale.currency)
        rest = room.adjusted(took + 12, 0, 0, 0)
        lines.draw(painter, rest, total, "text_muted", tokens.size_small)
        painter.restore()
