"""What a reader would find fault with on the pages of a finished report, measured in the file.

Texts and shapes are those of the file, not of the program: where they stand, whether one covers
another, and what colour lies under a text once the text is taken away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdf
import pypdfium2
from pypdfium2 import raw

from revops_desktop.tokens import contrast
from tests.reports.drawn import colour_of, size_of, text_of

MARGIN = 46.0
# Head and foot of a page stand within this distance of its edge.
_EDGE = 24.0
_LEAST_CONTRAST = 4.5
_PIXELS = 2
# So much of what lies under a text may be an edge that runs through it.
_EDGES = 0.12
_SUBSET = re.compile(r"^/[A-Z]{6}\+NotoSansJP-(Regular|Bold)$")
_DANGERS = ("/URI", "/Launch", "/EmbeddedFile", "/JavaScript", "/JS", "/GoToR", "/SubmitForm")


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text as it lies on its page (points from the upper left corner)."""

    page: int
    text: str
    x: float
    y: float
    right: float
    bottom: float
    size: float
    colour: str


def texts(pdf: bytes) -> Iterator[tuple[pypdfium2.PdfPage, list[Text]]]:
    """Every page with its runs of text."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in range(len(document)):
            page = document[number]
            yield page, _texts(page, number + 1)
    finally:
        document.close()


def _texts(page: pypdfium2.PdfPage, number: int) -> list[Text]:
    text_page, height, found = page.get_textpage(), page.get_height(), []
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        left, low, right, high = one.get_bounds()
        text = text_of(one, text_page)
        place = (left, height - high, right, height - low)
        found.append(Text(number, text, *place, size_of(one), colour_of(one)))
    return found


def flaws(pdf: bytes, *, contrasts: bool = True) -> list[str]:
    """All faults of all pages, in words; empty where there is none."""
    found = [*_fonts(pdf), *_dangers(pdf)]
    for page, said in texts(pdf):
        size = page.get_width(), page.get_height()
        found += _outside(said, *size)
        found += _overlaps(said)
        found += _empty(said, size[1])
        if contrasts:
            found += _pale(page, said)
    return found


def _outside(said: Sequence[Text], width: float, height: float) -> Iterator[str]:
    for one in said:
        if not one.text:
            continue
        across = one.x < MARGIN - 1.5 or one.right > width - MARGIN + 1.5
        if across or one.y < _EDGE - 8 or one.bottom > height - _EDGE:
            yield f"page {one.page}: “{one.text[:40]}” stands outside ({one.x:.0f}, {one.y:.0f})"


def _overlaps(said: Sequence[Text], by: float = 0.6) -> Iterator[str]:
    """Texts on each other; signs of one size on one line may touch."""
    order = sorted((one for one in said if one.text), key=lambda one: one.y)
    for number, one in enumerate(order):
        for other in order[number + 1 :]:
            if other.y >= one.bottom - by:
                if other.y > one.bottom + 20:
                    break
                continue
            if one.x + by < other.right and other.x + by < one.right:
                yield f"page {one.page}: “{one.text[:40]}” lies on “{other.text[:40]}”"


def _empty(said: Sequence[Text], height: float) -> Iterator[str]:
    inner = [one for one in said if one.y > 60 and one.bottom < height - 40 and one.text]
    if not inner:
        yield f"page {said[0].page if said else '?'}: nothing stands on it"


def _pale(page: pypdfium2.PdfPage, said: Sequence[Text]) -> Iterator[str]:
    """Texts that cannot be read on what lies under them, seen with all text taken away."""
    for one in list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])):
        page.remove_obj(one)
    page.gen_content()
    picture = page.render(scale=_PIXELS).to_pil().convert("RGB")
    for one in said:
        if not one.text:
            continue
        box = [round(edge * _PIXELS) for edge in (one.x, one.y, one.right, one.bottom)]
        box[2], box[3] = max(box[2], box[0] + 1), max(box[3], box[1] + 1)
        colours = picture.crop(tuple(box)).getcolors(100_000) or []
        area = sum(number for number, _colour in colours)
        bad = sum(
            number
            for number, (red, green, blue) in colours
            if contrast(one.colour, f"#{red:02x}{green:02x}{blue:02x}") < _LEAST_CONTRAST
        )
        if bad > area * _EDGES:
            yield (
                f"page {one.page}: “{one.text[:40]}” in {one.colour} cannot be read on "
                f"{bad / area:.0%} of what lies under it"
            )


def _fonts(pdf: bytes) -> Iterator[str]:
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            one = font.get_object()
            held = one["/FontDescriptor"].get_object() if "/FontDescriptor" in one else {}
            if not _SUBSET.match(str(one["/BaseFont"])) or "/FontFile2" not in held:
                yield f"the font {one['/BaseFont']} is not embedded as a subset"


def _dangers(pdf: bytes) -> Iterator[str]:
    """What leads out of the file, in any object of it, packed or not."""
    reader = pypdf.PdfReader(BytesIO(pdf))
    size: Any = reader.trailer["/Size"]
    for number in range(1, int(size)):
        for name in _names(reader.get_object(number)):
            if name in _DANGERS:
                yield f"object {number} holds {name}"


def _names(one: Any) -> Iterator[str]:
    if isinstance(one, dict):
        for key, value in one.items():
            yield str(key)
            if not isinstance(value, pypdf.generic.IndirectObject):
                yield from _names(value)
    elif isinstance(one, list):
        for value in one:
            if not isinstance(value, pypdf.generic.IndirectObject):
                yield from _names(value)
    elif isinstance(one, pypdf.generic.NameObject):
        yield str(one)
