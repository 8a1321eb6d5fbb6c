"""One row a deal with a date per stage: stays in the order of the river, odd orders kept."""

from pathlib import Path

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import mapping, source, visits

DATES = """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
outcome_column = "result"
[source.columns]
external_key = "id"
title = "id"
[source.stage_dates]
Onboarding = "won"
Lead = "lead"
Contact = ["contact", "called"]
"Phase 2" = "offer"
[source.values.stage]
Offer = "Phase 2"
[source.values.reason]
dear = "Too expensive"
[[source.outcome]]
value = "lost"
exit = { how = "lost", left = "left", reason_column = "why" }
"""
HEADER = "id,lead,called,offer,won,stage,result,left,why\n"


def bring(workspace: Workspace, folder: Path, rows: str, toml: str = DATES) -> ImportSummary:
    return import_files(
        workspace, [source(folder, HEADER + rows)], mapping(folder, toml), at=NOW + 60
    )


def test_each_date_is_a_stay_that_ends_as_the_next_one_begins(
    workspace: Workspace, tmp_path: Path
) -> None:
    summary = bring(
        workspace,
        tmp_path,
        "A,2026-01-01,2026-01-05,2026-01-09,2026-02-01,,,,\n"
        + "B,2026-01-01,,2026-01-09,,,lost,2026-01-20,dear\n"
        + "C,,,,,,,,\n"
        + "D,,,,,Offer,,,\n",
    )
    assert summary.refused == 0
    assert visits(workspace, "A") == [
        ("Lead", "2026-01-01", "2026-01-05", "advanced"),
        ("Contact", "2026-01-05", "2026-01-09", "advanced"),
        ("Phase 2", "2026-01-09", "2026-02-01", "advanced"),
        ("Onboarding", "2026-02-01", None, None),
    ]
    assert visits(workspace, "B") == [
        ("Lead", "2026-01-01", "2026-01-09", "advanced"),
        ("Phase 2", "2026-01-09", "2026-01-20", "lost"),
    ]
    assert visits(workspace, "C") == [("Lead", None, None, None)]
    assert visits(workspace, "D") == [("Phase 2", None, None, None)]
    (reason,) = workspace.raw.execute(
        "SELECT r.name FROM deal_exit AS x JOIN exit_reason AS r ON r.id = x.reason_id"
    ).fetchall()
    assert reason == ("Too expensive",)


def test_an_odd_order_of_dates_is_kept(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, "A,2026-01-07,2026-01-05,2026-01-09,,,,,\n")
    assert visits(workspace, "A") == [
        ("Lead", "2026-01-07", "2026-01-05", "advanced"),
        ("Contact", "2026-01-05", "2026-01-09", "advanced"),
        ("Phase 2", "2026-01-09", None, None),
    ]


def test_a_deal_that_stands_elsewhere_than_its_dates_end(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A came back on its date; B came back, or went on, nobody knows when; C is where it is."""
    bring(
        workspace,
        tmp_path,
        "A,2026-01-01,2026-01-15,2026-01-09,,Contact,,,\n"
        + "B,2026-01-01,2026-01-05,2026-01-09,,Contact,,,\n"
        + "C,2026-01-01,2026-01-05,,,Contact,,,\n",
    )
    assert visits(workspace, "A") == [
        ("Lead", "2026-01-01", "2026-01-09", "advanced"),
        ("Phase 2", "2026-01-09", "2026-01-15", "went_back"),
        ("Contact", "2026-01-15", None, None),
    ]
    assert visits(workspace, "B") == [
        ("Lead", "2026-01-01", "2026-01-05", "advanced"),
        ("Contact", "2026-01-05", "2026-01-09", "advanced"),
        ("Phase 2", "2026-01-09", None, "went_back"),
        ("Contact", None, None, None),
    ]
    assert visits(workspace, "C")[-1] == ("Contact", "2026-01-05", None, None)


def test_words_that_nobody_described_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    summary = bring(workspace, tmp_path, "A,,,,,Nowhere,,,\nB,,,,,,on hold,,\n")
    told = {one.row: (one.column, one.message) for one in summary.problems}
    assert told[2][0] == "stage" and "no such stage" in told[2][1]
    assert told[3][0] == "result" and "does not say what this means" in told[3][1]


def test_a_stage_that_the_pipeline_lacks(workspace: Workspace, tmp_path: Path) -> None:
    with pytest.raises(RuleBroken, match="Nowhere"):
        bring(workspace, tmp_path, "", DATES.replace("Onboarding =", "Nowhere ="))


def test_columns_that_need_not_be_there(workspace: Workspace, tmp_path: Path) -> None:
    toml = DATES.replace('kind = "deals"', 'kind = "deals"\nrequired = []')
    import_files(
        workspace,
        [source(tmp_path, "id,stage\nA,\nB,Contact\n")],
        mapping(tmp_path, toml),
        at=NOW + 60,
    )
    assert visits(workspace, "A") == [("Lead", None, None, None)]
    assert visits(workspace, "B") == [("Contact", None, None, None)]


def test_an_odd_order_is_remarked(workspace: Workspace, tmp_path: Path) -> None:
    summary = bring(
        workspace,
        tmp_path,
        "A,2026-01-07,2026-01-05,,,,,,\nB,2026-01-05T10:00:00Z,2026-01-05,,,,,,\n"
        "C,2026-01-07,,,,,lost,2026-01-01,\n",
    )
    assert summary.created == 3
    assert [(one.row, "before it came there" in one.message) for one in summary.remarks] == [
        (2, True),
        (4, True),
    ]
