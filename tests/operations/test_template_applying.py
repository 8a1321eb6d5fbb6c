"""A template applied to a pipeline in use: previewed, one step, no history lost (domain.md §3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import deals, stages, template_applying, template_files
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.operations.template_plan import TemplatePlan, plan
from tests.conftest import NOW
from tests.operations.test_exit_reasons import done
from tests.river import everything, make_river

SMALL = template_files.read("small-business")


def _fill(made: Workspace) -> None:
    """Lead, Qualified, Proposal, Customer, Fan; a deal in each but the last."""
    for stage_id in (1, 2, 3, 4):
        made.do(deals.create, at=NOW, title=f"D{stage_id}", stage_id=stage_id, amount=100)


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops", _fill)
    yield made
    made.close()


def planned(workspace: Workspace, **more: Any) -> TemplatePlan:
    found: TemplatePlan = workspace.ask(plan, pipeline_id=1, template=SMALL, language="en", **more)
    return found


def rows(workspace: Workspace, table: str, **where: Any) -> list[Any]:
    def read(session: Session) -> list[Any]:
        found = tables.metadata.tables[table]
        wanted = [found.c[name] == value for name, value in where.items()]
        return list(session.execute(select(found).where(*wanted).order_by(*found.primary_key)))

    return workspace.ask(read)


def in_use(workspace: Workspace) -> list[tuple[int, str]]:
    """The stages in use, in order."""
    found = sorted(rows(workspace, "stage"), key=lambda row: row.position)
    return [(row.id, row.name) for row in found if row.archived_at is None]


def where(workspace: Workspace) -> dict[str, int]:
    """In which stage each deal stands."""
    titles = {row.id: row.title for row in rows(workspace, "deal")}
    return {titles[row.deal_id]: row.stage_id for row in rows(workspace, "deal_state")}


def test_stages_are_found_by_name_and_then_by_place(river: Workspace) -> None:
    found = planned(river)
    assert [(one.name, one.was_name) for one in found.stages] == [
        *(("Meet", "Lead"), ("Inquiry", ""), ("Proposal", "Proposal"), ("Contract", "Customer")),
        *(("Repeat", ""), ("Fan", "Fan")),
    ]
    assert [(one.name, one.standing, one.to, one.is_used) for one in found.leaving] == [
        ("Qualified", 1, 2, True)
    ]
    assert found.functions == ("Marketing", "Sales", "Customer care")
    assert (found.rules, found.rules_kept) == (("Inquiry", "Contract"), ())
    assert found.score_rules == len(SMALL.score_rules)
    changed = {one.field: (one.before, one.after) for one in found.stages[2].changes}
    assert changed["probability"] == (2500, 4000)
    assert "name" not in changed
    assert found.stages[0].criteria_added == ("Both know what the other does",)


def test_it_is_applied_in_one_step_and_taken_back(river: Workspace) -> None:
    kept = river.do(
        stages.edit,
        at=NOW + 1,
        stage_id=1,
        fields={"wip_limit": 3},
        criteria=[
            WantedCriterion(None, "My own"),
            WantedCriterion(None, "Both know what the other does"),
        ],
    )
    assert kept is not None
    own = [row.id for row in rows(river, "exit_criterion", stage_id=1)]
    arguments = {"pipeline_id": 1, "template": SMALL, "language": "en"}
    with pytest.raises(RuleBroken, match="1 deal stands in “Qualified”"):
        river.do(template_applying.apply_to, at=NOW + 2, **arguments)
    before = everything(river)
    done(river, template_applying.apply_to, deals_to={2: 2}, **arguments)
    assert [name for _id, name in in_use(river)] == [
        *("Meet", "Inquiry", "Proposal", "Contract", "Repeat", "Fan"),
    ]
    assert dict(in_use(river))[1] == "Meet"
    assert where(river) == {"D1": 1, "D2": 3, "D3": 3, "D4": 4}
    criteria = rows(river, "exit_criterion", stage_id=1)
    assert [row.id for row in criteria] == own
    assert [row.text for row in sorted(criteria, key=lambda row: row.position)] == [
        *("Both know what the other does", "My own"),
    ]
    archived = [row.name for row in rows(river, "stage") if row.archived_at is not None]
    assert archived == ["Qualified"]
    assert rows(river, "stage", id=1)[0].wip_limit is None
    assert [row.name for row in rows(river, "handoff_rule")] == ["Inquiry", "Contract"]
    assert len(rows(river, "time_limit", stage_id=3)) == 1
    again = planned(river)
    assert all(one.is_as_it_was for one in again.stages)
    assert (again.leaving, again.functions, again.rules, again.reasons) == ((), (), (), 0)
    assert again.rules_kept == ("Inquiry", "Contract")
    river.undo(at=NOW + 9)
    assert everything(river) == before


def test_what_the_person_chose_goes_first(river: Workspace) -> None:
    matches = {0: None, 1: 1, 2: 2, 3: 3, 4: 4, 5: None}
    found = planned(river, matches=matches, remove_criteria=True)
    assert [one.stage_id for one in found.stages] == [None, 1, 2, 3, 4, None]
    assert [one.name for one in found.leaving] == ["Fan"]
    before = {row.id: row.closed_value for row in rows(river, "deal")}
    assert before[3] is None
    done(
        river,
        template_applying.apply_to,
        pipeline_id=1,
        template=SMALL,
        language="ja",
        matches=matches,
        remove_criteria=True,
    )
    assert [one for one, _name in in_use(river)][1:5] == [1, 2, 3, 4]
    # The third stage became a customer's: its deal is won as of now.
    assert {row.id: row.closed_value for row in rows(river, "deal")}[3] == 100
    # A stage that no deal was ever in is gone.
    assert not rows(river, "stage", id=5)
    for wrong in ({0: 1, 1: 1}, {0: 99}, {9: 1}):
        with pytest.raises(RuleBroken, match="changed meanwhile"):
            river.do(
                template_applying.apply_to,
                at=NOW + 3,
                pipeline_id=1,
                template=SMALL,
                language="ja",
                matches=wrong,
            )


def test_an_archived_stage_of_that_name_comes_back(river: Workspace) -> None:
    river.do(stages.remove, at=NOW + 1, stage_id=3, deals_to=2)
    found = planned(river)
    assert (found.stages[2].stage_id, found.stages[2].was_archived) == (3, True)
    done(
        river,
        template_applying.apply_to,
        pipeline_id=1,
        template=SMALL,
        language="en",
        deals_to={2: 2},
    )
    assert where(river)["D2"] == 3
    assert "Proposal" in dict(in_use(river)).values()
