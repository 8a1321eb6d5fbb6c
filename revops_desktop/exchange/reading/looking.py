"""Looks at a file: how it is laid out, and what its columns hold. Nothing is imported by that."""

from dataclasses import replace
from pathlib import Path

from revops_desktop.exchange.reading.forms import form_of
from revops_desktop.exchange.reading.layout import NOTHING_SAID, Layout, Look
from revops_desktop.exchange.reading.sheet_paths import file_of
from revops_desktop.exchange.reading.table_look import look_at
from revops_desktop.exchange.reading.text_layout import text_layout
from revops_desktop.exchange.reading.text_table import TextTable


def look(path: Path, given: Layout = NOTHING_SAID) -> Look:
    """What a file holds; what `given` says of its layout is taken for true.

    FileRefused with a sentence where the file is no table or cannot be read.
    """
    return replace(_look(path, given), is_end_said=given.footer_rows is not None)


def _look(path: Path, given: Layout) -> Look:
    form = form_of(file_of(path), given)
    if form == "workbook":
        from revops_desktop.exchange.reading.workbook_table import look_workbook

        return look_workbook(path, given)
    if form == "vcard":
        from revops_desktop.exchange.reading.vcard_table import look_vcard

        return look_vcard(path, given)
    return _look_at_text(path, given)


def _look_at_text(path: Path, given: Layout) -> Look:
    found = text_layout(path, given)
    return replace(
        look_at(TextTable(path, found)),
        layout=replace(found.layout, footer_rows=found.layout.footer_rows or 0),
        preamble=found.preamble,
    )
