"""A newer list says that deals that are here have left the river: it is told, and taken where that
is wanted (domain.md §3); a whole import is one step back."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import companies, deals
from revops_desktop.operations.taking_back import take_back
from tests.conftest import NOW
from tests.exchange.lists import DEALS, HEADER, all_rows, bring, mapping, source, visits
from tests.river import ask_nothing

FIRST = "1,A,Aoba,Contact,2026-01-05,,1000,\n2,B,Aoba,Contact,2026-01-06,,,\n"
LOST = "1,A,Aoba,lost,2026-01-05,2026-02-01,1000,Price\n2,B,Aoba,Contact,2026-01-06,,,\n"
# The same list without numbers.
UNNUMBERED = DEALS.replace('external_key = "id"\n', "")
MORE = """
[[source.outcome]]
value = "later"
visits = [{ stage = "Qualified", entered = "opened" }]
exit = { how = "recycled", left = "closed", reason_column = "why" }
[[source.outcome]]
value = "gone"
visits = [{ stage = "Onboarding", entered = "opened" }]
exit = { how = "churned", left = "closed", reason_column = "why" }
[[source.outcome]]
visits = [{ entered = "opened" }]
"""
ALL_WAYS = DEALS.replace('[[source.outcome]]\nvisits = [{ entered = "opened" }]\n', MORE)


@pytest.fixture
def there(workspace: Any, tmp_path: Path) -> Any:
    """Two deals that came by an earlier import."""
    workspace.do(ask_nothing, at=NOW)
    assert bring(workspace, tmp_path, FIRST).created == 2
    return workspace


def take(there: Any, folder: Path, rows: str, toml: str = DEALS, **options: Any) -> ImportSummary:
    """Brings the list in, taking over where deals stand."""
    return bring(
        there, folder, rows, toml, at=options.pop("at", NOW + 900), moves_present=True, **options
    )


def way_out(there: Any, title: str) -> tuple[Any, ...] | None:
    """Reason, note, day to wake up, and what the deal was worth as it left."""
    row = there.raw.execute(
        "SELECT r.name, e.note, e.wake_on, d.closed_value FROM deal_exit AS e "
        "JOIN deal AS d ON d.id = e.deal_id LEFT JOIN exit_reason AS r ON r.id = e.reason_id "
        "WHERE d.title = ?",
        (title,),
    ).fetchone()
    return None if row is None else tuple(row)


@pytest.mark.parametrize("mode", ["create", "update", "both"])
def test_a_loss_is_told_where_it_is_not_taken(there: Any, tmp_path: Path, mode: Any) -> None:
    before = all_rows(there)
    summary = bring(there, tmp_path, LOST, at=NOW + 900, mode=mode)
    assert (summary.updated, summary.unchanged, summary.elsewhere) == (0, 2, 1)
    assert all_rows(there) == before
    (effect,) = (one for one in summary.effects if one.kind == "differs")
    assert (effect.row, effect.changes[0][:3]) == (2, ("Stage", "Contact", "Lost"))


@pytest.mark.parametrize("mode", ["create", "update", "both"])
@pytest.mark.parametrize("toml", [DEALS, UNNUMBERED])
def test_a_loss_is_taken_with_its_day_and_reason(
    there: Any, tmp_path: Path, mode: Any, toml: str
) -> None:
    if toml is UNNUMBERED:
        there.undo(at=NOW + 61)
        assert bring(there, tmp_path, FIRST, toml).created == 2
    before = all_rows(there)
    said = take(there, tmp_path, LOST, toml, mode=mode, dry_run=True)
    assert all_rows(there) == before
    done = take(there, tmp_path, LOST, toml, mode=mode)
    for summary in (said, done):
        assert (summary.created, summary.updated, summary.unchanged) == (0, 1, 1)
        assert (summary.elsewhere, summary.remark_count) == (0, 0)
        assert summary.effects[0].kind == "updated"
    assert said.also_created == done.also_created == {"reasons": 1}
    assert visits(there, "A") == [("Contact", "2026-01-05", "2026-02-01", "lost")]
    assert way_out(there, "A") == ("Price", None, None, 1000)
    after = all_rows(there)
    again = take(there, tmp_path, LOST, toml, mode=mode, at=NOW + 950)
    assert (again.created, again.updated, again.unchanged, again.elsewhere) == (0, 0, 2, 0)
    assert all_rows(there) == after
    there.undo(at=NOW + 1000)
    assert all_rows(there) == before
    there.redo(at=NOW + 1001)
    assert all_rows(there) == after


def test_the_import_is_taken_back_when_it_is_no_longer_the_newest(
    there: Any, tmp_path: Path
) -> None:
    before = all_rows(there)
    take(there, tmp_path, LOST.replace("1000", "1500"), mode="both")
    (action_id,) = there.raw.execute("SELECT max(id) FROM action").fetchone()
    there.do(companies.create, at=NOW + 1000, name="Other")
    there.do(take_back, at=NOW + 1100, action_id=action_id)
    after = all_rows(there)
    assert after.pop("company")[:-1] == before.pop("company")
    assert after == before


def test_a_deal_made_by_hand_is_known_again_after_it_left(workspace: Any, tmp_path: Path) -> None:
    workspace.do(deals.create, at=NOW - 9000, title="A", stage_id=4, amount=1000)
    toml = UNNUMBERED.replace('company = "company"\n', "")
    first = take(workspace, tmp_path, LOST.splitlines(True)[0], toml, mode="both")
    assert (first.created, first.updated) == (0, 1)
    again = take(workspace, tmp_path, LOST.splitlines(True)[0], toml, mode="both", at=NOW + 950)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def test_it_is_worth_what_the_same_row_says(there: Any, tmp_path: Path) -> None:
    take(there, tmp_path, LOST.replace("1000", "1500"), mode="both")
    assert way_out(there, "A") == ("Price", None, None, 1500)


def test_what_the_file_does_not_know_stays_unknown(there: Any, tmp_path: Path) -> None:
    rows = "1,A,Aoba,later,2026-01-05,,1000,\n2,B,Aoba,lost,2026-01-06,,,\n"
    summary = take(there, tmp_path, rows, ALL_WAYS.replace(', reason = "Not recorded"', ""))
    assert (summary.updated, summary.refused) == (2, 0)
    no_day = "No day says when it was won or left. It was taken as happening with this import."
    assert [(one.row, one.message) for one in summary.remarks] == [
        (2, no_day),
        (2, "No day says when it comes back. It left without one."),
        (3, no_day),
    ]
    assert way_out(there, "A") == (None, None, None, 1000)
    assert way_out(there, "B") == (None, None, None, None)
    ends = there.raw.execute("SELECT left_at, left_day, outcome FROM stage_visit").fetchall()
    assert ends == [(NOW + 900, None, "recycled"), (NOW + 900, None, "lost")]


def test_a_day_before_the_deal_came_there_is_not_taken(there: Any, tmp_path: Path) -> None:
    there.do(deals.move_to_stage, at=NOW + 100, deal_id=1, stage_id=5)
    summary = take(there, tmp_path, LOST)
    (remark,) = summary.remarks
    assert "is before the deal came to “Qualified”" in remark.message
    (end,) = there.raw.execute(
        "SELECT left_at, left_day FROM stage_visit WHERE outcome = 'lost'"
    ).fetchall()
    assert end == (NOW + 900, None)


def test_a_day_on_which_the_deal_came_there(there: Any, tmp_path: Path) -> None:
    there.do(deals.move_to_stage, at=NOW + 100, deal_id=1, stage_id=5)
    summary = take(there, tmp_path, LOST.replace("2026-02-01", "2026-04-01"))
    assert (summary.updated, summary.remark_count) == (1, 0)
    (end,) = there.raw.execute(
        "SELECT left_at, left_day FROM stage_visit WHERE outcome = 'lost'"
    ).fetchall()
    assert end == (NOW + 100, "2026-04-01")


@pytest.mark.parametrize("moves_present", [False, True])
def test_what_was_won_here_is_not_lost_by_a_list(
    there: Any, tmp_path: Path, moves_present: bool
) -> None:
    there.do(deals.move_to_stage, at=NOW + 100, deal_id=1, stage_id=11)
    before = all_rows(there)
    summary = bring(there, tmp_path, LOST, at=NOW + 900, moves_present=moves_present)
    assert (summary.updated, summary.unchanged, summary.elsewhere) == (0, 2, 1)
    (remark,) = summary.remarks
    assert "here it was won and stands in “Onboarding”" in remark.message
    assert all_rows(there) == before


@pytest.mark.parametrize("moves_present", [False, True])
@pytest.mark.parametrize("stage", ["won", "Proposal", "Contact"])
def test_what_left_here_is_not_brought_back_but_told(
    there: Any, tmp_path: Path, moves_present: bool, stage: str
) -> None:
    take(there, tmp_path, LOST)
    before = all_rows(there)
    rows = LOST.replace("lost", stage.replace("Proposal", "Phase 2"))
    summary = bring(there, tmp_path, rows, at=NOW + 950, moves_present=moves_present)
    assert (summary.updated, summary.unchanged, summary.elsewhere) == (0, 2, 1)
    assert "but here it has left the river" in summary.remarks[-1].message
    assert all_rows(there) == before


def test_a_customer_leaves_and_what_was_never_won_does_not(there: Any, tmp_path: Path) -> None:
    there.do(deals.move_to_stage, at=NOW + 100, deal_id=1, stage_id=11)
    rows = "1,A,Aoba,gone,2026-01-05,2026-04-01,,Moved away\n2,B,Aoba,gone,2026-01-06,,,\n"
    assert bring(there, tmp_path, rows, ALL_WAYS, at=NOW + 900).elsewhere == 2
    summary = take(there, tmp_path, rows, ALL_WAYS)
    assert (summary.updated, summary.refused, summary.elsewhere) == (1, 1, 0)
    assert "never won: it stands in “Contact”" in summary.problems[0].message
    assert way_out(there, "A") == ("Moved away", None, None, 1000)
    assert visits(there, "A")[-1] == ("Onboarding", None, "2026-04-01", "churned")


def test_a_row_that_is_refused_for_something_else_takes_nothing(there: Any, tmp_path: Path) -> None:
    before = all_rows(there)
    rows = LOST + "1,A,Aoba,lost,2026-01-05,2026-02-01,1700,Other\n"
    summary = take(there, tmp_path, rows.replace("2,B", "1,A", 1), mode="both", dry_run=True)
    assert all_rows(there) == before
    assert summary.refused


HISTORY = """
[[source]]
file = "log.csv"
kind = "stage_changes"
stage_column = "new"
at_column = "when"
[source.columns]
external_key = "id"
"""


def test_a_history_that_tells_the_same_end_takes_it_alone(there: Any, tmp_path: Path) -> None:
    """The fuller history takes the place of the imported one, and the deal leaves but once."""
    log = source(tmp_path, "id,new,when\n1,Lead,2026-01-01\n1,Contact,2026-01-05\n", "log.csv")
    files = [log, source(tmp_path, HEADER + LOST)]
    both = mapping(tmp_path, HISTORY + DEALS)
    before = all_rows(there)
    done = import_files(there, files, both, at=NOW + 900, moves_present=True)
    assert done.refused == 0
    assert visits(there, "A") == [
        ("Lead", "2026-01-01", "2026-01-05", "advanced"),
        ("Contact", "2026-01-05", "2026-02-01", "lost"),
    ]
    after = all_rows(there)
    again = import_files(there, files, both, at=NOW + 950, moves_present=True)
    assert (again.created, again.updated, again.refused) == (0, 0, 0)
    assert all_rows(there) == after
    there.undo(at=NOW + 1000)
    assert all_rows(there) == before


def test_many_leave_at_once_for_the_same_reason_and_apart(there: Any, tmp_path: Path) -> None:
    """Each on its day; what is the same is written together."""
    days = ("2026-02-01", "2026-02-01", "2026-02-03", "")
    first = "".join(f"{one},D{one},Aoba,Contact,2026-01-05,,10,\n" for one in range(10, 14))
    assert bring(there, tmp_path, first).created == 4
    rows = "".join(
        f"{one},D{one},Aoba,lost,2026-01-05,{day},10,Price\n"
        for one, day in zip(range(10, 14), days, strict=True)
    )
    assert take(there, tmp_path, rows).updated == 4
    assert [visits(there, f"D{one}")[-1][2] or "" for one in range(10, 14)] == list(days)


def test_a_changed_deal_without_a_number_is_not_doubled(workspace: Any, tmp_path: Path) -> None:
    """Where only new ones are made, it is the one that began on the same day; told by its title
    alone it may be another one, and that is said."""
    workspace.do(ask_nothing, at=NOW)
    assert bring(workspace, tmp_path, FIRST, UNNUMBERED).remark_count == 0
    changed = FIRST.replace("1000", "1100")
    summary = bring(workspace, tmp_path, changed, UNNUMBERED, at=NOW + 900)
    assert (summary.created, summary.unchanged, summary.differs) == (0, 2, 1)
    assert summary.remark_count == 0
    both = bring(workspace, tmp_path, changed, UNNUMBERED, at=NOW + 950, mode="both", dry_run=True)
    assert (both.created, both.updated, both.remark_count) == (0, 1, 0)
    assert [one[:3] for one in both.effects[0].changes] == [("Amount", 1000, 1100)]
    # A second one of the same day stands beside the first; one of another day is remarked.
    beside = FIRST + "3,A,Aoba,Contact,2026-01-05,,1100,\n4,A,Aoba,Contact,2026-01-09,,1000,\n"
    summary = bring(workspace, tmp_path, beside, UNNUMBERED, at=NOW + 1000)
    assert (summary.created, summary.unchanged, summary.differs) == (2, 2, 0)
    assert [one.row for one in summary.remarks] == [4, 5]
    assert "An open deal of this title is here already" in summary.remarks[0].message
    again = bring(workspace, tmp_path, beside, UNNUMBERED, at=NOW + 1100)
    assert (again.created, again.unchanged, again.remark_count) == (0, 4, 0)
