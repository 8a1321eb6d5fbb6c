"""What the columns of a file were seen to hold: their looks, and the words of the first rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from revops_desktop.exchange.reading.layout import ColumnLook, Holds, Look
from revops_desktop.rules.text import fold

# Of all columns the first rows are looked at, then only those that hold few words.
FIRST_ROWS = 1_000
# … of a list of hundreds of columns fewer.
_FEWEST_ROWS = 100
_MOST_CELLS = 50_000
# Of stages every word matters: so many rows are read for them, and all before they are brought in.
MOST_FOR_STAGES = 20_000
# A column with more different words than these is no list of words.
MOST_WORDS = 200
_LONGEST_WORD = 120
# What people write where there is nothing.
MISSING = ("-", "–", "—", "n/a", "none", "null", "なし", "無し", "未定", "不明")
FOLDED_MISSING = frozenset(fold(word) for word in MISSING)


@dataclass(frozen=True, slots=True)
class Seen:
    """A column of a file.

    `words`: how often each word was seen, None where there were too many different ones.
    `repeats`: share of the filled cells that say what an earlier cell said. `is_whole`: all rows of
    the file were read for its words.
    """

    place: int
    name: str
    look: ColumnLook
    rows: int
    filled: int
    words: Mapping[str, int] | None
    repeats: float
    is_whole: bool = True

    @property
    def holds(self) -> Holds:
        """What its cells look like."""
        return self.look.holds

    @property
    def is_empty(self) -> bool:
        """No row that was looked at says anything."""
        return self.filled == 0 and self.look.filled == 0


def seen(look: Look) -> tuple[Seen, ...]:
    """What the columns hold in the rows that were looked at; blank cells count for nothing."""
    number = len(look.columns)
    words: list[Counter[str]] = [Counter() for _column in range(number)]
    different: list[set[str]] = [set() for _column in range(number)]
    filled = [0] * number
    count = first = 0
    most = min(FIRST_ROWS, max(_FEWEST_ROWS, _MOST_CELLS // max(1, number)))
    counted = list(range(number))
    for cells in look.sample:
        count += 1
        for place in counted:
            text = cells[place][:_LONGEST_WORD].strip() if place < len(cells) else ""
            if text:
                words[place][text] += 1
        if count == most:
            first = count
            for place in range(number):
                filled[place] = words[place].total()
                different[place] = set(words[place])
            counted = [place for place in counted if len(words[place]) <= MOST_WORDS]
    is_whole = look.is_whole and look.rows <= len(look.sample)
    if count < most:
        first = count
        filled = [one.total() for one in words]
        different = [set(one) for one in words]
    return tuple(
        Seen(
            place,
            column.name,
            column,
            first,
            filled[place],
            words[place] if len(words[place]) <= MOST_WORDS else None,
            1 - len(different[place]) / filled[place] if filled[place] else 0.0,
            is_whole,
        )
        for place, column in enumerate(look.columns)
    )


def nameless(column: Seen) -> Seen:
    """A column that is no field of anybody's: it keeps its place and says nothing."""
    look = replace(column.look, name="", holds="empty", filled=0.0, date_order="", examples=())
    return replace(column, name="", look=look, filled=0, words={}, repeats=0.0)


def cells_of(
    rows: Iterable[Sequence[str]], places: Sequence[int], most: int | None = None
) -> Iterator[tuple[str, ...]]:
    """The short texts of some columns, in so many rows or in all of them."""
    for cells in islice(rows, most):
        yield tuple(
            cells[place][:_LONGEST_WORD].strip() if place < len(cells) else "" for place in places
        )


def texts(column: Seen) -> Sequence[str]:
    """Its words, or its examples where there are too many."""
    return list(column.words) if column.words is not None else list(column.look.examples)
