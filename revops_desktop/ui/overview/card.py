"""A tile with its target under it: a bar that fills, and a line where it should be by now."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.figures.tile import Tile, TileFigure

_HEIGHT = 6


class Progress(NamedTuple):
    """A target in words. `share` of it that is reached, None where it does not fill up.

    `expected`: the share that the part of the month which is over makes.
    """

    text: str
    share: float | None
    expected: float
    is_met: bool | None


class ProgressBar(QWidget):
    """How much of a target is reached; empty where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress: Progress | None = None
        self.setFixedHeight(_HEIGHT + 4)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(80, _HEIGHT + 4)

    def show_progress(self, progress: Progress | None) -> None:
        """Draws this."""
        self._progress = progress
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self._progress
        if shown is None or shown.share is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0, 2, self.width(), _HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("border"))
        painter.drawRoundedRect(bar, _HEIGHT / 2, _HEIGHT / 2)
        filled = QRectF(bar)
        filled.setWidth(bar.width() * min(1.0, max(0.0, shown.share)))
        painter.setBrush(theme.colour("good" if shown.is_met else "flow"))
        painter.drawRoundedRect(filled, _HEIGHT / 2, _HEIGHT / 2)
        if shown.expected < 1:
            x = bar.width() * shown.expected
            painter.setPen(QPen(theme.colour("text"), 1.5))
            painter.drawLine(int(x), 0, int(x), self.height())


class Card(Tile):
    """A key figure with its trend and its target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        self._bar = ProgressBar()
        self._sign = texts.label("")
        self._target = texts.label("", "muted")
        self._target.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for one in (self._sign, self._target):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = QHBoxLayout()
        line.setSpacing(tokens.space_1)
        line.addWidget(self._sign)
        line.addWidget(self._target, 1)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addWidget(self._bar)
        layout.addLayout(line)

    def show_card(self, figure: TileFigure, progress: Progress | None, nothing: str = "") -> None:
        """Shows a figure and how far its target is; `nothing`: what stands there without one."""
        self.show_figure(figure)
        self._bar.show_progress(progress)
        text = progress.text if progress is not None else nothing
        self._target.setText(text)
        met = None if progress is None else progress.is_met
        self._sign.setVisible(met is not None)
        if met is not None:
            name, colour = ("circle-check", "good") if met else ("circle-dashed", "text_muted")
            self._sign.setPixmap(icons.icon(name, colour).pixmap(14, 14))
        state = "" if met is None else _("Target reached") if met else _("Target not reached")
        spoken = (f"{figure.label}: {figure.value}", figure.note, text, state)
        self.setAccessibleName(". ".join(part for part in spoken if part))
