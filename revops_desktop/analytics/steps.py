"""How much would undo or redo change? Asked before, to know whether it takes a moment."""

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import action, change

# Counting stops here: more is long in any case.
ENOUGH = 10_000


def size(session: Session, *, redo: bool = False, most: int | None = ENOUGH) -> int:
    """The number of rows that the next undo (or redo) would write, at most so many; 0: nothing."""
    wanted = select(action.c.id).where(
        action.c.kind == ("undo" if redo else "do"), action.c.reversed_by_id.is_(None)
    )
    newest = wanted.order_by(action.c.id.desc()).limit(1).scalar_subquery()
    rows = select(literal(1)).select_from(change).where(change.c.action_id == newest).limit(most)
    return int(session.execute(select(func.count()).select_from(rows.subquery())).scalar_one())
