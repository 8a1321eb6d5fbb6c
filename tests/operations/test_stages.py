"""Stages: added, edited, reordered, taken out of the river (domain.md §3)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics import custom_fields as questions
from revops_desktop.analytics.funnel import funnel
from revops_desktop.analytics.river_settings import ExitCriterion, rivers
from revops_desktop.database.tables import deal, deal_state, stage, stage_visit
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import step_text
from revops_desktop.operations import custom_fields, deals, stages, ticks, trash
from revops_desktop.operations.criteria import WantedCriterion
from revops_desktop.rules.business_clock import Limit
from revops_desktop.rules.periods import Period
from tests.river import LOST, everything, make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    made = make_river(tmp_path / "a.revops")
    yield made
    made.close()


def order(session: Session) -> list[str]:
    """The names of the stages in use, in river order."""
    rows = session.execute(
        select(stage.c.name).where(stage.c.archived_at.is_(None)).order_by(stage.c.position)
    )
    return list(rows.scalars())


def stands(session: Session) -> list[tuple[Any, ...]]:
    """(status, stage) of each deal."""
    rows = session.execute(
        select(deal_state.c.status, deal_state.c.stage_id).order_by(deal_state.c.deal_id)
    )
    return [tuple(row) for row in rows]


def test_a_new_stage_stands_where_it_was_put(river: Workspace) -> None:
    before = everything(river)
    made = river.do(
        stages.add,
        at=10,
        pipeline_id=1,
        name=" デモ ",
        phase="opportunity",
        after_stage_id=2,
        definition="A demo was shown",
    )
    assert river.ask(order) == ["Lead", "Qualified", "デモ", "Proposal", "Customer", "Fan"]
    first = river.do(stages.add, at=11, pipeline_id=1, name="Visitor", phase="lead").value
    assert river.ask(order)[0] == "Visitor" and first != made.value
    for number in (20, 30):
        river.undo(at=number)
    assert everything(river) == before


@pytest.mark.parametrize(
    ("phase", "after"), [("customer", 1), ("lead", 2), ("opportunity", None), ("opportunity", 5)]
)
def test_phases_follow_each_other(river: Workspace, phase: str, after: int | None) -> None:
    before = everything(river)
    with pytest.raises(RuleBroken, match="follow each other"):
        river.do(stages.add, at=10, pipeline_id=1, name="X", phase=phase, after_stage_id=after)
    assert everything(river) == before


def test_a_new_order_keeps_archived_stages_behind_theirs(river: Workspace) -> None:
    moved = river.do(deals.create, at=10, title="A", stage_id=2).value
    river.do(deals.move_to_stage, at=11, deal_id=moved, stage_id=3)
    river.do(stages.add, at=12, pipeline_id=1, name="Demo", phase="opportunity", after_stage_id=3)
    assert river.do(stages.remove, at=13, stage_id=2).value is False
    river.do(stages.reorder, at=14, pipeline_id=1, stage_ids=[1, 6, 3, 4, 5])
    assert river.ask(order) == ["Lead", "Demo", "Proposal", "Customer", "Fan"]
    river.do(stages.restore, at=15, stage_id=2)
    assert river.ask(order) == ["Lead", "Qualified", "Demo", "Proposal", "Customer", "Fan"]
    for wrong in ([1, 6, 3, 4], [1, 2, 3, 4, 5, 6, 6], [4, 1, 2, 3, 5, 6]):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(stages.reorder, at=16, pipeline_id=1, stage_ids=wrong)


def test_a_stage_that_was_never_used_is_deleted(river: Workspace) -> None:
    before = everything(river)
    assert river.do(stages.remove, at=10, stage_id=2).value is True
    assert river.ask(order) == ["Lead", "Proposal", "Customer", "Fan"]
    assert river.undo_label() == (stages.DELETED, {"stage": "Qualified"})
    river.undo(at=20)
    assert everything(river) == before


def test_a_stage_in_use_asks_where_its_deals_go_and_is_archived(river: Workspace) -> None:
    ids = [river.do(deals.create, at=10, title=t, stage_id=2, amount=5).value for t in "ABC"]
    river.do(deals.leave_river, at=11, deal_id=ids[1], kind="lost", reason_id=LOST)
    river.do(trash.delete, at=12, deals=ids[2:])
    before = everything(river)
    for to in (None, 2):
        with pytest.raises(RuleBroken, match="1 deal stands in “Qualified”"):
            river.do(stages.remove, at=20, stage_id=2, deals_to=to)
    with pytest.raises(RuleBroken, match="no longer in use"):
        river.do(stages.remove, at=20, stage_id=2, deals_to=99)
    assert everything(river) == before
    assert river.do(stages.remove, at=20, stage_id=2, deals_to=3).value is False
    assert river.ask(stands) == [("open", 3), ("lost", 2)]

    def visits(session: Session) -> list[tuple[Any, ...]]:
        of = stage_visit.c
        rows = session.execute(
            select(of.stage_id, of.entered_at, of.left_at, of.outcome).where(of.deal_id == ids[0])
        )
        return [tuple(row) for row in rows]

    assert river.ask(visits) == [(2, 10, 20, "advanced"), (3, 20, None, None)]
    with pytest.raises(RuleBroken, match="no longer in use"):
        river.do(deals.move_to_stage, at=30, deal_id=ids[0], stage_id=2)
    river.undo(at=40)
    assert everything(river) == before


def test_what_was_counted_before_an_archived_stage_stays(river: Workspace) -> None:
    """Only the archived stage itself leaves the funnel; as of a day before, it is there."""
    for title, stage_id in (("A", 3), ("B", 2), ("C", 1)):
        river.do(deals.create, at=100, title=title, stage_id=stage_id, amount=5)

    def counts(**as_of: Any) -> dict[str, int]:
        shown = river.ask(funnel, pipeline_id=1, period=Period(), **as_of)
        return {flow.stage.name: flow.reached.count for flow in shown.stages}

    before = counts()
    river.do(stages.remove, at=200, stage_id=2, deals_to=3)
    after = counts()
    assert "Qualified" not in after
    # B went on to Proposal by the move; nothing else is counted anew.
    assert after == {**{n: v for n, v in before.items() if n != "Qualified"}, "Proposal": 2}
    assert counts(as_of=200) == before
    river.do(stages.add, at=300, pipeline_id=1, name="Demo", phase="opportunity", after_stage_id=3)
    assert counts()["Demo"] == 0
    assert counts(as_of=200) == before
    assert counts(as_of=300) == after


def test_the_last_stage_of_a_pipeline_stays(river: Workspace) -> None:
    for stage_id in (1, 2, 3, 5):
        river.do(stages.remove, at=10, stage_id=stage_id)
    with pytest.raises(RuleBroken, match="last stage"):
        river.do(stages.remove, at=20, stage_id=4)


def test_fields_are_checked(river: Workspace) -> None:
    before = everything(river)
    for fields in (
        {"name": "  "},
        {"probability_basis_points": 10001},
        {"wip_limit": 0},
        {"function_id": 99},
        {"name": "a\x00"},
    ):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(stages.edit, at=10, stage_id=2, fields=fields)
    with pytest.raises(ValueError, match="no such field"):
        river.do(stages.edit, at=10, stage_id=2, fields={"position": 9})
    assert everything(river) == before
    river.do(stages.edit, at=10, stage_id=2, fields={"name": "<b>&", "colour": "#123456"})
    assert river.ask(order)[1] == "<b>&"


def test_a_new_phase_wins_the_deals_there_or_opens_them_again(river: Workspace) -> None:
    made = river.do(deals.create, at=10, title="A", stage_id=3, amount=700).value

    def won(session: Session) -> tuple[Any, ...]:
        return tuple(
            session.execute(
                select(deal_state.c.status, deal_state.c.won_at, deal.c.closed_value)
                .join(deal, deal.c.id == deal_state.c.deal_id)
                .where(deal.c.id == made)
            ).one()
        )

    assert river.ask(won) == ("open", None, None)
    river.do(stages.edit, at=20, stage_id=3, fields={"phase": "customer"})
    assert river.ask(won) == ("customer", 10, 700)
    river.do(stages.edit, at=30, stage_id=3, fields={"phase": "opportunity"})
    assert river.ask(won) == ("open", None, None)
    with pytest.raises(RuleBroken, match="follow each other"):
        river.do(stages.edit, at=40, stage_id=1, fields={"phase": "customer"})


def asked_of(river: Workspace, stage_id: int) -> list[ExitCriterion]:
    """What a stage asks for, as the settings show it."""
    found = river.ask(rivers).pipelines[0].stages
    return list(next(one.criteria for one in found if one.stage_id == stage_id))


def test_exit_criteria_are_written_in_their_order_with_the_stage(river: Workspace) -> None:
    wanted = WantedCriterion

    def asked() -> list[tuple[Any, ...]]:
        return [one[:5] for one in asked_of(river, 2)]

    river.do(
        stages.edit,
        at=10,
        stage_id=2,
        fields={},
        criteria=[
            wanted(None, "BANT is confirmed"),
            wanted(None, "Close day", "field_filled", field="expected_close"),
            wanted(None, "A call", "activity_logged", activity_kind="call"),
        ],
    )
    assert asked() == [
        (1, "BANT is confirmed", "checklist", None, None),
        (2, "Close day", "field_filled", "expected_close", None),
        (3, "A call", "activity_logged", None, "call"),
    ]
    made = river.do(deals.create, at=11, title="A", stage_id=2).value
    river.do(ticks.tick, at=12, deal_id=made, criterion_id=1)
    before = everything(river)
    kept = [wanted(3, "A call", "activity_logged", activity_kind="call"), wanted(None, "Budget")]
    river.do(stages.edit, at=20, stage_id=2, fields={"name": "SQL"}, criteria=kept)
    assert [row[1] for row in asked()] == ["A call", "Budget"]
    assert everything(river)["criterion_tick"] == []
    river.undo(at=30)
    assert everything(river) == before
    with pytest.raises(RuleBroken, match="needs a text"):
        river.do(stages.edit, at=40, stage_id=2, fields={}, criteria=[wanted(None, " ")])


def test_every_condition_is_asked_for_at_its_level(river: Workspace) -> None:
    wanted = WantedCriterion
    field = river.do(
        custom_fields.define, at=9, subject="deal", name="Budget", kind="text", before=(2, 3)
    ).value
    (made,) = asked_of(river, 2)
    criteria = [
        wanted(None, "Score", "score_reached", least_score=100, level="block"),
        wanted(*made[:2], made.condition, custom_field_id=field, level="log"),
        wanted(None, "Items", "handoff_items_filled", level="block"),
        wanted(None, "MQL", "handoff_ready"),
        wanted(None, "Amount", "amount_above_zero", level="log"),
        # What a condition does not need is not kept.
        wanted(None, "BANT", "checklist", field="amount", least_score=3),
    ]
    before = everything(river)
    river.do(stages.edit, at=10, stage_id=2, fields={}, criteria=criteria)
    assert [(one.condition, one.least_score, one.level) for one in asked_of(river, 2)] == [
        ("score_reached", 100, "block"),
        ("custom_field_filled", None, "log"),
        ("handoff_items_filled", None, "block"),
        ("handoff_ready", None, "warn"),
        ("amount_above_zero", None, "log"),
        ("checklist", None, "warn"),
    ]
    assert asked_of(river, 2)[1].criterion_id == made.criterion_id
    after = everything(river)
    river.undo(at=11)
    assert everything(river) == before
    river.redo(at=12)
    assert everything(river) == after
    # The field's own settings say the same.
    assert river.ask(questions.fields)[0].before == (2, 3)
    river.do(stages.edit, at=13, stage_id=2, fields={}, criteria=criteria[:1])
    assert river.ask(questions.fields)[0].before == (3,)
    for wrong in (
        wanted(None, "Score", "score_reached", least_score=0),
        wanted(None, "Field", "custom_field_filled", custom_field_id=99),
    ):
        with pytest.raises(RuleBroken, match="Nothing was changed"):
            river.do(stages.edit, at=14, stage_id=2, fields={}, criteria=[wrong])


def test_a_time_limit_is_written_with_the_stage_and_its_versions_stay(river: Workspace) -> None:
    def limits() -> list[tuple[Any, ...]]:
        return everything(river)["time_limit"]

    hours, none = Limit(240, None), Limit(None, None)
    before = everything(river)
    river.do(
        stages.edit,
        at=10,
        stage_id=2,
        fields={"name": "SQL"},
        time_limit=stages.WantedLimit(hours, for_running=True),
    )
    after = everything(river)
    river.undo(at=11)
    assert everything(river) == before
    river.redo(at=12)
    assert everything(river) == after
    river.do(stages.edit, at=20, stage_id=2, fields={}, time_limit=stages.WantedLimit(hours))
    assert len(limits()) == 1
    river.do(stages.edit, at=20, stage_id=2, fields={}, time_limit=stages.WantedLimit(none))
    assert [row[3:] for row in limits()] == [(10, 1, 240, None), (20, 0, None, None)]
    made = river.do(
        stages.add,
        at=30,
        pipeline_id=1,
        name="Demo",
        phase="opportunity",
        after_stage_id=2,
        time_limit=stages.WantedLimit(Limit(None, 2)),
    ).value
    assert limits()[-1][1:] == (made, None, 30, 0, None, 2)
    river.undo(at=31)
    assert len(limits()) == 2
    # The same limit, now for those that are here already too, is another one.
    two = Limit(None, 2)
    for for_running, versions in ((False, 3), (True, 4), (True, 4), (False, 4)):
        wanted = stages.WantedLimit(two, for_running=for_running)
        river.do(stages.edit, at=40, stage_id=3, fields={}, time_limit=wanted)
        assert len(limits()) == versions


def test_an_edit_of_one_thing_is_called_by_it(river: Workspace) -> None:
    hours = stages.WantedLimit(Limit(60, None))
    for said, edit in (
        ("Rename stage Qualified to SQL", {"fields": {"name": "SQL"}}),
        ("Recolour stage SQL", {"fields": {"colour": "#123456"}}),
        ("Set a limit of stage SQL", {"fields": {"wip_limit": 3, "idle_limit_days": 4}}),
        ("Set a limit of stage SQL", {"fields": {}, "time_limit": hours}),
        (
            "Change what stage SQL asks for",
            {"fields": {}, "criteria": [WantedCriterion(None, "BANT")]},
        ),
        ("Edit stage SQL", {"fields": {"name": "MQL", "colour": "#654321"}}),
    ):
        river.do(stages.edit, at=10, stage_id=2, **edit)
        label = river.undo_label()
        assert label is not None and step_text(*label) == said
