"""The derived tables: where each deal is, when it reached each stage, what happened to it.

They follow the visits and are never journaled. `follow` brings up to date the deals an action
touched, `rebuild` all of them; both run the same statements, so that they cannot disagree.
Undo, import and the one move therefore need no code of their own for them (domain.md §3, §5).
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from revops_desktop.database import journal
from revops_desktop.database.tables import UNKNOWN_DAY
from revops_desktop.rules.river import HUMAN_KINDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# More changed deals than this are rebuilt together with all others: one pass is cheaper.
MANY = 20_000

# A deal in the trash stands nowhere: it has no derived rows.
_ALL = "SELECT id FROM deal WHERE deleted_at IS NULL"
_TOUCHED = "SELECT deal_id FROM temp.touched"
_CHANGED = (
    "SELECT t.deal_id FROM temp.touched AS t CROSS JOIN deal ON deal.id = t.deal_id "
    "WHERE deal.deleted_at IS NULL"
)

# A customer run is the visits in the customer phase from one entry to the next lower phase. It is
# a win unless the deal was moved back out of it (domain.md §3). `sequence` orders visits: dates of
# an import may contradict it. One exit reads its instant from the visit it ended.
# Declared types matter: without them the columns' affinity would keep indexes from being used.
_WORK_TABLES = (
    "CREATE TEMP TABLE touched (deal_id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE visits (deal_id INTEGER, visit_id INTEGER, sequence INTEGER,"
    " stage_id INTEGER, position INTEGER, own_phase TEXT, phase TEXT, pipeline_id INTEGER,"
    " entered_at INTEGER, entered_day TEXT, left_at INTEGER, left_day TEXT, outcome TEXT,"
    " is_reentry INTEGER, is_imported INTEGER, reason_id INTEGER, phase_before TEXT,"
    " phase_after TEXT, next_visit INTEGER, next_here INTEGER)",
    "CREATE INDEX temp.visits_deal ON visits (deal_id, sequence)",
    "CREATE TEMP TABLE wins (deal_id INTEGER, sequence INTEGER, stage_id INTEGER,"
    " pipeline_id INTEGER, entered_at INTEGER, entered_day TEXT)",
    "CREATE INDEX temp.wins_deal ON wins (deal_id, sequence)",
    "CREATE TEMP TABLE happened (deal_id INTEGER, sequence INTEGER, kind TEXT, at INTEGER,"
    " day TEXT, pipeline_id INTEGER, stage_id INTEGER, reason_id INTEGER, class TEXT,"
    " opportunity INTEGER)",
    "CREATE INDEX temp.happened_deal ON happened (deal_id, sequence)",
    "CREATE TEMP TABLE reached (deal_id INTEGER, stage_id INTEGER, at INTEGER, next INTEGER,"
    ' next_at INTEGER, "left" TEXT, left_at INTEGER, visited INTEGER, value INTEGER)',
)

# A deal that was won stays so through what an imported history tells of it afterwards, until it
# left the river: such a visit counts as a customer's (`phase`), and the deal is both won and open.
# Only a person's move takes a win away.
_VISITS = """
INSERT INTO temp.visits
SELECT deal_id, visit_id, sequence, stage_id, position, own_phase, phase, pipeline_id, entered_at,
       entered_day, left_at, left_day, outcome, is_reentry, is_imported, reason_id,
       lag(phase) OVER w, lead(phase) OVER w, lead(visit_id) OVER w, next_here
FROM (
  SELECT v.*, CASE WHEN max(CASE WHEN own_phase = 'customer' THEN sequence END) OVER w
                      >= max(CASE WHEN is_imported = 0
                                    OR before NOT IN ('went_back', 'advanced')
                             THEN sequence ELSE -1 END) OVER w
                        AND is_imported = 1 THEN 'customer' ELSE own_phase END AS phase
  FROM (
    SELECT v.deal_id, v.id AS visit_id, v.sequence, v.stage_id, s.position, s.phase AS own_phase,
           s.pipeline_id, v.entered_at, v.entered_day, v.left_at, v.left_day, v.outcome,
           v.is_reentry, v.is_imported, x.reason_id, lag(v.outcome) OVER w AS before,
           lead(v.id) OVER (PARTITION BY v.deal_id, s.pipeline_id ORDER BY v.sequence) AS next_here
    FROM stage_visit AS v
    JOIN stage AS s ON s.id = v.stage_id
    LEFT JOIN deal_exit AS x ON x.visit_id = v.id
    WHERE v.deal_id IN ({deals})
    WINDOW w AS (PARTITION BY v.deal_id ORDER BY v.sequence)
  ) AS v
  WINDOW w AS (PARTITION BY deal_id ORDER BY sequence)
)
WINDOW w AS (PARTITION BY deal_id ORDER BY sequence)
"""

_VALUE = (
    "coalesce(d.closed_value, CASE WHEN d.amount IS NULL AND d.monthly_amount IS NULL THEN NULL "
    "ELSE coalesce(d.amount, 0) + 12 * coalesce(d.monthly_amount, 0) END)"
)

# An archived stage is no stage of the river any more; its visits still reached those before it.
# CROSS JOIN keeps SQLite from walking all deals where few changed.
# The unknown beginning is earlier than every known one; min() over a sentinel keeps that.
_UNKNOWN = -(2**60)

_WINS = """
INSERT INTO temp.wins
SELECT entry.deal_id, entry.sequence, entry.stage_id, entry.pipeline_id,
       entry.entered_at, entry.entered_day
FROM visits AS entry
WHERE entry.phase = 'customer'
  AND (entry.phase_before IS NULL OR entry.phase_before <> 'customer')
  AND NOT EXISTS (
    SELECT 1 FROM visits AS last
    WHERE last.deal_id = entry.deal_id AND last.sequence >= entry.sequence
      AND last.phase = 'customer' AND last.phase_after <> 'customer'
      AND last.outcome IN ('went_back', 'advanced')
      AND NOT EXISTS (
        SELECT 1 FROM visits AS between_
        WHERE between_.deal_id = entry.deal_id AND between_.phase <> 'customer'
          AND between_.sequence BETWEEN entry.sequence AND last.sequence)
  )
"""

_REACHED = """
INSERT INTO temp.reached (deal_id, stage_id, at, next, next_at, "left", left_at, visited, value)
WITH reached AS (
  SELECT v.deal_id, s.id AS stage_id, s.position, s.pipeline_id,
         nullif(min(coalesce(v.entered_at, {unknown})), {unknown}) AS at,
         max(v.stage_id = s.id) AS visited
  FROM visits AS v
  JOIN stage AS s ON s.pipeline_id = v.pipeline_id AND s.position <= v.position
                 AND s.archived_at IS NULL
  GROUP BY v.deal_id, s.id
), flow AS (
  SELECT reached.*,
         lead(stage_id) OVER w AS next_stage, lead(at) OVER w AS next_at
  FROM reached WINDOW w AS (PARTITION BY deal_id, pipeline_id ORDER BY position)
), ended AS (
  SELECT deal_id, pipeline_id, outcome, left_at FROM visits
  WHERE next_here IS NULL AND outcome IN ('lost', 'recycled', 'churned', 'transferred')
)
SELECT flow.deal_id, flow.stage_id, flow.at, flow.next_stage IS NOT NULL, flow.next_at,
       ended.outcome, ended.left_at, flow.visited, {value}
FROM flow
CROSS JOIN deal AS d ON d.id = flow.deal_id
LEFT JOIN ended ON ended.deal_id = flow.deal_id AND ended.pipeline_id = flow.pipeline_id
               AND flow.next_stage IS NULL
"""

# `sign` takes the deals out (−1) before they are derived anew, and puts them in (1) after it.
_BY_DAY = f"""
INSERT INTO reached_by_day (stage_id, day, next, "left", visited, deals, known, carrying, amount)
SELECT stage_id, coalesce((at - (at % 86400 + 86400) % 86400) / 86400, {UNKNOWN_DAY}),
       next, coalesce("left", ''), visited, {{sign}} * count(*), {{sign}} * count(value),
       {{sign}} * coalesce(sum(value > 0), 0), {{sign}} * coalesce(sum(value), 0)
FROM deal_reached WHERE deal_id IN ({{deals}})
GROUP BY 1, 2, 3, 4, 5
"""
_ADD_UP = """
ON CONFLICT (stage_id, next, "left", visited, day) DO UPDATE SET
  deals = deals + excluded.deals, known = known + excluded.known,
  carrying = carrying + excluded.carrying, amount = amount + excluded.amount
"""

_REACHED_ALL = "INSERT INTO deal_reached SELECT * FROM temp.reached"

# A move changes two of a deal's rows; writing the others again would double the commit.
_REACHED_GONE = """
DELETE FROM deal_reached WHERE deal_id IN (SELECT deal_id FROM temp.touched)
  AND (deal_id, stage_id) NOT IN (SELECT deal_id, stage_id FROM temp.reached)
"""
_REACHED_NEW = """
INSERT INTO deal_reached SELECT * FROM temp.reached WHERE true
ON CONFLICT (deal_id, stage_id) DO UPDATE SET at = excluded.at, next = excluded.next,
  next_at = excluded.next_at, "left" = excluded."left", left_at = excluded.left_at,
  visited = excluded.visited, value = excluded.value
WHERE (at, next, next_at, "left", left_at, visited, value) IS NOT (excluded.at, excluded.next,
  excluded.next_at, excluded."left", excluded.left_at, excluded.visited, excluded.value)
"""

# Each `…_visit` is the one row that decides; looked up by index, a deal at a time.
_STATE = """
INSERT INTO deal_state (deal_id, pipeline_id, status, stage_id, visit_id, since, since_day,
  first_at, first_day, opportunity, opportunity_at, opportunity_day, won, won_at, won_day,
  undated, value, rank, expected_close, next_due, last_due, touched_at,
  owner_id)
SELECT d.id, coalesce(last.pipeline_id, d.pipeline_id),
  CASE WHEN last.outcome IN ('lost', 'recycled', 'churned', 'transferred') THEN last.outcome
       WHEN last.own_phase = 'customer' THEN 'customer' ELSE 'open' END,
  last.stage_id, last.visit_id,
  CASE WHEN last.outcome IS NULL THEN last.entered_at ELSE last.left_at END,
  CASE WHEN last.outcome IS NULL THEN last.entered_day ELSE last.left_day END,
  first.entered_at, first.entered_day,
  opportunity.deal_id IS NOT NULL, opportunity.entered_at, opportunity.entered_day,
  win.deal_id IS NOT NULL, win.entered_at, win.entered_day,
  last.deal_id IS NULL OR EXISTS (SELECT 1 FROM visits AS v WHERE v.deal_id = d.id AND
    (v.entered_at IS NULL OR (v.outcome IS NOT NULL AND v.left_at IS NULL))),
  {value}, coalesce(d.board_rank, {rank}), d.expected_close,
  (SELECT min(a.due_on) FROM activity AS a WHERE a.deal_id = d.id AND a.done_at IS NULL),
  (SELECT max(a.due_on) FROM activity AS a WHERE a.deal_id = d.id AND a.done_at IS NULL),
  nullif(max(coalesce(d.touched_at, {unknown}), coalesce((
    SELECT max(v.entered_at) FROM visits AS v WHERE v.deal_id = d.id AND v.is_imported = 0),
    {unknown}), coalesce((
    SELECT max(coalesce(a.happened_at, a.done_at)) FROM activity AS a WHERE a.deal_id = d.id
      AND a.is_automatic = 0 AND a.kind IN {human}), {unknown})), {unknown}), d.owner_id
FROM deal AS d
LEFT JOIN visits AS last ON last.rowid = (
  SELECT v.rowid FROM visits AS v WHERE v.deal_id = d.id ORDER BY v.sequence DESC LIMIT 1)
LEFT JOIN visits AS first ON first.rowid = (
  SELECT v.rowid FROM visits AS v WHERE v.deal_id = d.id
  ORDER BY v.position, coalesce(v.entered_at, {unknown}), v.sequence LIMIT 1)
LEFT JOIN visits AS opportunity ON opportunity.rowid = (
  SELECT v.rowid FROM visits AS v WHERE v.deal_id = d.id AND v.phase <> 'lead'
  ORDER BY coalesce(v.entered_at, {unknown}), v.sequence LIMIT 1)
LEFT JOIN wins AS win ON win.rowid = (
  SELECT w.rowid FROM wins AS w WHERE w.deal_id = d.id ORDER BY w.sequence DESC LIMIT 1)
WHERE d.id IN ({deals})
"""

# A deal's place in its column unless it was put elsewhere by hand: the newest beginning is the
# greatest. In billionths of a second, so that a card finds room between any two others; the id
# orders deals of one second. An unknown beginning lies before every known one.
_RANK = """
max(min(coalesce(CASE WHEN last.outcome IS NULL THEN last.entered_at ELSE last.left_at END,
  -9100000000), 9000000000), -9100000000) * 1000000000 + (d.id % 1000000) * 1000
"""

# Reopening is an event but where it wins at once, and where a churned customer comes back as one.
_HAPPENED = """
INSERT INTO temp.happened
WITH happened AS (
  SELECT deal_id, 2 * sequence + 1 AS sequence, outcome AS kind, left_at AS at, left_day AS day,
         pipeline_id, stage_id, reason_id
  FROM visits WHERE outcome IN ('lost', 'recycled', 'churned', 'transferred')
  UNION ALL
  SELECT v.deal_id, 2 * v.sequence, 'reopened', v.entered_at, v.entered_day, v.pipeline_id,
         v.stage_id, NULL
  FROM visits AS v WHERE v.is_reentry = 1 AND (v.phase <> 'customer' OR (
    v.phase_before <> 'customer' AND NOT EXISTS (
      SELECT 1 FROM wins AS w WHERE w.deal_id = v.deal_id AND w.sequence = v.sequence)))
  UNION ALL
  SELECT deal_id, 2 * sequence, 'won', entered_at, entered_day, pipeline_id, stage_id, NULL
  FROM wins
)
SELECT h.*, CASE WHEN kind IN ('churned', 'transferred') THEN kind ELSE 'ending' END,
  EXISTS (SELECT 1 FROM visits AS v WHERE v.deal_id = h.deal_id AND 2 * v.sequence <= h.sequence
          AND v.phase IN ('opportunity', 'customer'))
FROM happened AS h
"""

# Where no later one is dated before it, which is nearly always, the window knows both instants.
_EVENTS = """
INSERT INTO deal_event (deal_id, sequence, kind, at, day, pipeline_id, stage_id, opportunity,
  reason_id, value, is_last, followed_at, preceded_at)
SELECT h.deal_id, h.sequence, h.kind, h.at, h.day, h.pipeline_id, h.stage_id, h.opportunity,
  h.reason_id, {value}, h.later = 0,
  CASE WHEN h.earliest < h.at THEN (SELECT min(l.at) FROM temp.happened AS l WHERE {later}
    AND l.at >= h.at) WHEN h.at IS NOT NULL THEN h.earliest END,
  CASE WHEN h.earliest < h.at THEN (SELECT max(l.at) FROM temp.happened AS l WHERE {later}
    AND l.at < h.at) END
FROM (
  SELECT *, count(*) OVER w AS later, min(at) OVER w AS earliest FROM temp.happened
  WINDOW w AS (PARTITION BY deal_id, pipeline_id, class ORDER BY sequence
               ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
) AS h CROSS JOIN deal AS d ON d.id = h.deal_id
"""
_LATER = (
    "l.deal_id = h.deal_id AND l.sequence > h.sequence AND l.pipeline_id = h.pipeline_id "
    "AND l.class = h.class"
)

_DERIVED = ("deal_reached", "deal_state", "deal_event")
_SUMMED = "reached_by_day"


def install(raw: Any) -> None:
    """Makes the TEMP tables to work in; once a connection, since each CREATE costs every plan."""
    for statement in _WORK_TABLES:
        raw.execute(statement)


def _fill(raw: Any, deals: str, reached: tuple[str, ...]) -> None:
    options = {
        **{"deals": deals, "value": _VALUE, "rank": _RANK},
        **{"unknown": _UNKNOWN, "human": HUMAN_KINDS, "later": _LATER},
    }
    for statement in (_VISITS, _WINS, _REACHED, _STATE, _HAPPENED, _EVENTS):
        raw.execute(statement.format(**options))
    for statement in reached:
        raw.execute(statement)
    for table in ("visits", "wins", "reached", "happened"):
        raw.execute(f"DELETE FROM temp.{table}")


def rebuild(raw: Any, schema: str = "main") -> None:
    """Derives every row anew; with `schema` "temp" into TEMP tables of the same names."""
    for table in (*_DERIVED, _SUMMED):
        raw.execute(f"DELETE FROM {schema}.{table}")
    _fill(raw, _ALL, (_REACHED_ALL,))
    raw.execute(_BY_DAY.format(sign=1, deals=_ALL))


def follow(raw: Any, deals: Collection[int], *, river_changed: bool) -> None:
    """Brings the derived rows of `deals` up to date; of all deals when stages changed.

    `raw` is the writer's connection inside the action's transaction.
    """
    if river_changed or len(deals) > MANY:
        rebuild(raw)
        return
    if not deals:
        return
    raw.execute("DELETE FROM temp.touched")
    raw.executemany("INSERT INTO temp.touched VALUES (?)", [(deal_id,) for deal_id in deals])
    raw.execute(_BY_DAY.format(sign=-1, deals=_TOUCHED) + _ADD_UP)
    for table in ("deal_state", "deal_event"):
        raw.execute(f"DELETE FROM {table} WHERE deal_id IN ({_TOUCHED})")
    _fill(raw, _CHANGED, (_REACHED_GONE, _REACHED_NEW))
    raw.execute(_BY_DAY.format(sign=1, deals=_CHANGED) + _ADD_UP)
    raw.execute(f"DELETE FROM {_SUMMED} WHERE deals = 0")


def follow_within(session: "Session") -> None:
    """Brings the derived rows up to date in the midst of an action, for what it asks next."""
    session.flush()
    raw: Any = session.connection().connection.driver_connection
    (action_id,) = raw.execute("SELECT action_id FROM temp.running").fetchone()
    changed = journal.changed_by(raw, action_id)
    river_changed = "stage" in changed.tables and journal.river_changed(raw, action_id)
    follow(raw, changed.deals, river_changed=river_changed)
