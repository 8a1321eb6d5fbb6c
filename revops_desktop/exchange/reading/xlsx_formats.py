"""What number formats show that the number itself does not say: %, and leading zeros."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from revops_desktop.exchange.reading.typed_cells import padding, percent_text
from revops_desktop.exchange.reading.workbook_guard import Archive, Reader, damaged, local

Shown = Callable[[float], str]

# Formats that have a number but no text of their own.
_BUILT_IN_PERCENT = ("9", "10")
_DEEPEST, _MOST_STYLES = 100, 1_000_000
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def shown_as(code: str) -> Shown | None:
    """What a number format makes of a number, where that matters; None for all others."""
    first = code.partition(";")[0]
    if "%" in _QUOTED.sub("", first):
        return percent_text
    padded = padding(code)
    if padded is None:
        return None
    return lambda number: padded(int(number)) if number >= 0 and number.is_integer() else ""


def built_in(number: str) -> Shown | None:
    """The same of a format that every spreadsheet program knows by number."""
    return percent_text if number in _BUILT_IN_PERCENT else None


def shown_formats(path: Path, archive: Archive, part: str) -> Mapping[bytes, Shown]:
    """The styles of an XLSX workbook (their numbers as written) whose formats matter."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        element = local(name)
        if element == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif element == "xf" and inside[-1:] == ["cellXfs"]:
            styles.append(attributes.get("numFmtId", ""))
        inside.append(element)
        if len(inside) > _DEEPEST or len(styles) > _MOST_STYLES:
            raise damaged(path)

    def end(_name: str) -> None:
        inside.pop()

    if part:
        reader = Reader(path)
        reader.parser.StartElementHandler = begin
        reader.parser.EndElementHandler = end
        for piece in archive.pieces(part):
            reader.read(piece, is_last=False)
        reader.read(b"")
    found: dict[bytes, Shown] = {}
    for number, style in enumerate(styles):
        shown = shown_as(codes[style]) if style in codes else built_in(style)
        if shown is not None:
            found[str(number).encode()] = shown
    return found
