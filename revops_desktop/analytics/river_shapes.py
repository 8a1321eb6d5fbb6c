"""The water of the picture of the river: what is drawn where, in the order of painting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from revops_desktop.analytics.river_curves import (
    Box,
    Path,
    Slice,
    corner,
    drop,
    fall,
    line_through,
    oblong,
    pool,
    ribbon,
    rise,
)
from revops_desktop.analytics.river_frame import (
    BED,
    EDGE,
    THINNEST,
    Frame,
    Inlet,
    Mark,
    comes_round,
    gone_up,
    inlet_room,
    source_room,
)
from revops_desktop.analytics.river_picture import RiverPicture, RiverStage

FALLING = ("transferred", "churned", "lost")
# From a stage's bar, in gaps, to where its leaks begin to fall.
FALL_AT = 0.2
# From the words on narrow water to the brackets around them.
CLEAR = 5.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Something painted. `role` says how; `weak`: of fewer deals than a conclusion needs.

    Roles: function, narrow, loop, lake, rise, drop, source, flow, pool, lost, churned, transferred,
    bar, skipped, ghost, pinch.
    """

    mark: Mark
    role: str
    path: Path
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """A function's stretch of the river: the first and the last of its stages."""

    name: str
    first: int
    last: int


def reaches(picture: RiverPicture) -> list[Reach]:
    """The stretches of the functions, in river order; stages without one are in none."""
    found = []
    numbered = enumerate(picture.stages)
    for name, group in groupby(numbered, key=lambda each: each[1].stage.function):
        places = [place for place, _stage in group]
        if name:
            found.append(Reach(name, places[0], places[-1]))
    return found


def function_box(frame: Frame, one: Reach) -> tuple[float, float]:
    """From where to where a function's stretch goes."""
    inset = min(4.0, frame.gap * 0.05)
    left = frame.x(one.first) - min(0.5 * frame.gap, 0.62 * (frame.first - frame.source))
    if one.first:
        left = frame.x(one.first) - 0.5 * frame.gap
    right = min(frame.x(one.last) + 0.5 * frame.gap, frame.wanted.width - EDGE)
    return left + inset, right - inset


def cuts(frame: Frame, stage: RiverStage) -> dict[str, Slice]:
    """How the water of a stage goes on, from the top of its bar to the bottom."""
    bar, now, found = frame.bar(stage), 0, {}
    scale = bar.thickness / max(frame.wanted.value(stage.reached), 1)
    parts = {
        "recycled": stage.left["recycled"],
        "advanced": stage.advanced,
        "waiting": stage.waiting,
        **{way: stage.left[way] for way in FALLING},
    }
    for way, deals in parts.items():
        value = frame.wanted.value(deals)
        found[way] = Slice(bar.top + now * scale, bar.top + (now + value) * scale)
        now += value
    return found


def shapes(
    frame: Frame, sources: list[tuple[Inlet, float]], pinched: Sequence[Box] = ()
) -> Iterator[Shape]:
    """Everything, from the back to the front. `sources`: each inlet and its middle line.

    `pinched`: the words on the river where it is narrow.
    """
    picture = frame.wanted.picture
    for place, one in enumerate(reaches(picture)):
        left, right = function_box(frame, one)
        path = oblong(left, frame.head, right, frame.waits + frame.wanted.line(11) + 3)
        yield Shape(Mark("function", place), "function", path)
    narrow = frame.wanted.narrow
    if narrow is not None:
        left, right = frame.x(narrow), frame.x(narrow + 1)
        yield Shape(
            Mark("step", narrow), "narrow", oblong(left, frame.head, right, frame.reasons - 2)
        )
    yield from _loop(frame, sources)
    yield from _lake(frame)
    yield from _inflow(frame, sources)
    for place, stage in enumerate(picture.stages):
        yield from _onward(frame, place, stage)
    for place, stage in enumerate(picture.stages):
        yield from _bar(frame, place, stage)
    yield from _pinch(frame, pinched)
    if frame.wanted.other is not None:
        yield from _ghost(frame, frame.wanted.other)


def _inflow(frame: Frame, sources: list[tuple[Inlet, float]]) -> Iterator[Shape]:
    picture = frame.wanted.picture
    if not picture.stages:
        return
    bar = frame.bar(picture.stages[0])
    whole = max(sum(frame.wanted.value(inlet.deals) for inlet, _y in sources), 1)
    now = 0.0
    for inlet, middle in sources:
        value = frame.wanted.value(inlet.deals)
        into = Slice(
            bar.top + bar.thickness * now / whole, bar.top + bar.thickness * (now + value) / whole
        )
        now += value
        half = max(frame.thick(inlet.deals), THINNEST) / 2
        path = ribbon(frame.source, Slice(middle - half, middle + half), frame.first, into)
        yield Shape(Mark("source", inlet.places[0]), "source", path, value == 0)


def _onward(frame: Frame, place: int, stage: RiverStage) -> Iterator[Shape]:
    """What goes on, stays and falls after a stage."""
    x, cut, stages = frame.x(place), cuts(frame, stage), frame.wanted.picture.stages
    if frame.wanted.value(stage.advanced) and place + 1 < len(stages):
        path = ribbon(x, _seen(cut["advanced"]), frame.x(place + 1), frame.bar(stages[place + 1]))
        yield Shape(Mark("step", place), "flow", path)
    if frame.wanted.value(stage.waiting):
        waiting = _seen(cut["waiting"])
        length = frame.gap * (0.34 if place + 1 < len(stages) else 0.5)
        yield Shape(
            Mark("waiting", place), "pool", pool(x, waiting, max(length, 10.0)), _is_few(stage)
        )
    yield from _falls(frame, place, stage, cut)


def _falls(frame: Frame, place: int, stage: RiverStage, cut: dict[str, Slice]) -> Iterator[Shape]:
    """The leaks: the lowest water falls nearest, so that no two cross."""
    x = frame.x(place)
    down = [
        (at, one)
        for way in FALLING
        for at, one in reversed(list(enumerate(stage.exits)))
        if one.kind == way and frame.wanted.value(one.deals)
    ]
    values = [frame.wanted.value(one.deals) for _at, one in down]
    whole = sum(values)
    if not whole:
        return
    top = cut[FALLING[0]].top
    thick = max(cut[FALLING[-1]].bottom - top, THINNEST)
    wide = min(max(thick, 1.6), 0.46 * frame.gap)
    east, now = x + FALL_AT * frame.gap + wide, 0
    for (at, one), value in zip(down, values, strict=True):
        piece = Slice(top + thick * now / whole, top + thick * (now + value) / whole)
        right = east - wide * now / whole
        now += value
        strip = (east - wide * now / whole, right)
        yield Shape(Mark(one.kind, place, at), one.kind, fall(x, piece, strip, frame.ground))


def fall_middle(frame: Frame, place: int, stage: RiverStage) -> float:
    """Where the middle of a stage's leaks comes to the ground."""
    cut = cuts(frame, stage)
    thick = max(cut[FALLING[-1]].bottom - cut[FALLING[0]].top, THINNEST)
    return frame.x(place) + FALL_AT * frame.gap + min(max(thick, 1.6), 0.46 * frame.gap) / 2


def _bar(frame: Frame, place: int, stage: RiverStage) -> Iterator[Shape]:
    """The stage itself: a post in the water, hatched as far as deals passed without a stay."""
    bar, x = frame.bar(stage), frame.x(place)
    if not bar.thickness:
        return
    yield Shape(Mark("stage", place), "bar", oblong(x - 1.5, bar.top - 1, x + 1.5, bar.bottom + 1))
    skipped = frame.wanted.value(stage.skipped)
    if skipped:
        part = bar.thickness * skipped / frame.wanted.value(stage.reached)
        path = oblong(x - 5, bar.bottom - part, x + 5, bar.bottom)
        yield Shape(Mark("skipped", place), "skipped", path)


def _lake(frame: Frame) -> Iterator[Shape]:
    """The route back: it flows to the left, takes in what is recycled, and lets go what returns."""
    now, east, branches = 0, frame.x(len(frame.wanted.picture.stages)), []
    turn = min(12.0, 0.12 * frame.gap)
    value, first = frame.wanted.value, True
    for place, stage in reversed(list(enumerate(frame.wanted.picture.stages))):
        x, up, back = frame.x(place), value(gone_up(stage)), value(stage.returned)
        if up:
            strip = (x + 0.2 * frame.gap, x + 0.2 * frame.gap + _strip(frame, up, 0.4))
            lane, bar = _lane(frame, now, now + up), frame.bar(stage)
            piece = Slice(bar.top, min(bar.top + frame.thick(gone_up(stage)), bar.bottom))
            if not first:
                yield _stretch(frame, strip[0] - turn, east, now)
            path = rise(x, piece, strip, lane, turn)
            branches.append(Shape(Mark("recycled", place), "rise", path))
            now, east, first = now + up, strip[0] - turn, False
        if back:
            right = x - 0.06 * frame.gap
            strip = (right - _strip(frame, back, 0.24), right)
            # What came back here may have been recycled further up the river.
            left = max(now - back, 0)
            lane = _lane(frame, left, max(now, back))
            end = frame.bar(stage).top + 2
            branches.append(Shape(Mark("back", place), "drop", drop(lane, strip, end, turn)))
            if now:
                yield _stretch(frame, right + turn, east, now)
            now, east = left, right + turn
    if now:
        left_end = frame.first - min(0.46 * frame.gap, 0.62 * (frame.first - frame.source))
        cut = _lane(frame, 0, now)
        yield Shape(Mark("resting"), "lake", _mirrored(pool(-east, cut, east - left_end)))
    yield from branches


def _strip(frame: Frame, value: int, most: float) -> float:
    """How wide water is on its way up or down: no wider than its column can hold."""
    return min(max(value * frame.unit * BED, THINNEST), most * frame.gap)


def _lane(frame: Frame, start: int, end: int) -> Slice:
    """A part of the route back."""
    top = frame.lake + start * frame.unit * BED
    return Slice(top, max(frame.lake + end * frame.unit * BED, top + THINNEST))


def _stretch(frame: Frame, left: float, right: float, value: int) -> Shape:
    """A stretch of the route back between two of its branches."""
    lane = _lane(frame, 0, value)
    return Shape(Mark("resting"), "lake", oblong(left - 0.7, lane.top, right + 0.7, lane.bottom))


def _mirrored(path: Path) -> Path:
    """The same path with left and right exchanged."""
    return Path(
        (-path.start[0], path.start[1]),
        tuple(
            tuple(-one if at % 2 == 0 else one for at, one in enumerate(part))
            for part in path.parts
        ),
        path.closed,
    )


def _loop(frame: Frame, sources: list[tuple[Inlet, float]]) -> Iterator[Shape]:
    """Customers who recommend: from the mouth of the river back into its sources."""
    wanted, stages = frame.wanted, frame.wanted.picture.stages
    if not comes_round(wanted):
        return
    last = frame.x(len(stages) - 1)
    right = min(last + 0.8 * frame.gap, wanted.width - EDGE / 2)
    y = frame.loop + wanted.line(wanted.type.tiny) / 2
    begin = last + min(0.5 * frame.gap, right - last - 4)
    radius = min(18.0, right - begin, y - frame.centre)
    back = frame.source + 12
    target = sources[-1][1] + frame.thick(sources[-1][0].deals) / 2 if sources else frame.centre
    parts = (
        corner((begin, frame.centre), (right, frame.centre + radius), first_level=True),
        (right, y - radius),
        corner((right, y - radius), (right - radius, y), first_level=False),
        (back + radius, y),
        corner((back + radius, y), (back, y - radius), first_level=True),
        (back, min(target + 3, y - radius)),
    )
    yield Shape(Mark("loop"), "loop", Path((begin, frame.centre), parts, False))


def _pinch(frame: Frame, words: Sequence[Box]) -> Iterator[Shape]:
    """Two brackets that press on the river where it is narrow, and on what is written there."""
    narrow = frame.wanted.narrow
    if narrow is None:
        return
    half = max(frame.bar(frame.wanted.picture.stages[narrow + 1]).thickness / 2 + 5, 15.0)
    middle = frame.x(narrow) + 0.57 * frame.gap
    wide = min(0.36 * frame.gap, 34.0)
    tops = (frame.centre - half, *(box.y - CLEAR for box in words))
    bottoms = (frame.centre + half, *(box.y + box.height + CLEAR for box in words))
    for near, sign in ((min(tops), -1), (max(bottoms), 1)):
        far = near + sign * 13
        points = [(middle - wide, far), (middle, near), (middle + wide, far)]
        yield Shape(Mark("step", narrow), "pinch", line_through(points))


def _ghost(frame: Frame, other: RiverPicture) -> Iterator[Shape]:
    """The outline of the river that this one is compared with, in the same unit."""
    known = {one.stage.stage_id: one for one in other.stages}
    for sign in (-1, 1):
        points = []
        for place, stage in enumerate(frame.wanted.picture.stages):
            same = known.get(stage.stage.stage_id)
            half = frame.thick(same.reached) / 2 if same is not None else 0.0
            points.append((frame.x(place), frame.centre + sign * half))
        if len(points) > 1:
            yield Shape(Mark("ghost"), "ghost", line_through(points))


def source_places(frame: Frame, made: list[Inlet]) -> list[tuple[Inlet, float]]:
    """Each inlet with the middle line of its water at the left, so that no two touch."""
    rooms = [inlet_room(frame, one) for one in made]
    low, high = source_room(frame)
    spare = max(high - low - sum(rooms), 0.0)
    between = min(spare / max(len(made), 1), 14.0)
    height = sum(rooms) + between * max(len(made) - 1, 0)
    y = min(max(frame.centre - height / 2, low), max(high - height, low))
    found = []
    for one, room in zip(made, rooms, strict=True):
        found.append((one, y + room / 2))
        y += room + between
    return found


def _seen(cut: Slice) -> Slice:
    """The same, thick enough to be seen."""
    missing = max(THINNEST - cut.thickness, 0.0) / 2
    return Slice(cut.top - missing, cut.bottom + missing)


def _is_few(stage: RiverStage) -> bool:
    return stage.waiting.count < 5
