"""A chart, a tile or a table as a picture: PNG for a mail, SVG for whatever is printed."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QTableView, QWidget

from revops_desktop.errors import Problem
from revops_desktop.i18n import _
from revops_desktop.safe_files import write_safely
from revops_desktop.ui import theme
from revops_desktop.ui.charts import drawn_tables
from revops_desktop.ui.charts.chart import Chart, write
from revops_desktop.ui.wanted_file import wanted_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from revops_desktop.ui.actions import Actions

_SHARP = 2
_EDGE = 16
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NARROWEST = 320


def save_picture(
    parent: QWidget,
    actions: "Actions",
    widget: QWidget,
    title: str,
    subtitle: str,
    told: "Callable[[str], object]",
) -> None:
    """Writes what the widget shows, under its title, where the person says."""
    kinds = {".png": _("PNG pictures (*.png)"), ".svg": _("SVG drawings (*.svg)")}
    path = wanted_file(parent, _("Save as a picture"), title, kinds)
    if path is None:
        return
    try:
        write_picture(path, widget, title, subtitle)
    except Problem as problem:
        actions.show_problem(problem)
        return
    told(_("Wrote {path}.").format(path=path))


def write_picture(path: Path, widget: QWidget, title: str, subtitle: str) -> None:
    """A PNG, or an SVG where the name ends in .svg; StorageProblem where it cannot be written."""
    drawn = _svg if path.suffix.casefold() == ".svg" else _png
    write_safely(path, drawn(widget, title, subtitle))


def _size(widget: QWidget, subtitle: str) -> QSize:
    wanted = widget.size()
    if isinstance(widget, QTableView):
        wanted = drawn_tables.size(widget)
    return QSize(
        max(wanted.width(), _NARROWEST) + 2 * _EDGE, wanted.height() + _top(subtitle) + _EDGE
    )


def _top(subtitle: str) -> int:
    tokens = theme.current()
    second = tokens.row(tokens.size_small) if subtitle else 0
    return _EDGE + tokens.row(tokens.size_heading) + second + tokens.space_2


def _png(widget: QWidget, title: str, subtitle: str) -> bytes:
    image = QImage(_size(widget, subtitle) * _SHARP, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SHARP)
    painter = QPainter(image)
    _paint(painter, widget, title, subtitle)
    painter.end()
    buffer = _buffer()
    # QImage's own way to a file tells nothing of a full disk.
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def _svg(widget: QWidget, title: str, subtitle: str) -> bytes:
    generator = QSvgGenerator()
    buffer = _buffer()
    generator.setOutputDevice(buffer)
    size = _size(widget, subtitle)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    generator.setDescription(subtitle)
    painter = QPainter(generator)
    _paint(painter, widget, title, subtitle)
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.ReadWrite)
    return buffer


def _paint(painter: QPainter, widget: QWidget, title: str, subtitle: str) -> None:
    tokens = theme.current()
    size = _size(widget, subtitle)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), theme.colour("panel"))
    first = tokens.row(tokens.size_heading)
    line = QRectF(_EDGE, _EDGE - 4, size.width() - 2 * _EDGE, first)
    write(painter, line, title, _LEFT, size=tokens.size_heading, bold=True)
    if subtitle:
        line = QRectF(line.left(), line.bottom(), line.width(), tokens.row(tokens.size_small))
        write(painter, line, subtitle, _LEFT, size=tokens.size_small, colour="text_muted")
    where = QPoint(_EDGE, _top(subtitle))
    if isinstance(widget, Chart) and not widget.is_empty():
        wide = size.width() - 2 * _EDGE
        widget.paint(painter, QRectF(where.x(), where.y(), wide, widget.height()))
        return
    painter.translate(where)
    if isinstance(widget, QTableView):
        drawn_tables.paint(painter, widget)
        return
    # The flag for the window's own ground is left out: the picture has one.
    widget.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
