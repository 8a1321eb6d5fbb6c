"""In which year days are that are written without one: asked, and never guessed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from revops_desktop.exchange.cells.date_orders import DateOrder
from revops_desktop.exchange.cells.written_days import day_in_order, plain_text, written
from revops_desktop.exchange.cells.yearless_days import Span, Yearless, orders_of, yearless_of
from revops_desktop.exchange.guessing.asking import ask_year
from revops_desktop.exchange.guessing.columns import Match, is_yearless
from revops_desktop.exchange.guessing.drafts import Asked, SourceGuess
from revops_desktop.exchange.guessing.evidence import FIRST_ROWS, MOST_FOR_STAGES, Seen
from revops_desktop.exchange.guessing.questions import LEFT
from revops_desktop.exchange.guessing.ways import holds
from revops_desktop.i18n import _, day

# Fields whose days lie ahead.
_AHEAD = frozenset({"expected_close", "due"})
_HALF_A_YEAR = timedelta(days=183)
# A list that goes on after the new year goes on soon.
_FEW_MONTHS = 4
_ORDERS: Sequence[DateOrder] = ("ymd", "dmy", "mdy")

# Whether the day stands before the month is said with the year.
Named = tuple[Span, str]
# Month and day.
DayOfYear = tuple[int, int]


def without_left_out(asked: Asked, found: dict[str, Match]) -> dict[str, Match]:
    """The columns without those of which it was said that they stay out."""
    return {
        name: match
        for name, match in found.items()
        if not (match.places and _said(asked, asked.columns[match.places[0]]) == LEFT)
    }


def decide_years(asked: Asked, made: SourceGuess, found: Mapping[str, Match]) -> None:
    """The years that were said; the others are asked."""
    dates = dict(made.source.dates)
    for name, match in found.items():
        if not match.places or not holds(asked.kind, name, "day"):
            continue
        column = asked.columns[match.places[0]]
        if not is_yearless(column):
            continue
        said = _said(asked, column)
        if said:
            dates[column.name] = said
            continue
        days = _days(asked, column)
        choices = _choices(asked, days, looks_ahead=name in _AHEAD)
        made.questions.append(ask_year(asked.path.name, column, days[0], choices))
    made.source = replace(made.source, dates=dates)


def _said(asked: Asked, column: Seen) -> str:
    said = asked.said("year", column=column.name)
    return said.value if said is not None and is_yearless(column) else ""


def _days(asked: Asked, column: Seen) -> list[Yearless]:
    """The days of a column, in the order of its rows."""
    texts = (text for (text,) in asked.cells([column.place], MOST_FOR_STAGES))
    return [found for found in map(yearless_of, texts) if found is not None]


def _choices(asked: Asked, days: Sequence[Yearless], *, looks_ahead: bool) -> list[Named]:
    """The years that the days may be in, likeliest first; two that read all days alike are one."""
    first = []
    others = _other_days(asked)
    middle = asked.today
    # Where nothing else tells, what is done lies behind us.
    latest = None if looks_ahead or others else asked.today
    if others:
        middle = min(others) + (max(others) - min(others)) / 2
        near = _("As near as can be to the other days of the file, {first} to {last}").format(
            first=day(min(others)), last=day(max(others))
        )
        first.append((middle - _HALF_A_YEAR, near))
    found: list[Named] = []
    for day_first in orders_of(days) or [False]:
        spans = [(Span(start, day_first), label) for start, label in first]
        spans += _over_new_year(days, middle, latest, day_first=day_first)
        years = _years(asked, middle, looks_ahead=looks_ahead)
        spans += [(Span(date(year, 1, 1), day_first), _all_in(year)) for year in years]
        found += _apart(days, spans)
    return found


def _years(asked: Asked, middle: date | None, *, looks_ahead: bool) -> list[int]:
    """This year and the last one; of what is expected the next one as well."""
    if asked.today is None:
        return [middle.year] if middle else []
    this = asked.today.year
    return [this, this - 1, *([this + 1] if looks_ahead else [])]


def _all_in(year: int) -> str:
    return _("All in {year}").format(year=year)


def _apart(days: Sequence[Yearless], spans: Sequence[Named]) -> Iterator[Named]:
    """Of those by which every day is the same, one: a whole year where it is that."""
    told: dict[tuple[date | None, ...], Named] = {}
    for span, label in spans:
        read = tuple(_read(span, one) for one in dict.fromkeys(days))
        years = {one.year for one in read if one is not None}
        if len(years) == 1:
            year = years.pop()
            span, label = Span(date(year, 1, 1), span.day_first), _all_in(year)
        told.setdefault(read, (span, label))
    yield from told.values()


def _read(span: Span, one: Yearless) -> date | None:
    try:
        return span.day(one)
    except ValueError:
        return None


def _over_new_year(
    days: Sequence[Yearless], near: date | None, latest: date | None, *, day_first: bool
) -> Iterator[Named]:
    """The turn of the year where the order of the rows shows one: 12/20, 12/28, 1/5; or from the
    newest on, 1/5, 12/28, 12/20."""
    run = _turning([one.as_day_of_year(day_first=day_first) for one in days])
    if near is None or not run:
        return
    ends = [_on(near.year + more, *run[-1]) for more in (-2, -1, 0, 1, 2)]
    may_be = [one for one in ends if one and (latest is None or one <= latest)]
    last = min(may_be, key=lambda one: abs((one - near).days), default=None)
    first = _on(last.year - 1, *run[0]) if last is not None else None
    if first is not None and last is not None:
        label = _("In the order of the rows, over the new year: {first} to {last}")
        yield Span(first, day_first), label.format(first=day(first), last=day(last))


def _turning(days: list[DayOfYear]) -> list[DayOfYear]:
    """The days from the oldest on, where their order turns the year once; otherwise none."""
    for run in (days, days[::-1]):
        falls = [place for place, (one, other) in enumerate(pairwise(run), 1) if other < one]
        if not falls:
            # They run within a year.
            return []
        before, behind = run[falls[0] - 1], run[falls[0]]
        is_near = (12 + behind[0] - before[0]) <= _FEW_MONTHS
        if len(falls) == 1 and is_near and max(run[falls[0] :]) < run[0]:
            return run
    return []


def _on(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _other_days(asked: Asked) -> list[date]:
    """The days of the file that say their year."""
    columns = [one for one in asked.columns if one.holds in ("day", "instant")]
    found: list[date] = []
    for cells in asked.cells([one.place for one in columns], FIRST_ROWS) if columns else ():
        for column, text in zip(columns, cells, strict=True):
            there = _whole_day(text, column.look.date_order) if text else None
            if there is not None:
                found.append(there)
    return found


def _whole_day(text: str, order: str) -> date | None:
    try:
        read = written(plain_text(text))
        if read is None:
            return None
        if read.numbers is None:
            return date(read.year, read.month, read.day)
        return day_in_order(read.numbers, order) if order in _ORDERS else None
    except (ValueError, OverflowError):
        return None
