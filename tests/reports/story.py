"""A seeded story of deals over two years, written in bulk, for reports to be made of."""

import random
from pathlib import Path

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import DAY
from tests.river import LOST, RECYCLED, make_river

# 2026-05-01 00:00 in Tokyo.
END = 1777561200
NASTY = (
    "<b>青葉</b> & Sons",
    '<img src="file:///etc/passwd">',
    "x" * 200,
    "🙂絵文字🙂商会",
    "髙﨑𠮷田商店",
    "ﾊﾝｶｸｶﾅ ｶﾌﾞｼｷｶﾞｲｼｬ",
    "一行目\n二行目",
)


def _visits(
    chance: random.Random, deal: int, days: int
) -> tuple[list[dict], tuple[int, int, str] | None]:
    """The stays of one deal, and its exit as (visit's place, instant, kind)."""
    at = END - chance.randrange(1, days * DAY)
    visits: list[dict] = []
    stage, gone = 1, None
    while True:
        wait = int(chance.expovariate(1 / (12 * DAY))) + 3600
        visit = {"deal_id": deal, "stage_id": stage, "sequence": len(visits), "entered_at": at}
        visits.append(visit | {"left_at": None, "outcome": None})
        if at + wait >= END or stage == 5:
            break
        fate = chance.random()
        if stage < 4 and fate < 0.32:
            kind = "lost" if fate < 0.22 else "recycled"
            visits[-1] |= {"left_at": at + wait, "outcome": kind}
            gone = (len(visits) - 1, at + wait, kind)
            break
        if stage >= 4 and fate < 0.6:
            break
        at += wait
        visits[-1] |= {"left_at": at, "outcome": "advanced"}
        stage = min(5, stage + (2 if chance.random() < 0.06 and stage < 3 else 1))
    return visits, gone


def _write(session: Session, *, deals: int, seed: int, amounts: bool, days: int) -> None:
    chance = random.Random(seed)
    session.execute(
        insert(tables.company),
        [
            {"id": number, "name": name, "match_key": name, "created_at": 1}
            for number, name in enumerate(NASTY, 1)
        ],
    )
    rows: list[dict] = []
    visits: list[dict] = []
    exits: list[dict] = []
    for deal in range(1, deals + 1):
        stays, gone = _visits(chance, deal, days)
        amount = chance.randrange(20, 900) * 10_000 if amounts else None
        won = any(stay["stage_id"] >= 4 for stay in stays)
        closed = amount if won or gone else None
        rows.append(
            {
                "id": deal,
                "title": f"案件{deal}",
                "company_id": deal % len(NASTY) + 1,
                "pipeline_id": 1,
                "amount": amount,
                "closed_value": closed,
                "created_at": stays[0]["entered_at"],
            }
        )
        for place, stay in enumerate(stays):
            visits.append(stay | {"id": len(visits) + 1})
            if gone and place == gone[0]:
                reason = LOST if gone[2] == "lost" else RECYCLED
                exits.append({"deal_id": deal, "visit_id": len(visits), "reason_id": reason})
    if rows:
        session.execute(insert(tables.deal), rows)
        session.execute(insert(tables.stage_visit), visits)
    if exits:
        session.execute(insert(tables.deal_exit), exits)


def tell(
    path: Path,
    *,
    deals: int,
    seed: int = 1,
    amounts: bool = True,
    days: int = 730,
    name: str | None = None,
) -> Workspace:
    """A new file with the story of so many deals over so many days, ending with April 2026."""
    workspace = make_river(path)
    with workspace.bulk(at=2) as session:
        _write(session, deals=deals, seed=seed, amounts=amounts, days=days)
        if name is not None:
            session.execute(update(tables.workspace).values(name=name))
    return workspace
