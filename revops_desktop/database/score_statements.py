"""The SQL of lead score rules: what they are worth on one day, for one contact or for all of them.

Made from the rules as text: fading points are worth a few steps, found by halving, so that no
power is reckoned a million times, and no local day either.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from revops_desktop.rules.lead_score import OF_COMPANY, OF_CONTACT, ScoreRule, worth_since
from revops_desktop.rules.periods import end_of_day
from revops_desktop.rules.text import fold

# Which contacts are meant. SQLite finds a few by index, and reads all of them in one go.
ALL = "IS NOT NULL"
SOME = "IN (SELECT value FROM json_each(:ids))"
_ALIVE = "contact.deleted_at IS NULL"

_EVENTS = """
SELECT activity.contact_id AS contact_id, activity.id AS id, activity.kind AS kind,
       coalesce(activity.happened_at, activity.done_at) AS at
FROM activity
WHERE activity.contact_id {contacts} AND activity.kind IN ({kinds})
  AND coalesce(activity.happened_at, activity.done_at) IS NOT NULL
  AND (activity.deal_id IS NULL OR EXISTS (
    SELECT 1 FROM deal WHERE deal.id = activity.deal_id AND deal.deleted_at IS NULL))
UNION ALL
SELECT deal.contact_id, activity.id, activity.kind,
       coalesce(activity.happened_at, activity.done_at)
FROM deal CROSS JOIN activity ON activity.deal_id = deal.id
WHERE deal.contact_id {contacts} AND deal.deleted_at IS NULL AND activity.contact_id IS NULL
  AND activity.kind IN ({kinds})
  AND coalesce(activity.happened_at, activity.done_at) IS NOT NULL
"""
_NTH = (
    "row_number() OVER (PARTITION BY contact_id, kind, at >= {tomorrow} ORDER BY at DESC, id DESC)"
)


class Scoring(NamedTuple):
    """The SQL of what rules are worth on one day: of each contact, and line by line.

    `totals` gives (contact_id, score, fades), `happened` (rule_id, activity id, points) and `holds`
    the ids of the rules whose attribute holds, of one contact. {contacts} is filled by `meant`.
    """

    attributes: str
    events: str
    happened: str
    holds: str

    def totals(self, contacts: str) -> str:
        """(contact_id, score, fades) of every contact meant that has points, or will have."""
        parts = []
        if self.attributes:
            parts.append(
                f"SELECT contact.id AS contact_id, {self.attributes} AS points, 0 AS fades "
                "FROM contact LEFT JOIN company ON company.id = contact.company_id "
                f"AND company.deleted_at IS NULL WHERE contact.id {contacts}"
            )
        if self.events:
            parts.append(self.events.replace("{contacts}", contacts))
        if not parts:
            return "SELECT 0, 0, 0 WHERE 0"
        return (
            "SELECT one.contact_id, sum(one.points), max(one.fades) "
            f"FROM ({' UNION ALL '.join(parts)}) AS one "
            f"JOIN contact ON contact.id = one.contact_id AND {_ALIVE} "
            "GROUP BY one.contact_id HAVING sum(one.points) <> 0 OR max(one.fades) <> 0"
        )


@lru_cache(maxsize=32)
def scoring(rules: tuple[ScoreRule, ...], day: date, zone: str) -> Scoring:
    """The SQL of these rules as of a local day."""
    done = [rule for rule in rules if rule.activity_kind is not None]
    attributes = {rule: _holds(rule) for rule in rules if rule.activity_kind is None}
    holding = " + ".join(
        f"(CASE WHEN {condition} THEN {rule.points} ELSE 0 END)"
        for rule, condition in attributes.items()
    )
    holds = " UNION ALL ".join(
        f"SELECT {rule.rule_id} FROM contact LEFT JOIN company ON company.id = contact.company_id "
        f"AND company.deleted_at IS NULL WHERE contact.id = :contact AND {_ALIVE} AND ({condition})"
        for rule, condition in attributes.items()
    )
    if not done:
        return Scoring(holding, "", "", holds)
    tomorrow = end_of_day(day, zone)
    kinds = ", ".join(sorted({_quoted(rule.activity_kind or "") for rule in done}))
    nth = _NTH.format(tomorrow=tomorrow) if any(rule.most for rule in done) else "1"
    found = f"SELECT *, {nth} AS nth FROM ({_EVENTS.replace('{kinds}', kinds)})"
    worth = {rule: _worth(rule, day, zone, tomorrow) for rule in done}
    together = " + ".join(f"({points})" for points, _fades in worth.values())
    fades = " OR ".join(f"({condition})" for _points, condition in worth.values())
    events = f"SELECT contact_id, {together} AS points, {fades} AS fades FROM ({found})"
    happened = " UNION ALL ".join(
        f"SELECT {rule.rule_id}, id, {points} AS points, at FROM found WHERE points <> 0"
        for rule, (points, _fades) in worth.items()
    )
    one = found.replace("{contacts}", "= :contact")
    happened = f"WITH found AS MATERIALIZED ({one}) {happened} ORDER BY 4 DESC, 2 DESC"
    return Scoring(holding, events, happened, holds)


def _worth(rule: ScoreRule, day: date, zone: str, tomorrow: int) -> tuple[str, str]:
    """SQL: the points of an activity by this rule, and whether they are others on another day."""
    counts = f"kind = {_quoted(rule.activity_kind or '')}"
    if rule.most is not None:
        counts += f" AND nth <= {rule.most}"
    ahead = f"at >= {tomorrow}"
    if rule.half_life_days is None:
        return f"CASE WHEN {counts} AND NOT {ahead} THEN {rule.points} ELSE 0 END", (
            f"{counts} AND {ahead}"
        )
    steps = worth_since(rule.points, rule.half_life_days, day, zone)
    worth = _step(steps, 0, len(steps))
    last = steps[-1][0]
    return (
        f"CASE WHEN {counts} AND at >= {last} AND NOT {ahead} THEN {worth} ELSE 0 END",
        f"{counts} AND at >= {last}",
    )


def _step(steps: tuple[tuple[int, int], ...], first: int, end: int) -> str:
    """SQL: the points of the first step that begins no later than `at`, found by halving."""
    if end - first == 1:
        return str(steps[first][1])
    middle = (first + end) // 2
    later, earlier = _step(steps, first, middle), _step(steps, middle, end)
    return f"CASE WHEN at >= {steps[middle - 1][0]} THEN {later} ELSE {earlier} END"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _holds(rule: ScoreRule) -> str:
    """SQL: whether the attribute of `contact` or its `company` compares as the rule says."""
    attribute, value = rule.attribute or "", rule.value or ""
    field_id = rule.custom_field_id
    if field_id is not None:
        return (
            "EXISTS (SELECT 1 FROM custom_value AS held JOIN custom_field AS field "
            f"ON field.id = held.field_id WHERE held.field_id = {field_id} "
            "AND (held.contact_id = contact.id OR held.company_id = company.id) "
            f"AND {_held(rule.comparison, value)})"
        )
    if attribute in OF_CONTACT:
        column = f"contact.{attribute}"
    elif attribute in OF_COMPANY:
        column = f"company.{attribute}"
    else:
        return "0"
    if attribute == "employees" and rule.comparison != "filled":
        return _bounded(column, rule.comparison, value)
    if attribute == "channel" and rule.comparison == "is":
        return f"coalesce({column} = {_quoted(value)}, 0)"
    return _text(column, rule.comparison, value)


def _text(column: str, comparison: str | None, value: str) -> str:
    meant = _quoted(fold(value))
    if comparison == "is":
        return f"coalesce(fold({column}) = {meant}, 0)"
    if comparison == "contains":
        return f"coalesce(instr(fold({column}), {meant}) > 0, 0)"
    return f"coalesce({column} <> '', 0)"


def _bounded(column: str, comparison: str | None, value: str) -> str:
    try:
        bound = int(value)
    except ValueError:
        return "0"
    sign = {"at_least": ">=", "at_most": "<=", "is": "="}.get(comparison or "")
    return "0" if sign is None else f"coalesce({column} {sign} {bound}, 0)"


def _held(comparison: str | None, value: str) -> str:
    """SQL: the same of what a custom field holds, in the column of the field's kind."""
    if comparison == "filled":
        return "coalesce(held.choice_id, held.number, held.text) IS NOT NULL"
    sign = {"at_least": ">=", "at_most": "<="}.get(comparison or "", "=")
    return (
        "CASE field.kind "
        f"WHEN 'text' THEN {_text('held.text', comparison, value)} "
        f"WHEN 'date' THEN coalesce(held.text {sign} {_quoted(value)}, 0) "
        f"WHEN 'choice' THEN {_bounded('held.choice_id', comparison, value)} "
        f"ELSE {_bounded('held.number', comparison, value)} END"
    )
