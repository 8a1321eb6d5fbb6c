"""Histories of deals that are here: recognised, replaced by a fuller one, or left as they are."""

from pathlib import Path

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations import deals
from revops_desktop.operations.taking_back import take_back
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source, visits
from tests.river import everything

LIST = """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
[source.columns]
external_key = "id"
title = "title"
amount = "amount"
[[source.outcome]]
value = "lost"
visits = [{ stage = "Contact", entered = "since" }]
exit = { how = "lost", left = "left", reason = "Price" }
[[source.outcome]]
visits = [{ entered = "since" }]
"""
HISTORY = """
[[source]]
file = "log.csv"
kind = "stage_changes"
from_column = "old"
stage_column = "new"
at_column = "when"
[source.columns]
external_key = "id"
"""
DEALS = (
    "id,title,stage,since,left,amount\n"
    "1,One,Contact,2026-01-05,,500\n"
    "2,Two,lost,2026-01-05,2026-02-01,500\n"
    "3,Three,Phase 2,,,500\n"
)


def bring_list(workspace: Workspace, folder: Path) -> ImportSummary:
    return import_files(workspace, [source(folder, DEALS)], mapping(folder, LIST), at=NOW + 60)


def bring_history(workspace: Workspace, folder: Path, *rows: str) -> ImportSummary:
    text = "id,old,new,when\n" + "".join(row + "\n" for row in rows)
    path = source(folder, text, "log.csv")
    return import_files(workspace, [path], mapping(folder, HISTORY), at=NOW + 120)


def test_a_fuller_history_takes_the_place_of_an_imported_one(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring_list(workspace, tmp_path)
    before = everything(workspace)
    rows = (
        "1,,Lead,2026-01-01",
        "1,Lead,Contact,2026-01-05",
        "1,Contact,Onboarding,2026-03-01",
        "2,,Lead,2026-01-01",
        "2,Lead,Contact,2026-02-01",
    )
    summary = bring_history(workspace, tmp_path, *rows)
    assert (summary.updated, summary.refused, summary.created) == (5, 0, 0)
    assert "3 instead of 1 stays" in summary.remarks[0].message
    assert visits(workspace, "One") == [
        ("Lead", "2026-01-01", "2026-01-05", "advanced"),
        ("Contact", "2026-01-05", "2026-03-01", "advanced"),
        ("Onboarding", "2026-03-01", None, None),
    ]
    assert visits(workspace, "Two") == [
        ("Lead", "2026-01-01", "2026-02-01", "advanced"),
        ("Contact", "2026-02-01", "2026-02-01", "lost"),
    ]
    found = workspace.raw.execute(
        "SELECT d.title, d.closed_value, s.status, r.name FROM deal AS d "
        "JOIN deal_state AS s ON s.deal_id = d.id LEFT JOIN deal_exit AS x ON x.deal_id = d.id "
        "LEFT JOIN exit_reason AS r ON r.id = x.reason_id WHERE d.title <> 'Three' ORDER BY 1"
    ).fetchall()
    assert found == [("One", 500, "customer", None), ("Two", 500, "lost", "Price")]
    after = everything(workspace)
    again = bring_history(workspace, tmp_path, *rows)
    assert (again.updated, again.unchanged, again.refused) == (0, 5, 0)
    assert everything(workspace) == after
    workspace.undo(at=NOW + 180)
    assert everything(workspace) == before
    workspace.redo(at=NOW + 190)
    assert everything(workspace) == after
    (action,) = workspace.raw.execute("SELECT max(id) FROM action WHERE kind = 'do'").fetchone()
    workspace.do(take_back, at=NOW + 200, action_id=action)
    assert everything(workspace) == before


def test_what_a_person_did_is_not_replaced(workspace: Workspace, tmp_path: Path) -> None:
    bring_list(workspace, tmp_path)
    ids = dict(workspace.raw.execute("SELECT external_key, id FROM deal"))
    (stage_id,) = workspace.raw.execute("SELECT id FROM stage WHERE name = 'Lead'").fetchone()
    workspace.do(deals.move_to_stage, at=NOW + 70, deal_id=ids["1"], stage_id=stage_id)
    before = all_rows(workspace)
    summary = bring_history(
        workspace, tmp_path, "1,,Lead,2026-01-01", "1,Lead,Contact,2026-01-05", "9,,Lead,2026-01-01"
    )
    assert (summary.updated, summary.refused) == (0, 3)
    told = {one.row: one.message for one in summary.problems}
    assert "made here" in told[2]
    assert "no deal with this number" in told[4]
    assert all_rows(workspace) == before
    again = bring_history(workspace, tmp_path, "1,,Contact,2026-01-05")
    assert (again.unchanged, again.refused) == (1, 0)


def test_a_history_that_says_less_or_ends_elsewhere(workspace: Workspace, tmp_path: Path) -> None:
    bring_list(workspace, tmp_path)
    before = all_rows(workspace)
    summary = bring_history(
        workspace,
        tmp_path,
        "1,,Lead,2026-01-01",
        "1,Lead,Phase 2,2026-01-02",
        "3,,Lead,2026-01-01",
        "3,Lead,Contact,2026-01-02",
    )
    assert (summary.updated, summary.refused) == (0, 4)
    told = {one.row: one.message for one in summary.problems}
    assert "says more" in told[2]
    assert "“Phase 2”" in told[4]
    assert all_rows(workspace) == before


def test_since_when_it_stands_there_was_unknown(workspace: Workspace, tmp_path: Path) -> None:
    """The history goes through the stage that the list told without a day."""
    bring_list(workspace, tmp_path)
    rows = ("3,,Lead,2026-01-01", "3,Lead,Phase 2,2026-01-02", "3,Phase 2,Phase 3,2026-01-09")
    assert bring_history(workspace, tmp_path, *rows).updated == 3
    assert [row[0] for row in visits(workspace, "Three")] == ["Lead", "Phase 2", "Phase 3"]


def test_how_it_began_is_known_here_alone(workspace: Workspace, tmp_path: Path) -> None:
    toml = LIST.replace(
        'visits = [{ entered = "since" }]',
        'visits = [{ stage = "Lead", entered = "since", left_unknown = true }, {}]',
    )
    rows_of_list = "1,One,Contact,2026-01-05,,\n2,Two,Phase 2,2026-01-05,,\n"
    text = "id,title,stage,since,left,amount\n" + rows_of_list
    import_files(workspace, [source(tmp_path, text)], mapping(tmp_path, toml), at=NOW + 60)
    rows = (
        *("1,Lead,Contact,2026-01-09", "1,Contact,Phase 2,2026-01-10"),
        *("2,Contact,Phase 2,2026-01-09", "2,Phase 2,Phase 3,2026-01-10"),
    )
    assert bring_history(workspace, tmp_path, *rows).updated == 4
    assert visits(workspace, "One")[0] == ("Lead", "2026-01-05", "2026-01-09", "advanced")
    assert len(visits(workspace, "One")) == 3
    assert visits(workspace, "Two")[:2] == [
        ("Lead", "2026-01-05", None, "advanced"),
        ("Contact", None, "2026-01-09", "advanced"),
    ]
    after = everything(workspace)
    again = bring_history(workspace, tmp_path, *rows)
    assert (again.updated, again.refused) == (0, 0)
    assert everything(workspace) == after


def test_more_is_known_here_than_the_file_says(workspace: Workspace, tmp_path: Path) -> None:
    """The beginning came from the list of deals; the history alone does not know it."""
    rows = ("1,,Lead,2026-01-01", "1,Lead,Contact,2026-01-05", "1,Contact,Phase 2,2026-02-01")
    bring_list(workspace, tmp_path)
    bring_history(workspace, tmp_path, *rows)
    before = all_rows(workspace)
    again = bring_history(workspace, tmp_path, *rows[1:])
    assert (again.unchanged, again.updated, again.refused) == (2, 0, 0)
    assert all_rows(workspace) == before


def test_where_only_what_is_here_is_to_be_changed(workspace: Workspace, tmp_path: Path) -> None:
    """A log makes deals of its cases, but not then."""
    bring_list(workspace, tmp_path)
    log = HISTORY.replace("stage_changes", "events").replace('from_column = "old"\n', "")
    path = source(
        tmp_path,
        "id,new,when\n1,Lead,2026-01-01\n1,Contact,2026-01-06\n9,Lead,2026-01-01\n",
        "log.csv",
    )
    summary = import_files(workspace, [path], mapping(tmp_path, log), at=NOW + 90, mode="update")
    assert (summary.created, summary.updated, summary.refused) == (0, 2, 1)
    assert "no deal with this number" in summary.problems[0].message


def test_a_deal_that_a_list_gives_its_number(workspace: Workspace, tmp_path: Path) -> None:
    """Made by a list without numbers, recognised by its facts; the history knows its number."""
    toml = LIST.replace('external_key = "id"\n', "")
    text = "title,stage,since,left,amount\nOne,Contact,2026-01-05,,500\n"
    import_files(workspace, [source(tmp_path, text)], mapping(tmp_path, toml), at=NOW + 60)
    log = source(tmp_path, "id,old,new,when\n1,Lead,Contact,2026-01-05\n", "log.csv")
    paths = [source(tmp_path, DEALS.splitlines()[0] + "\n1,One,Contact,2026-01-05,,500\n"), log]
    both = mapping(tmp_path, LIST + HISTORY)
    summary = import_files(workspace, paths, both, at=NOW + 120, mode="update")
    assert (summary.created, summary.updated, summary.refused) == (0, 2, 0)
    assert visits(workspace, "One") == [
        ("Lead", None, "2026-01-05", "advanced"),
        ("Contact", "2026-01-05", None, None),
    ]
