"""How the rules of the lead score read, and what each point was given for."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from revops_desktop.i18n import N_, _, count, day, days
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS
from revops_desktop.rules.lead_score import ScoreRule

if TYPE_CHECKING:
    from revops_desktop.analytics.custom_fields import CustomField
    from revops_desktop.analytics.lead_scores import PointLine

ATTRIBUTE_LABELS: dict[str, str] = {
    "role": N_("Role in the purchase"),
    "job_title": N_("Job title"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "segment": N_("Segment"),
    "industry": N_("Industry"),
    "employees": N_("Employees"),
    "region": N_("Region"),
    "first_source": N_("First source"),
    "channel": N_("Channel"),
}
COMPARISON_LABELS: dict[str, str] = {
    "is": N_("is"),
    "contains": N_("contains"),
    "at_least": N_("is at least"),
    "at_most": N_("is at most"),
    "filled": N_("is filled in"),
}
CHANNEL_LABELS: dict[str, str] = {"direct": N_("Direct"), "partner": N_("Partner")}
_SAID: dict[str, str] = {
    "is": N_("{field} is {value}"),
    "contains": N_("{field} contains {value}"),
    "at_least": N_("{field} is {value} or more"),
    "at_most": N_("{field} is {value} or less"),
    "filled": N_("{field} is filled in"),
}
_DAYS: dict[str, str] = {
    "at_least": N_("{field} is {value} or later"),
    "at_most": N_("{field} is {value} or earlier"),
}


def points_text(points: int) -> str:
    """Points with their sign: +15, −10."""
    return f"+{count(points)}" if points >= 0 else f"−{count(-points)}"


def attribute_name(rule: ScoreRule, fields: "Iterable[CustomField]") -> str:
    """What the attribute of a rule is called."""
    field = _field(rule, fields)
    if field is not None:
        return field.name
    if rule.custom_field_id is not None:
        return _("(deleted field)")
    return _(ATTRIBUTE_LABELS.get(rule.attribute or "", rule.attribute or ""))


def value_text(rule: ScoreRule, fields: "Iterable[CustomField]", currency: str) -> str:
    """What the attribute of a rule is compared with, as it is shown."""
    field, value = _field(rule, fields), rule.value or ""
    if field is not None and field.kind not in ("text", "date"):
        return field.shown(int(value), currency) if value else ""
    if field is not None and field.kind == "date":
        return day(value) if value else ""
    if rule.attribute == "channel":
        return _(CHANNEL_LABELS.get(value, value))
    if rule.attribute == "employees":
        return count(int(value)) if value else ""
    return _("“{value}”").format(value=value)


def condition(rule: ScoreRule, fields: "Iterable[CustomField]", currency: str) -> str:
    """What a rule gives points for."""
    if rule.activity_kind is not None:
        kind = _(ACTIVITY_LABELS[rule.activity_kind])
        if rule.most is None:
            return _("{activity}, each time").format(activity=kind)
        if rule.most == 1:
            return _("{activity}, once").format(activity=kind)
        return _("{activity}, the newest {number}").format(activity=kind, number=count(rule.most))
    fields = tuple(fields)
    field, said = _field(rule, fields), rule.comparison or ""
    is_day = field is not None and field.kind == "date"
    template = _DAYS[said] if is_day and said in _DAYS else _SAID[said]
    return _(template).format(
        field=attribute_name(rule, fields), value=value_text(rule, fields, currency)
    )


def fading(rule: ScoreRule) -> str:
    """After how long the points of a rule are worth half; "" where they never fade."""
    return "" if rule.half_life_days is None else days(rule.half_life_days)


def reason(line: "PointLine", zone: str) -> str:
    """The event, or what is held, that points were given for."""
    from revops_desktop.rules.periods import local_day

    if line.activity_id is None:
        return _held(line)
    when: date = local_day(line.happened_at or 0, zone)
    parts = [day(when), line.title or _(ACTIVITY_LABELS.get(line.kind, line.kind))]
    if line.points != line.full_points:
        parts.append(_("{points} at first").format(points=points_text(line.full_points)))
    return " · ".join(" ".join(part.split()) for part in parts)


def _held(line: "PointLine") -> str:
    held = " ".join(line.held.split())
    if line.rule.attribute == "channel":
        held = _(CHANNEL_LABELS.get(held, held))
    named = line.field or _(ATTRIBUTE_LABELS.get(line.rule.attribute or "", ""))
    return _("{field}: {values}").format(field=" ".join(named.split()), values=held)


def _field(rule: ScoreRule, fields: "Iterable[CustomField]") -> "CustomField | None":
    return next((one for one in fields if one.id == rule.custom_field_id), None)
