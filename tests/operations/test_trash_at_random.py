"""Whatever is deleted, restored, let go of, erased, undone and redone: the file stays sound."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from revops_desktop.analytics.funnel import funnel
from revops_desktop.database import check
from revops_desktop.database.tables import contact
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import activities, deals, erasing, trash
from revops_desktop.rules.periods import DAY, Period
from tests.people import add_contact
from tests.river import make_river

START = 1_700_000_000
NAMES = ("Hanako Midorikawa", "Jiro Kurokawa", "緑川 花子")


class Story:
    """A file, and a clock that a random hand moves on."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.file = make_river(path)
        self.chance = chance
        self.now = START
        self.deals, self.companies, self.people = [0], [0], [0]

    def step(self, *, takes_back: bool = True) -> None:
        """One thing that a person might do, a while after the last."""
        self.now += self.chance.choice((1, 3600, 5 * DAY, 50 * DAY))
        deeds = [
            *(self.create, self.create, self.meet, self.move, self.edit, self.call),
            *(self.delete, self.delete, self.restore, self.purge, self.erase),
        ]
        if takes_back:
            deeds += [self.undo, self.undo, self.redo]
        try:
            self.chance.choice(deeds)()
        except RuleBroken:
            return

    def create(self) -> None:
        name = self.chance.choice(("Aoba", "Midori", "Hoshi"))
        person = self.chance.choice(NAMES)
        made = self.file.do(
            deals.create,
            at=self.now,
            title=f"{name} for {person}",
            stage_id=self.chance.randint(1, 4),
            company=self.chance.choice((name, "")),
            note=person,
            amount=self.chance.choice((None, 0, 500)),
        )
        self.deals.append(made.value)
        self.companies = [0, 1, 2, 3]

    def meet(self) -> None:
        made = self.file.do(add_contact, at=self.now, name=self.chance.choice(NAMES))
        self.people.append(made.value)

    def move(self) -> None:
        self.file.do(
            deals.move_to_stage,
            at=self.now,
            deal_id=self.chance.choice(self.deals),
            stage_id=self.chance.randint(1, 5),
        )

    def edit(self) -> None:
        there = self.file.ask(lambda session: [None, *session.scalars(select(contact.c.id))])
        fields = {
            "note": self.chance.choice((*NAMES, "")),
            "contact_id": self.chance.choice(there),
        }
        deal_id = self.chance.choice(self.deals)
        self.file.do(deals.edit, at=self.now, deal_id=deal_id, fields=fields)

    def call(self) -> None:
        self.file.do(
            activities.add_task,
            at=self.now,
            title=f"Ring {self.chance.choice(NAMES)}",
            due_on="2026-01-01",
            deal_id=self.chance.choice(self.deals),
        )

    def _some(self) -> dict[str, list[int]]:
        kind, ids = self.chance.choice(
            (("deals", self.deals), ("companies", self.companies), ("contacts", self.people))
        )
        return {kind: self.chance.sample(ids, min(len(ids), 2))}

    def delete(self) -> None:
        keep = self.chance.random() < 0.3
        self.file.do(trash.delete, at=self.now, keep_deals=keep, **self._some())

    def restore(self) -> None:
        self.file.do(trash.restore, at=self.now, **self._some())

    def undo(self) -> None:
        self.file.undo(at=self.now)

    def redo(self) -> None:
        self.file.redo(at=self.now)

    def purge(self) -> None:
        self.file.do(erasing.purge, at=self.now)

    def erase(self) -> None:
        self.file.do(erasing.erase, at=self.now, **self._some())


def tell(path: Path, seed: int, steps: int) -> None:
    """A random story; at its end the file is checked, and past reports are as they were.

    What is redone later says that it happened before: in the middle part nothing is taken back.
    """
    story = Story(path, random.Random(seed))
    with story.file as file:
        for _step in range(steps // 3):
            story.step()
        middle = story.now + 1
        before = as_of(file, middle)
        story.now += 1
        for _step in range(steps // 3):
            story.step(takes_back=False)
        assert as_of(file, middle) == before
        for _step in range(steps // 3):
            story.step()
        file.checkpoint()
        assert check.check_file(path).findings == ()


def as_of(file: Workspace, at: int) -> object:
    """The funnel of all time as of an instant."""
    return file.ask(funnel, as_of=at, pipeline_id=1, period=Period())


@settings(max_examples=4)
@given(st.integers(0, 10**6))
def test_the_file_stays_sound(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    tell(tmp_path_factory.mktemp("story") / "river.revops", seed, 24)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(200))
def test_many_files_stay_sound(tmp_path: Path, seed: int) -> None:
    tell(tmp_path / "river.revops", seed, 60)
