"""The hand-off inbox with 10,000 that wait and as many that are decided.

The page asks in the background: a list in order, the cells of a screenful, the counts, the figures.
Bare is the reading of as many rows, raw. Seconds are those of the processor.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import insert

from revops_desktop.analytics import handoff_inbox
from revops_desktop.analytics.handoff_figures import handoff_figures
from revops_desktop.analytics.handoff_inbox import Whose
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.analytics.today import today
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period
from tests.benchmarks.open_deals import median
from tests.handed import HOUR, INSIDE, MARKETING, MQL, OPEN, SATO, SUZUKI, make_handed

NUMBER = 20_000
ROUNDS = 5
NOW = OPEN + 3 * HOUR
# Milliseconds on an idle machine.
AIMS = {"by instant": 60, "by deadline": 500, "cells": 40, "counts": 40, "today": 120}
_BARE = "SELECT id, deal_id, rule_id, handed_at, decided_at, outcome FROM handoff"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = make_handed(tmp_path_factory.mktemp("handed") / "many.revops")
    with made.bulk(at=OPEN) as session:
        for table, row in (
            (tables.deal, _deal),
            (tables.stage_visit, _visit),
            (tables.handoff, _handoff),
            (tables.handoff_value, _value),
        ):
            session.execute(insert(table), [row(number) for number in range(1, NUMBER + 1)])
    yield made
    made.close()


def _deal(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "title": f"案件 {number}",
        "pipeline_id": 1,
        "owner_id": SATO,
        "amount": 1_000,
        "created_at": OPEN,
    }


def _visit(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "deal_id": number,
        "stage_id": 2,
        "sequence": 1,
        "entered_at": OPEN - number * 600,
    }


def _handoff(number: int) -> dict[str, Any]:
    at, waits = OPEN - number * 600, number % 2
    return {
        "id": number,
        "deal_id": number,
        "visit_id": number,
        "rule_id": MQL,
        "from_function_id": MARKETING,
        "to_function_id": INSIDE,
        "handed_at": at,
        "member_id": SATO,
        "outcome": None if waits else "accepted",
        "decided_at": None if waits else at + 2 * HOUR,
        "decided_by": None if waits else "person",
    }


def _value(number: int) -> dict[str, Any]:
    return {
        "handoff_id": number,
        "item_id": 1,
        "name": "Budget",
        "value": "300" if number % 3 else None,
        "is_required": 1,
        "position": 1,
    }


def test_the_inbox(file: Workspace) -> None:
    asked: dict[str, Any] = {"view": "waiting", "whose": Whose(SUZUKI), "now": NOW}

    def ask(question: Callable[..., object], **wanted: Any) -> float:
        return median(lambda: file.ask(question, **wanted), ROUNDS) * 1000

    ids = file.ask(handoff_inbox.found, wanted=Wanted(sort="handed_at"), **asked).ids
    assert len(ids) == NUMBER // 2
    keys = ["deal", "company", "from", "by", "state", "due", "left", "missing"]
    took = {
        "by instant": ask(handoff_inbox.found, wanted=Wanted(sort="handed_at"), **asked),
        "by deadline": ask(handoff_inbox.found, wanted=Wanted(sort="due"), **asked),
        "cells": ask(handoff_inbox.rows, ids=list(ids[:64]), keys=keys, view="waiting", now=NOW),
        "counts": ask(handoff_inbox.counts, whose=Whose(SUZUKI)),
        "today": ask(today, now=NOW, member_id=SUZUKI),
        "figures": ask(handoff_figures, period=Period(), now=NOW),
    }
    bare = median(lambda: file.raw.execute(_BARE).fetchall(), ROUNDS) * 1000
    told = ", ".join(
        f"{name} {time:.0f} ms" + (f" (aim {AIMS[name]})" if name in AIMS else "")
        for name, time in took.items()
    )
    print(f"\n{NUMBER:,} hand-offs, half of them waiting: {told}; bare {bare:.0f} ms")
    assert took["by instant"] < 8 * bare + 40
    assert took["cells"] < 4 * bare + 60
