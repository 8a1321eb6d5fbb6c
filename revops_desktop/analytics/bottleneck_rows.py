"""What verdicts at several instants share, deal by deal: wins, and steps that came late.

Kept with an answer, so that after a move only the deals that changed are read anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Select, func, literal, select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.division import of_deals, renewed
from revops_desktop.analytics.filters import EVERYTHING, Filter, within
from revops_desktop.analytics.number_rows import UNKNOWN, Numbers, number_rows
from revops_desktop.analytics.spans import Spans
from revops_desktop.analytics.won_deals import days_known, numbered
from revops_desktop.database.tables import deal_event, deal_reached, deal_state
from revops_desktop.rules.periods import DAY
from revops_desktop.rules.quantile import quantile

# As `ix_deal_reached_late` says it, in seconds.
_LATE = 30 * DAY


@dataclass(frozen=True, slots=True)
class Wins:
    """Deals won, by their last win, oldest first: instant, days from the first visit, amount.

    `lead`: NaN where a date is missing · `value`: minor units, UNKNOWN where not known.
    """

    deal_id: Numbers
    at: Numbers
    lead: NDArray[np.float64]
    value: Numbers

    def with_anew(self, deal_ids: Collection[int], anew: "Wins") -> "Wins":
        """The same with the wins of some deals replaced by newer ones."""
        kept = ~of_deals(self.deal_id, deal_ids)
        at = np.concatenate((self.at[kept], anew.at))
        order = np.argsort(at, kind="stable")
        return Wins(
            np.concatenate((self.deal_id[kept], anew.deal_id))[order],
            at[order],
            np.concatenate((self.lead[kept], anew.lead))[order],
            np.concatenate((self.value[kept], anew.value))[order],
        )


@dataclass(frozen=True, slots=True)
class Won:
    """Of the deals won in a stretch: their number, the mean amount in minor units, lead times.

    `dated`: how many have a lead time · `ripe`: its 75th percentile in days.
    """

    number: int
    mean: float | None
    dated: int
    ripe: float | None


@dataclass(frozen=True, slots=True)
class Late:
    """Deals that went on after an instant, and took longer than so many seconds to.

    `rows`: deal, stage, when it was reached, and when the next one was.
    """

    stage_ids: tuple[int, ...]
    after: int
    slower_than: int
    rows: Numbers


@dataclass(frozen=True, slots=True)
class BottleneckRows:
    """The wins of a pipeline since an instant (UTC seconds), and steps that came late.

    `won`: what was made of the wins, by stretch of instants.
    """

    about: tuple[int, str]
    since: int
    wins: Wins
    won: Mapping[tuple[int, int], Won]
    late: Late | None


class RowsReader:
    """Reads them, or follows `before`, since which only the deals `touched` changed."""

    def __init__(
        self,
        session: Session,
        *,
        pipeline_id: int,
        zone: str,
        only: Filter,
        before: BottleneckRows | None = None,
        touched: Collection[int] = (),
    ) -> None:
        self._session, self._only, self._touched = session, only, touched
        self._about = (pipeline_id, zone)
        # What a filter means may be something else of a deal that was not touched.
        same = before is not None and before.about == self._about and only == EVERYTHING
        self._before = before if same else None
        self._since = 0
        self._wins: Wins | None = None
        self._won: dict[tuple[int, int], Won] = {}
        self._late: Late | None = None

    def kept(self) -> BottleneckRows | None:
        """What was read, to be followed; None: nothing was."""
        if self._wins is None:
            return None
        return BottleneckRows(self._about, self._since, self._wins, self._won, self._late)

    def won(self, since: int, until: int) -> Won:
        """What the wins in [since, until) say; the longest stretch back is asked first."""
        found = self._won.get((since, until))
        if found is None:
            found = self._won[since, until] = _said(self._wins_since(since), since, until)
        return found

    def _wins_since(self, since: int) -> Wins:
        if self._wins is None or since < self._since:
            self._wins = self._followed_wins(since) or self._read_wins(since)
        return self._wins

    def _followed_wins(self, since: int) -> Wins | None:
        held = self._before
        if held is None or held.since > since:
            return None
        self._since = held.since
        self._won.update(held.won)
        if not self._touched:
            return held.wins
        anew = self._read_wins(held.since, self._touched)
        gone = held.wins.at[of_deals(held.wins.deal_id, self._touched)]
        changed = np.concatenate((gone, anew.at))
        for start, end in held.won:
            if ((changed >= start) & (changed < end)).any():
                del self._won[start, end]
        return held.wins.with_anew(self._touched, anew)

    def _read_wins(self, since: int, deal_ids: Collection[int] | None = None) -> Wins:
        self._since = since
        wanted = _wins(self._about[0], since, deal_ids).where(
            *within(self._only, deal_event.c.deal_id)
        )
        rows = number_rows(self._session, wanted)
        rows = rows[np.argsort(rows[:, 1], kind="stable")]
        deal_id, at, value, first, day, first_day = rows.T
        lead = days_known(Spans(first, at, first_day, day), self._about[1])
        return Wins(deal_id, at, lead, value)

    def late(self, stage_ids: Collection[int], after: int, slower_than: int) -> Numbers:
        """The rows of `Late`."""
        held = None if self._before is None else self._before.late
        asked = (tuple(stage_ids), after, slower_than)
        if held is None or (held.stage_ids, held.after, held.slower_than) != asked:
            rows = self._read_late(*asked)
        elif self._touched:
            rows = renewed(held.rows, self._touched, self._read_late(*asked, self._touched))
        else:
            rows = held.rows
        self._late = Late(*asked, rows)
        return rows

    def _read_late(
        self,
        stage_ids: Collection[int],
        after: int,
        slower_than: int,
        deal_ids: Collection[int] | None = None,
    ) -> Numbers:
        reached = deal_reached.c
        # In the words of the partial index, which is not used otherwise.
        indexed = [text(f"next_at - at > {_LATE}")] if slower_than >= _LATE else []
        wanted = select(reached.deal_id, reached.stage_id, reached.at, reached.next_at).where(
            _read_by(reached.stage_id, deal_ids).in_(stage_ids),
            reached.next_at >= after,
            reached.next_at - reached.at > slower_than,
            *indexed,
            *_of(reached.deal_id, deal_ids),
            *within(self._only, reached.deal_id),
        )
        return number_rows(self._session, wanted)


def _said(wins: Wins, since: int, until: int) -> Won:
    first, last = np.searchsorted(wins.at, (since, until))
    lead, value = wins.lead[first:last], wins.value[first:last]
    days, known = np.sort(lead[lead >= 0]).tolist(), value[value != UNKNOWN]
    return Won(
        number=int(last - first),
        mean=int(known.sum()) / len(known) if len(known) else None,
        dated=len(days),
        ripe=quantile(days, 0.75) if len(days) else None,
    )


def _wins(pipeline_id: int, since: int, deal_ids: Collection[int] | None) -> Select:
    """Deal, instant, amount, first visit, and the days of both as numbers where days were said."""
    event, state = deal_event.c, deal_state.c
    return (
        select(
            *(event.deal_id, event.at, func.coalesce(event.value, literal(UNKNOWN))),
            func.coalesce(state.first_at, literal(UNKNOWN)),
            *(numbered(day) for day in (event.day, state.first_day)),
        )
        .join_from(deal_event, deal_state, state.deal_id == event.deal_id)
        .where(
            _read_by(event.pipeline_id, deal_ids) == pipeline_id,
            event.kind == "won",
            event.at >= since,
            state.won == 1,
            state.won_at == event.at,
            *_of(event.deal_id, deal_ids),
        )
    )


def _read_by(column: ColumnElement, deal_ids: Collection[int] | None) -> ColumnElement:
    """Of a few deals all is looked at; by the index of this column every deal would be."""
    return column if deal_ids is None else column + 0


def _of(column: ColumnElement, deal_ids: Collection[int] | None) -> list[ColumnElement[bool]]:
    return [] if deal_ids is None else [column.in_(sorted(deal_ids))]
