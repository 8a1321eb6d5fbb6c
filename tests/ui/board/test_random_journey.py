"""Whatever is done on the board, taken back and done again: the screen shows the file."""

import random

import pytest

from revops_desktop.analytics import board as questions
from revops_desktop.analytics import exits
from revops_desktop.operations import deals
from revops_desktop.rules.board import SORTS
from tests.ui.board.conftest import Hands

STEPS = 45


def do_something(hands: Hands, chance: random.Random) -> None:
    """One step of a person who does not know what they want."""
    places = range(len(hands.page.stages))
    full = [place for place in places if hands.pane(place).model.rowCount()]
    hands.clock[0] += chance.choice((0, 60, 86_400))
    kinds = ("add", "add", "move", "move", "place", "place", "leave", "undo", "redo", "edit")
    kind = chance.choice((*kinds, "several", "sort"))
    if kind == "undo":
        hands.actions.undo()
    elif kind == "redo":
        hands.actions.redo()
    elif kind == "sort":
        hands.page.scale.choices.sort = chance.choice(SORTS)
        hands.page.show_choices(anew=True)
    elif kind == "add" or not full:
        hands.add(f"Deal {hands.clock[0]}", chance.choice(places), amount=chance.randrange(10**6))
    else:
        pane = hands.pane(chance.choice(full))
        card = pane.model.card(chance.randrange(pane.model.rowCount()))
        if kind == "move":
            hands.page.move_card(card, chance.choice(hands.page.stages).stage_id)
        elif kind == "place":
            target = hands.pane(chance.choice(places))
            cards = [target.model.card(row) for row in range(target.model.rowCount())]
            after = chance.choice([0, *(one.deal_id for one in cards if one != card)])
            hands.page.drop((card.deal_id,), target.stage.stage_id, after)
        elif kind == "several":
            hands.page.selection.take([card.deal_id, hands.card(chance.choice(full)).deal_id])
            hands.page.deeds.move(
                hands.page.selected_deals, chance.choice(hands.page.stages).stage_id
            )
        elif kind == "edit":
            fields = {"title": f"{card.title}!", "amount": chance.choice((None, 0, 7))}
            hands.actions.do(deals.edit, deal_id=card.deal_id, fields=fields)
        else:
            way_out = chance.choice(pane.stage.exits)
            reasons = hands.actions.ask(exits.reasons)[way_out]
            reason = next(one for one in reasons if not one.asks_note)
            hands.actions.do(
                deals.leave_river,
                deal_id=card.deal_id,
                kind=way_out,
                reason_id=reason.reason_id,
                wake_on="2026-09-01" if way_out == "recycled" else None,
            )


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(1, 10))]
)
def test_the_screen_shows_the_file_after_every_step(hands: Hands, seed: int) -> None:
    chance = random.Random(seed)
    for _step in range(STEPS):
        do_something(hands, chance)
        truth = hands.actions.ask(questions.board, sort=hands.page.scale.choices.sort)
        for pane, column in zip(hands.page.area.columns, truth.columns, strict=True):
            shown = tuple(pane.model.card(row) for row in range(pane.model.rowCount()))
            assert (pane.stage, pane.model.totals, shown) == column
        selected = [pane for pane in hands.page.area.columns if pane.current_card is not None]
        assert len(selected) <= 1
        standing = {card.deal_id for column in truth.columns for card in column.cards}
        assert standing.issuperset(hands.page.selection.ids)
