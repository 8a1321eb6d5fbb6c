"""Which value of a dimension is each deal of? Side by side, to be joined with rows of deals."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import OF_COMPANY, OF_DEAL, Dimension
from revops_desktop.analytics.number_rows import Numbers, decoded
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.database.tables import company, deal, deal_line, member, pod, product

# An id for owner, pod and product, else the text as stored; None: not recorded.
Value = int | str | None


@dataclass(frozen=True, slots=True)
class Division:
    """The deals meant, divided: a row each, `place` in `values`.

    A deal of several products has several rows.
    """

    by: Dimension
    values: tuple[Value, ...]
    deal_id: Numbers
    place: Numbers

    def with_anew(self, deal_ids: Collection[int], anew: "Division") -> "Division":
        """The same with the rows of some deals replaced by newer ones."""
        values = tuple(dict.fromkeys((*self.values, *anew.values)))
        places = np.array([values.index(one) for one in anew.values], dtype=np.int64)
        kept = ~of_deals(self.deal_id, deal_ids)
        return Division(
            self.by,
            values,
            np.concatenate((self.deal_id[kept], anew.deal_id)),
            np.concatenate((self.place[kept], places[anew.place])),
        )

    def lookup(self) -> "Lookup":
        """The same by deal, to be joined with many rows."""
        numbers = np.bincount(self.deal_id)
        place = self.place[np.argsort(self.deal_id, kind="stable")]
        return Lookup(numbers, np.cumsum(numbers) - numbers, place)


@dataclass(frozen=True, slots=True)
class Lookup:
    """By the number of a deal: how many values it has, and where they begin in `place`."""

    numbers: Numbers
    starts: Numbers
    place: Numbers

    def over(self, deal_ids: Numbers) -> tuple[Numbers, Numbers]:
        """Rows of these deals, once for each value of the deal: their places, and the value's.

        Deals that are not divided are left out.
        """
        known = deal_ids < len(self.numbers)
        rows = np.arange(len(deal_ids)) if known.all() else np.flatnonzero(known)
        each = self.numbers[deal_ids[rows]]
        if (each != 1).any():
            rows = np.repeat(rows, each)
            within = np.arange(len(rows)) - np.repeat(np.cumsum(each) - each, each)
            return rows, self.place[self.starts[deal_ids[rows]] + within]
        return rows, self.place[self.starts[deal_ids[rows]]]


def divided(
    session: Session, by: Dimension, scope: Scope, deal_ids: Collection[int] | None = None
) -> Division:
    """The deals meant, divided by a dimension; of `deal_ids` alone if given."""
    wanted = _values(by).where(*scope.means(deal.c.id))
    if deal_ids is not None:
        wanted = wanted.where(deal.c.id.in_(sorted(deal_ids)))
    deal_id, value = wanted.subquery().c
    rows = session.execute(select(value, func.group_concat(deal_id)).group_by(value)).all()
    lists = [decoded(ids) for _value, ids in rows]
    nothing = np.zeros(0, dtype=np.int64)
    return Division(
        by,
        tuple(one for one, _ids in rows),
        np.concatenate((nothing, *lists)),
        np.repeat(np.arange(len(lists)), [len(one) for one in lists]),
    )


def followed(
    session: Session,
    by: Dimension,
    scope: Scope,
    before: Division | None,
    touched: Collection[int],
) -> Division:
    """The deals divided; of an earlier division alike only those that were touched since."""
    if before is None or before.by != by:
        return divided(session, by, scope)
    if not touched:
        return before
    return before.with_anew(touched, divided(session, by, scope, touched))


def of_deals(deal_id: Numbers, deal_ids: Collection[int]) -> np.ndarray:
    """Which rows are of these deals."""
    return np.isin(deal_id, np.array(sorted(deal_ids), dtype=np.int64))


def renewed(rows: np.ndarray, deal_ids: Collection[int], anew: np.ndarray) -> np.ndarray:
    """Rows that begin with their deal, those of some deals replaced by newer ones."""
    return np.concatenate((rows[~of_deals(rows[:, 0], deal_ids)], anew))


def names_of(session: Session, by: Dimension) -> dict[Value, str]:
    """The names of values that are ids; the others are their own names."""
    named = {"owner": member, "pod": pod, "product": product}.get(by)
    if named is None:
        return {}
    return {row[0]: row[1] for row in session.execute(select(named.c.id, named.c.name))}


def _values(by: Dimension) -> Select:
    if by == "product":
        # Two lines of one product are one deal of it.
        lines = select(deal_line.c.deal_id, deal_line.c.product_id).distinct().subquery()
        found = select(deal.c.id, lines.c.product_id)
        return found.select_from(deal.outerjoin(lines, lines.c.deal_id == deal.c.id))
    if by == "pod":
        found = select(deal.c.id, member.c.pod_id)
        return found.select_from(deal.outerjoin(member, member.c.id == deal.c.owner_id))
    if by in OF_COMPANY:
        found = select(deal.c.id, OF_COMPANY[by])
        return found.select_from(deal.outerjoin(company, company.c.id == deal.c.company_id))
    return select(deal.c.id, OF_DEAL[by])
