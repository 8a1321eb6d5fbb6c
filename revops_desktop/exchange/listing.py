"""Any list that is seen, as CSV or workbook: what stands in the window, in its order."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.formulas import defused
from revops_desktop.exchange.out.encodings import CsvOut, Encoding, Lacks
from revops_desktop.exchange.out.workbook import Value, write_workbook
from revops_desktop.exchange.progress import Progress
from revops_desktop.exchange.refusals import Cancelled
from revops_desktop.i18n import _
from revops_desktop.safe_files import write_safely


def write(
    path: Path,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    encoding: Encoding = "utf-8",
    replaces: bool = False,
) -> None:
    """Writes a workbook where the name ends in .xlsx, otherwise CSV in the encoding.

    Raises StorageProblem where it cannot be written, and CannotHold where CP932 lacks signs, unless
    it `replaces` them; an older file then stands.
    """
    if path.suffix.casefold() == ".xlsx":
        write_safely(path, lambda file: write_workbook(file, title, headings, rows))
    else:
        write_list(path, headings, rows, encoding=encoding, replaces=replaces)


def write_list(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    encoding: Encoding = "utf-8",
    replaces: bool = False,
) -> None:
    """Writes CSV: UTF-8 with BOM, which spreadsheets know, or CP932.

    Texts are defused, numbers never touched. Raises as `write` does.
    """

    def written(file: BinaryIO) -> None:
        lacks = Lacks()
        out = CsvOut(file, path.name, headings, encoding, lacks, replaces=replaces)
        for row in rows:
            out.write([_cell(value) for value in row])
        out.finish()
        lacks.require_none()

    write_safely(path, written)


def go_on(progress: Progress, done: int, total: int) -> None:
    """Tells how far a list is; raises Cancelled where nobody waits for it any more."""
    if progress.cancelled():
        raise Cancelled(_("The export was cancelled. No file was written."))
    progress.step(done, max(total, 1))


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds" if value.second else "minutes")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
