"""Lists of calls, mails, meetings and tasks: about whom they are, and what comes again."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping import Mode
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.operations.taking_back import take_back
from tests.conftest import NOW
from tests.exchange.lists import all_rows, mapping, source
from tests.river import everything

ACTIVITIES = """
[[source]]
file = "activities.csv"
kind = "activities"
[source.columns]
kind = "what"
title = "title"
note = "note"
happened = "when"
due = "due"
done = "done"
owner = "who"
deal_key = "deal id"
deal = "deal"
company_key = "company id"
company = "company"
email = "mail"
contact = "contact"
"""
OTHERS = """
[[source]]
file = "companies.csv"
kind = "companies"
[source.columns]
external_key = "id"
name = "name"
[[source]]
file = "contacts.csv"
kind = "contacts"
[source.columns]
name = "name"
company = "company"
email = "mail"
[[source]]
file = "deals.csv"
kind = "deals"
stage_column = "stage"
[source.columns]
external_key = "id"
title = "title"
company = "company"
[[source.outcome]]
visits = [{ entered = "since" }]
"""
HEADER = "what,title,note,when,due,done,who,deal id,deal,company id,company,mail,contact\n"


def rows_of(*rows: str) -> str:
    return HEADER + "".join(one + "," * (12 - one.count(",")) + "\n" for one in rows)


def bring(
    workspace: Workspace, folder: Path, *rows: str, mode: Mode | None = None
) -> ImportSummary:
    """The activities, with the deals 1 and 2 of ABC and 3 of XYZ, whose number is C9."""
    paths = [
        source(folder, rows_of(*rows), "activities.csv"),
        source(
            folder,
            "id,title,company,stage,since\n1,One,ABC,Lead,2026-01-01\n2,New,ABC,Lead,2026-01-01\n"
            "3,New,XYZ,Lead,2026-01-01\n",
        ),
        source(folder, "id,name\nC9,XYZ\n", "companies.csv"),
        source(folder, "name,company,mail\nSato,ABC,Sato@abc.example\n", "contacts.csv"),
    ]
    known = mapping(folder, ACTIVITIES + OTHERS)
    return import_files(workspace, paths, known, at=NOW + 60, mode=mode)


def logged(workspace: Workspace) -> list[tuple[Any, ...]]:
    return list(
        workspace.raw.execute(
            "SELECT a.kind, a.title, a.note, d.external_key, c.name, p.name, m.name, a.due_on, "
            "a.happened_at IS NOT NULL, a.done_at IS NOT NULL, a.is_automatic FROM activity AS a "
            "LEFT JOIN deal AS d ON d.id = a.deal_id LEFT JOIN company AS c ON c.id = a.company_id "
            "LEFT JOIN contact AS p ON p.id = a.contact_id "
            "LEFT JOIN member AS m ON m.id = a.member_id ORDER BY a.id"
        )
    )


def test_activities_are_attached_by_number_or_name(workspace: Workspace, tmp_path: Path) -> None:
    summary = bring(
        workspace,
        tmp_path,
        "call,Asked,,2026-01-05T10:00:00Z,,,Kato,1",
        "メール,Sent,,2026-01-06,,,,,New,C9",
        "Meeting,Met,Long talk,2026-01-07,,,,,,,ABC,sato@ABC.example",
        "note,,Says no,2026-01-08,,,,,,,,,Sato",
        "visit,Came,,2026-01-09,,,,,One,,Nobody",
    )
    assert (summary.files[-1].kind, summary.files[-1].created) == ("activities", 4)
    assert logged(workspace) == [
        ("call", "Asked", None, "1", None, None, "Kato", None, 1, 0, 1),
        ("email", "Sent", None, "3", "XYZ", None, None, None, 1, 0, 1),
        ("meeting", "Met", "Long talk", None, "ABC", "Sato", None, None, 1, 0, 1),
        ("visit", "Came", None, "1", None, None, None, None, 1, 0, 1),
    ]
    (problem,) = summary.problems
    assert (problem.row, problem.column) == (5, "contact")
    assert "no such contact" in problem.message
    (remark,) = summary.remarks
    assert (remark.row, remark.column, remark.value) == (6, "company", "Nobody")


def test_one_without_anybody_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    summary = bring(
        workspace,
        tmp_path,
        "call,Asked,,2026-01-05",
        "call,Asked,,2026-01-05,,,,7",
        "call,Asked,,2026-01-05,,,,,New",
        "call,Asked,,,,,,1",
        "note,,,2026-01-05,,,,1",
        "dance,Asked,,2026-01-05,,,,1",
    )
    told = {one.row: one.message for one in summary.problems}
    assert summary.files[-1].refused == 6
    assert "no deal, company or contact" in told[2]
    assert "no deal with this number" in told[3]
    assert "2 deals of this title" in told[4]
    assert "when it was" in told[5]
    assert "says nothing" in told[6]
    assert "not known here" in told[7]


def test_what_is_planned_is_a_task(workspace: Workspace, tmp_path: Path) -> None:
    bring(
        workspace,
        tmp_path,
        "task,Send offer,,,2026-02-01,,,1",
        "task,Sent,,,2026-01-02,完了,,1",
        "call,Ring up,,,2026-02-03,no,,1",
        "call,Rang up,,,2026-01-03,yes,,1",
        "meeting,,,2099-01-03,,,,1",
        ",Do it,,,2026-02-04,,,1",
    )
    assert [(row[0], row[1], *row[7:10]) for row in logged(workspace)] == [
        ("task", "Send offer", "2026-02-01", 0, 0),
        ("task", "Sent", "2026-01-02", 0, 1),
        ("task", "Ring up", "2026-02-03", 0, 0),
        ("call", "Rang up", None, 1, 0),
        ("task", "Meeting", "2099-01-03", 0, 0),
        ("task", "Do it", "2026-02-04", 0, 0),
    ]


ROWS = (
    "call,Asked,,2026-01-05T10:00:00Z,,,Kato,1",
    "call,Asked,,2026-01-05T10:00:00Z,,,Kato,1",
    "task,Send offer,,,2026-02-01,,,1",
    "email,Sent,,2026-01-06,,,,,,,ABC",
)


@pytest.mark.parametrize("is_touched", [False, True])
def test_a_second_import_changes_nothing(
    workspace: Workspace, tmp_path: Path, is_touched: bool
) -> None:
    bring(workspace, tmp_path, *ROWS)
    if is_touched:
        from revops_desktop.operations import activities

        (task,) = workspace.raw.execute("SELECT id FROM activity WHERE kind = 'task'").fetchall()
        workspace.do(activities.postpone, at=NOW + 70, activity_id=task[0], due_on="2026-03-01")
        workspace.do(activities.complete, at=NOW + 80, activity_id=task[0])
    before = all_rows(workspace)
    again = bring(workspace, tmp_path, *ROWS)
    assert (again.created, again.files[-1].unchanged) == (0, 4)
    assert all_rows(workspace) == before


def test_the_import_is_one_undo_and_can_be_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    before = everything(workspace)
    bring(workspace, tmp_path, *ROWS)
    after = everything(workspace)
    workspace.undo(at=NOW + 120)
    assert everything(workspace) == before
    workspace.redo(at=NOW + 130)
    assert everything(workspace) == after
    (action,) = workspace.raw.execute("SELECT max(id) FROM action WHERE kind = 'do'").fetchone()
    workspace.do(take_back, at=NOW + 140, action_id=action)
    assert everything(workspace) == before


def test_where_only_what_is_here_is_to_be_changed(workspace: Workspace, tmp_path: Path) -> None:
    bring(workspace, tmp_path, *ROWS[:2])
    summary = bring(workspace, tmp_path, *ROWS, mode="update").files[-1]
    assert (summary.created, summary.unchanged, summary.refused) == (0, 2, 2)
