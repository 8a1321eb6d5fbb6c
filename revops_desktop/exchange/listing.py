"""Any list that is seen, as CSV: what stands in the window, in its order."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from revops_desktop.exchange.formulas import defused
from revops_desktop.safe_files import write_safely

Value = str | int | Decimal | None


def write_list(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
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


def _cell(value: Value) -> str:
    if value is None:
        return ""
    return defused(value) if isinstance(value, str) else str(value)
