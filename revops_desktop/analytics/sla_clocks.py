"""Which clocks run, and how do they stand? For cards, panel, inbox, Today, notices (domain.md §4).

`deal_clocks` answers for some deals, `running` and `turned` for all of the file.
"""

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session

from revops_desktop.analytics.sla_lines import ClockLine as ClockLine
from revops_desktop.analytics.sla_lines import Kind as Kind
from revops_desktop.analytics.sla_lines import books, clocks_of, lines
from revops_desktop.analytics.sla_running import Running as Running
from revops_desktop.analytics.sla_running import running as running
from revops_desktop.analytics.sla_running import turned as turned


def deal_clocks(
    session: Session, *, deal_ids: Collection[int], now: int
) -> Mapping[int, tuple[ClockLine, ...]]:
    """The clocks that run on some deals as of `now`: that of the stay first, then of hand-offs.

    A deal without any is not named.
    """
    wanted = sorted(deal_ids)
    found: dict[int, list[ClockLine]] = {}
    known = None
    for kind, ids in clocks_of(session, wanted).items() if wanted else ():
        if not ids:
            continue
        known = known or books(session)
        for line in sorted(lines(session, known, kind, ids, now), key=lambda one: one.started):
            found.setdefault(line.deal_id, []).append(line)
    return {deal_id: tuple(many) for deal_id, many in found.items()}
