"""What a person can do with targets: set and clear them, one or many at once (domain.md §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import function, member, pipeline, pod, stage, target
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.periods import checked_month
from revops_desktop.rules.targets import PARTS, checked, figure_of
from revops_desktop.rules.text import match_key, stored

SET = N_("Set the target of {own_field} for {month}")
CLEARED = N_("Clear the target of {own_field} for {month}")
SET_MANY = N_("Set {count} targets")


@dataclass(frozen=True, slots=True)
class TargetEntry:
    """A target to be set, or with `value` None to be cleared; at most one part may be named.

    `month` is YYYY-MM; the value is counted as rules/targets.py says. A figure of a stage needs
    the stage, and is of the stage's own pipeline.
    """

    month: str
    figure: str
    value: int | None
    pipeline_id: int | None = None
    stage_id: int | None = None
    function_id: int | None = None
    pod_id: int | None = None
    member_id: int | None = None
    segment: str | None = None


@verb(SET)
def set_target(session: Session, *, at: int, entry: TargetEntry) -> None:
    """Sets or clears one target."""
    _write(session, _keys(session, entry), entry.value)
    describe(
        session,
        SET if entry.value is not None else CLEARED,
        own_field=figure_of(entry.figure).name,
        month=entry.month,
    )


@verb(SET_MANY)
def set_many(session: Session, *, at: int, entries: Sequence[TargetEntry]) -> int:
    """Sets and clears many targets as one step: all of them or, where one may not be, none.

    How many were written.
    """
    write(session, entries)
    describe(session, count=len(entries))
    return len(entries)


def write(session: Session, entries: Sequence[TargetEntry]) -> None:
    """Writes targets as part of another act."""
    for entry in entries:
        _write(session, _keys(session, entry), entry.value)


def rename_segment(session: Session, key: str, name: str) -> None:
    """Writes another name on targets of the segment of this key, as part of another act.

    Where a target of that name stands already, it stays, and the other one goes.
    """
    said = target.c
    rows = session.execute(select(target).where(said.segment.is_not(None))).all()
    taken = {_besides(row) for row in rows if row.segment == name}
    for row in rows:
        if row.segment == name or match_key(row.segment) != key:
            continue
        if _besides(row) in taken:
            session.execute(delete(target).where(said.id == row.id))
        else:
            session.execute(update(target).where(said.id == row.id).values(segment=name))
            taken.add(_besides(row))


def _besides(row: Row) -> tuple[object, ...]:
    """What tells targets of one segment apart."""
    return row.month, row.figure, row.pipeline_id, row.stage_id


def _keys(session: Session, entry: TargetEntry) -> dict[str, Any]:
    """What tells this target from all others, checked."""
    figure = figure_of(entry.figure)
    if entry.value is not None:
        checked(figure, entry.value)
    keys: dict[str, Any] = {
        "month": checked_month(entry.month),
        "figure": figure.key,
        "pipeline_id": entry.pipeline_id,
        "stage_id": entry.stage_id,
        **{name: getattr(entry, name) for name in PARTS},
    }
    if entry.segment is not None:
        keys["segment"] = stored(entry.segment) or None
    if sum(keys[name] is not None for name in PARTS) > 1:
        raise ValueError(f"more than one part: {keys}")
    if figure.of_stage != (entry.stage_id is not None):
        raise RuleBroken(
            _("A conversion target is set for a stage. Nothing was changed. Please choose one.")
            if figure.of_stage
            else _("Only a conversion has a target of its own per stage. Nothing was changed.")
        )
    if entry.stage_id is not None:
        keys["pipeline_id"] = session.execute(
            select(stage.c.pipeline_id).where(stage.c.id == entry.stage_id)
        ).scalar()
    _known(session, keys)
    return keys


def _known(session: Session, keys: Mapping[str, Any]) -> None:
    """Refuses what is no longer in the file."""
    for name, table in (
        ("pipeline_id", pipeline),
        ("stage_id", stage),
        ("function_id", function),
        ("pod_id", pod),
        ("member_id", member),
    ):
        wanted = keys[name]
        if wanted is None:
            continue
        if session.execute(select(table.c.id).where(table.c.id == wanted)).first() is None:
            raise RuleBroken(
                _(
                    "What this target is of is no longer in the file. Nothing was changed. "
                    "Please look again."
                )
            )


def _write(session: Session, keys: Mapping[str, Any], value: int | None) -> None:
    same = [target.c[name].is_not_distinct_from(wanted) for name, wanted in keys.items()]
    found = session.execute(select(target.c.id, target.c.value).where(*same)).first()
    if value is None:
        session.execute(delete(target).where(*same))
    elif found is None:
        session.execute(insert(target).values(**keys, value=value))
    elif found.value != value:
        session.execute(update(target).where(target.c.id == found.id).values(value=value))
