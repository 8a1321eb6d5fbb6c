"""Writes a template as a file that people can read and change (`template_files.py` reads it)."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from revops_desktop.operations.template_parts import (
    CriterionTemplate,
    FunctionTemplate,
    LimitTemplate,
    ReasonTemplate,
    RuleTemplate,
    ScoreTemplate,
    StageTemplate,
    Template,
    Words,
)


def as_text(template: Template) -> str:
    """A template file; what `template_files.read_file` reads as this template again."""
    return "\n".join(_lines(template)) + "\n"


def _lines(template: Template) -> Iterator[str]:
    yield "# A template of RevOps Desktop: a pipeline with its functions, rules and reasons."
    yield ""
    yield from _pairs(name=template.summary.names, description=template.summary.descriptions)
    yield from _tables("functions", (_function(one) for one in template.functions))
    yield from _tables("stages", (_stage(one) for one in template.stages))
    yield from _tables("handoff_rules", (_rule(one) for one in template.handoff_rules))
    yield from _tables("score_rules", (_score(one) for one in template.score_rules))
    yield from _tables(
        "custom_fields",
        (
            {"name": one.name, "kind": one.kind, "choices": list(one.choices) or None}
            for one in template.custom_fields
        ),
    )
    yield from _tables("nurture_lists", (_worded(one) for one in template.nurture_lists))
    for kind, reasons in template.exit_reasons.items():
        yield from _tables(f"exit_reasons.{kind}", (_reason(one) for one in reasons))


def _tables(name: str, tables: Iterable[dict[str, Any]]) -> Iterator[str]:
    for table in tables:
        yield ""
        yield f"[[{name}]]"
        yield from _pairs(**table)


def _pairs(**values: Any) -> Iterator[str]:
    for key, value in values.items():
        if value is not None and value not in ("", []) and value != {"ja": "", "en": ""}:
            yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        if all(isinstance(one, str) for one in value):
            return f"[{', '.join(_value(one) for one in value)}]"
        return "[\n" + "".join(f"    {_inline(one)},\n" for one in value) + "]"
    if isinstance(value, str):
        # JSON's texts are TOML's but for one control character.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return _value(value["en"]) if len(set(value.values())) == 1 else _inline(value)


def _inline(table: Any) -> str:
    pairs = [
        f"{key} = {_value(value)}"
        for key, value in table.items()
        if value is not None and value != []
    ]
    return "{ " + ", ".join(pairs) + " }"


def _limit(name: str, limit: LimitTemplate | None) -> dict[str, int]:
    if limit is None:
        return {}
    if limit.minutes is None:
        return {f"{name}_days": limit.days or 0}
    if limit.minutes % 60 == 0:
        return {f"{name}_hours": limit.minutes // 60}
    return {f"{name}_minutes": limit.minutes}


def _worded(words: Words) -> dict[str, Any]:
    """A text as the first keys of an inline table."""
    return {"text": words["en"]} if len(set(words.values())) == 1 else dict(words)


def _function(one: FunctionTemplate) -> dict[str, Any]:
    return {"key": one.key, "name": one.names, "colour": one.colour}


def _stage(one: StageTemplate) -> dict[str, Any]:
    return {
        "name": one.names,
        "function": one.function,
        "phase": one.phase,
        **_probability(one.probability),
        "new_sale": one.new_sale or None,
        "colour": one.colour,
        "definition": one.definitions,
        **_limit("time_limit", one.time_limit),
        "idle_limit_days": one.idle_limit_days,
        "wip_limit": one.wip_limit,
        "exit_criteria": [_criterion(each) for each in one.exit_criteria],
    }


def _criterion(one: CriterionTemplate) -> dict[str, Any]:
    return {
        **_worded(one.texts),
        "condition": one.condition if one.condition != "checklist" else None,
        "field": one.field,
        "custom_field": one.custom_field,
        "activity_kind": one.activity_kind,
        "least_score": one.least_score,
        "level": one.level if one.level != "warn" else None,
    }


def _rule(one: RuleTemplate) -> dict[str, Any]:
    return {
        "from": one.from_function,
        "to": one.to_function,
        "name": one.names,
        "definition": one.definitions,
        "ready_when": one.ready_when,
        **_limit("limit", one.limit),
        "ready": [_criterion(each) for each in one.conditions],
        "items": [
            {
                **_worded(each.names),
                "field": each.field,
                "custom_field": each.custom_field,
                "required": None if each.is_required else False,
            }
            for each in one.items
        ],
    }


def _score(one: ScoreTemplate) -> dict[str, Any]:
    return {
        "name": one.names,
        "points": one.points,
        "activity_kind": one.activity_kind,
        "attribute": one.attribute,
        "comparison": one.comparison,
        "value": one.values,
        "half_life_days": one.half_life_days,
        "most": one.most,
    }


def _reason(one: ReasonTemplate) -> dict[str, Any]:
    return {
        "name": one.names,
        "usual_wait_days": one.usual_wait_days,
        "asks_note": one.asks_note or None,
        "reasons": [
            {
                **_worded(each.names),
                "usual_wait_days": each.usual_wait_days,
                "asks_note": each.asks_note or None,
            }
            for each in one.reasons
        ],
    }


def _probability(basis_points: int) -> dict[str, int]:
    whole = basis_points % 100 == 0
    return (
        {"probability": basis_points // 100}
        if whole
        else {"probability_basis_points": basis_points}
    )
