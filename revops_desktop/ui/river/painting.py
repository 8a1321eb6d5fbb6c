"""The picture of the river painted from its plain numbers, on screen and into picture files."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
)

from revops_desktop import tokens
from revops_desktop.analytics.river_curves import Path
from revops_desktop.analytics.river_labels import Label
from revops_desktop.analytics.river_layout import Layout
from revops_desktop.analytics.river_shapes import Shape
from revops_desktop.tokens import Tokens
from revops_desktop.ui import theme

_HATCH = Qt.BrushStyle.BDiagPattern
# Joining Qt's flags is dear, and so is mixing colours: once is enough.
_ONE_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
_FLAGS = {
    "left": int(Qt.AlignmentFlag.AlignLeft | _ONE_LINE),
    "centre": int(Qt.AlignmentFlag.AlignHCenter | _ONE_LINE),
    "right": int(Qt.AlignmentFlag.AlignRight | _ONE_LINE),
}
mix = lru_cache(maxsize=1024)(tokens.mix)
readable_on = lru_cache(maxsize=256)(tokens.readable_on)
_STEPS = 40
_TEXT = {
    **{"name": "text", "figure": "text_muted", "muted": "text_muted", "waits": "text_muted"},
    **{"function": "text_muted", "leak": "bad", "back": "good", "loop": "text_muted"},
    **{"flag": "warning", "narrow": "warning", "share": "text", "other": "text_muted"},
    "deep": "text",
}


def qt_path(path: Path) -> QPainterPath:
    """The path as Qt draws it."""
    made = QPainterPath(QPointF(*path.start))
    for part in path.parts:
        if len(part) == 2:
            made.lineTo(*part)
        else:
            made.cubicTo(*part)
    if path.closed:
        made.closeSubpath()
    return made


class RiverPainter:
    """Paints a layout; made anew for each picture, since colours follow the look."""

    def __init__(self, layout: Layout, look: Tokens) -> None:
        self._layout = layout
        self._tokens = look
        self._panel = look.panel
        # Fonts are dear to make, and set.
        self._fonts: dict[tuple[int, bool], QFont] = {}

    def paint(self, painter: QPainter) -> None:
        """Everything, at the origin."""
        self.paint_on(painter, 0, lambda: True)

    def paint_on(self, painter: QPainter, done: int, has_time: Callable[[], bool]) -> int:
        """At least one part behind the `done` first ones, and more while there is time.

        Tells how many are done; when all are, `is_whole` says so.
        """
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shapes, labels = self._layout.shapes, self._layout.labels
        while not self.is_whole(done):
            if done < len(shapes):
                self._paint_shape(painter, shapes[done])
            else:
                self._paint_label(painter, labels[done - len(shapes)])
            done += 1
            if not has_time():
                break
        return done

    def is_whole(self, done: int) -> bool:
        """Whether so many parts are all there are."""
        return done >= len(self._layout.shapes) + len(self._layout.labels)

    # Water

    def _paint_shape(self, painter: QPainter, shape: Shape) -> None:
        path = qt_path(shape.path)
        area = path.boundingRect()
        painter.setPen(Qt.PenStyle.NoPen)
        if shape.role in ("function", "narrow"):
            colour = "column" if shape.role == "function" else "warning_soft"
            painter.setBrush(self._ground() if shape.role == "function" else theme.colour(colour))
            painter.drawRoundedRect(area, 10, 10)
        elif shape.role in ("loop", "ghost", "pinch"):
            self._paint_line(painter, shape.role, path)
        elif shape.role == "skipped":
            water = self.water(area.center().x())
            painter.setBrush(QColor(mix(water, self._panel, 0.72)))
            painter.drawPath(path)
            painter.setBrush(QBrush(QColor(mix(water, self._tokens.text, 0.2)), _HATCH))
            painter.drawPath(path)
        else:
            painter.setBrush(self._brush(shape.role, area))
            painter.drawPath(path)
            if shape.role == "pool":
                pattern = QColor(self._tokens.panel)
                pattern.setAlpha(120)
                painter.setBrush(QBrush(pattern, Qt.BrushStyle.Dense6Pattern))
                painter.drawPath(path)

    def _ground(self) -> QColor:
        return QColor(mix(self._panel, self._tokens.flow, 0.07 if self._tokens.dark else 0.06))

    def _paint_line(self, painter: QPainter, role: str, path: QPainterPath) -> None:
        look = self._tokens
        if role == "loop":
            pen = QPen(QColor(mix(look.flow, self._panel, 0.45)), 2.2, Qt.PenStyle.DashLine)
        elif role == "ghost":
            pen = QPen(QColor(look.text), 1.3, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([3, 3])
        else:
            pen = QPen(QColor(look.warning), 2.4)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        if role == "loop":
            self._paint_arrow(painter, path.currentPosition(), pen.color())

    @staticmethod
    def _paint_arrow(painter: QPainter, tip: QPointF, colour: QColor) -> None:
        painter.setPen(QPen(colour, 2.2))
        for side in (-5, 5):
            painter.drawLine(tip, QPointF(tip.x() + side, tip.y() + 6))

    def water(self, x: float) -> str:
        """The colour of the river at a place: strong at its source, light at its mouth."""
        frame = self._layout.frame
        part = (x - frame.first) / max(frame.wanted.width - frame.first, 1)
        step = round(_STEPS * min(max(part, 0.0), 1.0)) / _STEPS
        return mix(self._tokens.flow, self._tokens.flow_end, 0.55 * step)

    def _brush(self, role: str, area: QRectF) -> QBrush:
        look, left = self._tokens, self.water(area.left())
        if role in ("flow", "source"):
            made = QLinearGradient(area.left(), 0, area.right(), 0)
            pale = mix(left, self._panel, 0.55)
            made.setColorAt(0, QColor(pale if role == "source" else left))
            made.setColorAt(1, QColor(self.water(area.right())))
            return QBrush(made)
        if role == "pool":
            return QBrush(QColor(mix(left, look.text, 0.28)))
        if role in ("lost", "churned", "transferred"):
            end = QColor(look.neutral if role == "transferred" else look.bad)
            made = QLinearGradient(0, area.top(), 0, area.bottom())
            made.setColorAt(0, QColor(mix(left, end.name(), 0.35)))
            for at, strength in ((0.4, 190), (1, 50)):
                end.setAlpha(strength)
                made.setColorAt(at, end)
            return QBrush(made)
        lake = mix(self._panel, look.good, 0.36 if look.dark else 0.34)
        if role == "rise":
            made = QLinearGradient(0, area.bottom(), 0, area.top())
            made.setColorAt(0, QColor(left))
            made.setColorAt(0.55, QColor(lake))
            return QBrush(made)
        if role == "drop":
            made = QLinearGradient(0, area.top(), 0, area.bottom())
            made.setColorAt(0.3, QColor(lake))
            made.setColorAt(1, QColor(mix(look.good, left, 0.2)))
            return QBrush(made)
        if role == "lake":
            return QBrush(QColor(lake))
        return QBrush(QColor(self._panel))

    # Words

    def _paint_label(self, painter: QPainter, label: Label) -> None:
        look, box = self._tokens, QRectF(*label.box)
        colour = theme.colour(_TEXT[label.role])
        if label.role == "deep":
            water = self.water(box.center().x())
            colour = QColor(readable_on(water))
            # The outline of another river may run right through, and where much waits or leaves
            # the water bends away.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(water))
            painter.drawRoundedRect(box.adjusted(-4, 0, 4, 0), 7, 7)
        elif label.role in ("share", "narrow", "flag", "other"):
            colour = self._paint_pill(painter, label, box, colour)
        if label.role == "loop":
            painter.fillRect(box.adjusted(-6, 0, 6, 0), QColor(self._panel))
        if label.role == "waits":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mix(self.water(box.left()), look.text, 0.28)))
            painter.drawRoundedRect(QRectF(box.left() - 12, box.center().y() - 3, 8, 6), 3, 3)
        if label.weak:
            colour = theme.colour("text_muted")
        painter.setFont(self._font(label.size, label.bold))
        painter.setPen(colour)
        line = box.height() / len(label.lines)
        flags = _FLAGS[label.side]
        for number, text in enumerate(label.lines):
            area = QRectF(box.left() - 4, box.top() + number * line, box.width() + 8, line)
            inner = area.adjusted(4, 0, -4, 0) if label.side != "centre" else area
            painter.drawText(inner, flags, text)

    def _font(self, size: int, bold: bool) -> QFont:
        key = (size, bold)
        if key not in self._fonts:
            self._fonts[key] = theme.font(size, bold)
        return self._fonts[key]

    def _paint_pill(self, painter: QPainter, label: Label, box: QRectF, colour: QColor) -> QColor:
        """A ground under words that stand on water, where it is not deep enough to carry them."""
        look = self._tokens
        ground = self._ground()
        if label.role in ("narrow", "flag"):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("warning"))
            painter.drawRoundedRect(box.adjusted(-6, -1, 6, 1), 8, 8)
            return QColor(look.panel)
        if label.role == "other":
            painter.setPen(QPen(theme.colour("text_muted"), 1, Qt.PenStyle.DashLine))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        ground.setAlpha(200)
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(-5, 0, 5, 0), 7, 7)
        return colour
