"""The ways in which the dates of a row build visits: per outcome, or one column a stage."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import mapping, source, visits
from tests.exchange.test_importing import query

# One column a stage: the deal has been where its dates say, and left where the exit says.
PER_STAGE = """
[[source]]
file = "deals.csv"
kind = "deals"
[source.columns]
title = "title"
[[source.outcome]]
visits = [
    { stage = "Lead", entered = "lead" },
    { stage = "Qualified", entered = "qualified" },
    { stage = "Phase 2", entered = "phase 2" },
    { stage = "Onboarding", entered = "won" },
]
exit = { how = "lost", left = "lost", reason_column = "why" }
"""
COLUMNS = "title,lead,qualified,phase 2,won,lost,why\n"


def bring(workspace: Any, folder: Path, toml: str, text: str) -> ImportSummary:
    return import_files(workspace, [source(folder, text)], mapping(folder, toml), at=NOW + 60)


def test_one_column_a_stage(workspace: Any, tmp_path: Path) -> None:
    """A: all the way. B: lost at the second. C: open, skipped one. D: nothing known."""
    summary = bring(
        workspace,
        tmp_path,
        PER_STAGE,
        COLUMNS
        + "A,2026-01-01,2026-01-05,2026-01-09,2026-02-01,,\n"
        + "B,2026-01-02,2026-01-06,,,2026-01-20,Price\n"
        + "C,2026-01-03,,2026-01-10,,,\n"
        + "D,,,,,,\n",
    )
    assert summary.refused == 0
    assert visits(workspace, "A") == [
        ("Lead", "2026-01-01", "2026-01-05", "advanced"),
        ("Qualified", "2026-01-05", "2026-01-09", "advanced"),
        ("Phase 2", "2026-01-09", "2026-02-01", "advanced"),
        ("Onboarding", "2026-02-01", None, None),
    ]
    assert visits(workspace, "B") == [
        ("Lead", "2026-01-02", "2026-01-06", "advanced"),
        ("Qualified", "2026-01-06", "2026-01-20", "lost"),
    ]
    assert visits(workspace, "C") == [
        ("Lead", "2026-01-03", "2026-01-10", "advanced"),
        ("Phase 2", "2026-01-10", None, None),
    ]
    assert visits(workspace, "D") == [("Lead", None, None, None)]
    reached = query(
        workspace,
        "SELECT s.name, count(*) FROM deal_reached AS r JOIN stage AS s ON s.id = r.stage_id "
        "WHERE s.name IN ('Lead', 'Qualified', 'Phase 2', 'Onboarding') GROUP BY s.id "
        "ORDER BY s.position",
    )
    assert reached == [("Lead", 4), ("Qualified", 3), ("Phase 2", 2), ("Onboarding", 1)]


def test_a_customer_cannot_be_lost(workspace: Any, tmp_path: Path) -> None:
    summary = bring(workspace, tmp_path, PER_STAGE, COLUMNS + "A,,,,2026-02-01,2026-03-01,\n")
    assert (summary.created, summary.refused) == (0, 1)
    assert "customers churn" in summary.problems[0].message


OTHERWISE = """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "state"
missing = ["n/a"]
[source.columns]
title = { join = ["title", "more"], with = " / " }
kind = { value = "renewal" }
[[source.outcome]]
value = "later"
visits = [{ stage = "Contact", entered = "in" }]
exit = { how = "recycled", left = "out", reason = "Timing", wake = "wake" }
[[source.outcome]]
value = "gone"
visits = [
    { stage = "Phase 2", left = "in" },
    { stage = "Onboarding", entered = "in" },
]
exit = { how = "churned", left = "out" }
[[source.outcome]]
value = "back"
visits = [
    { stage = "Phase 2", entered = "in" },
    { stage = "Lead", entered = "out" },
]
[[source.outcome]]
value = "since when"
visits = [
    { stage = "Lead", entered = "in", left_unknown = true },
    { stage = "Phase 2", entered = "out", left = "wake" },
    { stage = "Phase 3" },
]
"""


def test_other_ways_out_and_back(workspace: Any, tmp_path: Path) -> None:
    summary = bring(
        workspace,
        tmp_path,
        OTHERWISE,
        "title,more,state,in,out,wake\n"
        "A,x,LATER,2026-01-01 10:00,2026-01-05,2026-07-05\n"
        "B,,gone,2026-01-01,n/a,\n"
        "C,,back,2026-01-01,2026-01-05,\n"
        "D,,since  when,2026-01-01,2026-01-05,2026-01-06\n"
        "E,,gone,,,\n",
    )
    # E churned, but nothing proves that it ever was a customer: the mapping must vouch for it.
    assert [problem.row for problem in summary.problems] == [6]
    assert visits(workspace, "A / x") == [("Contact", None, "2026-01-05", "recycled")]
    assert visits(workspace, "B") == [
        ("Phase 2", None, "2026-01-01", "advanced"),
        ("Onboarding", "2026-01-01", None, "churned"),
    ]
    assert visits(workspace, "C") == [
        ("Phase 2", "2026-01-01", "2026-01-05", "went_back"),
        ("Lead", "2026-01-05", None, None),
    ]
    assert visits(workspace, "D") == [
        ("Lead", "2026-01-01", None, "advanced"),
        ("Phase 2", "2026-01-05", "2026-01-06", "advanced"),
        ("Phase 3", None, None, None),
    ]
    assert query(workspace, "SELECT DISTINCT kind FROM deal") == [("renewal",)]
    exits = query(
        workspace,
        "SELECT d.title, r.name, x.wake_on FROM deal_exit AS x JOIN deal AS d ON d.id = x.deal_id "
        "LEFT JOIN exit_reason AS r ON r.id = x.reason_id ORDER BY d.id",
    )
    assert exits[:2] == [("A / x", "Timing", "2026-07-05"), ("B", None, None)]


@pytest.mark.parametrize("flag", ["certain", "or_first", "named", "left_unknown"])
def test_flags_are_true_or_false(workspace: Any, tmp_path: Path, flag: str) -> None:
    from revops_desktop.errors import RuleBroken

    toml = PER_STAGE.replace('entered = "lead" }', f'entered = "lead", {flag} = "yes" }}')
    with pytest.raises(RuleBroken, match=f"{flag}: Please write true or false"):
        bring(workspace, tmp_path, toml, COLUMNS)


SHARED = """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "status"
[source.columns]
title = "title"
[[source.outcome]]
value = ["Lead", "Contact", "Qualified"]
visits = [
    { stage = "Lead", entered = "lead" },
    { stage = "Contact", entered = "contact" },
    { stage = "Qualified", entered = "qualified" },
]
"""


def test_a_row_stands_no_further_than_its_dates_where_its_word_names_an_earlier_stage(
    workspace: Any, tmp_path: Path
) -> None:
    bring(
        workspace,
        tmp_path,
        SHARED,
        "title,status,lead,contact,qualified\nA,Lead,2026-01-01,,\n"
        "B,Qualified,2026-01-01,2026-01-02,2026-01-03\n",
    )
    assert visits(workspace, "A") == [("Lead", "2026-01-01", None, None)]
    assert visits(workspace, "B")[-1] == ("Qualified", "2026-01-03", None, None)


PLAIN = """
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
[source.columns]
title = "title"
[[source.outcome]]
value = "Lost"
visits = [
    { phase = "first", entered = "made", left_unknown = true },
    { phase = ["opportunity", "lead"], certain = true },
]
exit = { how = "lost", left = "closed" }
[[source.outcome]]
value = "Won"
visits = [
    { phase = "first", entered = "made", left_unknown = true },
    { phase = "customer", entered = "closed" },
]
"""


def test_a_plain_list_whose_days_run_backwards_is_remarked(workspace: Any, tmp_path: Path) -> None:
    text = (
        "title,stage,made,closed\n"
        "A,Lost,2026-04-03,2026-03-01\n"
        "B,Won,2026-04-03,2026-03-01\n"
        "C,Lost,2026-03-01,2026-04-03\n"
        "D,Won,2026-03-01,2026-03-01\n"
        "E,Lost,,2026-03-01\n"
    )
    summary = bring(workspace, tmp_path, PLAIN, text)
    assert (summary.created, summary.refused) == (5, 0)
    assert [(one.row, one.message.partition("before")[0]) for one in summary.remarks] == [
        (2, "By its dates the deal left "),
        (3, "By its dates the deal came to “Onboarding” "),
    ]
    assert visits(workspace, "A")[-1][2] == "2026-03-01"
