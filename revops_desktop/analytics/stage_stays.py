"""The stays in each stage as arrays: those that ended, those that run, those without a date.

They come from SQLite as a few long texts of numbers: a row each would hold Python's lock far too
long.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, literal_column, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.number_rows import Numbers, decoded, number_rows
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.spans import INSTANT, Spans, day_number
from revops_desktop.database.prepared import raw_of
from revops_desktop.database.tables import deal, deal_state
from revops_desktop.rules.periods import DAY

Reals = NDArray[np.float64]

# Before and after every instant of a file.
FAR = 2**60
# So many seconds of stays are read at a time, and so many stays at most are in one text.
_AT_A_TIME = 92 * DAY


_EXACT = "visit.entered_day IS NULL AND visit.left_day IS NULL"
_WITHIN = """
FROM stage_visit AS visit
WHERE visit.stage_id = :stage AND visit.left_at >= :first AND visit.left_at < :last
  AND visit.entered_at IS NOT NULL
"""
# The stays that begin and end at an instant, and whether there are any others.
_STAYS = f"""
SELECT group_concat(visit.deal_id) FILTER (WHERE {_EXACT}),
       group_concat(visit.entered_at) FILTER (WHERE {_EXACT}),
       group_concat(visit.left_at) FILTER (WHERE {_EXACT}),
       count(visit.entered_day) + count(visit.left_day)
{_WITHIN}"""
# The same without the instants: half as many digits.
_TOOK = f"""
SELECT group_concat(visit.left_at - visit.entered_at) FILTER (WHERE {_EXACT}),
       count(visit.entered_day) + count(visit.left_day)
{_WITHIN}"""
_DATED = f"""
SELECT group_concat(visit.deal_id), group_concat(visit.entered_at), group_concat(visit.left_at),
       group_concat({day_number("visit.entered_day")}), group_concat({day_number("visit.left_day")})
{_WITHIN}  AND (visit.entered_day IS NOT NULL OR visit.left_day IS NOT NULL)
"""
# The stays of some deals in any stage.
_OF_DEALS = f"""
SELECT visit.stage_id, visit.deal_id, visit.entered_at, visit.left_at,
       {day_number("visit.entered_day")}, {day_number("visit.left_day")}
FROM json_each(:deals) AS wanted CROSS JOIN stage_visit AS visit ON visit.deal_id = wanted.value
WHERE visit.left_at >= :first AND visit.left_at < :last AND visit.entered_at IS NOT NULL
"""
# Each is the end of an index.
_ENDS = "SELECT " + ", ".join(
    f"(SELECT {end}(left_at) FROM stage_visit WHERE stage_id = :stage"
    " AND left_at >= :first AND left_at < :last)"
    for end in ("min", "max")
)
_LIVING = "visit.deal_id NOT IN (SELECT id FROM deal WHERE deleted_at IS NOT NULL)"


def _numbers(listed: str | None) -> Numbers:
    return decoded(listed or "")


_EMPTY = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Stays:
    """Stays that ended, and whose they are."""

    deal_id: Numbers
    spans: Spans


NO_STAYS = Stays(_EMPTY, Spans(_EMPTY, _EMPTY, _EMPTY, _EMPTY))


class StaysReader:
    """Reads the stays that ended in the period, stage by stage, both ends known."""

    def __init__(self, session: Session, scope: Scope) -> None:
        conditions = [str(one) for one in scope.means(literal_column("visit.deal_id"))]
        trashed = select(deal.c.id).where(deal.c.deleted_at.is_not(None)).limit(1)
        if session.execute(trashed).first() is not None:
            # Asked of every stay: only where there is something to ask for.
            conditions.append(_LIVING)
        said = "".join(f" AND {one}" for one in conditions)
        self._exact, self._took, self._dated, self._of_deals = (
            question + said for question in (_STAYS, _TOOK, _DATED, _OF_DEALS)
        )
        self._zone = scope.zone
        self._raw = raw_of(session)
        start, end = scope.period.bounds(scope.zone)
        self._within = {
            "first": -FAR if start is None else start,
            "last": FAR if end is None else end,
        }

    def ended(self, stage_id: int) -> Stays:
        """The stays in a stage."""
        parts: list[tuple[Numbers, ...]] = []
        for first, last in self._spans(stage_id):
            asked = {"stage": stage_id, "first": first, "last": last}
            *columns, dated = self._raw.execute(self._exact, asked).fetchone()
            deal_id, start, end = map(_numbers, columns)
            instants = np.full(len(start), INSTANT)
            parts.append((deal_id, start, end, instants, instants))
            if dated:
                row = self._raw.execute(self._dated, asked).fetchone()
                parts.append(tuple(map(_numbers, row)))
        if not parts:
            return NO_STAYS
        deal_id, *spans = map(np.concatenate, zip(*parts, strict=True))
        return Stays(deal_id, Spans(*spans))

    def ended_of(self, deal_ids: Collection[int]) -> Mapping[int, Stays]:
        """The stays of some deals, by stage."""
        asked = {"deals": json.dumps(list(deal_ids)), **self._within}
        rows = np.array(self._raw.execute(self._of_deals, asked).fetchall(), np.int64)
        rows = rows.reshape(-1, 6)
        found = {}
        for stage_id in np.unique(rows[:, 0]).tolist():
            deal_id, *spans = rows[rows[:, 0] == stage_id, 1:].T
            found[stage_id] = Stays(deal_id, Spans(*spans))
        return found

    def days(self, stage_id: int, first: int, last: int) -> Reals:
        """Calendar days of the stays in a stage that ended within, but for those in odd order."""
        asked = {"stage": stage_id, "first": first, "last": last}
        took, dated = self._raw.execute(self._took, asked).fetchone()
        found = _numbers(took) / DAY
        if dated:
            row = self._raw.execute(self._dated, asked).fetchone()
            found = np.concatenate([found, Spans(*map(_numbers, row[1:])).days(self._zone)])
        return found[found >= 0]

    def _spans(self, stage_id: int) -> Iterator[tuple[int, int]]:
        """The period in parts, from the first stay that ended in it to the last."""
        first, last = self._raw.execute(_ENDS, {"stage": stage_id, **self._within}).fetchone()
        if first is None or last is None:
            return
        # One mistyped year is no reason to ask for thousands of parts.
        step = max(_AT_A_TIME, (last - first) // 40)
        for begin in range(first, last + 1, step):
            yield begin, min(begin + step, last + 1)


def running_rows(
    session: Session,
    scope: Scope,
    deal_ids: Collection[int] | None = None,
    stage_id: int | None = None,
) -> Numbers:
    """The present stays of known beginning: deal, stage, beginning, and its day or INSTANT.

    Of `deal_ids` alone, or in one stage alone, if given.
    """
    state = deal_state.c
    among: list[ColumnElement[bool]] = [
        state.stage_id.is_not(None) if stage_id is None else state.stage_id == stage_id
    ]
    pipeline_id: ColumnElement[int] = state.pipeline_id
    if deal_ids is not None:
        # Of a few deals all is looked at; by the index all that stand would be.
        pipeline_id = pipeline_id + 0
        among.append(state.deal_id.in_(sorted(deal_ids)))
    day: ColumnElement[int] = literal_column(day_number(str(state.since_day)))
    return number_rows(
        session,
        select(state.deal_id, state.stage_id, state.since, day.label("day")).where(
            pipeline_id == scope.pipeline_id,
            state.status.in_(("open", "customer")),
            state.since.is_not(None),
            *among,
            *scope.means(state.deal_id),
        ),
    )


# From the few deals without a date to their stays: SQLite would walk all stays instead.
_LACKING = """
SELECT visit.stage_id, visit.outcome IS NULL, count(*)
FROM deal_state CROSS JOIN stage_visit AS visit ON visit.deal_id = deal_state.deal_id
WHERE deal_state.undated = 1
  AND (visit.entered_at IS NULL OR (visit.outcome IS NOT NULL AND visit.left_at IS NULL))
  AND (visit.outcome IS NULL OR ({ended}))
"""
_BY_STAGE = " GROUP BY visit.stage_id, visit.outcome IS NULL"


def undated_stays(session: Session, scope: Scope) -> Mapping[int, tuple[int, int]]:
    """By stage: the stays that ended, and those that run, of which a date is unknown."""
    means = [str(one) for one in scope.means(literal_column("visit.deal_id"))]
    start, end = scope.period.bounds(scope.zone)
    # Where they ended in another period, or nobody knows, all time alone can hold them.
    bounds = (("left_at >= :first", start), ("left_at < :last", end))
    within = " AND ".join(f"visit.{said}" for said, at in bounds if at is not None)
    lacking = text(
        _LACKING.format(ended=within or "true")
        + "".join(f" AND {one}" for one in means)
        + _BY_STAGE
    ).bindparams(**{name: at for name, at in (("first", start), ("last", end)) if at is not None})
    found: dict[int, tuple[int, int]] = {}
    for stage_id, runs, number in session.execute(lacking):
        ended, running = found.get(stage_id, (0, 0))
        found[stage_id] = (ended, running + number) if runs else (ended + number, running)
    return found
