"""Members, pods and functions: added, edited, let go, brought back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from revops_desktop.database.journal import verb
from revops_desktop.database.tables import (
    activity,
    company,
    custom_field,
    deal,
    handoff,
    handoff_rule,
    member,
    stage,
)
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import (
    activities,
    bulk,
    deals,
    functions,
    handoff_rules,
    members,
    pods,
)
from tests.river import LOST, everything, make_river

SATO, SUZUKI = 1, 2


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def column(workspace: Workspace, of: Any) -> list[Any]:
    """A column, row by row."""

    def read(session: Session) -> list[Any]:
        return list(session.execute(select(of).order_by(of.table.c.id)).scalars())

    return workspace.ask(read)


def test_a_member_has_a_pod_a_function_and_a_quota(river: Workspace) -> None:
    pod_id = river.do(pods.add, at=10, name="Enterprise").value
    function_id = river.do(functions.add, at=11, name="Sales").value
    made = river.do(members.add, at=12, name="髙橋 翔", pod_id=pod_id).value
    fields = {"function_id": function_id, "monthly_quota": 1_000_000, "email": "", "name": "高橋"}
    river.do(members.edit, at=13, member_id=made, fields=fields)
    row = everything(river)["member"][-1]
    assert row[1:7] == ("高橋", "高橋", None, function_id, pod_id, 1_000_000)
    before = everything(river)
    for wrong in ({"name": "ｓａｔｏ"}, {"name": ""}, {"monthly_quota": -1}, {"pod_id": 99}):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(members.edit, at=20, member_id=made, fields=wrong)
    assert everything(river) == before


def test_one_who_did_nothing_is_deleted(river: Workspace) -> None:
    before = everything(river)
    assert river.do(members.remove, at=10, member_id=SUZUKI).value is True
    assert column(river, member.c.name) == ["Sato"]
    river.undo(at=20)
    assert everything(river) == before


def test_who_holds_deals_hands_them_over_and_keeps_the_past(river: Workspace) -> None:
    ids = [
        river.do(deals.create, at=10, title=str(stage_id), stage_id=stage_id, owner_id=SATO).value
        for stage_id in (1, 3, 4, 2)
    ]
    river.do(deals.leave_river, at=11, deal_id=ids[3], kind="lost", reason_id=LOST)
    river.do(
        activities.add_task, at=12, title="x", due_on="2026-05-01", deal_id=ids[0], member_id=SATO
    )

    @verb("Own")
    def own(session: Session, *, at: int) -> None:
        session.execute(
            insert(company).values(name="A", match_key="a", created_at=at, owner_id=SATO)
        )

    river.do(own, at=13)
    before = everything(river)
    with pytest.raises(RuleBroken, match="“Sato” has 2 open deals"):
        river.do(members.remove, at=20, member_id=SATO)
    with pytest.raises(RuleBroken, match="no longer works here"):
        river.do(members.remove, at=20, member_id=SATO, successor_id=SATO)
    assert everything(river) == before
    assert river.do(members.remove, at=20, member_id=SATO, successor_id=SUZUKI).value is False
    assert column(river, deal.c.owner_id) == [SUZUKI, SUZUKI, SATO, SATO]
    assert column(river, activity.c.member_id) == [SUZUKI]
    assert column(river, company.c.owner_id) == [SUZUKI]
    assert column(river, member.c.archived_at) == [20, None]
    river.do(members.restore, at=30, member_id=SATO)
    assert column(river, member.c.archived_at) == [None, None]
    river.undo(at=40)
    river.undo(at=50)
    assert everything(river) == before
    river.do(
        members.remove,
        at=60,
        member_id=SATO,
        successor_id=members.NOBODY,
        with_customers=True,
    )
    assert column(river, deal.c.owner_id) == [None, None, None, SATO]


def test_who_sits_at_the_screen_cannot_be_let_go(river: Workspace) -> None:
    river.member_id = SATO
    with pytest.raises(RuleBroken, match="sits at this screen"):
        river.do(members.remove, at=10, member_id=SATO)


def test_pods_are_renamed_reordered_and_deleted(river: Workspace) -> None:
    one, two = (river.do(pods.add, at=10, name=name).value for name in ("A", "B"))
    river.do(members.edit, at=11, member_id=SATO, fields={"pod_id": one})
    river.do(pods.reorder, at=12, pod_ids=[two, one])
    river.do(pods.rename, at=13, pod_id=one, name="SMB")
    for name in ("", "ｂ"):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(pods.rename, at=14, pod_id=one, name=name)
    with pytest.raises(RuleBroken, match="changed meanwhile"):
        river.do(pods.reorder, at=14, pod_ids=[one])
    before = everything(river)
    river.do(pods.remove, at=15, pod_id=one, members_to=two)
    assert column(river, member.c.pod_id) == [two, None]
    river.do(pods.remove, at=16, pod_id=two)
    assert column(river, member.c.pod_id) == [None, None]
    river.undo(at=17)
    river.undo(at=18)
    assert everything(river) == before


def test_functions_are_edited_and_deleted_with_what_they_own(river: Workspace) -> None:
    one, two = (river.do(functions.add, at=10, name=name).value for name in ("A", "B"))

    @verb("Own")
    def own(session: Session, *, at: int) -> None:
        session.execute(stage.update().values(function_id=one))
        session.execute(
            insert(custom_field).values(
                subject="deal", name="F", match_key="f", kind="text", function_id=one, position=1
            )
        )

    river.do(own, at=11)
    river.do(members.edit, at=12, member_id=SATO, fields={"function_id": one})
    river.do(functions.edit, at=13, function_id=one, fields={"name": "营业", "colour": "#112233"})
    with pytest.raises(RuleBroken, match="already"):
        river.do(functions.edit, at=14, function_id=one, fields={"name": "b"})
    river.do(functions.reorder, at=14, function_ids=[two, one])
    before = everything(river)
    river.do(functions.remove, at=15, function_id=one, all_to=two)
    assert set(column(river, stage.c.function_id)) == {two}
    assert column(river, custom_field.c.function_id) == [two]
    assert column(river, member.c.function_id) == [two, None]
    river.undo(at=16)
    assert everything(river) == before
    river.do(functions.remove, at=17, function_id=one)
    assert set(column(river, stage.c.function_id)) == {None}


def _handed(river: Workspace) -> tuple[int, int, int]:
    """Three functions with a rule from the first to the second, and a deal that waits there."""
    ids = [river.do(functions.add, at=10, name=name).value for name in ("A", "B", "C")]

    @verb("Own")
    def own(session: Session, *, at: int) -> None:
        for stage_id, owner in ((1, ids[0]), (2, ids[1])):
            session.execute(stage.update().where(stage.c.id == stage_id).values(function_id=owner))
        for member_id, function_id in ((SATO, ids[0]), (SUZUKI, ids[1])):
            session.execute(
                member.update().where(member.c.id == member_id).values(function_id=function_id)
            )

    river.do(own, at=11)
    river.do(handoff_rules.add, at=12, from_function_id=ids[0], to_function_id=ids[1], name="MQL")
    river.do(handoff_rules.add, at=13, from_function_id=ids[1], to_function_id=ids[2], name="SQL")
    river.member_id = SATO
    deal_id = river.do(deals.create, at=14, title="D", stage_id=1).value
    river.do(bulk.move_many, at=15, deal_ids=[deal_id], stage_id=2, to_member_id=SUZUKI)
    river.member_id = None
    assert column(river, handoff.c.to_member_id) == [SUZUKI]
    return ids[0], ids[1], ids[2]


def test_a_function_that_deals_were_handed_to_keeps_their_history(river: Workspace) -> None:
    first, second, third = _handed(river)
    before = everything(river)
    for to, said in ((None, "which function takes its place"), (first, "by the rule “MQL”")):
        with pytest.raises(RuleBroken, match=said):
            river.do(functions.remove, at=20, function_id=second, all_to=to)
    assert everything(river) == before
    # “SQL” would hand over to itself then, and nothing was: it goes.
    river.do(functions.remove, at=21, function_id=second, all_to=third)
    assert column(river, handoff_rule.c.name) == ["MQL"]
    assert column(river, handoff_rule.c.to_function_id) == [third]
    assert column(river, handoff.c.to_function_id) == [third]
    river.undo(at=22)
    assert everything(river) == before


def test_what_waits_for_a_member_who_leaves_waits_for_who_can_accept_it(river: Workspace) -> None:
    _first, second, _third = _handed(river)
    before = everything(river)
    other = river.do(members.add, at=20, name="Other", function_id=second).value
    assert river.do(members.remove, at=21, member_id=SUZUKI, successor_id=other).value is True
    assert column(river, handoff.c.to_member_id) == [other]
    for step in range(2):
        river.undo(at=22 + step)
    assert everything(river) == before
    assert river.do(members.remove, at=24, member_id=SUZUKI, successor_id=0).value is True
    assert column(river, handoff.c.to_member_id) == [None]
    # Who handed something over is archived and stays named.
    assert river.do(members.remove, at=25, member_id=SATO, successor_id=0).value is False
    assert column(river, handoff.c.member_id) == [SATO]
