"""What a person can do to get another deal like one there is: duplicate it."""

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import (
    custom_value,
    deal,
    deal_line,
    deal_tag,
    stage,
    stage_visit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import moving

DUPLICATED = N_("Duplicate “{deal}”")

# What belongs to the one deal alone: how it ended, what came of it, its number in a source.
_OWN = frozenset(
    (
        *("id", "external_key", "closed_value", "why_bought", "why_lost", "board_rank"),
        *("touched_at", "created_at", "deleted_at", "probability_basis_points"),
    )
)


@verb(DUPLICATED)
def duplicate(session: Session, *, at: int, deal_id: int) -> int:
    """Another deal with the same fields, products, tags and custom fields; its id.

    It begins where the first one stands while that is open, otherwise at the river's beginning.
    Story, tasks and links stay with the first.
    """
    (now,) = moving.standing(session, [deal_id])
    row = session.execute(select(deal).where(deal.c.id == deal_id)).mappings().one()
    values = {name: value for name, value in row.items() if name not in _OWN}
    is_open = now.outcome is None and now.phase not in (None, "customer")
    stage_id = now.stage_id if is_open else _first_stage(session, row["pipeline_id"])
    describe(session, deal=now.title)
    values["title"] = _("{title} (copy)").format(title=now.title)
    made = session.connection().execute(insert(deal).values(**values, created_at=at))
    copy_id = int(made.lastrowid)
    session.execute(
        insert(stage_visit).values(
            deal_id=copy_id,
            stage_id=stage_id,
            sequence=1,
            entered_at=at,
            member_id=member_of(session),
        )
    )
    for table in (deal_line, deal_tag, custom_value):
        _copy_rows(session, table, deal_id, copy_id)
    return copy_id


def _copy_rows(session: Session, table: Table, deal_id: int, copy_id: int) -> None:
    rows = session.execute(select(table).where(table.c.deal_id == deal_id)).mappings().all()
    copies = [
        {**{name: value for name, value in row.items() if name != "id"}, "deal_id": copy_id}
        for row in rows
    ]
    if copies:
        session.execute(insert(table), copies)


def _first_stage(session: Session, pipeline_id: int) -> int:
    found: int | None = session.scalar(
        select(stage.c.id)
        .where(stage.c.pipeline_id == pipeline_id, stage.c.archived_at.is_(None))
        .order_by(stage.c.position, stage.c.id)
        .limit(1)
    )
    if found is None:
        raise RuleBroken(
            _("This deal's pipeline has no stages. Nothing was changed. Please add a stage first.")
        )
    return found
