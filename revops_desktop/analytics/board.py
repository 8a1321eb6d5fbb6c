"""What stands where on the board: all deals *here* in a stage, of any phase (domain.md §5)."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, select, tuple_
from sqlalchemy.orm import Session

from revops_desktop.database.first_screen import OWN_PROBABILITY, stage_totals, standing
from revops_desktop.database.tables import (
    company,
    deal,
    deal_state,
    function,
    member,
    pipeline,
    stage,
    workspace,
)
from revops_desktop.rules.board import (
    FIRST_CARDS,
    Board,
    Card,
    Column,
    Pipeline,
    Place,
    Stage,
    Totals,
    Update,
)

# Built once: putting a statement together costs more than running it for one deal.
_CARDS = select(
    *(deal.c.id, deal.c.title, company.c.name, member.c.name, deal_state.c.value),
    *(deal.c.amount, deal.c.monthly_amount, deal_state.c.since, deal_state.c.since_day),
).select_from(
    deal_state.join(deal, deal.c.id == deal_state.c.deal_id)
    .outerjoin(company, company.c.id == deal.c.company_id)
    .outerjoin(member, member.c.id == deal.c.owner_id)
)
_PLACES = _CARDS.add_columns(deal_state.c.stage_id).where(
    deal_state.c.deal_id.in_(bindparam("deals", expanding=True)),
    deal_state.c.pipeline_id == bindparam("pipeline"),
    deal_state.c.status.in_(("open", "customer")),
    deal_state.c.stage_id.is_not(None),
)
_STAGES = select(
    stage.c.id, stage.c.pipeline_id, stage.c.phase, stage.c.probability_basis_points
).where(stage.c.id.in_(bindparam("stages", expanding=True)))


def board(session: Session, *, pipeline_id: int | None = None, first: int = FIRST_CARDS) -> Board:
    """The board of a pipeline, or of the first one: every stage's totals and first cards."""
    currency, zone = session.execute(select(workspace.c.currency, workspace.c.time_zone)).one()
    pipelines = tuple(
        Pipeline._make(row)
        for row in session.execute(
            select(pipeline.c.id, pipeline.c.name)
            .where(pipeline.c.archived_at.is_(None))
            .order_by(pipeline.c.position, pipeline.c.id)
        )
    )
    chosen = next((one for one in pipelines if one.pipeline_id == pipeline_id), None)
    chosen = chosen or (pipelines[0] if pipelines else None)
    columns = () if chosen is None else _columns(session, chosen.pipeline_id, first)
    return Board(chosen, pipelines, columns, currency, zone)


def _columns(session: Session, pipeline_id: int, first: int) -> tuple[Column, ...]:
    found = session.execute(
        select(
            *(stage.c.id, stage.c.name, stage.c.phase, stage.c.colour, stage.c.definition),
            *(function.c.name, function.c.colour, stage.c.archived_at),
        )
        .select_from(stage.outerjoin(function, function.c.id == stage.c.function_id))
        .where(stage.c.pipeline_id == pipeline_id)
        .order_by(stage.c.position, stage.c.id)
    ).all()
    stages = [(Stage(*described), archived_at) for *described, archived_at in found]
    totals = column_totals(session, stage_ids=[one.stage_id for one, _archived in stages])
    return tuple(
        Column(one, totals[one.stage_id], cards(session, stage_id=one.stage_id, limit=first))
        for one, archived_at in stages
        if archived_at is None or totals[one.stage_id].count
    )


def cards(
    session: Session,
    *,
    stage_id: int,
    after: tuple[int | None, int] | None = None,
    limit: int = FIRST_CARDS,
) -> tuple[Card, ...]:
    """The next cards of a stage after the card (since, deal id): newest first, unknown last.

    Costs the same wherever in the stage it begins.
    """
    state = deal_state.c
    dated = state.since.is_not(None)
    parts: list[ColumnElement[bool]]
    if after is None:
        parts = [dated, ~dated]
    elif after[0] is None:
        parts = [and_(~dated, state.deal_id < after[1])]
    else:
        parts = [tuple_(state.since, state.deal_id) < tuple_(*after), ~dated]
    river, phase = session.execute(
        select(stage.c.pipeline_id, stage.c.phase).where(stage.c.id == stage_id)
    ).one()
    here = _CARDS.where(
        state.pipeline_id == river, state.status == standing(phase), state.stage_id == stage_id
    )
    found: list[Card] = []
    for part in parts:
        wanted = here.where(part).order_by(state.since.desc(), state.deal_id.desc())
        rows = session.execute(wanted.limit(limit - len(found)))
        found.extend(map(Card._make, rows))
        if len(found) >= limit:
            break
    return tuple(found)


def column_totals(session: Session, *, stage_ids: Collection[int]) -> dict[int, Totals]:
    """Count, sum, unknown amounts and weighted sum of all deals here in each of the stages."""
    # The statements are those of the first screen: plain columns of one index, where Core's own
    # expression costs several times as much at 100,000 deals.
    run = session.connection().exec_driver_sql
    found = dict.fromkeys(stage_ids, Totals())
    rows = session.execute(_STAGES, {"stages": stage_ids}).all()
    for stage_id, river, phase, points in rows:
        found[stage_id] = stage_totals(
            run, pipeline_id=river, stage_id=stage_id, phase=phase, points=points
        )
    for stage_id, more in run(OWN_PROBABILITY):
        if stage_id in found:
            found[stage_id] += Totals(weighted=more)
    return found


def update(
    session: Session,
    *,
    pipeline_id: int,
    deal_ids: Collection[int],
    stage_ids: Collection[int],
) -> Update:
    """Where these deals of a pipeline stand now; totals of their stages and of `stage_ids`."""
    rows = session.execute(_PLACES, {"deals": deal_ids, "pipeline": pipeline_id})
    places = {row[0]: Place(stage_id, Card._make(row)) for *row, stage_id in rows}
    concerned = {place.stage_id for place in places.values()} | set(stage_ids)
    return Update(places, column_totals(session, stage_ids=sorted(concerned)))
