"""A key figure on a tile: its name, its value, what it rests on, and its last twelve months."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.analytics.wording import FileValue
from revops_desktop.ui import texts, theme


@dataclass(frozen=True, slots=True)
class TileFigure:
    """What a tile shows; `weak` is greyed; `trend` is oldest first, None where nothing is known.

    `exact`: the value as a file keeps it, unrounded · `n`: the cases it rests on.
    """

    label: str
    value: str
    note: str
    tip: str
    trend: tuple[float | None, ...] = ()
    weak: bool = False
    exact: FileValue = None
    n: int | None = None


class Spark(QWidget):
    """Twelve months as a line; the last one marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Sequence[float | None] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(26)
        self.setMinimumWidth(24)
        self.setMaximumWidth(84)

    def sizeHint(self) -> QSize:
        return QSize(84, 26)

    def show_values(self, values: Sequence[float | None]) -> None:
        """Draws these."""
        self._values = values
        self.update()

    def points(self) -> list[QPointF | None]:
        """Where each value lies; a gap where nothing is known."""
        known = [value for value in self._values if value is not None]
        if len(known) < 2:
            return []
        low, high = min(known), max(known)
        area = QRectF(self.rect()).adjusted(3, 4, -4, -4)
        step = area.width() / (len(self._values) - 1)
        scale = area.height() / (high - low) if high > low else 0.0
        middle = 0.0 if high > low else area.height() / 2
        return [
            None
            if value is None
            else QPointF(area.left() + step * place, area.bottom() - (value - low) * scale - middle)
            for place, value in enumerate(self._values)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        points = self.points()
        if not points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("flow"), 1.5))
        for one, other in pairwise(points):
            if one is not None and other is not None:
                painter.drawLine(one, other)
        if points[-1] is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("flow"))
            painter.drawEllipse(points[-1], 2.5, 2.5)


class Tile(QFrame):
    """The tile; `opened` when it is clicked, or Enter is pressed on it."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self.setProperty("kind", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._focused = False
        # What is shown; None until the first answer.
        self.figure: TileFigure | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(tokens.space_3, tokens.space_2, tokens.space_3, tokens.space_2)
        layout.setSpacing(0)
        self._label = texts.giving_way("", "muted")
        self._value = texts.label("", "figure")
        self._note = texts.giving_way("", "muted")
        self._spark = Spark()
        for one in (self._label, self._note):
            one.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for one in (self._label, self._value, self._note):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        middle = QHBoxLayout()
        middle.setSpacing(tokens.space_2)
        middle.addWidget(self._value)
        middle.addStretch(1)
        middle.addWidget(self._spark, 2)
        layout.addWidget(self._label)
        layout.addLayout(middle)
        layout.addWidget(self._note)

    def show_figure(self, figure: TileFigure) -> None:
        """Shows this figure."""
        if figure == self.figure:
            # Most changes touch few of the figures that are seen.
            return
        self.figure = figure
        self._label.setText(figure.label)
        self._value.setText(figure.value)
        self._value.setEnabled(not figure.weak)
        self._note.setText(figure.note)
        self._spark.show_values(figure.trend)
        # Where a tile is narrow its note may be cut.
        told = figure.note if figure.note not in figure.tip else ""
        texts.set_tool_tip(self, "\n".join(one for one in (figure.tip, told) if one))
        self.setAccessibleName(f"{figure.label}: {figure.value}. {figure.note}")
        self.setAccessibleDescription(figure.tip)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focused = True
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focused = False
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._focused:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            radius = theme.current().radius_large
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
