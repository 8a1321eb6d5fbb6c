"""Whatever was imported and done since: an import goes as if it had never been, or nothing does."""

import random
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.imports import imports
from revops_desktop.database import check
from revops_desktop.database.tables import JOURNALED
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.operations.taking_back import take_back
from tests.exchange.lists import mapping, source
from tests.operations.test_trash_at_random import NAMES, Story

COMPANIES = """
[[source]]
file = "companies.csv"
kind = "companies"
mode = "{mode}"
[source.columns]
name = "name"
region = "region"
owner = "owner"
note = "note"
tags = "tags"
"""
CHANGES = """
[[source]]
file = "changes.csv"
kind = "stage_changes"
from_column = "old"
stage_column = "new"
at_column = "when"
[source.columns]
external_key = "id"
[[source.outcome]]
value = "Gone"
exit = {{ how = "lost", reason = "Too dear" }}
"""
ACTIVITIES = """
[[source]]
file = "activities.csv"
kind = "activities"
[source.columns]
kind = "what"
title = "title"
happened = "when"
deal_key = "id"
company = "company"
owner = "owner"
"""
DEALS = """
[[source]]
file = "deals.csv"
kind = "deals"
mode = "{mode}"
stage_column = "stage"
dates = "ymd"
[source.columns]
external_key = "id"
title = "title"
company = "company"
contact = "contact"
amount = "amount"
owner = "owner"
product = "product"
[[source.outcome]]
value = "won"
visits = [
    {{ stage = "Qualified", entered = "opened", left = "closed" }},
    {{ stage = "Customer", entered = "closed" }},
]
[[source.outcome]]
value = "lost"
visits = [{{ stage = "Qualified", entered = "opened" }}]
exit = {{ how = "lost", left = "closed", reason = "Too dear" }}
[[source.outcome]]
visits = [{{ entered = "opened" }}]
"""

Rows = dict[tuple[str, int], tuple[Any, ...]]


def everything(file: Workspace) -> Rows:
    """Every row that people fill, by its table and id."""
    return {
        (table.name, row[names.index("id")]): tuple(row)
        for table in JOURNALED
        for names in [[column.name for column in table.columns]]
        for row in file.raw.execute(
            f"SELECT {', '.join(f'{chr(34)}{name}{chr(34)}' for name in names)} FROM {table.name}"
        )
    }


class ImportStory(Story):
    """A person's story in which lists are imported too."""

    def bring(self, folder: Path) -> bool:
        """Imports a random list; whether it changed anything."""
        self.now += 60
        pick = self.chance.choice
        mode = pick(("create", "both", "update"))
        before = self._newest()
        kind = pick(("companies", "deals", "deals", "changes", "activities"))
        header, toml, row = {
            "companies": ("name,region,owner,note,tags", COMPANIES, self._company),
            "deals": (
                "id,title,company,contact,amount,owner,product,stage,opened,closed",
                *(DEALS, self._deal),
            ),
            "changes": ("id,old,new,when", CHANGES, self._change),
            "activities": ("what,title,when,id,company,owner", ACTIVITIES, self._activity),
        }[kind]
        lines = [header, *(",".join(row()) for _row in range(self.chance.randint(1, 6)))]
        path = source(folder, "\n".join(lines) + "\n", f"{kind}.csv")
        import_files(self.file, [path], mapping(folder, toml.format(mode=mode)), at=self.now)
        return self._newest() > before

    def _company(self) -> tuple[str, ...]:
        pick = self.chance.choice
        return (
            *(pick(("Aoba", "Midori", "Hoshi", "Tsuki")), pick(("", "Osaka", "Kyoto"))),
            *(pick(("", "Sato", "Kato")), pick(("", *NAMES)), pick(("", "hot", "cold; hot"))),
        )

    def _deal(self) -> tuple[str, ...]:
        pick = self.chance.choice
        return (
            *(pick("123456789"), pick(("Deal", "Other")), pick(("", "Aoba", "Hoshi", "Tsuki"))),
            *(pick(("", *NAMES)), pick(("", "0", "500")), pick(("", "Sato", "Kato"))),
            *(pick(("", "Box")), pick(("won", "lost", "Lead", "Proposal"))),
            *(f"2023-0{pick('12345')}-01", f"2023-0{pick('56789')}-02"),
        )

    def _change(self) -> tuple[str, ...]:
        pick = self.chance.choice
        stages = ("Lead", "Qualified", "Proposal", "Customer")
        return pick("123456789"), pick(stages), pick((*stages, "Gone")), f"2023-0{pick('1239')}-05"

    def _activity(self) -> tuple[str, ...]:
        pick = self.chance.choice
        return (
            *(pick(("call", "note", "task")), pick(("Ring", "Wrote")), f"2023-0{pick('1239')}-07"),
            *(pick(("", "1", "2", "3")), pick(("", "Aoba", "Tsuki")), pick(("", "Sato", "Mori"))),
        )

    def _newest(self) -> int:
        return int(self.file.raw.execute("SELECT max(id) FROM action").fetchone()[0])


def references(rows: Rows) -> set[tuple[str, int]]:
    """Every record that some row refers to."""
    columns = {
        table.name: [
            (place, key.column.table.name)
            for place, column in enumerate(table.columns)
            for key in column.foreign_keys
        ]
        for table in JOURNALED
    }
    return {
        (parent, row[place])
        for (name, _row_id), row in rows.items()
        for place, parent in columns[name]
        if row[place] is not None
    }


def tell(path: Path, folder: Path, seed: int, *, before: int, after: int) -> bool | None:
    """Whether an import was taken back in a random story; None where it changed nothing."""
    story = ImportStory(path, random.Random(seed))
    with story.file as file:
        for _step in range(before):
            story.step()
        was = everything(file)
        if not story.bring(folder):
            return None
        action_id = story._newest()
        left = everything(file)
        for _step in range(after):
            story.step(takes_back=story.chance.random() < 0.5)
            if story.chance.random() < 0.1:
                story.bring(folder)
        now = everything(file)
        own = {key for key in was.keys() | left.keys() if was.get(key) != left.get(key)}
        is_listed = {one.action_id: one for one in file.ask(imports)}[action_id]
        story.now += 60
        try:
            file.do(take_back, at=story.now, action_id=action_id)
        except RuleBroken as problem:
            assert everything(file) == now
            if "were changed since" in str(problem):
                made = {key for key in own if key not in was}
                others = {key: row for key, row in now.items() if key not in own}
                changed = any(now.get(key) != left.get(key) for key in own)
                restored = {**others, **{key: was[key] for key in own if key in was}}
                hangs = not made.isdisjoint(references(others))
                is_gone = bool(references(restored) - restored.keys())
                assert changed or hangs or is_gone or has_acted(file, made)
            return False
        assert not is_listed.is_taken_back
        assert not is_listed.is_changed_since
        expected = {key: row for key, row in now.items() if key not in own}
        expected |= {key: was[key] for key in own if key in was}
        assert everything(file) == expected
        file.undo(at=story.now + 1)
        assert everything(file) == now
        file.redo(at=story.now + 2)
        assert everything(file) == expected
        file.checkpoint()
        assert check.check_file(path).findings == ()
    return True


def has_acted(file: Workspace, made: set[tuple[str, int]]) -> bool:
    """Whether a member of the import did something."""
    found = file.raw.execute("SELECT DISTINCT member_id FROM action").fetchall()
    return any(("member", row[0]) in made for row in found)


def run(folder: Path, seeds: range, *, before: int, most: int) -> tuple[int, int]:
    """Many stories: how many imports were taken back, and how many not."""
    answers = []
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        after = seed % (most + 1)
        answers.append(tell(place / "story.revops", place, seed, before=before, after=after))
    return answers.count(True), answers.count(False)


def test_some_stories(tmp_path: Path) -> None:
    taken, refused = run(tmp_path, range(8), before=4, most=4)
    assert taken
    assert refused


@pytest.mark.nightly
def test_many_stories(tmp_path: Path) -> None:
    taken, refused = run(tmp_path, range(1000, 1150), before=10, most=8)
    assert taken > 15
    assert refused > 15
