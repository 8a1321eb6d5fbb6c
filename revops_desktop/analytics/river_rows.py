"""What the river's picture counts of each deal, so that after a move only that deal is read anew.

The deals behind the figures are asked with the statements of river_cohort.py; a test holds both
together.
"""

from collections.abc import Collection
from dataclasses import dataclass
from math import prod

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING
from revops_desktop.analytics.number_rows import UNKNOWN, Numbers, looked_up, number_rows
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.river_cohort import cohort
from revops_desktop.analytics.tally import NONE, Tally
from revops_desktop.database.tables import deal, deal_event, deal_reached, stage

# How a deal ends in the furthest stage that it reached; the place is its code. "": it waits.
WAYS = ("", "lost", "recycled", "churned", "transferred")
_KINDS = (*WAYS, "won", "reopened")
REFERRAL = "referral"
NOBODY = -1
# At most so many times the number of rows are codes looked at one by one.
_DENSE = 4
# At most so many sources are compared with that of each deal.
_MOST_SOURCES = 60


@dataclass(frozen=True, slots=True)
class Origin:
    """A source as it is spelled, and whether the deals are referrals."""

    source: str | None
    is_referral: bool


@dataclass(frozen=True, slots=True)
class RiverRows:
    """The deals of a cohort side by side; `skipped_*`: a row each stage reached without a visit.

    `end`: the furthest stage reached · `way`: the place in WAYS · `reason_id` of leaving, NOBODY:
    none given · `out`, `into`: recycled last from and reopened in, NOBODY: it did not come back ·
    `origin`: the place in `origins` · `value` in minor units, UNKNOWN where it is not known.
    """

    deal_id: Numbers
    value: Numbers
    undated: Numbers
    end: Numbers
    way: Numbers
    reason_id: Numbers
    out: Numbers
    into: Numbers
    won: Numbers
    origin: Numbers
    skipped_deal: Numbers
    skipped_stage: Numbers
    skipped_value: Numbers
    origins: tuple[Origin, ...]

    def with_anew(self, deal_ids: Collection[int], anew: "RiverRows") -> "RiverRows":
        """These rows with those of some deals replaced by newer ones."""
        changed = np.array(sorted(deal_ids), dtype=np.int64)
        kept = ~np.isin(self.deal_id, changed)
        kept_skipped = ~np.isin(self.skipped_deal, changed)
        origins = tuple(dict.fromkeys((*self.origins, *anew.origins)))
        places = np.array([origins.index(one) for one in anew.origins], dtype=np.int64)
        joined = {}
        for name in _COLUMNS:
            newer = getattr(anew, name)
            if name == "origin":
                newer = places[newer]
            mask = kept_skipped if name.startswith("skipped") else kept
            joined[name] = np.concatenate((getattr(self, name)[mask], newer))
        return RiverRows(**joined, origins=origins)


_COLUMNS = tuple(name for name in RiverRows.__slots__ if name != "origins")


def river_rows(
    session: Session, scope: Scope, first_stage_id: int, deal_ids: Collection[int] | None = None
) -> RiverRows:
    """The deals that reached the first stage in the period; of `deal_ids` alone if given."""
    entered = cohort(scope, first_stage_id)
    is_whole = deal_ids is None and scope.period.is_all_time and scope.only == EVERYTHING
    if deal_ids is not None:
        entered = entered.where(deal_reached.c.deal_id.in_(sorted(deal_ids)))
    if is_whole:
        # Nearly all deals there are: their tables are read through, and no deal is looked up.
        ends, skipped = _of_all(session, scope, first_stage_id)
    else:
        ends = number_rows(session, _ends(scope, entered))
        skipped = number_rows(session, _skipped(scope, entered))
    ends = _by_deal(ends)
    events = _by_deal(number_rows(session, _events(None if is_whole else entered)))
    told = _told(ends, events, scope)
    found = _origins_of_all(session, ends[:, 0]) if is_whole else None
    origins, origin = found or _origins(session, entered, ends[:, 0])
    columns = (*ends.T, *told, origin, *skipped.T)
    return RiverRows(**dict(zip(_COLUMNS, columns, strict=True)), origins=origins)


def tallies(codes: Numbers, values: Numbers, size: int) -> list[Tally]:
    """A Tally of the values of each code from 0 to before `size`; amounts in minor units."""
    return [Tally(*row) for row in _sums(codes, values, size).T.tolist()]


def _sums(codes: Numbers, values: Numbers, size: int) -> Numbers:
    """What a Tally holds of each code, in its order."""
    known = values != UNKNOWN
    amounts = np.zeros(size, dtype=np.int64)
    np.add.at(amounts, codes[known], values[known])
    counts = np.bincount(codes, minlength=size)
    unknown = np.bincount(codes[~known], minlength=size)
    carrying = np.bincount(codes[known & (values > 0)], minlength=size)
    return np.stack((counts, amounts, unknown, carrying))


def tallies_by(values: Numbers, *keys: Numbers) -> dict[tuple[int, ...], Tally]:
    """A Tally of the values of each combination of keys that there is."""
    if not len(values):
        return {}
    spans = [int(key.max()) + 2 for key in keys]
    codes = np.zeros(len(values), dtype=np.int64)
    for key, span in zip(keys, spans, strict=True):
        # The least key is NOBODY.
        codes = codes * span + key + 1
    size = prod(spans)
    if size <= _DENSE * len(values):
        # To look at every code that could be is quicker than to sort those that there are.
        sums = _sums(codes, values, size)
        found = np.flatnonzero(sums[0])
        sums = sums[:, found]
    else:
        found, places = np.unique(codes, return_inverse=True)
        sums = _sums(places, values, len(found))
    made = {}
    for code, row in zip(found.tolist(), sums.T.tolist(), strict=True):
        parts: list[int] = []
        for span in reversed(spans):
            code, rest = divmod(code, span)
            parts.insert(0, rest - 1)
        made[tuple(parts)] = Tally(*row)
    return made


def summed(tallied: dict[tuple[int, ...], Tally], place: int) -> dict[int, Tally]:
    """The same by one of the keys alone."""
    found: dict[int, Tally] = {}
    for key, tally in tallied.items():
        found[key[place]] = found.get(key[place], NONE) + tally
    return found


def _known(column: ColumnElement) -> ColumnElement:
    return func.coalesce(column, literal(UNKNOWN))


def _here(scope: Scope, stage_id: ColumnElement) -> ColumnElement[bool]:
    """Whether a stage is one of the pipeline; not looked up by index, a row at a time."""
    mine = select(stage.c.id).where(stage.c.pipeline_id == scope.pipeline_id)
    return (stage_id + 0).in_(mine)


def _ends(scope: Scope, entered: Select) -> Select:
    inside, row = entered.subquery(), deal_reached.c
    way = case({name: place for place, name in enumerate(WAYS)}, value=row.left, else_=0)
    return (
        select(
            *(row.deal_id, _known(row.value)),
            type_coerce(inside.c.at.is_(None), Integer),
            *(row.stage_id, way),
        )
        .join_from(inside, deal_reached, row.deal_id == inside.c.deal_id)
        .where(row.next == 0, _here(scope, row.stage_id))
    )


def _skipped(scope: Scope, entered: Select) -> Select:
    inside, row = entered.subquery(), deal_reached.c
    return (
        select(row.deal_id, row.stage_id, _known(row.value))
        .join_from(inside, deal_reached, row.deal_id == inside.c.deal_id)
        .where(row.visited == 0, _here(scope, row.stage_id))
    )


def _of_all(session: Session, scope: Scope, first_stage_id: int) -> tuple[Numbers, Numbers]:
    """What `_ends` and `_skipped` say of all time, from one reading."""
    row = deal_reached.c
    way = case({name: 8 * place for place, name in enumerate(WAYS)}, value=row.left, else_=0)
    marks = (row.at.is_(None), row.next == 0, row.visited == 0)
    flags = sum((case((mark, 2**bit), else_=0) for bit, mark in enumerate(marks)), way)
    rows = number_rows(
        session,
        select(row.deal_id, _known(row.value), row.stage_id, flags).where(
            or_(row.next == 0, row.visited == 0, row.stage_id == first_stage_id)
        ),
    )
    deal_id, value, stage_id, said = rows.T
    first = np.flatnonzero(stage_id == first_stage_id)
    undated, is_in = looked_up(deal_id[first], said[first] & 1, deal_id, 0)
    of_river = select(stage.c.id).where(stage.c.pipeline_id == scope.pipeline_id)
    is_in &= np.isin(stage_id, session.scalars(of_river).all())
    ends, skipped = (np.flatnonzero(is_in & (said & bit > 0)) for bit in (2, 4))
    return (
        np.array([one[ends] for one in (deal_id, value, undated, stage_id, said >> 3)]).T,
        np.array([one[skipped] for one in (deal_id, stage_id, value)]).T,
    )


def _events(entered: Select | None) -> Select:
    """What happened to the deals of a cohort, or to all."""
    event = deal_event.c
    kind = case({name: place for place, name in enumerate(_KINDS)}, value=event.kind, else_=0)
    every = select(
        *(event.deal_id, event.sequence, event.pipeline_id, kind, event.stage_id),
        func.coalesce(event.reason_id, NOBODY),
    )
    if entered is None:
        return every
    inside = entered.subquery()
    return every.join_from(inside, deal_event, event.deal_id == inside.c.deal_id)


def _by_deal(rows: Numbers) -> Numbers:
    """In the order of the first two columns: deals, and what happened to each in its order."""
    if rows.shape[1] < 2 or not len(rows):
        return rows
    first, second = rows[:, 0], rows[:, 1]
    behind = first[1:] > first[:-1]
    if (behind | ((first[1:] == first[:-1]) & (second[1:] >= second[:-1]))).all():
        return rows
    return np.take(rows.T, np.lexsort((second, first)), axis=1).T


def _told(
    ends: Numbers, events: Numbers, scope: Scope
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """What each deal's events say: the reason it left for, out, into, and whether it was won."""
    deals, ways = ends[:, 0], ends[:, 4]
    reason_id, out, into = (np.full(len(ends), NOBODY, dtype=np.int64) for _column in range(3))
    won = np.zeros(len(ends), dtype=np.int64)
    if not len(ends) or not len(events):
        return reason_id, out, into, won
    deal_id, _sequence, pipeline_id, kind, stage_id, reason = events.T
    # A deal's place among those of the cohort; every event is of one of them.
    place = np.minimum(np.searchsorted(deals, deal_id), len(deals) - 1)
    here = (deals[place] == deal_id) & (pipeline_id == scope.pipeline_id)
    # The last one written stands.
    left = here & (kind == ways[place])
    reason_id[place[left]] = reason[left]
    won[place[(deals[place] == deal_id) & (kind == _KINDS.index("won"))]] = 1
    recycled = np.flatnonzero(here & (kind == _KINDS.index("recycled")))
    last = np.full(len(ends), -1, dtype=np.int64)
    last[place[recycled]] = recycled
    whose = np.flatnonzero(last >= 0)
    last = last[whose]
    # Nothing but coming back can happen to a deal next after it left.
    after = np.minimum(last + 1, len(events) - 1)
    back = (last + 1 < len(events)) & (deal_id[after] == deals[whose])
    out[whose[back]] = stage_id[last[back]]
    into[whose[back]] = stage_id[after[back]]
    return reason_id, out, into, won


def _origins(
    session: Session, entered: Select, deals: Numbers
) -> tuple[tuple[Origin, ...], Numbers]:
    """Where the deals came from: the origins, and the place among them of each deal."""
    inside = entered.subquery()
    referral = deal.c.kind == REFERRAL
    rows = session.execute(
        select(deal.c.source, referral, func.group_concat(inside.c.deal_id))
        .join_from(inside, deal, deal.c.id == inside.c.deal_id)
        .group_by(deal.c.source, referral)
    )
    origins: list[Origin] = []
    place = np.zeros(len(deals), dtype=np.int64)
    for source, is_referral, ids in rows:
        own = np.fromiter(map(int, ids.split(",")), dtype=np.int64)
        at = np.searchsorted(deals, own)
        place[at] = len(origins)
        origins.append(Origin(source, bool(is_referral)))
    return tuple(origins), place


def _origins_of_all(session: Session, deals: Numbers) -> tuple[tuple[Origin, ...], Numbers] | None:
    """The same of nearly all deals that there are; None where too many sources are told apart."""
    source = deal.c.source
    names = session.scalars(select(source).where(source.is_not(None)).distinct()).all()
    if len(names) > _MOST_SOURCES:
        return None
    place = case({name: 2 * one for one, name in enumerate(names)}, value=source) if names else None
    code = func.coalesce(place, 2 * len(names)) + case((deal.c.kind == REFERRAL, 1), else_=0)
    rows = number_rows(session, select(deal.c.id, code))
    origins = tuple(Origin(name, which) for name in (*names, None) for which in (False, True))
    return origins, looked_up(rows[:, 0], rows[:, 1], deals, len(origins) - 2)[0]
