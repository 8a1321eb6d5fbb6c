"""Lucide icons, tinted from the tokens when painted: sharp at every scale, re-tinted by a switch.

The files lie in resources/icons as they came (`currentColor`); only those in use are shipped.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from revops_desktop import paths
from revops_desktop.ui import theme

_CACHE_LIMIT = 400
_pixmaps: dict[tuple[str, str, int, int], QPixmap] = {}


@cache
def _source(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def draw(painter: QPainter, name: str, rectangle: QRectF, colour: str = "text_muted") -> None:
    """Paints an icon for a delegate; `colour` is a token's name or "#rrggbb"."""
    value = theme.colour(colour).name()
    scale = painter.device().devicePixelRatio()
    size = QSize(round(rectangle.width() * scale), round(rectangle.height() * scale))
    painter.drawPixmap(
        rectangle, _pixmap(name, value, size), QRectF(0, 0, size.width(), size.height())
    )


def _pixmap(name: str, colour: str, size: QSize) -> QPixmap:
    key = (name, colour, size.width(), size.height())
    found = _pixmaps.get(key)
    if found is None:
        found = QPixmap(size)
        found.fill(Qt.GlobalColor.transparent)
        painter = QPainter(found)
        side = min(size.width(), size.height())
        place = QRectF((size.width() - side) / 2, (size.height() - side) / 2, side, side)
        _renderer(name, colour).render(painter, place)
        painter.end()
        if len(_pixmaps) >= _CACHE_LIMIT:
            _pixmaps.clear()
        _pixmaps[key] = found
    return found


class _Engine(QIconEngine):
    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def _tint(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode is QIcon.Mode.Disabled:
            return theme.colour("text_disabled").name()
        if state is QIcon.State.On and self._colour == "text_muted":
            return theme.colour("accent_text").name()
        return theme.colour(self._colour).name()

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        draw(painter, self._name, QRectF(rect), self._tint(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _pixmap(self._name, self._tint(mode, state), size)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        # `size` is that on the desk, whatever the screen's scale.
        dots = QSize(round(size.width() * scale), round(size.height() * scale))
        found = QPixmap(_pixmap(self._name, self._tint(mode, state), dots))
        found.setDevicePixelRatio(scale)
        return found

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._colour)


def icon(name: str, colour: str | None = None) -> QIcon:
    """The icon; `colour` is a token's name or "#rrggbb" (quiet text, accent when checked)."""
    return QIcon(_Engine(name, colour or "text_muted"))
