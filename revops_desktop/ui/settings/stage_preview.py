"""The columns of the board as they will be: drawn small, while a stage is edited or carried."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from revops_desktop.i18n import _, basis_points, days
from revops_desktop.rules.board import Stage, Totals
from revops_desktop.tokens import mix
from revops_desktop.ui import icons, theme
from revops_desktop.ui.board import lines, words
from revops_desktop.ui.board.bands import Bands
from revops_desktop.ui.fields.limit_editor import limit_short

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import StageSettings

_NARROWEST, _WIDEST = 124, 212
_GAP, _HEAD, _LINE, _CARD, _PAD = 8, 26, 16, 22, 7
_CHIP = 18


class StagePreview(QScrollArea):
    """Bands and columns; a click chooses a stage. It shows nothing that the list does not tell."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.columns = _Columns()
        self.bands = Bands(self.columns.spans)
        self.bands.setCursor(Qt.CursorShape.ArrowCursor)
        held = QWidget()
        held.setProperty("kind", "clear")
        down = QVBoxLayout(held)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(4)
        down.addWidget(self.bands)
        down.addWidget(self.columns)
        self.setWidget(held)
        self.setFixedHeight(self.bands.height() + self.columns.height() + 17)
        self.horizontalScrollBar().valueChanged.connect(self.bands.scroll_to)
        self.columns.chosen.connect(self.chosen)

    @property
    def stages(self) -> "tuple[StageSettings, ...]":
        """The stages as they are drawn, drafts included."""
        return self.columns.drawn

    def show_stages(self, stages: "Sequence[StageSettings]", key: int) -> None:
        """Shows the stages in use as the file has them; `key` is the chosen one."""
        self.columns.show_stages(stages, key)
        self.bands.update()
        self._see(key)

    def choose(self, key: int) -> None:
        """Marks a stage and brings it into view."""
        self.columns.show_stages(self.columns.stages, key)
        self._see(key)

    def draft(self, stage_id: int, fields: Mapping[str, Any]) -> None:
        """A stage as it would be with these fields; none: as the file has it."""
        self.columns.draft(stage_id, fields)
        self.bands.update()

    def show_order(self, stage_ids: Sequence[int]) -> None:
        """The stages in another order."""
        self.columns.show_order(stage_ids)
        self.bands.update()

    def _see(self, key: int) -> None:
        for stage, left, width in self.columns.spans():
            if stage.stage_id == key:
                self.ensureVisible(left + width // 2, 0, width // 2 + 3 * _GAP, 0)


class _Columns(QWidget):
    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.stages: tuple[StageSettings, ...] = ()
        self.drawn: tuple[StageSettings, ...] = ()
        self._key = 0
        self.setFixedHeight(_HEAD + 2 * _LINE + _CARD + 2 * _PAD)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Preview of the board's columns"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_stages(self, stages: "Sequence[StageSettings]", key: int) -> None:
        self.stages = self.drawn = tuple(stages)
        self._key = key
        self.setMinimumWidth(len(self.drawn) * (_NARROWEST + _GAP))
        self.update()

    def draft(self, stage_id: int, fields: Mapping[str, Any]) -> None:
        self.drawn = tuple(
            one._replace(**fields) if one.stage_id == stage_id else one for one in self.stages
        )
        self.update()

    def show_order(self, stage_ids: Sequence[int]) -> None:
        known = {one.stage_id: one for one in self.stages}
        self.drawn = tuple(known[one] for one in stage_ids if one in known)
        self.update()

    def spans(self) -> list[tuple[Stage, int, int]]:
        """Each column as the board knows it, its left edge and its width."""
        if not self.drawn:
            return []
        room = (self.width() + _GAP) / len(self.drawn)
        step = min(_WIDEST + _GAP, max(_NARROWEST + _GAP, room))
        return [
            (_as_on_board(one), round(place * step), round(step) - _GAP)
            for place, one in enumerate(self.drawn)
        ]

    def minimumSizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint().x()
        for stage, left, width in self.spans():
            if left <= at < left + width:
                self.chosen.emit(stage.stage_id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (stage, left, width), one in zip(self.spans(), self.drawn, strict=True):
            room = QRect(left, 0, width, self.height())
            if event.rect().intersects(room):
                self._paint(painter, room, stage, one)
        painter.end()

    def _paint(self, painter: QPainter, room: QRect, stage: Stage, one: "StageSettings") -> None:
        tokens = theme.current()
        chosen = one.stage_id == self._key
        painter.setPen(QPen(QColor(tokens.accent), 2) if chosen else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.column))
        edge = QRectF(room).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(edge, tokens.radius, tokens.radius)
        inside = room.adjusted(_PAD, _PAD - 2, -_PAD, -_PAD)
        head = QRect(inside.left(), inside.top(), inside.width(), _HEAD)
        self._paint_head(painter, head, stage, one)
        for place, said in enumerate(_said(one)):
            line = QRect(inside.left(), head.bottom() + 1 + place * _LINE, inside.width(), _LINE)
            lines.draw(painter, line, said, "text_muted", tokens.size_tiny)
        card = QRectF(inside.left(), inside.bottom() - _CARD + 1, inside.width(), _CARD)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(card, tokens.radius_small, tokens.radius_small)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(one.colour))
        painter.drawRoundedRect(QRectF(card.left(), card.top() + 3, 3, _CARD - 6), 1.5, 1.5)
        painter.setBrush(QColor(mix(tokens.card, tokens.text_muted, 0.28)))
        long = card.width() - 30
        for top, part in ((7, 0.8), (14, 0.5)):
            painter.drawRoundedRect(
                QRectF(card.left() + 10, card.top() + top, long * part, 3), 1, 1
            )

    def _paint_head(
        self, painter: QPainter, room: QRect, stage: Stage, one: "StageSettings"
    ) -> None:
        tokens = theme.current()
        number = words.column_number(stage, Totals(one.standing))
        over = one.wip_limit is not None and one.standing > one.wip_limit
        wide = max(22, lines.width(number, tokens.size_tiny) + 12) + (14 if over else 0)
        name = room.adjusted(0, 0, -wide - 6, 0)
        lines.draw(painter, name, one.name, "text", tokens.size_text, bold=True)
        middle = room.center().y() - _CHIP // 2 + 1
        chip = QRect(room.right() - wide + 1, middle, wide, _CHIP)
        painter.setPen(QPen(QColor(tokens.warning if over else tokens.border), 1))
        painter.setBrush(QColor(tokens.warning_soft if over else tokens.card))
        painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), 8.5, 8.5)
        ink = "warning" if over else "text_muted"
        if over:
            mark = QRectF(chip.left() + 5, chip.top() + 4, 10, 10)
            icons.draw(painter, "triangle-alert", mark, "warning")
            chip = chip.adjusted(14, 0, 0, 0)
        taken = lines.width(number, tokens.size_tiny)
        inside = chip.adjusted((chip.width() - taken + 1) // 2, 0, 0, 0)
        lines.draw(painter, inside, number, ink, tokens.size_tiny)


def _said(one: "StageSettings") -> tuple[str, str]:
    """A column's chance and limits, in two short lines."""
    first = [basis_points(one.probability)]
    if one.limit is not None and not one.limit.is_none:
        first.append(_("within {limit}").format(limit=limit_short(one.limit)))
    second = ""
    if one.idle_limit_days is not None:
        second = _("cold after {days}").format(days=days(one.idle_limit_days))
    return " · ".join(first), second


def _as_on_board(one: "StageSettings") -> Stage:
    return Stage(
        *(one.stage_id, one.name, one.phase, one.colour, one.definition),
        *(one.function or None, one.function_colour or None, one.function_id),
        *(one.wip_limit, one.idle_limit_days),
    )
