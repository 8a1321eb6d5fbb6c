"""Lead scores as domain.md §4 says them, by looking at every row: no SQL, no shortcuts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.rules.text import fold

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SlowScore:
    """A score, and whether it is another one on another day."""

    score: int
    fades: bool


def slow_scores(session: Session, *, at: int) -> dict[int, SlowScore]:
    """The score of every contact that is not in the trash."""
    names = ("contact", "company", "deal", "activity", "score_rule", "custom_field", "custom_value")
    file = {name: _rows(session, name) for name in names}
    zone = ZoneInfo(session.scalars(select(tables.workspace.c.time_zone)).one())
    today = datetime.fromtimestamp(at, UTC).astimezone(zone).date()
    rules = [rule for rule in file["score_rule"] if rule["archived_at"] is None]
    found = {}
    for person in file["contact"]:
        if person["deleted_at"] is None:
            worth = [_worth(rule, person, file, today, zone) for rule in rules]
            found[person["id"]] = SlowScore(
                sum(points for points, _fades in worth), any(fades for _points, fades in worth)
            )
    return found


def _rows(session: Session, name: str) -> Rows:
    table = tables.metadata.tables[name]
    return [dict(row._asdict()) for row in session.execute(select(table))]


def _worth(
    rule: Mapping[str, Any], person: dict[str, Any], file: dict[str, Rows], today: date, zone: Any
) -> tuple[int, bool]:
    if rule["activity_kind"] is None:
        return (rule["points"] if _holds(rule, person, file) else 0), False
    deals = {one["id"]: one for one in file["deal"]}
    done: list[tuple[int, int, date]] = []
    ahead: list[tuple[int, int, date]] = []
    for one in file["activity"]:
        about = deals.get(one["deal_id"])
        whose = one["contact_id"] or (about["contact_id"] if about else None)
        at = one["happened_at"] if one["happened_at"] is not None else one["done_at"]
        if whose != person["id"] or one["kind"] != rule["activity_kind"] or at is None:
            continue
        if about is not None and about["deleted_at"] is not None:
            continue
        day = datetime.fromtimestamp(at, UTC).astimezone(zone).date()
        (ahead if day > today else done).append((at, one["id"], day))
    done.sort(reverse=True)
    points, fades = 0, bool(ahead)
    for _at, _id, day in done[: rule["most"]]:
        worth = Decimal(rule["points"])
        if rule["half_life_days"] is not None:
            worth *= Decimal(2) ** (Decimal(-(today - day).days) / rule["half_life_days"])
            fades = fades or bool(worth.quantize(Decimal(1), ROUND_HALF_UP))
        points += int(worth.quantize(Decimal(1), ROUND_HALF_UP))
    return points, fades


def _holds(rule: Mapping[str, Any], person: dict[str, Any], file: dict[str, Rows]) -> bool:
    firms = {one["id"]: one for one in file["company"] if one["deleted_at"] is None}
    firm = firms.get(person["company_id"], {})
    name = rule["attribute"]
    if not name.startswith("custom:"):
        holder = person if name in ("role", "job_title", "email", "phone") else firm
        return _compares(rule, holder.get(name))
    field = int(name.removeprefix("custom:"))
    kinds = {one["id"]: one["kind"] for one in file["custom_field"]}
    for one in file["custom_value"]:
        of_firm = firm and one["company_id"] == firm["id"]
        if one["field_id"] == field and (of_firm or one["contact_id"] == person["id"]):
            return _compares(rule, one["choice_id"] or _first(one), kinds[field])
    return False


def _first(value: dict[str, Any]) -> Any:
    return value["number"] if value["number"] is not None else value["text"]


def _compares(rule: Mapping[str, Any], held: Any, kind: str = "text") -> bool:
    if held is None or held == "":
        return False
    comparison, value = rule["comparison"], rule["value"]
    if comparison == "filled":
        return True
    if isinstance(held, int):
        meant = int(value)
        return {"is": held == meant, "at_least": held >= meant, "at_most": held <= meant}[
            comparison
        ]
    if kind == "date":
        return {"at_least": held >= value, "at_most": held <= value}[comparison]
    if comparison == "contains":
        return fold(value) in fold(held)
    return fold(value) == fold(held)
