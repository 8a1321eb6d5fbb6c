"""The ways out of the river, at the lower edge of the board while a card is carried."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from revops_desktop.ui import icons, theme
from revops_desktop.ui.board import lines, words

EXIT_ICONS = {"lost": "circle-x", "recycled": "recycle", "churned": "user-minus"}
_COLOURS = {
    "lost": ("bad", "bad_soft"),
    "recycled": ("warning", "warning_soft"),
    "churned": ("bad", "bad_soft"),
}
_GAP = 12
_ICON = 20


class ExitBar(QWidget):
    """One target for each way out that the carried deal has."""

    HEIGHT = 72

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kinds: tuple[str, ...] = ()
        self._aimed: str | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def offer(self, kinds: Sequence[str]) -> None:
        """Shows the ways out of the stage that a card was lifted from."""
        self._kinds = tuple(kinds)
        self._aimed = None
        self.setVisible(bool(kinds))
        self.raise_()

    def targets(self) -> dict[str, QRect]:
        """Where each way out lies, in this widget's coordinates."""
        if not self._kinds:
            return {}
        number = len(self._kinds)
        width = (self.width() - _GAP * (number - 1)) // number
        return {
            kind: QRect(place * (width + _GAP), 0, width, self.height())
            for place, kind in enumerate(self._kinds)
        }

    def exit_at(self, where: QPoint) -> str | None:
        """The way out under a global position."""
        if not self.isVisible():
            return None
        here = self.mapFromGlobal(where)
        return next((kind for kind, rect in self.targets().items() if rect.contains(here)), None)

    def aim(self, where: QPoint) -> bool:
        """Marks the way out under a global position; whether there is one."""
        aimed = self.exit_at(where)
        if aimed != self._aimed:
            self._aimed = aimed
            self.update()
        return aimed is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for kind, rect in self.targets().items():
            aimed = kind == self._aimed
            strong, soft = (theme.colour(name) for name in _COLOURS[kind])
            pen = QPen(strong, 2 if aimed else 1.5)
            pen.setStyle(Qt.PenStyle.SolidLine if aimed else Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(strong if aimed else soft)
            edge = QRectF(rect).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(edge, tokens.radius_large, tokens.radius_large)
            name = words.exit_name(kind)
            wide = _ICON + 10 + lines.width(name, tokens.size_heading, bold=True)
            left = rect.center().x() - wide / 2
            ink = QColor(tokens.panel) if aimed else strong
            middle = rect.center().y() - _ICON / 2 + 0.5
            icons.draw(painter, EXIT_ICONS[kind], QRectF(left, middle, _ICON, _ICON), ink.name())
            room = rect.adjusted(round(left - rect.left()) + _ICON + 10, 0, 0, 0)
            lines.draw(painter, room, name, ink.name(), tokens.size_heading, bold=True)
        painter.end()
