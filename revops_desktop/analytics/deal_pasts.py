"""What were deals at any instant of a span? The same as `Workspace.ask(…, as_of=…)` would say.

Turning the whole file back takes seconds at 100,000 deals; here only the deals that matter are
read. Where they stood comes from their visits, what they were from the change journal, and a deal
that lost visits since stands as it did then (domain.md §10).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from revops_desktop.database.prepared import raw_of
from revops_desktop.rules.money import value_of

# What `_make` of a named tuple does, without asking how long the row is: there are many.
_made = tuple.__new__
_FIELDS = ("closed_value", "amount", "monthly_amount", "expected_close", "deleted_at")


class Stay(NamedTuple):
    """A visit: `outcome` None while the deal stands there."""

    sequence: int
    stage_id: int
    entered_at: int | None
    left_at: int | None
    outcome: str | None


class Image(NamedTuple):
    """What a deal's row said."""

    closed_value: int | None
    amount: int | None
    monthly_amount: int | None
    expected_close: str | None
    deleted_at: int | None

    @property
    def value(self) -> int | None:
        """One-off + 12 × monthly in minor units, as of the win or exit once there was one."""
        if self.closed_value is not None:
            return self.closed_value
        return value_of(self.amount, self.monthly_amount)


@dataclass(slots=True)
class DealPast:
    """A deal over a span. `now` None: its row is gone. `before`: (change at, the row before it)."""

    deal_id: int
    now: Image | None
    before: list[tuple[int, Image | None]] = field(default_factory=list)
    stays: tuple[Stay, ...] = ()
    # Where visits were lost since the span began: those of its first instant.
    first_stays: tuple[Stay, ...] | None = None

    def was(self, at: int | None) -> Image | None:
        """The row just before an instant, now with None; None where there was none."""
        if at is not None:
            for changed_at, image in self.before:
                if changed_at >= at:
                    return image
        return self.now

    @property
    def last_value(self) -> int | None:
        """What it was worth last, where its row is gone."""
        known = [image for _at, image in self.before if image is not None]
        return known[-1].value if known else None

    def images(self) -> Iterator[Image]:
        """The row as it is and as it was, in no order."""
        if self.now is not None:
            yield self.now
        for _at, image in self.before:
            if image is not None:
                yield image

    def stood(self, at: int | None, *, first: bool = False) -> Stay | None:
        """Its last visit just before an instant, as it was then; `first`: at the span's begin."""
        stays = self.stays
        if first and self.first_stays is not None:
            stays = self.first_stays
        for stay in reversed(stays):
            if at is None or stay.entered_at is None or stay.entered_at < at:
                if at is not None and stay.left_at is not None and stay.left_at >= at:
                    return Stay(stay.sequence, stay.stage_id, stay.entered_at, None, None)
                return stay
        return None

    def beginnings(self, stages: Collection[int], start: int | None, end: int) -> list[int]:
        """When it changed, or came into one of the stages, from `start` to before `end`, in order.

        Only then can it come to be more than it was: leaving a stage, it is less.
        """
        found = {at for at, _image in self.before}
        for stay in self.stays:
            if stay.entered_at is not None and stay.stage_id in stages:
                found.add(stay.entered_at)
        return sorted(at for at in found if at < end and (start is None or at >= start))


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
) -> list[DealPast]:
    """The pasts of deals, from the first instant `since` (None: ever) on to `until` (None: now)."""
    raw = raw_of(session)
    wanted = {"wanted": json.dumps(sorted(deal_ids))}
    pasts = {row[0]: DealPast(row[0], _made(Image, row[1:])) for row in raw.execute(_ROWS, wanted)}
    for deal_id in deal_ids:
        pasts.setdefault(deal_id, DealPast(deal_id, None))
    start = -(2**62) if since is None else since
    for row in raw.execute(_CHANGES, {**wanted, "since": start}):
        past = pasts[row[0]]
        # First recorded after the instant, and gone again: it never counted.
        never = row[2] and past.now is None
        past.before.append((row[1], None if never else _made(Image, row[3:])))
    for deal_id, rows in groupby(raw.execute(_VISITS, wanted), itemgetter(0)):
        pasts[deal_id].stays = tuple(_made(Stay, row[2:]) for row in rows)
    _bring_back(session, pasts, start, until)
    return list(pasts.values())


def losing_deals(session: Session, since: int | None) -> set[int]:
    """Deals that lost a row, a visit or an exit since an instant: undone, or deleted for good."""
    start = -(2**62) if since is None else since
    return {row[0] for row in raw_of(session).execute(_LOST, {"since": start})}


def _bring_back(
    session: Session,
    pasts: Mapping[int, DealPast],
    since: int,
    until: int | None,
) -> None:
    """Gives deals that lost visits those that they had: at the span's begin, and at its end."""
    for at, is_first in ((since, True), (until, False)):
        lost = set() if at is None else losing_deals(session, at) & pasts.keys()
        if at is None or not lost:
            continue
        gone = _gone_visits(session)
        visits: dict[int, dict[int, Stay]] = defaultdict(dict)
        for row in raw_of(session).execute(_VISITS, {"wanted": json.dumps(sorted(lost))}):
            visits[row[0]][row[1]] = _made(Stay, row[2:])
        for deal_id in lost:
            rows = visits[deal_id]
            touched = [*rows, *gone.get(deal_id, ())]
            for visit_id, image in _first_visits(session, at, touched):
                rows.pop(visit_id, None)
                if image is not None:
                    rows[visit_id] = image
            if is_first:
                pasts[deal_id].first_stays = _in_order(rows)
            else:
                pasts[deal_id].stays = _in_order(rows)


def _gone_visits(session: Session) -> Mapping[int, list[int]]:
    """By deal, the visits that are gone."""
    found: dict[int, list[int]] = defaultdict(list)
    for visit_id, deal_id in raw_of(session).execute(_GONE_VISITS):
        found[deal_id].append(visit_id)
    return found


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


def _in_order(visits: Mapping[int, Stay]) -> tuple[Stay, ...]:
    # A stay begins with its sequence.
    return tuple(sorted(visits.values(), key=itemgetter(0)))


_ROWS = f"""
SELECT d.id, {", ".join(f"d.{name}" for name in _FIELDS)}
FROM json_each(:wanted) AS w CROSS JOIN deal AS d ON d.id = w.value
"""

_CHANGES = f"""
SELECT c.row_id, a.at, c.before IS NULL,
  {", ".join(f"json_extract(coalesce(c.before, c.after), '$.{name}')" for name in _FIELDS)}
FROM json_each(:wanted) AS w
CROSS JOIN change AS c ON c.table_name = 'deal' AND c.row_id = w.value
CROSS JOIN action AS a ON a.id = c.action_id
WHERE a.at >= :since
ORDER BY c.row_id, c.id
"""

_VISITS = """
SELECT v.deal_id, v.id, v.sequence, v.stage_id, v.entered_at, v.left_at, v.outcome
FROM json_each(:wanted) AS w CROSS JOIN stage_visit AS v ON v.deal_id = w.value
ORDER BY v.deal_id, v.sequence
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
