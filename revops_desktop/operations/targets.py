"""What a person can do with targets: set and clear them, one or many at once (domain.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Table, delete, insert, select, update
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
# What tells targets apart.
KEYS = ("month", "figure", "pipeline_id", "stage_id", *PARTS)
# So many months are asked for one by one.
FEW = 500


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
    write(session, [entry])
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
    known = Known(session)
    wanted: dict[tuple[Any, ...], int | None] = {}
    for entry in entries:
        keys = _keys(entry, known)
        wanted[tuple(keys[name] for name in KEYS)] = entry.value
    said = target.c
    months = {key[0] for key in wanted}
    asked = [said.month.in_(months)] if len(months) <= FEW else []
    here = {
        tuple(getattr(row, name) for name in KEYS): row
        for row in session.execute(select(target).where(*asked))
    }
    new = []
    for key, value in wanted.items():
        row = here.get(key)
        if row is None:
            if value is not None:
                new.append({**dict(zip(KEYS, key, strict=True)), "value": value})
        elif value is None:
            session.execute(delete(target).where(said.id == row.id))
        elif row.value != value:
            session.execute(update(target).where(said.id == row.id).values(value=value))
    if new:
        session.execute(insert(target), new)


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


def _keys(entry: TargetEntry, known: "Known") -> dict[str, Any]:
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
        keys["pipeline_id"] = known.pipeline_of(entry.stage_id)
    for name, table in _OF.items():
        if keys[name] is not None and not known.has(table, keys[name]):
            raise RuleBroken(
                _(
                    "What this target is of is no longer in the file. Nothing was changed. "
                    "Please look again."
                )
            )
    return keys


_OF = {
    "pipeline_id": pipeline,
    "stage_id": stage,
    "function_id": function,
    "pod_id": pod,
    "member_id": member,
}


class Known:
    """What targets may be of, each asked for once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._there: dict[tuple[str, int], bool] = {}
        self._pipelines: dict[int, int | None] = {}

    def has(self, table: Table, number: int) -> bool:
        """Whether the file has a row of this id."""
        key = (table.name, number)
        if key not in self._there:
            found = self._session.execute(select(table.c.id).where(table.c.id == number)).first()
            self._there[key] = found is not None
        return self._there[key]

    def pipeline_of(self, stage_id: int) -> int | None:
        """The pipeline of a stage; None where there is no such stage."""
        if stage_id not in self._pipelines:
            self._pipelines[stage_id] = self._session.execute(
                select(stage.c.pipeline_id).where(stage.c.id == stage_id)
            ).scalar()
        return self._pipelines[stage_id]
