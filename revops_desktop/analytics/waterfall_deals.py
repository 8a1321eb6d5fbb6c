"""Which deals are behind a step of a waterfall? Deleted ones too: they moved it."""

import json
from dataclasses import dataclass
from typing import Literal

import numpy as np
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import MOST
from revops_desktop.analytics.waterfall import Waterfall
from revops_desktop.analytics.waterfall_entries import Moved
from revops_desktop.database.prepared import raw_of
from revops_desktop.rules.waterfall import MOVEMENTS, PLACES, RISING, Movement, Place

# A movement, the water at the start or at the end, or what is open without an expected close.
Step = Movement | Literal["start", "end", "dateless"]


@dataclass(frozen=True, slots=True)
class WaterfallDeal:
    """A deal of a step. `amount` is what it adds to or (below 0) takes from it.

    Values and closes at the start and at the end; None: unknown, or it was not there yet · money in
    minor units · `place`: where it is at the end · `is_there`: it can be opened.
    """

    deal_id: int
    title: str
    company: str
    owner: str
    stage: str
    place: Place
    amount: int | None
    value_then: int | None
    value: int | None
    close_then: str | None
    close: str | None
    is_there: bool


@dataclass(frozen=True, slots=True)
class WaterfallDeals:
    """The deals of a step, the greatest first, at most MOST of them; `total`: how many there are.

    `gone` of them were taken back since and are no longer in the file.
    """

    rows: tuple[WaterfallDeal, ...]
    total: int
    gone: int
    currency: str
    zone: str


def waterfall_deals(session: Session, *, of: Waterfall, step: Step) -> WaterfallDeals:
    """The deals behind a step of an answer."""
    moved = _moved(of, step)
    places = of.entries.deal_id[moved.rows].tolist()
    sign = -1 if step in MOVEMENTS and step not in RISING else 1
    found = {
        deal_id: None if amount is None else sign * amount
        for deal_id, amount in zip(places, moved.amounts(), strict=True)
    }
    wanted = {"wanted": json.dumps(list(found))}
    rows = {row[0]: row[1:] for row in raw_of(session).execute(_ABOUT, wanted)}
    listed = sorted(rows, key=lambda deal_id: (-abs(found[deal_id] or 0), deal_id))[:MOST]
    return WaterfallDeals(
        tuple(_row(of, deal_id, found[deal_id], rows[deal_id]) for deal_id in listed),
        total=len(rows),
        gone=len(found) - len(rows),
        currency=of.currency,
        zone=of.zone,
    )


def _moved(of: Waterfall, step: Step) -> Moved:
    """The deals of the step."""
    if step == "start":
        return of.entries.started()
    if step == "end":
        return of.entries.ended()
    return of.entries.dateless() if step == "dateless" else of.entries.moved(step)


def _row(
    of: Waterfall, deal_id: int, amount: int | None, about: tuple[str | None, ...]
) -> WaterfallDeal:
    at = int(np.searchsorted(of.entries.deal_id, deal_id))
    start, end = of.entries.start, of.entries.end
    title, company, owner, stage, deleted_at = about
    return WaterfallDeal(
        deal_id=deal_id,
        title=title or "",
        company=company or "",
        owner=owner or "",
        stage=stage or "",
        place=PLACES[end.place[at]],
        amount=amount,
        value_then=int(start.value[at]) if start.is_known[at] else None,
        value=int(end.value[at]) if end.is_known[at] else None,
        close_then=str(start.close[at]) or None,
        close=str(end.close[at]) or None,
        is_there=deleted_at is None,
    )


_ABOUT = """
SELECT d.id, d.title, company.name, member.name, stage.name, d.deleted_at
FROM json_each(:wanted) AS w
CROSS JOIN deal AS d ON d.id = w.value
LEFT JOIN deal_state AS state ON state.deal_id = d.id
LEFT JOIN stage ON stage.id = state.stage_id
LEFT JOIN company ON company.id = d.company_id
LEFT JOIN member ON member.id = d.owner_id
"""
