"""The deals won in a period side by side: what average deal, sales cycle and lead time are of."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, Subquery, func, literal, literal_column, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import of_deals
from revops_desktop.analytics.number_rows import UNKNOWN, Numbers, in_texts, read_rows
from revops_desktop.analytics.outcomes import Scope, kept_endings, last_endings
from revops_desktop.analytics.spans import Spans, day_number
from revops_desktop.database.tables import deal_state

Reals = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WonDeals:
    """A row each, in no order.

    `value` in minor units, UNKNOWN where it is not known · `cycle` and `lead`: sales cycle and lead
    time in days, NaN where a date is missing.
    """

    deal_id: Numbers
    value: Numbers
    cycle: Reals
    lead: Reals

    @property
    def odd(self) -> int:
        """How many have dates that contradict each other: a duration of them is below 0."""
        return int(((self.cycle < 0) | (self.lead < 0)).sum())

    def with_anew(self, deal_ids: Collection[int], anew: "WonDeals") -> "WonDeals":
        """These with the rows of some deals replaced by newer ones."""
        kept = ~of_deals(self.deal_id, deal_ids)
        return WonDeals(
            np.concatenate((self.deal_id[kept], anew.deal_id)),
            np.concatenate((self.value[kept], anew.value)),
            np.concatenate((self.cycle[kept], anew.cycle)),
            np.concatenate((self.lead[kept], anew.lead)),
        )


def won_deals(session: Session, scope: Scope, deal_ids: Collection[int] | None = None) -> WonDeals:
    """The deals won in the period; of `deal_ids` alone if given."""
    if deal_ids is None:
        rows = read_rows(session, _texts(kept_endings(scope)), scope.values())
    else:
        rows = read_rows(session, in_texts(_wins(last_endings(scope, deal_ids=deal_ids))))
    deal_id, value, end, end_day, *starts = rows.T
    cycle, lead = (
        days_known(Spans(start, end, start_day, end_day), scope.zone)
        for start, start_day in (starts[:2], starts[2:])
    )
    return WonDeals(deal_id, value, cycle, lead)


def days_known(spans: Spans, zone: str) -> Reals:
    """The days of each span, NaN where an end is UNKNOWN."""
    found = np.full(len(spans.start), np.nan)
    known = (spans.start != UNKNOWN) & (spans.end != UNKNOWN)
    columns = (spans.start, spans.end, spans.start_day, spans.end_day)
    found[known] = Spans(*(one[known] for one in columns)).days(zone)
    return found


# A filter makes a statement of its own each time; the others stay.
@lru_cache(maxsize=32)
def _texts(endings: Subquery) -> Select:
    return in_texts(_wins(endings))


def _wins(endings: Subquery) -> Select:
    row, state = endings.c, deal_state.c
    value, at, opportunity_at, first_at = (
        func.coalesce(one, literal(UNKNOWN))
        for one in (row.value, row.at, state.opportunity_at, state.first_at)
    )
    return (
        select(
            *(row.deal_id, value, at, numbered(row.day)),
            *(opportunity_at, numbered(state.opportunity_day)),
            *(first_at, numbered(state.first_day)),
        )
        .join_from(endings, deal_state, state.deal_id == row.deal_id)
        .where(row.kind == "won")
    )


def numbered(day: ColumnElement[str]) -> ColumnElement[int]:
    """A day as `Spans` counts it."""
    number: ColumnElement[int] = literal_column(day_number(str(day)))
    return number.label(day.key)
