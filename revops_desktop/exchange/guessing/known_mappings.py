"""Mappings that are known already, shipped or saved: which part of them a file fits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from revops_desktop.exchange.fields import NEEDED, Kind
from revops_desktop.exchange.guessing.evidence import Seen
from revops_desktop.exchange.guessing.roles import NEEDED_ROLES, assigned
from revops_desktop.exchange.guessing.vocabulary import HISTORIES
from revops_desktop.exchange.mapping import (
    Column,
    ExitRule,
    ImportMapping,
    Outcome,
    Source,
    fits,
)
from revops_desktop.rules.text import match_key

_OF_NAME = 100
_MOST_REPEATS = 0.3
# A mapping that knows fewer columns than these is not believed without being told.
_FEWEST = 2


def fitting(
    mapping: ImportMapping, file: str, columns: Sequence[Seen], kind: Kind | None = None
) -> Source | None:
    """The part that knows most columns of a file, and has all that its kind needs; None if none.

    A part that is for files of such a name goes before all others; of equal ones the first. Where
    the number of a record stands in many rows, they are no list of such records.
    """
    keys = {match_key(column.name) for column in columns}
    best, most = None, 0
    for source in mapping.sources:
        if (kind is not None and source.kind != kind) or _repeats(source, columns):
            continue
        there = {name for name, column in assigned(source).items() if is_there(column, keys)}
        needed = (*NEEDED[source.kind], *NEEDED_ROLES.get(source.kind, ()))
        if not there or not set(needed) <= there:
            continue
        score = len(there) + (_OF_NAME if source.file != "*" and source.fits(file) else 0)
        if score > most:
            best, most = source, score
    return best


def _repeats(source: Source, columns: Sequence[Seen]) -> bool:
    key = source.columns.get("external_key")
    has_lines = "product" in source.columns and {"quantity", "price"} & set(source.columns)
    if key is None or source.kind in HISTORIES or (source.kind == "deals" and has_lines):
        return False
    by_name = {match_key(column.name): column for column in reversed(columns)}
    found = [by_name[match_key(name)] for name in key.names if match_key(name) in by_name]
    return bool(found) and found[0].repeats > _MOST_REPEATS


def is_there(column: Column, keys: set[str]) -> bool:
    """Whether a file with columns of these keys has it."""
    names = [match_key(name) in keys for name in column.names]
    if column.value is not None:
        return True
    return bool(names) and (all(names) if column.joined_by is not None else any(names))


def saved_for(
    saved: Sequence[ImportMapping], file: str, columns: Sequence[Seen]
) -> ImportMapping | None:
    """The saved mapping that was made for such a file: all of its columns are there.

    Of several the one that knows most of them.
    """
    keys = {match_key(column.name) for column in columns}
    best, most = None, _FEWEST - 1
    for mapping in saved:
        source = fitting(mapping, file, columns)
        if source is None:
            continue
        known = list(assigned(source).values())
        if all(is_there(column, keys) for column in known) and len(known) > most:
            best, most = mapping, len(known)
    return best


def fitted(source: Source, columns: Sequence[Seen], files: Sequence[str] = ()) -> Source:
    """The source with those of its columns that the file has, as the file writes them.

    Of several for one field, the first that says something. `files` are those that come in
    together: rows go on in one only if it is among them.
    """
    names = {match_key(column.name): column.name for column in reversed(columns)}
    empty = {column.name for column in columns if column.is_empty}
    joins = tuple(
        join
        for join in source.joins
        if match_key(join.here) in names and any(fits(file, join.file) for file in files)
    )
    for join in joins:
        names = {match_key(name): name for name in join.columns} | names
    return replace(
        source,
        joins=joins,
        into_note=tuple(
            names[match_key(one)] for one in source.into_note if match_key(one) in names
        ),
        columns=_filled(source.columns, names, empty),
        custom=_only(source.custom, names),
        stage_dates=_only(source.stage_dates, names),
        stage_column=_column(source.stage_column, names),
        at_column=_column(source.at_column, names),
        from_column=_column(source.from_column, names),
        outcome_column=_column(source.outcome_column, names),
        outcomes=tuple(_outcome(one, names) for one in source.outcomes),
    )


def _only(columns: Mapping[str, Column], names: Mapping[str, str]) -> dict[str, Column]:
    found = {name: _column(column, names) for name, column in columns.items()}
    return {name: column for name, column in found.items() if column is not None}


def _filled(
    columns: Mapping[str, Column], names: Mapping[str, str], empty: Collection[str]
) -> dict[str, Column]:
    """As `_only`; an empty column stands behind the others."""
    sorted_columns = {
        field: replace(
            column,
            names=tuple(sorted(column.names, key=lambda one: names.get(match_key(one)) in empty)),
        )
        if column.joined_by is None
        else column
        for field, column in columns.items()
    }
    return _only(sorted_columns, names)


def _column(column: Column | None, names: Mapping[str, str]) -> Column | None:
    if column is None or column.value is not None:
        return column
    there = [names[match_key(name)] for name in column.names if match_key(name) in names]
    if column.joined_by is not None:
        return replace(column, names=tuple(there)) if len(there) == len(column.names) else None
    if column.by_row and len(there) > 1:
        return replace(column, names=tuple(there))
    return Column((there[0],)) if there else None


def _outcome(outcome: Outcome, names: Mapping[str, str]) -> Outcome:
    """Stays that only a column proves go where there is no such column."""
    visits = [
        replace(rule, entered=_column(rule.entered, names), left=_column(rule.left, names))
        for rule in outcome.visits
        if rule.entered is None
        or rule.certain
        or rule is outcome.visits[-1]
        or _column(rule.entered, names) is not None
    ]
    return replace(outcome, visits=tuple(visits), exit=_exit(outcome.exit, names))


def _exit(rule: ExitRule | None, names: Mapping[str, str]) -> ExitRule | None:
    if rule is None:
        return None
    return replace(
        rule,
        left=_column(rule.left, names),
        reason_column=_column(rule.reason_column, names),
        wake=_column(rule.wake, names),
    )
