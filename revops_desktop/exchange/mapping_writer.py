"""Writes a mapping as a mapping file (TOML); reading it back gives an equal mapping.

What is as it is where nothing is said is left out, so that a file shows what somebody decided.
"""

from collections.abc import Iterator, Mapping, Sequence

from revops_desktop.exchange.mapping import (
    Column,
    ExitRule,
    ImportMapping,
    Outcome,
    PipelineSpec,
    Source,
    VisitRule,
)

# What a source is where nothing is said, for any file and kind.
_PLAIN = Source(file="", kind="deals", columns={})
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_TEXTS = ("delimiter", "quote", "sheet", "pipeline", "mode")
_NUMBERS = ("header_line", "header_rows", "footer_rows")
_COLUMNS = ("stage_column", "at_column", "from_column", "outcome_column")


def written(mapping: ImportMapping) -> str:
    """The text of the mapping file."""
    lines = [f"name = {_text(mapping.name)}"] if mapping.name else []
    if mapping.pipeline is not None:
        lines += ["", *_pipeline(mapping.pipeline)]
    for source in mapping.sources:
        lines += ["", *_source(source)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _pipeline(spec: PipelineSpec) -> Iterator[str]:
    yield "[pipeline]"
    yield f"name = {_text(spec.name)}"
    if spec.first:
        yield "first = true"
    for stage in spec.stages:
        yield ""
        yield "[[pipeline.stages]]"
        yield f"name = {_text(stage.name)}"
        yield f'phase = "{stage.phase}"'
        yield f"probability = {_percent(stage.probability_basis_points)}"
        if stage.function is not None:
            yield f"function = {_text(stage.function)}"
        if stage.definition:
            yield f"definition = {_text(stage.definition)}"


def _percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def _source(source: Source) -> Iterator[str]:
    yield "[[source]]"
    yield f"file = {_text(source.file)}"
    yield f'kind = "{source.kind}"'
    yield from _settings(source)
    dates = source.dates
    if set(dates) == {""} and dates != _PLAIN.dates:
        yield f"dates = {_text(dates[''])}"
    yield ""
    yield "[source.columns]"
    for name, column in source.columns.items():
        yield f"{_key(name)} = {_column(column)}"
    for name, words in source.values.items():
        yield from _table(f"source.values.{_key(name)}", words)
    if set(dates) != {""}:
        yield from _table("source.dates", dates)
    if source.missing_words:
        yield ""
        yield "[source.missing_words]"
        for name, listed in source.missing_words.items():
            yield f"{_key(name)} = {_texts(listed)}"
    for key, columns in (("stage_dates", source.stage_dates), ("custom", source.custom)):
        if columns:
            yield ""
            yield f"[source.{key}]"
            for name, column in columns.items():
                yield f"{_key(name)} = {_column(column)}"
    for join in source.joins:
        yield ""
        yield "[[source.join]]"
        yield f"file = {_text(join.file)}"
        yield f"key = {_text(join.here)}"
        if join.there != join.here:
            yield f"with = {_text(join.there)}"
        if join.many:
            yield "many = true"
        if join.columns:
            yield from _table("source.join.columns", join.columns)
    for outcome in source.outcomes:
        yield ""
        yield from _outcome(outcome)


def _settings(source: Source) -> Iterator[str]:
    if source.encodings:
        yield f"encoding = {_texts(source.encodings)}"
    for key in _TEXTS:
        text = getattr(source, key)
        if text:
            yield f"{key} = {_text(text)}"
    for key in _NUMBERS:
        number = getattr(source, key)
        if number is not None:
            yield f"{key} = {number}"
    if source.decimal != "auto":
        yield f"decimal = {_text(source.decimal)}"
        yield f"thousands = {_text(source.thousands)}"
    if source.amount_unit != 1:
        yield f"amount_unit = {source.amount_unit}"
    if source.missing:
        yield f"missing = {_texts(source.missing)}"
    if source.required is not None:
        yield f"required = {_texts(source.required)}"
    for key in _COLUMNS:
        column = getattr(source, key)
        if column is not None:
            yield f"{key} = {_column(column)}"
    if source.into_note:
        yield f"into_note = {_texts(source.into_note)}"
    if source.match:
        yield f"match = {_texts(source.match)}"
    for key in ("moves_present", "blank_erases"):
        if getattr(source, key):
            yield f"{key} = true"


def _table(place: str, texts: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield f"[{place}]"
    for name, text in texts.items():
        yield f"{_key(name)} = {_text(text)}"


def _outcome(outcome: Outcome) -> Iterator[str]:
    yield "[[source.outcome]]"
    if outcome.values:
        yield f"value = {_texts(outcome.values)}"
    if outcome.visits:
        yield "visits = ["
        for rule in outcome.visits:
            yield f"    {_visit(rule)},"
        yield "]"
    if outcome.exit is not None:
        yield f"exit = {_exit(outcome.exit)}"


def _visit(rule: VisitRule) -> str:
    parts = []
    if rule.stage is not None:
        parts.append(f"stage = {_text(rule.stage)}")
    if rule.phases:
        parts.append(f"phase = {_texts(rule.phases)}")
    for key in ("named", "or_first"):
        if getattr(rule, key):
            parts.append(f"{key} = true")
    for key in ("entered", "left"):
        column = getattr(rule, key)
        if column is not None:
            parts.append(f"{key} = {_column(column)}")
    for key in ("left_unknown", "certain"):
        if getattr(rule, key):
            parts.append(f"{key} = true")
    return _inline(parts)


def _exit(rule: ExitRule) -> str:
    parts = [f'how = "{rule.how}"']
    if rule.left is not None:
        parts.append(f"left = {_column(rule.left)}")
    if rule.reason is not None:
        parts.append(f"reason = {_text(rule.reason)}")
    for key in ("reason_column", "wake"):
        column = getattr(rule, key)
        if column is not None:
            parts.append(f"{key} = {_column(column)}")
    if rule.by_reason:
        parts.append("by_reason = true")
    return _inline(parts)


def _column(column: Column) -> str:
    if column.value is not None:
        return _inline([f"value = {_text(column.value)}"])
    if column.joined_by is not None:
        return _inline([f"join = {_list(column.names)}", f"with = {_text(column.joined_by)}"])
    if column.by_row:
        return _inline([f"first = {_list(column.names)}"])
    return _texts(column.names)


def _inline(parts: Sequence[str]) -> str:
    return "{ " + ", ".join(parts) + " }" if parts else "{}"


def _texts(texts: Sequence[str]) -> str:
    """One text, or a list of them."""
    return _text(texts[0]) if len(texts) == 1 else _list(texts)


def _list(texts: Sequence[str]) -> str:
    return "[" + ", ".join(_text(text) for text in texts) + "]"


def _key(name: str) -> str:
    return name if name and set(name) <= _BARE else _text(name)


def _text(text: str) -> str:
    return '"' + "".join(_sign(sign) for sign in text) + '"'


def _sign(sign: str) -> str:
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return f"\\u{ord(sign):04X}" if ord(sign) < 0x20 or ord(sign) == 0x7F else sign
