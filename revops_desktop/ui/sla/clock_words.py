"""How a clock looks and reads: an icon and a few words, never a colour alone."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from revops_desktop.i18n import _, day_mark, day_of_week, hours
from revops_desktop.rules.periods import local_day
from revops_desktop.ui.handoffs.words import states

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
    """How a clock stands where there is little room: 3 h left, 2 h over, until 5/12."""
    if judged.is_paused and judged.state != "breached":
        return _("Paused")
    if judged.state == "breached":
        if judged.over_seconds > _MANY_SECONDS and judged.due is not None:
            return _("due {day}").format(day=day_mark(local_day(judged.due, zone)))
        return _("{time} over").format(time=coarse(judged.over_seconds))
    if judged.left_seconds > _MANY_SECONDS and judged.due is not None:
        return _("until {day}").format(day=day_mark(local_day(judged.due, zone)))
    return _("{time} left").format(time=coarse(judged.left_seconds))


def coarse(seconds: int) -> str:
    """Business time as one reads it: to the minute below three hours, else whole hours."""
    return hours(seconds // 3600 * 3600 if seconds >= 3 * 3600 else seconds // 60 * 60)


def near(at: int, zone: str) -> str:
    """An instant near by: its day of the week, day and time, without the year."""
    local = datetime.fromtimestamp(at, ZoneInfo(zone))
    return f"{day_of_week(local.date())} {local:%H:%M}"


def stands(judged: "Judged", zone: str) -> str:
    """How a clock stands, what matters first: what is left or over, then the deadline."""
    if judged.is_paused and judged.state != "breached":
        return _("Paused, {left} left").format(left=coarse(judged.left_seconds))
    when = "" if judged.due is None else near(judged.due, zone)
    if judged.state == "breached":
        if judged.due is not None and judged.over_seconds > _MANY_SECONDS:
            when = day_of_week(local_day(judged.due, zone))
        return _("{time} over · was due {when}").format(time=coarse(judged.over_seconds), when=when)
    return _("{time} left · due {when}").format(time=coarse(judged.left_seconds), when=when)


def subject(line: "ClockLine") -> str:
    """What a clock measures: the stay in a stage, or the answer to a hand-off."""
    if line.kind == "stage":
        return _("Stage “{name}”").format(name=line.name)
    return _("Hand-off “{name}”").format(name=line.name)


def sentence(line: "ClockLine", zone: str) -> str:
    """A clock in a line: what it measures, how it stands, until when, what it waits for."""
    return _("{clock}: {state}").format(clock=subject(line), state=beside_stage(line, zone))


def beside_stage(line: "ClockLine", zone: str) -> str:
    """The same where it is clear what is measured."""
    said = stands(line.judged, zone)
    return f"{said} · {line.reason}" if line.reason else said


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


def with_minutes(heading: str) -> str:
    """A heading of a column that a file keeps in whole minutes."""
    return _("{heading} (minutes)").format(heading=heading)
