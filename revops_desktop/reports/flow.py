"""Blocks become pages: what stands where is known before anything is drawn.

The first part may fill the first page; then come the contents, with the message of every part, and
the parts one after the other. A part begins on a new page unless much of the last one is free.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from revops_desktop.i18n import _
from revops_desktop.reports import frame
from revops_desktop.reports.blocks import Block, Gap, NewPage, Whole
from revops_desktop.reports.frame import Heads
from revops_desktop.reports.paper import Paper
from revops_desktop.reports.sheet import BODY_BOLD, MARGIN, MUTED, Sheet, Type, set_lines
from revops_desktop.tokens import LIGHT

# So much of a page must be free for a part to begin on it.
_FREE = 0.42
_BETWEEN = 26.0
_MESSAGE = Type(13.5, bold=True, leading=1.4)
_EYEBROW = Type(8.5, bold=True)
_NUMBER = Type(9, bold=True)


@dataclass(frozen=True)
class Opening(Whole):
    """The head of a part: its number and name, and its message as the heading."""

    number: int
    key: str
    title: str
    message: str

    @property
    def after(self) -> float:
        """Room before what proves the message."""
        return 10.0

    @property
    def keeps_next(self) -> bool:
        """Never left alone at the foot of a page."""
        return True

    def _lines(self, width: float) -> tuple[str, ...]:
        return set_lines(self.message, width, _MESSAGE, most=4)

    def height(self, width: float) -> float:
        """Of name and message."""
        return 16 + len(self._lines(width)) * _MESSAGE.line

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws it; links of the contents and the outline lead here."""
        sheet.anchor(self.key, y)
        sheet.bookmark(self.title, y)
        name = Type(_EYEBROW.size, bold=True, colour=sheet.look.accent)
        sheet.write(x, y + 9, f"{self.number}  {self.title}", name, room=width)
        sheet.paragraph(x, y + 16, self._lines(width), _MESSAGE)


@dataclass(frozen=True)
class Chapter:
    """A part as it is laid out. One that fills the first page shows no opening of its own."""

    opening: Opening
    blocks: tuple[Block, ...]
    is_whole_page: bool = False

    @property
    def all_blocks(self) -> tuple[Block, ...]:
        """Its blocks with the opening."""
        return self.blocks if self.is_whole_page else (self.opening, *self.blocks)


@dataclass
class _Page:
    """A page as it is filled."""

    top: float
    placed: list[tuple[float, Block]] = field(default_factory=list)
    y: float = 0.0

    def __post_init__(self) -> None:
        self.y = self.top


@dataclass
class Layout:
    """All pages, and on which page each part begins (from 1)."""

    paper: Paper
    first_top: float
    top: float
    pages: list[_Page] = field(default_factory=list)
    begins: dict[str, int] = field(default_factory=dict)
    # The part that fills the first page.
    first: Opening | None = None

    @property
    def width(self) -> float:
        """Of the text."""
        return self.paper.width - 2 * MARGIN

    @property
    def bottom(self) -> float:
        """Down to where a page is filled."""
        return self.paper.height - 50

    @property
    def room(self) -> float:
        """What is left of the last page."""
        return self.bottom - self.pages[-1].y

    def new_page(self) -> None:
        """Begins a page; never a second one while the last is empty."""
        if self.pages and not self.pages[-1].placed:
            return
        self.pages.append(_Page(self.top if self.pages else self.first_top))

    def begin(self, chapter: Chapter) -> None:
        """Begins a part: on a new page unless much of this one is free or the part is short."""
        blocks = chapter.all_blocks
        page = self.pages[-1]
        if page.placed:
            whole = sum(block.height(self.width) + block.after for block in blocks)
            free = self.room - _BETWEEN
            is_little = free < (self.bottom - self.top) * _FREE
            if (whole > free and is_little) or not self._fits_start(blocks, free):
                self.new_page()
            else:
                page.y += _BETWEEN
        self.begins[chapter.opening.key] = len(self.pages)
        self.fill(blocks)

    def _fits_start(self, blocks: Sequence[Block], room: float) -> bool:
        """Whether the blocks that must stay together at the beginning have room here."""
        used = 0.0
        for block in blocks:
            height = block.height(self.width)
            if used + height > room:
                return block.split(self.width, room - used) is not None
            used += height + block.after
            if not block.keeps_next:
                return True
        return True

    def fill(self, blocks: Sequence[Block]) -> None:
        """Sets blocks one after the other; what does not fit goes on on the next page."""
        waiting = list(blocks)
        while waiting:
            block = waiting.pop(0)
            if isinstance(block, NewPage):
                self.new_page()
                continue
            page = self.pages[-1]
            if isinstance(block, Gap) and not page.placed:
                continue
            kept = [block, *_kept(block, waiting)]
            if page.placed and len(kept) > 1 and not self._fits_start(kept, self.room):
                self.new_page()
                page = self.pages[-1]
            height = block.height(self.width)
            if height <= self.room or (not page.placed and not _can_split(block, self)):
                page.placed.append((page.y, block))
                page.y += height + block.after
                continue
            parts = block.split(self.width, self.room)
            if parts is not None:
                page.placed.append((page.y, parts[0]))
                page.y = self.bottom
                waiting.insert(0, parts[1])
            else:
                waiting.insert(0, block)
            self.new_page()


def _kept(block: Block, following: Sequence[Block]) -> list[Block]:
    """What must begin on the same page as the block."""
    kept: list[Block] = []
    for before, after in pairwise([block, *following]):
        if not before.keeps_next:
            break
        kept.append(after)
    return kept


def _can_split(block: Block, layout: Layout) -> bool:
    return block.split(layout.width, layout.room) is not None


@dataclass(frozen=True)
class Contents(Whole):
    """The contents: every part with its message and page, each a link."""

    chapters: tuple[Chapter, ...]
    begins: dict[str, int]

    def _lines(self, chapter: Chapter, width: float) -> tuple[str, ...]:
        message = chapter.opening.message
        return set_lines(message, width - 60, MUTED, most=2) if message else ()

    def _entry(self, chapter: Chapter, width: float) -> float:
        return 22 + len(self._lines(chapter, width)) * MUTED.line

    def height(self, width: float) -> float:
        """Of all entries."""
        return 26 + sum(self._entry(chapter, width) for chapter in self.chapters)

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws the entries and their links."""
        sheet.write(x, y + 14, _("Contents"), Type(13.5, bold=True))
        y += 26
        for number, chapter in enumerate(self.chapters, 1):
            height = self._entry(chapter, width)
            sheet.line(x, y, x + width, y, LIGHT.border, 0.5)
            mark = Type(_NUMBER.size, bold=True, colour=sheet.look.accent)
            sheet.write(x, y + 15, str(number), mark)
            sheet.write(x + 22, y + 15, chapter.opening.title, BODY_BOLD, room=width - 70)
            page = self.begins.get(chapter.opening.key, 1)
            sheet.write(x + width, y + 15, str(page), BODY_BOLD, "right")
            sheet.paragraph(x + 22, y + 18, self._lines(chapter, width), MUTED)
            sheet.link(chapter.opening.key, x, y, width, height)
            y += height


def lay_out(chapters: Sequence[Chapter], heads: Heads, paper: Paper) -> Layout:
    """Where everything stands. With one part alone there are no contents."""
    layout = Layout(paper, frame.first_height(heads, paper) + 14, frame.LATER_TOP)
    layout.new_page()
    rest = list(chapters)
    if rest and rest[0].is_whole_page:
        layout.first = rest[0].opening
        layout.begin(rest.pop(0))
        if rest:
            layout.new_page()
    if len(chapters) > 1:
        # Its height does not depend on the pages, which are known only at the end.
        layout.fill([Contents(tuple(chapters), layout.begins)])
    for chapter in rest:
        layout.begin(chapter)
    if len(layout.pages) > 1 and not layout.pages[-1].placed:
        layout.pages.pop()
    return layout


def draw_page(layout: Layout, number: int, heads: Heads, sheet: Sheet, pages: int) -> None:
    """Draws a page of the layout (from 0) with its head and foot."""
    if number == 0:
        frame.first_head(sheet, heads)
        if layout.first is not None:
            sheet.anchor(layout.first.key, frame.LATER_TOP)
            sheet.bookmark(layout.first.title, frame.LATER_TOP)
    else:
        frame.later_head(sheet, heads)
    for y, block in layout.pages[number].placed:
        block.draw(sheet, sheet.left, y, layout.width)
    frame.foot(sheet, heads, pages)
