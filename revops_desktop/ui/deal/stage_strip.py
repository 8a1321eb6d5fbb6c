"""The stages of the river as a row of short bars: where the deal stands at a glance."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from revops_desktop.ui import texts, theme

if TYPE_CHECKING:
    from revops_desktop.analytics.pipelines import StageOf

_HEIGHT, _GAP = 6, 3


class StageStrip(QWidget):
    """One bar a stage: passed ones filled, the present one strong, the rest empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: Sequence[StageOf] = ()
        self._here = -1
        self._has_left = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_place(
        self, stages: "Sequence[StageOf]", stage_id: int | None, *, has_left: bool
    ) -> None:
        """Shows where in the river the deal stands, or stood when it left."""
        self._stages = stages
        self._has_left = has_left
        numbered = enumerate(stages)
        self._here = next((n for n, one in numbered if one.stage_id == stage_id), -1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def _bars(self) -> list[QRectF]:
        number = len(self._stages)
        if not number:
            return []
        width = (self.width() - _GAP * (number - 1)) / number
        return [QRectF(n * (width + _GAP), 0, width, _HEIGHT) for n in range(number)]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for number, bar in enumerate(self._bars()):
            painter.setBrush(theme.colour(self._colour(number)))
            painter.drawRoundedRect(bar, _HEIGHT / 2, _HEIGHT / 2)

    def _colour(self, number: int) -> str:
        if number > self._here:
            return "neutral_soft"
        if self._has_left:
            return "neutral"
        return "accent" if number == self._here else "flow_end"

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = next(
                (n for n, bar in enumerate(self._bars()) if bar.contains(event.pos())), None
            )
            texts.set_tool_tip(self, self._stages[place].name if place is not None else "")
        return super().event(event)
