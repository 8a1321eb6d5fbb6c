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
    Sort,
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
           function.name, function.colour, function.id, stage.wip_limit, stage.idle_limit_days,
           stage.probability_basis_points, stage.archived_at
    FROM stage LEFT JOIN function ON function.id = stage.function_id
    WHERE stage.pipeline_id = ? ORDER BY stage.position, stage.id
"""

_HERE = "FROM deal_state WHERE pipeline_id = :pipeline AND status = :status AND stage_id = :stage"
SUMS = f"""
    count(*), coalesce(sum(value), 0), count(*) - count(value),
    coalesce(sum({_WEIGHTED.format(points=":points")}), 0), min(since)
"""
_TOTALS = f"SELECT {SUMS} {_HERE}"
# Most stages weigh nothing: at 100,000 deals the sum of nothings would cost as much as the rest.
_TOTALS_OF_NO_WEIGHT = f"""
    SELECT count(*), coalesce(sum(value), 0), count(*) - count(value), 0, min(since) {_HERE}
"""

# What a deal with a probability of its own weighs more or less than its stage says.
WEIGHT_OF_OWN = f"""
    ({_WEIGHTED.format(points="deal.probability_basis_points")})
    - ({_WEIGHTED.format(points="stage.probability_basis_points")})
"""
# By stage: what deals with a probability of their own weigh more or less than their stage says.
# CROSS JOIN begins with these few deals, which have an index of their own.
OWN_PROBABILITY = f"""
    SELECT stage.id, sum({WEIGHT_OF_OWN})
    FROM deal
    CROSS JOIN deal_state ON deal_state.deal_id = deal.id
    CROSS JOIN stage ON stage.id = deal_state.stage_id
    WHERE deal.probability_basis_points IS NOT NULL
      AND deal_state.status = 'open' AND value IS NOT NULL
    GROUP BY stage.id
"""

# The lead score of `deal`: its contact's, or else the best at its company (`scores.py`).
SCORE = """coalesce(CASE WHEN deal.contact_id IS NOT NULL
    THEN (SELECT one.score FROM contact_score AS one WHERE one.contact_id = deal.contact_id)
    ELSE (SELECT max(coalesce(one.score, 0)) FROM contact AS person
        LEFT JOIN contact_score AS one ON one.contact_id = person.id
        WHERE person.company_id = deal.company_id AND person.deleted_at IS NULL) END, 0)
"""

# Ascending everywhere, so that one comparison of rows finds what comes after a card.
_LAST = ("-deal_state.rank", "-deal_state.deal_id")
KEYS: dict[Sort, tuple[str, ...]] = {
    "manual": _LAST,
    "amount": ("deal_state.value IS NULL", "-coalesce(deal_state.value, 0)", *_LAST),
    "age": ("deal_state.since IS NOT NULL", "coalesce(deal_state.since, 0)", *_LAST),
    "close": (
        "deal_state.expected_close IS NULL",
        "coalesce(deal_state.expected_close, '')",
        *_LAST,
    ),
    "step": ("deal_state.next_due IS NULL", "coalesce(deal_state.next_due, '')", *_LAST),
    "score": (
        f"-(SELECT {SCORE} FROM deal WHERE deal.id = deal_state.deal_id)",
        *_LAST,
    ),
}

# What one deal weighs where it stands.
WEIGHT = f"""CASE WHEN deal_state.status = 'open' AND deal_state.value IS NOT NULL THEN
    {
    _WEIGHTED.format(
        points="coalesce(deal.probability_basis_points, stage.probability_basis_points)"
    )
} ELSE 0 END
"""

# Of one deal, packed as `rules.board.Card` reads them.
TAGS = """coalesce((
    SELECT group_concat(tag.colour || char(31) || tag.name, char(30) ORDER BY tag.match_key)
    FROM deal_tag JOIN tag ON tag.id = deal_tag.tag_id WHERE deal_tag.deal_id = deal.id), '')
"""
CUSTOM = """coalesce((
    SELECT group_concat(
        field.name || char(31) || field.kind || char(31)
        || coalesce(choice.name, substr(value.text, 1, 80), value.number, ''),
        char(30) ORDER BY field.position, field.id)
    FROM custom_value AS value
    JOIN custom_field AS field
        ON field.id = value.field_id AND field.on_card = 1 AND field.archived_at IS NULL
    LEFT JOIN custom_choice AS choice ON choice.id = value.choice_id
    WHERE value.deal_id = deal.id OR value.company_id = deal.company_id), '')
"""
# Whether there is any of what only some files have on their cards: tags, custom fields, scores.
CARRIES = """
    SELECT EXISTS (SELECT 1 FROM deal_tag),
        EXISTS (SELECT 1 FROM custom_field WHERE on_card = 1 AND archived_at IS NULL),
        EXISTS (SELECT 1 FROM contact_score WHERE contact_id > 0)
"""

# First which cards, from the covering index alone; then what stands on these few.
_CARDS = """
    SELECT deal.id, deal.title, company.name, member.name, deal_state.value,
           deal.amount, deal.monthly_amount, deal_state.since, deal_state.since_day,
           deal_state.rank, deal_state.expected_close, deal_state.next_due, deal_state.last_due,
           deal_state.touched_at, deal.kind, deal.source, {weight}, {tags}, {custom},
           {score}
    FROM (SELECT deal_id FROM deal_state
          WHERE pipeline_id = ? AND status = ? AND stage_id = ? ORDER BY {inner} LIMIT ?) AS first
    CROSS JOIN deal_state ON deal_state.deal_id = first.deal_id
    JOIN deal ON deal.id = deal_state.deal_id
    JOIN stage ON stage.id = deal_state.stage_id
    LEFT JOIN company ON company.id = deal.company_id
    LEFT JOIN member ON member.id = deal.owner_id
    ORDER BY {outer}
"""


def first_board(
    connection: Any,
    *,
    pipeline_id: int | None = None,
    first: int = FIRST_CARDS,
    sort: Sort = "manual",
) -> Board:
    """The board of a pipeline, or of the first one: every stage's totals and first cards.

    Reads one snapshot. The same answer as `analytics.board.board`.
    """
    connection.execute("BEGIN")
    try:
        return _read(connection, pipeline_id, first, sort)
    finally:
        connection.execute("COMMIT")


def _read(connection: Any, pipeline_id: int | None, first: int, sort: Sort) -> Board:
    currency, zone, hot = connection.execute(
        "SELECT currency, time_zone, hot_score FROM workspace"
    ).fetchone()
    pipelines = tuple(
        Pipeline._make(row)
        for row in connection.execute(
            "SELECT id, name FROM pipeline WHERE archived_at IS NULL ORDER BY position, id"
        )
    )
    chosen = next((one for one in pipelines if one.pipeline_id == pipeline_id), None)
    chosen = chosen or (pipelines[0] if pipelines else None)
    has_tags, has_custom, has_scores = map(bool, connection.execute(CARRIES).fetchone())
    cards = _CARDS.format(
        weight=WEIGHT,
        tags=TAGS if has_tags else "''",
        custom=CUSTOM if has_custom else "''",
        score=SCORE if has_scores else "0",
        inner=in_order(sort),
        outer=", ".join(KEYS[sort]),
    )
    columns = () if chosen is None else _columns(connection, chosen.pipeline_id, first, cards)
    hot_from = hot if has_scores else None
    return Board(chosen, pipelines, columns, currency, zone, sort, has_tags, has_custom, hot_from)


def in_order(sort: Sort) -> str:
    """What orders the cards of a stage; by hand as the index has them."""
    by_hand = "deal_state.rank DESC, deal_state.deal_id DESC"
    return by_hand if sort == "manual" else ", ".join(KEYS[sort])


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


def _columns(connection: Any, pipeline_id: int, first: int, statement: str) -> tuple[Column, ...]:
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
        rows = connection.execute(statement, (pipeline_id, status, stage.stage_id, first))
        columns.append(Column(stage, totals, tuple(map(Card._make, rows))))
    return tuple(columns)
