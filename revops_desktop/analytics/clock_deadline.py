"""How the deadline of one clock of a deal comes about (domain.md §4)."""

from sqlalchemy.orm import Session

from revops_desktop.analytics.deadlines import Deadline, told
from revops_desktop.analytics.sla_lines import Kind, books, lines, pauses_of


def clock_deadline(session: Session, *, kind: Kind, clock_id: int, now: int) -> Deadline | None:
    """The deadline of a clock that runs, by the versions that hold for it, with its pauses.

    `clock_id` is a visit (kind stage) or a hand-off. None where no clock runs any more.
    """
    known = books(session)
    for line in lines(session, known, kind, [clock_id], now):
        pauses = pauses_of(session, kind, [clock_id]).get(clock_id, ())
        clock = known.clocks.clock(line.started, now)
        return told(clock, line.started, line.limit, [one.pause for one in pauses])
    return None
