"""What every page of a report has: its head, its foot, and the headings of its parts."""

from dataclasses import dataclass, replace

from revops_desktop.i18n import _
from revops_desktop.reports.paper import Paper
from revops_desktop.reports.sheet import (
    EYEBROW,
    HEADING,
    LEFT,
    MARGIN,
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

# Where the text of a later page begins, and the room for a logo.
LATER_TOP = TOP + 18
_LOGO = (150.0, 30.0)

_MONTH = Type(15, bold=True, colour=LIGHT.accent_text, leading=1.3)


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands at the head and foot of the pages."""

    kind: str
    business: str
    month: str
    about: str
    foot: str


def _name(heads: Heads, room: float) -> tuple[tuple[str, ...], Type]:
    name = TITLE if TITLE.width(heads.business) <= room else Type(14, bold=True, leading=1.3)
    return set_lines(heads.business, room, name, most=2), name


def _name_room(heads: Heads, width: float) -> float:
    return width - _MONTH.width(heads.month) - 24


def first_height(heads: Heads, paper: Paper) -> float:
    """The y below the head of the first page."""
    width = paper.width - 2 * MARGIN
    lines, name = _name(heads, _name_room(heads, width))
    about = set_lines(heads.about, width, MUTED, most=2)
    return TOP + 13 + len(lines) * name.line + 16 + len(about) * MUTED.line


def first_head(sheet: Sheet, heads: Heads) -> float:
    """The head of the first page: business, month, what it is about. Gives the y below it."""
    left, right, accent = sheet.left, sheet.right, sheet.look.accent
    y = TOP + 4
    sheet.write(left, y, heads.kind, replace(EYEBROW, colour=accent))
    if sheet.look.logo:
        sheet.image(sheet.look.logo, right - _LOGO[0], TOP - 22, *_LOGO)
    lines, name = _name(heads, _name_room(heads, right - left))
    top = y + 9
    y = sheet.paragraph(left, top, lines, name)
    sheet.write(right, top + 19, heads.month, replace(_MONTH, colour=accent), "right")
    y += 9
    sheet.box(left, y, right - left, 1.6, fill=accent)
    about = set_lines(heads.about, right - left, MUTED, most=2)
    return sheet.paragraph(left, y + 7, about, MUTED)


def later_head(sheet: Sheet, heads: Heads) -> float:
    """The head of every other page."""
    type_ = replace(EYEBROW, colour=sheet.look.accent)
    y = TOP + 4
    sheet.write(sheet.left, y, heads.business, type_, room=300)
    sheet.write(sheet.right, y, heads.month, type_, "right")
    sheet.line(sheet.left, y + 7, sheet.right, y + 7, sheet.look.accent, 1.0)
    return y + 14


def foot(sheet: Sheet, heads: Heads, pages: int) -> None:
    """The foot: where the figures come from, and the number of the page."""
    left, right = sheet.left, sheet.right
    y = sheet.paper.height - 30
    sheet.line(left, y - 11, right, y - 11, LIGHT.border, 0.5)
    sheet.write(left, y, heads.foot, SMALL, room=right - left - 60)
    number = _("{page} / {pages}").format(page=sheet.page, pages=pages)
    sheet.write(right, y, number, SMALL, "right")


def heading(sheet: Sheet, y: float, title: str, note: str = "", *, level: int = 0) -> float:
    """The heading of a part, a quiet note beside it, an entry of the outline."""
    sheet.bookmark(title, y, level)
    base = y + 11
    length = sheet.write(LEFT, base, title, HEADING)
    if note:
        sheet.write(LEFT + length + 10, base, note, MUTED, room=RIGHT - LEFT - length - 10)
    return y + 18
