"""What a new workspace starts from: the built-in rivers, read from data files (domain.md §3).

A template is a file in `resources/templates`, never code; its exit reasons lie in a file of their
own, since several templates share them. Every text is there in Japanese and in English.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from revops_desktop import paths
from revops_desktop.database.tables import exit_criterion, exit_reason, function, pipeline, stage
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _

EXIT_KINDS = ("lost", "recycled", "churned")

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TemplateSummary:
    """A template as a list offers it; names and descriptions by language ("ja", "en")."""

    key: str
    names: Words
    descriptions: Words


@dataclass(frozen=True, slots=True)
class FunctionTemplate:
    """A function that owns stages; `key` is how stages name it inside the file."""

    key: str
    names: Words
    colour: str


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """A stage in river order; `probability` in per cent, as the template's author judges."""

    names: Words
    function: str
    phase: str
    probability: int
    new_sale: bool
    colour: str
    definitions: Words
    exit_criteria: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class ReasonTemplate:
    """Why a deal leaves the river; `reasons` are the second level."""

    key: str
    names: Words
    usual_wait_days: int | None
    asks_note: bool
    reasons: "tuple[ReasonTemplate, ...]"


@dataclass(frozen=True, slots=True)
class Template:
    """A whole template; `exit_reasons` by kind of exit."""

    summary: TemplateSummary
    functions: tuple[FunctionTemplate, ...]
    stages: tuple[StageTemplate, ...]
    exit_reasons: Mapping[str, tuple[ReasonTemplate, ...]]


@cache
def available() -> tuple[TemplateSummary, ...]:
    """The built-in templates in the order in which they are offered."""
    found = [(path.stem, _toml(path)) for path in _folder().glob("*.toml")]
    found.sort(key=lambda pair: pair[1]["order"])
    return tuple(_summary(key, data) for key, data in found)


@cache
def read(key: str) -> Template:
    """The template of this key; RuleBroken, naming the known ones, when there is none."""
    known = [summary.key for summary in available()]
    if key not in known:
        raise RuleBroken(
            _(
                "There is no template “{key}”. Nothing was changed. Please use one of {known}."
            ).format(key=key, known=", ".join(known))
        )
    data = _toml(_folder() / f"{key}.toml")
    reasons = _toml(_folder() / "exit-reasons" / f"{data['exit_reasons']}.toml")
    return Template(
        summary=_summary(key, data),
        functions=tuple(
            FunctionTemplate(each["key"], each["name"], each["colour"])
            for each in data["functions"]
        ),
        stages=tuple(_stage(each) for each in data["stages"]),
        exit_reasons={
            kind: tuple(_reason(each) for each in reasons.get(kind, ())) for kind in EXIT_KINDS
        },
    )


def apply(session: Session, *, at: int, template_key: str, language: str) -> int:
    """Adds the template's pipeline with its stages, functions and reasons; the pipeline's id.

    Texts are written in `language` ("ja", anything else is "en") and are the owner's from then on.
    A function or reason whose name the file has already is used, not made twice. RuleBroken for an
    unknown template.
    """
    template = read(template_key)
    language = "ja" if language == "ja" else "en"
    functions = _add_functions(session, template, language)
    pipeline_id = _added(
        session,
        pipeline,
        name=template.summary.names[language],
        position=_next_position(session, pipeline),
    )
    for position, each in enumerate(template.stages, start=1):
        stage_id = _added(
            session,
            stage,
            pipeline_id=pipeline_id,
            name=each.names[language],
            position=position,
            phase=each.phase,
            function_id=functions[each.function],
            colour=each.colour,
            definition=each.definitions[language],
            probability_basis_points=each.probability * 100,
            new_sale=int(each.new_sale),
        )
        for place, words in enumerate(each.exit_criteria, start=1):
            _added(session, exit_criterion, stage_id=stage_id, text=words[language], position=place)
    for kind, reasons in template.exit_reasons.items():
        _add_reasons(session, kind, reasons, language, parent_id=None)
    return pipeline_id


def _folder() -> Path:
    return paths.resources() / "templates"


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _summary(key: str, data: Mapping[str, Any]) -> TemplateSummary:
    return TemplateSummary(key, data["name"], data["description"])


def _stage(data: Mapping[str, Any]) -> StageTemplate:
    return StageTemplate(
        names=data["name"],
        function=data["function"],
        phase=data["phase"],
        probability=data["probability"],
        new_sale=data.get("new_sale", False),
        colour=data["colour"],
        definitions=data["definition"],
        exit_criteria=tuple(data["exit_criteria"]),
    )


def _reason(data: Mapping[str, Any]) -> ReasonTemplate:
    return ReasonTemplate(
        key=data["key"],
        names=data["name"],
        usual_wait_days=data.get("usual_wait_days"),
        asks_note=data.get("asks_note", False),
        reasons=tuple(_reason(each) for each in data.get("reasons", ())),
    )


def _add_functions(session: Session, template: Template, language: str) -> dict[str, int]:
    present = {
        name: number for number, name in session.execute(select(function.c.id, function.c.name))
    }
    position = _next_position(session, function)
    ids: dict[str, int] = {}
    for each in template.functions:
        name = each.names[language]
        if name not in present:
            present[name] = _added(
                session, function, name=name, colour=each.colour, position=position
            )
            position += 1
        ids[each.key] = present[name]
    return ids


def _add_reasons(
    session: Session,
    kind: str,
    reasons: tuple[ReasonTemplate, ...],
    language: str,
    parent_id: int | None,
) -> None:
    siblings = (exit_reason.c.kind == kind) & exit_reason.c.parent_id.is_not_distinct_from(
        parent_id
    )
    found = session.execute(select(exit_reason.c.name, exit_reason.c.id).where(siblings)).all()
    present: dict[str, int] = {name: number for name, number in found}
    position = len(present) + 1
    for each in reasons:
        name = each.names[language]
        if name not in present:
            present[name] = _added(
                session,
                exit_reason,
                kind=kind,
                parent_id=parent_id,
                name=name,
                position=position,
                usual_wait_days=each.usual_wait_days,
                asks_note=int(each.asks_note),
            )
            position += 1
        _add_reasons(session, kind, each.reasons, language, parent_id=present[name])


def _next_position(session: Session, table: Table) -> int:
    highest = session.execute(select(func.max(table.c.position))).scalar()
    return int(highest or 0) + 1


def _added(session: Session, table: Table, **values: object) -> int:
    made = session.execute(insert(table).values(**values).returning(table.c.id))
    return int(made.scalar_one())
