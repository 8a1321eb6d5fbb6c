"""The paper: a page on which type, lines and shapes are set from the top downwards.

Lengths are points; y runs from the top of the page. Text is data: it is drawn as finished lines.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from typing import Literal
from zoneinfo import ZoneInfo

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from revops_desktop.reports import fonts
from revops_desktop.reports.lines import balance, shorten
from revops_desktop.reports.paper import A4, Look, Paper
from revops_desktop.reports.text import one_line, printable
from revops_desktop.tokens import LIGHT

WIDTH, HEIGHT = A4.width, A4.height
MARGIN = 46.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN
TOP, BOTTOM = 46.0, HEIGHT - 44.0

Align = Literal["left", "right", "centre"]


@dataclass(frozen=True, slots=True)
class Type:
    """How text looks: size in points, weight, colour, distance of lines."""

    size: float
    bold: bool = False
    colour: str = LIGHT.text
    leading: float = 1.55

    @property
    def font(self) -> str:
        """The name of the font."""
        return fonts.BOLD if self.bold else fonts.REGULAR

    @property
    def line(self) -> float:
        """The height of one line."""
        return self.size * self.leading

    def width(self, text: str) -> float:
        """How long a text is in it."""
        return fonts.width(text, self.size, self.font)


BODY = Type(9)
BODY_BOLD = Type(9, bold=True)
MUTED = Type(8, colour=LIGHT.text_muted)
SMALL = Type(7, colour=LIGHT.text_muted, leading=1.5)
HEADING = Type(11, bold=True)
TITLE = Type(19, bold=True, leading=1.3)
EYEBROW = Type(8, bold=True, colour=LIGHT.accent_text)


@dataclass(frozen=True, slots=True)
class Description:
    """What the file says about itself."""

    title: str
    author: str
    subject: str
    keywords: str
    language: str
    made_at: int
    zone: str


PLAIN = Look()


class Sheet:
    """One document being drawn, page after page. The same calls give the same bytes."""

    def __init__(self, description: Description, paper: Paper = A4, look: Look = PLAIN) -> None:
        fonts.load()
        self.paper = paper
        self.look = look
        self._buffer = BytesIO()
        self._canvas = Canvas(
            self._buffer,
            pagesize=(paper.width, paper.height),
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 4),
            # Without it every file names the standard Helvetica, which is not embedded.
            initialFontName=fonts.REGULAR,
            lang=description.language,
        )
        self._describe(description)
        self._number = 1
        # All that was written, line by line: by it erasing finds whom a kept report names.
        self.said: list[str] = []

    def _describe(self, description: Description) -> None:
        canvas = self._canvas
        canvas.setTitle(_bare(description.title))
        canvas.setAuthor(_bare(description.author))
        canvas.setSubject(_bare(description.subject))
        canvas.setKeywords(_bare(description.keywords))
        canvas.setCreator("RevOps Desktop")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        local = datetime.fromtimestamp(description.made_at, UTC).astimezone(
            ZoneInfo(description.zone)
        )
        offset = f"{local:%z}"
        made = f"D:{local:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
        canvas.setDateFormatter(lambda *_clock: made)

    @property
    def page(self) -> int:
        """The number of the page being drawn, from 1."""
        return self._number

    @property
    def canvas(self) -> Canvas:
        """For what these calls cannot draw (reports/pen.py); there y runs upwards."""
        return self._canvas

    def next_page(self) -> None:
        """Ends this page and begins the next."""
        self._canvas.showPage()
        self._number += 1

    def finish(self) -> bytes:
        """The whole file; nothing can be drawn afterwards."""
        self._canvas.showPage()
        self._canvas.save()
        return self._buffer.getvalue()

    @property
    def left(self) -> float:
        """Where the text begins."""
        return MARGIN

    @property
    def right(self) -> float:
        """Where the text ends."""
        return self.paper.width - MARGIN

    @property
    def bottom(self) -> float:
        """Down to where a page is filled; the foot stands below."""
        return self.paper.height - 50

    def anchor(self, key: str, y: float) -> None:
        """A place that links lead to."""
        self._canvas.bookmarkHorizontal(key, 0, self.paper.height - y + 8)

    def link(self, key: str, x: float, y: float, width: float, height: float) -> None:
        """A rectangle that leads to an anchor."""
        upper = self.paper.height - y
        corners = (x, upper - height, x + width, upper)
        self._canvas.linkRect("", key, corners, relative=0, thickness=0)

    def image(self, picture: bytes, x: float, y: float, width: float, height: float) -> float:
        """A picture in a rectangle, its proportions kept, against the right edge. Gives its width.

        `picture`: the bytes of a PNG or JPEG file.
        """
        reader = ImageReader(BytesIO(picture))
        across, down = reader.getSize()
        scale = min(width / across, height / down)
        shown = across * scale
        self._canvas.drawImage(
            reader,
            x + width - shown,
            self.paper.height - y - down * scale,
            shown,
            down * scale,
            mask="auto",
        )
        return shown

    def bookmark(self, title: str, y: float, level: int = 0) -> None:
        """An entry of the outline that leads to this height of this page."""
        key = f"{self._number}-{y:.1f}"
        self._canvas.bookmarkHorizontal(key, 0, self.paper.height - y + 8)
        self._canvas.addOutlineEntry(_bare(title), key, level, closed=False)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        type_: Type = BODY,
        align: Align = "left",
        room: float | None = None,
    ) -> float:
        """One line with its base line at y; cut with an ellipsis to `room`. Gives its length."""
        line = printable(one_line(text), fonts.has_glyph)
        if room is not None:
            line = shorten(line, room, type_.width)
        length = type_.width(line)
        if not line:
            return length
        self.said.append(line)
        start = x - length if align == "right" else x - length / 2 if align == "centre" else x
        self._canvas.setFillColor(_colour(type_.colour))
        self._canvas.setFont(type_.font, type_.size)
        self._canvas.drawString(start, self.paper.height - y, line)
        return length

    def paragraph(self, x: float, y: float, lines: Sequence[str], type_: Type = BODY) -> float:
        """Finished lines from `set_lines`, the first one's top at y; gives the y below the last."""
        for number, line in enumerate(lines):
            self.write(x, y + number * type_.line + _base(type_), line, type_)
        return y + len(lines) * type_.line

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        colour: str = LIGHT.border,
        width: float = 0.6,
    ) -> None:
        """A straight line."""
        self._canvas.setStrokeColor(_colour(colour))
        self._canvas.setLineWidth(width)
        self._canvas.line(x1, self.paper.height - y1, x2, self.paper.height - y2)

    def polyline(
        self, points: Sequence[tuple[float, float]], colour: str, width: float = 1.2
    ) -> None:
        """A line through points, its corners rounded."""
        path = self._canvas.beginPath()
        for number, (x, y) in enumerate(points):
            (path.lineTo if number else path.moveTo)(x, self.paper.height - y)
        self._canvas.setStrokeColor(_colour(colour))
        self._canvas.setLineWidth(width)
        self._canvas.setLineJoin(1)
        self._canvas.setLineCap(1)
        self._canvas.drawPath(path, stroke=1, fill=0)
        self._canvas.setLineCap(0)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str | None = None,
        border: str | None = None,
        radius: float = 0,
    ) -> None:
        """A rectangle from its upper left corner."""
        if fill:
            self._canvas.setFillColor(_colour(fill))
        if border:
            self._canvas.setStrokeColor(_colour(border))
            self._canvas.setLineWidth(0.6)
        corner = (x, self.paper.height - y - height, width, height)
        stroke, filled = int(border is not None), int(fill is not None)
        if radius:
            self._canvas.roundRect(*corner, radius, stroke=stroke, fill=filled)
        else:
            self._canvas.rect(*corner, stroke=stroke, fill=filled)

    def shape(
        self, points: Sequence[tuple[float, float]], fill: str, border: str | None = None
    ) -> None:
        """A filled polygon."""
        path = self._canvas.beginPath()
        for number, (x, y) in enumerate(points):
            (path.lineTo if number else path.moveTo)(x, self.paper.height - y)
        path.close()
        self._canvas.setFillColor(_colour(fill))
        if border:
            self._canvas.setStrokeColor(_colour(border))
            self._canvas.setLineWidth(0.6)
        self._canvas.drawPath(path, stroke=int(border is not None), fill=1)

    def hatch(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        colour: str = LIGHT.flow,
        gap: float = 3.2,
    ) -> None:
        """Slanted lines in a rectangle: told from a plain one in black and white too."""
        if width <= 0 or height <= 0:
            return
        canvas = self._canvas
        canvas.saveState()
        frame = canvas.beginPath()
        frame.rect(x, self.paper.height - y - height, width, height)
        canvas.clipPath(frame, stroke=0, fill=0)
        canvas.setStrokeColor(_colour(colour))
        canvas.setLineWidth(0.6)
        path = canvas.beginPath()
        start = x - height
        while start < x + width:
            path.moveTo(start, self.paper.height - y - height)
            path.lineTo(start + height, self.paper.height - y)
            start += gap
        canvas.drawPath(path, stroke=1, fill=0)
        canvas.restoreState()

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        self._canvas.setFillColor(_colour(fill))
        self._canvas.circle(x, self.paper.height - y, radius, stroke=0, fill=1)


@lru_cache(maxsize=512)
def set_lines(
    text: str, room: float, type_: Type = BODY, most: int | None = None
) -> tuple[str, ...]:
    """The finished lines of a text in a column; each is as it will be drawn."""
    return tuple(balance(printable(text, fonts.has_glyph), room, type_.width, most=most))


def make(
    description: Description,
    pages: Sequence[Callable[[Sheet, int], None]],
    *,
    paper: Paper = A4,
    look: Look = PLAIN,
    said: list[str] | None = None,
) -> bytes:
    """A file of these pages; each is drawn by a function that also gets how many there are.

    `said` gets every line that is printed.
    """
    with fonts.making:
        sheet = Sheet(description, paper, look)
        for number, draw in enumerate(pages):
            if number:
                sheet.next_page()
            draw(sheet, len(pages))
        if said is not None:
            said.extend(sheet.said)
        return sheet.finish()


def _base(type_: Type) -> float:
    """From the top of a line to its base line, the type in the middle."""
    return (type_.line + 0.72 * type_.size) / 2


def _bare(text: str) -> str:
    return one_line(printable(text, lambda sign: sign.isprintable()))


@lru_cache(maxsize=256)
def _colour(value: str) -> HexColor:
    return HexColor(value)
