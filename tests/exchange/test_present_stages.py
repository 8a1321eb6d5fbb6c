"""An import that changes the present stage of deals that are here: the one move, held to the same
criteria, opted into, refused row by row (domain.md §3)."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.operations import stages
from revops_desktop.operations.criteria import WantedCriterion
from tests.conftest import NOW
from tests.exchange.lists import DEALS, HEADER, all_rows, bring, mapping, source, visits
from tests.river import ask_nothing

FIRST = "1,A,Aoba,Contact,2026-01-05,,1000,\n2,B,Aoba,Contact,2026-01-06,,,\n"
LATER = "1,A,Aoba,Qualified,2026-01-05,,1000,\n2,B,Aoba,Qualified,2026-01-06,,,\n"


@pytest.fixture
def there(workspace: Any, tmp_path: Path) -> Any:
    """Two deals that came by an earlier import; their stage asks for an amount."""
    workspace.do(ask_nothing, at=NOW)
    asked = [WantedCriterion(None, "Amount known", "amount_above_zero")]
    workspace.do(stages.edit, at=NOW, stage_id=4, fields={}, criteria=asked)
    assert bring(workspace, tmp_path, FIRST).created == 2
    return workspace


def test_without_being_asked_nothing_moves_but_it_is_said(there: Any, tmp_path: Path) -> None:
    before = all_rows(there)
    summary = bring(there, tmp_path, LATER, at=NOW + 900)
    assert (summary.unchanged, summary.updated, summary.elsewhere) == (2, 0, 2)
    assert all_rows(there) == before
    # What stands where the file says is no difference.
    assert bring(there, tmp_path, FIRST, moves_present=True).elsewhere == 0


def test_they_move_by_the_one_move_and_what_warns_is_refused(there: Any, tmp_path: Path) -> None:
    before = all_rows(there)
    wanted: dict[str, Any] = {"at": NOW + 900, "moves_present": True}
    said = bring(there, tmp_path, LATER, dry_run=True, **wanted)
    done = bring(there, tmp_path, LATER, **wanted)
    for summary in (said, done):
        assert (summary.updated, summary.unchanged, summary.refused) == (1, 0, 1)
        (problem,) = summary.problems
        assert problem.row == 3
        assert "“Amount known”" in problem.message
    assert visits(there, "A") == [
        ("Contact", "2026-01-05", None, "advanced"),
        ("Qualified", None, None, None),
    ]
    # It is a visit of its own, and no imported one: its clock runs.
    (moved,) = there.raw.execute(
        "SELECT entered_at, is_imported FROM stage_visit WHERE deal_id = 1 AND sequence = 2"
    ).fetchall()
    assert moved == (NOW + 900, 0)
    assert visits(there, "B")[-1][0] == "Contact"
    there.undo(at=NOW + 1000)
    assert all_rows(there) == before


def test_a_reason_takes_them_over_a_warning_and_none_over_a_block(
    there: Any, tmp_path: Path
) -> None:
    wanted: dict[str, Any] = {
        "at": NOW + 900,
        "moves_present": True,
        "override": "The old tool says so",
    }
    blocking = [WantedCriterion(None, "Amount known", "amount_above_zero", level="block")]
    there.do(stages.edit, at=NOW + 800, stage_id=4, fields={}, criteria=blocking)
    assert bring(there, tmp_path, LATER, dry_run=True, **wanted).refused == 1
    there.undo(at=NOW + 801)
    assert bring(there, tmp_path, LATER, **wanted).updated == 2
    assert visits(there, "B")[-1][0] == "Qualified"
    overrides = there.raw.execute("SELECT note FROM activity WHERE kind = 'override'").fetchall()
    assert overrides == [("The old tool says so",)]


def test_a_mapping_may_say_so_and_what_left_is_left_alone(there: Any, tmp_path: Path) -> None:
    toml = DEALS.replace('kind = "deals"', 'kind = "deals"\nmoves_present = true')
    rows = "1,A,Aoba,lost,2026-01-05,2026-02-01,,Price\n2,B,Aoba,Lead,2026-01-06,,,\n"
    assert mapping(tmp_path, toml).sources[0].moves_present
    # Backward is always possible; that a deal was lost there is not taken from a list.
    summary = bring(there, tmp_path, rows, toml, at=NOW + 900)
    assert (summary.updated, summary.refused, summary.unchanged) == (1, 0, 1)
    assert visits(there, "B")[-1][0] == "Lead"
    assert source(tmp_path, HEADER).is_file()
