"""The figures of hand-offs: fates, loss rate, completeness; by pair, and down to their deals."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.handoff_figures import handoff_figures, handoffs_behind
from revops_desktop.analytics.handoff_rows import FATES
from revops_desktop.analytics.metrics import metrics
from revops_desktop.database import journal
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import deals, handoff_rules, handoffs, trash
from revops_desktop.operations.handoff_rules import WantedLimit
from revops_desktop.rules.periods import Period
from tests.handed import (
    BUDGET,
    DAY,
    HOUR,
    INSIDE,
    MARKETING,
    MQL,
    NEED,
    OPEN,
    SUZUKI,
    hand,
    handoff_ids,
    make_handed,
)
from tests.river import LOST

APRIL = Period(date(2026, 4, 1), date(2026, 4, 30))
# Friday noon: everything handed over on Wednesday is past its four hours.
NOW = OPEN + 2 * DAY + 2 * HOUR


@pytest.fixture
def handed(tmp_path: Path) -> Iterator[Workspace]:
    """Seven hand-offs of MQLs: two accepted, one returned, one expired, one that left late, one
    that left in time, one that waits in time; two of them complete."""
    made = make_handed(tmp_path / "a.revops")
    filled = {BUDGET: "300", NEED: "急ぎ"}
    for number, title in enumerate("ABCDEF"):
        hand(made, title, OPEN + number * 60, answers=filled if title in "AB" else None)
    hand(made, "G", NOW - HOUR)
    ids = [made.ask(handoff_ids, deal_id=number)[0] for number in range(1, 8)]
    made.member_id = SUZUKI
    made.do(handoffs.accept, at=OPEN + HOUR, handoff_ids=ids[:2])
    made.do(handoffs.give_back, at=OPEN + HOUR, handoff_id=ids[2], reason="予算")
    made.do(deals.leave_river, at=OPEN + DAY, deal_id=5, kind="lost", reason_id=LOST)
    made.do(deals.leave_river, at=OPEN + HOUR, deal_id=6, kind="lost", reason_id=LOST)
    yield made
    made.close()


def test_every_hand_off_is_counted_once(handed: Workspace) -> None:
    report = handed.ask(handoff_figures, period=APRIL, now=NOW)
    whole = report.whole
    assert [getattr(whole, fate) for fate in FATES] == [2, 1, 2, 1, 1]
    assert whole.handed == 7
    # Two of five that are decided or expired were accepted.
    assert (whole.loss_rate.numerator, whole.loss_rate.denominator) == (3, 5)
    assert whole.loss_rate.rate == 0.6
    assert (whole.completeness.numerator, whole.completeness.denominator) == (4, 14)
    (pair,) = report.pairs
    assert (pair.from_function, pair.to_function) == ("Marketing", "Inside sales")
    assert pair.figures == whole
    assert report.missing == (("Budget", 5), ("Need", 5))
    march = handed.ask(handoff_figures, period=Period(None, date(2026, 3, 31)), now=NOW)
    assert march.whole.handed == 0 and march.pairs == () and march.whole.loss_rate.why == "none"


def test_every_figure_opens_its_deals(handed: Workspace) -> None:
    def behind(subject: str, **more: Any) -> set[str]:
        found = handed.ask(handoffs_behind, period=APRIL, now=NOW, subject=subject, **more)
        assert found.total == len(found.rows)
        return {row.title for row in found.rows}

    assert behind("handed") == set("ABCDEFG")
    assert behind("handed", pair=(MARKETING, INSIDE)) == set("ABCDEFG")
    assert behind("handed", pair=(INSIDE, MARKETING)) == set()
    assert behind("accepted") == {"A", "B"}
    assert behind("returned") == {"C"}
    assert behind("expired") == {"D", "E"}
    assert behind("lost") == {"C", "D", "E"}
    assert behind("waiting") == {"G"}
    assert behind("cancelled") == {"F"}
    assert behind("incomplete") == set("CDEFG") == behind("incomplete", item="Need")


def test_without_a_limit_nothing_expires_and_without_a_rule_nothing_counts(
    handed: Workspace,
) -> None:
    handed.do(
        handoff_rules.edit,
        at=NOW,
        rule_id=MQL,
        fields={},
        limit=WantedLimit(None, for_running=True),
    )
    whole = handed.ask(handoff_figures, period=APRIL, now=NOW).whole
    # The one that left late had its limit until then.
    assert (whole.waiting, whole.expired, whole.cancelled) == (2, 1, 1)
    handed.do(deals.move_to_stage, at=NOW, deal_id=1, stage_id=4, override="x")
    assert handed.ask(handoff_figures, period=APRIL, now=NOW).whole.handed == 7


FOLLOWED: list[dict[str, Any]] = [
    {"period": Period()},
    {"period": APRIL},
    {"period": Period(date(2026, 4, 3), None), "pipeline_id": 1},
]


_WAITING = "SELECT id FROM handoff WHERE outcome IS NULL"


def newest(made: Workspace) -> int:
    """The number of the last action."""
    return int(made.raw.execute("SELECT max(id) FROM action").fetchone()[0])


def anything(made: Workspace, random: Random, at: int) -> None:
    """A deal is handed over, answered for, goes or comes back; or what was done is undone."""
    waiting = [row[0] for row in made.raw.execute(_WAITING)]
    what, deal_id = random.randrange(7), random.randrange(1, 8)
    if what == 0 and waiting:
        made.do(handoffs.accept, at=at, handoff_ids=[random.choice(waiting)])
    elif what == 1 and waiting:
        made.do(handoffs.give_back, at=at, handoff_id=random.choice(waiting), reason="…")
    elif what == 2:
        made.do(deals.leave_river, at=at, deal_id=deal_id, kind="lost", reason_id=LOST)
    elif what == 3:
        made.do(trash.delete, at=at, deals=[deal_id])
    elif what == 4:
        made.undo(at=at)
    elif what == 5:
        made.do(deals.move_to_stage, at=at, deal_id=deal_id, stage_id=3, override="…")
    else:
        hand(made, "N", at, answers={BUDGET: "300"} if random.random() < 0.5 else None)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 20))]
)
def test_what_follows_the_changes_is_what_is_read_anew(handed: Workspace, seed: int) -> None:
    random, now, told = Random(seed), NOW, set()
    held: list[Any] = [None] * len(FOLLOWED)
    seen = newest(handed)
    for _step in range(25):
        now += random.randrange(3 * HOUR)
        with suppress(RuleBroken):
            anything(handed, random, now)
        if random.random() < 0.4:
            continue
        numbers, seen = range(seen + 1, newest(handed) + 1), newest(handed)
        touched = {one for n in numbers for one in journal.changed_by(handed.raw, n).deals}
        for place, asked in enumerate(FOLLOWED):
            before = held[place]
            found = handed.ask(handoff_figures, **asked, now=now, before=before, touched=touched)
            assert found == handed.ask(handoff_figures, **asked, now=now)
            held[place] = found
        told.add(held[0].whole)
    assert len(told) > 5


def test_another_period_and_a_filter_are_read_anew(handed: Workspace) -> None:
    handed.do(deals.edit, at=NOW, deal_id=2, fields={"owner_id": SUZUKI})
    march, mine = Period(None, date(2026, 3, 31)), Filter((("owner", SUZUKI),))
    whole = handed.ask(handoff_figures, period=APRIL, now=NOW)
    found = handed.ask(handoff_figures, period=march, now=NOW, before=whole)
    assert found.whole.handed == 0
    narrow = handed.ask(handoff_figures, period=APRIL, now=NOW, only=mine)
    assert 0 < narrow.whole.handed < whole.whole.handed
    for before in (whole, narrow):
        handed.do(deals.edit, at=NOW, deal_id=1, fields={"owner_id": SUZUKI})
        anew = handed.ask(handoff_figures, period=APRIL, now=NOW, only=mine)
        asked: dict[str, Any] = {"period": APRIL, "now": NOW, "only": mine}
        assert handed.ask(handoff_figures, **asked, before=before) == anew
        handed.undo(at=NOW)


def test_the_metrics_say_the_same(handed: Workspace) -> None:
    told = handed.ask(metrics, pipeline_id=1, period=APRIL, now=NOW)["handoffs"]
    pairs = told.pop("pairs")
    assert pairs == [{"from": "Marketing", "to": "Inside sales", **told}]
    assert {name: told[name] for name in ("handed", *FATES)} == {
        **{"handed": 7, "accepted": 2, "returned": 1},
        **{"expired": 2, "waiting": 1, "cancelled": 1},
    }
    assert told["loss_rate"]["rate"] == 0.6
