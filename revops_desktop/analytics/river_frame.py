"""Where everything of the picture of the river stands: columns, rows, and how wide a deal is.

Lengths are device-independent pixels or points, whatever the painter means by them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from revops_desktop.analytics.river_curves import Slice
from revops_desktop.analytics.river_picture import RiverPicture, RiverStage
from revops_desktop.analytics.tally import NONE, Tally

Basis = Literal["count", "amount"]
# How wide a text is, of a size in pixels, bold or not.
Measure = Callable[[str, int, bool], float]

LINE = 1.45
EDGE = 10.0
# The thinnest water that can still be seen.
THINNEST = 1.6
# The route back has a narrower bed: its water is counted in the river already.
BED = 0.6
MOST_SOURCES = 8
SOURCE_ROOM = 34.0


class Mark(NamedTuple):
    """What a part of the picture stands for, and what a click on it opens.

    source · stage · step (to the next) · waiting · skipped · lost, churned, transferred, recycled
    (`detail`: place among the stage's exits, -1 all of them) · back (reopened there) · resting ·
    loop · function · legend. `place`: of the stage, step, source or function.
    """

    kind: str
    place: int = 0
    detail: int = -1


class Type(NamedTuple):
    """The sizes of type, in pixels."""

    small: int = 12
    tiny: int = 11


class Wanted(NamedTuple):
    """What is to be drawn, and how large.

    `narrow`: the step that is the bottleneck · `legend`: whether a line below says what the signs
    mean.
    """

    picture: RiverPicture
    basis: Basis
    width: float
    height: float
    measure: Measure
    type: Type = Type()
    narrow: int | None = None
    other: RiverPicture | None = None
    legend: bool = False

    def value(self, deals: Tally) -> int:
        """How much water that is."""
        return deals.count if self.basis == "count" else max(deals.amount, 0)

    def line(self, size: int) -> float:
        """The height of a line of type."""
        return round(size * LINE)


@dataclass(frozen=True, slots=True)
class Frame:
    """The places of one picture. `unit`: the width of one deal, or of one minor unit.

    `first`: the x of the first stage, `gap` to the next · `source`: where the water of the sources
    begins · `centre`: the middle line of the river · `lake`: the top of the route back · `ground`:
    where falling water ends · rows by their tops: `flag`, `head`, `said` (about the route back),
    `reasons`, `names`, `counts`, `waits`, `loop`.
    """

    wanted: Wanted
    unit: float
    first: float
    gap: float
    source: float
    centre: float
    lake: float
    ground: float
    flag: float
    head: float
    said: float
    reasons: float
    names: float
    counts: float
    waits: float
    loop: float

    def x(self, place: int) -> float:
        """Where a stage stands."""
        return self.first + place * self.gap

    def thick(self, deals: Tally) -> float:
        """How thick that much water is; nothing is nothing, and little can still be seen."""
        value = self.wanted.value(deals)
        return max(value * self.unit, THINNEST) if value > 0 else 0.0

    def bar(self, stage: RiverStage) -> Slice:
        """The cut through the river at a stage."""
        half = self.thick(stage.reached) / 2
        return Slice(self.centre - half, self.centre + half)


def gone_up(stage: RiverStage) -> Tally:
    """What rises to the route back at a stage: what rests there, and what came back again."""
    return stage.left["recycled"] + stage.gone_round


def lake_values(wanted: Wanted) -> list[int]:
    """How much water the route back carries left of each return and each rise, from the right."""
    now, found = 0, [0]
    for stage in reversed(wanted.picture.stages):
        now += wanted.value(gone_up(stage))
        # More may come back to a stage than was recycled further down the river.
        found.append(max(now, wanted.value(stage.returned)))
        now = max(now - wanted.value(stage.returned), 0)
    return found


def make_frame(wanted: Wanted, *, head: float, reasons: float, names: float) -> Frame:
    """Shares the room out; `head`, `reasons`, `names` are the heights that their texts need."""
    picture = wanted.picture
    stages = max(len(picture.stages), 2)
    source = EDGE + _room_of_sources(wanted) + 6
    first = source + min(120.0, max(48.0, wanted.width * 0.068))
    gap = (wanted.width - EDGE - first) / (stages - 1 + 0.86)
    small, tiny = wanted.line(wanted.type.small), wanted.line(wanted.type.tiny)
    has_flag = wanted.narrow is not None or any(one.reach is not None for one in picture.sources)
    flag_height = tiny + 6 if has_flag else 0.0
    lake = BED * max(lake_values(wanted))
    has_loop = comes_round(wanted)
    flag = EDGE / 2
    top = flag + flag_height
    said = top + head + 6
    lake_top = said + (tiny + 2 if lake else 0)
    legend = tiny + 6 if wanted.legend else 0
    loop = wanted.height - EDGE / 2 - legend - (tiny if has_loop else 0)
    waits = loop - (6 if has_loop else 0) - tiny
    counts = waits - small
    names_top = counts - names
    reasons_top = names_top - 8 - reasons
    above, below = (28.0 if lake else 14.0), (26.0 if reasons else 12.0)
    room = max(reasons_top - 4 - lake_top - above - below, 24.0)
    widest = _widest(wanted)
    unit = min(room / max(widest + lake, 1), 0.5 * wanted.height / max(widest, 1))
    spare = room - unit * (widest + lake)
    centre = lake_top + unit * lake + above + 0.42 * spare + unit * widest / 2
    return Frame(
        wanted=wanted,
        unit=unit,
        first=first,
        gap=gap,
        source=source,
        centre=centre,
        lake=lake_top + min(0.1 * spare, 8.0),
        ground=reasons_top - 2,
        flag=flag,
        head=top,
        said=said,
        reasons=reasons_top,
        names=names_top,
        counts=counts,
        waits=waits,
        loop=loop,
    )


def _room_of_sources(wanted: Wanted) -> float:
    """How wide the words of the sources are: as the longest name, where the river has room."""
    size = wanted.type.small
    names = [" ".join((one.name or "").split()) for one in wanted.picture.sources]
    widest = max((wanted.measure(name, size, True) for name in names), default=0.0)
    most = max(0.14 * wanted.width, min(0.16 * wanted.width, 144.0), 108.0)
    return min(max(widest + 12, 108.0), most)


def comes_round(wanted: Wanted) -> bool:
    """Whether customers at the mouth of the river, or their referrals, lead back to its source."""
    stages = wanted.picture.stages
    if not stages or stages[-1].stage.phase != "customer":
        return False
    return wanted.value(stages[-1].reached) + wanted.value(wanted.picture.referred) > 0


def _widest(wanted: Wanted) -> int:
    """The most water at any stage, of what it is compared with too."""
    both = (wanted.picture, wanted.other) if wanted.other else (wanted.picture,)
    return max((wanted.value(one.entered) for one in both), default=0)


@dataclass(frozen=True, slots=True)
class Inlet:
    """A source as drawn: places of the sources it stands for, more than one for the rest."""

    places: tuple[int, ...]
    deals: Tally


def inlets(frame: Frame) -> list[Inlet]:
    """The sources from top to bottom: the largest, the rest as one, the referrals at last."""
    room = source_room(frame)
    for most in range(MOST_SOURCES, 1, -1):
        made = _inlets(frame.wanted, most)
        if sum(inlet_room(frame, one) for one in made) <= room[1] - room[0]:
            return made
    return _inlets(frame.wanted, 1)


def source_room(frame: Frame) -> tuple[float, float]:
    """From where to where the sources may stand."""
    return frame.head + 2, frame.loop - 8


def inlet_room(frame: Frame, one: Inlet) -> float:
    """How high a source stands: its water, or its words."""
    return max(frame.thick(one.deals) + 4, SOURCE_ROOM)


def _inlets(wanted: Wanted, most: int) -> list[Inlet]:
    sources = wanted.picture.sources
    order = sorted(range(len(sources)), key=lambda at: -wanted.value(sources[at].deals))
    referrals = [at for at in order if sources[at].referred.count]
    loop = max(referrals, key=lambda at: sources[at].referred.count, default=None)
    if most == 1:
        loop = None
    others = [at for at in order if at != loop]
    free = most - (loop is not None)
    if len(others) > free:
        free = max(free - 1, 0)
    made = [Inlet((at,), sources[at].deals) for at in others[:free]]
    if others[free:]:
        rest = sum((sources[at].deals for at in others[free:]), NONE)
        made.append(Inlet(tuple(others[free:]), rest))
    if loop is not None:
        made.append(Inlet((loop,), sources[loop].deals))
    return made
