"""The first board, before SQLAlchemy is loaded: raw statements on a raw connection.

`analytics/board.py` answers every later one; a test holds the two equal.
"""

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

_TOTALS = f"""
    SELECT count(*), coalesce(sum(value), 0), count(*) - count(value),
           coalesce(sum({_WEIGHTED.format(points=":points")}), 0)
    FROM deal_state
    WHERE pipeline_id = :pipeline AND status = :status AND stage_id = :stage
"""

# What deals with a probability of their own weigh more or less than their stage says.
_OWN_PROBABILITY = f"""
    SELECT stage.id, sum(
        ({_WEIGHTED.format(points="deal.probability_basis_points")})
        - ({_WEIGHTED.format(points="stage.probability_basis_points")}))
    FROM deal
    JOIN deal_state ON deal_state.deal_id = deal.id
    JOIN stage ON stage.id = deal_state.stage_id
    WHERE deal.probability_basis_points IS NOT NULL
      AND deal_state.pipeline_id = ? AND deal_state.status = 'open' AND value IS NOT NULL
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
        Pipeline(*row)
        for row in connection.execute(
            "SELECT id, name FROM pipeline WHERE archived_at IS NULL ORDER BY position, id"
        )
    )
    chosen = next((one for one in pipelines if one.pipeline_id == pipeline_id), None)
    chosen = chosen or (pipelines[0] if pipelines else None)
    columns = () if chosen is None else _columns(connection, chosen.pipeline_id, first)
    return Board(chosen, pipelines, columns, currency, zone)


def _columns(connection: Any, pipeline_id: int, first: int) -> tuple[Column, ...]:
    own = dict(connection.execute(_OWN_PROBABILITY, (pipeline_id,)).fetchall())
    columns = []
    for *described, points, archived_at in connection.execute(_STAGES, (pipeline_id,)).fetchall():
        stage = Stage(*described)
        status = "customer" if stage.is_customer else "open"
        asked = {
            "pipeline": pipeline_id,
            "status": status,
            "stage": stage.stage_id,
            "points": 0 if stage.is_customer else points,
        }
        number, value, unknown, weighted = connection.execute(_TOTALS, asked).fetchone()
        if archived_at is not None and number == 0:
            continue
        totals = Totals(number, value, unknown, weighted + own.get(stage.stage_id, 0))
        rows = connection.execute(_CARDS, (pipeline_id, status, stage.stage_id, first))
        columns.append(Column(stage, totals, tuple(Card(*row) for row in rows)))
    return tuple(columns)
