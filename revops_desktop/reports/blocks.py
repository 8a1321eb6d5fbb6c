"""What a part of a report is made of: headings, sentences, charts, stacked from the top downwards.

A block knows its height for a width before it is drawn, so that pages are filled without drawing
twice. Tables stand in `table.py`. Lengths are points; y runs downwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from revops_desktop.reports.paper import Frame
from revops_desktop.reports.sheet import (
    BODY,
    BODY_BOLD,
    MUTED,
    Sheet,
    Type,
    set_lines,
)
from revops_desktop.tokens import LIGHT

POINT = Type(9.5, leading=1.6)
SUBHEADING = Type(10.5, bold=True, leading=1.4)
_BADGE = Type(8, bold=True, colour=LIGHT.on_accent)
_PADDING = 12.0
_BETWEEN = 18.0
_ABOVE = 6.0
_SURFACES = {"quiet": LIGHT.window, "warning": LIGHT.warning_soft}
_BARS = {"warning": LIGHT.warning}
# Below so much of a paragraph nothing is left alone on a page.
_FEWEST_LINES = 2


class Block(Protocol):
    """A piece of a page. `after`: the gap below it; `keeps_next`: never the last of a page."""

    @property
    def after(self) -> float: ...
    @property
    def keeps_next(self) -> bool: ...
    def height(self, width: float) -> float: ...
    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None: ...
    def split(self, width: float, room: float) -> "tuple[Block, Block] | None":
        """The part that fits into `room` and the rest; None where it cannot be parted there."""
        ...


@dataclass(frozen=True)
class Whole:
    """What most blocks share: they are not parted and may stand last on a page."""

    @property
    def after(self) -> float:
        """The gap below, before the next block."""
        return 8.0

    @property
    def keeps_next(self) -> bool:
        """Whether the next block must begin on the same page."""
        return False

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Not parted."""
        return None


@dataclass(frozen=True)
class Gap(Whole):
    """Empty room."""

    points: float

    @property
    def after(self) -> float:
        """Nothing more."""
        return 0.0

    def height(self, width: float) -> float:
        """Its points."""
        return self.points

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws nothing."""


@dataclass(frozen=True)
class NewPage(Gap):
    """What follows begins on a page of its own."""

    points: float = 0.0


@dataclass(frozen=True)
class Heading(Whole):
    """The heading of a section within a part, a quiet note below it."""

    title: str
    note: str = ""
    type_: Type = SUBHEADING

    @property
    def after(self) -> float:
        """A little: it belongs to what follows."""
        return 5.0

    @property
    def keeps_next(self) -> bool:
        """Never left alone at the foot of a page."""
        return True

    def height(self, width: float) -> float:
        """Of its lines, and the room above that parts it from what stands before."""
        return _ABOVE + sum(self._lines(width))

    def _lines(self, width: float) -> tuple[float, float]:
        title = len(set_lines(self.title, width, self.type_, most=3)) * self.type_.line
        note = len(set_lines(self.note, width, MUTED, most=3)) * MUTED.line if self.note else 0.0
        return title, note

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws both."""
        y = sheet.paragraph(
            x, y + _ABOVE, set_lines(self.title, width, self.type_, most=3), self.type_
        )
        if self.note:
            sheet.paragraph(x, y, set_lines(self.note, width, MUTED, most=3), MUTED)


@dataclass(frozen=True)
class Paragraph(Whole):
    """A text of any length, parted between its lines over pages."""

    text: str
    type_: Type = BODY
    most: int | None = None

    def lines(self, width: float) -> tuple[str, ...]:
        """Its finished lines."""
        return set_lines(self.text, width, self.type_, most=self.most)

    def height(self, width: float) -> float:
        """Of its lines."""
        return len(self.lines(width)) * self.type_.line

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws its lines."""
        sheet.paragraph(x, y, self.lines(width), self.type_)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between lines, two at least on either page."""
        return Lines(self.lines(width), self.type_).split(width, room)


@dataclass(frozen=True)
class Lines(Whole):
    """Lines that are set already."""

    said: tuple[str, ...]
    type_: Type = BODY

    def height(self, width: float) -> float:
        """Of its lines."""
        return len(self.said) * self.type_.line

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws them."""
        sheet.paragraph(x, y, self.said, self.type_)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between lines, two at least on either page."""
        fit = min(int(room / self.type_.line), len(self.said) - _FEWEST_LINES)
        if fit < _FEWEST_LINES:
            return None
        return Lines(self.said[:fit], self.type_), Lines(self.said[fit:], self.type_)


@dataclass(frozen=True)
class Points(Whole):
    """Sentences one below the other, each with its number or a dot."""

    sentences: tuple[str, ...]
    numbered: bool = True
    type_: Type = POINT
    most: int = 5

    _INDENT = 20.0

    def _set(self, width: float) -> list[tuple[str, ...]]:
        room = width - self._INDENT
        return [set_lines(one, room, self.type_, most=self.most) for one in self.sentences]

    def height(self, width: float) -> float:
        """Of all its sentences."""
        lines = sum(len(one) for one in self._set(width))
        return lines * self.type_.line + 5 * max(len(self.sentences) - 1, 0)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws them."""
        for number, lines in enumerate(self._set(width), 1):
            middle = y + self.type_.line / 2
            if self.numbered:
                sheet.dot(x + 6.2, middle, 6.2, sheet.look.accent)
                sheet.write(x + 6.2, middle + 2.9, str(number), _BADGE, "centre")
            else:
                sheet.dot(x + 6.2, middle, 1.6, sheet.look.accent)
            y = sheet.paragraph(x + self._INDENT, y, lines, self.type_) + 5


@dataclass(frozen=True)
class Drawing(Whole):
    """A chart: `draw_in` draws it into a frame; `says`: one sentence of what it shows."""

    points: float
    draw_in: Callable[[Sheet, Frame], None]
    says: str = ""

    def height(self, width: float) -> float:
        """Its points, and its sentence below."""
        said = len(set_lines(self.says, width, MUTED, most=3)) if self.says else 0
        return self.points + (3 + said * MUTED.line if said else 0)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws it and the sentence below it."""
        self.draw_in(sheet, Frame(x, y, width, self.points))
        if self.says:
            lines = set_lines(self.says, width, MUTED, most=3)
            sheet.paragraph(x, y + self.points + 3, lines, MUTED)


@dataclass(frozen=True)
class Stack(Whole):
    """Blocks one below the other, kept together."""

    blocks: tuple[Block, ...]

    def height(self, width: float) -> float:
        """Of all of them with their gaps, but the last one's."""
        gaps = sum(block.after for block in self.blocks[:-1])
        return gaps + sum(block.height(width) for block in self.blocks)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws them."""
        for block in self.blocks:
            block.draw(sheet, x, y, width)
            y += block.height(width) + block.after


@dataclass(frozen=True)
class Panel(Whole):
    """Blocks on a quiet surface with a bar of the accent at its left; kept together."""

    blocks: tuple[Block, ...]
    tone: Literal["quiet", "warning", "accent"] = "quiet"

    def height(self, width: float) -> float:
        """Of its blocks and the surface around them."""
        return Stack(self.blocks).height(width - 2 * _PADDING) + 2 * _PADDING - 4

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws surface and blocks."""
        height = self.height(width)
        sheet.box(x, y, width, height, fill=_SURFACES.get(self.tone, sheet.look.soft))
        sheet.box(x, y, 2.4, height, fill=_BARS.get(self.tone, sheet.look.accent))
        Stack(self.blocks).draw(sheet, x + _PADDING, y + _PADDING - 2, width - 2 * _PADDING)


@dataclass(frozen=True)
class Beside(Whole):
    """Two stacks beside each other; `share`: of the width that the left one takes."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]
    share: float = 0.5

    def _widths(self, width: float) -> tuple[float, float]:
        left = (width - _BETWEEN) * self.share
        return left, width - _BETWEEN - left

    def height(self, width: float) -> float:
        """Of the higher of the two."""
        left, right = self._widths(width)
        return max(Stack(self.left).height(left), Stack(self.right).height(right))

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws both from the same height on."""
        left, right = self._widths(width)
        Stack(self.left).draw(sheet, x, y, left)
        Stack(self.right).draw(sheet, x + left + _BETWEEN, y, right)


def missing(lines: Sequence[str]) -> Panel:
    """What stands where a part has no data: what to record to get it, in two lines."""
    return Panel(
        tuple(Paragraph(line, BODY if number else BODY_BOLD) for number, line in enumerate(lines))
    )
