"""An event log becomes deals with one visit a row; a case is brought in whole or not at all."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source, visits

LOG = """
[[source]]
file = "log.csv"
kind = "events"
stage_column = "what"
at_column = "when"
[source.columns]
external_key = "case"
title = "title"
amount = "amount"
owner = "who"
"""
HEADER = "case,what,when,title,amount,who\n"


def bring(workspace: Workspace, folder: Path, rows: str, toml: str = LOG) -> ImportSummary:
    return import_files(
        workspace,
        [source(folder, HEADER + rows, "log.csv")],
        mapping(folder, toml),
        at=NOW + 60,
    )


def entered(workspace: Workspace) -> list[tuple[Any, ...]]:
    return list(
        workspace.raw.execute(
            "SELECT d.external_key, s.name, v.entered_at, v.left_at, v.outcome, v.is_imported "
            "FROM stage_visit AS v JOIN stage AS s ON s.id = v.stage_id "
            "JOIN deal AS d ON d.id = v.deal_id ORDER BY d.id, v.sequence"
        )
    )


def test_events_are_put_in_order_of_their_time_and_then_of_the_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    summary = bring(
        workspace,
        tmp_path,
        "7,Qualified,2026-01-03T10:00:00Z,Sign,500,Sato\n"
        "7,Lead,2026-01-01T10:00:00Z,,,\n"
        "8,Contact,2026-01-05T10:00:00Z,,,\n"
        "7,Lead,2026-01-03T10:00:00Z,,,\n"
        "7,Lead,2026-01-03T10:00:00Z,,,\n",
    )
    assert (summary.created, summary.refused, summary.also_created["deals"]) == (5, 0, 2)
    found = entered(workspace)
    assert [row[:2] for row in found] == [
        ("7", "Lead"),
        ("7", "Qualified"),
        ("7", "Lead"),
        ("7", "Lead"),
        ("8", "Contact"),
    ]
    assert [row[4] for row in found] == ["advanced", "went_back", "went_back", None, None]
    assert all(row[5] == 1 for row in found)
    (deal,) = workspace.raw.execute(
        "SELECT title, amount, created_at FROM deal WHERE external_key = '7'"
    ).fetchall()
    assert deal == ("Sign", 500, found[0][2])


def test_days_stay_days(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, "7,Lead,2026-01-01,Sign,,\n7,Contact,2026-01-04,,,\n")
    assert visits(workspace, "Sign") == [
        ("Lead", "2026-01-01", "2026-01-04", "advanced"),
        ("Contact", "2026-01-04", None, None),
    ]


def test_a_case_with_a_wrong_row_is_left_out_whole(workspace: Workspace, tmp_path: Path) -> None:
    summary = bring(
        workspace,
        tmp_path,
        "7,Lead,2026-01-01,,,\n7,Nowhere,2026-01-02,,,\n8,Lead,2026-01-01,,,\n,Lead,2026-01-01,,,\n",
    )
    assert (summary.rows, summary.created, summary.refused) == (4, 1, 3)
    assert [row[0] for row in entered(workspace)] == ["8"]
    told = {(one.row, one.column): one.message for one in summary.problems}
    assert "no such stage" in told[(3, "what")]
    assert "Row 3" in told[(2, "case")]
    assert (5, "case") in told


def test_a_case_that_is_there_is_left_as_it_is(workspace: Workspace, tmp_path: Path) -> None:
    rows = "7,Lead,2026-01-01,,,\n7,Contact,2026-01-02,,,\n"
    bring(workspace, tmp_path, rows)
    before = all_rows(workspace)
    again = bring(workspace, tmp_path, rows)
    assert (again.created, again.unchanged) == (0, 2)
    assert all_rows(workspace) == before


def test_the_import_of_a_log_is_one_undo(workspace: Workspace, tmp_path: Path) -> None:
    before = all_rows(workspace)
    bring(workspace, tmp_path, "7,Lead,2026-01-01,,,\n8,Lead,2026-01-02,,,\n")
    workspace.undo(at=NOW + 120)
    assert all_rows(workspace) == before


@pytest.mark.parametrize("missing", ["stage_column", "at_column"])
def test_the_mapping_names_stage_and_time(tmp_path: Path, missing: str) -> None:
    toml = "\n".join(line for line in LOG.splitlines() if not line.startswith(missing))
    with pytest.raises(RuleBroken, match=missing):
        mapping(tmp_path, toml)
