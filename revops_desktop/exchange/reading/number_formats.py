"""What number formats show that the number itself does not say: %, leading zeros, days, times."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from revops_desktop.exchange.reading.typed_cells import (
    duration_text,
    moment_text,
    number_text,
    padding,
    percent_text,
    time_text,
)
from revops_desktop.exchange.reading.workbook_guard import Archive, Reader, damaged, local

Shown = Callable[[float], str]

# Formats that have a number but no text of their own.
_BUILT_IN_PERCENT = ("9", "10")
_DEEPEST, _MOST_STYLES = 100, 1_000_000
_BUILT_IN_ELAPSED = 46
_BUILT_IN_MOMENTS = (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59))
# Spreadsheets believe that 1900 had a 29th of February.
_FIRST, _LEAP_DAY = datetime(1899, 12, 30), 60
_BETWEEN_SYSTEMS = 1462
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_GENERAL = re.compile(r"general|g/標準|標準", re.IGNORECASE)
_MOMENT, _ERA, _DIGIT = re.compile("[ymdhs]"), re.compile("[gea]"), re.compile("[0#?]")
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')


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


def moment_shown(code: str, number: int, since_1904: bool) -> Shown | None:
    """What a format of days or times makes of a number; None for all other formats.

    `number` is the format's own, by which those without code are known.
    """
    if _ELAPSED.search(code) or (not code and number == _BUILT_IN_ELAPSED):
        return lambda days: duration_text(timedelta(days=days))
    plain = _GENERAL.sub("", _QUOTED.sub("", code.partition(";")[0])).lower()
    has_moment = _MOMENT.search(plain) or (_ERA.search(plain) and not _DIGIT.search(plain))
    if has_moment or (not code and number in _BUILT_IN_MOMENTS):
        return lambda days: serial_text(days, since_1904)
    return None


def serial_text(days: float, since_1904: bool) -> str:
    """The day, the time, or both that a spreadsheet's count of days means."""
    if since_1904:
        days += _BETWEEN_SYSTEMS if days >= 1 else 0
    elif 1 <= days < _LEAP_DAY:
        days += 1
    try:
        moment = _FIRST + timedelta(milliseconds=round(days * 86_400_000))
    except (OverflowError, ValueError):
        return number_text(days)
    if 0 <= days < 1:
        return time_text(moment.time())
    if days < 0:
        return number_text(days)
    if days == int(days):
        return moment.date().isoformat()
    return moment_text(moment)


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
