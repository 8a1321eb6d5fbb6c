"""Page 2: the river: how many came how far, where they left it, and what the words mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from revops_desktop.i18n import _
from revops_desktop.reports import frame
from revops_desktop.reports.charts import first_report as charts
from revops_desktop.reports.charts.first_report import Step
from revops_desktop.reports.figures import Figure, Reasons
from revops_desktop.reports.paper import Frame
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

_FUNNEL_LEFT, _FUNNEL_WIDTH = LEFT + 118, 108.0
_REACHED, _MONTH = LEFT + 264, LEFT + 308
_BY_COUNT, _BY_AMOUNT = LEFT + 354, LEFT + 398
_HERE, _LEFT, _RECYCLED = LEFT + 434, LEFT + 461, RIGHT - 2
_HEAD = 27.0
_TALLEST_ROW = 40.0
_REASON = 13.0
_REASON_NAME, _REASON_BAR = 132.0, 70.0
# More stages than this go on on the next page; from so many on, the words get a page of their own.
MOST_ROWS = 22
MOST_ROWS_WITH_WORDS = 15


@dataclass(frozen=True, slots=True)
class RiverRow:
    """A stage of the river as it is printed; shares are those to the next stage."""

    name: str
    function: str
    colour: str
    step: Step
    reached: str
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
class Reason:
    """Why deals left the river, and how many; `text` is the number as it is printed."""

    name: str
    kind: str
    deals: int
    text: str


@dataclass(frozen=True, slots=True)
class RiverPage:
    """What a page on the river says: stages, reasons beside notes, definitions at its foot."""

    heads: frame.Heads
    title: str
    period: str
    rows: tuple[RiverRow, ...]
    # The widest stage of all pages.
    most: int
    hatched: str = ""
    reasons: tuple[Reason, ...] = ()
    notes: tuple[Passage, ...] = ()
    definitions: tuple[Passage, ...] = field(default=())

    def draw(self, sheet: Sheet, pages: int) -> None:
        """Draws the page."""
        y = frame.later_head(sheet, self.heads) + 8
        y = frame.heading(sheet, y, self.title, self.period)
        words = self._words_height()
        if self.rows:
            y = self._table(sheet, y + 2, BOTTOM - 8 - words)
        if self.reasons or self.notes:
            _words(sheet, y + 12, self.reasons, self.notes)
        if self.definitions:
            y = BOTTOM - 12 - _height(self.definitions, 2) - 20
            y = frame.heading(sheet, y, _("How the figures are reckoned"))
            _columns(sheet, y + 2, self.definitions, 2)
        frame.foot(sheet, self.heads, pages)

    def _words_height(self) -> float:
        """How much of the page is kept for what stands below the stages."""
        shares = [share for row in self.rows for share in (row.by_count, row.by_amount) if share]
        marks = {share.reason for share in shares if share.reason}
        lines = 6 + SMALL.line * (len(marks) + bool(self.hatched))
        definitions = _height(self.definitions, 2) + 44 if self.definitions else 0.0
        beside = _words_height(self.reasons, self.notes)
        return definitions + (beside + 16 if beside else 0.0) + lines

    def _table(self, sheet: Sheet, y: float, foot_of_rows: float) -> float:
        reasons = Reasons()
        _table_head(sheet, y)
        top = y + _HEAD
        row = min(_TALLEST_ROW, (foot_of_rows - top) / max(len(self.rows), 1))
        for number, stage in enumerate(self.rows):
            _row(sheet, top + number * row, row, stage, reasons)
        height = row * len(self.rows)
        place = Frame(_FUNNEL_LEFT, top, _FUNNEL_WIDTH, height)
        charts.funnel(sheet, place, [stage.step for stage in self.rows], self.most)
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
    sheet.write((_REACHED + _MONTH - 34) / 2, y + 8, _("Reached in"), SMALL, "centre")
    sheet.line(_REACHED - 34, y + 11.5, _MONTH, y + 11.5, LIGHT.border, 0.5)
    sheet.write((_BY_COUNT + _BY_AMOUNT - 40) / 2, y + 8, _("To the next stage"), SMALL, "centre")
    sheet.line(_BY_COUNT - 38, y + 11.5, _BY_AMOUNT, y + 11.5, LIGHT.border, 0.5)
    sheet.write((_LEFT + _RECYCLED - 26) / 2, y + 8, _("Left from here"), SMALL, "centre")
    sheet.line(_LEFT - 22, y + 11.5, _RECYCLED, y + 11.5, LIGHT.border, 0.5)
    titles = (
        (_REACHED, _("12 months")),
        (_MONTH, _("The month")),
        (_BY_COUNT, _("Count")),
        (_BY_AMOUNT, _("Amount")),
        (_HERE, _("Here now")),
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
    sheet.write(_REACHED, base, row.reached, _STRONG, "right")
    sheet.write(_MONTH, base, row.month, _CELL, "right")
    for x, share in ((_BY_COUNT, row.by_count), (_BY_AMOUNT, row.by_amount)):
        if share is not None:
            sheet.write(x, base, share.text, _WEAK if share.weak else _STRONG, "right")
            mark = reasons.mark(share)
            if mark:
                sheet.write(x + 1.2, base - 3, mark, _MARK)
    sheet.write(_HERE, base, row.here, _CELL, "right")
    sheet.write(_LEFT, base, row.left, _CELL, "right")
    sheet.write(_RECYCLED, base, row.recycled, _CELL, "right")


def _words_height(reasons: Sequence[Reason], notes: Sequence[Passage]) -> float:
    listed = 18 + len(reasons) * _REASON if reasons else 0.0
    return max(listed, _height(notes, 1, _column_width(2)))


def _words(sheet: Sheet, y: float, reasons: Sequence[Reason], notes: Sequence[Passage]) -> None:
    """Why deals left, at the left; what is to be said besides, at the right."""
    beside = LEFT
    if reasons:
        sheet.write(LEFT, y + 8, _("Why deals left the river, 12 months"), _TERM)
        most = max(reason.deals for reason in reasons)
        for number, reason in enumerate(reasons):
            _reason(sheet, y + 15 + number * _REASON, reason, most)
        beside = LEFT + _column_width(2) + 22
    below = y
    for passage in notes:
        below = sheet.paragraph(beside, below, [passage.term], _TERM)
        lines = _set(passage, _column_width(2))
        below = sheet.paragraph(beside, below, lines, SMALL) + 4


def _reason(sheet: Sheet, y: float, reason: Reason, most: int) -> None:
    base = y + 8.5
    sheet.write(LEFT, base, reason.name, SMALL, room=_REASON_NAME - 8)
    wide = max(_REASON_BAR * reason.deals / most, 0.8)
    x = LEFT + _REASON_NAME
    sheet.box(x, y + 2.5, wide, 7.5, fill=LIGHT.flow_end)
    length = sheet.write(x + wide + 5, base, reason.text, Type(7, bold=True))
    sheet.write(x + wide + 9 + length, base, reason.kind, SMALL)


def _set(passage: Passage, room: float) -> tuple[str, ...]:
    return set_lines(passage.text, room, SMALL, most=6)


def _split(passages: Sequence[Passage], columns: int) -> tuple[list[list[Passage]], float]:
    """The passages in columns of about equal height, in reading order; and the tallest height."""
    tall = [_tall(one, _column_width(columns)) for one in passages]
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


def _tall(passage: Passage, room: float) -> float:
    return _TERM.line + len(_set(passage, room)) * SMALL.line + 4


def _column_width(columns: int) -> float:
    return (RIGHT - LEFT - (columns - 1) * 22) / columns


def _height(passages: Sequence[Passage], columns: int, room: float | None = None) -> float:
    if room is not None:
        return sum(_tall(one, room) for one in passages)
    return _split(passages, columns)[1]


def _columns(sheet: Sheet, y: float, passages: Sequence[Passage], columns: int) -> None:
    room = _column_width(columns)
    for number, column in enumerate(_split(passages, columns)[0]):
        x = LEFT + number * (room + 22)
        below = y
        for passage in column:
            below = sheet.paragraph(x, below, [passage.term], _TERM)
            below = sheet.paragraph(x, below, _set(passage, room), SMALL) + 4
