"""When a deal that is here went on or left, by the file: never before it came to where it stands.

Where the file says no instant that can be, it is the one at which the import is written.
"""

from revops_desktop import i18n
from revops_desktop.exchange.cells import Moment, day_of
from revops_desktop.exchange.odd_days import is_odd
from revops_desktop.exchange.visits import Course
from revops_desktop.i18n import _
from revops_desktop.operations.history_moves import StayNow, When
from revops_desktop.operations.history_records import Visit

_AS_WRITTEN = When()


def moved_when(
    course: Course, won: Visit | None, stay: StayNow, *, now: int, zone: str
) -> tuple[When, str]:
    """When the deal came to the last stage of the course; and what is to be remarked, or "".

    `won`: its first stay as a customer in the course. A deal that is not won here is won as it
    goes on: then, however far it came since.
    """
    is_win = won is not None and stay.phase != "customer"
    last = won if won is not None and is_win else course.visits[-1]
    at, day = last[1:3]
    if at is None:
        return _AS_WRITTEN, _without_day() if is_win else ""
    # Of a single stay the date may be that of the deal's making: only a later one says more.
    is_told = len(course.visits) > 1 or stay.entered_at is None or at > stay.entered_at
    return _when(Moment(at, day), stay, now, zone) if is_told else (_AS_WRITTEN, "")


def left_when(course: Course, stay: StayNow, *, now: int, zone: str) -> tuple[When, str]:
    """When the deal left the river; and what is to be remarked, or ""."""
    at, day = course.visits[-1][3:5]
    if at is None:
        return _AS_WRITTEN, _without_day()
    return _when(Moment(at, day), stay, now, zone)


def _without_day() -> str:
    return _("No day says when it was won or left. It was taken as happening with this import.")


def _when(said: Moment, stay: StayNow, now: int, zone: str) -> tuple[When, str]:
    if said.at > now:
        return _AS_WRITTEN, _(
            "Its day {day} is still to come. It was taken as happening with this import."
        ).format(day=_shown(said, zone))
    if stay.entered_at is None or said.at >= stay.entered_at:
        return When(said.at, said.day), ""
    if not is_odd(Moment(stay.entered_at, stay.entered_day), said, zone):
        # On the very day on which it came there.
        return When(stay.entered_at, said.day), ""
    return _AS_WRITTEN, _(
        "Its day {day} is before the deal came to “{stage}”, where it stands here. It was taken as "
        "happening with this import."
    ).format(day=_shown(said, zone), stage=stay.stage)


def _shown(said: Moment, zone: str) -> str:
    return i18n.day(str(day_of(said, zone)))
