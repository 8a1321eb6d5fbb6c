"""Page 2: the river: how many came how far, where they left it, and what the words mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from revops_desktop.i18n import _
from revops_desktop.reports import charts, frame
from revops_desktop.reports.charts import Frame, Step
from revops_desktop.reports.figures import Figure, Reasons
from revops_desktop.reports.sheet import (
    BOTTOM,
    LEFT,
    RIGHT,
    SMALL,
    Sheet,
    Type,
    set_lines,
)
from revops_desktop.tokens import LIGHT

_STAGE = Type(8.5, bold=True)
_FUNCTION = Type(6.5, colour=LIGHT.text_muted)
_CELL = Type(8.5)
_STRONG = Type(8.5, bold=True)
_WEAK = Type(8.5, colour=LIGHT.text_disabled)
_MARK = Type(5.5, colour=LIGHT.text_muted)
_TERM = Type(7, bold=True, leading=1.5)

_FUNNEL_LEFT, _FUNNEL_WIDTH = LEFT + 124, 138.0
_MONTH, _BY_COUNT, _BY_AMOUNT = LEFT + 306, LEFT + 354, LEFT + 400
_HERE, _LEFT, _RECYCLED = LEFT + 434, LEFT + 468, RIGHT - 2
_HEAD = 27.0
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class RiverRow:
    """A stage of the river as it is printed; shares are those to the next stage."""

    name: str
    function: str
    colour: str
    step: Step
    month: str
    by_count: Figure | None
    by_amount: Figure | None
    here: str
    left: str
    recycled: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A term and what is to be known about it."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class RiverPage:
    """What the page on the river says; the rows after the first `MOST_ROWS` get pages of their own.

    `notes` stand under the funnel, `definitions` at the foot of the last page.
    """

    heads: frame.Heads
    title: str
    period: str
    rows: tuple[RiverRow, ...]
    hatched: str = ""
    notes: tuple[Passage, ...] = ()
    definitions: tuple[Passage, ...] = field(default=())

    def draw(self, sheet: Sheet, pages: int) -> None:
        """Draws the page."""
        y = frame.later_head(sheet, self.heads) + 8
        y = frame.heading(sheet, y, self.title, self.period)
        foot_of_rows = BOTTOM - 14 - self._below()
        y = self._table(sheet, y + 2, foot_of_rows)
        if self.notes:
            y = _columns(sheet, y + 14, self.notes, 2) + 4
        if self.definitions:
            y = frame.heading(sheet, y + 12, _("How the figures are reckoned"), level=0)
            _columns(sheet, y + 2, self.definitions, 2)
        frame.foot(sheet, self.heads, pages)

    def _below(self) -> float:
        notes = _height(self.notes, 2) + 18 if self.notes else 0.0
        definitions = _height(self.definitions, 2) + 32 if self.definitions else 0.0
        return notes + definitions + 24

    def _table(self, sheet: Sheet, y: float, foot_of_rows: float) -> float:
        reasons = Reasons()
        _table_head(sheet, y)
        top = y + _HEAD
        row = min(32.0, (foot_of_rows - top) / max(len(self.rows), 1))
        for number, stage in enumerate(self.rows):
            _row(sheet, top + number * row, row, stage, reasons)
        height = row * len(self.rows)
        place = Frame(_FUNNEL_LEFT, top, _FUNNEL_WIDTH, height)
        charts.funnel(sheet, place, [stage.step for stage in self.rows])
        y = top + height
        sheet.line(LEFT, y, RIGHT, y, LIGHT.input_border, 0.6)
        y += 4
        for reason in reasons.lines():
            y = sheet.paragraph(LEFT, y, set_lines(reason, RIGHT - LEFT, SMALL, most=2), SMALL)
        if self.hatched:
            sheet.hatch(LEFT, y + 2, 12, 7)
            sheet.box(LEFT, y + 2, 12, 7, border=LIGHT.flow)
            sheet.write(LEFT + 17, y + 8, self.hatched, SMALL, room=RIGHT - LEFT - 17)
            y += SMALL.line
        return y


def _table_head(sheet: Sheet, y: float) -> None:
    sheet.write(LEFT, y + 19, _("Stage"), SMALL)
    middle = _FUNNEL_LEFT + _FUNNEL_WIDTH / 2
    sheet.write(middle, y + 19, _("Reached in 12 months"), SMALL, "centre")
    sheet.write((_BY_COUNT + _BY_AMOUNT - 40) / 2, y + 8, _("To the next stage"), SMALL, "centre")
    sheet.line(_BY_COUNT - 38, y + 11.5, _BY_AMOUNT, y + 11.5, LIGHT.border, 0.5)
    sheet.write((_LEFT + _RECYCLED - 34) / 2, y + 8, _("Left from here"), SMALL, "centre")
    sheet.line(_LEFT - 30, y + 11.5, _RECYCLED, y + 11.5, LIGHT.border, 0.5)
    titles = (
        (_MONTH, _("This month")),
        (_BY_COUNT, _("Count")),
        (_BY_AMOUNT, _("Amount")),
        (_HERE, _("Here")),
        (_LEFT, _("Lost")),
        (_RECYCLED, _("Recycled")),
    )
    for x, title in titles:
        sheet.write(x, y + 19, title, SMALL, "right")
    sheet.line(LEFT, y + _HEAD - 3, RIGHT, y + _HEAD - 3, LIGHT.input_border, 0.6)


def _row(sheet: Sheet, y: float, height: float, row: RiverRow, reasons: Reasons) -> None:
    if y > 0:
        sheet.line(LEFT, y, RIGHT, y, LIGHT.border, 0.3)
    middle = y + height / 2
    sheet.box(LEFT, y + 3, 2.4, height - 6, fill=row.colour)
    room = _FUNNEL_LEFT - LEFT - 10
    if row.function and height >= 20:
        sheet.write(LEFT + 8, middle - 0.5, row.name, _STAGE, room=room)
        sheet.write(LEFT + 8, middle + 8.5, row.function, _FUNCTION, room=room)
    else:
        sheet.write(LEFT + 8, middle + 3, row.name, _STAGE, room=room)
    base = middle + 3
    sheet.write(_MONTH, base, row.month, _CELL, "right")
    sheet.write(_HERE, base, row.here, _CELL, "right")
    sheet.write(_LEFT, base, row.left, _CELL, "right")
    sheet.write(_RECYCLED, base, row.recycled, _CELL, "right")
    for x, share in ((_BY_COUNT, row.by_count), (_BY_AMOUNT, row.by_amount)):
        if share is not None:
            sheet.write(x, base, share.text, _WEAK if share.weak else _STRONG, "right")
            mark = reasons.mark(share)
            if mark:
                sheet.write(x + 1.2, base - 3, mark, _MARK)


def _set(passage: Passage, room: float) -> list[str]:
    return set_lines(passage.text, room, SMALL, most=6)


def _split(passages: Sequence[Passage], columns: int) -> tuple[list[list[Passage]], float]:
    """The passages in columns of about equal height, in reading order; and the tallest height."""
    room = _column_width(columns)
    tall = [_TERM.line + len(_set(one, room)) * SMALL.line + 4 for one in passages]
    aim = sum(tall) / columns
    split: list[list[Passage]] = [[] for _column in range(columns)]
    heights = [0.0] * columns
    column = 0
    for passage, height in zip(passages, tall, strict=True):
        if column < columns - 1 and heights[column] + height / 2 > aim:
            column += 1
        split[column].append(passage)
        heights[column] += height
    return split, max(heights)


def _column_width(columns: int) -> float:
    return (RIGHT - LEFT - (columns - 1) * 22) / columns


def _height(passages: Sequence[Passage], columns: int) -> float:
    return _split(passages, columns)[1]


def _columns(sheet: Sheet, y: float, passages: Sequence[Passage], columns: int) -> float:
    split, tallest = _split(passages, columns)
    room = _column_width(columns)
    for number, column in enumerate(split):
        x = LEFT + number * (room + 22)
        below = y
        for passage in column:
            below = sheet.paragraph(x, below, [passage.term], _TERM)
            below = sheet.paragraph(x, below, _set(passage, room), SMALL) + 4
    return y + tallest
