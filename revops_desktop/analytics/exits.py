"""Why deals leave the river: the owner's two-level list of reasons (domain.md §3)."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import exit_reason, workspace
from revops_desktop.rules.periods import local_day


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to leave, and the finer ones below it.

    `usual_wait_days`: how long a deal usually rests for it; None where recycling is not proposed.
    """

    reason_id: int
    name: str
    usual_wait_days: int | None
    asks_note: bool
    details: "tuple[Reason, ...]"


def usual_wake(session: Session, *, reason_id: int, now: int) -> str | None:
    """The day (ISO text) on which a deal recycled now usually comes back; None: nobody said."""
    wait = session.scalar(
        select(exit_reason.c.usual_wait_days).where(exit_reason.c.id == reason_id)
    )
    if wait is None:
        return None
    zone = session.execute(select(workspace.c.time_zone)).scalar_one()
    return (local_day(now, zone) + timedelta(days=wait)).isoformat()


def reasons(session: Session) -> dict[str, tuple[Reason, ...]]:
    """The reasons in use for each way out, in the owner's order."""
    one = exit_reason.c
    rows = session.execute(
        select(one.id, one.kind, one.parent_id, one.name, one.usual_wait_days, one.asks_note)
        .where(one.archived_at.is_(None))
        .order_by(one.position, one.id)
    ).all()

    def below(kind: str, parent_id: int | None) -> tuple[Reason, ...]:
        return tuple(
            Reason(
                row.id,
                row.name,
                row.usual_wait_days,
                bool(row.asks_note),
                below(kind, row.id) if parent_id is None else (),
            )
            for row in rows
            if row.kind == kind and row.parent_id == parent_id
        )

    return {kind: below(kind, None) for kind in ("lost", "recycled", "churned")}
