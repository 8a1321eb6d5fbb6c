"""The functions above the columns: who owns which stretch of the river."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from revops_desktop.rules.board import Stage
from revops_desktop.tokens import mix
from revops_desktop.ui import theme
from revops_desktop.ui.board import lines

Spans = Sequence[tuple[Stage, int, int]]

_LINE = 3


class Bands(QWidget):
    """A line and a name over each run of stages that one function owns.

    `spans` gives each stage with the left edge and the width of its column; `scroll_to` says what
    is seen of them, so that a name stays readable while its columns pass by. A click on a band
    chooses its function; the same is in the menu “Section”.
    """

    chosen = Signal(int)

    def __init__(self, spans: Callable[[], Spans], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spans = spans
        # Kept, since what scrolls may be gone while this is still painted.
        self._seen_from = 0
        tokens = theme.current()
        self.setFixedHeight(tokens.row(tokens.size_tiny) + _LINE + 5)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint().x()
        for stage, left, width in self._spans():
            if left <= at < left + width and stage.function_id is not None:
                self.chosen.emit(stage.function_id)
                return

    def scroll_to(self, seen_from: int) -> None:
        """What is seen of the bands begins here: their names stay in view."""
        self._seen_from = seen_from
        self.update()

    def runs(self) -> list[tuple[str, str, int, int]]:
        """Name, colour, left edge and width of each band, in river order."""
        found: list[tuple[str, str, int, int]] = []
        for stage, left, width in self._spans():
            name = stage.band or ""
            if found and found[-1][0] == name:
                first = found[-1]
                found[-1] = (name, first[1], first[2], left + width - first[2])
            else:
                found.append((name, stage.band_colour or stage.colour, left, width))
        return [run for run in found if run[0]]

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, colour, left, width in self.runs():
            start = max(left, min(self._seen_from, left + width - 40))
            room = QRect(start + 2, 0, left + width - start - 4, self.height() - _LINE - 2)
            ink = mix(colour, tokens.text, 0.55)
            lines.draw(painter, room, name, ink, tokens.size_tiny, bold=True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            line = QRectF(left, self.height() - _LINE, width, _LINE)
            painter.drawRoundedRect(line, _LINE / 2, _LINE / 2)
        painter.end()
