"""The picture of the river painted in several turns of the window's thread, none of them long."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap

from revops_desktop.ui.river.painting import RiverPainter

# With what one part may take beyond it, this is well within a frame.
_TURN_MILLISECONDS = 4


class PaintedInTurns(QObject):
    """A picture under way: what is asked for last is painted, and handed over when it is whole."""

    def __init__(self, parent: QObject, receive: Callable[[QPixmap], None]) -> None:
        super().__init__(parent)
        self._receive = receive
        self._painter: RiverPainter | None = None
        self._pixels = QPixmap()
        self._origin = QPointF()
        self._done = 0
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._turn)

    @property
    def is_under_way(self) -> bool:
        """Whether a picture was begun and is not whole yet."""
        return self._painter is not None

    def begin(self, painter: RiverPainter, size: QSize, ratio: float, origin: QPointF) -> None:
        """Begins a picture of this size in points, and lets go of the one before."""
        self._painter, self._origin, self._done = painter, origin, 0
        self._pixels = QPixmap(size * ratio)
        self._pixels.setDevicePixelRatio(ratio)
        self._pixels.fill(Qt.GlobalColor.transparent)
        self._next.start(0)

    def stop(self) -> None:
        """Lets go of the picture."""
        self._painter = None
        self._next.stop()

    def finish(self) -> None:
        """Paints what is left of it at once."""
        self._go_on(lambda: True)

    def _turn(self) -> None:
        watch = QElapsedTimer()
        watch.start()
        self._go_on(lambda: watch.elapsed() < _TURN_MILLISECONDS)

    def _go_on(self, has_time: Callable[[], bool]) -> None:
        if self._painter is None:
            return
        brush = QPainter(self._pixels)
        brush.translate(self._origin)
        self._done = self._painter.paint_on(brush, self._done, has_time)
        brush.end()
        if not self._painter.is_whole(self._done):
            self._next.start(0)
            return
        self.stop()
        self._receive(self._pixels)
