"""A round mark in the colour of a stage, a function or a tag, before its name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap


def dot(colour: str) -> QIcon:
    """A round mark in a colour ("#rrggbb") before a name."""
    ratio = 2
    picture = QPixmap(14 * ratio, 14 * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(3, 3, 8, 8)
    painter.end()
    made = QIcon(picture)
    # Its colour says something: it is not tinted where its row is chosen.
    made.addPixmap(picture, QIcon.Mode.Selected)
    return made
