"""What every page of a report has: its head, its foot, and the headings of its parts."""

from dataclasses import dataclass

from revops_desktop.i18n import _
from revops_desktop.reports.sheet import (
    BOTTOM,
    EYEBROW,
    HEADING,
    HEIGHT,
    LEFT,
    MUTED,
    RIGHT,
    SMALL,
    TITLE,
    TOP,
    Sheet,
    Type,
    set_lines,
)
from revops_desktop.tokens import LIGHT

_MONTH = Type(15, bold=True, colour=LIGHT.accent_text, leading=1.3)


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands at the head and foot of the pages."""

    kind: str
    business: str
    month: str
    about: str
    foot: str


def first_head(sheet: Sheet, heads: Heads) -> float:
    """The head of the first page: business, month, what it is about. Gives the y below it."""
    y = TOP + 4
    sheet.write(LEFT, y, heads.kind, EYEBROW)
    month = _MONTH.width(heads.month)
    room = RIGHT - LEFT - month - 24
    name = TITLE if TITLE.width(heads.business) <= room else Type(14, bold=True, leading=1.3)
    lines = set_lines(heads.business, room, name, most=2)
    top = y + 9
    y = sheet.paragraph(LEFT, top, lines, name)
    sheet.write(RIGHT, top + 19, heads.month, _MONTH, "right")
    y += 9
    sheet.box(LEFT, y, RIGHT - LEFT, 1.6, fill=LIGHT.accent)
    about = set_lines(heads.about, RIGHT - LEFT, MUTED, most=2)
    return sheet.paragraph(LEFT, y + 7, about, MUTED)


def later_head(sheet: Sheet, heads: Heads) -> float:
    """The head of every other page."""
    y = TOP + 4
    sheet.write(LEFT, y, heads.business, EYEBROW, room=300)
    sheet.write(RIGHT, y, heads.month, EYEBROW, "right")
    sheet.line(LEFT, y + 7, RIGHT, y + 7, LIGHT.accent, 1.0)
    return y + 14


def foot(sheet: Sheet, heads: Heads, pages: int) -> None:
    """The foot: where the figures come from, and the number of the page."""
    y = HEIGHT - 30
    sheet.line(LEFT, y - 11, RIGHT, y - 11, LIGHT.border, 0.5)
    sheet.write(LEFT, y, heads.foot, SMALL, room=RIGHT - LEFT - 60)
    number = _("{page} / {pages}").format(page=sheet.page, pages=pages)
    sheet.write(RIGHT, y, number, SMALL, "right")


def heading(sheet: Sheet, y: float, title: str, note: str = "", *, level: int = 0) -> float:
    """The heading of a part, a quiet note beside it, an entry of the outline."""
    sheet.bookmark(title, y, level)
    base = y + 11
    length = sheet.write(LEFT, base, title, HEADING)
    if note:
        sheet.write(LEFT + length + 10, base, note, MUTED, room=RIGHT - LEFT - length - 10)
    return y + 18


def room_below(y: float) -> float:
    """How much of the page is left below y."""
    return BOTTOM - 8 - y
