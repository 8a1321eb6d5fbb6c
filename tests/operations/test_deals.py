"""The one move and the ways out of the river (domain.md §3)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import deals
from tests.river import CHURNED, LOST, RECYCLED, everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


@pytest.fixture
def deal_id(river: Workspace) -> int:
    return river.do(deals.create, at=10, title="青葉", stage_id=2, amount=100).value


def visits(workspace: Workspace) -> list[tuple]:
    """(stage, entered, left, outcome, re-entry) of each visit in order."""
    return [
        (row[2], row[4], row[6], row[8], row[9]) for row in everything(workspace)["stage_visit"]
    ]


def test_a_move_ends_one_visit_and_begins_the_next(river: Workspace, deal_id: int) -> None:
    river.do(deals.move_to_stage, at=20, deal_id=deal_id, stage_id=3)
    river.do(deals.move_to_stage, at=30, deal_id=deal_id, stage_id=1)
    assert visits(river) == [
        (2, 10, 20, "advanced", 0),
        (3, 20, 30, "went_back", 0),
        (1, 30, None, None, 0),
    ]


def test_a_move_to_the_same_stage_is_nothing(river: Workspace, deal_id: int) -> None:
    label = river.undo_label()
    done = river.do(deals.move_to_stage, at=20, deal_id=deal_id, stage_id=2)
    assert done.changed.tables == frozenset()
    assert river.undo_label() == label


def test_a_lost_deal_moved_to_a_stage_is_reopened(river: Workspace, deal_id: int) -> None:
    river.do(deals.leave_river, at=20, deal_id=deal_id, kind="lost", reason_id=LOST)
    river.do(deals.move_to_stage, at=30, deal_id=deal_id, stage_id=1)
    assert visits(river) == [(2, 10, 20, "lost", 0), (1, 30, None, None, 1)]
    assert river.undo_label() == ("Reopen “{deal}” in {stage}", {"deal": "青葉", "stage": "Lead"})


@pytest.mark.parametrize(
    ("stage_id", "kind", "reason_id"),
    [(2, "churned", CHURNED), (4, "lost", LOST), (4, "recycled", RECYCLED), (2, "lost", RECYCLED)],
)
def test_an_exit_that_does_not_fit_is_refused_and_changes_nothing(
    river: Workspace, stage_id: int, kind: str, reason_id: int
) -> None:
    made = river.do(deals.create, at=10, title="A", stage_id=stage_id).value
    before = everything(river)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(
            deals.leave_river,
            at=20,
            deal_id=made,
            kind=kind,
            reason_id=reason_id,
            wake_on="2026-05-01",
        )
    assert everything(river) == before


def test_recycling_needs_a_day_to_wake_up(river: Workspace, deal_id: int) -> None:
    with pytest.raises(RuleBroken, match="day"):
        river.do(deals.leave_river, at=20, deal_id=deal_id, kind="recycled", reason_id=RECYCLED)


def test_a_deal_leaves_only_once(river: Workspace, deal_id: int) -> None:
    river.do(deals.leave_river, at=20, deal_id=deal_id, kind="lost", reason_id=LOST)
    with pytest.raises(RuleBroken, match="already"):
        river.do(deals.leave_river, at=30, deal_id=deal_id, kind="lost", reason_id=LOST)


def test_a_deal_or_stage_that_is_gone_is_said_so(river: Workspace, deal_id: int) -> None:
    with pytest.raises(RuleBroken, match="no longer in the file"):
        river.do(deals.move_to_stage, at=20, deal_id=999, stage_id=1)
    with pytest.raises(RuleBroken, match="no longer in use"):
        river.do(deals.move_to_stage, at=20, deal_id=deal_id, stage_id=999)


def test_a_deal_needs_a_title_and_keeps_any_text(river: Workspace) -> None:
    with pytest.raises(RuleBroken, match="title"):
        river.do(deals.create, at=10, title="  ", stage_id=1)
    nasty = "<b>&=cmd|' /C calc'!A0\nx 😀" + "長" * 1000
    made = river.do(deals.create, at=10, title=nasty, stage_id=1).value
    assert (made, nasty) in [row[:2] for row in everything(river)["deal"]]


def test_a_reason_for_nothing_is_not_kept(river: Workspace, deal_id: int) -> None:
    # Over a warning: tests/analytics/test_unmet.py.
    river.do(deals.move_to_stage, at=20, deal_id=deal_id, stage_id=3, override="CEO agreed")
    assert everything(river)["activity"] == []


def test_a_change_of_one_field_is_undone_by_its_name(river: Workspace, deal_id: int) -> None:
    river.do(deals.edit, at=20, deal_id=deal_id, fields={"amount": 7, "title": "青葉"})
    label, names = river.undo_label() or ("", {})
    assert i18n.step_text(label, names) == "Change Amount of “青葉”"
    with i18n.use_language("ja"):
        assert i18n.step_text(label, names) == "「青葉」の金額の変更"
    river.do(deals.edit, at=30, deal_id=deal_id, fields={"amount": 8, "source": "Fair"})
    assert river.undo_label() == ("Edit “{deal}”", {"deal": "青葉"})


@pytest.mark.parametrize("field", ["company_id", "contact_id", "owner_id"])
def test_what_is_gone_is_refused_in_a_sentence(river: Workspace, deal_id: int, field: str) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(deals.edit, at=20, deal_id=deal_id, fields={field: 999})
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        river.do(deals.create, at=20, title="New", stage_id=2, **{field: 999})
    assert everything(river) == before
