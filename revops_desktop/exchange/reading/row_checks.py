"""Rows as they are handed on: as wide as the header, with what is wrong or doubtful about them."""

import re
from collections.abc import Sequence

from revops_desktop.exchange.reading.layout import Fault, Row
from revops_desktop.exchange.reading.shapes import is_blank
from revops_desktop.i18n import _, ngettext

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
KEPT_AS_TEXT = re.compile(r'="([^"]*)"')
_PAGE_SIGNS = str.maketrans("\x0b\x0c", "\n\n")
_SHOWN = 60


def fitted(row: Row, header: Sequence[str]) -> Row:
    """The row as wide as the header, with a remark where it was not: nothing is moved."""
    cells = row.cells
    width = len(header)
    if len(cells) < width:
        missing = width - len(cells)
        message = ngettext(
            "It has {number} cell too few; what is missing at its end was left empty.",
            "It has {number} cells too few; what is missing at its end was left empty.",
            missing,
        ).format(number=missing)
        return row._replace(cells=cells + [""] * missing, remark=Fault(None, message))
    extra = [cell for cell in cells[width:] if not is_blank(cell)]
    if not extra:
        return row._replace(cells=cells[:width])
    shown = ", ".join(extra)
    message = _(
        "It has more cells than the header; what is beyond was left out: “{extra}”."
    ).format(extra=shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…")
    return row._replace(cells=cells[:width], remark=Fault(None, message))


def without_control(cells: list[str]) -> tuple[list[str], Fault | None]:
    """The cells without control characters, and a remark on the first that held some."""
    column = next((n for n, cell in enumerate(cells) if CONTROL.search(cell)), None)
    if column is None:
        return cells, None
    message = _("It contained control characters, which no text can hold; they were left out.")
    found = [CONTROL.sub("", cell.translate(_PAGE_SIGNS)) for cell in cells]
    return found, Fault(column, message)


def as_text(cells: list[str]) -> list[str]:
    """The cells without the ="…" by which some programs keep a spreadsheet from reckoning 0123."""
    return [found[1] if (found := KEPT_AS_TEXT.fullmatch(cell)) else cell for cell in cells]


def cleaned(row: Row) -> Row:
    """The row without control characters, with a remark on the first cell that held some."""
    cells, remark = without_control(row.cells)
    return row if remark is None else row._replace(cells=cells, remark=remark)


def refused_header(row: Row) -> Row:
    """The row refused because it is the header once more, as where files were joined."""
    return row._replace(fault=Fault(None, _("It is the header once more, not a row.")))


def refused_total(row: Row) -> Row:
    """The row refused because it adds others up; how it is taken all the same is said."""
    message = _(
        "It looks like a total of other rows, not like one of them. To take it, say that no rows "
        "at the end are to be left out (footer_rows = 0)."
    )
    return row._replace(fault=Fault(None, message))


def left_out() -> str:
    """What is told of a row that was said to be no data."""
    return _("It was left out, because it is one of the rows at the end that are no data.")


def refused_note(row: Row) -> Row:
    """The row refused because it is a note below the table; how it is taken is said."""
    message = _(
        "It looks like a note below the table, not like one of its rows. To take it, say that no "
        "rows at the end are to be left out (footer_rows = 0)."
    )
    return row._replace(fault=Fault(None, message))
