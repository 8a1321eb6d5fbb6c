"""Whatever is set anew, templates included: the past stays what it was, and undo is exact."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from revops_desktop.analytics.funnel import funnel
from revops_desktop.database import check, tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import (
    deals,
    exit_reasons,
    functions,
    handoff_rules,
    nurture_lists,
    segments,
    stages,
    template_applying,
    template_files,
    template_saving,
)
from revops_desktop.operations.template_plan import plan
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import DAY, Period
from tests.river import everything, make_river

START = 1_700_000_000
KEYS = ("the-model", "small-business", "online-shop", "creator", "local-business")
WORDS = ("A", "Ｂ", "案内", "<b>&", "Long " * 9)


class Owner:
    """A file, a clock, and somebody who changes what can be set."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.file = make_river(path)
        self.chance = chance
        self.now = START

    def step(self, *, takes_back: bool = True) -> None:
        """One thing that an owner might do, a while after the last."""
        self.now += self.chance.choice((1, 3600, 5 * DAY))
        deeds = [
            *(self.create, self.create, self.move, self.move, self.leave, self.stage, self.order),
            *(self.let_go, self.bring_back, self.apply, self.apply, self.reason, self.no_reason),
            *(self.segment, self.list_, self.function, self.no_function, self.rule),
        ]
        if takes_back:
            deeds += [self.undo, self.undo, self.redo]
        try:
            self.chance.choice(deeds)()
        except RuleBroken as refused:
            assert "Nothing was changed" in str(refused)

    def ids(self, name: str, *, in_use: bool = True) -> list[int]:
        """The rows of a table, or 0 where there is none."""
        table = tables.metadata.tables[name]
        wanted = select(table.c.id)
        if in_use and "archived_at" in table.c:
            wanted = wanted.where(table.c.archived_at.is_(None))
        found: list[int] = self.file.ask(lambda session: list(session.scalars(wanted)))
        return found or [0]

    def one(self, name: str, *, in_use: bool = True) -> int:
        """One of them."""
        return self.chance.choice(self.ids(name, in_use=in_use))

    def do(self, verb: Any, **arguments: Any) -> None:
        """Does it, takes it back, does it again; the file is as it was each time."""
        before = everything(self.file)
        self.file.do(verb, at=self.now, **arguments)
        after = everything(self.file)
        if after != before:
            self.file.undo(at=self.now)
            assert everything(self.file) == before
            self.file.redo(at=self.now)
            assert everything(self.file) == after

    def create(self) -> None:
        amount = self.chance.choice((None, 0, 500))
        self.do(deals.create, title="D", stage_id=self.one("stage"), amount=amount)

    def move(self) -> None:
        self.do(
            deals.move_to_stage,
            deal_id=self.one("deal"),
            stage_id=self.one("stage"),
            override="I know",
        )

    def leave(self) -> None:
        self.do(
            deals.leave_river,
            deal_id=self.one("deal"),
            kind=self.chance.choice(exit_reasons.KINDS),
            reason_id=self.one("exit_reason"),
            note="So it is",
            wake_on=self.chance.choice((None, "2026-01-01")),
            nurture_list_id=self.chance.choice((None, self.one("nurture_list"))) or None,
        )

    def stage(self) -> None:
        fields = {
            "name": self.chance.choice(WORDS),
            "phase": self.chance.choice(stages.PHASES),
            "function_id": self.chance.choice((None, self.one("function"))) or None,
            "idle_limit_days": self.chance.choice((None, 3)),
        }
        limit = Limit(*self.chance.choice(((None, None), (60, None), (None, 2))))
        self.do(
            stages.edit,
            stage_id=self.one("stage"),
            fields=dict(self.chance.sample(sorted(fields.items(), key=str), 2)),
            time_limit=stages.WantedLimit(limit, self.chance.random() < 0.5),
        )

    def order(self) -> None:
        found = self.ids("stage")
        self.do(stages.reorder, pipeline_id=1, stage_ids=self.chance.sample(found, len(found)))

    def let_go(self) -> None:
        self.do(stages.remove, stage_id=self.one("stage"), deals_to=self.one("stage"))

    def bring_back(self) -> None:
        self.do(stages.restore, stage_id=self.one("stage", in_use=False))

    def apply(self) -> None:
        template = template_files.read(self.chance.choice(KEYS))
        if self.chance.random() < 0.2:
            template = self.file.ask(template_saving.as_template, pipeline_id=1)
        arguments: dict[str, Any] = {
            "pipeline_id": 1,
            "template": template,
            "language": self.chance.choice(("ja", "en")),
            "remove_criteria": self.chance.random() < 0.5,
        }
        found = self.file.ask(plan, **arguments)
        if self.chance.random() < 0.5:
            own = [stage_id for stage_id, _name in found.own_stages]
            self.chance.shuffle(own)
            places = range(len(template.stages))
            arguments["matches"] = {
                place: own.pop() if own and self.chance.random() < 0.6 else None for place in places
            }
            found = self.file.ask(plan, **arguments)
        to = {one.stage_id: one.to for one in found.leaving}
        self.do(template_applying.apply_to, deals_to=to, **arguments)
        del arguments["matches" if "matches" in arguments else "remove_criteria"]
        again = self.file.ask(plan, **arguments)
        assert not again.rules and not again.functions and not again.reasons

    def reason(self) -> None:
        above = self.chance.choice((None, self.one("exit_reason"))) or None
        try:
            self.do(
                exit_reasons.add,
                kind=self.chance.choice(exit_reasons.KINDS),
                name=self.chance.choice(WORDS),
                parent_id=above,
                usual_wait_days=self.chance.choice((None, 0, 30)),
            )
        except ValueError:
            # The reason above is of another kind, or of the second level.
            return

    def no_reason(self) -> None:
        verb = self.chance.choice((exit_reasons.remove, exit_reasons.restore))
        self.do(verb, reason_id=self.one("exit_reason", in_use=False))

    def segment(self) -> None:
        verb, arguments = self.chance.choice(
            (
                (segments.add, {"name": self.chance.choice(WORDS)}),
                (segments.remove, {"segment_id": self.one("segment")}),
                (
                    segments.merge,
                    {"segment_id": self.one("segment"), "into_id": self.one("segment")},
                ),
            )
        )
        self.do(verb, **arguments)

    def list_(self) -> None:
        if self.chance.random() < 0.6:
            self.do(nurture_lists.add, name=self.chance.choice(WORDS))
        else:
            self.do(nurture_lists.remove, list_id=self.one("nurture_list"))

    def function(self) -> None:
        self.do(functions.add, name=self.chance.choice(WORDS))

    def no_function(self) -> None:
        to = self.chance.choice((None, self.one("function"))) or None
        function_id = self.one("function")
        if function_id != to:
            self.do(functions.remove, function_id=function_id, all_to=to)

    def rule(self) -> None:
        self.do(
            handoff_rules.add,
            from_function_id=self.one("function"),
            to_function_id=self.one("function"),
            name=self.chance.choice(WORDS),
            items=[handoff_rules.WantedItem(None, "What")],
        )

    def undo(self) -> None:
        self.file.undo(at=self.now)

    def redo(self) -> None:
        self.file.redo(at=self.now)


def tell(path: Path, seed: int, steps: int) -> None:
    """A random story; at its end the file is checked, and past reports are as they were.

    What is redone later says that it happened before: in the middle part nothing is taken back.
    """
    owner = Owner(path, random.Random(seed))
    with owner.file as file:
        for _step in range(steps // 3):
            owner.step()
        middle = owner.now + 1
        before = as_of(file, middle)
        owner.now += 1
        for _step in range(steps // 3):
            owner.step(takes_back=False)
        assert as_of(file, middle) == before
        for _step in range(steps // 3):
            owner.step()
        file.checkpoint()
        assert check.check_file(path).findings == ()


def as_of(file: Workspace, at: int) -> object:
    """The funnel of all time as of an instant."""
    return file.ask(funnel, as_of=at, pipeline_id=1, period=Period())


@settings(max_examples=1)
@given(st.integers(0, 10**6))
def test_the_past_stays(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    tell(tmp_path_factory.mktemp("story") / "river.revops", seed, 15)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(30))
def test_the_past_stays_in_many_files(tmp_path: Path, seed: int) -> None:
    tell(tmp_path / "river.revops", seed, 45)
