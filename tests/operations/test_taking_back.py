"""An earlier import is taken back whole, or nothing is done and what is in the way is named."""

from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.imports import imports
from revops_desktop.database import check
from revops_desktop.errors import RuleBroken
from revops_desktop.exchange.importing import import_files
from revops_desktop.operations import (
    activities,
    bulk,
    companies,
    deals,
    erasing,
    members,
    stages,
    trash,
)
from revops_desktop.operations.taking_back import TakenBack, take_back
from tests.conftest import NOW
from tests.exchange.lists import all_rows, bring, mapping, source

ROWS = "1,First,Aoba,won,2026-01-05,2026-02-01,1000,\n2,Second,Midori,Lead,2026-01-06,,,\n"
COMPANIES = """
[[source]]
file = "companies.csv"
kind = "companies"
mode = "both"
[source.columns]
name = "name"
region = "region"
owner = "owner"
"""


PIPELINE = """
[pipeline]
name = "Sellers"
first = true
[[pipeline.stages]]
name = "Fresh"
phase = "lead"
function = "Scouts"
probability = 0
[[pipeline.stages]]
name = "Seller"
phase = "customer"
probability = 100
[[source]]
file = "sellers.csv"
kind = "deals"
[source.columns]
external_key = "id"
owner = "who"
product = "what"
[[source.outcome]]
visits = [{ stage = "Fresh", entered = "since" }, { stage = "Seller", entered = "won" }]
"""


def bring_companies(workspace: Any, folder: Path, rows: str, at: int = NOW + 60) -> None:
    path = source(folder, "name,region,owner\n" + rows, "companies.csv")
    import_files(workspace, [path], mapping(folder, COMPANIES, "companies.toml"), at=at)


def newest(workspace: Any) -> int:
    return int(workspace.raw.execute("SELECT max(id) FROM action").fetchone()[0])


def imported(workspace: Any, folder: Path) -> int:
    bring(workspace, folder, ROWS)
    return newest(workspace)


def id_of(workspace: Any, table: str, column: str, name: str) -> int:
    query = f"SELECT id FROM {table} WHERE {column} = ?"
    return int(workspace.raw.execute(query, (name,)).fetchone()[0])


def test_an_earlier_import_is_taken_back_and_brought_back(workspace: Any, tmp_path: Path) -> None:
    before = all_rows(workspace)
    action_id = imported(workspace, tmp_path)
    there = all_rows(workspace)
    workspace.do(companies.create, at=NOW + 100, name="Other")
    other = all_rows(workspace)
    done = workspace.do(take_back, at=NOW + 200, action_id=action_id)
    assert isinstance(done.value, TakenBack)
    assert done.value.restored == 0
    assert done.value.gone > 4
    left = all_rows(workspace)
    assert {name: rows for name, rows in left.items() if name != "company"} == {
        name: rows for name, rows in before.items() if name != "company"
    }
    assert [row for row in left["company"] if row not in before["company"]] == [
        row for row in other["company"] if row not in there["company"]
    ]
    assert workspace.raw.execute("SELECT count(*) FROM deal_state").fetchone()[0] == 0
    workspace.undo(at=NOW + 300)
    assert all_rows(workspace) == other
    assert workspace.redo(at=NOW + 400) is not None
    assert all_rows(workspace) == left
    workspace.checkpoint()
    assert check.check_file(workspace.path).findings == ()


def test_what_it_changed_is_as_it_was(workspace: Any, tmp_path: Path) -> None:
    workspace.do(companies.create, at=NOW, name="Aoba", region="Tokyo")
    before = all_rows(workspace)
    bring_companies(workspace, tmp_path, "Aoba,Osaka,Sato\nMidori,Kyoto,Sato\n")
    action_id = newest(workspace)
    workspace.do(members.add, at=NOW + 100, name="Kato")
    done = workspace.do(take_back, at=NOW + 200, action_id=action_id)
    assert done.value.restored == 1
    left = all_rows(workspace)
    assert left["company"] == before["company"]


def test_a_pipeline_that_came_along_goes_again(workspace: Any, tmp_path: Path) -> None:
    before = all_rows(workspace)
    path = source(
        tmp_path, "id,who,what,since,won\ns1,Mori,Box,2026-01-05,2026-02-01\n", "sellers.csv"
    )
    import_files(workspace, [path], mapping(tmp_path, PIPELINE), at=NOW + 60)
    action_id = newest(workspace)
    there = all_rows(workspace)
    assert len(there["pipeline"]) == len(before["pipeline"]) + 1
    workspace.do(take_back, at=NOW + 200, action_id=action_id)
    assert all_rows(workspace) == before
    workspace.undo(at=NOW + 300)
    assert all_rows(workspace) == there
    # A stage of it that was renamed since is in the way.
    stage_id = id_of(workspace, "stage", "name", "Fresh")
    workspace.do(stages.edit, at=NOW + 400, stage_id=stage_id, fields={"name": "New"})
    with pytest.raises(RuleBroken, match="“New”"):
        workspace.do(take_back, at=NOW + 500, action_id=action_id)


def test_the_list_of_imports(workspace: Any, tmp_path: Path) -> None:
    first = imported(workspace, tmp_path)
    bring_companies(workspace, tmp_path, "Aoba,Osaka,\nHoshi,Kyoto,\n")
    second = newest(workspace)
    made = workspace.ask(imports)
    assert [one.action_id for one in made] == [second, first]
    assert [one.files for one in made] == ["companies.csv", "deals.csv"]
    assert [(one.created, one.updated) for one in made] == [(1, 1), (4, 0)]
    assert made[1].tables["stage_visit"].made == 3
    # The second changed a company that the first one made.
    assert [one.is_changed_since for one in made] == [False, True]
    assert not any(one.is_taken_back for one in made)
    workspace.do(take_back, at=NOW + 200, action_id=second)
    made = workspace.ask(imports)
    assert [one.is_taken_back for one in made] == [True, False]
    assert [one.is_changed_since for one in made] == [False, False]
    workspace.do(take_back, at=NOW + 300, action_id=first)
    assert all(one.is_taken_back for one in workspace.ask(imports))
    workspace.undo(at=NOW + 400)
    assert [one.is_taken_back for one in workspace.ask(imports)] == [True, False]


def test_what_was_taken_back_is_not_taken_back_again(workspace: Any, tmp_path: Path) -> None:
    action_id = imported(workspace, tmp_path)
    workspace.do(take_back, at=NOW + 100, action_id=action_id)
    with pytest.raises(RuleBroken, match=r"deals\.csv was taken back already"):
        workspace.do(take_back, at=NOW + 200, action_id=action_id)
    workspace.undo(at=NOW + 300)
    workspace.do(take_back, at=NOW + 400, action_id=action_id)
    other = imported(workspace, tmp_path)
    workspace.undo(at=NOW + 500)
    with pytest.raises(RuleBroken, match="taken back already"):
        workspace.do(take_back, at=NOW + 600, action_id=other)


def test_only_imports_are_taken_back(workspace: Any) -> None:
    workspace.do(companies.create, at=NOW, name="Aoba")
    for action_id in (newest(workspace), 10_000):
        with pytest.raises(RuleBroken, match="no import with the number"):
            workspace.do(take_back, at=NOW + 1, action_id=action_id)


def _edit(workspace: Any) -> None:
    deal_id = id_of(workspace, "deal", "title", "Second")
    workspace.do(deals.edit, at=NOW + 100, deal_id=deal_id, fields={"note": "Hot"})


def _move(workspace: Any) -> None:
    deal_id = id_of(workspace, "deal", "title", "Second")
    stage_id = id_of(workspace, "stage", "name", "Qualified")
    workspace.do(
        deals.move_to_stage, at=NOW + 100, deal_id=deal_id, stage_id=stage_id, override="Yes"
    )


def _plan(workspace: Any) -> None:
    deal_id = id_of(workspace, "deal", "title", "Second")
    workspace.do(
        activities.add_task, at=NOW + 100, title="Ring", due_on="2026-05-01", deal_id=deal_id
    )


def _tag(workspace: Any) -> None:
    deal_id = id_of(workspace, "deal", "title", "Second")
    workspace.do(bulk.change_tags, at=NOW + 100, deal_ids=[deal_id], new=["hot"])


def _delete(workspace: Any) -> None:
    deal_id = id_of(workspace, "deal", "title", "Second")
    workspace.do(trash.delete, at=NOW + 100, deals=[deal_id])


@pytest.mark.parametrize("since", [_edit, _move, _plan, _tag, _delete])
def test_what_was_changed_since_is_named(workspace: Any, tmp_path: Path, since: Any) -> None:
    action_id = imported(workspace, tmp_path)
    since(workspace)
    before = all_rows(workspace)
    with pytest.raises(RuleBroken, match="“Second” were changed since") as refused:
        workspace.do(take_back, at=NOW + 200, action_id=action_id)
    assert "First" not in str(refused.value)
    assert all_rows(workspace) == before
    assert workspace.ask(imports)[0].is_changed_since
    # Undone, it is as it was.
    workspace.undo(at=NOW + 300)
    assert not workspace.ask(imports)[0].is_changed_since
    workspace.do(take_back, at=NOW + 400, action_id=action_id)


def test_a_deal_of_an_imported_company_hangs_on_it(workspace: Any, tmp_path: Path) -> None:
    action_id = imported(workspace, tmp_path)
    stage_id = id_of(workspace, "stage", "name", "Lead")
    workspace.do(deals.create, at=NOW + 100, title="New one", stage_id=stage_id, company="Aoba")
    with pytest.raises(RuleBroken, match="“New one” were changed since, or something new"):
        workspace.do(take_back, at=NOW + 200, action_id=action_id)


def test_ten_are_named_and_the_others_counted(workspace: Any, tmp_path: Path) -> None:
    rows = "".join(f"{n},Deal {n},,Lead,2026-01-06,,,\n" for n in range(1, 14))
    bring(workspace, tmp_path, rows)
    action_id = newest(workspace)
    ids = [row[0] for row in workspace.raw.execute("SELECT id FROM deal")]
    workspace.do(trash.delete, at=NOW + 100, deals=ids)
    with pytest.raises(RuleBroken) as refused:
        workspace.do(take_back, at=NOW + 200, action_id=action_id)
    assert "Deal 10" in str(refused.value)
    assert "Deal 11" not in str(refused.value)
    assert "and 3 more" in str(refused.value)


def test_what_a_row_referred_to_before_may_be_gone(workspace: Any, tmp_path: Path) -> None:
    member_id = workspace.do(members.add, at=NOW, name="Kato").value
    workspace.do(companies.create, at=NOW, name="Aoba", owner_id=member_id)
    bring_companies(workspace, tmp_path, "Aoba,,Sato\n")
    action_id = newest(workspace)
    workspace.do(members.remove, at=NOW + 100, member_id=member_id)
    before = all_rows(workspace)
    with pytest.raises(RuleBroken, match="“Aoba”"):
        workspace.do(take_back, at=NOW + 200, action_id=action_id)
    assert all_rows(workspace) == before


def test_whoever_sits_at_the_screen_stays(workspace: Any, tmp_path: Path) -> None:
    bring_companies(workspace, tmp_path, "Aoba,,Mori\n")
    action_id = newest(workspace)
    workspace.member_id = id_of(workspace, "member", "name", "Mori")
    with pytest.raises(RuleBroken, match="“Mori”"):
        workspace.do(take_back, at=NOW + 200, action_id=action_id)
    workspace.member_id = None
    workspace.do(take_back, at=NOW + 200, action_id=action_id)


def test_what_was_erased_does_not_come_back(workspace: Any, tmp_path: Path) -> None:
    company_id = workspace.do(companies.create, at=NOW, name="Secret").value
    bring_companies(workspace, tmp_path, "Secret,Osaka,\n")
    action_id = newest(workspace)
    workspace.do(erasing.erase, at=NOW + 100, companies=[company_id])
    with pytest.raises(RuleBroken, match="Names were erased"):
        workspace.do(take_back, at=NOW + 200, action_id=action_id)
