"""The funnel on paper, on both bases: deals to the left, what they are worth to the right.

A row a stage, its name at the left; what went on from it stands between the rows, on a pill at the
bottleneck. What
passed a stage without a stay in it is hatched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from revops_desktop.i18n import _
from revops_desktop.reports import pen
from revops_desktop.reports.charts import legend
from revops_desktop.reports.charts.legend import Entry
from revops_desktop.reports.charts.palette import SMALL, WEAK_TEXT, WHITE, middle, palette
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.pen import Ink
from revops_desktop.reports.sheet import Align, Sheet, Type, set_lines
from revops_desktop.tokens import LIGHT

ROW = 22.0
_HEAD = 13.0
# Between rows lower than this there is no room for what went on.
_LEAST = 18.0
_NAME = Type(7.5, bold=True, leading=1.15)
_OWNER = Type(6.5, colour=LIGHT.text_muted, leading=1.15)
_NUMBER = Type(7.5, bold=True)


@dataclass(frozen=True, slots=True)
class Basis:
    """A stage on one basis: how much, of it passed by, both in words; how much went on from it.

    `weak`: of fewer than five deals · `to_next`: the share in words, empty after the last stage.
    """

    value: float
    text: str
    skipped: float = 0.0
    to_next: str = ""
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel; `amount` None where nothing is known of what deals are worth."""

    name: str
    owner: str
    count: Basis
    amount: Basis | None = None
    is_narrow: bool = False


def entries(stages: Sequence[Stage]) -> list[Entry]:
    """What the legend says."""
    found = []
    if any(stage.count.skipped for stage in stages):
        found.append(Entry("passed", _("passed without a stay")))
    if any(stage.is_narrow for stage in stages):
        found.append(Entry("narrow", _("Narrow here")))
    return found


def height(stages: Sequence[Stage]) -> float:
    """How high the funnel is with its heads and its legend."""
    return _HEAD + ROW * len(stages) + (legend.ROW if entries(stages) else 0.0)


def draw(sheet: Sheet, frame: Frame, stages: Sequence[Stage]) -> None:
    """The stages from the source down; nothing where nobody came in."""
    if not any(stage.count.value for stage in stages):
        return
    said = entries(stages)
    room = frame.height - _HEAD - (legend.ROW if said else 0.0)
    row = min(room / len(stages), 30.0)
    widest = max(max(_NAME.width(one.name), _OWNER.width(one.owner)) for one in stages)
    name = min(widest + 13, 0.26 * frame.width)
    number = max(max(_NUMBER.width(one.text) for one in _bases(stage)) for stage in stages) + 6
    axis = frame.x + name + (frame.width - name) / 2
    half = (frame.width - name) / 2 - number
    top = frame.y + _HEAD
    sheet.write(axis - 5, frame.y + 8, _("Deals"), SMALL, "right")
    sheet.write(axis + 5, frame.y + 8, _("Amount"), SMALL)
    sheet.line(axis, top, axis, top + row * len(stages), LIGHT.input_border, 0.5)
    sides = (
        _Side(sheet, axis, -1, half, max(stage.count.value for stage in stages)),
        _Side(sheet, axis, 1, half, max(_amount(stage) for stage in stages)),
    )
    for place, stage in enumerate(stages):
        y = top + (place + 0.5) * row
        _name(sheet, frame.x, y, stage, name - 12, row)
        for side, basis in zip(sides, (stage.count, stage.amount), strict=True):
            side.stage(basis, y, max(min(row - 9.8, 15.0), row * 0.4))
            if basis is not None and basis.to_next and place + 1 < len(stages) and row >= _LEAST:
                side.share(basis, y + row / 2, stage.is_narrow)
    legend.draw(sheet, frame.x, frame.bottom - legend.ROW + 2, frame.width, said)


def _bases(stage: Stage) -> list[Basis]:
    return [stage.count, *([stage.amount] if stage.amount is not None else [])]


def _amount(stage: Stage) -> float:
    return stage.amount.value if stage.amount is not None else 0.0


def _name(sheet: Sheet, x: float, y: float, stage: Stage, room: float, row: float) -> None:
    two = stage.owner and row >= _NAME.line + _OWNER.line
    most = 1 if two or row < 2 * _NAME.line else 2
    lines = set_lines(stage.name, room, _NAME, most=most)
    tall = len(lines) * _NAME.line + (_OWNER.line if two else 0.0)
    below = sheet.paragraph(x, y - tall / 2, lines, _NAME)
    if two:
        sheet.paragraph(x, below, set_lines(stage.owner, room, _OWNER, most=1), _OWNER)


class _Side:
    """The half of the funnel on one basis; `way` -1 grows to the left, 1 to the right."""

    def __init__(self, sheet: Sheet, axis: float, way: int, room: float, most: float) -> None:
        self._sheet, self._axis, self._way = sheet, axis, way
        self._room, self._most = room, most

    def stage(self, basis: Basis | None, y: float, tall: float) -> None:
        """A stage's bar and its figure."""
        if basis is None:
            self._write(self._axis + self._way * 5, y, "—", SMALL)
            return
        wide = self._room * basis.value / self._most if self._most else 0.0
        passed = wide * min(basis.skipped / basis.value, 1.0) if basis.value else 0.0
        colours = palette(self._sheet)
        self._block(0.0, wide - passed, y, tall, Ink(colours.strong))
        self._block(wide - passed, wide, y, tall, legend.surface(self._sheet, "passed"))
        colour = WEAK_TEXT if basis.weak else LIGHT.text
        type_ = Type(7.5, bold=not basis.weak, colour=colour)
        self._write(self._axis + self._way * (wide + 5), y, basis.text, type_)

    def share(self, basis: Basis, y: float, is_narrow: bool) -> None:
        """How much goes on to the next stage, between the two; on a pill where it is narrow."""
        type_ = Type(7, colour=WEAK_TEXT if basis.weak else LIGHT.text_muted)
        if is_narrow:
            type_ = Type(7, bold=True, colour=WHITE)
            wide = type_.width(basis.to_next) + 6
            x = self._axis + self._way * (5 + wide / 2 - 3)
            self._sheet.box(x - wide / 2, y - 4.2, wide, 8.4, fill=LIGHT.warning, radius=2)
        self._write(self._axis + self._way * 5, y, basis.to_next, type_)

    def _write(self, x: float, y: float, text: str, type_: Type) -> None:
        align: Align = "right" if self._way < 0 else "left"
        self._sheet.write(x, y + middle(type_), text, type_, align)

    def _block(self, start: float, end: float, y: float, tall: float, ink: Ink) -> None:
        if end - start <= 0:
            return
        one, other = self._axis + self._way * start, self._axis + self._way * end
        left = min(one, other)
        pen.block(self._sheet, left, y - tall / 2, max(end - start, 0.6), tall, ink)
