"""Merged cells: headers over several rows, and values that stand for several rows."""

from collections.abc import Collection, Iterator, Sequence

from revops_desktop.exchange.reading.headings import (
    Numbered,
    heading,
    is_heading,
    plain_name,
)
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.shapes import filled
from revops_desktop.exchange.reading.sheets import Merged

JOIN = " / "
_MOST_HEADER_ROWS = 5
_BELOW = 50


def spread(rows: Sequence[list[str]], merged: Sequence[Merged]) -> list[list[str]]:
    """The rows with what merged cells say in each of them; a title over a whole row stays one."""
    width = max(map(len, rows), default=0)
    found = [row + [""] * (width - len(row)) for row in rows]
    for (top, left), (bottom, right) in merged:
        if top >= len(rows) or left < 0 or left >= len(rows[top]):
            continue
        said = rows[top][left]
        across = right if filled(rows[top]) > 1 else left
        for row in found[top : bottom + 1]:
            for column in range(left, min(across, len(row) - 1) + 1):
                row[column] = row[column] or said
    return found


def sheet_heading(
    shown: Sequence[Numbered],
    rows: Sequence[list[str]],
    merged: Sequence[Merged],
    said: Layout,
    words: Collection[str],
) -> tuple[int, int, list[str]]:
    """The row in which the header begins (0 without one), how many it takes, and its names.

    `shown` are the first rows with merged cells spread, `rows` the same as they are.
    """
    if said.header_line == 0:
        return 0, 0, []
    if said.header_line is not None:
        first = min(said.header_line - 1, len(rows))
        last = first
    else:
        place = heading(shown, words).place
        if place is None:
            return 0, 0, []
        first = last = place
        while first and place - first < _MOST_HEADER_ROWS and _goes_on(first - 1, rows, merged):
            first -= 1
    if said.header_rows:
        last = first + said.header_rows - 1
    else:
        last = max([last, *(low[0] for high, low in merged if high[0] <= last <= low[0])])
        last = min(last, first + _MOST_HEADER_ROWS - 1)
        while last - first + 1 < _MOST_HEADER_ROWS and _is_named_below(last, shown, rows, merged):
            last += 1
    names = _names([cells for _line, cells in shown[first : last + 1]])
    return first + 1, last - first + 1, names


def filled_down(
    rows: Iterator[list[str]], line: int, merged: Sequence[Merged]
) -> Iterator[list[str]]:
    """The rows from this line on; a value merged over several rows is said in each that says
    something itself."""
    starting: dict[int, list[Merged]] = {}
    for one in merged:
        if one[1][0] > one[0][0] and one[0][0] + 1 >= line and one[0][1] >= 0:
            starting.setdefault(one[0][0] + 1, []).append(one)
    return _filled_down(rows, line, starting) if starting else rows


def _filled_down(
    rows: Iterator[list[str]], line: int, starting: dict[int, list[Merged]]
) -> Iterator[list[str]]:
    going_on: list[tuple[int, int, str]] = []
    for number, row in enumerate(rows, line):
        going_on = [one for one in going_on if number <= one[0]]
        if going_on and any(row):
            for _last, column, text in going_on:
                if column < len(row):
                    row[column] = row[column] or text
        going_on += [
            (bottom + 1, left, row[left])
            for (_top, left), (bottom, _right) in starting.get(number, ())
            if left < len(row) and row[left]
        ]
        yield row


def _goes_on(row: int, rows: Sequence[list[str]], merged: Sequence[Merged]) -> bool:
    """Whether this row belongs to a header that goes on in the next one."""
    if filled(rows[row]) < 2:
        return False
    return any(
        high[0] <= row and (low[0] > row or (low[0] == row and low[1] > high[1]))
        for high, low in merged
        if high[0] <= row <= low[0]
    )


def _is_named_below(
    row: int, shown: Sequence[Numbered], rows: Sequence[list[str]], merged: Sequence[Merged]
) -> bool:
    """Whether the next row names parts of what this row names across several columns."""
    if row + 1 >= len(rows) or filled(rows[row]) < 2:
        return False
    across = [
        range(high[1], low[1] + 1)
        for high, low in merged
        if high[0] <= row == low[0] and low[1] > high[1] >= 0
    ]
    below = rows[row + 1]
    if not any(below[n] for columns in across for n in columns if n < len(below)):
        return False
    return is_heading(below, [cells for _line, cells in shown[row + 2 :]][:_BELOW])


def _names(rows: Sequence[Sequence[str]]) -> list[str]:
    """One name a column: what the rows of the header say, each once."""
    names: list[list[str]] = [[] for _n in range(max(map(len, rows), default=0))]
    for row in rows:
        for number, cell in enumerate(row):
            plain = plain_name(cell)
            if plain and plain not in names[number][-1:]:
                names[number].append(plain)
    return [JOIN.join(one) for one in names]
