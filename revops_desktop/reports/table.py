"""A table that runs over as many pages as it needs, its head repeated on each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from revops_desktop.reports.blocks import Block, Whole
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.sheet import SMALL, Sheet, Type, set_lines
from revops_desktop.tokens import LIGHT

Kind = Literal["plain", "group", "total"]
Tone = Literal["plain", "strong", "weak", "good", "bad"]

_SIZE = 8.5
_HEAD = Type(7.5, colour=LIGHT.text_muted, leading=1.35)
_PAD_Y = 3.6
_PAD_X = 5.0
_COLOURS = {"good": LIGHT.good, "bad": LIGHT.bad, "weak": LIGHT.text_muted}
# With fewer rows below its head a table begins on the next page.
_FEWEST_ROWS = 2
_FEWEST_LEFT = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: text (`weak`: of too few cases, greyed), or what is drawn into its frame."""

    text: str = ""
    tone: Tone = "plain"
    draw_in: Callable[[Sheet, Frame], None] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width against the others, where its text stands."""

    title: str
    share: float = 1.0
    align: Literal["left", "right", "centre"] = "right"


@dataclass(frozen=True, slots=True)
class Row:
    """A row; `group`: the name of those that follow; `total`: a sum of those before."""

    cells: tuple[Cell, ...]
    kind: Kind = "plain"


def row(*cells: str | Cell, kind: Kind = "plain") -> Row:
    """A row of texts and cells."""
    return Row(tuple(Cell(one) if isinstance(one, str) else one for one in cells), kind)


@dataclass(frozen=True)
class Table(Whole):
    """Rows under a head; parted between rows. `notes`: small lines below the last row.

    `least`: the height of a row at least, for rows that hold drawings; `lines`: how many lines a
    cell may have before it is cut with an ellipsis; `pad`: the room above and below a row's text.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    least: float = 0.0
    lines: int = 2
    pad: float = _PAD_Y

    def _widths(self, width: float) -> list[float]:
        whole = sum(column.share for column in self.columns)
        return [width * column.share / whole for column in self.columns]

    def _head(self, width: float) -> float:
        if not any(column.title for column in self.columns):
            return 0.0
        lines = max(
            len(set_lines(column.title, room - _PAD_X, _HEAD, most=3))
            for column, room in zip(self.columns, self._widths(width), strict=True)
        )
        return lines * _HEAD.line + 4

    def _row(self, one: Row, width: float) -> float:
        type_ = _type(one, Cell())
        if one.kind == "group":
            return type_.line + 2 * _PAD_Y
        highest = max(
            (
                len(self._set(cell, one, room)) * _type(one, cell).line
                for cell, room in zip(one.cells, self._widths(width), strict=True)
            ),
            default=type_.line,
        )
        return max(highest + 2 * self.pad, self.least)

    def _set(self, cell: Cell, one: Row, room: float) -> tuple[str, ...]:
        return set_lines(cell.text, room - _PAD_X, _type(one, cell), most=self.lines)

    def _notes(self, width: float) -> list[tuple[str, ...]]:
        return [set_lines(note, width, SMALL, most=3) for note in self.notes]

    def height(self, width: float) -> float:
        """Of head, rows and notes."""
        notes = sum(len(lines) for lines in self._notes(width)) * SMALL.line
        rows = sum(self._row(one, width) for one in self.rows)
        return self._head(width) + rows + (notes + 4 if notes else 0)

    def split(self, width: float, room: float) -> tuple[Block, Block] | None:
        """Between rows, never right after the name of a group."""
        used = self._head(width)
        fit = 0
        for one in self.rows:
            used += self._row(one, width)
            if used > room:
                break
            fit += 1
        while fit and self.rows[fit - 1].kind == "group":
            fit -= 1
        if fit < min(_FEWEST_ROWS, len(self.rows)):
            return None
        # Neither the notes nor a row or two stand alone on the next page.
        fit = min(fit, max(len(self.rows) - _FEWEST_LEFT, 1))
        if fit >= len(self.rows):
            return None
        return replace(self, rows=self.rows[:fit], notes=()), replace(self, rows=self.rows[fit:])

    def draw(self, sheet: Sheet, x: float, y: float, width: float) -> None:
        """Draws it."""
        widths = self._widths(width)
        y = self._draw_head(sheet, x, y, width, widths)
        for one in self.rows:
            height = self._row(one, width)
            self._draw_row(sheet, one, x, y, (width, height), widths)
            y += height
        sheet.line(x, y, x + width, y, LIGHT.input_border, 0.6)
        y += 4
        for lines in self._notes(width):
            y = sheet.paragraph(x, y, lines, SMALL)

    def _draw_head(
        self, sheet: Sheet, x: float, y: float, width: float, widths: Sequence[float]
    ) -> float:
        height = self._head(width)
        left = x
        for column, room in zip(self.columns, widths, strict=True):
            lines = set_lines(column.title, room - _PAD_X, _HEAD, most=3)
            top = y + height - 4 - len(lines) * _HEAD.line
            for number, line in enumerate(lines):
                base = top + number * _HEAD.line + 8
                _write(sheet, line, _begin(column, left, x), room, base, _HEAD, column.align)
            left += room
        sheet.line(x, y + height, x + width, y + height, LIGHT.input_border, 0.6)
        return y + height

    def _draw_row(
        self,
        sheet: Sheet,
        one: Row,
        x: float,
        y: float,
        size: tuple[float, float],
        widths: Sequence[float],
    ) -> None:
        width, height = size
        if one.kind == "total":
            sheet.line(x, y, x + width, y, LIGHT.input_border, 0.6)
        else:
            sheet.line(x, y, x + width, y, LIGHT.border, 0.4)
        if one.kind == "group":
            type_ = replace(_type(one, Cell()), colour=sheet.look.accent)
            text = one.cells[0].text if one.cells else ""
            sheet.write(x, y + height - _PAD_Y - 3, text, type_, room=width)
            return
        left = x
        for column, cell, room in zip(self.columns, one.cells, widths, strict=True):
            if cell.draw_in is not None:
                place = Frame(left + _PAD_X, y + 3, room - 2 * _PAD_X, height - 6)
                cell.draw_in(sheet, place)
            type_ = _type(one, cell)
            lines = self._set(cell, one, room) if cell.text else ()
            top = y + (height - len(lines) * type_.line) / 2
            for number, line in enumerate(lines):
                base = top + number * type_.line + (type_.line + 0.72 * type_.size) / 2
                _write(sheet, line, _begin(column, left, x), room, base, type_, column.align)
            left += room


def _begin(column: Column, left: float, x: float) -> float:
    """Where a column begins; words a little further, since figures end at the edge before them."""
    return left + _PAD_X if column.align == "left" and left > x else left


def _write(
    sheet: Sheet,
    line: str,
    left: float,
    room: float,
    base: float,
    type_: Type,
    align: Literal["left", "right", "centre"],
) -> None:
    places = {"left": left, "right": left + room, "centre": left + room / 2}
    sheet.write(places[align], base, line, type_, align)


@lru_cache(maxsize=64)
def _made(kind: Kind, tone: Tone) -> Type:
    bold = kind != "plain" or tone in ("strong", "good", "bad")
    size = 7.5 if kind == "group" else _SIZE
    return Type(size, bold=bold, colour=_COLOURS.get(tone, LIGHT.text), leading=1.4)


def _type(one: Row, cell: Cell) -> Type:
    return _made(one.kind, cell.tone)
