"""Reads a mapping file (TOML) and says in a sentence what is wrong with it, and where."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import cast

from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.cells.yearless_days import span_of
from revops_desktop.exchange.fields import FIELDS, KINDS, MATCH_KEYS, NEEDED, Field, Kind, word_key
from revops_desktop.exchange.mapping import (
    DATE_ORDERS,
    EXITS,
    MODES,
    Column,
    Exit,
    ExitRule,
    ImportMapping,
    Join,
    Mode,
    Outcome,
    Phase,
    PipelineSpec,
    Place,
    Source,
    StageSpec,
    VisitRule,
)
from revops_desktop.exchange.mapping_layout import delimiter, encodings, line_count, quote
from revops_desktop.exchange.toml_part import TomlPart
from revops_desktop.i18n import _

PHASES = ("lead", "opportunity", "customer")
# Kinds whose rows stand in stages of a pipeline.
IN_A_RIVER = ("deals", "events", "stage_changes")
HISTORIES = ("events", "stage_changes")
# Words that a mapping may translate beside those of fields.
WORDS_OF_RIVERS = ("stage", "outcome", "reason")
PLACES = ("first", *PHASES)
_SIGNS = (".", ",", "'", "’", " ", "\u00a0", "")


def read_mapping(path: Path) -> ImportMapping:
    """The mapping in a TOML file; RuleBroken names the file, the key and what to do."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RuleBroken(
            _(
                "The mapping file “{file}” cannot be read ({reason}). Nothing was imported. "
                "Please check its name and place."
            ).format(file=path.name, reason=error.strerror or error)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RuleBroken(
            _(
                "The mapping file “{file}” is not TOML in UTF-8 ({reason}). Nothing was imported. "
                "Please correct it there."
            ).format(file=path.name, reason=error)
        ) from error
    return _mapping(TomlPart(path.name, "", content))


def _mapping(part: TomlPart) -> ImportMapping:
    name = part.text("name", "") or ""
    pipeline = part.part("pipeline")
    found = ImportMapping(
        file=part.file,
        name=name,
        pipeline=_pipeline(pipeline) if pipeline else None,
        sources=tuple(_source(one) for one in part.parts("source")),
    )
    part.nothing_else()
    if not found.sources:
        raise part.wrong("source", _("It is missing. Please add a [[source]] for each file."))
    return found


def _pipeline(part: TomlPart) -> PipelineSpec:
    stages = tuple(_stage(one) for one in part.parts("stages"))
    if not stages:
        raise part.wrong("stages", _("Please write a [[pipeline.stages]] for each stage."))
    made = PipelineSpec(part.needed_text("name"), stages, part.flag("first"))
    order = [PHASES.index(stage.phase) for stage in stages]
    if order != sorted(order):
        raise part.wrong(
            "stages", _("The phases must follow each other: lead, opportunity, customer.")
        )
    part.nothing_else()
    return made


def _stage(part: TomlPart) -> StageSpec:
    percent = part.raw("probability")
    is_number = isinstance(percent, int | float) and not isinstance(percent, bool)
    percent = cast("float", percent) if is_number else -1
    if not 0 <= percent <= 100:
        raise part.wrong("probability", _("Please write percent, 0 to 100."))
    phase = part.choice("phase", PHASES)
    if phase is None:
        raise part.wrong("phase", _("It is missing. Please write lead, opportunity or customer."))
    made = StageSpec(
        name=part.needed_text("name"),
        phase=cast("Phase", phase),
        probability_basis_points=round(percent * 100),
        function=part.text("function"),
        definition=part.text("definition", "") or "",
    )
    part.nothing_else()
    return made


def _source(part: TomlPart) -> Source:
    file = part.needed_text("file")
    chosen = part.choice("kind", KINDS)
    if chosen is None:
        raise part.wrong("kind", _("It is missing. Please write what the file holds."))
    kind = cast("Kind", chosen)
    fields = FIELDS[kind]
    columns = _columns(part, fields)
    for name in NEEDED[kind]:
        if name not in columns:
            raise part.wrong(
                f"columns.{name}", _("It is missing. Please name the column that holds it.")
            )
    made = Source(
        file=file,
        kind=kind,
        columns=columns,
        values=_values(part, fields, WORDS_OF_RIVERS if kind in IN_A_RIVER else ()),
        encodings=encodings(part),
        delimiter=delimiter(part),
        quote=quote(part),
        sheet=part.text("sheet", "") or "",
        header_line=line_count(part, "header_line"),
        header_rows=line_count(part, "header_rows"),
        footer_rows=line_count(part, "footer_rows"),
        decimal=part.choice("decimal", (".", ",", "auto"), _decimal(part)) or "auto",
        thousands=_thousands(part),
        amount_unit=_unit(part),
        dates=_dates(part),
        missing=part.texts("missing"),
        missing_words=_missing_words(part),
        required=part.texts("required") if "required" in part.names() else None,
        pipeline=part.text("pipeline") if kind in IN_A_RIVER else None,
        stage_column=part.column("stage_column") if kind in IN_A_RIVER else None,
        at_column=part.column("at_column") if kind in HISTORIES else None,
        from_column=part.column("from_column") if kind == "stage_changes" else None,
        outcome_column=part.column("outcome_column") if kind == "deals" else None,
        stage_dates=_named_columns(part, "stage_dates") if kind == "deals" else {},
        outcomes=_outcomes(part, kind) if kind in IN_A_RIVER else (),
        custom=_named_columns(part, "custom"),
        moves_present=part.flag("moves_present") if kind == "deals" else False,
        joins=tuple(_join(one) for one in part.parts("join")),
        mode=cast("Mode | None", part.choice("mode", MODES)),
        match=_match(part, kind),
        blank_erases=part.flag("blank_erases"),
        into_note=part.texts("into_note") if "note" in fields else (),
    )
    part.nothing_else()
    _check_outcomes(part, made)
    return made


def _match(part: TomlPart, kind: Kind) -> tuple[str, ...]:
    """By what records are recognised."""
    found, known = part.texts("match"), MATCH_KEYS.get(kind, ())
    if not set(found) <= set(known):
        listed = ", ".join(f'"{key}"' for key in known) or "–"
        raise part.wrong("match", _("Please write one of {words}.").format(words=listed))
    return found


def _join(part: TomlPart) -> Join:
    here = part.needed_text("key")
    inner = part.part("columns")
    columns = {name: inner.needed_text(name) for name in inner.names()} if inner else {}
    there = part.text("with", here) or here
    made = Join(part.needed_text("file"), here, there, part.flag("many"), columns)
    part.nothing_else()
    return made


def _columns(part: TomlPart, fields: Mapping[str, Field]) -> dict[str, Column]:
    inner = part.part("columns")
    if inner is None:
        raise part.wrong("columns", _("It is missing. Please say which column is which field."))
    found: dict[str, Column] = {}
    for name in inner.names():
        if name not in fields:
            raise inner.wrong(
                name,
                _("There is no such field. Fields here are: {fields}.").format(
                    fields=", ".join(fields)
                ),
            )
        column = inner.column(name)
        if column is not None:
            found[name] = column
    return found


def _named_columns(part: TomlPart, key: str) -> dict[str, Column]:
    """Columns by the name of what they hold; whether there is such a thing the workspace knows."""
    inner = part.part(key)
    named = {name: inner.column(name) for name in inner.names()} if inner else {}
    return {name: column for name, column in named.items() if column is not None}


def _values(
    part: TomlPart, fields: Mapping[str, Field], words_of_rivers: Sequence[str]
) -> dict[str, dict[str, str]]:
    inner = part.part("values")
    found: dict[str, dict[str, str]] = {}
    for name in inner.names() if inner else []:
        table = inner.part(name) if inner else None
        is_there = name in fields or name in words_of_rivers
        if not is_there or table is None or inner is None:
            raise part.wrong(f"values.{name}", _("There is no such field."))
        words = {word: table.text(word) or "" for word in table.names()}
        known = fields[name].words if name in fields else None
        for word, meaning in words.items():
            if known is not None and meaning and word_key(meaning) not in known:
                listed = ", ".join(sorted(set(known.values())))
                raise table.wrong(word, _("Please write one of {words}.").format(words=listed))
        found[name] = words
    return found


def _outcomes(part: TomlPart, kind: Kind) -> tuple[Outcome, ...]:
    is_of_history = kind in HISTORIES
    needs_visits = not is_of_history and "stage_dates" not in part.names()
    return tuple(
        _outcome(one, is_of_history=is_of_history, needs_visits=needs_visits)
        for one in part.parts("outcome")
    )


def _outcome(part: TomlPart, *, is_of_history: bool, needs_visits: bool) -> Outcome:
    visits = tuple(_visit(one) for one in part.parts("visits"))
    inner = part.part("exit")
    made = Outcome(part.texts("value"), visits, _exit(inner) if inner else None)
    if is_of_history and (visits or made.exit is None or not made.values):
        raise part.wrong(
            "exit",
            _("Of a history, please say only which words (value) mean an exit, and which one."),
        )
    if not visits and needs_visits:
        raise part.wrong("visits", _("Please say in which stages such a deal has been."))
    part.nothing_else()
    return made


def _visit(part: TomlPart) -> VisitRule:
    phases = part.texts("phase")
    if not set(phases) <= set(PLACES):
        listed = ", ".join(f'"{word}"' for word in PLACES)
        raise part.wrong("phase", _("Please write one of {words}.").format(words=listed))
    made = VisitRule(
        stage=part.text("stage"),
        phases=cast("tuple[Place, ...]", phases),
        named=part.flag("named"),
        or_first=part.flag("or_first"),
        certain=part.flag("certain"),
        entered=part.column("entered"),
        left=part.column("left"),
        left_unknown=part.flag("left_unknown"),
    )
    part.nothing_else()
    if made.stage is not None and made.phases:
        raise part.wrong("phase", _("Please name either a stage or a phase."))
    return made


def _exit(part: TomlPart) -> ExitRule:
    how = part.choice("how", EXITS)
    if how is None:
        raise part.wrong("how", _("It is missing. Please write lost, recycled or churned."))
    made = ExitRule(
        how=cast("Exit", how),
        left=part.column("left"),
        reason=part.text("reason"),
        reason_column=part.column("reason_column"),
        wake=part.column("wake"),
        by_reason=part.flag("by_reason"),
    )
    part.nothing_else()
    return made


def _check_outcomes(part: TomlPart, source: Source) -> None:
    if source.kind in HISTORIES:
        _check_history(part, source)
    if source.kind != "deals":
        return
    if not source.outcomes and not source.stage_dates:
        raise part.wrong(
            "outcome", _("It is missing. Please say by [[source.outcome]] where the deals are.")
        )
    for number, outcome in enumerate(source.outcomes, 1):
        place = f"outcome[{number}]"
        if outcome.values and source.stage_column is None and source.outcome_column is None:
            raise part.wrong(f"{place}.value", _("Please also name the stage_column."))
        reads_stage = any(visit.reads_stage for visit in outcome.visits)
        if reads_stage and source.stage_column is None:
            raise part.wrong(f"{place}.visits", _("Please name a stage, or the stage_column."))


def _check_history(part: TomlPart, source: Source) -> None:
    for key, column in (("stage_column", source.stage_column), ("at_column", source.at_column)):
        if column is None:
            raise part.wrong(key, _("It is missing. Please name the column that holds it."))


def _checked(part: TomlPart, key: str, is_right: Callable[[str], bool], do: str) -> str | None:
    found = part.text(key)
    if found is not None and not is_right(found):
        raise part.wrong(key, do)
    return found


def _decimal(part: TomlPart) -> str:
    """The decimal sign of a mapping that says none: decided by column, unless it says the other."""
    return "auto" if part.raw("thousands") is None else "."


def _thousands(part: TomlPart) -> str:
    decimal = part.text("decimal", _decimal(part))
    if decimal == "auto":
        return ""
    found = part.choice("thousands", _SIGNS, "," if decimal == "." else ".") or ""
    if found and found == decimal:
        raise part.wrong("thousands", _("It cannot be the same sign as decimal."))
    return found


def _missing_words(part: TomlPart) -> dict[str, tuple[str, ...]]:
    """Words that mean an empty cell in one column."""
    inner = part.part("missing_words")
    return {name: inner.texts(name) for name in inner.names()} if inner else {}


def _unit(part: TomlPart) -> int:
    found = part.value("amount_unit", int, _("Please write a whole number, for example 1000."), 1)
    if found is None or not 1 <= found <= 10**9:
        raise part.wrong("amount_unit", _("Please write a whole number, for example 1000."))
    return found


def _dates(part: TomlPart) -> dict[str, str]:
    do = _(
        'Please write "auto", "ymd", "dmy", "mdy", "serial", the year of days without one such as '
        '"2026", or a format such as "%d.%m.%Y".'
    )

    def known(order: str) -> bool:
        return order in DATE_ORDERS or "%" in order or span_of(order) is not None

    if not isinstance(part.raw("dates"), dict):
        return {"": _checked(part, "dates", known, do) or "auto"}
    inner = part.part("dates")
    found = {"": "auto"}
    for name in inner.names() if inner else []:
        order = _checked(inner, name, known, do) if inner else None
        found[name] = order or "auto"
    return found
