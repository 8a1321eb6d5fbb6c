"""Everything goes out and comes back as an equal workspace."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revops_desktop.database import tables
from revops_desktop.database.deal_images import NUMBERED
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.out.coming_back import import_workspace
from revops_desktop.exchange.out.whole import export_workspace
from tests.exchange.out.any_workspace import make_any
from tests.operations import test_settings_at_random, test_trash_at_random
from tests.river import everything

NOW = 1_780_000_000
FORMS = ("csv", "xlsx")


def told(workspace: Workspace) -> list[tuple[Any, ...]]:
    """What a file tells of the past of its deals."""
    return [tuple(row) for row in workspace.raw.execute(f"{NUMBERED} ORDER BY id")]


def comes_back(folder: Path, first: Workspace, form: str) -> None:
    """Exported in one form and brought into a new file: nothing is another."""
    export_workspace(first, folder / form, forms=(form,))
    with Workspace.create(folder / f"{form}.revops") as second:
        came = import_workspace(second, folder / form, at=NOW)
        expected = everything(first)
        # What the first file saw of deals, the second is told.
        expected["deal_history"] = told(first)
        assert everything(second) == expected
        assert told(second) == told(first)
        assert came.edited == ()
        assert came.rows == sum(len(expected[table.name]) for table in tables.JOURNALED)


def any_comes_back(folder: Path, seed: int, texts: tuple[str, ...]) -> None:
    with make_any(folder / "first.revops", seed, texts) as first:
        for form in FORMS:
            comes_back(folder, first, form)


SEEDS = st.integers(0, 10**9)
TEXTS = st.lists(st.text(max_size=30), max_size=10).map(tuple)


@settings(max_examples=2)
@given(SEEDS, TEXTS)
def test_any_workspace_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, seed: int, texts: tuple[str, ...]
) -> None:
    any_comes_back(tmp_path_factory.mktemp("any"), seed, texts)


@pytest.mark.nightly
@settings(max_examples=150)
@given(SEEDS, TEXTS)
def test_many_workspaces_come_back_equal(
    tmp_path_factory: pytest.TempPathFactory, seed: int, texts: tuple[str, ...]
) -> None:
    any_comes_back(tmp_path_factory.mktemp("many"), seed, texts)


STORIES: dict[str, Callable[[Path, random.Random], Any]] = {
    "trash": test_trash_at_random.Story,
    "settings": test_settings_at_random.Owner,
}


def lived_comes_back(folder: Path, kind: str, seed: int, steps: int) -> None:
    """What people did by verbs: created, moved, erased, set anew, undone."""
    told = STORIES[kind](folder / "first.revops", random.Random(seed))
    with told.file as first:
        for _step in range(steps):
            told.step()
        for form in FORMS:
            comes_back(folder, first, form)


@pytest.mark.parametrize(("kind", "seed"), [("trash", 3), ("settings", 4)])
def test_what_was_lived_through_comes_back_equal(tmp_path: Path, kind: str, seed: int) -> None:
    lived_comes_back(tmp_path, kind, seed, 25)


@pytest.mark.nightly
@pytest.mark.parametrize("kind", STORIES)
@pytest.mark.parametrize("seed", range(60))
def test_much_that_was_lived_through_comes_back_equal(tmp_path: Path, kind: str, seed: int) -> None:
    lived_comes_back(tmp_path, kind, seed, 60)


def test_chance_fills_every_table(tmp_path: Path) -> None:
    filled = set()
    for seed in range(4):
        with make_any(tmp_path / f"{seed}.revops", seed) as made:
            filled |= {name for name, rows in everything(made).items() if rows}
    assert filled >= {table.name for table in tables.JOURNALED}
