"""How the sums by day of what deals reached are read over many spans at once.

Each way that deals went on or left, of each stage and span, is one stretch of the primary key, and
is added up as it lies: a GROUP BY over all of them would sort it.
"""

from revops_desktop.analytics.funnel import LEFT

_WAYS = [(1, "", visited) for visited in (0, 1)] + [
    (0, left, visited) for visited in (0, 1) for left in ("", *LEFT)
]
# Asked with `stages` (ids) and `spans` (place, first day of UTC, the day behind the last), as JSON.
EACH_WAY = f"""
WITH way (next, "left", visited) AS (
  VALUES {", ".join(f"({went_on}, '{left}', {visited})" for went_on, left, visited in _WAYS)}),
span (place, first, behind) AS MATERIALIZED (
  SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
  FROM json_each(:spans)),
one (stage_id) AS MATERIALIZED (SELECT value FROM json_each(:stages))
"""
OF_ALL = "FROM span CROSS JOIN one CROSS JOIN way"
# What lies in such a stretch; for a subquery of a statement of OF_ALL.
STRETCH = """
FROM reached_by_day AS sums
WHERE sums.stage_id = one.stage_id AND sums.next = way.next AND sums."left" = way."left"
  AND sums.visited = way.visited AND sums.day >= span.first AND sums.day < span.behind
"""
