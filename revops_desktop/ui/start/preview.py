"""The river of a template as a list: functions with their stages, phases and chances."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _, basis_points
from revops_desktop.ui import theme

if TYPE_CHECKING:
    from revops_desktop.operations.template_parts import Template

ROW = 25
MARK = 3


class StagePreview(QWidget):
    """Painted: text is plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # function (None: the same as above), stage, what it says at the right, colour
        self._rows: list[tuple[str, str, str]] = []
        self.setAccessibleName(_("Stages of the template"))

    def show_template(self, template: "Template", language: str) -> None:
        """Shows the stages in the template's words of `language`."""
        functions = {one.key: one for one in template.functions}
        self._rows = []
        last = ""
        for stage in template.stages:
            if stage.function not in ("", last):
                function = functions[stage.function]
                self._rows.append(("", function.names[language], function.colour))
                last = stage.function
            chance = _("won") if stage.phase == "customer" else basis_points(stage.probability)
            self._rows.append((stage.names[language], chance, stage.colour))
        self.setAccessibleDescription(", ".join(name for name, _chance, _c in self._rows if name))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, ROW * len(self._rows) + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        for number, (name, aside, colour) in enumerate(self._rows):
            place = QRectF(0, number * ROW, self.width(), ROW)
            if not name:
                painter.setFont(theme.font(tokens.size_small, bold=True))
                painter.setPen(theme.colour("text_muted"))
                painter.drawText(place.adjusted(0, 4, 0, 0), middle, aside)
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(colour))
            painter.drawRoundedRect(QRectF(2, place.top() + 5, MARK, ROW - 10), 1.5, 1.5)
            font = theme.font(tokens.size_text)
            painter.setFont(font)
            painter.setPen(theme.colour("text"))
            room = place.adjusted(MARK + 10, 0, -52, 0)
            shown = QFontMetrics(font).elidedText(
                name, Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, middle, shown)
            painter.setFont(theme.font(tokens.size_small))
            painter.setPen(theme.colour("text_muted"))
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, aside)
        painter.end()
