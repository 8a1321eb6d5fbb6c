"""Demos that several tests look at, each written once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from revops_desktop.analytics.month_in_brief import told
from revops_desktop.analytics.sla_review import written
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations.demo.story import DemoStory, write_demo
from revops_desktop.rules.periods import Period
from tests import prepared

END = date(2026, 3, 31)


def review_figures(workspace: Workspace, period: Period, now: int) -> str:
    """What a review keeps of a period."""
    return workspace.ask(written, period=period, now=now)


@dataclass(frozen=True)
class Demo:
    """An open demo and what was planted in it."""

    workspace: Workspace
    story: DemoStory


@pytest.fixture(scope="session")
def demo_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Demo]]:
    """Demos by what they were asked for; do not change them."""
    made: dict[object, Demo] = {}
    folder = tmp_path_factory.mktemp("demos")

    def demo(**wanted: object) -> Demo:
        usual = {"deals": 3000, "seed": 1, "end": END, "bottleneck": True, "language": "ja"}
        wanted = usual | wanted
        wanted |= {"figures": review_figures, "told": told}
        key = tuple(sorted(wanted.items()))
        if key not in made:
            workspace = Workspace.create(folder / f"{len(made)}.revops")
            made[key] = Demo(workspace, write_demo(workspace, **wanted))  # type: ignore[arg-type]
        return made[key]

    yield demo
    for each in made.values():
        each.workspace.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Workspace]:
    """A demo of 120 deals that may be changed."""

    def write(workspace: Workspace) -> None:
        write_demo(workspace, deals=120, seed=3, end=END)

    workspace = prepared.opened(tmp_path / "small.revops", "demo of 120", write)
    yield workspace
    workspace.close()
