"""What became of the deals of each month? Monthly cohorts of every stage (domain.md §5, §6)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.funnel import Cohort
from revops_desktop.analytics.period_flow import StageConversion, of_cohort
from revops_desktop.analytics.pipelines import stages_of
from revops_desktop.analytics.reached_sums import EACH_WAY, OF_ALL, STRETCH
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally
from revops_desktop.database.tables import deal_reached
from revops_desktop.rules.periods import DAY, last_months, month_period

# A span of instants, or of days of UTC, of the month at this place.
Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class CohortMonth:
    """The deals that reached each stage in a month YYYY-MM, followed until now."""

    month: str
    steps: tuple[StageConversion, ...]


def cohorts(
    session: Session,
    *,
    pipeline_id: int,
    last_month: str,
    months: int = 12,
    only: Filter = EVERYTHING,
) -> tuple[CohortMonth, ...]:
    """The cohorts of the `months` months that end with `last_month`, oldest first.

    Each equals `stage_conversions` of that month; all of them are read at once.
    """
    only = settled(session, only)
    stages = stages_of(session, pipeline_id=pipeline_id)
    names = last_months(last_month, months)
    found = _read(session, [one.stage_id for one in stages], names, only)
    following = [*stages[1:], None]
    return tuple(
        CohortMonth(
            name,
            tuple(
                of_cohort(stage, to, found.get((place, stage.stage_id)) or Cohort())
                for stage, to in zip(stages, following, strict=True)
            ),
        )
        for place, name in enumerate(names)
    )


def _read(
    session: Session, stage_ids: Sequence[int], months: Sequence[str], only: Filter
) -> dict[tuple[int, int], Cohort]:
    """By the place of the month, and the stage."""
    zone = settings(session).time_zone
    days: list[Span] = []
    instants: list[Span] = []
    for place, month in enumerate(months):
        start, end = month_period(month).bounds(zone)
        assert start is not None and end is not None
        if only == EVERYTHING:
            # Whole days of UTC are added up already; the ends of the month are read one by one.
            first, behind = -(-start // DAY), end // DAY
            days.append((place, first, behind))
            instants += [(place, start, first * DAY), (place, behind * DAY, end)]
        else:
            instants.append((place, start, end))
    found: dict[tuple[int, int], Cohort] = {}
    for question, spans in (
        (_BY_DAY, days),
        (_one_by_one(only), instants),
    ):
        rows = session.execute(
            question, {"stages": json.dumps(list(stage_ids)), "spans": json.dumps(spans)}
        )
        for place, stage_id, went_on, left, visited, *figures in rows:
            cohort = found.setdefault((place, stage_id), Cohort())
            cohort.add(went_on, left, visited, Tally(*figures))
    return found


_BY_DAY = text(f"""{EACH_WAY}, found AS MATERIALIZED (
  SELECT span.place, one.stage_id, way.next, way."left", way.visited, (
    SELECT CASE WHEN count(*) THEN json_array(sum(sums.deals), sum(sums.amount),
        sum(sums.deals) - sum(sums.known), sum(sums.carrying)) END {STRETCH}) AS tally
  {OF_ALL})
SELECT place, stage_id, next, "left", visited, json_extract(tally, '$[0]'),
  json_extract(tally, '$[1]'), json_extract(tally, '$[2]'), json_extract(tally, '$[3]')
FROM found WHERE tally IS NOT NULL
""")
_ONE_BY_ONE = """
SELECT json_extract(span.value, '$[0]'), deal_reached.stage_id, deal_reached.next,
       coalesce(deal_reached."left", ''), deal_reached.visited,
       count(*), coalesce(sum(deal_reached.value), 0), count(*) - count(deal_reached.value),
       coalesce(sum(deal_reached.value > 0), 0)
FROM json_each(:spans) AS span CROSS JOIN json_each(:stages) AS one
CROSS JOIN deal_reached
  ON deal_reached.stage_id = one.value AND deal_reached.at >= json_extract(span.value, '$[1]')
 AND deal_reached.at < json_extract(span.value, '$[2]')
{where} GROUP BY 1, 2, 3, 4, 5
"""


def _one_by_one(only: Filter) -> TextClause:
    wanted = within(only, deal_reached.c.deal_id)
    return text(_ONE_BY_ONE.format(where=f"WHERE {wanted[0]}" if wanted else ""))
