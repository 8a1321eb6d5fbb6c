"""Reasons to leave: two levels with usual waits, kept where deals left for them (domain.md §3)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics import exit_reasons as shown
from revops_desktop.analytics import exits
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import deals, exit_reasons
from tests.river import LOST, RECYCLED, everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def names(workspace: Workspace, kind: str = "lost") -> list[tuple[str, list[str]]]:
    """What an exit offers: the first level with what is below."""
    found = workspace.ask(exits.reasons)[kind]
    return [(one.name, [each.name for each in one.details]) for one in found]


def done(workspace: Workspace, what: Callable[..., Any], **arguments: Any) -> Any:
    """Does it, takes it back and does it again, the file as it was each time; its answer."""
    before = everything(workspace)
    made = workspace.do(what, at=100, **arguments).value
    after = everything(workspace)
    workspace.undo(at=101)
    assert everything(workspace) == before
    workspace.redo(at=102)
    assert everything(workspace) == after
    return made


def test_reasons_of_both_levels_are_added_edited_and_put_in_order(river: Workspace) -> None:
    budget = done(
        river, exit_reasons.add, kind="lost", name=" Budget ", usual_wait_days=180, asks_note=True
    )
    for name in ("Cut", "Frozen"):
        done(river, exit_reasons.add, kind="lost", name=name, parent_id=budget)
    assert names(river) == [("lost", []), ("Budget", ["Cut", "Frozen"])]
    found = {one.name: one for one in river.ask(shown.reasons)}
    assert (found["Budget"].usual_wait_days, found["Budget"].asks_note) == (180, True)
    frozen = found["Frozen"].reason_id
    done(
        river,
        exit_reasons.reorder,
        kind="lost",
        parent_id=budget,
        reason_ids=[frozen, found["Cut"].reason_id],
    )
    done(river, exit_reasons.reorder, kind="lost", reason_ids=[budget, LOST])
    done(
        river,
        exit_reasons.edit,
        reason_id=frozen,
        fields={"name": "Put on ice", "usual_wait_days": None, "asks_note": False},
    )
    assert names(river) == [("Budget", ["Put on ice", "Cut"]), ("lost", [])]


def test_what_a_deal_left_for_is_archived_with_what_is_below(river: Workspace) -> None:
    budget = river.do(exit_reasons.add, at=10, kind="lost", name="Budget").value
    cut = river.do(exit_reasons.add, at=11, kind="lost", name="Cut", parent_id=budget).value
    other = river.do(exit_reasons.add, at=12, kind="lost", name="Other").value
    deal = river.do(deals.create, at=20, title="A", stage_id=2).value
    river.do(deals.leave_river, at=30, deal_id=deal, kind="lost", reason_id=cut)
    assert done(river, exit_reasons.remove, reason_id=other) is True
    assert done(river, exit_reasons.remove, reason_id=budget) is False
    assert names(river) == [("lost", [])]
    kept = {one.name: (one.is_archived, one.exits) for one in river.ask(shown.reasons)}
    assert kept["Budget"] == (True, 0)
    assert kept["Cut"] == (False, 1)
    done(river, exit_reasons.restore, reason_id=budget)
    assert names(river)[1] == ("Budget", ["Cut"])


@pytest.mark.parametrize(
    ("what", "arguments"),
    [
        (exit_reasons.add, {"kind": "lost", "name": " "}),
        (exit_reasons.add, {"kind": "lost", "name": "ＬＯＳＴ"}),
        (exit_reasons.add, {"kind": "lost", "name": "B", "usual_wait_days": 0}),
        (exit_reasons.add, {"kind": "lost", "name": "B", "parent_id": 99}),
        (exit_reasons.edit, {"reason_id": 99, "fields": {}}),
        (exit_reasons.remove, {"reason_id": RECYCLED}),
        (exit_reasons.reorder, {"kind": "lost", "reason_ids": []}),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    river: Workspace, what: Callable[..., Any], arguments: dict[str, Any]
) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(what, at=10, **arguments)
    assert everything(river) == before
