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
_SMALL_MARK = 14
_TAG = 17
# From this width of a card on amounts are written out: all of a board alike.
_WIDE = 300
# Padding around and gap below a card.
_ROOM = {"compact": (6, 5), "normal": (9, 7), "roomy": (14, 10)}

# What says when the next step is due: a shape and a colour each.
STEP_MARKS = {
    "overdue": ("octagon-alert", "bad"),
    "today": ("circle-arrow-right", "good"),
    "later": ("calendar", "neutral"),
    "none": ("triangle-alert", "warning"),
}
COLD_MARK = ("snowflake", "accent_text")
# Before a lead score: one that is hot, and any other.
SCORE_MARKS = {True: ("flame", "warning"), False: ("star", "text_muted")}


class Look(NamedTuple):
    """How a card is to be painted at this moment."""

    selected: bool = False
    focused: bool = False
    hovered: bool = False
    lifted: bool = False
    chosen: bool = False


class Plan(NamedTuple):
    """Which lines the cards of a board have, and how high one is that needs no more.

    `tags` and `extras` are the heights of the lines that only some cards have.
    """

    padding: int
    gap: int
    compact: bool
    names: bool
    tags: int
    extras: int
    figures: bool
    height: int

    def height_of(self, card: Card, scale: words.Scale) -> int:
        """How high a card is: the lines that it has nothing for are left out."""
        if not (self.tags or self.extras):
            return self.height
        chosen = scale.choices.fields
        detailed = bool(self.extras) and words.has_extras(card, chosen)
        tagged = "tags" in chosen and bool(card.tags)
        if "custom" in chosen and card.custom and not self.extras:
            tagged = True
        return self.height + self.tags * tagged + self.extras * detailed


def plan(scale: words.Scale) -> Plan:
    """The lines of the cards as they are chosen."""
    tokens, chosen = theme.current(), scale.choices.fields
    padding, gap = _ROOM[scale.choices.density]
    compact = scale.choices.density == "compact"
    names = bool(chosen & {"company", "owner"})
    figures = bool(chosen & {"amount", "age", "clock"})
    small = tokens.row(tokens.size_small)
    # Custom fields alone stand beside the tags.
    tags = _TAG + 4 if chosen & {"tags", "custom"} else 0
    extras = small + (0 if compact else 2) if chosen & {"close", "kind", "source"} else 0
    height = 2 * padding + tokens.row(tokens.size_text + 1)
    if compact:
        height += (_CHIP if figures else small) if names or figures else 0
    else:
        height += (small if names else 0) + (_CHIP + 7 if figures else 0)
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
    small = tokens.row(tokens.size_small)
    # The title keeps its whole line where there is another for the marks.
    aside = lay.names and not lay.compact
    marked = _below(room, small) if aside else room
    marks = _marks(painter, marked, card, stage, look, scale, _SMALL_MARK if aside else _MARK)
    title = room if aside else room.adjusted(0, 0, -marks, 0)
    lines.draw(painter, title, card.title, "text", tokens.size_text + 1)
    if lay.compact:
        room = _below(room, _CHIP if lay.figures else small, lay.names or lay.figures)
        _compact(painter, room, card, stage, scale, lay)
    elif lay.names:
        room = _below(room, small)
        _names(painter, room.adjusted(0, 0, -marks, 0), card, scale)
    said = "  ·  ".join(words.extras(card, scale)) if lay.extras or lay.tags else ""
    if said and lay.extras:
        room = _below(room, small + (0 if lay.compact else 2))
        lines.draw(painter, room, said, "text_muted", tokens.size_tiny)
        said = ""
    tagged = bool(card.tags) and "tags" in scale.choices.fields
    if lay.tags and (tagged or said):
        room = _below(room, lay.tags)
        beside = _beside_tags(painter, room, said, tagged=tagged)
        if tagged:
            _tags(painter, room.adjusted(0, 0, -beside, 0), card)
    if lay.figures and not lay.compact:
        third = QRect(left, rect.bottom() - lay.padding - _CHIP + 1, width, _CHIP)
        amounts = ("", "")
        if "amount" in scale.choices.fields:
            amounts = words.amounts(card, scale.currency, short=rect.width() < _WIDE)
        free = width - 6 - _worth_width(*amounts)
        third.setRight(third.right() - _chips(painter, third, card, stage, scale, free))
        _worth(painter, third, card, *amounts)


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
    painter: QPainter,
    line: QRect,
    card: Card,
    stage: Stage,
    look: Look,
    scale: words.Scale,
    size: int,
) -> int:
    """The marks at the right end of a line; the room they take."""
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
        right -= size
        top = line.top() + (line.height() - size) / 2
        icons.draw(painter, name, QRectF(right, top, size, size), colour)
        right -= 5
    return line.right() + 1 - right + _score(painter, line, right, card, stage, scale, size)


def _score(
    painter: QPainter,
    line: QRect,
    right: int,
    card: Card,
    stage: Stage,
    scale: words.Scale,
    size: int,
) -> int:
    """The lead score before the marks, a star or, where it is hot, a flame; the room it takes."""
    said = words.score(card, stage, scale)
    if not said:
        return 0
    tokens, hot = theme.current(), words.is_hot(card, scale)
    icon, ink = SCORE_MARKS[hot]
    wide = lines.width(said, tokens.size_tiny, bold=hot)
    room = QRect(right - wide, line.top(), wide, line.height())
    lines.draw(painter, room, said, ink, tokens.size_tiny, bold=hot)
    size = size if hot else size - 2
    top = line.top() + (line.height() - size) / 2
    icons.draw(painter, icon, QRectF(right - wide - size - 2, top, size, size), ink)
    return wide + size + 9


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
    line = line.adjusted(0, 0, -_chips(painter, line, card, stage, scale, None), 0)
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


def _beside_tags(painter: QPainter, line: QRect, said: str, *, tagged: bool) -> int:
    """Custom fields in the line of the tags, which get most of it; the room taken."""
    if not said:
        return 0
    size = theme.current().size_tiny
    room = line.adjusted(0, 3, 0, 0)
    if tagged:
        room.setLeft(line.right() - int(line.width() * 0.36))
    return lines.draw(painter, room, said, "text_muted", size, right=tagged) + 6


def _tags(painter: QPainter, line: QRect, card: Card) -> None:
    """A rounded label a tag; the number of those that find no room."""
    tokens = theme.current()
    left = line.left()
    for place, (name, colour) in enumerate(card.tag_list):
        ground, ink = tag_colours(colour, dark=tokens.dark)
        painter.setPen(Qt.PenStyle.NoPen)
        rest = len(card.tag_list) - place
        room = line.right() - left - (0 if rest == 1 else 26)
        if room < 40:
            chip = QRect(left, line.top() + 3, 26, _TAG)
            lines.draw(painter, chip, f"+{rest}", "text_muted", tokens.size_tiny)
            return
        wide = min(lines.width(name, tokens.size_tiny) + 12, room)
        chip = QRect(left, line.top() + 3, wide, _TAG)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(chip), tokens.radius_small, tokens.radius_small)
        inside = chip.adjusted(6, 0, -6, 0)
        lines.draw(painter, inside, name, ink, tokens.size_tiny)
        left = chip.right() + 5


def _worth_width(once: str, monthly: str) -> int:
    """How wide the amounts are."""
    tokens = theme.current()
    rest = lines.width(monthly, tokens.size_tiny) + 5 if monthly else 0
    return lines.width(once, tokens.size_text, bold=True) + rest


def _worth(painter: QPainter, line: QRect, card: Card, once: str, monthly: str) -> None:
    """The one-off amount, and after it, smaller, the monthly one; that there is one if too wide."""
    tokens = theme.current()
    unknown = card.amount is None and card.monthly_amount is None
    ink = "text_muted" if unknown else "text"
    for shorter in (words.some_monthly(), "+ …"):
        if monthly and _worth_width(once, monthly) > line.width():
            monthly = shorter
    wide = lines.draw(painter, line, once, ink, tokens.size_text, bold=True)
    if monthly:
        rest = line.adjusted(wide + 5, 1, 0, 1)
        lines.draw(painter, rest, monthly, "text_muted", tokens.size_tiny)


def _chips(
    painter: QPainter, line: QRect, card: Card, stage: Stage, scale: words.Scale, free: int | None
) -> int:
    """The clock, and where there is room beside it the days here; the room they take."""
    chosen, took = scale.choices.fields, 0
    clock = scale.clock(card.deal_id) if "clock" in chosen else None
    if clock is not None:
        took = _clock(painter, line, clock) + 6
        line = line.adjusted(0, 0, -took, 0)
        free = 0 if free is None else free - took
        if free < _age_width(card, stage, scale) + 6:
            return took
    if "age" not in chosen:
        return took
    return took + _chip(painter, line, card, stage, scale, free) + 6


def _age_width(card: Card, stage: Stage, scale: words.Scale) -> int:
    """How wide the chip of the days here is, its icon aside."""
    size, median = theme.current().size_tiny, scale.medians.get(stage.stage_id)
    long = words.is_long(card, stage, scale)
    beside = 0 if median is None else lines.width(f"/ {words.short_days(median)}", size) + 4
    icon = _CHIP_ICON + 4 if long else 0
    return lines.width(words.age(card, scale), size, bold=long) + beside + icon + 12


def _clock(painter: QPainter, line: QRect, mark: words.ClockMark) -> int:
    """How the clock stands: an icon and words in a rounded chip at the right end; its width."""
    tokens = theme.current()
    bold = mark.ink in ("bad", "warning")
    wide = lines.width(mark.text, tokens.size_tiny, bold=bold) + _CHIP_ICON + 16
    chip = QRect(line.right() - wide + 1, line.top() + (line.height() - _CHIP) // 2, wide, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(mark.ground))
    painter.drawRoundedRect(QRectF(chip), _CHIP / 2, _CHIP / 2)
    place = QRectF(chip.left() + 6, chip.top() + (_CHIP - _CHIP_ICON) / 2, _CHIP_ICON, _CHIP_ICON)
    icons.draw(painter, mark.icon, place, mark.ink)
    room = chip.adjusted(_CHIP_ICON + 10, 0, 0, 0)
    lines.draw(painter, room, mark.text, mark.ink, tokens.size_tiny, bold=bold)
    return wide


def _chip(
    painter: QPainter, line: QRect, card: Card, stage: Stage, scale: words.Scale, free: int | None
) -> int:
    """Days here beside the stage's median in a rounded chip at the right end; its width.

    Where the deal is here for long, an hourglass takes the clock's place and stays; the clock goes
    where less than the whole is `free`. The median stays, but on compact cards (`free` is None).
    """
    tokens = theme.current()
    age, median = words.age(card, scale), scale.medians.get(stage.stage_id)
    long = words.is_long(card, stage, scale)
    ink, ground = ("warning", "warning_soft") if long else ("neutral", "neutral_soft")
    beside = "" if median is None or free is None else f"/ {words.short_days(median)}"
    padding, between = 6, 4
    text = lines.width(age, tokens.size_tiny, bold=long)
    rest = lines.width(beside, tokens.size_tiny) + between if beside else 0
    icon = _CHIP_ICON + 4
    if not long and (free is None or text + rest + icon + 2 * padding > free):
        icon = 0
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
