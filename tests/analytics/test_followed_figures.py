"""Figures that are read anew for the changed deals alone, against all of it read anew."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.bottleneck import bottleneck, verdict_and_history
from revops_desktop.analytics.breakdown import followed_breakdown
from revops_desktop.analytics.compared_steps import compared_steps
from revops_desktop.analytics.funnel_tiles import funnel_tiles
from revops_desktop.analytics.health_page import health_page
from revops_desktop.analytics.local_optima import local_optima
from revops_desktop.analytics.measured_weight import measured_weight
from revops_desktop.analytics.overview import overview
from revops_desktop.analytics.recycle_figures import recycle_figures
from revops_desktop.analytics.river_picture import river_picture
from revops_desktop.analytics.source_costs import judged_sources
from revops_desktop.analytics.stage_durations import followed_durations
from revops_desktop.database import journal
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import deal_lines, members, products
from revops_desktop.rules.periods import DAY, Period, local_day, month_period
from revops_desktop.ui.figures.followed import NAMED, is_followed
from tests.analytics.test_waterfall import BEGIN, alive, edit, live, other_river
from tests.river import ZONE, make_river

SEEDS = [3, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(12))]
LENGTH = 20
SOURCES = (None, "", "Fair", "fair ", "Web")
Question = tuple[Callable[..., Any], dict[str, Any]]
PERIODS = (Period(), month_period("2026-02"), Period(date(2026, 1, 20), None))
QUESTIONS: list[Question] = [
    *((river_picture, {"period": period}) for period in PERIODS),
    (followed_breakdown, {"period": Period(), "by": "source"}),
    (followed_breakdown, {"period": PERIODS[2], "by": "product"}),
    (compared_steps, {"period": Period(), "by": "product"}),
    (compared_steps, {"period": PERIODS[1], "by": "owner"}),
    (funnel_tiles, {"period": Period(), "today": local_day(BEGIN + 60 * DAY, ZONE)}),
    (funnel_tiles, {"period": PERIODS[1], "today": local_day(BEGIN + 60 * DAY, ZONE)}),
    (health_page, {"period": PERIODS[1], "now": BEGIN + 80 * DAY}),
    (health_page, {"period": PERIODS[0], "now": BEGIN + 6 * DAY}),
    *((followed_durations, {"period": one, "now": BEGIN + 80 * DAY}) for one in PERIODS),
    (measured_weight, {}),
    (recycle_figures, {"period": PERIODS[2], "now": BEGIN + 80 * DAY, "months": 6}),
    (overview, {"month": "2026-02", "now": BEGIN + 80 * DAY}),
    (bottleneck, {"now": BEGIN + 80 * DAY}),
    (verdict_and_history, {"now": BEGIN + 80 * DAY}),
    (local_optima, {"now": BEGIN + 80 * DAY}),
    (judged_sources, {"now": BEGIN + 80 * DAY, "period": Period(), "by": "source"}),
]


class Walk:
    """A file, and answers to questions that only follow what changes."""

    def __init__(self, workspace: Workspace, seed: int) -> None:
        self.workspace = workspace
        self.chance = random.Random(seed)
        self.known: list[int] = []
        self.at = BEGIN
        self.owners = [None, *(self.make(members.add, name) for name in ("Ann", "Bo"))]
        self.products = [self.make(products.create, name) for name in ("Pump", "Service")]
        self.seen = self.newest()
        self.held: list[Any] = [self.ask(question) for question in QUESTIONS]

    def make(self, verb: Callable[..., Any], name: str) -> int:
        return int(self.workspace.do(verb, at=BEGIN, name=name).value)

    def newest(self) -> int:
        return int(self.workspace.raw.execute("SELECT max(id) FROM action").fetchone()[0])

    def ask(self, question: Question, **more: Any) -> Any:
        return self.workspace.ask(question[0], pipeline_id=1, **question[1], **more)

    def step(self) -> None:
        self.at += self.chance.randrange(DAY // 24, DAY)
        # The amount of a deal with lines is their sum.
        with suppress(RuleBroken):
            live(self.workspace, self.chance, self.known, self.at)
        if alive(self.workspace) and self.chance.random() < 0.2:
            fields = {
                "source": self.chance.choice(SOURCES),
                "kind": self.chance.choice(("new", "referral")),
                "owner_id": self.chance.choice(self.owners),
            }
            edit(self.workspace, self.at, self.chance.choice(alive(self.workspace)), **fields)
        if alive(self.workspace) and self.chance.random() < 0.3:
            line = {"product_id": self.chance.choice(self.products), "quantity": 1000}
            deal_id = self.chance.choice(alive(self.workspace))
            self.workspace.do(deal_lines.add, at=self.at, deal_id=deal_id, **line)

    def follow(self) -> None:
        touched: set[int] = set()
        tables: set[str] = set()
        for action_id in range(self.seen + 1, self.newest() + 1):
            changed = journal.changed_by(self.workspace.raw, action_id)
            touched |= changed.deals
            tables |= changed.tables
        self.seen = self.newest()
        for place, question in enumerate(QUESTIONS):
            named = "by" in question[1] or question[0] is health_page
            if not is_followed(frozenset(tables), NAMED if named else frozenset()):
                self.held[place] = None
            found = self.ask(question, before=self.held[place], touched=touched)
            assert found == self.ask(question), question
            self.held[place] = found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_follows_the_changes_is_what_is_read_anew(tmp_path: Path, seed: int) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(other_river, at=1)
        walk = Walk(workspace, seed)
        for number in range(LENGTH):
            walk.step()
            if walk.chance.random() < 0.4 or number == LENGTH - 1:
                walk.follow()
        assert walk.held[0].entered.count
        assert walk.held[0].sources


def test_an_answer_to_something_else_is_not_followed(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        walk = Walk(workspace, 1)
        for _number in range(12):
            walk.step()
        stale = walk.held[1]
        whole = walk.ask(QUESTIONS[0])
        assert walk.ask(QUESTIONS[0], before=stale) == whole
        assert walk.ask(QUESTIONS[0], before=whole, touched=()) == whole


@pytest.mark.parametrize("question", [followed_breakdown, compared_steps])
def test_another_dimension_goes_on_from_what_was_read(
    tmp_path: Path, question: Callable[..., Any]
) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        workspace.do(other_river, at=1)
        walk = Walk(workspace, 2)
        for _number in range(12):
            walk.step()
        asked = {"period": Period(), "by": "product"}
        by_source = walk.ask((question, {**asked, "by": "source"}))
        found = walk.ask((question, asked), before=by_source)
        assert found == walk.ask((question, asked))
        assert found.rows is by_source.rows
