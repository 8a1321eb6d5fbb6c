"""The blocks of the month on one page: they shrink, and say less, until all of it has room.

The page is given its room only as it is laid out; of several versions, the roomiest that fits is
taken (domain.md §10). Lengths are points; y runs downwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from revops_desktop.reports import pen
from revops_desktop.reports.blocks import Block, Gap, Stack, Whole
from revops_desktop.reports.charts.palette import palette
from revops_desktop.reports.sheet import Sheet, Type, set_lines
from revops_desktop.tokens import LIGHT

_ENDLESS = 1e6
_BETWEEN = 14.0


def _set_lines(text: str, room: float, type_: Type, most: int) -> tuple[str, ...]:
    """Finished lines; no line ends within “n = 12”."""
    return set_lines(text.replace("n = ", "n\u00a0=\u00a0"), room, type_, most=most)


@dataclass(frozen=True, slots=True)
class Density:
    """How much is said, and how large. `…_lines`: at most; `steps`: of each thing to do."""

    size: float = 8.5
    headline: float = 13.0
    headline_lines: int = 3
    reason_lines: int = 3
    change_lines: int = 3
    card_lines: int = 4
    steps: int = 3
    note_lines: int = 6
    pad: float = 3.4
    strip: bool = True


_TIGHT = Density(
    size=7.8,
    steps=1,
    note_lines=3,
    pad=1.4,
    headline=12.0,
    headline_lines=3,
    reason_lines=1,
    change_lines=2,
)
# From the roomiest to the one that always fits.
DENSITIES = (
    Density(),
    Density(note_lines=5, pad=2.6),
    Density(steps=2, note_lines=5, pad=2.6),
    Density(size=8.2, steps=2, note_lines=5, pad=2.0, headline=12.5),
    Density(size=8.0, steps=2, note_lines=4, pad=1.6, headline=12.0, reason_lines=2),
    Density(size=8.0, steps=1, note_lines=4, pad=1.6, headline=12.0, reason_lines=2),
    _TIGHT,
    replace(_TIGHT, size=7.6, strip=False, headline=11.5, headline_lines=2, card_lines=3),
    replace(
        _TIGHT,
        size=7.5,
        strip=False,
        headline=11.0,
        headline_lines=2,
        card_lines=2,
        steps=0,
        note_lines=2,
    ),
)


@dataclass(frozen=True)
class OnePage(Whole):
    """What fills a page alone: `version` makes its blocks for a density."""

    version: Callable[[Density], Sequence[Block]]

    def height(self, width: float) -> float:
        """More than any page, so that it is asked to fit into its room."""
        return _ENDLESS

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws the densest version: there was no room to fit it into."""
        Stack(tuple(self.version(DENSITIES[-1]))).draw(sheet, x, y, width)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """The roomiest version that fits, and nothing left for another page."""
        stack = Stack(())
        for density in DENSITIES:
            stack = Stack(tuple(self.version(density)))
            if stack.height(width) <= room:
                break
        return stack, Gap(0.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """A sentence with its sign: which way a figure lies, and whether that is good."""

    text: str
    way: str = ""
    sense: str = "neutral"


_TONES = {"good": LIGHT.good, "bad": LIGHT.bad, "neutral": LIGHT.text_muted}


@dataclass(frozen=True)
class Marked(Whole):
    """Sentences below each other, each with a triangle up or down in the colour of its sense."""

    marks: tuple[Mark, ...]
    type_: Type
    most: int = 3

    _INDENT = 15.0

    def _set(self, width: float) -> list[tuple[str, ...]]:
        room = width - self._INDENT
        return [_set_lines(one.text, room, self.type_, most=self.most) for one in self.marks]

    def height(self, width: float) -> float:
        """Of all sentences."""
        lines = sum(len(one) for one in self._set(width))
        return lines * self.type_.line + 4 * max(len(self.marks) - 1, 0)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws them."""
        for mark, lines in zip(self.marks, self._set(width), strict=True):
            middle = y + self.type_.line / 2
            triangle(sheet, x + 5, middle, mark.way, _TONES[mark.sense])
            y = sheet.paragraph(x + self._INDENT, y, lines, self.type_) + 4


def triangle(sheet: Sheet, x: float, y: float, way: str, colour: str) -> None:
    """Up for high, down for low, a dot for neither."""
    if way == "high":
        sheet.shape(((x - 3.6, y + 2.8), (x + 3.6, y + 2.8), (x, y - 3.4)), colour)
    elif way == "low":
        sheet.shape(((x - 3.6, y - 2.8), (x + 3.6, y - 2.8), (x, y + 3.4)), colour)
    else:
        sheet.dot(x, y, 1.6, colour)


@dataclass(frozen=True, slots=True)
class Card:
    """A thing to do; `said`: paragraphs with their type and most lines, dots before steps."""

    title: str
    why: str
    steps: tuple[str, ...]
    watch: tuple[str, ...]


@dataclass(frozen=True)
class Cards(Whole):
    """Things to do beside each other, each under its number."""

    cards: tuple[Card, ...]
    density: Density

    _HEAD = 4.0

    @property
    def _types(self) -> tuple[Type, Type, Type]:
        size = self.density.size
        return (
            Type(size + 0.7, bold=True, leading=1.4),
            Type(size - 0.3, leading=1.45),
            Type(size - 0.7, colour=LIGHT.text_muted, leading=1.45),
        )

    def _column(self, width: float) -> float:
        number = max(len(self.cards), 2)
        return (width - _BETWEEN * (number - 1)) / number

    def _parts(self, card: Card, room: float) -> list[tuple[tuple[str, ...], Type, float, bool]]:
        """The lines of each paragraph, its type, the gap below it, whether a dot stands before."""
        title, body, quiet = self._types
        most = self.density.card_lines
        parts = [(_set_lines(card.title, room - 15, title, most=3), title, 3.0, False)]
        parts.append((_set_lines(card.why, room, quiet, most=most), quiet, 4.0, False))
        for step in card.steps[: self.density.steps]:
            parts.append((_set_lines(step, room - 9, body, most=most), body, 2.5, True))
        for one in card.watch:
            parts.append((_set_lines(one, room, quiet, most=3), quiet, 1.0, False))
        return parts

    def _tall(self, card: Card, room: float) -> float:
        return sum(len(one[0]) * one[1].line + one[2] for one in self._parts(card, room))

    def height(self, width: float) -> float:
        """Of the longest card."""
        room = self._column(width)
        return self._HEAD + max((self._tall(one, room) for one in self.cards), default=0.0)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws them."""
        room = self._column(width)
        for number, card in enumerate(self.cards, 1):
            sheet.box(x, y, room, 1.2, fill=sheet.look.accent)
            self._draw(sheet, card, number, x, y + self._HEAD, room)
            x += room + _BETWEEN

    def _draw(self, sheet: Sheet, card: Card, number: int, x: float, y: float, room: float) -> None:
        for place, (lines, type_, gap, dotted) in enumerate(self._parts(card, room)):
            if not place:
                badge = Type(type_.size - 1.5, bold=True, colour=LIGHT.on_accent)
                middle = y + type_.line / 2
                sheet.dot(x + 5.2, middle, 5.2, sheet.look.accent)
                sheet.write(x + 5.2, middle + 0.36 * badge.size, str(number), badge, "centre")
            if dotted:
                sheet.dot(x + 2.5, y + type_.line / 2, 1.2, sheet.look.accent)
            left = x + (15 if not place else 9 if dotted else 0)
            y = sheet.paragraph(left, y, lines, type_) + gap


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the strip: what goes on from it in words ("" after the last)."""

    name: str
    share: str
    is_narrow: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Strip(Whole):
    """The river up to the win in one line: what goes on between stages, and where it is narrow."""

    steps: tuple[Step, ...]
    mark: str

    _TALL = 25.0
    _POINT = 4.5

    def height(self, width: float) -> float:
        """Of the stages, what goes on between them, and the word below the narrow one."""
        return self._TALL + 12 + (9 if any(one.is_narrow for one in self.steps) else 0)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws them, each pointing on to the next."""
        colours = palette(sheet)
        step = width / max(len(self.steps), 1)
        name = Type(6.5 if len(self.steps) > 8 else 7, leading=1.2)
        for place, one in enumerate(self.steps):
            left, right = x + place * step, x + (place + 1) * step - 2
            fill = colours.strong if one.is_narrow else colours.faint
            self._arrow(sheet, left, right, y, fill, place == 0)
            colour = LIGHT.on_accent if one.is_narrow else LIGHT.text
            type_ = Type(name.size, colour=colour, leading=1.2, bold=one.is_narrow)
            room = step - self._POINT - 4
            lines = _set_lines(one.name, room, type_, most=2)
            top = y + (self._TALL - len(lines) * type_.line) / 2
            sheet.paragraph(left + self._POINT + 1, top, lines, type_)
            if one.share:
                tone = LIGHT.text_muted if one.weak else LIGHT.text
                share = Type(6.8, bold=one.is_narrow, colour=tone)
                sheet.write(right + 1, y + self._TALL + 8.5, one.share, share, "centre")
            if one.is_narrow and self.mark:
                self._point_at(sheet, right + 1, y + self._TALL + 18, x, width)

    def _point_at(self, sheet: Sheet, at: float, base: float, x: float, width: float) -> None:
        """The word below what goes on from the narrow stage, inside of the page."""
        word = Type(6.8, bold=True, colour=sheet.look.accent)
        half = word.width(self.mark) / 2 + 6
        at = min(max(at, x + half), x + width - half)
        triangle(sheet, at - half + 3, base - 2.2, "high", sheet.look.accent)
        sheet.write(at + 5, base, self.mark, word, "centre")

    def _arrow(
        self, sheet: Sheet, left: float, right: float, y: float, fill: str, is_first: bool
    ) -> None:
        middle, bottom = y + self._TALL / 2, y + self._TALL
        points = [(left, y), (right - self._POINT, y), (right, middle)]
        points += [(right - self._POINT, bottom), (left, bottom)]
        if not is_first:
            points.append((left + self._POINT, middle))
        sheet.shape(points, fill)


def met_sign(sheet: Sheet, x: float, y: float, is_met: bool) -> None:
    """A tick for a target that was met, a cross for one that was not (a ring is a yes in Japan)."""
    if is_met:
        pen.line(sheet, ((x - 3, y), (x - 0.8, y + 2.4), (x + 3.2, y - 2.8)), LIGHT.good, 1.3)
        return
    for side in (-2.3, 2.3):
        pen.line(sheet, ((x - 2.3, y - side), (x + 2.3, y + side)), LIGHT.bad, 1.2)
