"""What stood open at an instant? The same as `Workspace.ask(key_figures, as_of=…)` gives, but fast.

A report draws twelve month ends; turning the whole file back for each would take minutes at
100,000 deals. Where deals stood is read from their visits, what they were worth, and how likely
their stages were, from the change journal (domain.md §10). None where a deal lost visits since:
then the file must be turned back.
"""

import json
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from revops_desktop.analytics.tally import Tally
from revops_desktop.database.deal_images import FIELDS
from revops_desktop.database.journal import counts
from revops_desktop.rules.money import value_of, weighted


@dataclass(frozen=True, slots=True)
class Standing:
    """The open deals of an instant, and their weighted amount in minor units."""

    open: Tally
    weighted: int


_LOST_FACTS = text("""
SELECT EXISTS (
  SELECT 1 FROM action CROSS JOIN change ON change.action_id = action.id
  WHERE action.at >= :at AND change.after IS NULL
    AND change.table_name IN ('stage_visit', 'deal_exit', 'deal'))
""")

# The image of a row as of T is the `before` of its first change since, or, where it was recorded
# later, what was recorded first; without a change since, the row as it is.
_IMAGE = """(
  SELECT coalesce(c.before, c.after) FROM change AS c JOIN action AS a ON a.id = c.action_id
  WHERE c.table_name = '{table}' AND c.row_id = {row} AND a.at >= :at AND {counts}
  ORDER BY c.id LIMIT 1)"""

_STAGES = text(f"""
SELECT s.id, {_IMAGE.format(table="stage", row="s.id", counts=counts("c"))} AS image,
       s.phase, s.probability_basis_points, s.pipeline_id
FROM stage AS s
""")

_OPEN = text(f"""
SELECT v.stage_id, {_IMAGE.format(table="deal", row="d.id", counts=counts("c"))} AS image,
       (SELECT json_array({", ".join(f"h.{name}" for name in FIELDS)}) FROM deal_history AS h
        WHERE h.deal_id = d.id AND h.changed_at >= :at ORDER BY h.changed_at, h.id LIMIT 1) AS told,
       d.closed_value, d.amount, d.monthly_amount, d.probability_basis_points, d.deleted_at
FROM stage_visit AS v JOIN deal AS d ON d.id = v.deal_id
WHERE v.stage_id IN (SELECT value FROM json_each(:stages))
  AND (v.entered_at IS NULL OR v.entered_at < :at)
  AND (v.outcome IS NULL OR v.left_at >= :at)
""")

_FIELDS = (
    *("closed_value", "amount", "monthly_amount", "probability_basis_points"),
    "deleted_at",
)


def standing_at(session: Session, *, pipeline_id: int, at: int) -> Standing | None:
    """What stood open in the pipeline just before the instant `at`."""
    if session.execute(_LOST_FACTS, {"at": at}).scalar():
        return None
    chances: dict[int, int] = {}
    for stage_id, image, phase, chance, owner in session.execute(_STAGES, {"at": at}):
        was = json.loads(image) if image else {}
        if was.get("pipeline_id", owner) == pipeline_id and was.get("phase", phase) != "customer":
            chances[stage_id] = was.get("probability_basis_points", chance)
    count = amount = unknown = carrying = likely = 0
    rows = session.execute(_OPEN, {"at": at, "stages": json.dumps(list(chances))})
    for stage_id, image, told, *now in rows:
        was = json.loads(image) if image else dict(zip(_FIELDS, now, strict=True))
        was.update(zip(FIELDS, json.loads(told), strict=True) if told else ())
        if was.get("deleted_at") is not None:
            continue
        value = was["closed_value"]
        if value is None:
            value = value_of(was["amount"], was["monthly_amount"])
        own = was["probability_basis_points"]
        count += 1
        unknown += value is None
        carrying += (value or 0) > 0
        amount += value or 0
        likely += weighted(value or 0, chances[stage_id] if own is None else own)
    return Standing(Tally(count, amount, unknown, carrying), likely)
