"""The reasons written where water falls out of the river, the largest first (domain.md §5)."""

from collections.abc import Iterator

from revops_desktop.analytics.river_frame import Frame, Mark, Wanted
from revops_desktop.analytics.river_labels import Label, Writer, value_text
from revops_desktop.analytics.river_picture import Exit, RiverStage
from revops_desktop.analytics.river_shapes import FALLING, fall_middle
from revops_desktop.analytics.river_text import hyphenated, one_line, two_lines
from revops_desktop.analytics.tally import Tally, total
from revops_desktop.i18n import _
from revops_desktop.rules.shares import FEWEST

REASON_LINES = 4
# From this height on there is room for one more line of reasons.
TALL = 560.0
# Words of so much room are set apart from their neighbours.
_ENOUGH, _APART = 64.0, 10.0


def leak_labels(frame: Frame) -> Iterator[Label]:
    """Where water falls to the ground: the reasons, the largest first."""
    wanted, tiny = frame.wanted, frame.wanted.type.tiny
    short = _is_rest_short(wanted, frame.gap)
    for place, stage in enumerate(wanted.picture.stages):
        lines = reason_lines(wanted, stage, frame.gap, short=short)
        if not lines:
            continue
        widest = max(wanted.measure(line, tiny, False) for said, *_rest in lines for line in said)
        middle, room = frame.x(place) + _slot(stage) * frame.gap, _room(stage, frame.gap)
        # Below its water, as far as that leaves the words of the next stage their room.
        aside = max(room - widest, 0) / 2
        middle = min(max(fall_middle(frame, place, stage), middle - aside), middle + aside)
        top = frame.reasons
        for said, at, weak in lines:
            mark = Mark(stage.exits[at].kind if at >= 0 else "lost", place, at)
            label = Writer(wanted).at(mark, "leak", said, (middle, top), tiny, weak=weak)
            top += label.box.height
            yield label


def _slot(stage: RiverStage) -> float:
    """The middle of the room below a stage, in gaps from its bar."""
    return 0.36 if stage.to_next is None else 0.46


def _room(stage: RiverStage, gap: float) -> float:
    """How wide the words below a stage may be; neighbours stand apart where there is room."""
    return gap * 0.76 if stage.to_next is None else min(gap * 0.97, max(_ENOUGH, gap - _APART))


def _is_rest_short(wanted: Wanted, gap: float) -> bool:
    """Whether the rest of the reasons is said by a sign everywhere, since words are too wide."""
    for stage in wanted.picture.stages:
        others = _reasons_told(wanted, stage, gap)[1]
        if others is not None:
            said = _rest(wanted, others, short=False)
            if wanted.measure(said, wanted.type.tiny, False) > _room(stage, gap):
                return True
    return False


def _rest(wanted: Wanted, others: Tally, *, short: bool) -> str:
    said = value_text(wanted, others)
    return f"+{said}" if short else _("Others {n}").format(n=said)


def reason_lines(
    wanted: Wanted, stage: RiverStage, gap: float, *, short: bool = False
) -> list[tuple[tuple[str, ...], int, bool]]:
    """The words under a leak: lines, the place among the exits (-1: the rest), whether few.

    `short`: the rest is said by a sign, as it is where the word has no room.
    """
    found, others = _reasons_told(wanted, stage, gap)
    if others is not None:
        size, room = wanted.type.tiny, _room(stage, gap)
        text = _rest(wanted, others, short=short)
        if wanted.measure(text, size, False) > room:
            text = _rest(wanted, others, short=True)
        if wanted.measure(text, size, False) <= room:
            found.append(((text,), -1, False))
    return found


def _reasons_told(
    wanted: Wanted, stage: RiverStage, gap: float
) -> tuple[list[tuple[tuple[str, ...], int, bool]], Tally | None]:
    """The reasons that have room under a leak, the largest first, and what all others come to."""
    falling = [
        (at, one)
        for at, one in enumerate(stage.exits)
        if one.kind in FALLING and wanted.value(one.deals)
    ]
    falling.sort(key=lambda each: -wanted.value(each[1].deals))
    most = REASON_LINES if wanted.height >= TALL else REASON_LINES - 1
    found: list[tuple[tuple[str, ...], int, bool]] = []
    used = 0
    for number, (at, one) in enumerate(falling):
        said = _reason(wanted, one, _room(stage, gap), wanted.type.tiny)
        if found and used + len(said) > most - (number + 1 < len(falling)):
            return found, total(each.deals for _at, each in falling[number:])
        found.append((said, at, one.deals.count < FEWEST))
        used += len(said)
    return found, None


def _reason(wanted: Wanted, one: Exit, room: float, size: int) -> tuple[str, ...]:
    """A reason and its number, on as few lines as they need."""
    name, number = exit_name(one), value_text(wanted, one.deals)
    together = two_lines(f"{name} {number}", room, size, False, wanted.measure)
    if not together.is_cut:
        return together.lines
    broken = hyphenated(f"{name} {number}", room, size, False, wanted.measure)
    if broken is not None:
        return broken
    return (
        *two_lines(name, room, size, False, wanted.measure).lines,
        one_line(number, room, size, False, wanted.measure),
    )


def exit_name(one: Exit) -> str:
    """The reason in words, or how the deals left where none was given."""
    if one.reason:
        return " ".join(one.reason.split())
    kinds = {
        "lost": _("Lost"),
        "recycled": _("Recycled"),
        "churned": _("Churned"),
        "transferred": _("To another pipeline"),
    }
    return kinds[one.kind]


def reasons_height(wanted: Wanted, gap: float) -> float:
    """How high the row of the reasons is."""
    deepest = 0
    for stage in wanted.picture.stages:
        lines = reason_lines(wanted, stage, gap)
        deepest = max(deepest, sum(len(said) for said, _at, _weak in lines))
    return wanted.line(wanted.type.tiny) * deepest
