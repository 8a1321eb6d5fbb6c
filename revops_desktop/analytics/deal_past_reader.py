"""Reads the pasts of deals (deal_pasts.py): visits, the change journal, and what was lost."""

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
    instants,
    keys_of,
)
from revops_desktop.database.prepared import raw_of
from revops_desktop.rules.money import value_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Truths = NDArray[np.bool_]

_FIELDS = ("closed_value", "amount", "monthly_amount", "expected_close", "deleted_at")
# So many deals are read and reckoned with at a time.
_AT_A_TIME = 1000
_LAST_ID = 2**62
_FAR_BACK = -(2**62)


class Stay(NamedTuple):
    """A visit: `outcome` None while the deal stands there."""

    sequence: int
    stage_id: int
    entered_at: int | None
    left_at: int | None
    outcome: str | None


# The image of a stage as of an instant, as of now where nothing changed since.
_STAGES = """
SELECT s.id, s.pipeline_id, s.phase, (
  SELECT coalesce(c.before, c.after) FROM change AS c JOIN action AS a ON a.id = c.action_id
  WHERE c.table_name = 'stage' AND c.row_id = s.id AND a.at >= :at ORDER BY c.id LIMIT 1)
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
        now = {row[0]: row[1:] for row in self._raw.execute(_ROWS, wanted)}
        *numbers, listed = self._raw.execute(_CHANGES, {**wanted, "since": self._since}).fetchone()
        row_id, change_id, at, is_new = map(_numbers, numbers)
        changed: list[Any] = json.loads(f"[{listed or ''}]")
        of = np.searchsorted(places, row_id)
        worth: list[int | None] = [_worth(*one[:3]) for one in changed]
        value = np.zeros(len(deal_ids), np.int64)
        is_known = np.zeros(len(deal_ids), np.bool_)
        if len(now) < len(deal_ids):
            gone = ~np.isin(row_id, np.fromiter(now, np.int64, len(now)))
            for row in np.flatnonzero(gone)[np.argsort(change_id[gone])]:
                if is_new[row]:
                    # First recorded after the instant, and gone again: it never counted.
                    changed[row] = None
                else:
                    worth_last = worth[row]
                    value[of[row]], is_known[of[row]] = worth_last or 0, worth_last is not None
        last = value, is_known
        rows = [now.get(deal_id) for deal_id in deal_ids]
        images = _images([*changed, *rows], [*worth, *(one and _worth(*one[:3]) for one in rows)])
        of = np.concatenate([of, np.arange(len(deal_ids))])
        at = np.concatenate([np.clip(at, BEFORE, BEHIND - 1), instants(None, len(deal_ids))])
        ids = np.concatenate([change_id, np.full(len(deal_ids), _LAST_ID)])
        order = np.lexsort((ids, of))
        of, at = of[order], at[order]
        # The first change not before an instant is the first by which one was not before it.
        return images.at(order), np.maximum.accumulate(keys_of(of, at)), of, at, last

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


def _worth(closed: int | None, amount: int | None, monthly: int | None) -> int | None:
    return value_of(amount, monthly) if closed is None else closed


def _images(rows: Sequence[Any], worth: Sequence[int | None]) -> Images:
    return Images(
        np.array([one is not None for one in rows], np.bool_),
        np.array([one is not None and one[4] is None for one in rows], np.bool_),
        np.array([one or 0 for one in worth], np.int64),
        np.array([one is not None for one in worth], np.bool_),
        np.array([(one and one[3]) or "" for one in rows], "U10"),
    )


def _visits(raw: Any, wanted: Mapping[str, str], places: "Numbers") -> Visits:
    deal, sequence, stage, entered, left, outcome = map(
        _numbers, raw.execute(_ALL_VISITS, wanted).fetchone()
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


def _numbers(listed: str | None) -> "Numbers":
    return np.zeros(0, np.int64) if listed is None else np.fromstring(listed, np.int64, sep=",")


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


_ROWS = f"""
SELECT d.id, {", ".join(f"d.{name}" for name in _FIELDS)}
FROM json_each(:wanted) AS w CROSS JOIN deal AS d ON d.id = w.value
"""

_CHANGES = f"""
SELECT group_concat(c.row_id), group_concat(c.id), group_concat(a.at),
  group_concat(c.before IS NULL), group_concat(
    json_extract(coalesce(c.before, c.after), {", ".join(f"'$.{name}'" for name in _FIELDS)}))
FROM json_each(:wanted) AS w
CROSS JOIN change AS c ON c.table_name = 'deal' AND c.row_id = w.value
CROSS JOIN action AS a ON a.id = c.action_id
WHERE a.at >= :since
"""

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

_VISIT_IMAGES = """
SELECT c.row_id, c.before
FROM json_each(:ids) AS w
CROSS JOIN change AS c ON c.table_name = 'stage_visit' AND c.row_id = w.value
CROSS JOIN action AS a ON a.id = c.action_id
WHERE a.at >= :since
ORDER BY c.row_id, c.id
"""
