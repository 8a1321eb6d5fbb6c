"""What stands where on the board: all deals *here* in a stage, of any phase (domain.md §5)."""

from collections.abc import Callable, Collection
from functools import lru_cache

from sqlalchemy import Select, bindparam, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.board_cards import (
    card_columns,
    chosen_totals,
    first_chosen,
    meant,
)
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.database.first_screen import (
    CARRIES,
    KEYS,
    OWN_PROBABILITY,
    in_order,
    stage_totals,
    standing,
)
from revops_desktop.database.tables import (
    deal_state,
    function,
    member,
    pipeline,
    stage,
    workspace,
)
from revops_desktop.rules.board import (
    FIRST_CARDS,
    ORDERS,
    Board,
    Card,
    Column,
    Order,
    Pipeline,
    Place,
    Sort,
    Stage,
    Totals,
    Update,
)

_HERE = (
    deal_state.c.pipeline_id == bindparam("pipeline"),
    deal_state.c.status == bindparam("status"),
    deal_state.c.stage_id == bindparam("stage"),
)
# So many chosen deals are put in order faster than they are looked for in each stage's order.
_FEW = 2000
# So many cards are read at a time where all are wanted.
_CHUNK = 500
_STAGES = select(
    stage.c.id, stage.c.pipeline_id, stage.c.phase, stage.c.probability_basis_points
).where(stage.c.id.in_(bindparam("stages", expanding=True)))


def board(
    session: Session,
    *,
    pipeline_id: int | None = None,
    first: int = FIRST_CARDS,
    sort: Sort = "manual",
    chosen: Filter = EVERYTHING,
) -> Board:
    """The board of a pipeline, or of the first one: every stage's totals and first cards.

    `chosen` leaves only the deals it means, in cards and totals alike.
    """
    currency, zone, hot = session.execute(
        select(workspace.c.currency, workspace.c.time_zone, workspace.c.hot_score)
    ).one()
    pipelines = tuple(
        Pipeline._make(row)
        for row in session.execute(
            select(pipeline.c.id, pipeline.c.name)
            .where(pipeline.c.archived_at.is_(None))
            .order_by(pipeline.c.position, pipeline.c.id)
        )
    )
    shown = next((one for one in pipelines if one.pipeline_id == pipeline_id), None)
    shown = shown or (pipelines[0] if pipelines else None)
    chosen = settled(session, chosen)
    columns = () if shown is None else _columns(session, shown.pipeline_id, first, sort, chosen)
    tags, custom, scores = _carries(session)
    hot_from = hot if scores else None
    return Board(shown, pipelines, columns, currency, zone, sort, tags, custom, hot_from)


def _carries(session: Session) -> tuple[bool, bool, bool]:
    """Whether some deal has a tag, some custom field is shown on cards, somebody has a score."""
    tags, custom, scores = session.connection().exec_driver_sql(CARRIES).one()
    return bool(tags), bool(custom), bool(scores)


def _columns(
    session: Session, pipeline_id: int, first: int, sort: Sort, chosen: Filter
) -> tuple[Column, ...]:
    found = session.execute(
        select(
            *(stage.c.id, stage.c.name, stage.c.phase, stage.c.colour, stage.c.definition),
            *(function.c.name, function.c.colour, function.c.id),
            *(stage.c.wip_limit, stage.c.idle_limit_days, stage.c.archived_at),
        )
        .select_from(stage.outerjoin(function, function.c.id == stage.c.function_id))
        .where(stage.c.pipeline_id == pipeline_id)
        .order_by(stage.c.position, stage.c.id)
    ).all()
    stages = [(Stage(*described), archived_at) for *described, archived_at in found]
    numbers = [one.stage_id for one, _archived in stages]
    totals = column_totals(session, stage_ids=numbers, chosen=chosen)
    if chosen == EVERYTHING or sum(one.count for one in totals.values()) > _FEW:
        shown = {
            one: cards(session, stage_id=one, limit=first, sort=sort, chosen=chosen)
            for one in numbers
        }
    else:
        columns = card_columns(*_carries(session))
        shown = first_chosen(
            session, columns, pipeline_id=pipeline_id, first=first, sort=sort, chosen=chosen
        )
    return tuple(
        Column(one, totals[one.stage_id], shown.get(one.stage_id, ()))
        for one, archived_at in stages
        if archived_at is None or totals[one.stage_id].count
    )


@lru_cache(maxsize=64)
def _cards(
    sort: Sort, tags: bool, custom: bool, scores: bool, goes_on: bool, chosen: Filter
) -> Select:
    """The next cards of a stage: which ones from the covering index alone, then what is on them."""
    which = select(deal_state.c.deal_id).where(*_HERE, *meant(chosen))
    if goes_on:
        names = ", ".join(f":after_{place}" for place in range(len(KEYS[sort])))
        row = f"({', '.join(KEYS[sort])}) > ({names})"
        if sort == "manual":
            # The same said so that the index finds its place.
            row = "(deal_state.rank, deal_state.deal_id) < (-:after_0, -:after_1)"
        which = which.where(text(row))
    which = which.order_by(text(in_order(sort))).limit(bindparam("limit"))
    return (
        card_columns(tags, custom, scores)
        .where(deal_state.c.deal_id.in_(which))
        .order_by(text(", ".join(KEYS[sort])))
    )


def cards(
    session: Session,
    *,
    stage_id: int,
    after: Order | None = None,
    limit: int = FIRST_CARDS,
    sort: Sort = "manual",
    chosen: Filter = EVERYTHING,
) -> tuple[Card, ...]:
    """The next cards of a stage after the one at `after` (rules.board.ORDERS) in that order.

    By hand it costs the same wherever in the stage it begins.
    """
    river, phase = session.execute(
        select(stage.c.pipeline_id, stage.c.phase).where(stage.c.id == stage_id)
    ).one()
    asked: dict[str, object] = {
        "pipeline": river,
        "status": standing(phase),
        "stage": stage_id,
        "limit": limit,
        **{f"after_{place}": value for place, value in enumerate(after or ())},
    }
    statement = _cards(sort, *_carries(session), after is not None, chosen)
    return tuple(map(Card._make, session.execute(statement, asked)))


def all_cards(
    session: Session,
    *,
    pipeline_id: int,
    step: Callable[[int, int], object],
    sort: Sort = "manual",
    chosen: Filter = EVERYTHING,
    function_id: int = 0,
) -> list[tuple[Stage, list[Card]]]:
    """Every deal on the board as of one instant, stage by stage in their order.

    `step` is told how many of how many were read · `function_id`: only the stages of this section.
    """
    shown = board(session, pipeline_id=pipeline_id, first=0, sort=sort, chosen=chosen)
    columns = [one for one in shown.columns if function_id in (0, one.stage.function_id)]
    total, done = sum(one.totals.count for one in columns), 0
    chosen = settled(session, chosen)
    found: list[tuple[Stage, list[Card]]] = []
    for column in columns:
        read: list[Card] = []
        is_more = column.totals.count > 0
        while is_more:
            part = cards(
                session,
                stage_id=column.stage.stage_id,
                after=ORDERS[sort](read[-1]) if read else None,
                limit=_CHUNK,
                sort=sort,
                chosen=chosen,
            )
            read += part
            is_more = len(part) == _CHUNK
            step(done + len(read), total)
        done += len(read)
        found.append((column.stage, read))
    return found


def column_totals(
    session: Session, *, stage_ids: Collection[int], chosen: Filter = EVERYTHING
) -> dict[int, Totals]:
    """Count, sum, unknown amounts, weighted sum and oldest of all deals here in each stage."""
    # The statements are those of the first screen: plain columns of one index, where Core's own
    # expression costs several times as much at 100,000 deals.
    run = session.connection().exec_driver_sql
    found = dict.fromkeys(stage_ids, Totals())
    if chosen != EVERYTHING:
        return found | chosen_totals(session, stage_ids=stage_ids, chosen=chosen)
    rows = session.execute(_STAGES, {"stages": stage_ids}).all()
    for stage_id, river, phase, points in rows:
        found[stage_id] = stage_totals(
            run, pipeline_id=river, stage_id=stage_id, phase=phase, points=points
        )
    for stage_id, more in run(OWN_PROBABILITY):
        if stage_id in found:
            found[stage_id] += Totals(weighted=more)
    return found


@lru_cache(maxsize=16)
def _places(tags: bool, custom: bool, scores: bool, chosen: Filter) -> Select:
    return (
        card_columns(tags, custom, scores)
        .add_columns(deal_state.c.stage_id)
        .where(
            deal_state.c.deal_id.in_(bindparam("deals", expanding=True)),
            deal_state.c.pipeline_id == bindparam("pipeline"),
            deal_state.c.status.in_(("open", "customer")),
            deal_state.c.stage_id.is_not(None),
            *meant(chosen),
        )
    )


def update(
    session: Session,
    *,
    pipeline_id: int,
    deal_ids: Collection[int],
    stage_ids: Collection[int],
    with_totals: bool = True,
    chosen: Filter = EVERYTHING,
) -> Update:
    """Where these deals of a pipeline stand now; totals of their stages and of `stage_ids`.

    A deal that `chosen` does not mean is on no place. Without `with_totals`, whoever asks reckons
    the totals of the deals' stages from their cards: adding up costs what stands in a stage.
    """
    chosen = settled(session, chosen)
    statement = _places(*_carries(session), chosen)
    rows = session.execute(statement, {"deals": deal_ids, "pipeline": pipeline_id})
    places = {row[0]: Place(stage_id, Card._make(row)) for *row, stage_id in rows}
    here = {place.stage_id for place in places.values()} if with_totals else set()
    concerned = here | set(stage_ids)
    return Update(places, column_totals(session, stage_ids=sorted(concerned), chosen=chosen))


def deals_here(session: Session, *, stage_id: int, chosen: Filter = EVERYTHING) -> tuple[int, ...]:
    """The ids of all deals here in a stage, in the order of the index: to choose them all."""
    river, phase = session.execute(
        select(stage.c.pipeline_id, stage.c.phase).where(stage.c.id == stage_id)
    ).one()
    asked = {"pipeline": river, "status": standing(phase), "stage": stage_id}
    wanted = select(deal_state.c.deal_id).where(*_HERE, *meant(chosen))
    return tuple(session.scalars(wanted, asked))


def function_of(session: Session, *, member_id: int) -> int | None:
    """The function that a member works for, whose stages are their section of the board."""
    found: int | None = session.scalar(select(member.c.function_id).where(member.c.id == member_id))
    return found
