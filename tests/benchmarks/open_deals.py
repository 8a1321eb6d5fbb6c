"""Files full of open deals, what their stages ask for, and medians of processor seconds."""

import random
import statistics
import time
from collections.abc import Callable, Collection
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import workspaces
from tests.conftest import NOW

_DAY = 86_400
_COMPANIES = 400
_TITLES = (
    "データ基盤 更改",
    "支店Wi-Fi 導入",
    "店舗POS 刷新",
    "人事システム移行",
    "Warehouse robots",
)


def write_open_deals(path: Path, number: int) -> None:
    """A file of The Model in Japanese with `number` deals, all of them open."""
    chance = random.Random(number)
    with Workspace.create(path) as workspace:
        workspace.do(
            workspaces.set_up,
            at=NOW - 400 * _DAY,
            template="the-model",
            language="ja",
            currency="JPY",
            country="JP",
            time_zone="Asia/Tokyo",
            name="青葉商事",
        )
        with workspace.bulk(at=NOW) as session:
            stage = tables.stage.c
            stages = session.scalars(select(stage.id).where(stage.phase != "customer")).all()
            names = [f"株式会社青葉{place}" for place in range(_COMPANIES)]
            session.execute(
                insert(tables.company),
                [{"name": name, "match_key": name, "created_at": NOW} for name in names],
            )
            session.execute(
                insert(tables.member),
                [{"name": name, "match_key": name} for name in ("山田 太郎", "佐藤 花子")],
            )
            session.execute(
                insert(tables.deal),
                [
                    {
                        "id": place,
                        "title": chance.choice(_TITLES),
                        "company_id": chance.randrange(_COMPANIES) + 1,
                        "pipeline_id": 1,
                        "amount": chance.randrange(1, 99) * 100_000,
                        "owner_id": chance.randrange(2) + 1,
                        "created_at": NOW,
                    }
                    for place in range(1, number + 1)
                ],
            )
            session.execute(
                insert(tables.stage_visit),
                [
                    {
                        "deal_id": place,
                        "stage_id": chance.choice(stages),
                        "sequence": 1,
                        "entered_at": NOW - chance.randrange(100 * _DAY),
                    }
                    for place in range(1, number + 1)
                ],
            )


@verb("Meet what is asked")
def meet(session: Session, *, at: int, deal_ids: Collection[int]) -> None:
    """Gives deals all that The Model asks for before they go on, or are handed over."""
    criterion, item = tables.exit_criterion.c, tables.handoff_item.c
    ticked = session.scalars(select(criterion.id).where(criterion.condition == "checklist")).all()
    answered = session.scalars(select(item.id).where(item.field.is_(None))).all()
    for table, rows in (
        (tables.criterion_tick, [{"criterion_id": one, "ticked_at": at} for one in ticked]),
        (tables.handoff_answer, [{"item_id": one, "text": "確認済み"} for one in answered]),
        (
            tables.activity,
            [{"kind": kind, "happened_at": at} for kind in ("inquiry", "meeting")],
        ),
    ):
        session.execute(
            insert(table), [{**row, "deal_id": deal_id} for row in rows for deal_id in deal_ids]
        )
    session.execute(
        update(tables.deal)
        .where(tables.deal.c.id.in_(deal_ids))
        .values(
            source="Webサイト",
            expected_close="2026-06-30",
            promised="年内の導入",
            why_bought="使いやすさ",
        )
    )


def median(run: Callable[[], object], rounds: int) -> float:
    """Processor seconds of this thread for one run, warm."""
    run()
    seconds = []
    for _round in range(rounds):
        begun = time.thread_time()
        run()
        seconds.append(time.thread_time() - begun)
    return statistics.median(seconds)
