"""Looks at a file: how it is laid out, and what its columns hold. Nothing is imported by that."""

from dataclasses import replace
from itertools import islice
from pathlib import Path

from revops_desktop.exchange.reading.column_looks import ColumnsSeen
from revops_desktop.exchange.reading.forms import form_of
from revops_desktop.exchange.reading.layout import NOTHING_SAID, Layout, Look, Row
from revops_desktop.exchange.reading.text_layout import text_layout
from revops_desktop.exchange.reading.text_table import TextTable
from revops_desktop.exchange.refusals import FileRefused

# Rows that are shown, rows that are looked at.
_SHOWN = 50
_COUNTED = 200_000
_LONGEST_SHOWN = 2_000


def look(path: Path, given: Layout = NOTHING_SAID) -> Look:
    """What a file holds; what `given` says of its layout is taken for true.

    FileRefused with a sentence where the file is no table or cannot be read.
    """
    form = form_of(path, given)
    if form == "workbook":
        from revops_desktop.exchange.reading.workbook_table import look_workbook

        return look_workbook(path, given)
    if form == "vcard":
        from revops_desktop.exchange.reading.vcard_table import look_vcard

        return look_vcard(path, given)
    return _look_at_text(path, given)


def _look_at_text(path: Path, given: Layout) -> Look:
    found = text_layout(path, given)
    table = TextTable(path, found)
    first: list[tuple[str, ...]] = []
    ending: list[Row] = []
    seen = ColumnsSeen(())
    number, is_whole = 0, False
    try:
        with table.rows() as rows:
            seen = ColumnsSeen(table.header)
            for row in islice(rows, _COUNTED):
                number += 1
                if row.fault is not None:
                    ending.append(row)
                    continue
                seen.add(row.cells)
                if len(first) < _SHOWN:
                    first.append(tuple(cell[:_LONGEST_SHOWN] for cell in row.cells))
            is_whole = next(rows, None) is None
    except FileRefused:
        # What could be read is shown, so that the layout can be corrected.
        if not first:
            raise
    ending += table.left_out
    return Look(
        path=path,
        layout=replace(found.layout, footer_rows=found.layout.footer_rows or 0),
        columns=seen.looks(),
        first_rows=tuple(first),
        rows=number,
        is_whole=is_whole,
        preamble=found.preamble,
        footer=tuple((row.line, tuple(row.cells)) for row in ending),
        blank_lines=table.blank_rows,
    )
