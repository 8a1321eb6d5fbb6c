"""The lead score of every contact, kept as of a local day (domain.md §4; `rules/lead_score.py`).

`contact_score` follows each action, is never journaled, and holds a row for each contact that has
points or whose points fade; of those in the trash it holds none. All of it is made by one statement
(`score_statements.py`), for one contact, for many, or for all of them, so that no two answers can
disagree. What would take too long inside an action (a rule was changed, and there are many
contacts) is noted by a row of contact 0, and made good by `Workspace.rescore`, in the background.

An activity counts for its contact, or else for the contact of its deal, unless the deal is in the
trash. The score of a deal is that of its contact; without one, the best at its company.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from revops_desktop.database.changes import Changed
from revops_desktop.database.score_statements import ALL, SOME, scoring
from revops_desktop.rules.lead_score import ScoreRule
from revops_desktop.rules.periods import local_day

# Up to so many contacts and activities together are scored within the action that changed a rule.
AT_ONCE = 4_000
# More contacts touched by one action are scored together with all others.
MANY = 20_000
# `scored_on` where no other day brings another score.
ANY_DAY = ""
_MUCH_LATER = timedelta(days=36_525)
# The contact that stands for "all of them must be scored anew".
PENDING = 0


class Lasting(NamedTuple):
    """A score as it is kept."""

    score: int
    fades: int
    scored_on: str


def rules_of(raw: Any) -> tuple[ScoreRule, ...]:
    """The rules that count, in their order."""
    return tuple(
        ScoreRule(*row)
        for row in raw.execute(
            "SELECT id, name, points, activity_kind, attribute, comparison, value, half_life_days, "
            "most FROM score_rule WHERE archived_at IS NULL ORDER BY position, id"
        )
    )


def _zone(raw: Any) -> str | None:
    found = raw.execute("SELECT time_zone FROM workspace").fetchone()
    return None if found is None else str(found[0])


def today_of(raw: Any, at: int) -> date:
    """The workspace's local day of an instant."""
    return local_day(at, _zone(raw) or "UTC")


def made(
    raw: Any,
    *,
    day: date,
    ids: Collection[int] | None = None,
    rules: tuple[ScoreRule, ...] | None = None,
) -> dict[int, Lasting]:
    """The scores of all contacts, or of some, as of a local day; those with nothing are missing.

    `rules`: other ones than those of the file, to try them.
    """
    zone = _zone(raw)
    counted = rules_of(raw) if rules is None else rules
    if zone is None or not counted or (ids is not None and not ids):
        return {}
    statement = scoring(counted, day, zone).totals(ALL if ids is None else SOME)
    asked = {} if ids is None else {"ids": json.dumps(sorted(ids))}
    return {
        contact_id: Lasting(score, fades, day.isoformat() if fades else ANY_DAY)
        for contact_id, score, fades in raw.execute(statement, asked)
    }


def rebuild(raw: Any, *, at: int, schema: str = "main") -> None:
    """Scores every contact anew as of an instant's local day (seconds at 100,000 contacts)."""
    raw.execute(f"DELETE FROM {schema}.contact_score")
    rows = made(raw, day=today_of(raw, at))
    raw.executemany(
        f"INSERT INTO {schema}.contact_score VALUES (?, ?, ?, ?)",
        ((contact_id, *kept) for contact_id, kept in rows.items()),
    )


def bring_up_to_date(
    raw: Any, ids: Collection[int], *, day: date, now: Mapping[int, Lasting] | None = None
) -> frozenset[int]:
    """Scores some contacts anew; those whose score is another than before.

    `now`: their scores, where these have been made before.
    """
    among = json.dumps(sorted(ids))
    before = {
        row[0]: Lasting(*row[1:])
        for row in raw.execute(
            "SELECT contact_id, score, fades, scored_on FROM contact_score "
            f"WHERE contact_id {SOME}",
            {"ids": among},
        )
    }
    now = made(raw, day=day, ids=ids) if now is None else now
    gone = before.keys() - now.keys()
    raw.executemany("DELETE FROM contact_score WHERE contact_id = ?", ((one,) for one in gone))
    raw.executemany(
        "INSERT INTO contact_score VALUES (?, ?, ?, ?) ON CONFLICT (contact_id) DO UPDATE SET "
        "score = excluded.score, fades = excluded.fades, scored_on = excluded.scored_on",
        ((one, *kept) for one, kept in now.items() if before.get(one) != kept),
    )
    return frozenset(
        one for one in before.keys() | now.keys() if _score(before, one) != _score(now, one)
    )


def _score(of: Mapping[int, Lasting], contact_id: int) -> int:
    found = of.get(contact_id)
    return 0 if found is None else found.score


# Whose scores a change may touch, by table: from the images that the journal has of its rows.
# {images} is a table of the images (JSON) of the rows of one table that an action changed.
_TOUCHED = {
    "contact": "SELECT row_id FROM images",
    "company": (
        "SELECT contact.id FROM images CROSS JOIN contact ON contact.company_id = images.row_id"
    ),
    "custom_value": (
        "SELECT json_extract(image, '$.contact_id') FROM images UNION SELECT contact.id "
        "FROM images CROSS JOIN contact "
        "ON contact.company_id = json_extract(image, '$.company_id')"
    ),
    "deal": (
        "SELECT json_extract(image, '$.contact_id') FROM images UNION SELECT activity.contact_id "
        "FROM images CROSS JOIN activity ON activity.deal_id = images.row_id"
    ),
    "activity": (
        "SELECT json_extract(image, '$.contact_id') FROM images UNION SELECT deal.contact_id "
        "FROM images CROSS JOIN deal ON deal.id = json_extract(image, '$.deal_id')"
    ),
}
_IMAGES = """
WITH images AS MATERIALIZED (
  SELECT row_id, before AS image FROM change WHERE action_id = :action AND table_name = :name
    AND before IS NOT NULL {only}
  UNION ALL
  SELECT row_id, after FROM change WHERE action_id = :action AND table_name = :name
    AND after IS NOT NULL {only})
"""
# Of a deal only whose it is matters, and whether it is in the trash.
_ONLY = {
    "deal": "AND (before IS NULL OR after IS NULL OR {differs})".format(
        differs=" OR ".join(
            f"json_extract(before, '$.{name}') IS NOT json_extract(after, '$.{name}')"
            for name in ("contact_id", "deleted_at")
        )
    )
}
_RULES_CHANGED = "AND (before IS NULL OR after IS NULL OR {differs})".format(
    differs=" OR ".join(
        f"json_extract(before, '$.{name}') IS NOT json_extract(after, '$.{name}')"
        for name in (
            *("points", "activity_kind", "attribute", "comparison", "value"),
            *("half_life_days", "most", "archived_at"),
        )
    )
)
_ZONE_CHANGED = "AND json_extract(before, '$.time_zone') IS NOT json_extract(after, '$.time_zone')"


def follow(raw: Any, action_id: int, changed: Changed) -> frozenset[int]:
    """Brings the scores of what an action touched up to date; the contacts with another score.

    `raw` is inside the action's transaction. A change of the rules is followed at once in a small
    file, and noted for `Workspace.rescore` in a large one.
    """
    anew = _asks_all(raw, action_id, changed)
    if not anew and not (changed.tables & _TOUCHED.keys() and _has_rules(raw)):
        return frozenset()
    (at,) = raw.execute("SELECT at FROM action WHERE id = ?", (action_id,)).fetchone()
    if anew and not _is_small(raw):
        note_pending(raw, action_id)
        return frozenset()
    ids: set[int] = set()
    for table in () if anew else changed.tables & _TOUCHED.keys():
        ids.update(
            one
            for (one,) in raw.execute(
                _IMAGES.format(only=_ONLY.get(table, "")) + _TOUCHED[table],
                {"action": action_id, "name": table},
            )
            if one is not None
        )
    if anew or len(ids) > MANY:
        ids = {one for (one,) in raw.execute("SELECT id FROM contact")}
        ids.update(one for (one,) in raw.execute("SELECT contact_id FROM contact_score"))
        ids.discard(PENDING)
    return bring_up_to_date(raw, ids, day=today_of(raw, at)) if ids else frozenset()


def _asks_all(raw: Any, action_id: int, changed: Changed) -> bool:
    for table, only in (("score_rule", _RULES_CHANGED), ("workspace", _ZONE_CHANGED)):
        if table in changed.tables:
            found = raw.execute(
                "SELECT EXISTS (SELECT 1 FROM change WHERE action_id = ? AND table_name = ? "
                f"{only})",
                (action_id, table),
            ).fetchone()
            if found[0]:
                return True
    return False


def _has_rules(raw: Any) -> bool:
    found = raw.execute("SELECT EXISTS (SELECT 1 FROM score_rule WHERE archived_at IS NULL)")
    return bool(found.fetchone()[0])


def _is_small(raw: Any) -> bool:
    (number,) = raw.execute(
        "SELECT (SELECT count(*) FROM contact) + (SELECT count(*) FROM activity)"
    ).fetchone()
    return int(number) <= AT_ONCE


def note_pending(raw: Any, action_id: int) -> None:
    """Notes that all contacts must be scored anew, because of an action."""
    raw.execute(
        "INSERT INTO contact_score VALUES (?, ?, 0, '') "
        "ON CONFLICT (contact_id) DO UPDATE SET score = excluded.score",
        (PENDING, action_id),
    )


def pending(raw: Any) -> int | None:
    """The action because of which all contacts must be scored anew; None: none must."""
    found = raw.execute(
        "SELECT score FROM contact_score WHERE contact_id = ?", (PENDING,)
    ).fetchone()
    return None if found is None else int(found[0])


def settle(raw: Any, action_id: int) -> None:
    """All contacts have been scored anew; unless a later action asks for it again."""
    raw.execute(
        "DELETE FROM contact_score WHERE contact_id = ? AND score = ?", (PENDING, action_id)
    )


def stale(raw: Any, *, at: int) -> list[int]:
    """The contacts to be scored anew: all of them, or those whose points faded since."""
    if pending(raw) is not None:
        rows: Iterable[tuple[int]] = raw.execute(
            "SELECT id FROM contact UNION SELECT contact_id FROM contact_score "
            "WHERE contact_id <> 0 ORDER BY 1"
        )
    else:
        day = today_of(raw, at).isoformat()
        rows = raw.execute(
            "SELECT contact_id FROM contact_score WHERE fades = 1 AND scored_on <> ? "
            "AND contact_id <> 0 ORDER BY 1",
            (day,),
        )
    return [row[0] for row in rows]


def differences(raw: Any) -> int:
    """How many scores are not what records and rules say, each as of the day it is kept for.

    Nothing is said of them while they wait to be made anew.
    """
    if pending(raw) is not None:
        return 0
    kept = {
        row[0]: Lasting(*row[1:])
        for row in raw.execute("SELECT contact_id, score, fades, scored_on FROM contact_score")
    }
    (at,) = raw.execute("SELECT coalesce(max(at), 0) FROM action").fetchone()
    days = {date.fromisoformat(one.scored_on) for one in kept.values() if one.scored_on}
    # Those that no other day changes may be of a day on which nothing else was done or faded.
    newest = max([today_of(raw, at), *days]) if days else today_of(raw, at) + _MUCH_LATER
    wrong = 0
    for day in days | {newest}:
        right = made(raw, day=day)
        meant = {
            one
            for one in kept.keys() | right.keys()
            if (kept[one].scored_on if one in kept else ANY_DAY)
            in ((day.isoformat(), ANY_DAY) if day == newest else (day.isoformat(),))
        }
        wrong += sum(1 for one in meant if kept.get(one) != right.get(one))
    return wrong


# With more other scores than this, deals are asked for anew by whoever shows them.
_MOST_TOLD = 1_000


def told(raw: Any, changed: Changed, others: frozenset[int]) -> Changed:
    """What changed, with the contacts that have another score now, and their deals."""
    if not others:
        return changed
    deals = changed.deals
    if len(others) <= _MOST_TOLD:
        deals |= {
            row[0]
            for row in raw.execute(
                f"SELECT id FROM deal WHERE contact_id {SOME} UNION SELECT deal.id FROM contact "
                "JOIN deal ON deal.company_id = contact.company_id AND deal.contact_id IS NULL "
                f"WHERE contact.id {SOME}",
                {"ids": json.dumps(sorted(others))},
            )
        }
    name = "contact_score"
    return Changed(changed.tables | {name}, {**changed.ids, name: others}, deals)
