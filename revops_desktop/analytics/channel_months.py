"""What came in upstream, a month and a source: spend and reach (domain.md §2)."""

from typing import NamedTuple

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import channel_month, deal
from revops_desktop.rules.text import fold


class ChannelMonth(NamedTuple):
    """A month of a source. `spend` in minor units; None is unknown, 0 is none.

    `key` is the folded form of the source, by which the deals' own sources match.
    """

    month: str
    source: str
    key: str
    spend: int | None
    reach: int | None


def channel_months(
    session: Session, *, first_month: str, last_month: str
) -> tuple[ChannelMonth, ...]:
    """All sources of these months (YYYY-MM, both included), by month and source."""
    one = channel_month.c
    rows = session.execute(
        select(one.month, one.source, one.match_key, one.spend, one.reach)
        .where(one.month >= first_month, one.month <= last_month)
        .order_by(one.month, one.match_key)
    )
    return tuple(ChannelMonth(*row) for row in rows)


def months_of(session: Session, *, source: str) -> int:
    """In how many months spend or reach of a source is kept, of all years."""
    one = channel_month.c
    found = select(func.count()).where(one.match_key == fold(source))
    return session.execute(found).scalar_one()


def known_sources(session: Session) -> tuple[str, ...]:
    """The sources that deals or channel months name, each once: of most deals first.

    Those without deals follow by name, so that a figure typed in moves no row.
    """
    number: dict[str, int] = {}
    names: dict[str, str] = {}
    for text, _months in session.execute(_counted(channel_month)):
        key = fold(text)
        names.setdefault(key, text)
        number.setdefault(key, 0)
    for text, count in session.execute(_counted(deal)):
        key = fold(text)
        if key:
            names.setdefault(key, text)
            number[key] = number.get(key, 0) + count
    return tuple(names[key] for key in sorted(number, key=lambda key: (-number[key], key)))


def _counted(table: Table) -> Select:
    return (
        select(table.c.source, func.count())
        .where(table.c.source.is_not(None))
        .group_by(table.c.source)
        .order_by(func.count().desc(), table.c.source)
    )
