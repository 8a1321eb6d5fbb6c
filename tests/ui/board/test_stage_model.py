"""A column reads its cards as they are scrolled to, and moves single rows."""

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from revops_desktop.rules.board import FIRST_CARDS, ORDERS, Card, Column, Stage, Totals
from revops_desktop.ui.board.stage_model import PAGE, After, StageModel
from revops_desktop.ui.board.words import Scale

STAGE = Stage(1, "Lead", "lead", "#336699", "", None, None)
SCALE = Scale("JPY", "Asia/Tokyo", 1_775_000_000)


_by_hand = ORDERS["manual"]


def card(number: int, since: int | None = None, title: str = "") -> Card:
    name, rank = title or f"Deal {number}", -1 if since is None else since
    return Card(number, name, None, None, 5, 5, None, since, None, rank)


class Shelf:
    """Stands in for the file: cards in board order, read page by page."""

    def __init__(self, cards: list[Card]) -> None:
        self.cards = sorted(cards, key=_by_hand)
        self.reads = 0

    def read(self, stage_id: int, after: After, limit: int) -> tuple[Card, ...]:
        self.reads += 1
        rest = self.cards
        if after is not None:
            rest = [one for one in self.cards if _by_hand(one) > after]
        return tuple(rest[:limit])

    def model(self) -> StageModel:
        first = Column(STAGE, Totals(len(self.cards)), tuple(self.cards[:FIRST_CARDS]))
        return StageModel(first, SCALE, self.read)


@pytest.fixture
def shelf(qapp: object) -> Callable[[int], Shelf]:
    return lambda number: Shelf([card(one, one if one % 3 else None) for one in range(number)])


def numbers(model: StageModel) -> list[int]:
    return [model.card(row).deal_id for row in range(model.rowCount())]


def test_ten_thousand_cards_come_page_by_page_each_once(shelf) -> None:
    full = shelf(10_000)
    model = full.model()
    assert model.rowCount() == FIRST_CARDS
    assert full.reads == 0
    while model.canFetchMore(QModelIndex()):
        model.fetchMore()
    assert numbers(model) == [one.deal_id for one in full.cards]
    assert full.reads == -(-(10_000 - FIRST_CARDS) // PAGE)


def test_the_model_keeps_the_rules_of_item_models(shelf) -> None:
    # A broken rule ends the whole run here: the tester can do no other.
    model = shelf(1000).model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    while model.canFetchMore(QModelIndex()):
        model.fetchMore()
    model.put(card(5000, 400))
    model.take(12)
    tester.deleteLater()


def test_few_cards_are_never_asked_for_again(shelf) -> None:
    few = shelf(12)
    model = few.model()
    assert not model.canFetchMore(QModelIndex())
    assert few.reads == 0


def test_random_puts_and_takes_keep_the_order_of_the_file(qapp: object) -> None:
    chance = random.Random(4)
    for _round in range(20):
        cards = {one: card(one, chance.choice((None, chance.randrange(50)))) for one in range(300)}
        shelf = Shelf(list(cards.values()))
        model = shelf.model()
        for _step in range(60):
            number = chance.randrange(340)
            match chance.randrange(4):
                case 0:
                    cards.pop(number, None)
                    model.take(number)
                case 1 if model.canFetchMore(QModelIndex()):
                    model.fetchMore()
                case _:
                    changed = card(number, chance.choice((None, chance.randrange(50))), "new")
                    cards[number] = changed
                    model.put(changed)
            shelf.cards = sorted(cards.values(), key=_by_hand)
            shown = [model.card(row) for row in range(model.rowCount())]
            assert shown == shelf.cards[: len(shown)]
        while model.canFetchMore(QModelIndex()):
            model.fetchMore()
        assert [model.card(row) for row in range(model.rowCount())] == shelf.cards


def test_a_column_read_anew_and_found_the_same_is_not_reset(shelf) -> None:
    full = shelf(500)
    model = full.model()
    model.fetchMore()
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show(Column(STAGE, Totals(500), tuple(full.cards[:FIRST_CARDS])))
    assert resets == []
    assert model.rowCount() == FIRST_CARDS + PAGE
    model.show(Column(STAGE, Totals(499), tuple(full.cards[1 : FIRST_CARDS + 1])))
    assert resets == [1]


def test_a_screen_reader_hears_the_whole_card(qapp: object) -> None:
    one = Card(1, "Renewal", "Aoba", "Yamada", 7, 7, None, 1_774_000_000, None)
    model = StageModel(Column(STAGE, Totals(1), (one,)), SCALE, lambda *_: ())
    heard = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert heard == (
        "Renewal, Aoba, ¥7, Owner: Yamada, in this stage since 20 Mar 2026 18:46, no next step"
    )
