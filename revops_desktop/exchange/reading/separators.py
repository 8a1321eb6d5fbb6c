"""How the text of a file falls into rows and cells: separator, quotation marks, line ends."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any, NamedTuple

from revops_desktop.exchange.reading.shapes import filled

# Characters of one line and of one cell: far beyond any note, far below what fills the memory.
LONGEST = 4_000_000
csv.field_size_limit(LONGEST)
# Instead of a quotation mark: cells are never quoted.
NO_QUOTE = "none"

# The rarer a character is in texts, the more it says when rows agree on it.
_DELIMITERS = ("\t", ";", "|", ",")
_MOST_ROWS = 300
_AGREED = 0.8
_SOME = 0.4
_SAID = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_LINE_ENDS = (("\r\n", "CRLF"), ("\n", "LF"), ("\r", "CR"))


class Parsed(NamedTuple):
    """A row with the line in which it begins, its cells, and how its last line ends."""

    line: int
    cells: list[str]
    end: str


class Dialect(NamedTuple):
    """The separator and the quotation mark (or NO_QUOTE) of a file."""

    delimiter: str
    quote: str


def options(dialect: Dialect, *, strict: bool) -> dict[str, Any]:
    """The same as arguments of csv.reader."""
    if dialect.quote == NO_QUOTE:
        return {
            "delimiter": dialect.delimiter,
            "quoting": csv.QUOTE_NONE,
            "quotechar": None,
            "strict": strict,
        }
    return {"delimiter": dialect.delimiter, "quotechar": dialect.quote, "strict": strict}


def parsed(
    text: str, dialect: Dialect, *, most: int | None = None, strict: bool = False
) -> list[Parsed]:
    """The rows of a text, blank ones too; csv.Error where they cannot be told apart strictly."""
    lines = _Lines(text)
    found = []
    reader = csv.reader(lines, **options(dialect, strict=strict))
    line = 1
    for cells in reader:
        found.append(Parsed(line, cells, lines.last_end))
        line = lines.read + 1
        if most is not None and len(found) >= most:
            break
    return found


def line_end(rows: Sequence[Parsed]) -> str:
    """ "CRLF", "LF", "CR", "mixed"; "" of a single line without an end."""
    ends = {row.end for row in rows if row.end}
    return ends.pop() if len(ends) == 1 else ("mixed" if ends else "")


def dialect(text: str, delimiter: str = "", quote: str = "") -> Dialect:
    """Separator and quotation mark of a text; what is given is kept."""
    is_said = bool(quote)
    quote = quote or _quote(text)
    delimiter = delimiter or said_delimiter(text) or _delimiter(text, quote)
    if not is_said and quote == '"' and _is_broken(text, Dialect(delimiter, quote)):
        plain = Dialect(delimiter, NO_QUOTE)
        rows = [row.cells for row in parsed(text, plain, most=_MOST_ROWS) if filled(row.cells)]
        is_quoted = any(cell[:1] == '"' == cell[-1:] for cells in rows for cell in cells)
        if rows and not is_quoted and len({len(cells) for cells in rows}) == 1:
            return plain
    return Dialect(delimiter, quote)


def said_delimiter(text: str) -> str:
    """The separator that a first line such as “sep=;” names; "" where there is none."""
    found = _SAID.fullmatch(text[:40].splitlines()[0] if text else "")
    return found[1] if found else ""


class _Lines:
    """The lines of a text as csv.reader takes them; knows how many, and how the last one ended."""

    def __init__(self, text: str) -> None:
        self._lines = StringIO(text, newline="")
        self.read = 0
        self.last_end = ""

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.read += 1
            self.last_end = next((name for sign, name in _LINE_ENDS if line.endswith(sign)), "")
            yield line


def _quote(text: str) -> str:
    if '"' in text:
        return '"'
    opened = len(re.findall(r"(?:^|[,;\t|])'", text, re.MULTILINE))
    closed = len(re.findall(r"'(?:[,;\t|]|\r?$)", text, re.MULTILINE))
    lines = sum(not line.isspace() for line in text.splitlines()[:51])
    return "'" if opened == closed and opened >= 2 * lines else '"'


def _delimiter(text: str, quote: str) -> str:
    shares = {}
    for sign in _DELIMITERS:
        widths = _widths(text, Dialect(sign, quote))
        wide = Counter(width for width in widths if width > 1)
        shares[sign] = wide.most_common(1)[0][1] / len(widths) if wide else 0.0
    for sign, share in shares.items():
        if share >= _AGREED:
            return sign
    best = max(_DELIMITERS, key=lambda sign: (shares[sign], sign == ","))
    return best if shares[best] >= _SOME else ","


def _widths(text: str, tried: Dialect) -> list[int]:
    try:
        rows = parsed(text, tried, most=_MOST_ROWS)
    except csv.Error:
        return []
    return [len(row.cells) for row in rows if filled(row.cells)]


def _is_broken(text: str, tried: Dialect) -> bool:
    try:
        parsed(text, tried, strict=True)
    except csv.Error as error:
        # The text may be the beginning of a file, in the midst of a cell.
        return "unexpected end" not in str(error)
    return False
