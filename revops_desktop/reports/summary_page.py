"""Page 1: the month on one page: what happened, the key figures, won by month."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from revops_desktop.i18n import _
from revops_desktop.reports import frame
from revops_desktop.reports.charts import first_report as charts
from revops_desktop.reports.charts.first_report import Column
from revops_desktop.reports.figures import Change, Figure, Group, Reasons, Row
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.sheet import (
    BODY,
    BODY_BOLD,
    LEFT,
    MUTED,
    RIGHT,
    SMALL,
    Sheet,
    Type,
    set_lines,
)
from revops_desktop.tokens import LIGHT

_SENTENCE = Type(9.5, leading=1.6)
_GROUP = Type(7.5, bold=True, colour=LIGHT.accent_text)
_WEAK = Type(9, colour=LIGHT.text_disabled)
_MARK = Type(5.5, colour=LIGHT.text_muted)
_COLOURS = {"good": LIGHT.good, "bad": LIGHT.bad, "neutral": LIGHT.text_muted}

# Right edges of the columns of figures, and where the trend begins.
_NOW, _LAST, _MEAN, _CHANGE = LEFT + 208, LEFT + 278, LEFT + 346, LEFT + 414
_TREND = Frame(LEFT + 428, 0, RIGHT - LEFT - 428, 0)
_ROW = 17.5
_GROUP_ROW = 17.0


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """What page 1 says. `nothing`: the two lines of a month without data, instead of all else."""

    heads: frame.Heads
    sentences: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    columns: tuple[Column, ...] = ()
    chart_note: str = ""
    axis: Callable[[float], str] = str
    nothing: tuple[str, ...] = ()

    def draw(self, sheet: Sheet, pages: int) -> None:
        """Draws the page."""
        y = frame.first_head(sheet, self.heads) + 14
        if self.nothing:
            _panel(sheet, y, self.nothing, numbered=False)
            sheet.bookmark(_("The month in short"), y)
        else:
            y = frame.heading(sheet, y, _("The month in short"))
            y = _panel(sheet, y, self.sentences) + 18
            y = self._table(sheet, y) + 16
            self._chart(sheet, y)
        frame.foot(sheet, self.heads, pages)

    def _table(self, sheet: Sheet, y: float) -> float:
        reasons = Reasons()
        y = frame.heading(sheet, y, _("Key figures"))
        y = _table_head(sheet, y)
        for group in self.groups:
            sheet.write(LEFT, y + _GROUP_ROW - 5, group.name, _GROUP)
            y += _GROUP_ROW
            for row in group.rows:
                _row(sheet, y, row, reasons)
                y += _ROW
        sheet.line(LEFT, y, RIGHT, y, LIGHT.input_border, 0.6)
        y += 4
        for reason in reasons.lines():
            y = sheet.paragraph(LEFT, y, set_lines(reason, RIGHT - LEFT, SMALL, most=2), SMALL)
        return y

    def _chart(self, sheet: Sheet, y: float) -> None:
        if not self.columns:
            return
        y = frame.heading(sheet, y, _("Won by month"), self.chart_note)
        place = Frame(LEFT, y + 4, RIGHT - LEFT, min(frame.room_below(y) - 6, 190))
        charts.column_chart(sheet, place, self.columns, self.axis)


def _panel(sheet: Sheet, y: float, sentences: Sequence[str], numbered: bool = True) -> float:
    """Sentences on a quiet surface, numbered."""
    indent = 30.0 if numbered else 14.0
    set_ = [set_lines(text, RIGHT - LEFT - indent - 14, _SENTENCE, most=3) for text in sentences]
    height = sum(len(lines) for lines in set_) * _SENTENCE.line + 5 * (len(set_) - 1) + 18
    sheet.box(LEFT, y, RIGHT - LEFT, height, fill=LIGHT.window)
    sheet.box(LEFT, y, 2.4, height, fill=LIGHT.accent)
    inside = y + 9
    for number, lines in enumerate(set_, 1):
        if numbered:
            sheet.dot(LEFT + 17, inside + _SENTENCE.line / 2, 6.2, LIGHT.accent)
            badge = Type(8, bold=True, colour=LIGHT.on_accent)
            base = inside + _SENTENCE.line / 2 + 2.9
            sheet.write(LEFT + 17, base, str(number), badge, "centre")
        inside = sheet.paragraph(LEFT + indent, inside, lines, _SENTENCE) + 5
    return y + height


def _table_head(sheet: Sheet, y: float) -> float:
    titles = (
        (_NOW, _("The month")),
        (_LAST, _("Month before")),
        (_MEAN, _("3 months before")),
        (_CHANGE, _("Difference")),
    )
    for x, title in titles:
        sheet.write(x, y + 8, title, SMALL, "right")
    sheet.write(_TREND.x, y + 8, _("12 months"), SMALL)
    sheet.line(LEFT, y + 13, RIGHT, y + 13, LIGHT.input_border, 0.6)
    return y + 13


def _row(sheet: Sheet, y: float, row: Row, reasons: Reasons) -> None:
    base = y + _ROW - 5.5
    sheet.line(LEFT, y, RIGHT, y, LIGHT.border, 0.4)
    sheet.write(LEFT + 8, base, row.label, BODY, room=_NOW - LEFT - 78)
    _figure(sheet, _NOW, base, row.now, reasons, strong=True)
    _figure(sheet, _LAST, base, row.last, reasons)
    _figure(sheet, _MEAN, base, row.mean, reasons)
    _change(sheet, base, row.change)
    place = Frame(_TREND.x, y + 4, _TREND.width, _ROW - 8)
    draw = charts.spark_columns if row.drawn == "columns" else charts.spark_line
    draw(sheet, place, row.trend)


def _figure(
    sheet: Sheet, x: float, base: float, figure: Figure, reasons: Reasons, strong: bool = False
) -> None:
    type_ = _WEAK if figure.weak else BODY_BOLD if strong else MUTED
    sheet.write(x, base, figure.text, type_, "right")
    mark = reasons.mark(figure)
    if mark:
        sheet.write(x + 1.5, base - 3.2, mark, _MARK)


def _change(sheet: Sheet, base: float, change: Change) -> None:
    type_ = Type(8, bold=change.sense != "neutral", colour=_COLOURS[change.sense])
    sheet.write(_CHANGE, base, change.text, type_, "right")
