"""Rows that say from which stage a deal went to which: stays, unknown beginnings, ways out."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.presets import presets
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source, visits

CHANGES = """
[[source]]
file = "changes.csv"
kind = "stage_changes"
from_column = "old"
stage_column = "new"
at_column = "when"
[source.columns]
external_key = "id"
title = "name"
created = "created"
by = "who"
[source.values.stage]
"Closed Won" = "Onboarding"
"-" = ""
[[source.outcome]]
value = "Closed Lost"
exit = { how = "lost", reason_column = "why" }
[[source.outcome]]
value = ["Later"]
exit = { how = "recycled", reason = "Timing", wake = "wake" }
"""
HEADER = "id,old,new,when,name,created,who,why,wake\n"


def bring(workspace: Workspace, folder: Path, rows: str, toml: str = CHANGES) -> ImportSummary:
    return import_files(
        workspace,
        [source(folder, HEADER + rows, "changes.csv")],
        mapping(folder, toml),
        at=NOW + 60,
    )


def rows_of(*changes: str) -> str:
    """Rows whose last columns may be left out."""
    return "".join(one + "," * (8 - one.count(",")) + "\n" for one in changes)


def test_the_first_row_began_where_it_says_at_an_unknown_time(
    workspace: Workspace, tmp_path: Path
) -> None:
    summary = bring(
        workspace,
        tmp_path,
        rows_of(
            "7,Lead,Contact,2026-01-03,A",
            "7,Contact,Phase 2,2026-01-09",
            "8,Lead,Contact,2026-01-03,B,2026-01-01",
            "9,,Lead,2026-01-02,C",
            "9,-,Closed Won,2026-01-05",
        ),
    )
    assert (summary.rows, summary.created, summary.refused) == (5, 5, 0)
    assert summary.also_created["deals"] == 3
    assert visits(workspace, "A") == [
        ("Lead", None, "2026-01-03", "advanced"),
        ("Contact", "2026-01-03", "2026-01-09", "advanced"),
        ("Phase 2", "2026-01-09", None, None),
    ]
    assert visits(workspace, "B")[0] == ("Lead", "2026-01-01", "2026-01-03", "advanced")
    assert visits(workspace, "C") == [
        ("Lead", "2026-01-02", "2026-01-05", "advanced"),
        ("Onboarding", "2026-01-05", None, None),
    ]


def test_a_list_that_begins_with_the_newest_row_and_days_with_several_changes(
    workspace: Workspace, tmp_path: Path
) -> None:
    bring(
        workspace,
        tmp_path,
        rows_of(
            "7,Contact,Phase 3,2026-01-04,A",
            "7,Qualified,Contact,2026-01-04",
            "7,Contact,Qualified,2026-01-04",
            "7,Lead,Contact,2026-01-01",
            "7,,Lead,2026-01-01",
        ),
    )
    assert [row[0] for row in visits(workspace, "A")] == [
        *("Lead", "Contact", "Qualified", "Contact", "Phase 3"),
    ]
    assert [row[3] for row in visits(workspace, "A")] == [
        *("advanced", "advanced", "went_back", "advanced", None),
    ]


def test_a_broken_chain_is_kept_with_what_is_unknown(workspace: Workspace, tmp_path: Path) -> None:
    summary = bring(
        workspace,
        tmp_path,
        rows_of(
            "7,Lead,Contact,2026-01-03,A",
            "7,Phase 2,Phase 3,2026-01-09",
            "7,Phase 3,Phase 3,2026-01-10",
        ),
    )
    assert visits(workspace, "A") == [
        ("Lead", None, "2026-01-03", "advanced"),
        ("Contact", "2026-01-03", None, "advanced"),
        ("Phase 2", None, "2026-01-09", "advanced"),
        ("Phase 3", "2026-01-09", None, None),
    ]
    (remark,) = summary.remarks
    assert (remark.file, remark.row, remark.value) == ("changes.csv", 2, "7")
    assert "Row 3" in remark.message and "“Phase 2”" in remark.message


def test_ways_out_and_back(workspace: Workspace, tmp_path: Path) -> None:
    bring(
        workspace,
        tmp_path,
        rows_of(
            "7,,Lead,2026-01-03,A,,Sato",
            "7,Lead,Later,2026-01-09,,,,,2026-06-01",
            "7,Later,Contact,2026-06-02,,,Kato",
            "7,Contact,Closed Lost,2026-06-09,,,,Price",
        ),
    )
    assert visits(workspace, "A") == [
        ("Lead", "2026-01-03", "2026-01-09", "recycled"),
        ("Contact", "2026-06-02", "2026-06-09", "lost"),
    ]
    found = list(
        workspace.raw.execute(
            "SELECT v.sequence, r.kind, r.name, x.wake_on, v.is_reentry, m.name "
            "FROM deal_exit AS x JOIN stage_visit AS v ON v.id = x.visit_id "
            "JOIN exit_reason AS r ON r.id = x.reason_id JOIN member AS m ON m.id = v.member_id "
            "ORDER BY v.sequence"
        )
    )
    assert found == [
        (1, "recycled", "Timing", "2026-06-01", 0, "Sato"),
        (2, "lost", "Price", None, 1, "Kato"),
    ]
    (status,) = workspace.raw.execute("SELECT status FROM deal_state").fetchall()
    assert status == ("lost",)


def test_a_deal_with_a_row_that_cannot_be_read_is_left_out_whole(
    workspace: Workspace, tmp_path: Path
) -> None:
    summary = bring(
        workspace,
        tmp_path,
        rows_of(
            "7,Lead,Contact,2026-01-03,A",
            "7,Contact,Nowhere,2026-01-09",
            "8,,Closed Won,2026-01-03,B",
            "8,Closed Won,Closed Lost,2026-01-09",
            ",Lead,Contact,2026-01-03",
        ),
    )
    assert (summary.created, summary.refused) == (0, 5)
    told = {one.row: one.message for one in summary.problems}
    assert "no such stage" in told[3]
    assert "Row 3" in told[2]
    assert "customers churn" in told[4]
    assert "empty" in told[6]


def test_a_second_import_changes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    rows = rows_of("7,Lead,Contact,2026-01-03,A", "7,Contact,Closed Lost,2026-01-09")
    bring(workspace, tmp_path, rows)
    before = all_rows(workspace)
    again = bring(workspace, tmp_path, rows)
    assert (again.created, again.unchanged, again.refused) == (0, 2, 0)
    assert all_rows(workspace) == before


WITH_DEALS = (
    CHANGES.replace('title = "name"\n', "").replace('created = "created"\n', "")
    + """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
[source.columns]
external_key = "id"
title = "title"
company = "company"
created = "made"
amount = "amount"
[[source.outcome]]
value = "lost"
visits = [{ stage = "Lead", entered = "made", certain = true }]
exit = { how = "lost", left = "closed", reason_column = "reason" }
[[source.outcome]]
visits = [{ entered = "since" }]
"""
)


def test_deals_in_one_file_and_their_history_in_another(
    workspace: Workspace, tmp_path: Path
) -> None:
    """1: whole history; 2: lost says its own row only; 3: no history; 4: refused; 5: no deal."""
    changes = rows_of(
        "1,Lead,Contact,2026-01-03",
        "1,Contact,Closed Won,2026-02-03",
        "2,,Contact,2026-01-04",
        "4,,Contact,2026-01-04",
        "5,,Contact,2026-01-04",
    )
    deals = (
        "id,title,company,stage,made,since,closed,amount,reason\n"
        "1,One,ABC,Onboarding,2026-01-01,2026-02-03,,500,\n"
        "2,Two,ABC,lost,2026-01-01,,2026-03-01,50,Price\n"
        "3,Three,ABC,Phase 2,2026-01-01,2026-02-01,,,\n"
        "4,Four,ABC,Phase 2,2026-01-01,2026-02-01,,much,\n"
    )
    paths = [source(tmp_path, deals), source(tmp_path, HEADER + changes, "changes.csv")]
    summary = import_files(workspace, paths, mapping(tmp_path, WITH_DEALS), at=NOW + 60)
    told = {(one.file, one.row): one.message for one in summary.problems}
    assert set(told) == {("deals.csv", 5), ("changes.csv", 5), ("changes.csv", 6)}
    assert "row 5 of its list" in told["changes.csv", 5]
    assert "no deal with this number" in told["changes.csv", 6]
    assert [(file.kind, file.created, file.refused) for file in summary.files] == [
        ("stage_changes", 3, 2),
        ("deals", 3, 1),
    ]
    assert visits(workspace, "One") == [
        ("Lead", "2026-01-01", "2026-01-03", "advanced"),
        ("Contact", "2026-01-03", "2026-02-03", "advanced"),
        ("Onboarding", "2026-02-03", None, None),
    ]
    assert visits(workspace, "Two") == [("Contact", "2026-01-04", "2026-03-01", "lost")]
    assert visits(workspace, "Three") == [("Phase 2", "2026-02-01", None, None)]
    closed: list[tuple[Any, ...]] = workspace.raw.execute(
        "SELECT title, closed_value FROM deal ORDER BY title"
    ).fetchall()
    assert closed == [("One", 500), ("Three", None), ("Two", 50)]


def test_a_deal_was_made_in_the_stage_that_its_first_change_came_from(
    workspace: Workspace, tmp_path: Path
) -> None:
    """The plain list of deals takes the first stage for want of another."""
    changes = rows_of("1,Contact,Phase 2,2026-01-03")
    deals = "Deal ID,Deal name,Stage,Created\n1,One,Phase 2,2026-01-01\n"
    known = mapping(tmp_path, WITH_DEALS)
    listed = replace(read_mapping(presets()["deal_list"]).sources[0], file="deals.csv")
    paths = [source(tmp_path, deals), source(tmp_path, HEADER + changes, "changes.csv")]
    both = replace(known, sources=(known.sources[0], listed))
    import_files(workspace, paths, both, at=NOW + 60)
    assert visits(workspace, "One") == [
        ("Contact", "2026-01-01", "2026-01-03", "advanced"),
        ("Phase 2", "2026-01-03", None, None),
    ]


@pytest.mark.parametrize("missing", ["stage_column", "at_column"])
def test_the_mapping_names_stage_and_time(tmp_path: Path, missing: str) -> None:
    toml = "\n".join(line for line in CHANGES.splitlines() if not line.startswith(missing))
    with pytest.raises(RuleBroken, match=missing):
        mapping(tmp_path, toml)


def test_an_outcome_of_a_history_is_a_way_out(tmp_path: Path) -> None:
    wrong = CHANGES + '[[source.outcome]]\nvalue = "x"\nvisits = [{ stage = "Lead" }]\n'
    with pytest.raises(RuleBroken, match="exit"):
        mapping(tmp_path, wrong)
