"""Paints cards from the tokens; a card that was painted once is kept as a picture."""

from collections import OrderedDict
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from revops_desktop.rules.board import Card
from revops_desktop.ui import icons, theme
from revops_desktop.ui.board import lines, words
from revops_desktop.ui.board.stage_model import StageModel

GAP = 8
_PADDING = 10
_BAR = 3
_CHIP = 20

# Some 20 screens of cards; a picture of one takes about 80 KB.
_KEPT = 400


class Look(NamedTuple):
    """How a card is to be painted at this moment."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False
    lifted: bool = False


def card_height() -> int:
    """The height of a card: three lines and the room around them."""
    tokens = theme.current()
    return (
        tokens.row(tokens.size_text + 1) + tokens.row(tokens.size_small) + _CHIP + 2 * _PADDING + 9
    )


class CardView(QTableView):
    """What the delegate asks of the view that it paints for."""

    stage_model: StageModel
    # The row under the mouse; −1 for none.
    hovered_row = -1

    @property
    def current_row(self) -> int:
        """The row of the selected card; −1 for none."""
        return self.currentIndex().row()


class CardDelegate(QStyledItemDelegate):
    """The cards of all columns; `lifted` is the deal that is being dragged."""

    def __init__(self, scale: words.Scale, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self.lifted = 0
        self._height = card_height()
        self._pictures: OrderedDict[tuple, QPixmap] = OrderedDict()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(200, self._height + GAP)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        # The state in `option` would tell the same, but naming its flags costs 10 ms at the start.
        view, row = option.widget, index.row()
        assert isinstance(view, CardView)
        model = view.stage_model
        card = model.card(row)
        selected = row == view.current_row
        look = Look(
            selected=selected,
            focused=selected and view.hasFocus(),
            hovered=row == view.hovered_row,
            lifted=card.deal_id == self.lifted,
        )
        rect = option.rect
        size = QSize(rect.width(), self._height)
        picture = self.picture(
            card, model.stage.colour, size, look, painter.device().devicePixelRatio()
        )
        painter.drawPixmap(rect.topLeft(), picture)

    def picture(self, card: Card, colour: str, size: QSize, look: Look, ratio: float) -> QPixmap:
        """The card as a picture of `size`, from the kept ones where it was painted before."""
        age = words.age(card, self.scale)
        key = (card, colour, age, size.width(), size.height(), look, ratio)
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        made = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_card(
            painter, QRect(0, 0, size.width(), size.height()), card, colour, look, self.scale
        )
        painter.end()
        self._pictures[key] = made
        if len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        return made


def paint_card(
    painter: QPainter, rect: QRect, card: Card, colour: str, look: Look, scale: words.Scale
) -> None:
    """Paints one card: title, company and owner, amount, and how long it has been here."""
    tokens = theme.current()
    if look.lifted:
        painter.setOpacity(0.35)
    _paint_surface(painter, rect, look)
    bar = QRectF(rect.left() + 1, rect.top() + _PADDING, _BAR, rect.height() - 2 * _PADDING)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(bar, 1.5, 1.5)
    left, right = rect.left() + _BAR + _PADDING + 1, rect.right() - _PADDING
    width = right - left
    title = tokens.row(tokens.size_text + 1)
    small = tokens.row(tokens.size_small)
    top = rect.top() + _PADDING
    lines.draw(painter, QRect(left, top, width, title), card.title, "text", tokens.size_text + 1)
    second = QRect(left, top + title, width, small)
    if card.owner:
        second.setRight(second.right() - _owner(painter, second, card.owner) - 8)
    lines.draw(painter, second, card.company or words.no_company(), "text_muted", tokens.size_small)
    third = QRect(left, rect.bottom() - _PADDING - _CHIP + 1, width, _CHIP)
    third.setRight(third.right() - _chip(painter, third, words.age(card, scale)) - 6)
    _worth(painter, third, card, scale.currency)


def _paint_surface(painter: QPainter, rect: QRect, look: Look) -> None:
    tokens = theme.current()
    line = 2 if look.selected else 1
    inset = line / 2
    border = tokens.border
    if look.selected:
        border = tokens.accent if look.focused else tokens.input_border
    painter.setPen(QPen(QColor(border), line))
    painter.setBrush(QColor(tokens.card_hover if look.hovered else tokens.card))
    edge = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(edge, tokens.radius, tokens.radius)


def _owner(painter: QPainter, line: QRect, name: str) -> int:
    size = theme.current().size_tiny
    room = QRect(line)
    room.setLeft(line.right() - int(line.width() * 0.42))
    return lines.draw(painter, room, name, "text_muted", size, right=True)


def _worth(painter: QPainter, line: QRect, card: Card, currency: str) -> None:
    """The one-off amount, and after it, smaller, the monthly one; shortened where too wide."""
    tokens = theme.current()
    once, monthly = words.amounts(card, currency)
    needed = lines.width(once, tokens.size_text, bold=True)
    if monthly:
        needed += lines.width(monthly, tokens.size_tiny) + 5
    if needed > line.width():
        once, monthly = words.amounts(card, currency, short=True)
    unknown = card.amount is None and card.monthly_amount is None
    ink = "text_muted" if unknown else "text"
    wide = lines.draw(painter, line, once, ink, tokens.size_text, bold=True)
    if monthly:
        rest = line.adjusted(wide + 5, 1, 0, 1)
        lines.draw(painter, rest, monthly, "text_muted", tokens.size_tiny)


def _chip(painter: QPainter, line: QRect, age: str) -> int:
    """The age in a rounded chip with a clock at the right end of the line; its width."""
    tokens = theme.current()
    icon, padding = 12, 7
    width = lines.width(age, tokens.size_tiny) + icon + 4 + 2 * padding
    chip = QRect(line.right() - width + 1, line.top(), width, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.neutral_soft))
    painter.drawRoundedRect(QRectF(chip), _CHIP / 2, _CHIP / 2)
    middle = chip.top() + (_CHIP - icon) / 2
    icons.draw(painter, "clock", QRectF(chip.left() + padding, middle, icon, icon), "neutral")
    room = chip.adjusted(padding + icon + 4, 0, 0, 0)
    lines.draw(painter, room, age, "neutral", tokens.size_tiny)
    return width
