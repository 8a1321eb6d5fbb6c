"""Who and what do the figures come from? The key figures by owner, product, source and so on."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.breakdown_rows import BreakdownRows, breakdown_rows
from revops_desktop.analytics.division import Division, Lookup, Value, followed, names_of
from revops_desktop.analytics.filters import EVERYTHING, Dimension, Filter, settled
from revops_desktop.analytics.number_rows import Numbers
from revops_desktop.analytics.outcomes import ENDINGS, Scope
from revops_desktop.analytics.river_rows import tallies_by
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Durations, Tally, durations, shares
from revops_desktop.analytics.won_deals import WonDeals
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share, share


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one value. `value` is an id for owner, pod and product; None: not recorded.

    `deals`: every deal now in the pipeline, of any time · `entered`, `won`, `lost`,
    `disqualified`, `recycled`: in the period · `open`: now · days of those won in the period ·
    `conversion`: of `entered`, how many have reached the customer phase as of now.
    """

    value: Value
    name: str | None
    deals: Tally
    entered: Tally
    conversion: Share
    won: Tally
    lost: Tally
    disqualified: Tally
    recycled: Tally
    open: Tally
    win_rate: Share
    win_rate_by_amount: Share
    sales_cycle_days: Durations
    lead_time_days: Durations


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parts: the largest won amount first, not recorded last."""

    parts: tuple[Part, ...]
    scope: Scope = field(compare=False, repr=False)
    division: Division = field(compare=False, repr=False)
    rows: BreakdownRows = field(compare=False, repr=False)


def breakdown(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    by: Dimension,
    only: Filter = EVERYTHING,
) -> tuple[Part, ...]:
    """The figures of each value of `by`, the largest won amount first, not recorded last.

    A deal of several products is in each of them with its whole amount.
    """
    return followed_breakdown(
        session, pipeline_id=pipeline_id, period=period, by=by, only=only
    ).parts


def followed_breakdown(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    by: Dimension,
    only: Filter = EVERYTHING,
    before: Breakdown | None = None,
    touched: Collection[int] = (),
) -> Breakdown:
    """The same, to be followed.

    `before`: an answer to the same question, or by another dimension, since which only the deals
    `touched` changed; where it is of something else, all is read anew.
    """
    asked = Scope(pipeline_id, period, settings(session).time_zone, only)
    scope = replace(asked, only=settled(session, only))
    # What a filter means may be something else of a deal that was not touched.
    held = before if before is not None and before.scope == asked and only == EVERYTHING else None
    if held is None:
        rows = breakdown_rows(session, scope)
    elif touched:
        rows = held.rows.with_anew(touched, breakdown_rows(session, scope, touched))
    else:
        rows = held.rows
    division = followed(session, by, scope, held.division if held else None, touched)
    return Breakdown(_parts(session, division, rows), asked, division, rows)


def _parts(session: Session, division: Division, rows: BreakdownRows) -> tuple[Part, ...]:
    names = names_of(session, division.by)
    lookup = division.lookup()
    standing = _tallied(lookup, rows.standing)
    entered = _tallied(lookup, rows.entered)
    ended = _tallied(lookup, rows.ended)
    days = _days(lookup, rows.won)
    values = {place for place, *_rest in (*standing, *entered, *ended)}

    def part(place: int) -> Part:
        value = division.values[place]

        def endings(kind: str, opportunity: int) -> Tally:
            return ended.get((place, ENDINGS.index(kind), opportunity), NONE)

        won = endings("won", 1) + endings("won", 0)
        lost_later, disqualified = endings("lost", 1), endings("lost", 0)
        rate, by_amount = shares(won, won + lost_later, {"won": won, "lost": lost_later})
        is_open, others = (standing.get((place, code), NONE) for code in (1, 0))
        converted, waiting = (entered.get((place, code), NONE) for code in (1, 0))
        came = converted + waiting
        cycle, lead_time = days.get(place, (Durations(), Durations()))
        return Part(
            value=value,
            name=names.get(value, None if value is None else str(value)),
            deals=is_open + others,
            entered=came,
            conversion=share(converted.count, came.count),
            won=won,
            lost=lost_later + disqualified,
            disqualified=disqualified,
            recycled=endings("recycled", 1) + endings("recycled", 0),
            open=is_open,
            win_rate=rate,
            win_rate_by_amount=by_amount,
            sales_cycle_days=cycle,
            lead_time_days=lead_time,
        )

    return tuple(sorted(map(part, values), key=_order))


def _order(part: Part) -> tuple[bool, int, int, str, str]:
    won = part.won
    return part.value is None, -won.amount, -won.count, part.name or "", str(part.value)


def _tallied(lookup: Lookup, rows: Numbers) -> dict[tuple[int, ...], Tally]:
    """Rows of deals by the place of their value and all that stands behind the amount."""
    whose, places = lookup.over(rows[:, 0])
    return tallies_by(rows[whose, 1], places, *rows[whose, 2:].T)


def _days(lookup: Lookup, won: WonDeals) -> dict[int, tuple[Durations, Durations]]:
    """Sales cycle and lead time of the won deals by the place of their value."""
    whose, places = lookup.over(won.deal_id)
    found = {}
    for place in np.unique(places).tolist():
        chosen = whose[places == place]
        found[place] = durations(won.cycle[chosen]), durations(won.lead[chosen])
    return found
