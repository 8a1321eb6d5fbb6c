"""What a person can do with the stages of a pipeline: add, edit, reorder, delete, bring back.

A stage is known by its id: a new name or colour touches no history; order, phase and membership
are dated by the change journal (domain.md §3). A stage that any deal has ever been in is archived
instead of deleted, and the deals that stand in it are moved on by the one move.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import (
    deal,
    function,
    pipeline,
    stage,
    stage_visit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, count, ngettext
from revops_desktop.operations import criteria, moving
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.rules.money import value_of
from revops_desktop.rules.text import stored

if TYPE_CHECKING:
    from revops_desktop.rules.business_clock import Limit

ADDED = N_("Add stage {stage}")
EDITED = N_("Edit stage {stage}")
RENAMED = N_("Rename stage {stage} to {name}")
RECOLOURED = N_("Recolour stage {stage}")
LIMITED = N_("Set a limit of stage {stage}")
ASKED = N_("Change what stage {stage} asks for")
WEIGHED = N_("Set the probability of stage {stage}")
REORDERED = N_("Reorder the stages of {pipeline}")
DELETED = N_("Delete stage {stage}")
ARCHIVED = N_("Archive stage {stage}")
RESTORED = N_("Bring back stage {stage}")

_LABELS = {
    **{"name": RENAMED, "colour": RECOLOURED, "probability_basis_points": WEIGHED},
    **{"wip_limit": LIMITED, "idle_limit_days": LIMITED},
}

PHASES = ("lead", "opportunity", "customer")
EDITABLE = frozenset(
    (
        *("name", "colour", "function_id", "phase", "definition", "probability_basis_points"),
        *("wip_limit", "idle_limit_days", "new_sale"),
    )
)
# What a new stage begins with, in basis points: leads have 0, customers are won (domain.md §3).
USUAL_PROBABILITY = {"lead": 0, "opportunity": 5000, "customer": 10000}


class WantedLimit(NamedTuple):
    """A time limit from now on, and whether it holds for the deals that are here already."""

    limit: "Limit | None"
    for_running: bool = False


@verb(ADDED)
def add(
    session: Session,
    *,
    at: int,
    pipeline_id: int,
    name: str,
    phase: str,
    after_stage_id: int | None = None,
    criteria: Sequence[WantedCriterion] = (),
    time_limit: WantedLimit | None = None,
    **fields: Any,
) -> int:
    """A new stage behind another one, or in front of all where that is None; its id.

    `fields` as in EDITABLE, `criteria` and `time_limit` as with `edit`. Phases follow each other:
    lead, opportunity, customer.
    """
    order = _order(session, pipeline_id)
    if not order:
        raise RuleBroken(
            _("This pipeline is no longer in use. Nothing was changed. Please choose another one.")
        )
    values = {
        "colour": "#5a6374",
        "probability_basis_points": USUAL_PROBABILITY[phase],
        **_checked(session, {"name": name, "phase": phase, **fields}),
    }
    describe(session, stage=values["name"])
    made = session.connection().execute(
        insert(stage).values(pipeline_id=pipeline_id, position=0, **values)
    )
    stage_id = int(made.lastrowid)
    place = 1 + next(
        (number for number, one in enumerate(order) if one.id == after_stage_id),
        -1,
    )
    ids = [one.id for one in order]
    write_order(session, [*ids[:place], stage_id, *ids[place:]])
    _check_phases(session, pipeline_id, was=order)
    _write_parts(session, at, stage_id, criteria, time_limit)
    return stage_id


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    stage_id: int,
    fields: Mapping[str, Any],
    criteria: Sequence[WantedCriterion] | None = None,
    time_limit: WantedLimit | None = None,
) -> None:
    """Changes fields of a stage (EDITABLE), its criteria and time limit where these are given.

    `criteria` are all of them in their order; one that is no longer among them is deleted with its
    ticks. A new time limit holds from `at` on (domain.md §4). With the phase, deals that stand
    there become won, or open again: their amount is kept as of now, or lives again (§3, §5).
    """
    found = moving.stage_in_use(session, stage_id)
    values = _checked(session, fields)
    named = {"stage": found.name, "name": values.get("name", found.name)}
    describe(session, _label(values, criteria, time_limit), **named)
    order = _order(session, found.pipeline_id)
    phase = values.get("phase", found.phase)
    if phase not in (found.phase, "opportunity"):
        values.setdefault("probability_basis_points", USUAL_PROBABILITY[phase])
    if values:
        session.execute(update(stage).where(stage.c.id == stage_id).values(**values))
    _write_parts(session, at, stage_id, criteria, time_limit)
    if phase != found.phase:
        _check_phases(session, found.pipeline_id, was=order)
        if "customer" in (phase, found.phase):
            settle(session, stage_id, is_won=phase == "customer")


@verb(REORDERED)
def reorder(session: Session, *, at: int, pipeline_id: int, stage_ids: Sequence[int]) -> None:
    """Puts the stages in use of a pipeline into this order; all of them, each once.

    An archived stage stays behind the one that it stood behind.
    """
    order = _order(session, pipeline_id)
    in_use = [one.id for one in order if one.archived_at is None]
    if sorted(stage_ids) != sorted(in_use):
        raise RuleBroken(
            _("The stages have changed meanwhile. Nothing was changed. Please look again.")
        )
    if list(stage_ids) == in_use:
        return
    followers: dict[int, list[int]] = {0: []}
    ahead = 0
    for one in order:
        if one.archived_at is None:
            ahead = one.id
            followers[ahead] = []
        else:
            followers[ahead].append(one.id)
    named = session.execute(select(pipeline.c.name).where(pipeline.c.id == pipeline_id)).scalar()
    describe(session, pipeline=named)
    wanted = [*followers[0]]
    for stage_id in stage_ids:
        wanted += [stage_id, *followers[stage_id]]
    write_order(session, wanted)
    _check_phases(session, pipeline_id, was=order)


@verb(DELETED)
def remove(session: Session, *, at: int, stage_id: int, deals_to: int | None = None) -> bool:
    """Takes a stage out of its pipeline; True: deleted for good, False: archived.

    The deals that stand there move to the stage `deals_to` by the one move. A stage that a deal
    was ever in is archived, so that its history stays. RuleBroken when deals stand there and it
    is not said where they go, and for the last stage of a pipeline.
    """
    found = moving.stage_in_use(session, stage_id)
    others = [one for one in _order(session, found.pipeline_id) if one.archived_at is None]
    if len(others) < 2:
        raise RuleBroken(
            _(
                "“{stage}” is the last stage of its pipeline. Nothing was changed. "
                "Delete the pipeline instead, or add another stage first."
            ).format(stage=found.name)
        )
    move_out(session, at=at, stage=found, deals_to=deals_to)
    gone = not is_used(session, stage_id)
    describe(session, DELETED if gone else ARCHIVED, stage=found.name)
    if gone:
        session.execute(delete(stage).where(stage.c.id == stage_id))
    else:
        session.execute(update(stage).where(stage.c.id == stage_id).values(archived_at=at))
    return gone


@verb(RESTORED)
def restore(session: Session, *, at: int, stage_id: int) -> None:
    """Brings an archived stage back to where it stood; one that is in use stays as it is."""
    found = session.execute(select(stage).where(stage.c.id == stage_id)).first()
    if found is None:
        raise RuleBroken(
            _("This stage is no longer in the file. Nothing was changed. Please look again.")
        )
    if found.archived_at is None:
        return
    describe(session, stage=found.name)
    order = _order(session, found.pipeline_id)
    session.execute(update(stage).where(stage.c.id == stage_id).values(archived_at=None))
    _check_phases(session, found.pipeline_id, was=order)


def standing_in(session: Session, stage_id: int) -> list[int]:
    """The deals, by id, that stand in a stage and are not in the trash."""
    return list(
        session.execute(
            select(stage_visit.c.deal_id)
            .join(deal, deal.c.id == stage_visit.c.deal_id)
            .where(
                stage_visit.c.stage_id == stage_id,
                stage_visit.c.outcome.is_(None),
                deal.c.deleted_at.is_(None),
            )
            .order_by(stage_visit.c.deal_id)
        ).scalars()
    )


def is_used(session: Session, stage_id: int) -> bool:
    """Whether any deal has ever been in a stage, those in the trash included."""
    used = session.execute(
        select(stage_visit.c.id).where(stage_visit.c.stage_id == stage_id).limit(1)
    )
    return used.first() is not None


def move_out(session: Session, *, at: int, stage: Row, deals_to: int | None) -> int:
    """Moves the deals that stand in a stage to another one, within a verb; how many."""
    here = standing_in(session, stage.id)
    if not here:
        return 0
    if deals_to is None or deals_to == stage.id:
        raise RuleBroken(
            ngettext(
                "{number} deal stands in “{stage}”. Nothing was changed. "
                "Please say to which stage it goes.",
                "{number} deals stand in “{stage}”. Nothing was changed. "
                "Please say to which stage they go.",
                len(here),
            ).format(number=count(len(here)), stage=stage.name)
        )
    target = moving.stage_in_use(session, deals_to)
    moving.move(session, at=at, deals=moving.standing(session, here), target=target, asks=False)
    return len(here)


def _order(session: Session, pipeline_id: int) -> list[Row]:
    """All stages of a pipeline in river order, archived ones included."""
    columns = stage.c
    return list(
        session.execute(
            select(columns.id, columns.phase, columns.position, columns.archived_at)
            .where(columns.pipeline_id == pipeline_id)
            .order_by(columns.position, columns.id)
        )
    )


def write_order(session: Session, stage_ids: Sequence[int]) -> None:
    """Writes the places of stages, within a verb."""
    for position, stage_id in enumerate(stage_ids, 1):
        session.execute(
            update(stage)
            .where(stage.c.id == stage_id, stage.c.position != position)
            .values(position=position)
        )


def _check_phases(session: Session, pipeline_id: int, was: Sequence[Row]) -> None:
    """Lead, opportunity, customer, in this order; a river that never kept it may go on so."""
    now = _order(session, pipeline_id)
    if _is_ordered(was) and not _is_ordered(now):
        raise RuleBroken(
            _(
                "Stages follow each other as leads, then opportunities, then customers. "
                "Nothing was changed. Please choose another place or another phase."
            )
        )


def _is_ordered(order: Sequence[Row]) -> bool:
    phases = [PHASES.index(one.phase) for one in order if one.archived_at is None]
    return phases == sorted(phases)


def _label(
    values: Mapping[str, Any],
    wanted: Sequence[WantedCriterion] | None,
    time_limit: WantedLimit | None,
) -> str:
    """What an edit is called: by the one part that it changes, if it is one."""
    parts = {_LABELS.get(name, EDITED) for name in values}
    parts |= {ASKED} if wanted is not None else set()
    parts |= {LIMITED} if time_limit is not None else set()
    return parts.pop() if len(parts) == 1 else EDITED


def _write_parts(
    session: Session,
    at: int,
    stage_id: int,
    wanted: Sequence[WantedCriterion] | None,
    time_limit: WantedLimit | None,
) -> None:
    if wanted is not None:
        criteria.write(session, wanted, stage_id=stage_id)
    if time_limit is not None:
        from revops_desktop.operations import time_limits

        time_limits.write(
            session,
            at=at,
            stage_id=stage_id,
            limit=time_limit.limit,
            for_running=time_limit.for_running,
        )


def settle(session: Session, stage_id: int, *, is_won: bool) -> None:
    """Keeps, or lets live again, the amounts of deals in a stage that became won or open."""
    here = moving.standing(session, found) if (found := standing_in(session, stage_id)) else []
    for now in here:
        value = value_of(now.amount, now.monthly_amount) if is_won else None
        session.execute(update(deal).where(deal.c.id == now.id).values(closed_value=value))


def _checked(session: Session, fields: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - EDITABLE
    if unknown:
        raise ValueError(f"no such field of a stage: {sorted(unknown)}")
    values = {
        name: stored(value) if isinstance(value, str) else value for name, value in fields.items()
    }
    if "name" in values and not values["name"]:
        raise RuleBroken(_("A stage needs a name. Nothing was changed. Please write one."))
    if values.get("phase", "lead") not in PHASES:
        raise ValueError(f"no such phase: {values['phase']}")
    _check_numbers(values)
    function_id = values.get("function_id")
    if function_id is not None and (
        session.execute(select(func.count()).where(function.c.id == function_id)).scalar() == 0
    ):
        raise RuleBroken(
            _("This function is no longer in the file. Nothing was changed. Please look again.")
        )
    return values


def _check_numbers(values: Mapping[str, Any]) -> None:
    chance = values.get("probability_basis_points", 0)
    if not 0 <= chance <= 10000:
        raise RuleBroken(
            _("A probability lies between 0% and 100%. Nothing was changed. Please mend it.")
        )
    limits = (values.get("wip_limit"), values.get("idle_limit_days"))
    if any(limit is not None and limit < 1 for limit in limits):
        raise RuleBroken(
            _("A limit is a number from 1 on. Nothing was changed. Leave it out to have no limit.")
        )
