"""Pipelines: added from templates, renamed, reordered, taken out of use (domain.md §3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.board import board
from revops_desktop.analytics.pipelines import pipelines as rivers
from revops_desktop.database.tables import stage, stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.operations import deals, pipelines, stages
from tests.river import LOST, everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def names(workspace: Workspace) -> list[str]:
    """The pipelines in use, in order."""
    return [one.name for one in workspace.ask(rivers)]


def add(workspace: Workspace, name: str = "", at: int = 10) -> int:
    made: int = workspace.do(
        pipelines.add, at=at, template_key="small-business", language="ja", name=name
    ).value
    return made


def stage_ids(workspace: Workspace, pipeline_id: int) -> list[int]:
    def read(session: Session) -> list[int]:
        wanted = select(stage.c.id).where(stage.c.pipeline_id == pipeline_id)
        return list(session.execute(wanted.order_by(stage.c.position)).scalars())

    return workspace.ask(read)


def test_a_pipeline_comes_from_a_template_under_its_own_name(river: Workspace) -> None:
    before = everything(river)
    add(river, " パートナー ")
    add(river)
    assert names(river) == ["Sales", "パートナー", "中小企業・個人事業"]
    assert river.undo_label() == (pipelines.ADDED, {"pipeline": "中小企業・個人事業"})
    river.undo(at=20)
    river.undo(at=30)
    assert everything(river) == before


def test_names_and_order_are_the_owners(river: Workspace) -> None:
    other = add(river)
    river.do(pipelines.rename, at=20, pipeline_id=other, name="<b>&")
    river.do(pipelines.reorder, at=30, pipeline_ids=[other, 1])
    assert names(river) == ["<b>&", "Sales"]
    for wrong in ([other], [other, 1, 1], [1, 99]):
        with pytest.raises(RuleBroken, match="changed meanwhile"):
            river.do(pipelines.reorder, at=40, pipeline_ids=wrong)
    with pytest.raises(RuleBroken, match="needs a name"):
        river.do(pipelines.rename, at=40, pipeline_id=other, name=" ")


def test_an_unused_pipeline_is_deleted_and_the_last_one_stays(river: Workspace) -> None:
    other = add(river)
    before = everything(river)
    assert river.do(pipelines.remove, at=20, pipeline_id=other).value is True
    assert names(river) == ["Sales"] and stage_ids(river, other) == []
    with pytest.raises(RuleBroken, match="last pipeline"):
        river.do(pipelines.remove, at=30, pipeline_id=1)
    river.undo(at=40)
    assert everything(river) == before


def test_a_pipeline_in_use_asks_for_each_stage_where_its_deals_go(river: Workspace) -> None:
    other = add(river)
    ours = stage_ids(river, other)
    ids = [
        river.do(deals.create, at=11, title=title, stage_id=stage_id, amount=9).value
        for title, stage_id in (("A", ours[0]), ("B", ours[3]), ("C", ours[0]))
    ]
    river.do(deals.leave_river, at=12, deal_id=ids[2], kind="lost", reason_id=LOST)
    before = everything(river)
    for to in (None, {ours[0]: 1}, {ours[0]: 1, ours[3]: ours[4]}):
        with pytest.raises(RuleBroken, match="Please say to which stage it goes"):
            river.do(pipelines.remove, at=20, pipeline_id=other, deals_to=to)
    assert everything(river) == before
    going = {ours[0]: 2, ours[3]: 5}
    assert river.do(pipelines.remove, at=20, pipeline_id=other, deals_to=going).value is False
    assert names(river) == ["Sales"]

    def visits(session: Session) -> list[tuple[Any, ...]]:
        of = stage_visit.c
        rows = session.execute(
            select(of.deal_id, of.stage_id, of.outcome).order_by(of.deal_id, of.sequence)
        )
        return [tuple(row) for row in rows]

    assert river.ask(visits) == [
        (ids[0], ours[0], "transferred"),
        (ids[0], 2, None),
        (ids[1], ours[3], "transferred"),
        (ids[1], 5, None),
        (ids[2], ours[0], "lost"),
    ]
    # What stood in it opens elsewhere now, and nothing can be put into it.
    shown = river.ask(board, pipeline_id=other).pipeline
    assert shown is not None and shown.pipeline_id == 1
    with pytest.raises(RuleBroken, match="no longer in use"):
        river.do(deals.create, at=30, title="D", stage_id=ours[0])
    river.do(pipelines.restore, at=40, pipeline_id=other)
    assert names(river) == ["Sales", "中小企業・個人事業"]
    river.undo(at=50)
    river.undo(at=60)
    assert everything(river) == before


def test_deals_in_an_archived_stage_go_along(river: Workspace) -> None:
    other = add(river)
    ours = stage_ids(river, other)
    made = river.do(deals.create, at=11, title="A", stage_id=ours[0]).value
    river.do(stages.remove, at=12, stage_id=ours[0], deals_to=ours[1])
    river.undo(at=13)
    river.redo(at=14)
    assert (
        river.do(pipelines.remove, at=15, pipeline_id=other, deals_to={ours[1]: 1}).value is False
    )
    assert everything(river)["deal_state"][0][:4] == (made, 1, "open", 1)
