"""What calamine reads, as texts; whatever goes wrong in it is a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from revops_desktop.exchange.reading.patience import waited
from revops_desktop.exchange.reading.sheets import Merged, SheetCells
from revops_desktop.exchange.reading.typed_cells import TEXTS
from revops_desktop.exchange.reading.workbook_guard import damaged, with_password

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

# A panic of Rust is no Exception, so that it is not caught by accident; here it is on purpose.
_PANIC = "PanicException"


@contextmanager
def saying(path: Path) -> Iterator[None]:
    """Turns what calamine raises into FileRefused."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise with_password(path) from error
    except (CalamineError, ValueError, KeyError, OSError, OverflowError) as error:
        raise damaged(path) from error
    except BaseException as error:
        if type(error).__name__ == _PANIC:
            raise damaged(path) from None
        raise


def opened(path: Path, file: IO[bytes]) -> "CalamineWorkbook":
    """The workbook in an open file, which must stay open for as long as its sheets are asked."""
    from python_calamine import load_workbook

    with saying(path):
        return load_workbook(file)


def cells_of(
    path: Path, book: "CalamineWorkbook", number: int, has_merged: bool = True
) -> SheetCells:
    """The cells of a sheet as texts; everything of it is in memory from here on."""
    with saying(path):
        sheet = waited(lambda: book.get_sheet_by_index(number))
        merged: list[Merged] = []
        if has_merged:
            left = sheet.start[1] if sheet.start else 0
            for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
                merged.append(((top, first - left), (bottom, last - left)))
        return SheetCells(_texts(path, sheet), sheet.total_height, merged)


def _texts(path: Path, sheet: "CalamineSheet") -> Iterator[list[str]]:
    with saying(path):
        for row in sheet.iter_rows():
            # Each of many million cells comes by here.
            yield [cell if type(cell) is str else TEXTS[type(cell)](cell) for cell in row]
