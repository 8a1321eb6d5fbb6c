"""The words of the picture of the river: each has a room of its own, so that no two ever touch."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from revops_desktop import i18n
from revops_desktop.analytics.river_curves import Box
from revops_desktop.analytics.river_frame import (
    EDGE,
    Frame,
    Inlet,
    Mark,
    Wanted,
    comes_round,
    lake_values,
)
from revops_desktop.analytics.river_picture import RiverStage
from revops_desktop.analytics.river_shapes import function_box, reaches
from revops_desktop.analytics.river_text import one_line, two_lines
from revops_desktop.analytics.tally import Tally
from revops_desktop.i18n import _
from revops_desktop.rules.shares import Share

Side = Literal["left", "centre", "right"]
# On water at least this thick its share is written.
DEEP = 26.0


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a box that is as large as they are. `role` says how they are painted.

    Roles: name, figure, muted, function, deep and share (how much goes on: on water, above it),
    narrow (that of the bottleneck), other, flag, leak, back, loop, waits. `weak`: of fewer deals
    than a conclusion needs.
    """

    mark: Mark
    role: str
    lines: tuple[str, ...]
    box: Box
    size: int
    bold: bool = False
    side: Side = "centre"
    weak: bool = False


def value_text(wanted: Wanted, deals: Tally) -> str:
    """A number of deals, or what they are worth, in few signs."""
    if wanted.basis == "count":
        return i18n.count(deals.count)
    return i18n.money_short(deals.amount, wanted.picture.currency)


def share_of_step(wanted: Wanted, stage: RiverStage) -> Share | None:
    """The conversion to the next stage by what is shown."""
    if stage.to_next is None:
        return None
    return stage.to_next.by_count if wanted.basis == "count" else stage.to_next.by_amount


class Writer:
    """Makes labels that stand at a place."""

    def __init__(self, wanted: Wanted) -> None:
        self._measure = wanted.measure
        self._line = wanted.line

    def at(
        self,
        mark: Mark,
        role: str,
        lines: tuple[str, ...],
        place: tuple[float, float],
        size: int,
        *,
        bold: bool = False,
        side: Side = "centre",
        weak: bool = False,
    ) -> Label:
        """Lines whose top is at `place`; x is their left, their middle or their right end."""
        width = max((self._measure(line, size, bold) for line in lines), default=0.0)
        x = place[0] - {"left": 0.0, "centre": width / 2, "right": width}[side]
        box = Box(x, place[1], width, self._line(size) * len(lines))
        return Label(mark, role, lines, box, size, bold, side, weak)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the stages on their lines; `is_staggered`: every other one stands lower."""

    lines: tuple[tuple[str, ...], ...]
    size: int
    is_staggered: bool
    height: float


def stage_names(wanted: Wanted, gap: float, before: float) -> Names:
    """The names as they fit under their stages; smaller, or in two rows, where one is too wide.

    `before`: how much room the first stage has at its left, where the sources are named.
    """
    names = [one.stage.name for one in wanted.picture.stages]
    for room, is_staggered in ((gap - 8, False), (1.72 * gap - 10, True)):
        rooms = [min(room, 2 * before), *(room for _name in names[1:])]
        for size in (wanted.type.small, wanted.type.tiny):
            fitted = [
                two_lines(name, each, size, True, wanted.measure)
                for name, each in zip(names, rooms, strict=False)
            ]
            if not any(one.is_cut for one in fitted):
                return _names(wanted, tuple(one.lines for one in fitted), size, is_staggered)
    return _names(wanted, tuple(one.lines for one in fitted), wanted.type.tiny, True)


def _names(
    wanted: Wanted, lines: tuple[tuple[str, ...], ...], size: int, is_staggered: bool
) -> Names:
    groups = (lines[::2], lines[1::2]) if is_staggered else (lines,)
    deepest = sum(max((len(one) for one in group), default=0) for group in groups)
    return Names(lines, size, is_staggered, wanted.line(size) * deepest)


def name_labels(frame: Frame, names: Names) -> Iterator[Label]:
    """Under each stage: its name, how many reached it, how many wait there."""
    wanted = frame.wanted
    write, small, tiny = Writer(wanted), wanted.type.small, wanted.type.tiny
    line, waits = wanted.line(names.size), _waits(wanted, frame.gap)
    upper = max((len(lines) for lines in names.lines[::2]), default=1)
    for place, (stage, lines) in enumerate(zip(wanted.picture.stages, names.lines, strict=True)):
        x, mark, top = frame.x(place), Mark("stage", place), frame.names
        if names.is_staggered:
            top += line * (upper if place % 2 else upper - len(lines))
        else:
            top += names.height - line * len(lines)
        yield write.at(mark, "name", lines, (x, top), names.size, bold=True)
        reached = one_line(
            value_text(wanted, stage.reached), frame.gap - 4, small, False, wanted.measure
        )
        yield write.at(mark, "figure", (reached,), (x, frame.counts), small)
        if waits[place]:
            mark = Mark("waiting", place)
            yield write.at(mark, "waits", (waits[place],), (x + 7, frame.waits), tiny)


def _waits(wanted: Wanted, gap: float) -> list[str]:
    """What is said of those that wait at each stage: in words, or their number alone where some
    column is too narrow. Nowhere, where even that has no room everywhere: figures at some stages
    would say that none wait at the others."""
    said = [
        value_text(wanted, one.waiting) if wanted.value(one.waiting) else ""
        for one in wanted.picture.stages
    ]
    for form in (_("{n} waiting"), "{n}"):
        told = [form.format(n=one) if one else "" for one in said]
        if all(wanted.measure(one, wanted.type.tiny, False) <= gap - 20 for one in told):
            return told
    return [""] * len(said)


def head_labels(frame: Frame, height: float) -> Iterator[Label]:
    """Above: the functions, and which step is the bottleneck."""
    wanted = frame.wanted
    write, size = Writer(wanted), head_size(wanted, frame.gap)
    for place, one in enumerate(reaches(wanted.picture)):
        left, right = function_box(frame, one)
        lines = two_lines(one.name, right - left - 8, size, True, wanted.measure).lines
        top = frame.head + (height - wanted.line(size) * len(lines)) / 2
        where = ((left + right) / 2, top)
        yield write.at(Mark("function", place), "function", lines, where, size, bold=True)
    if wanted.narrow is not None:
        said = _("Narrow here")
        half = wanted.measure(said, wanted.type.tiny, True) / 2 + 6
        middle = (frame.x(wanted.narrow) + frame.x(wanted.narrow + 1)) / 2
        middle = min(max(middle, frame.source + half), wanted.width - EDGE - half)
        mark = Mark("step", wanted.narrow)
        yield write.at(mark, "flag", (said,), (middle, frame.flag), wanted.type.tiny, bold=True)


def head_size(wanted: Wanted, gap: float) -> int:
    """How large the functions are written: smaller where that saves a line."""
    small, tiny = wanted.type.small, wanted.type.tiny
    return tiny if _head_lines(wanted, gap, small) > _head_lines(wanted, gap, tiny) else small


def _head_lines(wanted: Wanted, gap: float, size: int) -> int:
    deepest = 1
    for one in reaches(wanted.picture):
        room = (one.last - one.first + 1) * gap - 16
        deepest = max(deepest, len(two_lines(one.name, room, size, True, wanted.measure).lines))
    return deepest


def head_height(wanted: Wanted, gap: float) -> float:
    """How high the row of the functions is."""
    size = head_size(wanted, gap)
    return wanted.line(size) * _head_lines(wanted, gap, size) + 8


def share_labels(frame: Frame) -> Iterator[Label]:
    """On the water how much of it goes on, or above where it is thin; below, of the other river."""
    wanted, stages = frame.wanted, frame.wanted.picture.stages
    write, size = Writer(wanted), wanted.type.tiny
    line = wanted.line(size)
    known = {one.stage.stage_id: one for one in wanted.other.stages} if wanted.other else {}
    for place, stage in enumerate(stages[:-1]):
        share = share_of_step(wanted, stage)
        if share is None or not wanted.value(stage.reached):
            continue
        thick = frame.bar(stages[place + 1]).thickness
        is_deep = thick >= DEEP
        x, half = frame.x(place) + (0.5 if is_deep else 0.57) * frame.gap, thick / 2
        top = frame.centre - (line / 2 if is_deep else half + line + 2)
        weak, mark = share.rate is None, Mark("step", place)
        role = "deep" if is_deep else "share"
        if weak:
            # Grey does not read on water: it stands on a ground of its own.
            role = "share"
        elif place == wanted.narrow:
            role = "narrow"
        text = _short_share(wanted, share, 0.78 * frame.gap, size)
        if text:
            yield write.at(mark, role, (text,), (x, top), size, bold=True, weak=weak)
        same = known.get(stage.stage.stage_id)
        other = share_of_step(wanted, same) if same is not None else None
        if other is not None and other.shows_figure:
            below = frame.centre + (line / 2 + 4 if is_deep else half + 5)
            said = _short_share(wanted, other, 0.94 * frame.gap, size)
            if said:
                few = other.rate is None
                yield write.at(mark, "other", (said,), (x, below), size, weak=few)


def _short_share(wanted: Wanted, share: Share, room: float, size: int) -> str:
    """The share as exactly as there is room for; no number is ever cut."""
    said = [i18n.share(share)]
    if share.shows_figure and share.raw is not None:
        said.append(i18n.percent_whole(share.raw))
    return next((one for one in said if wanted.measure(one, size, True) <= room), "")


def source_labels(frame: Frame, sources: list[tuple[Inlet, float]]) -> Iterator[Label]:
    """At the left: where the water comes from, how much, and how many were reached upstream."""
    wanted = frame.wanted
    write, type_ = Writer(wanted), wanted.type
    room, right = frame.source - EDGE - 8, frame.source - 8
    if sources and any(one.reach is not None for one in wanted.picture.sources):
        head = one_line(_("reached → came in"), room, type_.tiny, False, wanted.measure)
        where = (right, frame.flag)
        yield write.at(Mark("heading"), "muted", (head,), where, type_.tiny, side="right")
    for inlet, middle in sources:
        mark = Mark("source", inlet.places[0])
        name = one_line(source_name(wanted, inlet), room, type_.small, True, wanted.measure)
        number = value_text(wanted, inlet.deals)
        said = [wanted.picture.sources[at].reach for at in inlet.places]
        reach = [one for one in said if one is not None]
        if reach:
            number = f"{i18n.count(sum(reach))} → {number}"
        lines = one_line(number, room, type_.tiny, False, wanted.measure)
        top = middle - wanted.line(type_.small)
        yield write.at(mark, "name", (name,), (right, top), type_.small, bold=True, side="right")
        yield write.at(mark, "muted", (lines,), (right, middle), type_.tiny, side="right")


def source_name(wanted: Wanted, inlet: Inlet) -> str:
    """What a source is called; those drawn as one are counted."""
    if len(inlet.places) > 1:
        return _("{n} other sources").format(n=len(inlet.places))
    return " ".join((wanted.picture.sources[inlet.places[0]].name or _("Not recorded")).split())


def beside_labels(frame: Frame) -> Iterator[Label]:
    """About the route back, and about the customers who recommend."""
    wanted, picture = frame.wanted, frame.wanted.picture
    write, size = Writer(wanted), wanted.type.tiny
    room = wanted.width - EDGE - frame.first
    if max(lake_values(wanted)):
        said = _("Recycled: {resting} resting · {back} came back · {won} of them won").format(
            resting=value_text(wanted, picture.resting),
            back=value_text(wanted, picture.back),
            won=value_text(wanted, picture.won_back),
        )
        text = one_line(said, room, size, True, wanted.measure)
        where = (frame.first, frame.said)
        yield write.at(Mark("resting"), "back", (text,), where, size, bold=True, side="left")
    if comes_round(wanted):
        fans = picture.stages[-1]
        said = _("{stage} {n} → {m} referred in this period").format(
            stage=" ".join(fans.stage.name.split()),
            n=value_text(wanted, fans.reached),
            m=value_text(wanted, picture.referred),
        )
        text = one_line(said, room * 0.8, size, False, wanted.measure)
        middle = (frame.source + frame.x(len(picture.stages) - 1)) / 2
        yield write.at(Mark("loop"), "loop", (text,), (middle, frame.loop), size)
