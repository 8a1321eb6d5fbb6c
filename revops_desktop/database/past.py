"""The file as of an instant T (domain.md §10): TEMP tables that stand before the real ones.

A connection prepared here answers every question as it would have been answered at T: SQLite finds
a TEMP table first, so questions need no as-of code of their own. Where a deal was comes from its
visits, whenever recorded; what it was is read back from the change journal.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.orm import Session

from revops_desktop.database import deal_images, derived, scores
from revops_desktop.database.connection import engine
from revops_desktop.database.journal import counts, row_from_json
from revops_desktop.database.tables import DERIVED, JOURNALED, contact_score

T = TypeVar("T")

# Facts say for themselves when they happened; all other rows are as they were at T.
_FACTS = ("stage_visit", "deal_exit")
# Rows of these say when they began: one that began after T was not there. A row that was recorded
# after T of an earlier time is.
_BEGINS = {
    "activity": "happened_at",
    "handoff": "handed_at",
    "clock_pause": "paused_at",
    "sla_review": "held_at",
    "time_limit": "made_at",
    "business_calendar": "made_at",
    "report": "made_at",
    "report_action": "added_at",
}
# Rows of these are there with the row that they belong to.
_BELONGS = {
    "handoff_value": ("handoff_id", "handoff"),
    "sla_agreement": ("review_id", "sla_review"),
    # What was missing as a stay ended; the stay goes on as of T where it ended later.
    "criterion_lack": ("visit_id", "stage_visit WHERE outcome IS NOT NULL"),
    "report_figure": ("report_id", "report"),
    "report_action": ("report_id", "report"),
}
# Large, and no question of the past is about them.
_LEFT = ("report_file",)


def answered(
    raw: Any,
    as_of: int,
    question: Callable[..., T],
    arguments: Mapping[str, Any],
    *,
    is_encrypted: bool,
) -> T:
    """What a question answers as of an instant, on a connection of its own."""
    if not is_encrypted:
        # A copy of the file in memory would be most of what the program takes. Never so for an
        # encrypted one: temporary files are written in the clear.
        raw.execute("PRAGMA temp_store = FILE")
    prepare(raw, as_of)
    reader = engine(lambda: raw, writes=False)
    try:
        with Session(reader) as session:
            return question(session, **arguments)
    finally:
        reader.dispose()


def prepare(raw: Any, as_of: int) -> None:
    """Makes the TEMP tables on a connection of its own; everything at or after `as_of` is left out.

    Costs a copy of the file: seconds at 100,000 deals.
    """
    raw.execute("BEGIN")
    _collect_changes(raw, as_of)
    for table in JOURNALED:
        if table.name in _LEFT:
            continue
        _copy(raw, table)
        if table.name not in _FACTS:
            _read_back(raw, table)
    deal_images.read_back(raw, as_of)
    _restore_deleted_facts(raw)
    _clip(raw, as_of)
    for table in (*DERIVED, contact_score):
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        raw.execute(f"CREATE TEMP TABLE {table.name} ({columns})")
    raw.execute("CREATE UNIQUE INDEX temp.past_visit ON stage_visit (deal_id, sequence)")
    raw.execute("CREATE INDEX temp.past_ended ON stage_visit (stage_id, left_at)")
    raw.execute("CREATE INDEX temp.past_activity_deal ON activity (deal_id)")
    raw.execute("CREATE UNIQUE INDEX temp.past_exit_visit ON deal_exit (visit_id)")
    raw.execute("CREATE INDEX temp.past_handed ON handoff_value (handoff_id)")
    derived.install(raw)
    derived.rebuild(raw, "temp")
    raw.execute("CREATE UNIQUE INDEX temp.past_score ON contact_score (contact_id)")
    scores.rebuild(raw, at=as_of - 1, schema="temp")
    raw.execute("CREATE INDEX temp.past_state ON deal_state (pipeline_id, status, stage_id)")
    raw.execute("CREATE INDEX temp.past_state_deal ON deal_state (deal_id)")
    raw.execute("CREATE INDEX temp.past_reached ON deal_reached (stage_id, at)")
    raw.execute("CREATE INDEX temp.past_reached_deal ON deal_reached (deal_id, stage_id)")
    raw.execute("CREATE INDEX temp.past_by_day ON reached_by_day (stage_id, day)")
    raw.execute("CREATE INDEX temp.past_event ON deal_event (pipeline_id, kind, at)")
    raw.execute("CREATE INDEX temp.past_event_deal ON deal_event (deal_id, kind)")
    raw.execute("COMMIT")


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _collect_changes(raw: Any, as_of: int) -> None:
    """The first change after T of each row: its `before` is the row as of T."""
    # From the few actions after T to their changes: SQLite would walk all changes instead.
    raw.execute(
        "CREATE TEMP TABLE first_change AS "
        "SELECT c.table_name, c.row_id, c.before, c.after FROM ("
        " SELECT min(c.id) AS id FROM action CROSS JOIN change AS c ON c.action_id = action.id"
        f" WHERE action.at >= ? AND {counts('c')} GROUP BY c.table_name, c.row_id) AS earliest "
        "CROSS JOIN change AS c ON c.id = earliest.id",
        (as_of,),
    )
    raw.execute("CREATE INDEX temp.first_change_row ON first_change (table_name, row_id)")


def _copy(raw: Any, table: Table) -> None:
    raw.execute(f'CREATE TEMP TABLE "{table.name}" AS SELECT * FROM main."{table.name}"')
    raw.execute(f'CREATE UNIQUE INDEX temp.past_{table.name} ON "{table.name}" (id)')


def _read_back(raw: Any, table: Table) -> None:
    """Rows changed after T as they were; rows first recorded after T as they were first recorded.

    A row that was recorded after T and is gone again never counted.
    """
    raw.execute(
        f"CREATE TEMP TABLE was AS SELECT row_id, coalesce(before, after) AS image "
        f"FROM first_change WHERE table_name = '{table.name}' "
        f'AND (before IS NOT NULL OR row_id IN (SELECT id FROM main."{table.name}"))'
    )
    raw.execute(f'DELETE FROM temp."{table.name}" WHERE id IN (SELECT row_id FROM was)')
    raw.execute(
        f'INSERT INTO temp."{table.name}" ({_names(table)}) '
        f"SELECT {row_from_json(table, 'image')} FROM was"
    )
    raw.execute("DROP TABLE temp.was")


def _restore_deleted_facts(raw: Any) -> None:
    """Deals that lost a visit or exit after T (deleted, or a move undone) stand as they did at T.

    All visits and exits of such a deal are read back, since the rows left behind were changed by
    the same act.
    """
    raw.execute(
        "CREATE TEMP TABLE lost_facts AS "
        "SELECT DISTINCT json_extract(before, '$.deal_id') AS deal_id FROM first_change "
        "WHERE before IS NOT NULL AND ("
        " (table_name = 'stage_visit' AND row_id NOT IN (SELECT id FROM main.stage_visit)) OR"
        " (table_name = 'deal_exit' AND row_id NOT IN (SELECT id FROM main.deal_exit)))"
    )
    for table in JOURNALED:
        if table.name in _FACTS:
            raw.execute(
                f"DELETE FROM temp.{table.name} WHERE id IN (SELECT row_id FROM first_change "
                f"WHERE table_name = '{table.name}') "
                "AND deal_id IN (SELECT deal_id FROM lost_facts)"
            )
            raw.execute(
                f"INSERT INTO temp.{table.name} ({_names(table)}) "
                f"SELECT {row_from_json(table, 'before')} FROM first_change "
                f"WHERE table_name = '{table.name}' AND before IS NOT NULL "
                "AND json_extract(before, '$.deal_id') IN (SELECT deal_id FROM lost_facts)"
            )
    raw.execute("DROP TABLE temp.lost_facts")


def _clip(raw: Any, as_of: int) -> None:
    """What happened at or after T has not happened; a deal not yet anywhere is not there."""
    raw.execute("DELETE FROM temp.stage_visit WHERE entered_at >= ?", (as_of,))
    raw.execute(
        "UPDATE temp.stage_visit SET left_at = NULL, left_day = NULL, outcome = NULL "
        "WHERE left_at >= ?",
        (as_of,),
    )
    raw.execute(
        "DELETE FROM temp.deal_exit WHERE visit_id NOT IN "
        "(SELECT id FROM temp.stage_visit WHERE outcome IS NOT NULL)"
    )
    raw.execute("DELETE FROM temp.deal WHERE id NOT IN (SELECT deal_id FROM temp.stage_visit)")
    for name, begins in _BEGINS.items():
        raw.execute(f"DELETE FROM temp.{name} WHERE {begins} >= ?", (as_of,))
    for name, (column, owner) in _BELONGS.items():
        raw.execute(f"DELETE FROM temp.{name} WHERE {column} NOT IN (SELECT id FROM temp.{owner})")
    # A task says nothing of when it was planned: one that was recorded after T and was not done
    # before was not planned yet.
    raw.execute(
        "DELETE FROM temp.activity WHERE kind = 'task' AND (done_at IS NULL OR done_at >= ?) "
        "AND id IN (SELECT row_id FROM first_change"
        " WHERE table_name = 'activity' AND before IS NULL)",
        (as_of,),
    )
    _decide(raw, as_of)
    # A stage that joined its pipeline after T was no part of the river then (domain.md §3).
    raw.execute(
        "UPDATE temp.stage SET archived_at = ? WHERE id IN ("
        " SELECT row_id FROM first_change WHERE table_name = 'stage' AND before IS NULL) "
        "AND pipeline_id NOT IN ("
        " SELECT row_id FROM first_change WHERE table_name = 'pipeline' AND before IS NULL) "
        "AND id NOT IN (SELECT stage_id FROM temp.stage_visit)",
        (as_of,),
    )


def _decide(raw: Any, as_of: int) -> None:
    """What became of a report's action says when, and counts from then, whenever it was written."""
    decided = ("state", "decided_at", "decided_day", "note")
    names = ", ".join(decided)
    images = ", ".join(f"json_extract(before, '$.{name}')" for name in decided)
    raw.execute(
        f"CREATE TEMP TABLE decided AS SELECT id, {names} FROM main.report_action UNION ALL "
        f"SELECT row_id, {images} FROM change WHERE id IN ("
        " SELECT max(id) FROM change WHERE table_name = 'report_action' AND after IS NULL"
        " GROUP BY row_id) AND row_id NOT IN (SELECT id FROM main.report_action)"
    )
    raw.execute(
        f"UPDATE temp.report_action SET ({names}) = ("
        f" SELECT {names} FROM decided WHERE decided.id = report_action.id) "
        "WHERE id IN (SELECT id FROM decided WHERE decided_at < ?)",
        (as_of,),
    )
    raw.execute("DROP TABLE temp.decided")
