"""The first board, before SQLAlchemy is loaded: raw statements on a raw connection.

`analytics/board.py` answers every later one; a test holds the two equal.
"""

from collections.abc import Callable
from typing import Any

from revops_desktop.rules.board import (
    FIRST_CARDS,
    Board,
    Card,
    Column,
    Pipeline,
    Stage,
    Totals,
)

# value × probability, rounded half up; split, because 10^15 × 10^4 does not fit an integer, and
# SQLite divides towards zero where half up needs the floor.
_WEIGHTED = """
    value / 10000 * {points} + (value % 10000 * {points} + 5000) / 10000
    - ((value % 10000 * {points} + 5000) % 10000 < 0)
"""

_STAGES = """
    SELECT stage.id, stage.name, stage.phase, stage.colour, stage.definition,
           function.name, function.colour, stage.probability_basis_points, stage.archived_at
    FROM stage LEFT JOIN function ON function.id = stage.function_id
    WHERE stage.pipeline_id = ? ORDER BY stage.position, stage.id
"""

_HERE = "FROM deal_state WHERE pipeline_id = :pipeline AND status = :status AND stage_id = :stage"
_TOTALS = f"""
    SELECT count(*), coalesce(sum(value), 0), count(*) - count(value),
           coalesce(sum({_WEIGHTED.format(points=":points")}), 0) {_HERE}
"""
# Most stages weigh nothing: at 100,000 deals the sum of nothings would cost as much as the rest.
_TOTALS_OF_NO_WEIGHT = f"""
    SELECT count(*), coalesce(sum(value), 0), count(*) - count(value), 0 {_HERE}
"""

# By stage: what deals with a probability of their own weigh more or less than their stage says.
# CROSS JOIN begins with these few deals, which have an index of their own.
OWN_PROBABILITY = f"""
    SELECT stage.id, sum(
        ({_WEIGHTED.format(points="deal.probability_basis_points")})
        - ({_WEIGHTED.format(points="stage.probability_basis_points")}))
    FROM deal
    CROSS JOIN deal_state ON deal_state.deal_id = deal.id
    CROSS JOIN stage ON stage.id = deal_state.stage_id
    WHERE deal.probability_basis_points IS NOT NULL
      AND deal_state.status = 'open' AND value IS NOT NULL
    GROUP BY stage.id
"""

_CARDS = """
    SELECT deal.id, deal.title, company.name, member.name, deal_state.value,
           deal.amount, deal.monthly_amount, deal_state.since, deal_state.since_day
    FROM deal_state
    JOIN deal ON deal.id = deal_state.deal_id
    LEFT JOIN company ON company.id = deal.company_id
    LEFT JOIN member ON member.id = deal.owner_id
    WHERE deal_state.pipeline_id = ? AND deal_state.status = ? AND deal_state.stage_id = ?
    ORDER BY deal_state.since DESC, deal_state.deal_id DESC LIMIT ?
"""


def first_board(
    connection: Any, *, pipeline_id: int | None = None, first: int = FIRST_CARDS
) -> Board:
    """The board of a pipeline, or of the first one: every stage's totals and first cards.

    Reads one snapshot. The same answer as `analytics.board.board`.
    """
    connection.execute("BEGIN")
    try:
        return _read(connection, pipeline_id, first)
    finally:
        connection.execute("COMMIT")


def _read(connection: Any, pipeline_id: int | None, first: int) -> Board:
    currency, zone = connection.execute("SELECT currency, time_zone FROM workspace").fetchone()
    pipelines = tuple(
        Pipeline._make(row)
        for row in connection.execute(
            "SELECT id, name FROM pipeline WHERE archived_at IS NULL ORDER BY position, id"
        )
    )
    chosen = next((one for one in pipelines if one.pipeline_id == pipeline_id), None)
    chosen = chosen or (pipelines[0] if pipelines else None)
    columns = () if chosen is None else _columns(connection, chosen.pipeline_id, first)
    return Board(chosen, pipelines, columns, currency, zone)


def stage_totals(
    run: Callable[..., Any], *, pipeline_id: int, stage_id: int, phase: str, points: int
) -> Totals:
    """The totals of a stage, its deals' own probabilities aside; `run` executes a statement.

    From the covering index alone; what `OWN_PROBABILITY` says of the stage is to be added.
    """
    asked = {
        "pipeline": pipeline_id,
        "status": standing(phase),
        "stage": stage_id,
        "points": 0 if phase == "customer" else points,
    }
    return Totals(*run(_TOTALS if asked["points"] else _TOTALS_OF_NO_WEIGHT, asked).fetchone())


def standing(phase: str) -> str:
    """The status of the deals that stand in a stage of this phase."""
    return "customer" if phase == "customer" else "open"


def _columns(connection: Any, pipeline_id: int, first: int) -> tuple[Column, ...]:
    own = dict(connection.execute(OWN_PROBABILITY).fetchall())
    columns = []
    for *described, points, archived_at in connection.execute(_STAGES, (pipeline_id,)).fetchall():
        stage = Stage(*described)
        totals = stage_totals(
            connection.execute,
            pipeline_id=pipeline_id,
            stage_id=stage.stage_id,
            phase=stage.phase,
            points=points,
        )
        if archived_at is not None and totals.count == 0:
            continue
        totals += Totals(weighted=own.get(stage.stage_id, 0))
        status = standing(stage.phase)
        rows = connection.execute(_CARDS, (pipeline_id, status, stage.stage_id, first))
        columns.append(Column(stage, totals, tuple(map(Card._make, rows))))
    return tuple(columns)
