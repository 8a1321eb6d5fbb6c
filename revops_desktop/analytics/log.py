"""What was done in this file, by whom, when? The change journal, newest first."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import action, change, member
from revops_desktop.i18n import _, step_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One action. `kind` is do, undo or redo; `undone` says whether it was taken back."""

    id: int
    at: int
    kind: str
    label: str
    params: Mapping[str, object]
    member: str | None
    undone: bool
    changes: Mapping[str, int]

    @property
    def text(self) -> str:
        """The action in the language in force."""
        said = step_text(self.label, self.params)
        if self.kind == "undo":
            return _("Undo: {action}").format(action=said)
        if self.kind == "redo":
            return _("Redo: {action}").format(action=said)
        return said


def log(session: Session, *, last: int | None = None) -> tuple[Entry, ...]:
    """The newest `last` actions (all when None), with how many rows each changed by table."""
    rows = session.execute(
        select(
            action.c.id,
            action.c.at,
            action.c.kind,
            action.c.label,
            action.c.params,
            member.c.name,
            action.c.reversed_by_id,
        )
        .outerjoin_from(action, member, member.c.id == action.c.member_id)
        .order_by(action.c.id.desc())
        .limit(last)
    ).all()
    changes: dict[int, dict[str, int]] = defaultdict(dict)
    counted = session.execute(
        select(change.c.action_id, change.c.table_name, func.count())
        .where(change.c.action_id >= (rows[-1].id if rows else 0))
        .group_by(change.c.action_id, change.c.table_name)
    )
    for action_id, table, number in counted:
        changes[action_id][table] = number
    return tuple(
        Entry(
            id=row.id,
            at=row.at,
            kind=row.kind,
            label=row.label,
            params=json.loads(row.params),
            member=row.name,
            undone=row.reversed_by_id not in (None, row.id),
            changes=changes[row.id],
        )
        for row in rows
    )
