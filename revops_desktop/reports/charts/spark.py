"""A figure's twelve months in the height of a line of text, beside the figure itself."""

from collections.abc import Sequence
from itertools import pairwise

from revops_desktop.reports import pen
from revops_desktop.reports.charts.palette import WHITE, palette
from revops_desktop.reports.charts.trend import Month
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink
from revops_desktop.reports.sheet import Sheet


def draw(
    sheet: Sheet,
    frame: Frame,
    months: Sequence[Month],
    band: tuple[float, float] | None = None,
) -> None:
    """A line with its newest month as a dot, hollow where weak; `band`: what is usual for it."""
    known = [month.value for month in months if month.value is not None]
    if not known:
        return
    ends = (*known, *(band or ()))
    low, span = min(ends), max(ends) - min(ends)
    inner = Frame(frame.x + 2.2, frame.y + 2.2, frame.width - 4.4, frame.height - 4.4)
    step = inner.width / max(len(months) - 1, 1)

    def y(value: float) -> float:
        return inner.bottom - inner.height * ((value - low) / span if span else 0.5)

    colours = palette(sheet)
    if band is not None:
        top, bottom = y(band[1]), y(band[0])
        ink = Ink(colours.faint, colours.pale, 0.3)
        pen.block(sheet, frame.x, top, frame.width, max(bottom - top, 0.5), ink)
    places = [
        None if month.value is None else (inner.x + place * step, y(month.value))
        for place, month in enumerate(months)
    ]
    for one, other in pairwise(places):
        if one and other:
            sheet.polyline([one, other], colours.strong, 1.0)
    for number, (month, place) in enumerate(zip(months, places, strict=True)):
        last = number == len(months) - 1
        alone = not any(places[max(number - 1, 0) : number]) and not any(
            places[number + 1 : number + 2]
        )
        if place and (last or alone):
            ink = Ink(WHITE if month.weak else colours.strong, colours.strong, 0.8)
            pen.ring(sheet, *place, 1.9 if last else 0.9, ink)
