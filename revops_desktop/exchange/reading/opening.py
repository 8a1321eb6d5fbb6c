"""Opens a file of any form as a table of cells; what its layout does not say is found."""

from collections.abc import Collection, Sequence
from pathlib import Path

from revops_desktop.exchange.reading.forms import form_of
from revops_desktop.exchange.reading.layout import NOTHING_SAID, Layout, Table
from revops_desktop.exchange.reading.sheet_paths import file_of
from revops_desktop.exchange.reading.text_layout import text_layout
from revops_desktop.exchange.reading.text_table import TextTable


def open_table(
    path: Path,
    layout: Layout = NOTHING_SAID,
    *,
    encodings: Sequence[str] = (),
    words: Collection[str] = (),
) -> Table:
    """The table in a file, laid out as `layout` says; the rest is found.

    `encodings`: for a text file that may be written in one of several, to be tried in this order.
    `words`: match keys of columns that the header is expected to hold. FileRefused with a sentence
    where the file is no table or cannot be read.
    """
    form = form_of(file_of(path), layout)
    if form == "workbook":
        from revops_desktop.exchange.reading.workbook_table import open_workbook

        return open_workbook(path, layout, words)
    if form == "vcard":
        from revops_desktop.exchange.reading.vcard_table import open_vcard

        return open_vcard(path, layout)
    return TextTable(path, text_layout(path, layout, encodings=encodings, words=words))
