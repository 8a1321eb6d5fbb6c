"""A finished report as a reader meets it: lines of a page, their words, the numbers in them.

Nothing here asks the program how it writes a number: what is printed is parsed back, and stands for
every value that would be rounded to it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pypdfium2
from pypdfium2 import raw

from tests.reports.drawn import size_of, text_of

# Pieces whose base lines lie so near each other stand on one line (points).
_ONE_LINE = 1.2
# Runs of one text follow each other within so much of their size, a space included.
_TOUCHING = 0.45
_SCALES = {"K": 1e3, "M": 1e6, "B": 1e9, "万": 1e4, "億": 1e8, "兆": 1e12}
_NUMBER = re.compile(
    r"(?P<sign>[−+-]?)(?P<money>[¥$€£]?)(?P<digits>\d[\d,]*(?:\.\d+)?)(?P<scale>[KMB万億兆]?)"
    r"(?P<percent>%?)"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text from its left edge; `base`: its base line from the top; `page` from 1."""

    text: str
    x: float
    right: float
    base: float
    page: int
    size: float


@dataclass(slots=True)
class Line:
    """The runs of one base line, from the left."""

    page: int
    base: float
    words: list[Word] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it, as it is read."""
        return " ".join(word.text for word in self.words)


def read(pdf: bytes) -> list[Line]:
    """All lines of all pages from the top."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [
            line for number in range(len(document)) for line in _lines(document[number], number + 1)
        ]
    finally:
        document.close()


def _lines(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    text_page = page.get_textpage()
    height = page.get_height()
    words = []
    for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
        text = text_of(one, text_page)
        if text:
            left, _low, right, _high = one.get_bounds()
            words.append(Word(text, left, right, height - one.get_matrix().f, number, size_of(one)))
    lines: list[Line] = []
    for word in sorted(words, key=lambda one: (one.base, one.x)):
        if not lines or word.base - lines[-1].base > _ONE_LINE:
            lines.append(Line(number, word.base))
        lines[-1].words.append(word)
    for line in lines:
        line.words = _joined(sorted(line.words, key=lambda one: one.x))
    return lines


def _joined(words: Sequence[Word]) -> list[Word]:
    """Runs that only a change of the font's subset parts are one word."""
    found: list[Word] = []
    for word in words:
        last = found[-1] if found else None
        gap = (word.x - last.right) / word.size if last else 0.0
        if last and last.size == word.size and -_TOUCHING < gap < _TOUCHING:
            found[-1] = replace(last, text=last.text + word.text, right=word.right)
        else:
            found.append(word)
    return found


def section(lines: Sequence[Line], start: str, end: str = "") -> list[Line]:
    """The lines after the one that is `start`, up to the one that is `end`."""
    places = [number for number, line in enumerate(lines) if line.text == start]
    assert places, f"“{start}” is not printed"
    first = places[-1] + 1
    for number in range(first, len(lines)):
        if end and lines[number].text == end:
            return list(lines[first:number])
    assert not end, f"“{end}” is not printed after “{start}”"
    return list(lines[first:])


def stands_for(text: str, value: float) -> bool:
    """Whether a number printed in the text is the value, rounded to what is printed."""
    return any(
        low - 1e-6 * abs(low) <= value <= high + 1e-6 * abs(high) for low, high in ranges(text)
    )


def ranges(text: str) -> Iterator[tuple[float, float]]:
    """What each number of a text stands for, from lowest to highest."""
    for found in _NUMBER.finditer(text):
        digits = found["digits"].replace(",", "")
        decimals = len(digits.partition(".")[2])
        scale = _SCALES.get(found["scale"], 1.0) * (0.01 if found["percent"] else 1.0)
        sign = -1.0 if found["sign"] in ("−", "-") else 1.0
        middle = sign * float(digits)
        # Writers leave out “.0”, so that only large numbers are surely rounded to one.
        half = 0.5 * 10**-decimals
        if not decimals and (found["percent"] or found["scale"]) and abs(middle) < 100:
            half = 0.05
        yield (middle - half) * scale, (middle + half) * scale


def printed_at(
    lines: Sequence[Line], name: str, number: int, near: float = 14.0
) -> list[list[str]]:
    """The last `number` words of every line beside which this name stands, however it is broken."""
    wanted, found = compact(name), []
    for line in lines:
        if len(line.words) < number:
            continue
        edge = line.words[-number].x
        columns: dict[int, list[str]] = {}
        for one in lines:
            if one.page != line.page or abs(one.base - line.base) > near:
                continue
            for word in one.words:
                if word.x < edge:
                    columns.setdefault(round(word.x), []).append(compact(word.text))
        if any(_names(column, wanted) for column in columns.values()):
            found.append([word.text for word in line.words[-number:]])
    return found


def _names(column: Sequence[str], wanted: str) -> bool:
    """Whether a column says the name, in one line or over several."""
    return wanted in column or (len(wanted) > 6 and wanted in "".join(column))


def compact(text: str) -> str:
    """Without its spaces: a reader of the file cannot tell how many there are."""
    return "".join(text.split())
