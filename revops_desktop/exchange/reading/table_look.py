"""Looks at the rows of an open table, of whatever form."""

from itertools import islice

from revops_desktop.exchange.reading.column_looks import ColumnsSeen
from revops_desktop.exchange.reading.layout import NOTHING_SAID, Look, Row, Table
from revops_desktop.exchange.refusals import FileRefused

# Rows that are shown, rows that are looked at.
_SHOWN = 50
_COUNTED = 200_000
_LONGEST_SHOWN = 2_000
# Of the sample: rows, signs of a cell, cells in all.
_SAMPLED = 5_000
_LONGEST_SAMPLED = 120
_MOST_SAMPLED = 200_000


def look_at(table: Table) -> Look:
    """What the rows of a table hold; whoever knows them adds the layout and what is before them.

    FileRefused where no row can be read.
    """
    first: list[tuple[str, ...]] = []
    sample: list[tuple[str, ...]] = []
    ending: list[Row] = []
    seen = ColumnsSeen(())
    number, is_whole = 0, False
    try:
        with table.rows() as rows:
            seen = ColumnsSeen(table.header)
            most = min(_SAMPLED, _MOST_SAMPLED // max(1, len(table.header)))
            for row in islice(rows, _COUNTED):
                number += 1
                if row.fault is not None:
                    ending.append(row)
                    continue
                seen.add(row.cells)
                if len(first) < _SHOWN:
                    first.append(tuple(cell[:_LONGEST_SHOWN] for cell in row.cells))
                if len(sample) < most:
                    sample.append(tuple([cell[:_LONGEST_SAMPLED] for cell in row.cells]))
            is_whole = next(rows, None) is None
    except FileRefused:
        # What could be read is shown, so that the layout can be corrected.
        if not first:
            raise
    ending += table.left_out
    return Look(
        path=table.path,
        layout=NOTHING_SAID,
        columns=seen.looks(),
        first_rows=tuple(first),
        rows=number,
        is_whole=is_whole,
        footer=tuple((row.line, tuple(row.cells)) for row in ending),
        blank_lines=table.blank_rows,
        sample=tuple(sample),
    )
