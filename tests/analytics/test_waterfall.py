"""The waterfall: worked cases by hand, and that it always adds up, whatever was done."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.waterfall import Waterfall, waterfall
from revops_desktop.analytics.waterfall_entries import Entries, Stands
from revops_desktop.database import journal, tables
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies, deals, merging, trash
from revops_desktop.rules.periods import DAY, Period, end_of_day, month_period, start_of_day
from revops_desktop.rules.waterfall import MOVEMENTS, RISING
from tests.analytics.test_key_figures import add, leave, move, noon
from tests.database.test_journal import delete_deal, raise_amounts
from tests.river import ZONE, make_river

MARCH, APRIL = month_period("2026-03"), month_period("2026-04")
NOW = noon(3, 31)
IN_MARCH, LATER = "2026-03-20", "2026-04-20"
OTHER_STAGE = 9
Part = tuple[int, int]


@verb("Add another river")
def other_river(session: Session, *, at: int) -> None:
    session.execute(insert(tables.pipeline).values(id=2, name="Other", position=2))
    session.execute(
        insert(tables.stage).values(
            **{"id": OTHER_STAGE, "pipeline_id": 2, "name": "Talks", "position": 1},
            **{"phase": "opportunity", "colour": "#3366cc", "probability_basis_points": 2500},
        )
    )


def ask(
    workspace: Workspace, period: Period = MARCH, now: int = NOW, as_of: int | None = None
) -> Waterfall:
    return workspace.ask(waterfall, as_of=as_of, pipeline_id=1, period=period, now=now)


def moved(found: Waterfall) -> dict[str, Part]:
    """The movements that took place; of a change of amount, how many deals changed."""
    balance(found)
    told = {
        name: (found.changed.get(name, 0) or tally.count, tally.amount)
        for name, tally in found.movements.items()
    }
    return {name: part for name, part in told.items() if part != (0, 0)}


def balance(found: Waterfall) -> None:
    """start + movements = end, by amount and by count."""
    count, amount = found.start.count, found.start.amount
    for name in MOVEMENTS:
        sign = 1 if name in RISING else -1
        tally = found.movements[name]
        assert tally.amount >= 0
        count += sign * tally.count
        amount += sign * tally.amount
    assert (count, amount) == (found.end.count, found.end.amount)


def edit(workspace: Workspace, at: int, deal_id: int, **fields: object) -> None:
    workspace.do(deals.edit, at=at, deal_id=deal_id, fields=fields)


def test_every_movement_by_hand(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(other_river, at=1)
        before = noon(2, 10)

        def open_deal(amount: int, close: str | None = IN_MARCH) -> int:
            return add(workspace, before, amount=amount, expected_close=close)

        open_deal(1)
        raised, lowered = open_deal(10), open_deal(100)
        won, lost, recycled = open_deal(1_000), open_deal(2_000), open_deal(3_000)
        pushed, undated = open_deal(4_000), open_deal(5_000)
        deleted, elsewhere, lead = open_deal(6_000), open_deal(7_000), open_deal(8_000)
        pulled, dated = open_deal(20_000, LATER), open_deal(30_000, None)
        asleep = open_deal(40_000)
        leave(workspace, before + 1, asleep, "recycled")
        at = noon(3, 5)
        edit(workspace, at, raised, amount=15)
        edit(workspace, at, lowered, amount=70)
        move(workspace, at, won, 4)
        leave(workspace, at, lost, "lost")
        leave(workspace, at, recycled, "recycled")
        edit(workspace, at, pushed, expected_close=LATER)
        edit(workspace, at, undated, expected_close=None)
        workspace.do(trash.delete, at=at, deals=[deleted])
        move(workspace, at, elsewhere, OTHER_STAGE)
        move(workspace, at, lead, 1)
        edit(workspace, at, pulled, expected_close=IN_MARCH)
        edit(workspace, at, dated, expected_close=IN_MARCH)
        move(workspace, at, asleep, 3)
        add(workspace, at, amount=50_000, expected_close=IN_MARCH)
        found = ask(workspace)
        assert (found.start.count, found.start.amount) == (11, 36_111)
        assert moved(found) == {
            **{"increased": (1, 5), "decreased": (1, 30)},
            **{"won": (1, 1_000), "lost": (1, 2_000), "recycled": (1, 3_000)},
            **{"pushed_out": (2, 9_000), "removed": (3, 21_000)},
            **{"pulled_in": (2, 50_000), "reopened": (1, 40_000), "new": (1, 50_000)},
        }
        assert (found.end.count, found.end.amount) == (7, 140_086)
        assert found.dateless.count == 1
        # It opened as April did, but for what should close in April.
        assert ask(workspace, APRIL, noon(4, 1)).start.count == 8


def test_a_deal_that_came_and_went_is_in_both(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, noon(3, 2), 1, amount=10, expected_close=IN_MARCH)
        move(workspace, noon(3, 3), deal_id, 2)
        edit(workspace, noon(3, 4), deal_id, amount=25)
        move(workspace, noon(3, 5), deal_id, 4)
        never = add(workspace, noon(3, 2), amount=99, expected_close=LATER)
        move(workspace, noon(3, 5), never, 4)
        assert moved(ask(workspace)) == {"new": (1, 10), "increased": (1, 15), "won": (1, 25)}


def test_out_and_in_again_is_no_movement(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, noon(2, 2), amount=10, expected_close=IN_MARCH)
        leave(workspace, noon(3, 3), deal_id, "lost")
        move(workspace, noon(3, 4), deal_id, 2)
        assert moved(ask(workspace)) == {}


def test_an_unknown_amount_counts_and_weighs_nothing(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, noon(3, 3), expected_close=IN_MARCH)
        found = ask(workspace)
        assert moved(found) == {"new": (1, 0)}
        assert found.movements["new"].without_amount == found.end.without_amount == 1
        edit(workspace, noon(3, 4), deal_id, amount=7)
        assert moved(ask(workspace)) == {"new": (1, 0), "increased": (1, 7)}


def test_what_is_undone_leaves_nothing_behind(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        deal_id = add(workspace, noon(2, 3), amount=5, expected_close=IN_MARCH)
        move(workspace, noon(3, 4), deal_id, 4)
        assert moved(ask(workspace)) == {"won": (1, 5)}
        workspace.undo(at=noon(3, 5))
        assert moved(ask(workspace)) == {}
        add(workspace, noon(3, 6), amount=9, expected_close=IN_MARCH)
        workspace.undo(at=noon(3, 7))
        assert moved(ask(workspace)) == {}


# At random

SEEDS = [0, 23, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(60))]
CLOSES = (None, "2026-01-15", "2026-02-14", "2026-02-28", "2026-03-01", "2026-03-31", "2026-06-01")
BEGIN = start_of_day(date(2026, 1, 1), ZONE)


def water(session: Session, *, last: date | None) -> dict[int, int]:
    """Reckoned anew: the deals of the water and their amounts, from where each stands."""
    state, stage = tables.deal_state.c, tables.stage.c
    rows = session.execute(
        select(state.deal_id, state.value, tables.deal.c.expected_close)
        .join(tables.stage, stage.id == state.stage_id)
        .join(tables.deal, tables.deal.c.id == state.deal_id)
        .where(stage.pipeline_id == 1, stage.phase == "opportunity", state.status == "open")
    )
    return {
        deal_id: value or 0
        for deal_id, value, close in rows
        if close is not None and (last is None or close <= last.isoformat())
    }


def live(workspace: Workspace, chance: random.Random, known: list[int], at: int) -> None:
    """One thing that a person does, or takes back."""
    act = chance.random()
    if act < 0.2 or not known:
        fields = {
            "amount": chance.choice((None, 0, 70, 900)),
            "monthly_amount": chance.choice((None, None, 3)),
            "expected_close": chance.choice(CLOSES),
        }
        known.append(add(workspace, at, chance.choice((1, 2, 2, 3, OTHER_STAGE)), **fields))
    elif act < 0.75:
        _with_a_deal(workspace, chance, known, at)
    elif act < 0.86:
        workspace.undo(at=at)
    elif act < 0.92:
        workspace.redo(at=at)
    elif act < 0.95:
        workspace.do(raise_amounts, at=at)
    else:
        firms = [
            workspace.do(companies.create, at=at, name=f"{name} {at}").value for name in ("A", "B")
        ]
        edit(workspace, at, chance.choice(alive(workspace)), company_id=firms[1])
        workspace.do(merging.merge_companies, at=at, kept_id=firms[0], other_ids=firms[1:])
    known[:] = alive(workspace)


def alive(workspace: Workspace) -> list[int]:
    rows = workspace.raw.execute("SELECT id FROM deal WHERE deleted_at IS NULL ORDER BY id")
    return [row[0] for row in rows]


def _with_a_deal(workspace: Workspace, chance: random.Random, known: list[int], at: int) -> None:
    deal_id, act = chance.choice(known), chance.random()
    status = workspace.raw.execute(
        "SELECT status FROM deal_state WHERE deal_id = ?", (deal_id,)
    ).fetchone()[0]
    if act < 0.4:
        stage_id = chance.choice((1, 2, 3, 3, 4, 5, OTHER_STAGE))
        move(workspace, at, deal_id, stage_id)
    elif act < 0.55:
        edit(workspace, at, deal_id, expected_close=chance.choice(CLOSES))
    elif act < 0.65:
        edit(workspace, at, deal_id, amount=chance.choice((None, 1, 500)))
    elif act < 0.85 and status in ("open", "customer"):
        kind = "churned" if status == "customer" else chance.choice(("lost", "recycled"))
        leave(workspace, at, deal_id, kind)
    elif act < 0.92:
        workspace.do(trash.delete, at=at, deals=[deal_id])
        if chance.random() < 0.5:
            workspace.do(trash.restore, at=at + 1, deals=[deal_id])
    elif act < 0.95:
        workspace.do(delete_deal, at=at, deal_id=deal_id)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_always_adds_up_and_meets_what_stood(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    periods = [month_period(f"2026-0{month}") for month in (1, 2, 3)]
    periods += [Period(), Period(date(2026, 1, 20), date(2026, 2, 17))]
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(other_river, at=1)
        known: list[int] = []
        at = BEGIN
        for _number in range(120):
            at += chance.randrange(DAY // 24, DAY)
            live(workspace, chance, known, at)
            if _number % 40 == 10:
                held = ask(workspace, periods[1], at), last_action(workspace)
        follows(workspace, *held, at)
        for period in periods:
            found = ask(workspace, period, at)
            balance(found)
            meets_what_stood(workspace, found, at)
            ends = end_of_day(period.last, ZONE) if period.last else at + 1
            if ends <= at:
                then = ask(workspace, period, ends - 1, as_of=ends)
                assert then == found, "the same whenever it is asked"


def last_action(workspace: Workspace) -> int:
    return int(workspace.raw.execute("SELECT max(id) FROM action").fetchone()[0])


def follows(workspace: Workspace, held: Waterfall, since: int, now: int) -> None:
    """An answer that only the changed deals are reckoned anew for is the same as a new one."""
    touched: set[int] = set()
    for action_id in range(since + 1, last_action(workspace) + 1):
        touched |= journal.changed_by(workspace.raw, action_id).deals
    asked: dict[str, Any] = {"pipeline_id": 1, "period": held.period, "now": now}
    followed = workspace.ask(waterfall, **asked, before=held, touched=touched)
    anew = workspace.ask(waterfall, **asked)
    assert followed == anew
    assert listed(followed.entries) == listed(anew.entries)


def listed(entries: Entries) -> list[list[Any]]:
    """The columns, those of stands too."""
    flat = (one if isinstance(one, Stands) else (one,) for one in entries)
    return [column.tolist() for columns in flat for column in columns]


def meets_what_stood(workspace: Workspace, found: Waterfall, now: int) -> None:
    """Its two ends are what the file says that it was then."""
    start, end = found.period.bounds(ZONE)
    last = found.period.last
    begun = {} if start is None else workspace.ask(water, as_of=min(start, now + 1), last=last)
    ended = workspace.ask(water, as_of=end if end and end <= now else None, last=last)
    assert (found.start.count, found.start.amount) == (len(begun), sum(begun.values()))
    assert (found.end.count, found.end.amount) == (len(ended), sum(ended.values()))
