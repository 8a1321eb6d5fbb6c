"""The same rows in another form: as a spreadsheet program saves them."""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from tests.exchange.reading.books import Cell

FORMS = ("xlsx", "utf-16", "cp932")
# What a spreadsheet takes for a number or a day; with leading zeros it would spoil what people
# then save as text.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,9})?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def rows_of(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    """The cells of a CSV file."""
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def saved(rows: Sequence[Sequence[str]], folder: Path, stem: str, form: str) -> Path:
    """The rows saved in this form: a workbook with typed cells, or text as Excel writes it."""
    folder.mkdir(exist_ok=True)
    if form == "xlsx":
        return _workbook(rows, folder / f"{stem}.xlsx")
    path = folder / f"{stem}.csv"
    with open(path, "w", encoding=form, newline="") as file:
        csv.writer(file, delimiter="\t" if form == "utf-16" else ",").writerows(rows)
    return path


def _workbook(rows: Sequence[Sequence[str]], path: Path) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in rows:
        made = []
        for text in row:
            cell = WriteOnlyCell(sheet, typed(text))
            if isinstance(cell.value, str):
                # Not a formula, whatever it begins with.
                cell.data_type = "s"
            made.append(cell)
        sheet.append(made)
    book.save(path)
    return path


def typed(text: str) -> Cell:
    """What a spreadsheet makes of a cell of a CSV file."""
    if not text:
        return None
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text
