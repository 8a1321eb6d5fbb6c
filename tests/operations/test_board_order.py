"""Cards dropped between others stay there, whatever moves around them."""

import random
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from revops_desktop.analytics import board as questions
from revops_desktop.database.tables import deal, stage_visit
from revops_desktop.operations import board_order, deals
from tests.river import everything, make_river

START = 1_000_000


@pytest.fixture
def river(tmp_path: Path):
    with make_river(tmp_path / "river.revops") as made:
        yield made


def add(river, number, stage_id=1, at=START):
    return [
        river.do(deals.create, at=at + one, title=f"Deal {one}", stage_id=stage_id).value
        for one in range(number)
    ]


def order(river, stage_id=1):
    return [card.deal_id for card in river.ask(questions.cards, stage_id=stage_id, limit=500)]


def put(river, deal_ids, after, stage_id=1, at=START + 500):
    found = {"deal_ids": deal_ids, "stage_id": stage_id, "after_deal_id": after}
    return river.do(board_order.place, at=at, **found)


def test_a_card_is_put_between_two_others_by_one_row(river) -> None:
    one, two, three = add(river, 3)
    done = put(river, [one], three)
    assert order(river) == [three, one, two]
    assert done.changed.ids == {"deal": frozenset([one])}
    assert river.undo_label() == (
        board_order.PLACED,
        {"deal": "Deal 0", "stage": "Lead"},
    )
    river.undo(at=START + 600)
    assert order(river) == [three, two, one]


def test_top_and_bottom(river) -> None:
    one, two, three = add(river, 3)
    put(river, [one], 0)
    assert order(river) == [one, three, two]
    put(river, [three], two)
    assert order(river) == [one, two, three]


def test_a_new_card_comes_to_the_top_of_a_column_ordered_by_hand(river) -> None:
    one, two = add(river, 2)
    put(river, [one], 0)
    (new,) = add(river, 1, at=START + 900)
    assert order(river) == [new, one, two]


def test_a_move_to_a_place_is_one_step_and_the_one_move(river) -> None:
    one, two, three = add(river, 3, stage_id=2)
    (moved,) = add(river, 1)
    before = everything(river)
    put(river, [moved], three, stage_id=2)
    assert order(river, 2) == [three, moved, two, one]
    assert order(river) == []
    assert river.undo_label() == (deals.MOVED, {"deal": "Deal 0", "stage": "Qualified"})
    river.undo(at=START + 700)
    assert everything(river) == before


def test_a_card_dropped_on_top_of_another_column_needs_no_rank(river) -> None:
    add(river, 3, stage_id=2)
    (moved,) = add(river, 1)
    put(river, [moved], 0, stage_id=2)
    assert order(river, 2)[0] == moved
    ranks = river.ask(lambda session: session.scalars(select(deal.c.board_rank)).all())
    assert set(ranks) == {None}


def test_moving_on_forgets_the_place(river) -> None:
    one, _two = add(river, 2)
    add(river, 2, stage_id=2)
    put(river, [one], 0, at=START + 5000)
    river.do(deals.move_to_stage, at=START + 100, deal_id=one, stage_id=2)
    assert order(river, 2)[0] == one
    ranks = river.ask(lambda session: session.scalars(select(deal.c.board_rank)).all())
    assert set(ranks) == {None}


def test_several_keep_the_order_they_are_given_in(river) -> None:
    ids = add(river, 6)
    put(river, [ids[5], ids[0], ids[3]], ids[2])
    assert order(river) == [ids[4], ids[2], ids[5], ids[0], ids[3], ids[1]]


def test_cards_of_one_unknown_beginning_find_room(river) -> None:
    """A thousand cards that nothing tells apart, as an import without dates leaves them."""
    with river.bulk(at=START) as session:
        rows = [{"title": "d", "pipeline_id": 1, "created_at": 1} for _one in range(200)]
        session.execute(insert(deal), rows)
        visits = [{"deal_id": one, "stage_id": 1, "sequence": 1} for one in range(1, 201)]
        session.execute(insert(stage_visit), visits)
    expected = order(river)
    assert expected == sorted(expected, reverse=True)
    chance = random.Random(4)
    for step in range(60):
        # Always into the same gap, until there is none.
        after = 100 if step % 2 else chance.choice(expected)
        moved = [one for one in chance.sample(expected, chance.randint(1, 3)) if one != after]
        put(river, moved, after, at=START + step)
        expected = [one for one in expected if one not in moved]
        place = expected.index(after) + 1
        expected[place:place] = moved
        assert order(river) == expected
