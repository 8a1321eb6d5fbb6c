"""How one card is laid out and painted, from the tokens and the chosen fields and density."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from revops_desktop.rules.board import Card, Stage
from revops_desktop.tokens import tag_colours
from revops_desktop.ui import icons, theme
from revops_desktop.ui.board import lines, words

_BAR = 3
_CHIP = 20
_CHIP_ICON = 12
_MARK = 16
_TAG = 17
_STRIPE = 5
# Padding around and gap below a card.
_ROOM = {"compact": (6, 5), "normal": (10, 8), "roomy": (14, 10)}

# What says when the next step is due: a shape and a colour each.
STEP_MARKS = {
    "overdue": ("octagon-alert", "bad"),
    "today": ("circle-arrow-right", "good"),
    "later": ("calendar", "neutral"),
    "none": ("triangle-alert", "warning"),
}
COLD_MARK = ("snowflake", "accent_text")


class Look(NamedTuple):
    """How a card is to be painted at this moment."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False
    lifted: bool = False
    chosen: bool = False


class Plan(NamedTuple):
    """Which lines a card has, and how high it is: the same for all cards of a board."""

    padding: int
    gap: int
    compact: bool
    names: bool
    tags: int
    extras: bool
    figures: bool
    height: int


def plan(scale: words.Scale) -> Plan:
    """The lines of the cards as they are chosen."""
    tokens, chosen = theme.current(), scale.choices.fields
    padding, gap = _ROOM[scale.choices.density]
    compact = scale.choices.density == "compact"
    names = bool(chosen & {"company", "owner"})
    figures = bool(chosen & {"amount", "age"})
    custom = "custom" in chosen and scale.has_custom
    tags = 0
    if "tags" in chosen and scale.has_tags:
        tags = _STRIPE + 3 if compact else _TAG + 4
    # Custom fields alone stand beside the tags: a line of their own would mostly be empty.
    extras = bool(chosen & {"close", "kind", "source"} or (custom and not tags))
    small = tokens.row(tokens.size_small)
    height = 2 * padding + tokens.row(tokens.size_text + 1) + tags
    if compact:
        height += (_CHIP if figures else small) if names or figures else 0
    else:
        height += (small if names else 0) + (_CHIP + 9 if figures else 0)
    height += small + (0 if compact else 2) if extras else 0
    return Plan(padding, gap, compact, names, tags, extras, figures, height)


def paint_card(
    painter: QPainter,
    rect: QRect,
    card: Card,
    stage: Stage,
    look: Look,
    scale: words.Scale,
    lay: Plan,
) -> None:
    """Paints one card: title and marks, company and owner, tags, details, amount and age."""
    tokens = theme.current()
    if look.lifted:
        painter.setOpacity(0.35)
    _paint_surface(painter, rect, look)
    bar = QRectF(rect.left() + 1, rect.top() + lay.padding, _BAR, rect.height() - 2 * lay.padding)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(stage.colour))
    painter.drawRoundedRect(bar, 1.5, 1.5)
    left = rect.left() + _BAR + max(lay.padding, 8) + 1
    width = rect.right() - max(lay.padding, 8) - left
    room = QRect(left, rect.top() + lay.padding, width, tokens.row(tokens.size_text + 1))
    title = room.adjusted(0, 0, -_marks(painter, room, card, stage, look, scale), 0)
    lines.draw(painter, title, card.title, "text", tokens.size_text + 1)
    small = tokens.row(tokens.size_small)
    if lay.compact:
        room = _below(room, _CHIP if lay.figures else small, lay.names or lay.figures)
        _compact(painter, room, card, stage, scale, lay)
    elif lay.names:
        room = _below(room, small)
        _names(painter, room, card, scale)
    said = "  ·  ".join(words.extras(card, scale)) if lay.extras or lay.tags else ""
    if said and lay.extras:
        room = _below(room, small + (0 if lay.compact else 2))
        lines.draw(painter, room, said, "text_muted", tokens.size_tiny)
        said = ""
    if lay.tags and (card.tags or said):
        room = _below(room, lay.tags)
        beside = 0 if lay.compact else _beside_tags(painter, room, card, said)
        _tags(painter, room.adjusted(0, 0, -beside, 0), card, lay)
    if lay.figures and not lay.compact:
        third = QRect(left, rect.bottom() - lay.padding - _CHIP + 1, width, _CHIP)
        if "age" in scale.choices.fields:
            worth = "amount" in scale.choices.fields
            free = width - 6 - (_worth_width(card, scale.currency) if worth else 0)
            third.setRight(third.right() - _chip(painter, third, card, stage, scale, free) - 6)
        if "amount" in scale.choices.fields:
            _worth(painter, third, card, scale.currency)


def _below(room: QRect, height: int, there: bool = True) -> QRect:
    """The next line under `room`; none where nothing is shown on it."""
    return QRect(room.left(), room.bottom() + 1, room.width(), height if there else 0)


def _paint_surface(painter: QPainter, rect: QRect, look: Look) -> None:
    tokens = theme.current()
    line = 2 if look.selected or look.chosen else 1
    inset = line / 2
    border = tokens.border
    if look.selected or look.chosen:
        strong = look.focused or look.chosen
        border = tokens.accent if strong else tokens.input_border
    ground = tokens.card_hover if look.hovered else tokens.card
    painter.setPen(QPen(QColor(border), line))
    painter.setBrush(QColor(tokens.accent_soft if look.chosen else ground))
    edge = QRectF(rect).adjusted(inset, inset, -inset, -inset)
    painter.drawRoundedRect(edge, tokens.radius, tokens.radius)
    if look.chosen and look.focused:
        painter.setPen(QPen(QColor(tokens.accent), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(edge.adjusted(3, 3, -3, -3), tokens.radius - 2, tokens.radius - 2)


def _marks(
    painter: QPainter, line: QRect, card: Card, stage: Stage, look: Look, scale: words.Scale
) -> int:
    """The marks at the right end of the title's line; the room they take."""
    chosen, today = scale.choices.fields, scale.today
    marks: list[tuple[str, str]] = []
    if "step" in chosen:
        marks.append(STEP_MARKS[card.next_step(today.isoformat())])
    if "cold" in chosen and card.is_cold(stage.idle_limit_days, today, scale.zone):
        marks.append(COLD_MARK)
    if look.chosen:
        marks.insert(0, ("circle-check", "accent"))
    right = line.right() + 1
    for name, colour in marks:
        right -= _MARK
        top = line.top() + (line.height() - _MARK) / 2
        icons.draw(painter, name, QRectF(right, top, _MARK, _MARK), colour)
        right -= 5
    return line.right() + 1 - right


def _names(painter: QPainter, line: QRect, card: Card, scale: words.Scale) -> None:
    chosen, tokens = scale.choices.fields, theme.current()
    if "owner" in chosen and card.owner:
        room = QRect(line)
        if "company" in chosen:
            room.setLeft(line.right() - int(line.width() * 0.42))
        right = "company" in chosen
        took = lines.draw(painter, room, card.owner, "text_muted", tokens.size_tiny, right=right)
        line = line.adjusted(0, 0, -took - 8, 0)
    if "company" in chosen:
        named = card.company or words.no_company()
        lines.draw(painter, line, named, "text_muted", tokens.size_small)


def _compact(
    painter: QPainter, line: QRect, card: Card, stage: Stage, scale: words.Scale, lay: Plan
) -> None:
    """Company, owner, amount and age in one line; the names give way."""
    chosen, tokens = scale.choices.fields, theme.current()
    if "age" in chosen:
        line = line.adjusted(0, 0, -_chip(painter, line, card, stage, scale, 0) - 6, 0)
    if "amount" in chosen:
        once, _monthly = words.amounts(card, scale.currency, short=True)
        ink = "text_muted" if card.value is None else "text"
        took = lines.draw(painter, line, once, ink, tokens.size_small, bold=True, right=True)
        line = line.adjusted(0, 0, -took - 8, 0)
    if lay.names:
        named = [
            card.company or words.no_company() if "company" in chosen else "",
            card.owner or "" if "owner" in chosen else "",
        ]
        text = " · ".join(one for one in named if one)
        lines.draw(painter, line, text, "text_muted", tokens.size_small)


def _beside_tags(painter: QPainter, line: QRect, card: Card, said: str) -> int:
    """Custom fields in the line of the tags, which get half of it at least; the room taken."""
    if not said:
        return 0
    size = theme.current().size_tiny
    room = line.adjusted(0, 3, 0, 0)
    if card.tags:
        room.setLeft(line.left() + line.width() // 2)
    return lines.draw(painter, room, said, "text_muted", size, right=bool(card.tags)) + 6


def _tags(painter: QPainter, line: QRect, card: Card, lay: Plan) -> None:
    """A rounded label a tag; stripes where there is little room."""
    tokens = theme.current()
    left = line.left()
    for place, (name, colour) in enumerate(card.tag_list):
        ground, ink = tag_colours(colour, dark=tokens.dark)
        painter.setPen(Qt.PenStyle.NoPen)
        if lay.compact:
            chip = QRect(left, line.bottom() - _STRIPE, 26, _STRIPE)
            if chip.right() > line.right():
                return
            painter.setBrush(QColor(ink))
            painter.drawRoundedRect(QRectF(chip), _STRIPE / 2, _STRIPE / 2)
        else:
            rest = len(card.tag_list) - place
            room = line.right() - left - (0 if rest == 1 else 26)
            if room < 40:
                chip = QRect(left, line.top() + 3, 26, _TAG)
                more = f"+{rest}"
                lines.draw(painter, chip, more, "text_muted", tokens.size_tiny)
                return
            wide = min(lines.width(name, tokens.size_tiny) + 12, room)
            chip = QRect(left, line.top() + 3, wide, _TAG)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(QRectF(chip), tokens.radius_small, tokens.radius_small)
            inside = chip.adjusted(6, 0, -6, 0)
            lines.draw(painter, inside, name, ink, tokens.size_tiny)
        left = chip.right() + 5


def _worth_width(card: Card, currency: str) -> int:
    """How wide the amounts are at least, shortened."""
    tokens = theme.current()
    once, monthly = words.amounts(card, currency, short=True)
    rest = lines.width(monthly, tokens.size_tiny) + 5 if monthly else 0
    return lines.width(once, tokens.size_text, bold=True) + rest


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


def _chip(
    painter: QPainter, line: QRect, card: Card, stage: Stage, scale: words.Scale, free: int
) -> int:
    """Days here beside the stage's median in a rounded chip at the right end; its width.

    Where the deal is here for long, an hourglass takes the clock's place. Where less than the
    whole is `free`, the clock goes first, then the median.
    """
    tokens = theme.current()
    age, median = words.age(card, scale), scale.medians.get(stage.stage_id)
    long = words.is_long(card, stage, scale)
    ink, ground = ("warning", "warning_soft") if long else ("neutral", "neutral_soft")
    beside = "" if median is None else f"/ {words.short_days(median)}"
    padding, between = 6, 4
    text = lines.width(age, tokens.size_tiny, bold=long)
    rest = lines.width(beside, tokens.size_tiny) + between if beside else 0
    icon = _CHIP_ICON + 4
    if text + rest + icon + 2 * padding > free and (rest or not long):
        icon = 0
    if text + rest + icon + 2 * padding > free:
        icon = _CHIP_ICON + 4 if long else 0
        rest, beside = 0, ""
    width = text + rest + icon + 2 * padding
    top = line.top() + (line.height() - _CHIP) // 2
    chip = QRect(line.right() - width + 1, top, width, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(QRectF(chip), _CHIP / 2, _CHIP / 2)
    room = chip.adjusted(padding + icon, 0, 0, 0)
    if icon:
        place = QRectF(0, 0, _CHIP_ICON, _CHIP_ICON)
        place.moveTopLeft(chip.topLeft() + QPoint(padding, (_CHIP - _CHIP_ICON) // 2))
        icons.draw(painter, "hourglass" if long else "clock", place, ink)
    took = lines.draw(painter, room, age, ink, tokens.size_tiny, bold=long)
    if beside:
        after = room.adjusted(took + between, 0, 0, 0)
        lines.draw(painter, after, beside, ink, tokens.size_tiny)
    return width
