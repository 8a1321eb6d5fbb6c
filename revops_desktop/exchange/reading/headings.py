"""Where the header of a table stands, and names of columns that can be told apart."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from revops_desktop.exchange.reading.known_names import known_count
from revops_desktop.exchange.reading.shapes import Shape, filled, is_blank, shape
from revops_desktop.i18n import N_, _
from revops_desktop.rules.text import match_key

# A row with the line (of a sheet the row) in which it begins.
Numbered = tuple[int, Sequence[str]]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# A header is looked for in so many rows, by so many of the table, and so many right below it.
_FIRST = 60
_OF_TABLE = 400
_NEXT = 6
_BELOW = 50
# What no column is called.
_OF_VALUES = ("number", "day", "email", "url", "phone", "company")
# Nobody calls a column by more than that.
_LONGEST_NAME = 500
_BLANK_NAME = N_("Column {number}")
# In any language of the program: a mapping may be used in another one than it was made in.
_BLANK_NAMES = re.compile(r"(?:column|列)(\d+)")


class Heading(NamedTuple):
    """The place of the header among the rows, None where there is none; how many rows it takes."""

    place: int | None
    rows: int = 1


def heading(rows: Sequence[Numbered], words: Collection[str] = ()) -> Heading:
    """Where the header stands. `words`: match keys that a header is expected to hold.

    The rows may be those before the table, too; blank ones do not matter.
    """
    first = [(n, cells) for n, (_line, cells) in enumerate(rows[:_FIRST]) if filled(cells)]
    if not first:
        return Heading(None)
    if words and all(blank_number(word) is not None for word in words):
        # Whoever calls all columns by their numbers means a table without a header.
        return Heading(None)
    known = _by_words(first, words) if words else None
    if known is not None:
        return Heading(known)
    widths = sorted(filled(cells) for _line, cells in rows[:_OF_TABLE] if filled(cells))
    # Rows with much in them are what the table is like; a header is as full as they.
    usual = widths[(len(widths) * 3) // 4]
    place = next((n for n, cells in first if filled(cells) >= 0.8 * usual), first[0][0])
    place = _better_known(rows, place, 0.5 * usual)
    if _is_known(rows[place][1]):
        return Heading(place)
    # Where files were joined, the header comes again.
    after = (cells for _line, cells in rows[place + 1 :] if cells != rows[place][1])
    below = list(islice((cells for cells in after if filled(cells)), _BELOW))
    if is_heading(rows[place][1], below):
        return Heading(place)
    # What stands above need not be as full, as where many columns have no name.
    return Heading(max((n for n, _cells in first if n < place), default=None))


def _by_words(first: Sequence[tuple[int, Sequence[str]]], words: Collection[str]) -> int | None:
    counts = {
        n: len({match_key(cell) for cell in cells if len(cell) <= _LONGEST_NAME} & set(words))
        for n, cells in first
    }
    best = max(counts, key=lambda n: counts[n])
    enough = min(2, len(first[0][1]))
    return best if counts[best] >= max(1, enough) else None


def _better_known(rows: Sequence[Numbered], place: int, least: float) -> int:
    """A row shortly below, where that one has names of columns and this one has none."""
    own = known_count(rows[place][1])
    for other in range(place + 1, min(place + _NEXT, len(rows))):
        cells = rows[other][1]
        if filled(cells) >= least and _is_known(cells) and known_count(cells) >= 2 * own + 2:
            return other
    return place


def _is_known(cells: Sequence[str]) -> bool:
    """Whether enough of a row are names that columns usually have."""
    return known_count(cells) >= max(2, 0.4 * filled(cells))


def is_heading(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row names columns rather than being one of them: it is unlike what is below."""
    if not below:
        return not any(shape(cell) in _OF_VALUES for cell in cells)
    evidence = 0.0
    for number, cell in enumerate(cells):
        column = [row[number] for row in below if number < len(row) and not is_blank(row[number])]
        own = shape(cell)
        if not own or not column:
            continue
        usual = _usual_shape(column)
        if usual is not None and usual != "text":
            evidence += -1 if own == usual and not _counts_up(cells, number) else 1
        elif own == "text":
            # A name of a column is not among its values, a word of a list of choices often is.
            evidence -= cell in column
        else:
            evidence -= 0.5
    return evidence >= 0


def _usual_shape(column: Sequence[str]) -> Shape | None:
    found, number = Counter(map(shape, column)).most_common(1)[0]
    return found if number >= 0.8 * len(column) else None


def _counts_up(cells: Sequence[str], number: int) -> bool:
    """Years or months side by side name their columns, though they are numbers."""
    if not re.fullmatch(r"(19|20)\d\d", cells[number].strip()):
        return False
    own = int(cells[number])
    beside = [cells[n].strip() for n in (number - 1, number + 1) if 0 <= n < len(cells)]
    return any(one in (str(own - 1), str(own + 1)) for one in beside)


def plain_name(cell: str) -> str:
    """The name of a column in one line, without blanks around it and control characters."""
    return " ".join(_FORBIDDEN.sub("", cell[:_LONGEST_NAME]).split())


def blank_name(number: int) -> str:
    """The name of the column without one; the first is 1."""
    return _(_BLANK_NAME).format(number=number)


def blank_number(name: str) -> int | None:
    """Which column (from 1 on) such a name means, in any language; None for any other name."""
    found = _BLANK_NAMES.fullmatch(match_key(name))
    return int(found[1]) if found else None


def names_apart(cells: Iterable[str], width: int = 0) -> list[str]:
    """Names of columns that can be told apart: 電話, 電話 (2), 列4; `width` of them at least.

    Names that match alike, such as Email and “email ”, are told apart too.
    """
    named = [plain_name(cell) for cell in cells]
    named += [""] * (width - len(named))
    taken = {match_key(name) for name in named}
    seen: set[str] = set()
    found: list[str] = []
    counted: dict[str, int] = {}
    for number, name in enumerate(named, 1):
        own = name or blank_name(number)
        other, count = own, counted.get(own, 1)
        while match_key(other) in seen or (other != name and match_key(other) in taken):
            count += 1
            other = f"{own} ({count})"
        counted[own] = count
        seen.add(match_key(other))
        found.append(other)
    return found


def is_second(name: str, first: str) -> bool:
    """Whether `names_apart` called a column so because another one has the name `first`."""
    return match_key(name) == match_key(f"{first} (2)")


def merged(rows: Sequence[Sequence[str]], width: int = 0) -> list[str]:
    """One row of names from a header over several rows: what spans columns is said of each."""
    width = max([width, *map(len, rows)], default=0)
    names: list[list[str]] = [[] for _n in range(width)]
    for number, row in enumerate(rows):
        is_last = number == len(rows) - 1
        above = ""
        for n in range(width):
            cell = plain_name(row[n]) if n < len(row) else ""
            above = cell or above
            said = cell if is_last else above
            if said and said not in names[n][-1:]:
                names[n].append(said)
    return [" ".join(one) for one in names]
