"""What a person can set on a stage from the board: how many deals, and how long without a touch."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import stage
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.operations import moving

LIMITS = N_("Set the limits of {stage}")


@verb(LIMITS)
def set_limits(
    session: Session,
    *,
    at: int,
    stage_id: int,
    wip_limit: int | None,
    idle_limit_days: int | None,
) -> None:
    """The soft limit of deals in a stage, and the days after which they go cold; None: no limit.

    Limits belong to the stage, not to the pipeline (domain.md §3).
    """
    found = moving.stage_in_use(session, stage_id)
    if any(limit is not None and limit < 1 for limit in (wip_limit, idle_limit_days)):
        raise RuleBroken(
            _("A limit is a number from 1 on. Nothing was changed. Leave it out to have no limit.")
        )
    describe(session, stage=found.name)
    values = {"wip_limit": wip_limit, "idle_limit_days": idle_limit_days}
    if (found.wip_limit, found.idle_limit_days) != (wip_limit, idle_limit_days):
        session.execute(update(stage).where(stage.c.id == stage_id).values(**values))
