"""Paints the day's list from the tokens: two lines of text, what it is worth, what makes it due."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from revops_desktop.analytics.today import Line
from revops_desktop.i18n import count
from revops_desktop.ui import icons, theme
from revops_desktop.ui.board import lines
from revops_desktop.ui.today import words
from revops_desktop.ui.today.rows import Row, TodayModel

_ICON = 18
_CHIP = 22
# Narrower lists leave out the owner, and those the amount.
_OWNER_FROM, _WORTH_FROM = 760, 560
_OWNER, _WORTH, _WHEN = 110, 100, 158

Index = QModelIndex | QPersistentModelIndex


def line_height() -> int:
    """The height of a line: two lines of text and the room around them."""
    tokens = theme.current()
    return tokens.row(tokens.size_text) + tokens.row(tokens.size_small) + 2 * tokens.space_2


class TodayDelegate(QStyledItemDelegate):
    """Paints rows; the room for a form is as high as `form_height`."""

    def __init__(self, model: TodayModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.form_height = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        tokens, row = theme.current(), self._model.row(index.row())
        if row is None:
            return QSize()
        if row.is_form:
            return QSize(200, self.form_height)
        if row.is_heading:
            return QSize(200, tokens.row(tokens.size_heading) + 2 * tokens.space_3)
        if row.is_rest:
            return QSize(200, tokens.row_height + tokens.space_1)
        return QSize(200, line_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.row(index.row())
        if row is None or row.is_form:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        if row.is_heading:
            _paint_heading(painter, rect, row, first=index.row() == 0)
        else:
            _paint_ground(painter, rect, option)
            if row.line is None:
                _paint_rest(painter, rect, row)
            else:
                _paint_line(painter, rect, row.line, self._model.currency)
        painter.restore()


def _paint_heading(painter: QPainter, rect: QRect, row: Row, *, first: bool) -> None:
    assert row.section is not None
    tokens = theme.current()
    if not first:
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(rect.left(), rect.top() + 3, rect.right(), rect.top() + 3)
    room = rect.adjusted(tokens.space_2, tokens.space_2, -tokens.space_2, 0)
    name = words.heading(row.section.key)
    took = lines.draw(painter, room, name, "text", tokens.size_heading, bold=True)
    room.setLeft(room.left() + took + tokens.space_2)
    number = count(row.section.count)
    took = lines.draw(painter, room, number, "text_muted", tokens.size_heading)
    room.setLeft(room.left() + took + tokens.space_4)
    lines.draw(painter, room, words.hint(row.section.key), "text_muted", tokens.size_small)


def _paint_ground(painter: QPainter, rect: QRect, option: QStyleOptionViewItem) -> None:
    tokens = theme.current()
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    if not (selected or hovered):
        return
    focused = selected and option.widget.hasFocus()
    edge = QRectF(rect).adjusted(1, 1, -1, -1)
    painter.setPen(QPen(QColor(tokens.accent), 2) if focused else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.accent_soft if selected else tokens.card_hover))
    painter.drawRoundedRect(edge, tokens.radius, tokens.radius)


def _paint_rest(painter: QPainter, rect: QRect, row: Row) -> None:
    assert row.section is not None
    tokens = theme.current()
    room = rect.adjusted(tokens.space_2 + _ICON + tokens.space_3, 0, -tokens.space_2, 0)
    lines.draw(painter, room, words.show_all(row.section), "accent_text", tokens.size_text)


def _paint_line(painter: QPainter, rect: QRect, line: Line, currency: str) -> None:
    tokens = theme.current()
    sign = words.mark(line)
    left = rect.left() + tokens.space_2
    middle = rect.top() + (rect.height() - _ICON) / 2
    icons.draw(painter, sign.icon, QRectF(left, middle, _ICON, _ICON), sign.colour)
    room = rect.adjusted(
        tokens.space_2 + _ICON + tokens.space_3, tokens.space_2, -tokens.space_3, -tokens.space_2
    )
    right = QRect(room)
    width = rect.width()
    took = _chip(painter, right, line, sign.colour)
    # Amounts stand below each other, whatever is written beside them.
    right.setRight(right.right() - (max(took, _WHEN) if width >= _OWNER_FROM else took))
    right.setRight(right.right() - tokens.space_3)
    if width >= _WORTH_FROM:
        right.setLeft(right.right() - _WORTH)
        worth = words.worth(line, currency)
        lines.draw(painter, right, worth, "text", tokens.size_text, right=True)
        right.setRight(right.left() - tokens.space_4)
    if width >= _OWNER_FROM:
        right.setLeft(right.right() - _OWNER)
        lines.draw(painter, right, line.owner, "text_muted", tokens.size_small)
        right.setRight(right.left() - tokens.space_3)
    first = QRect(room.left(), room.top(), right.right() - room.left(), 0)
    first.setHeight(tokens.row(tokens.size_text))
    second = first.translated(0, first.height())
    second.setHeight(tokens.row(tokens.size_small))
    about = words.about(line)
    if not about:
        first.moveTop(rect.top() + (rect.height() - first.height()) // 2)
    lines.draw(painter, first, line.title, "text", tokens.size_text, bold=line.key == "tasks")
    lines.draw(painter, second, about, "text_muted", tokens.size_small)


def _chip(painter: QPainter, room: QRect, line: Line, colour: str) -> int:
    """What makes the line due, in a rounded chip at the right edge; its width."""
    text = words.when(line)
    if not text:
        return 0
    tokens = theme.current()
    width = lines.width(text, tokens.size_small) + 2 * tokens.space_2 + 2
    top = room.top() + (room.height() - _CHIP) / 2
    soft = {"bad": tokens.bad_soft, "good": tokens.good_soft, "warning": tokens.warning_soft}
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(soft.get(colour, tokens.accent_soft)))
    painter.drawRoundedRect(QRectF(room.right() - width, top, width, _CHIP), _CHIP / 2, _CHIP / 2)
    inside = QRect(room.right() - width, int(top), width - tokens.space_2, _CHIP)
    ink = colour if colour in soft else "accent_text"
    lines.draw(painter, inside, text, ink, tokens.size_small, right=True)
    return width
