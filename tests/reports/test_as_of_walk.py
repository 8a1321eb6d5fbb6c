"""A random walk of later changes: after each the file of a past month is the same, byte by byte.

test_as_of.py changes everything once in a set order; this one meets the orders that nobody thought
of, and compares what is printed too: names, sentences, charts.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import activities, deals, stages, trash
from revops_desktop.reports.diagnosis import diagnosis, diagnosis_figures
from revops_desktop.reports.part import Printed, Wanted
from revops_desktop.rules.periods import DAY
from tests import prepared
from tests.reports.test_as_of import APRIL, LATER, MONTH, _write, different, ids, standing

MADE_AT = APRIL + 400 * DAY


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Workspace]:
    made = prepared.opened(tmp_path / "demo.revops", "reported demo", _write)
    yield made
    made.close()


def _report(workspace: Workspace) -> tuple[tuple[Printed, ...], bytes]:
    found = diagnosis_figures(workspace.ask, Wanted(1, MONTH, "ja", MADE_AT))
    return found.printed(), diagnosis(found, made_at=MADE_AT)


def _edit(workspace: Workspace, at: int, chance: random.Random) -> None:
    """One thing of one deal."""
    fields = chance.choice(
        [
            {"amount": chance.randrange(1, 10**9)},
            {"title": "𠮷" * chance.randrange(1, 40)},
            {"expected_close": f"2026-0{chance.randrange(1, 9)}-11"},
            {"source": chance.choice(["Seminar", "Nowhere", "Web ads"])},
            {"owner_id": chance.choice(workspace.ask(ids, table=tables.member))},
        ]
    )
    number = chance.choice(workspace.ask(ids, table=tables.deal))
    workspace.do(deals.edit, at=at, deal_id=number, fields=fields)


def _move(workspace: Workspace, at: int, chance: random.Random) -> None:
    """One deal to any stage."""
    number, _stage = chance.choice(workspace.ask(standing))
    to = chance.choice(workspace.ask(ids, table=tables.stage))
    workspace.do(deals.move_to_stage, at=at, deal_id=number, stage_id=to, override="Because")


def _leave(workspace: Workspace, at: int, chance: random.Random) -> None:
    """One deal out of the river."""
    number, _stage = chance.choice(workspace.ask(standing))
    reason = chance.choice(workspace.ask(ids, table=tables.exit_reason, kind="lost"))
    workspace.do(deals.leave_river, at=at, deal_id=number, kind="lost", reason_id=reason, note="x")


def _delete(workspace: Workspace, at: int, chance: random.Random) -> None:
    """One deal or one company with all its deals."""
    if chance.random() < 0.7:
        some = [chance.choice(workspace.ask(ids, table=tables.deal))]
        workspace.do(trash.delete, at=at, deals=some)
    else:
        some = [chance.choice(workspace.ask(ids, table=tables.company))]
        workspace.do(trash.delete, at=at, companies=some)


def _rename(workspace: Workspace, at: int, chance: random.Random) -> None:
    """One stage."""
    number = chance.choice(workspace.ask(ids, table=tables.stage))
    fields = {"name": f"Later {at}", "probability_basis_points": chance.randrange(0, 10001)}
    workspace.do(stages.edit, at=at, stage_id=number, fields=fields)


def _call(workspace: Workspace, at: int, chance: random.Random) -> None:
    """A call with one deal."""
    number = chance.choice(workspace.ask(ids, table=tables.deal))
    workspace.do(activities.log, at=at, kind="call", title="Called", deal_id=number)


def _back(workspace: Workspace, at: int, chance: random.Random) -> None:
    """The last steps are taken back, and some done again."""
    for number in range(chance.randrange(1, 6)):
        workspace.undo(at=at + number)
    for number in range(chance.randrange(0, 3)):
        workspace.redo(at=at + 10 + number)


STEPS: tuple[Callable[[Workspace, int, random.Random], None], ...] = (
    *(_edit, _move, _leave, _delete, _rename, _call, _back),
)


def _walk(workspace: Workspace, seed: int, steps: int) -> None:
    chance, at = random.Random(seed), APRIL
    before, pdf = _report(workspace)
    for number in range(steps):
        at += chance.randrange(60, 2 * DAY)
        step = chance.choice(STEPS)
        if chance.random() < 0.15:
            with suppress(RuleBroken, IndexError, ValueError):
                chance.choice(LATER)(workspace, at)
            at += DAY
        # Nothing may be left to choose from.
        with suppress(RuleBroken, IndexError):
            step(workspace, at, chance)
        if number % 10 == 9 or number == steps - 1:
            now, again = _report(workspace)
            assert different(before, now) == [], (seed, number, step.__name__)
            assert again == pdf, (seed, number, step.__name__)


def test_a_short_walk_changes_no_byte(demo: Workspace) -> None:
    _walk(demo, seed=1, steps=10)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 6))
def test_no_walk_changes_a_byte(demo: Workspace, seed: int) -> None:
    _walk(demo, seed=seed, steps=60)
