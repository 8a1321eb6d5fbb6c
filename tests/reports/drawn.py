"""What a drawing leaves on its page, read back out of the finished file with its places."""

from collections.abc import Callable
from ctypes import c_float, c_int, c_uint
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2
from pypdfium2 import raw

from revops_desktop.reports import sheet
from revops_desktop.reports.paper import A4, Frame, Look, Paper
from revops_desktop.reports.sheet import PLAIN, Sheet
from revops_desktop.tokens import contrast
from tests.reports.test_sheet import described


@dataclass(frozen=True)
class Piece:
    """A run of text or a shape, from its upper left corner in points; `colour` as "#rrggbb".

    `ground`: the colour of what lies under a text.
    """

    text: str
    x: float
    y: float
    right: float
    bottom: float
    size: float
    colour: str
    ground: str = "#ffffff"

    def holds(self, other: "Piece") -> bool:
        """Whether the other lies inside."""
        across = self.x - 0.5 <= other.x and other.right <= self.right + 0.5
        return across and self.y - 0.5 <= other.y and other.bottom <= self.bottom + 0.5

    def touches(self, other: "Piece", by: float = 0.2) -> bool:
        """Whether the two share more than a hair of surface."""
        return (
            self.x + by < other.right
            and other.x + by < self.right
            and self.y + by < other.bottom
            and other.y + by < self.bottom
        )


FRAME = Frame(60, 80, 480, 200)


def drawn(
    draw: Callable[[Sheet, Frame], None],
    frame: Frame = FRAME,
    paper: Paper = A4,
    look: Look = PLAIN,
) -> tuple[list[Piece], list[Piece]]:
    """The texts and the shapes of a page on which this alone is drawn."""
    pages = [lambda page, _pages: draw(page, frame)]
    pdf = sheet.make(described(), pages, paper=paper, look=look)
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        text_page = page.get_textpage()
        texts: list[Piece] = []
        shapes: list[Piece] = []
        grounds: list[Piece] = []
        for one in page.get_objects():
            left, low, right, high = one.get_bounds()
            place = (left, paper.height - high, right, paper.height - low)
            if one.type == raw.FPDF_PAGEOBJ_TEXT:
                piece = Piece(text_of(one, text_page), *place, size_of(one), colour_of(one))
                below = [ground.colour for ground in grounds if ground.holds(piece)]
                texts.append(replace(piece, ground=below[-1] if below else "#ffffff"))
            elif one.type == raw.FPDF_PAGEOBJ_PATH:
                shapes.append(Piece("", *place, 0, colour_of(one)))
                if _is_filled(one):
                    grounds.append(shapes[-1])
        return texts, shapes
    finally:
        document.close()


def check(
    draw: Callable[[Sheet, Frame], None],
    frame: Frame = FRAME,
    *,
    smallest: float = 6.5,
    look: Look = PLAIN,
) -> list[str]:
    """The texts of a drawing, after holding it to what every chart must keep.

    Nothing outside of its frame, no text on another, none too small or too pale to be read.
    """
    texts, shapes = drawn(draw, frame, look=look)
    for piece in (*texts, *shapes):
        where = (piece.text, piece.x, piece.y, piece.right, piece.bottom)
        assert piece.x >= frame.x - 1.3 and piece.right <= frame.right + 1.3, where
        assert piece.y >= frame.y - 1.3 and piece.bottom <= frame.bottom + 1.3, where
    for number, one in enumerate(texts):
        assert one.size >= smallest - 0.01, one
        assert contrast(one.colour, one.ground) >= 4.5, one
        for other in texts[number + 1 :]:
            assert not one.touches(other), (one, other)
    return [one.text for one in texts if one.text]


def text_of(one: Any, text_page: Any) -> str:
    """What a run of text says."""
    length = raw.FPDFTextObj_GetText(one.raw, text_page.raw, None, 0)
    buffer = (raw.FPDF_WCHAR * (length // 2))()
    raw.FPDFTextObj_GetText(one.raw, text_page.raw, buffer, length)
    return bytes(buffer).decode("utf-16-le").rstrip("\0").strip()


def size_of(one: Any) -> float:
    """The size of its type in points."""
    size = c_float()
    raw.FPDFTextObj_GetFontSize(one.raw, size)
    return float(size.value)


def _is_filled(one: Any) -> bool:
    mode, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(one.raw, mode, stroke)
    return mode.value != raw.FPDF_FILLMODE_NONE


def colour_of(one: Any) -> str:
    """What it is filled with, as "#rrggbb"."""
    red, green, blue, alpha = c_uint(), c_uint(), c_uint(), c_uint()
    raw.FPDFPageObj_GetFillColor(one.raw, red, green, blue, alpha)
    return f"#{red.value:02x}{green.value:02x}{blue.value:02x}"
