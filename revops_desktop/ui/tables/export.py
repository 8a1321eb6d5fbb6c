"""Writes what a table shows into a file: its rows, its columns, in their order."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.ui.tables.columns import ColumnSpec
from revops_desktop.ui.tables.record_model import RecordModel
from revops_desktop.ui.tables.written import Line, print_later, tell_written, write_later
from revops_desktop.ui.wanted_file import wanted_list

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, Progress
    from revops_desktop.ui.tables.listing import Listing

_CHUNK = 500


def ask(
    parent: QWidget,
    actions: "Actions",
    listing: "Listing",
    specs: Sequence[ColumnSpec],
    model: RecordModel,
) -> None:
    """Asks where to, and writes CSV, XLSX or PDF by the ending of the name."""
    wanted = wanted_list(parent, listing.name)
    if wanted is None:
        return
    ids = list(model.ids)
    keys = [spec.key for spec in specs]
    words = model.wording

    def lines(progress: "Progress") -> Iterator[Line]:
        from revops_desktop.exchange.listing import go_on

        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            read = actions.workspace.ask(listing.rows, ids=chunk, keys=keys)
            for record_id in chunk:
                cells = read.get(record_id)
                if cells is not None:
                    both = list(zip(specs, cells[2:], strict=True))
                    yield Line(
                        [words.text(spec, cell) for spec, cell in both],
                        [words.file_value(spec, cell) for spec, cell in both],
                    )
            go_on(progress, min(start + _CHUNK, len(ids)), len(ids))

    headings = [spec.label for spec in specs]
    if wanted.is_pdf:
        told = partial(tell_written, parent)
        print_later(actions, wanted.path, listing.name, headings, lines, told)
        return
    write_later(
        *(parent, actions, wanted, listing.name, headings),
        lambda progress: (line.values for line in lines(progress)),
    )
