"""What a report says, read back out of the finished file."""

from io import BytesIO
from typing import Any

import pypdf

_SMALLEST_WORDS = 6.0


def pieces(pdf: bytes) -> list[list[str]]:
    """The pieces of text of each page in their order, without the small marks of footnotes."""
    pages: list[list[str]] = []
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        found: list[str] = []

        def visit(
            text: str,
            _matrix: Any,
            _place: Any,
            _font: Any,
            size: float,
            found: list[str] = found,
        ) -> None:
            if size >= _SMALLEST_WORDS:
                found.extend(line.strip() for line in text.split("\n") if line.strip())

        page.extract_text(visitor_text=visit)
        pages.append(found)
    return pages


def after(said: list[str], label: str, number: int, start: str = "") -> list[str]:
    """The `number` pieces after a label, the first one after `start`."""
    place = said.index(start) if start else 0
    place = said.index(label, place) + 1
    return said[place : place + number]


def whole(pdf: bytes) -> str:
    """All text of the file, as it is copied out."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def language_of(reader: Any) -> str:
    """The language tag of the file."""
    return str(reader.trailer["/Root"]["/Lang"])


def bookmarks_of(reader: Any) -> list[str]:
    """The entries of the outline."""
    return [entry.title for entry in reader.outline]
