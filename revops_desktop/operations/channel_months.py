"""What a person can do with channel months: type in spend and reach of sources (domain.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import channel_month
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules.periods import checked_month
from revops_desktop.rules.text import fold, stored

SET = N_("Set spend and reach of {source} in {month}")
SET_MANY = N_("Set spend and reach of sources: {count}")
RENAMED = N_("Rename source {source} to {name}")
REMOVED = N_("Delete spend and reach of {source}")

Measure = Literal["spend", "reach"]
MEASURES: tuple[Measure, ...] = ("spend", "reach")


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
    _write(session, entry)
    describe(session, source=stored(entry.source), month=entry.month)


@verb(SET_MANY)
def set_many(session: Session, *, at: int, entries: Sequence[ChannelEntry]) -> int:
    """Sets many figures as one step: all of them or, where one may not be, none. How many."""
    write(session, entries)
    describe(session, count=len(entries))
    return len(entries)


def write(session: Session, entries: Sequence[ChannelEntry]) -> None:
    """Writes figures as part of another act."""
    for entry in entries:
        _write(session, entry)


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


def _write(session: Session, entry: ChannelEntry) -> None:
    """A month of which nothing is known any more is no row."""
    month, source = checked_month(entry.month), _named(entry.source)
    if entry.measure not in MEASURES:
        raise ValueError(f"no such measure: {entry.measure}")
    if (entry.value or 0) < 0:
        raise RuleBroken(
            _("Spend and reach cannot be below 0. Nothing was changed. Please correct them.")
        )
    one = channel_month.c
    found = session.execute(
        select(one.id, one.spend, one.reach).where(
            one.match_key == fold(source), one.month == month
        )
    ).first()
    if found is None:
        if entry.value is not None:
            values = {"month": month, "source": source, "match_key": fold(source)}
            session.execute(insert(channel_month).values(**values, **{entry.measure: entry.value}))
        return
    left = found.reach if entry.measure == "spend" else found.spend
    if entry.value is None and left is None:
        session.execute(delete(channel_month).where(one.id == found.id))
    elif getattr(found, entry.measure) != entry.value:
        session.execute(
            update(channel_month).where(one.id == found.id).values(**{entry.measure: entry.value})
        )
