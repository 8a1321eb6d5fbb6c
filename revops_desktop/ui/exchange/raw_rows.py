"""The first rows of a file as they stand there: what is left out struck through, header bold."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTableWidgetItem

from revops_desktop.exchange.reading.layout import Look
from revops_desktop.exchange.reading.vcard_contact import shown_heading
from revops_desktop.i18n import _, count
from revops_desktop.ui import theme
from revops_desktop.ui.exchange.tables import PlainTable, shown_text

MOST_ROWS, MOST_COLUMNS = 24, 40
# Measuring thousands of cells would be felt.
_MEASURED_CELLS = 400
_MOST_AROUND = 8


class RawRow(NamedTuple):
    """A line of the table: how it is called, its cells, and what is done with it."""

    mark: str
    cells: Sequence[str]
    is_header: bool = False
    is_left_out: bool = False


def _header(look: Look) -> list[str]:
    """The names of the columns; those of cards in the language in force."""
    return [shown_heading(name, look.header) for name in look.header]


def raw_rows(look: Look) -> list[RawRow]:
    """Preamble, header, first rows, footer."""
    out = _("left out")
    found = [RawRow(out, cells, is_left_out=True) for _n, cells in look.preamble[-_MOST_AROUND:]]
    found.append(RawRow(_("header") if look.layout.header_line else "", _header(look), True))
    first = look.first_rows[:MOST_ROWS]
    found += [RawRow(count(number), cells) for number, cells in enumerate(first, 1)]
    if look.rows > len(first) + len(look.footer):
        found.append(RawRow("…", ()))
    found += [RawRow(out, cells, is_left_out=True) for _n, cells in look.footer[-_MOST_AROUND:]]
    return found


class RawRows(PlainTable):
    """Marks at the left, cells at their right."""

    def __init__(self) -> None:
        super().__init__(_("First rows"))
        self.horizontalHeader().hide()
        self._shown: Look | None = None

    def show_look(self, look: Look) -> None:
        """What looking found; nothing is done where that is shown already."""
        if look is self._shown:
            return
        self._shown = look
        rows = raw_rows(look)
        width = min(MOST_COLUMNS, max(len(row.cells) for row in rows))
        fonts = {row: self._font(*row) for row in {(False, False), (True, False), (False, True)}}
        small = theme.font(theme.current().size_tiny)
        self.setColumnCount(1 + width)
        self.setRowCount(len(rows))
        for place, row in enumerate(rows):
            cells = (row.mark, *row.cells[:width], *[""] * (width - len(row.cells)))
            for column, text in enumerate(cells):
                item = QTableWidgetItem(shown_text(text))
                if column == 0 or row.is_left_out:
                    item.setForeground(theme.colour("text_muted"))
                item.setFont(fonts[row.is_header, row.is_left_out] if column else small)
                self.setItem(place, column, item)
        self.horizontalHeader().setResizeContentsPrecision(_MEASURED_CELLS // (1 + width))
        self.fit()
        self.horizontalHeader().setStretchLastSection(True)

    def _font(self, is_header: bool, is_left_out: bool) -> QFont:
        font = theme.font(theme.current().size_text, bold=is_header)
        font.setStrikeOut(is_left_out)
        return font
