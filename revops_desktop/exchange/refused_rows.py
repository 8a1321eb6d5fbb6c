"""The rows that an import refused, as a file to be mended and imported again.

It holds the columns and cells of the source, and behind them why each row was refused. An import
passes that last column over, because no field is called so.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.formulas import defused, taken_off
from revops_desktop.exchange.mapping import ImportMapping, Source
from revops_desktop.exchange.matching import table_of
from revops_desktop.exchange.out.workbook import Book
from revops_desktop.exchange.reading.layout import Table
from revops_desktop.exchange.reading.sheet_paths import title_of
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.safe_files import write_safely

REASON = "Reason / 理由"
# A number is no formula, and would be no number any more behind a quotation mark.
_NUMBER = re.compile(r"[-+−－＋]?\s*[¥￥$€]?\s*[0-9０-９][0-9０-９.,．，]*\s*[%％]?")


def write_refused(
    path: Path, sources: Sequence[Path], mapping: ImportMapping, summary: ImportSummary
) -> list[Path]:
    """Writes the rows of `sources` that were refused, as a workbook where the name ends in .xlsx
    (a sheet for each source), otherwise as CSV (a file for each: the further ones are named after
    their sources, too). The files written; none where no row was refused.

    Raises StorageProblem where one cannot be written, FileRefused where a source is gone.
    """
    tables = [
        (source, table, summary.refused_rows[source.name])
        for source, table in _tables(sources, mapping)
        if summary.refused_rows.get(source.name)
    ]
    if not tables:
        return []
    if path.suffix.casefold() == ".xlsx":
        write_safely(path, lambda file: _workbook(file, tables))
        return [path]
    written = []
    for number, (source, table, reasons) in enumerate(tables):
        own = (
            path if number == 0 else path.with_name(f"{path.stem} {title_of(source)}{path.suffix}")
        )
        write_safely(own, partial(_csv, table=table, reasons=reasons))
        written.append(own)
    return written


def is_reason(heading: str) -> bool:
    """Whether a column holds why rows were refused before: it is no field."""
    return heading == REASON


def _tables(sources: Sequence[Path], mapping: ImportMapping) -> Iterator[tuple[Path, Table]]:
    for path in sources:
        own: Source | None = mapping.source_for(path)
        if own is None:
            own = next((one for one in mapping.sources if one.join_for(path)), None)
        if own is not None:
            yield path, table_of(path, own)


def _csv(file: BinaryIO, table: Table, reasons: Mapping[int, str]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    with table.rows() as rows:
        names, places = _kept(table.header)
        writer.writerow([*map(defused, names), REASON])
        for row in rows:
            reason = reasons.get(row.line)
            if reason is not None:
                writer.writerow([*map(_cell, _cells(row.cells, places)), defused(reason)])
    text.flush()
    text.detach()


def _workbook(file: BinaryIO, tables: Sequence[tuple[Path, Table, Mapping[int, str]]]) -> None:
    with Book(file) as book:
        for source, table, reasons in tables:
            with ExitStack() as stack:
                rows = stack.enter_context(table.rows())
                names, places = _kept(table.header)
                add = stack.enter_context(book.sheet(title_of(source), [*names, REASON]))
                for row in rows:
                    reason = reasons.get(row.line)
                    if reason is not None:
                        add([*_cells(row.cells, places), reason])


def _kept(header: Sequence[str]) -> tuple[list[str], list[int]]:
    """The columns of the source without the reasons of an earlier time."""
    places = [number for number, name in enumerate(header) if not is_reason(name)]
    return [header[number] for number in places], places


def _cells(cells: Sequence[str], places: Sequence[int]) -> list[str]:
    """The cells of these columns; what a row has beyond all columns is in its reason."""
    return [cells[number] if number < len(cells) else "" for number in places]


def _cell(text: str) -> str:
    return text if _NUMBER.fullmatch(text.strip()) else defused(taken_off(text))
