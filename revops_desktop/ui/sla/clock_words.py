"""How a clock looks and reads: an icon and a few words, never a colour alone."""

from typing import TYPE_CHECKING, NamedTuple

from revops_desktop.i18n import _, hours
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.handoffs.words import clock_said, states

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_lines import ClockLine
    from revops_desktop.rules.sla import Judged

# More business time than this says a day rather than hours.
_MANY_SECONDS = 48 * 3600


class Look(NamedTuple):
    """An icon, the colour of icon and words, and that of the ground below them."""

    icon: str
    ink: str
    ground: str


LOOKS = {
    "running": Look("timer", "neutral", "neutral_soft"),
    "at_risk": Look("alarm-clock", "warning", "warning_soft"),
    "breached": Look("circle-alert", "bad", "bad_soft"),
    "met": Look("circle-check", "good", "good_soft"),
    "met_late": Look("history", "warning", "warning_soft"),
    "cancelled": Look("circle-x", "neutral", "neutral_soft"),
    "paused": Look("circle-pause", "neutral", "neutral_soft"),
}


def look_of(judged: "Judged") -> Look:
    """How a clock looks; one that is paused looks paused, but where it is breached."""
    if judged.is_paused and judged.state != "breached":
        return LOOKS["paused"]
    return LOOKS[judged.state]


def state_name(state: str) -> str:
    """What a state is called."""
    return dict(states())[state]


def short(judged: "Judged", zone: str) -> str:
    """How a clock stands where there is little room: 3 h left, 2 h over, by 5/12."""
    if judged.is_paused and judged.state != "breached":
        return _("Paused")
    if judged.state == "breached":
        if judged.over_seconds > _MANY_SECONDS and judged.due is not None:
            return _("Over since {day}").format(day=_near_day(judged.due, zone))
        return _("{time} over").format(time=_coarse(judged.over_seconds))
    if judged.left_seconds > _MANY_SECONDS and judged.due is not None:
        return _("by {day}").format(day=_near_day(judged.due, zone))
    return _("{time} left").format(time=_coarse(judged.left_seconds))


def _coarse(seconds: int) -> str:
    """Whole hours from three on: a card is no stopwatch."""
    return hours(seconds // 3600 * 3600 if seconds >= 3 * 3600 else seconds // 60 * 60)


def _near_day(at: int, zone: str) -> str:
    day = local_day(at, zone)
    return f"{day.month}/{day.day}"


def subject(line: "ClockLine") -> str:
    """What a clock measures: the stay in a stage, or the answer to a hand-off."""
    if line.kind == "stage":
        return _("Stage “{name}”").format(name=line.name)
    return _("Hand-off “{name}”").format(name=line.name)


def sentence(line: "ClockLine", zone: str) -> str:
    """A clock in a line: what it measures, how it stands, until when."""
    said = f"{subject(line)}: {clock_said(line.judged, zone)}"
    return f"{said} ({line.reason})" if line.reason else said


def pressing(lines: "tuple[ClockLine, ...]") -> "ClockLine | None":
    """The clock of a deal that is shown where there is room for one: the most urgent one."""
    order = {"breached": 0, "at_risk": 1, "running": 2}
    return min(
        lines,
        key=lambda one: (
            one.judged.is_paused and one.judged.state != "breached",
            order[one.judged.state],
            one.judged.due or 0,
        ),
        default=None,
    )
