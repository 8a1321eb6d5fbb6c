"""What a person can do with channel months: type in spend and reach of sources (domain.md §2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import channel_month
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.periods import checked_month
from revops_desktop.rules.text import fold, short_name, stored

SET = N_("Set spend and reach of {source} in {month}")
SET_MANY = N_("Set spend and reach of sources: {count}")
RENAMED = N_("Rename source {source} to {name}")
REMOVED = N_("Delete spend and reach of {source}")

Measure = Literal["spend", "reach"]
MEASURES: tuple[Measure, ...] = ("spend", "reach")
# So many sources are asked for one by one.
FEW = 500


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """One figure of a month and a source; None is unknown, 0 is none. Spend in minor units."""

    month: str
    source: str
    measure: Measure
    value: int | None


@verb(SET)
def set_figure(session: Session, *, at: int, entry: ChannelEntry) -> None:
    """Sets what was spent on a source, or how many it reached, in a month."""
    write(session, [entry])
    describe(session, source=stored(entry.source), month=entry.month)


@verb(SET_MANY)
def set_many(session: Session, *, at: int, entries: Sequence[ChannelEntry]) -> int:
    """Sets many figures as one step: all of them or, where one may not be, none. How many."""
    write(session, entries)
    describe(session, count=len(entries))
    return len(entries)


def write(session: Session, entries: Sequence[ChannelEntry]) -> None:
    """Writes figures as part of another act. A month of which nothing is known is no row."""
    wanted: dict[tuple[str, str], dict[Measure, int | None]] = {}
    named: dict[tuple[str, str], str] = {}
    for entry in entries:
        month, source = _checked(entry)
        key = fold(source), month
        named.setdefault(key, source)
        wanted.setdefault(key, {})[entry.measure] = entry.value
    one = channel_month.c
    # Few sources are asked for; many are read whole.
    keys = {name for name, _month in wanted}
    asked = [one.match_key.in_(keys)] if len(keys) <= FEW else []
    rows = session.execute(
        select(one.id, one.match_key, one.month, one.spend, one.reach).where(*asked)
    )
    here = {(row.match_key, row.month): row for row in rows}
    new: list[dict[str, Any]] = []
    for key, figures in wanted.items():
        row = here.get(key)
        if row is not None:
            _change(session, row, figures)
        elif any(value is not None for value in figures.values()):
            known: dict[str, Any] = {measure: figures.get(measure) for measure in MEASURES}
            name, month = key
            new.append({"month": month, "source": named[key], "match_key": name, **known})
    if new:
        session.execute(insert(channel_month), new)


def _change(session: Session, row: Row, figures: Mapping[Measure, int | None]) -> None:
    one = channel_month.c
    changed: dict[str, Any] = {
        name: value for name, value in figures.items() if getattr(row, name) != value
    }
    if all(figures.get(name, getattr(row, name)) is None for name in MEASURES):
        session.execute(delete(channel_month).where(one.id == row.id))
    elif changed:
        session.execute(update(channel_month).where(one.id == row.id).values(**changed))


@verb(RENAMED)
def rename_source(session: Session, *, at: int, source: str, name: str) -> None:
    """Gives a source of channel months another name; refused where that name has some already."""
    key, name = fold(source), _named(name)
    describe(session, source=source, name=name)
    one = channel_month.c
    if fold(name) != key and _exists(session, fold(name)):
        raise RuleBroken(
            _(
                "There is a source “{name}” already. Nothing was changed. "
                "Please choose another name."
            ).format(name=name)
        )
    session.execute(
        update(channel_month)
        .where(one.match_key == key, one.source != name)
        .values(source=name, match_key=fold(name))
    )


@verb(REMOVED)
def remove_source(session: Session, *, at: int, source: str) -> int:
    """Deletes all months of a source; its deals keep it. How many months there were."""
    describe(session, source=source)
    gone = session.connection().execute(
        delete(channel_month).where(channel_month.c.match_key == fold(source))
    )
    return int(gone.rowcount)


def _exists(session: Session, key: str) -> bool:
    found = session.execute(
        select(channel_month.c.id).where(channel_month.c.match_key == key).limit(1)
    )
    return found.first() is not None


def _named(name: str) -> str:
    name = stored(name)
    if not fold(name):
        raise RuleBroken(_("A source needs a name. Nothing was changed. Please write one."))
    return name


def _checked(entry: ChannelEntry) -> tuple[str, str]:
    """Its month and source."""
    month, source = checked_month(entry.month), _named(entry.source)
    if entry.measure not in MEASURES:
        raise ValueError(f"no such measure: {entry.measure}")
    if (entry.value or 0) < 0:
        said = {
            "spend": _(
                "The spend of “{source}” in {month} cannot be below 0. Nothing was changed. "
                "Please correct it."
            ),
            "reach": _(
                "The reach of “{source}” in {month} cannot be below 0. Nothing was changed. "
                "Please correct it."
            ),
        }[entry.measure]
        raise RuleBroken(said.format(source=short_name(source), month=i18n.month(month)))
    return month, source
