"""Lead scores on the board: on the cards, hot ones marked, followed as things happen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from revops_desktop.analytics import board
from revops_desktop.database.first_screen import first_board
from revops_desktop.operations import activities, contacts, deals, score_rules
from revops_desktop.ui.board import card_painter, words
from revops_desktop.ui.board.card_painter import Look
from tests.score_rules import no_rules
from tests.ui.board.conftest import Hands


@pytest.fixture
def person(hands: Hands) -> int:
    """A contact who will be worth 60 points a call, and their deal in the first stage."""
    no_rules(hands.workspace)
    hands.actions.do(score_rules.add, name="Call", points=60, activity_kind="call")
    done = hands.actions.do(contacts.create, name="Hanako", company="Aoba")
    assert done is not None
    deal_id = hands.add("Lead", 0, company="Aoba")
    hands.actions.do(deals.edit, deal_id=deal_id, fields={"contact_id": done.value})
    return int(done.value)


def call(hands: Hands, person: int) -> None:
    hands.actions.do(activities.log, kind="call", title="c", contact_id=person)


def said(hands: Hands) -> tuple[str, bool]:
    """What the card says, and whether it is hot."""
    page, card = hands.page, hands.card(0)
    return words.score(card, page.stages[0], page.scale), words.is_hot(card, page.scale)


def test_a_card_follows_its_contact_until_it_is_hot_and_back(hands: Hands, person: int) -> None:
    assert said(hands) == ("", False)
    call(hands, person)
    assert said(hands) == ("60", False)
    call(hands, person)
    assert said(hands) == ("120", True)
    details = words.details(hands.card(0), hands.page.scale, hands.page.stages[0])
    assert "Lead score: 120 (hot)" in details
    hands.actions.do(score_rules.set_hot_score, score=200)
    assert said(hands) == ("120", False)
    for _ in range(2):
        hands.actions.undo()
    assert said(hands) == ("60", False)


def test_a_deal_without_a_contact_has_the_best_of_its_company(hands: Hands, person: int) -> None:
    call(hands, person)
    hands.add("Other", 0, company="Aoba")
    assert hands.card(0).title == "Other" and hands.card(0).score == 60
    call(hands, person)
    assert [hands.card(0, row).score for row in range(2)] == [120, 120]
    raw = hands.workspace.raw
    for sort in ("manual", "score"):
        assert first_board(raw, sort=sort) == hands.workspace.ask(board.board, sort=sort)


def painted(hands: Hands) -> QImage:
    """The card as it is painted."""
    pane = hands.pane(0)
    picture = QImage(pane.view.card_rect(0).size(), QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    scale = hands.page.scale
    card_painter.paint_card(
        painter,
        picture.rect(),
        hands.card(0),
        pane.stage,
        Look(),
        scale,
        card_painter.plan(scale),
    )
    painter.end()
    return picture


@pytest.mark.parametrize("density", ["compact", "normal", "roomy"])
def test_the_score_is_painted_where_it_is_wanted(hands: Hands, person: int, density: str) -> None:
    hands.page.scale.choices.density = density
    hands.page.show_choices()
    nothing = painted(hands)
    call(hands, person)
    cold = painted(hands)
    call(hands, person)
    hot = painted(hands)
    assert nothing != cold != hot
    hands.page.scale.choices.fields -= {"score"}
    hands.page.show_choices()
    assert painted(hands) == nothing
