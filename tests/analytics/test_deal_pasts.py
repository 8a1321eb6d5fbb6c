"""What deals were: the same as a slow reading of the change journal and of what was told."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from revops_desktop.analytics.close_dates import pushes
from revops_desktop.analytics.deal_past_reader import deal_pasts
from revops_desktop.analytics.deal_pasts import BEHIND
from revops_desktop.analytics.waterfall import waterfall
from revops_desktop.database import check, tables
from revops_desktop.database.connection import open_connection
from revops_desktop.database.deal_images import FIELDS
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import trash
from revops_desktop.rules.periods import DAY, Period, month_period
from tests.analytics.test_key_figures import add
from tests.analytics.test_waterfall import BEGIN, CLOSES, alive, edit, listed, live, other_river
from tests.river import make_river

Row = dict[str, Any] | None
PERIODS = (month_period("2026-01"), month_period("2026-02"), Period())
SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 60))]


@verb("Tell what was before")
def tell(session: Session, *, at: int, deal_id: int, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        session.execute(insert(tables.deal_history).values(deal_id=deal_id, **row))


def told(chance: random.Random, latest: int) -> list[dict[str, Any]]:
    instants = sorted(chance.randrange(BEGIN - 30 * DAY, latest) for _one in range(3))
    return [
        {
            **{"changed_at": at, "expected_close": chance.choice(CLOSES)},
            **{"amount": chance.choice((None, 5, 60)), "closed_value": chance.choice((None, 7))},
            "deleted_at": chance.choice((None, None, at - 1)),
        }
        for at in instants
    ]


class Slow:
    """Reads a workspace's whole journal, change by change."""

    def __init__(self, workspace: Workspace) -> None:
        raw = workspace.raw
        self.changes: dict[int, list[tuple[int, Row, Row]]] = {}
        for deal_id, at, before, after in raw.execute(
            "SELECT c.row_id, a.at, c.before, c.after FROM change AS c "
            "JOIN action AS a ON a.id = c.action_id WHERE c.table_name = 'deal' ORDER BY c.id"
        ):
            change = (at, json.loads(before or "null"), json.loads(after or "null"))
            self.changes.setdefault(deal_id, []).append(change)
        names = ("id", *FIELDS)
        self.now: dict[int, Row] = {
            row[0]: dict(zip(names, row, strict=True))
            for row in raw.execute(f"SELECT {', '.join(names)} FROM deal")
        }
        self.told: dict[int, list[tuple[int, Row]]] = {}
        told = ", ".join(("deal_id", "changed_at", *FIELDS))
        for row in raw.execute(f"SELECT {told} FROM deal_history ORDER BY changed_at, id"):
            was = dict(zip(FIELDS, row[2:], strict=True))
            self.told.setdefault(row[0], []).append((row[1], was))

    def was(self, deal_id: int, at: int | None) -> Row:
        """The deal just before an instant; None: it was not there."""
        here = self.now.get(deal_id)
        if at is None:
            return here
        for until, row in self.told.get(deal_id, ()):
            if until >= at:
                return row
        for changed_at, before, after in self.changes.get(deal_id, ()):
            if changed_at >= at:
                return before or (after if here else None)
        return here


def same_as_slow(workspace: Workspace, instants: list[int], since: int | None) -> None:
    slow = Slow(workspace)
    ids = sorted(slow.changes)
    (pasts,) = workspace.ask(
        lambda session: list(deal_pasts(session, deal_ids=ids, since=since, until=None))
    )
    for at in (*instants, None):
        found = pasts.was(np.arange(len(ids)), np.full(len(ids), BEHIND if at is None else at))
        for place, deal_id in enumerate(ids):
            row = slow.was(deal_id, at)
            assert bool(found.is_there[place]) == (row is not None), (deal_id, at)
            if row is None:
                continue
            amount = row["closed_value"]
            if amount is None and (row["amount"], row["monthly_amount"]) != (None, None):
                amount = (row["amount"] or 0) + 12 * (row["monthly_amount"] or 0)
            seen = (
                *(bool(found.is_alive[place]), str(found.close[place]) or None),
                int(found.value[place]) if found.is_known[place] else None,
            )
            assert seen == (row["deleted_at"] is None, row["expected_close"], amount)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_deals_were_is_what_the_journal_says(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(other_river, at=1)
        known: list[int] = []
        at = BEGIN
        for _number in range(80):
            at += chance.randrange(DAY // 24, DAY)
            live(workspace, chance, known, at)
            if chance.random() < 0.2 and known:
                # The clock of another computer goes after, or before.
                when = at + chance.randrange(-9 * DAY, 3 * DAY)
                edit(workspace, when, chance.choice(known), amount=chance.randrange(99))
            if chance.random() < 0.05 and known:
                deal_id = chance.choice(known)
                workspace.do(tell, at=at, deal_id=deal_id, rows=told(chance, at))
        instants = [chance.randrange(BEGIN - 40 * DAY, at + DAY) for _one in range(30)]
        instants += [row[0] for row in workspace.raw.execute("SELECT at FROM action WHERE id > 2")]
        same_as_slow(workspace, instants, None)
        since = sorted(instants)[len(instants) // 2]
        same_as_slow(workspace, [one for one in instants if one >= since], since)
        assert alive(workspace) == sorted(known)
    assert check.check_file(tmp_path / "a.revops").is_sound


def test_only_changes_of_worth_close_and_trash_are_kept(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, 10, amount=5, expected_close="2026-03-20")
        edit(workspace, 20, deal_id, title="Another", source="Fair")
        edit(workspace, 30, deal_id, amount=77)
        workspace.undo(at=40)
        workspace.do(trash.delete, at=50, deals=[deal_id])
        rows = workspace.raw.execute("SELECT changed_at, amount, deleted_at FROM deal_image")
        assert rows.fetchall() == [(30, 5, None), (40, 77, None), (50, 5, None)]


def test_a_file_from_before_tells_the_same(tmp_path: Path) -> None:
    """Schema 5 had no tables for it: what the journal knows is read once, as it is opened."""
    path, chance = tmp_path / "a.revops", random.Random(5)
    asked: dict[str, Any] = {"pipeline_id": 1}

    def pictures(workspace: Workspace) -> list[Any]:
        found = [workspace.ask(waterfall, **asked, period=one, now=at) for one in PERIODS]
        instants = (BEGIN + 20 * DAY, at)
        return [
            *found,
            *(listed(one.entries) for one in found),
            *(workspace.ask(pushes, **asked, now=then) for then in instants),
            workspace.raw.execute("SELECT * FROM deal_image").fetchall(),
        ]

    with make_river(path) as workspace:
        workspace.do(other_river, at=1)
        known: list[int] = []
        at = BEGIN
        for _number in range(100):
            at += chance.randrange(DAY // 24, DAY)
            live(workspace, chance, known, at)
        expected = pictures(workspace)
    raw = open_connection(path)
    for statement in (
        *("DROP TABLE deal_image", "DROP TABLE deal_history", "PRAGMA user_version = 5"),
        "UPDATE alembic_version SET version_num = '5'",
    ):
        raw.execute(statement)
    raw.close()
    with Workspace.open(path) as workspace:
        assert pictures(workspace) == expected
        assert expected[-1]
    assert check.check_file(path).is_sound
