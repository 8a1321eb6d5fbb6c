"""Any list that is seen, as CSV or workbook: what stands in the window, in its order."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Protocol

from revops_desktop.exchange.formulas import defused
from revops_desktop.exchange.out.workbook import write_workbook
from revops_desktop.exchange.refusals import Cancelled
from revops_desktop.i18n import _
from revops_desktop.safe_files import write_safely

Value = str | int | Decimal | date | None

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Progress(Protocol):
    """Whoever waits for a list."""

    def step(self, done: int, total: int) -> None: ...
    def cancelled(self) -> bool: ...


def write(path: Path, title: str, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Writes a workbook where the name ends in .xlsx, otherwise CSV.

    Raises StorageProblem where it cannot be written; an older file then stands.
    """
    if path.suffix.casefold() == ".xlsx":
        typed = ([_typed(value) for value in row] for row in rows)
        write_safely(path, lambda file: write_workbook(file, title, headings, typed))
    else:
        write_list(path, headings, rows)


def write_list(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Writes UTF-8 with BOM, which spreadsheets know; texts are defused, numbers never touched.

    Raises StorageProblem where it cannot be written; an older file then stands.
    """

    def write(file: BinaryIO) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([defused(heading) for heading in headings])
        writer.writerows([_cell(value) for value in row] for row in rows)
        text.flush()
        text.detach()

    write_safely(path, write)


def go_on(progress: Progress, done: int, total: int) -> None:
    """Tells how far a list is; raises Cancelled where nobody waits for it any more."""
    if progress.cancelled():
        raise Cancelled(_("The export was cancelled. No file was written."))
    progress.step(done, max(total, 1))


def _typed(value: Value) -> Value:
    """Lists tell days by their ISO text."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else str(value)
