"""Reads the pasts of deals (deal_pasts.py): visits, what they were before, and what was lost."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.deal_pasts import (
    BEFORE,
    BEHIND,
    OUTCOMES,
    DealPasts,
    Images,
    Visits,
    keys_of,
)
from revops_desktop.analytics.number_rows import decoded
from revops_desktop.database.deal_images import FIELDS
from revops_desktop.database.journal import counts
from revops_desktop.database.prepared import raw_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Truths = NDArray[np.bool_]

# So many deals are read and reckoned with at a time.
_AT_A_TIME = 1000
_LAST = 2**62
_FAR_BACK = -(2**62)


class Stay(NamedTuple):
    """A visit: `outcome` None while the deal stands there."""

    sequence: int
    stage_id: int
    entered_at: int | None
    left_at: int | None
    outcome: str | None


# The image of a stage as of an instant, as of now where nothing changed since.
_STAGES = f"""
SELECT s.id, s.pipeline_id, s.phase, (
  SELECT coalesce(c.before, c.after) FROM change AS c JOIN action AS a ON a.id = c.action_id
  WHERE c.table_name = 'stage' AND c.row_id = s.id AND a.at >= :at AND {counts("c")}
  ORDER BY c.id LIMIT 1)
FROM stage AS s
"""


def rivers_at(session: Session, at: int | None) -> Mapping[int, tuple[int, str]]:
    """Pipeline and phase of every stage just before an instant, of now with None."""
    found = {}
    # No change is as late as this.
    for stage_id, pipeline_id, phase, image in raw_of(session).execute(
        _STAGES, {"at": at or 2**62}
    ):
        was = json.loads(image) if image else {}
        found[stage_id] = (was.get("pipeline_id", pipeline_id), was.get("phase", phase))
    return found


def deal_pasts(
    session: Session, *, deal_ids: Collection[int], since: int | None, until: int | None
) -> Iterator[DealPasts]:
    """The pasts of deals, from the first instant `since` (None: ever) on to `until` (None: now).

    Some deals at a time, in the order of their ids.
    """
    reader = _Reader(session, since, until)
    ordered = sorted(deal_ids)
    for begin in range(0, len(ordered), _AT_A_TIME):
        yield reader.read(ordered[begin : begin + _AT_A_TIME])


def losing_deals(session: Session, since: int | None) -> set[int]:
    """Deals that lost a row, a visit or an exit since an instant: undone, or deleted for good."""
    start = _FAR_BACK if since is None else since
    return {row[0] for row in raw_of(session).execute(_LOST, {"since": start})}


class _Reader:
    """Reads the pasts of some deals; what was lost in the file is read once."""

    def __init__(self, session: Session, since: int | None, until: int | None) -> None:
        self._session, self._raw = session, raw_of(session)
        self._since, self._until = _FAR_BACK if since is None else since, until
        self._lost_since = set() if since is None else losing_deals(session, since)
        self._lost_until = set() if until is None else losing_deals(session, until)

    @cached_property
    def _gone_visits(self) -> Mapping[int, list[int]]:
        """By deal, the visits that are gone."""
        found: dict[int, list[int]] = defaultdict(list)
        for visit_id, deal_id in self._raw.execute(_GONE_VISITS):
            found[deal_id].append(visit_id)
        return found

    def read(self, deal_ids: Sequence[int]) -> DealPasts:
        """The pasts of deals, in the order of their ids."""
        wanted = {"wanted": json.dumps(deal_ids)}
        places = np.array(deal_ids, np.int64)
        visits = _visits(self._raw, wanted, places)
        first = self._as_of(visits, self._since, self._lost_since, deal_ids)
        if self._until is not None:
            visits = self._as_of(visits, self._until, self._lost_until, deal_ids)
        return DealPasts(deal_ids, *self._read_images(wanted, deal_ids, places), visits, first)

    def _read_images(
        self, wanted: Mapping[str, str], deal_ids: Sequence[int], places: "Numbers"
    ) -> "tuple[Images, Numbers, Numbers, Numbers, tuple[Numbers, Truths]]":
        """The images, their keys, deals and instants; what those that are gone were worth last."""
        since = {"since": self._since}
        changes = _changes(self._raw, _IMAGES, {**wanted, **since}, places)
        value, is_known = np.zeros(len(deal_ids), np.int64), np.zeros(len(deal_ids), np.bool_)
        missing = np.setdiff1d(np.arange(len(deal_ids)), changes.of[changes.place == _LAST])
        if len(missing):
            changes = changes.without(missing)
            wanted = {"wanted": json.dumps(places[missing].tolist())}
            gone = _changes(self._raw, _GONE, {**wanted, **since}, places)
            changes = changes.joined(gone)
            # In the order of changes: the last one stays.
            were = np.flatnonzero(gone.images.is_there)
            were = were[np.argsort(gone.place[were], kind="stable")]
            value[gone.of[were]] = gone.images.value[were]
            is_known[gone.of[were]] = gone.images.is_known[were]
        # What was told comes before what was seen, and what is now is last.
        order = np.lexsort((changes.at, changes.place, changes.of))
        of, at = changes.of[order], np.clip(changes.at, BEFORE, BEHIND)[order]
        # The first change not before an instant is the first by which one was not before it.
        keys = np.maximum.accumulate(keys_of(of, at))
        return changes.images.at(order), keys, of, at, (value, is_known)

    def _as_of(
        self, visits: Visits, at: int, lost: Collection[int], deal_ids: Sequence[int]
    ) -> Visits:
        """The visits with those that deals lost since an instant."""
        here = [(place, one) for place, one in enumerate(deal_ids) if one in lost]
        if not here:
            return visits
        found = []
        kept: dict[int, dict[int, Stay]] = defaultdict(dict)
        wanted = {"wanted": json.dumps([one for _place, one in here])}
        for row in self._raw.execute(_VISITS, wanted):
            kept[row[0]][row[1]] = Stay(*row[2:])
        for place, deal_id in here:
            rows = kept[deal_id]
            touched = [*rows, *self._gone_visits.get(deal_id, ())]
            for visit_id, image in _first_visits(self._session, at, touched):
                rows.pop(visit_id, None)
                if image is not None:
                    rows[visit_id] = image
            # A stay begins with its sequence.
            found += [(place, one) for one in sorted(rows.values(), key=itemgetter(0))]
        return visits.without(np.array([place for place, _one in here])).joined(_told(found))


class _Changes(NamedTuple):
    """What deals were before changes: the images, their deals, their order in a deal, instants."""

    images: Images
    of: "Numbers"
    place: "Numbers"
    at: "Numbers"

    def without(self, places: "Numbers") -> "_Changes":
        """Those of other deals."""
        rows = np.flatnonzero(~np.isin(self.of, places))
        return _Changes(self.images.at(rows), self.of[rows], self.place[rows], self.at[rows])

    def joined(self, other: "_Changes") -> "_Changes":
        """These, and then the others."""
        both = [np.concatenate([mine, its]) for mine, its in zip(self[1:], other[1:], strict=True)]
        return _Changes(self.images.joined(other.images), *both)


def _changes(raw: Any, statement: str, asked: Mapping[str, Any], places: "Numbers") -> _Changes:
    *numbers, closes = raw.execute(statement, asked).fetchone()
    deal, place, at, flags, value = (decoded(listed or "") for listed in numbers)
    images = Images(flags & 1 > 0, flags & 2 > 0, value, flags & 4 > 0, _days(closes))
    return _Changes(images, np.searchsorted(places, deal), place, at)


def _visits(raw: Any, wanted: Mapping[str, str], places: "Numbers") -> Visits:
    deal, sequence, stage, entered, left, outcome = (
        decoded(listed or "") for listed in raw.execute(_ALL_VISITS, wanted).fetchone()
    )
    order = np.lexsort((sequence, deal))
    return Visits(
        np.searchsorted(places, deal)[order],
        stage[order],
        np.clip(entered, BEFORE, BEHIND - 1)[order],
        np.clip(left, BEFORE, BEHIND - 1)[order],
        outcome[order],
    )


def _told(stays: Sequence[tuple[int, Stay]]) -> Visits:
    """Visits that are no longer in the file as they were."""
    return Visits(
        *(
            np.array(listed, np.int64)
            for listed in (
                [place for place, _one in stays],
                [one.stage_id for _place, one in stays],
                [BEFORE if one.entered_at is None else one.entered_at for _place, one in stays],
                [BEFORE if one.left_at is None else one.left_at for _place, one in stays],
                [OUTCOMES.index(one.outcome) for _place, one in stays],
            )
        )
    )


def _days(listed: str | None) -> "NDArray[np.str_]":
    return np.array([] if listed is None else listed.split(","), "U10")


def _first_visits(
    session: Session, at: int, visit_ids: Collection[int]
) -> list[tuple[int, Stay | None]]:
    """Those of the visits that changed since an instant, each as it was before; None: was not."""
    values = {"since": at, "ids": json.dumps(list(visit_ids))}
    found: dict[int, Stay | None] = {}
    for visit_id, image in raw_of(session).execute(_VISIT_IMAGES, values):
        if visit_id not in found:
            was: dict[str, Any] | None = json.loads(image) if image else None
            found[visit_id] = Stay(*(was[name] for name in Stay._fields)) if was else None
    return list(found.items())


# What deals were before each change, and what they are now.
_READ = """
SELECT group_concat(deal_id), group_concat(place), group_concat(at),
  group_concat(is_there + 2 * (is_there AND deleted_at IS NULL) + 4 * (worth IS NOT NULL)),
  group_concat(coalesce(worth, 0)), group_concat(coalesce(expected_close, ''))
FROM ({rows})
"""
_WORTH = """
coalesce({closed_value}, CASE WHEN {amount} IS NOT NULL OR {monthly_amount} IS NOT NULL
  THEN coalesce({amount}, 0) + 12 * coalesce({monthly_amount}, 0) END) AS worth,
{expected_close} AS expected_close, {deleted_at} AS deleted_at"""


def _columns(of: str) -> str:
    return _WORTH.format_map({name: f"{of}.{name}" for name in FIELDS})


_IMAGES = _READ.format(
    rows=f"""
  SELECT h.deal_id, -1 AS place, h.changed_at AS at, 1 AS is_there, {_columns("h")}
  FROM json_each(:wanted) AS w CROSS JOIN deal_history AS h ON h.deal_id = w.value
  WHERE h.changed_at >= :since
  UNION ALL
  SELECT i.deal_id, i.change_id, i.changed_at, 1, {_columns("i")}
  FROM json_each(:wanted) AS w CROSS JOIN deal_image AS i ON i.deal_id = w.value
  WHERE i.changed_at >= :since
  UNION ALL
  SELECT d.id, {_LAST}, {BEHIND}, 1, {_columns("d")}
  FROM json_each(:wanted) AS w CROSS JOIN deal AS d ON d.id = w.value"""
)
# Deals that are no longer there; one that was first recorded after the instant never counted.
_FIELD = "json_extract(c.before, '$.{name}')"
_GONE = _READ.format(
    rows=f"""
  SELECT w.value AS deal_id, c.id AS place, a.at AS at, c.before IS NOT NULL AS is_there,
    {_WORTH.format_map({name: _FIELD.format(name=name) for name in FIELDS})}
  FROM json_each(:wanted) AS w
  CROSS JOIN change AS c ON c.table_name = 'deal' AND c.row_id = w.value
  CROSS JOIN action AS a ON a.id = c.action_id WHERE a.at >= :since AND {counts("c")}
  UNION ALL
  SELECT w.value, {_LAST}, {BEHIND}, 0, NULL, NULL, NULL FROM json_each(:wanted) AS w"""
)

_VISITS = """
SELECT v.deal_id, v.id, v.sequence, v.stage_id, v.entered_at, v.left_at, v.outcome
FROM json_each(:wanted) AS w CROSS JOIN stage_visit AS v ON v.deal_id = w.value
"""

_NUMBERED = " ".join(f"WHEN '{one}' THEN {place}" for place, one in enumerate(OUTCOMES) if one)
_ALL_VISITS = f"""
SELECT group_concat(v.deal_id), group_concat(v.sequence), group_concat(v.stage_id),
  group_concat(coalesce(v.entered_at, {BEFORE})), group_concat(coalesce(v.left_at, {BEFORE})),
  group_concat(CASE v.outcome {_NUMBERED} ELSE 0 END)
FROM json_each(:wanted) AS w CROSS JOIN stage_visit AS v ON v.deal_id = w.value
"""

# Rows that are gone now and were there at the instant. `main.`: where the file is turned back, its
# own tables say what is gone.
_OF_DEAL = (
    ("stage_visit", "json_extract({image}, '$.deal_id')"),
    ("deal_exit", "json_extract({image}, '$.deal_id')"),
    ("deal", "gone.row_id"),
)
_LOST = " UNION ".join(
    f"""
SELECT {owner.format(image="first")} FROM (
  SELECT gone.row_id, (
    SELECT c.before FROM change AS c JOIN action AS a ON a.id = c.action_id
    WHERE c.table_name = '{name}' AND c.row_id = gone.row_id AND a.at >= :since
      AND {counts("c")}
    ORDER BY c.id LIMIT 1) AS first
  FROM (
    SELECT DISTINCT row_id FROM change INDEXED BY ix_change_gone
    WHERE table_name = '{name}' AND after IS NULL
      AND row_id NOT IN (SELECT id FROM main.{name})) AS gone) AS gone
WHERE first IS NOT NULL"""
    for name, owner in _OF_DEAL
)

_GONE_VISITS = """
SELECT DISTINCT row_id, json_extract(before, '$.deal_id')
FROM change INDEXED BY ix_change_gone WHERE table_name = 'stage_visit' AND after IS NULL
"""

_VISIT_IMAGES = f"""
SELECT c.row_id, c.before
FROM json_each(:ids) AS w
CROSS JOIN change AS c ON c.table_name = 'stage_visit' AND c.row_id = w.value
CROSS JOIN action AS a ON a.id = c.action_id
WHERE a.at >= :since AND {counts("c")}
ORDER BY c.row_id, c.id
"""
