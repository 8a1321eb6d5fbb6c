"""Qt's classes that Python makes when they are met first, which takes as long as a frame."""

from PySide6 import QtWidgets
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

# They would take 2 MB, and hardly any of them is a widget.
NO_WIDGETS = ("QStyle", "QGraphics", "QGesture", "QUndo")


def make() -> None:
    """Makes them away from the window.

    Asked for the inside of a list, Qt looks through all kinds of widgets for what it may be.
    """
    for name in dir(QtWidgets):
        if not name.startswith(NO_WIDGETS):
            getattr(QtWidgets, name)
    picture = QImage(1, 1, QImage.Format.Format_ARGB32)
    painter = QPainter(picture)
    painter.device()
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.fillRect(picture.rect(), QColor(Qt.GlobalColor.transparent))
    painter.end()
    QRegion(picture.rect()).rectCount()
