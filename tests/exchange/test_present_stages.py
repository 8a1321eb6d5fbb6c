"""An import that changes the present stage of deals that are here: the one move, held to the same
criteria, opted into, refused row by row (domain.md §3)."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.operations import stages
from revops_desktop.operations.criteria import WantedCriterion
from tests.conftest import NOW
from tests.exchange.lists import DEALS, all_rows, bring, mapping, visits
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
        assert "“Amount known” Nothing of this row was taken. Please fill in" in problem.message
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


def test_a_mapping_may_say_so_and_a_lost_deal_leaves(there: Any, tmp_path: Path) -> None:
    toml = DEALS.replace('kind = "deals"', 'kind = "deals"\nmoves_present = true')
    rows = "1,A,Aoba,lost,2026-01-05,2026-02-01,,Price\n2,B,Aoba,Lead,2026-01-06,,,\n"
    assert mapping(tmp_path, toml).sources[0].moves_present
    # Backward is always possible, and so is leaving.
    summary = bring(there, tmp_path, rows, toml, at=NOW + 900)
    assert (summary.updated, summary.refused, summary.unchanged) == (2, 0, 0)
    assert visits(there, "A") == [("Contact", "2026-01-05", "2026-02-01", "lost")]
    assert visits(there, "B")[-1][0] == "Lead"
    # What left stays away, whatever an older list says.
    after = all_rows(there)
    assert bring(there, tmp_path, FIRST, toml, at=NOW + 950).updated == 1
    assert visits(there, "A") == [("Contact", "2026-01-05", "2026-02-01", "lost")]
    there.undo(at=NOW + 960)
    assert all_rows(there) == after


WON = "1,A,Aoba,won,2026-01-05,2026-03-02,1000,\n"


def test_a_win_has_the_day_that_the_file_says(there: Any, tmp_path: Path) -> None:
    done = bring(there, tmp_path, WON, at=NOW + 900, moves_present=True)
    assert (done.updated, done.remark_count) == (1, 0)
    assert visits(there, "A") == [
        ("Contact", "2026-01-05", "2026-03-02", "advanced"),
        ("Onboarding", "2026-03-02", None, None),
    ]
    after = all_rows(there)
    assert bring(there, tmp_path, WON, at=NOW + 950, moves_present=True).updated == 0
    assert all_rows(there) == after


def test_a_win_has_its_own_day_however_far_the_customer_came_since(
    there: Any, tmp_path: Path
) -> None:
    toml = DEALS.replace(
        '{ stage = "Onboarding", entered = "closed" },',
        '{ stage = "Onboarding", entered = "closed" }, { stage = "Adoption", certain = true },',
    )
    assert bring(there, tmp_path, WON, toml, at=NOW + 900, moves_present=True).updated == 1
    assert visits(there, "A")[-1] == ("Adoption", "2026-03-02", None, None)
    won = there.raw.execute("SELECT won_day FROM deal_state WHERE deal_id = 1").fetchall()
    assert won == [("2026-03-02",)]


@pytest.mark.parametrize(
    ("day", "told"), [("2026-01-02", "before the deal came to"), ("2026-09-02", "still to come")]
)
def test_a_day_that_cannot_be_is_not_taken(there: Any, tmp_path: Path, day: str, told: str) -> None:
    rows = WON.replace("2026-03-02", day).replace("2026-01-05", "2026-01-01")
    summary = bring(there, tmp_path, rows, at=NOW + 900, moves_present=True)
    # Of the first there is one about the file's own order, too.
    assert told in summary.remarks[-1].message
    assert summary.updated == 1
    (entered,) = there.raw.execute(
        "SELECT entered_at, entered_day FROM stage_visit WHERE deal_id = 1 AND sequence = 2"
    ).fetchall()
    assert entered == (NOW + 900, None)


def test_what_is_asked_is_asked_of_the_deal_as_the_row_leaves_it(
    there: Any, tmp_path: Path
) -> None:
    amount = LATER.replace("2026-01-06,,,", "2026-01-06,,700,")
    wanted: dict[str, Any] = {"at": NOW + 900, "moves_present": True, "mode": "both"}
    before = all_rows(there)
    assert bring(there, tmp_path, LATER, dry_run=True, **wanted).refused == 1
    said = bring(there, tmp_path, amount, dry_run=True, **wanted)
    done = bring(there, tmp_path, amount, **wanted)
    for summary in (said, done):
        assert (summary.updated, summary.refused) == (2, 0)
    assert visits(there, "B")[-1][0] == "Qualified"
    assert there.raw.execute("SELECT count(*) FROM criterion_lack").fetchone() == (0,)
    there.undo(at=NOW + 1000)
    assert all_rows(there) == before
    # In the other mode the amount is not written, and so it is missing.
    assert bring(there, tmp_path, amount, at=NOW + 1100, moves_present=True).refused == 1
    there.undo(at=NOW + 1200)
    # And where the row takes it away it is missing too.
    erased = LATER.replace(",1000,", ",,")
    toml = DEALS.replace('kind = "deals"', 'kind = "deals"\nblank_erases = true')
    assert bring(there, tmp_path, erased, toml, dry_run=True, **wanted).refused == 2
    assert bring(there, tmp_path, erased, toml, **wanted).refused == 2


@pytest.mark.parametrize("stage", ['visits = [{ phase = "first", entered = "opened" }]', ""])
def test_a_list_that_says_no_stage_moves_nothing(there: Any, tmp_path: Path, stage: str) -> None:
    """Its deals are in the first stage only for want of another."""
    bring(there, tmp_path, LATER, at=NOW + 900, moves_present=True, override="why")
    before = all_rows(there)
    head, _outcomes = DEALS.split("[[source.outcome]]", 1)
    dated = '[source.stage_dates]\nLead = "closed"\n'
    toml = head + (f"[[source.outcome]]\n{stage}\n" if stage else dated)
    toml = toml.replace('stage_column = "stage"\n', "")
    done = bring(there, tmp_path, LATER, toml, at=NOW + 950, moves_present=True)
    assert (done.updated, done.elsewhere, done.remark_count, done.refused) == (0, 0, 0, 0)
    assert all_rows(there) == before
