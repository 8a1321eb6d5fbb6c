"""Any list as a PDF: a table, or a board's deals by stage with their totals.

Rows run over as many pages as they need below a head that is repeated; a list too wide for the
paper is set across. What is more than `MOST` rows is for a spreadsheet: the first of them are
printed, and the report says so.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from revops_desktop import i18n
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _, ngettext
from revops_desktop.reports import frame, sheet
from revops_desktop.reports.blocks import Paragraph
from revops_desktop.reports.frame import Heads
from revops_desktop.reports.paper import A4, Look, Paper, across
from revops_desktop.reports.sheet import MUTED, Description, Sheet, Type
from revops_desktop.reports.table import Cell, Column, Row, Table
from revops_desktop.rules.periods import local_day

MOST = 5000

Value = str | int | float | Decimal | None

_CELL = Type(8.5)
_GAP = " ｜ "
# The widest and narrowest a column is set, in points; a cell is never wider than its words.
_WIDEST, _NARROWEST = 190.0, 30.0
# As many rows are measured for the widths of the columns.
_MEASURED = 300


class ProgressLike(Protocol):
    """Who is told how far it is, and says whether it shall stop."""

    def step(self, done: int, total: int) -> None: ...
    def cancelled(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together under a name, with their sum in the columns' order."""

    name: str
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] = ()


@dataclass(frozen=True, slots=True)
class ListReport:
    """What is printed: numbers and amounts stand at the right, texts at the left.

    `numbers`: which columns hold them, where the cells are words already; empty to see for itself ·
    `about`: what was chosen, filtered, and as of when · `counted`: how many there are, in words
    other than rows · `business` and `zone`: of the workspace.
    """

    title: str
    business: str
    zone: str
    headings: tuple[str, ...]
    groups: tuple[Group, ...]
    numbers: tuple[bool, ...] = ()
    about: tuple[str, ...] = ()
    counted: str = ""
    look: Look = field(default_factory=Look)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(group.rows) for group in self.groups)


def list_report(
    wanted: ListReport, *, made_at: int, paper: Paper = A4, progress: ProgressLike | None = None
) -> bytes:
    """The list as a PDF file. Raises RuleBroken where `progress` is asked to stop."""
    columns, wide = _columns(wanted)
    chosen = paper if wide <= paper.width - 2 * sheet.MARGIN else across(paper)
    heads = _heads(wanted, made_at)
    tops = (frame.first_height(heads, chosen) + 12, frame.LATER_TOP)
    width = chosen.width - 2 * sheet.MARGIN
    shown = min(wanted.count, MOST)
    tables = list(_pages(wanted, columns, width, (chosen.height - 50, *tops)))

    def page(number: int, table: Table) -> Callable[[Sheet, int], None]:
        def draw(paper: Sheet, pages: int) -> None:
            if progress is not None:
                if progress.cancelled():
                    raise RuleBroken(_("The list was not printed because it was cancelled."))
                progress.step(number, pages)
            (frame.later_head if number else frame.first_head)(paper, heads)
            y = tops[1] if number else tops[0]
            table.draw(paper, paper.left, y, width)
            if number == pages - 1 and shown < wanted.count:
                below = y + table.height(width) + 6
                Paragraph(_cut(shown, wanted.count), MUTED).draw(paper, paper.left, below, width)
            frame.foot(paper, heads, pages)

        return draw

    description = Description(
        title=_GAP.join((wanted.title, wanted.business)),
        author=wanted.business,
        subject=wanted.title,
        keywords="",
        language=i18n.language(),
        made_at=made_at,
        zone=wanted.zone,
    )
    pages = [page(number, table) for number, table in enumerate(tables)]
    return sheet.make(description, pages, paper=chosen, look=wanted.look)


def _cut(shown: int, count: int) -> str:
    return _(
        "These are the first {shown} of {count} rows. Export the list as a workbook for all of "
        "them."
    ).format(shown=i18n.count(shown), count=i18n.count(count))


def _heads(wanted: ListReport, made_at: int) -> Heads:
    made = i18n.day(local_day(made_at, wanted.zone))
    count = ngettext("{count} row", "{count} rows", wanted.count).format(
        count=i18n.count(wanted.count)
    )
    return Heads(
        kind=wanted.business,
        business=wanted.title,
        month=made,
        about=_GAP.join((wanted.counted or count, *wanted.about)),
        foot=_("Made by RevOps Desktop on {day}").format(day=made),
    )


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal)


def _text(value: Value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else i18n.exact(value)


def _columns(wanted: ListReport) -> tuple[tuple[Column, ...], float]:
    """The columns with their shares, and how wide they would all like to be."""
    sample = [row for group in wanted.groups for row in group.rows[:_MEASURED]]
    sample += [group.total for group in wanted.groups if group.total]
    columns, whole = [], 0.0
    for place, heading in enumerate(wanted.headings):
        values = [row[place] for row in sample if place < len(row)]
        known = [value for value in values if value not in (None, "")]
        right = bool(known) and all(_is_number(value) for value in known)
        if wanted.numbers:
            right = wanted.numbers[place]
        lengths = [_CELL.width(_text(value)[:80]) for value in known[:_MEASURED]]
        widest = max([_CELL.width(heading[:24]), *lengths], default=0.0) + 12
        share = min(max(widest, _NARROWEST), _WIDEST)
        columns.append(Column(heading, share, "right" if right else "left"))
        whole += share
    return tuple(columns), whole


def _rows(wanted: ListReport) -> Iterator[Row]:
    left = MOST
    columns = len(wanted.headings)
    for group in wanted.groups:
        if left <= 0:
            return
        if group.name:
            yield Row((Cell(group.name),), "group")
        for values in group.rows[:left]:
            yield Row(tuple(Cell(_text(value)) for value in values))
        left -= len(group.rows)
        if group.total:
            cells = [Cell(_text(value)) for value in group.total]
            yield Row(tuple(cells + [Cell()] * (columns - len(cells))), "total")


def _pages(
    wanted: ListReport, columns: tuple[Column, ...], width: float, edges: tuple[float, ...]
) -> Iterator[Table]:
    """A table for each page; `edges`: the lower edge, the top of the first page and of others."""
    bottom, top, later = edges
    head = Table(columns, ()).height(width)
    room, held = bottom - top - head, list[Row]()
    for one in _rows(wanted):
        height = Table(columns, (one,)).height(width) - head
        if held and height > room:
            moved = [held.pop()] if held[-1].kind == "group" and len(held) > 1 else []
            yield Table(columns, tuple(held))
            held = moved
            room = bottom - later - head - (height if moved else 0)
        held.append(one)
        room -= height
    yield Table(columns, tuple(held))
