"""What each deal was worth, when it should have closed, and when it was in the trash, ever before.

The change journal knows it all, but a deal's changes lie scattered in it, and each is a whole row
as JSON. `deal_image` holds the few columns that figures of the past want, deal by deal. It follows
from the journal by every action, as `derived.py` does.
`deal_history` tells the same of the time before this file knew a deal, where an export of
everything came back: until each of its instants, what it says is what was.
"""

from collections.abc import Collection
from typing import Any

from revops_desktop.database.journal import counts

# What both tables say of a deal, under the names that its row has.
FIELDS = ("closed_value", "amount", "monthly_amount", "expected_close", "deleted_at")
_NAMES = ", ".join(("deal_id", "change_id", "changed_at", *FIELDS))


def _told(image: str) -> str:
    """SQL: the fields in an image of a row, as one text."""
    paths = ", ".join(f"'$.{name}'" for name in FIELDS)
    return f"json_extract({image}, {paths})"


def _each(image: str) -> str:
    return ", ".join(f"json_extract({image}, '$.{name}')" for name in FIELDS)


_IS_EDIT = "c.before IS NOT NULL AND c.after IS NOT NULL"
_CHANGED = f"{_IS_EDIT} AND {_told('c.before')} <> {_told('c.after')}"

# Clocks go back, too: as of an instant a deal is what it was before the first change that was made
# then or later, whatever was recorded earlier of later changes.
_ALL = f"""
INSERT INTO {{schema}}.deal_image ({_NAMES})
SELECT row_id, id, changed_at, {_each("before")} FROM (
  SELECT c.row_id, c.id, iif({_CHANGED}, c.before, NULL) AS before,
         max(a.at) OVER (PARTITION BY c.row_id ORDER BY c.id) AS changed_at
  FROM change AS c CROSS JOIN action AS a ON a.id = c.action_id
  WHERE c.table_name = 'deal' AND {counts("c")})
WHERE before IS NOT NULL
"""
# `+`: the action's changes are few, those of all deals are not.
_OF_ACTION = f"""
INSERT INTO deal_image ({_NAMES})
SELECT c.row_id, c.id, (
    SELECT max(a.at) FROM change AS e CROSS JOIN action AS a ON a.id = e.action_id
    WHERE e.table_name = 'deal' AND e.row_id = c.row_id AND e.id <= c.id AND {counts("e")}),
  {_each("c.before")}
FROM change AS c WHERE c.action_id = ? AND +c.table_name = 'deal' AND {_CHANGED}
"""

_OF = ", ".join(f"{{0}}.{name}" for name in FIELDS)
# Everything that is known of deals `d` which are there: until `changed_at` a deal was so. What was
# told comes before what was seen.
PASTS = f"""
SELECT h.deal_id, 0 AS is_seen, h.id AS place, h.changed_at, {_OF.format("h")}, h.undone_at
FROM {{deals}} CROSS JOIN deal_history AS h ON h.deal_id = d.id
UNION ALL
SELECT i.deal_id, 1, i.change_id, i.changed_at, {_OF.format("i")}, NULL
FROM {{deals}} CROSS JOIN deal_image AS i ON i.deal_id = d.id
"""
IN_ORDER = "is_seen, changed_at, place"
HOW_MANY = f"SELECT count(*) FROM ({PASTS.format(deals='deal AS d')})"
# Since when such a change does not count as one that somebody made.
UNDONE_AT = """
CASE is_seen WHEN 0 THEN undone_at ELSE (
  SELECT CASE WHEN a.kind = 'do' THEN undone.at ELSE a.at END
  FROM change AS c JOIN action AS a ON a.id = c.action_id
  LEFT JOIN action AS undone ON undone.id = a.reversed_by_id WHERE c.id = place) END
"""
# The same with the columns of `deal_history`, as it is told to another file. What was told keeps
# its number; an instant is never before the one that stands before it.
NUMBERED = f"""
SELECT CASE is_seen WHEN 0 THEN place ELSE (SELECT coalesce(max(id), 0) FROM deal_history)
    + row_number() OVER (PARTITION BY is_seen ORDER BY deal_id, place) END AS id,
  deal_id, max(changed_at) OVER (
    PARTITION BY deal_id ORDER BY {IN_ORDER} ROWS UNBOUNDED PRECEDING) AS changed_at,
  {", ".join(FIELDS)}, {UNDONE_AT} AS undone_at
FROM ({PASTS.format(deals="deal AS d")})
"""


_MADE_ANEW = """
SELECT EXISTS (SELECT 1 FROM change
  WHERE action_id = ? AND +table_name = 'workspace' AND before IS NULL)
"""


def follow(raw: Any, action_id: int, tables: Collection[str]) -> None:
    """Adds what the deals were before an action that changed these tables.

    On the writer's connection. Where it made another workspace of the file, only that one counts.
    """
    if "workspace" in tables and raw.execute(_MADE_ANEW, (action_id,)).fetchone()[0]:
        raw.execute("DELETE FROM deal_image")
    elif "deal" in tables:
        raw.execute(_OF_ACTION, (action_id,))


def rebuild(raw: Any, schema: str = "main") -> None:
    """Reads the whole change journal anew (seconds at 100,000 deals)."""
    raw.execute(f"DELETE FROM {schema}.deal_image")
    raw.execute(_ALL.format(schema=schema))


def differences(raw: Any) -> int:
    """How many rows differ from what the change journal says; on a connection of its own."""
    raw.execute(f"CREATE TEMP TABLE deal_image ({_NAMES})")
    rebuild(raw, "temp")
    kept, right = (f"SELECT {_NAMES} FROM {place}.deal_image" for place in ("main", "temp"))
    (count,) = raw.execute(
        f"SELECT (SELECT count(*) FROM ({kept} EXCEPT {right})) "
        f"+ (SELECT count(*) FROM ({right} EXCEPT {kept}))"
    ).fetchone()
    return int(count)


def read_back(raw: Any, as_of: int) -> None:
    """Deals in the TEMP table `deal` as they were told to be before an instant (`past.py`)."""
    names = ", ".join(FIELDS)
    raw.execute(
        f"UPDATE temp.deal SET ({names}) = ("
        f" SELECT {names} FROM main.deal_history AS h WHERE h.deal_id = deal.id"
        " AND h.changed_at >= :at"
        " ORDER BY h.changed_at, h.id LIMIT 1) "
        "WHERE id IN (SELECT deal_id FROM main.deal_history WHERE changed_at >= :at)",
        {"at": as_of},
    )
