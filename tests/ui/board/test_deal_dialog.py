"""The form of a new deal; one that is there is edited in its panel."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from sqlalchemy import func, select

from revops_desktop.analytics import deal_form
from revops_desktop.database.tables import company
from revops_desktop.operations import companies, deals, members
from revops_desktop.ui.board.deal_dialog import DealDialog
from tests.ui.board.conftest import Hands


def number_of_companies(hands: Hands) -> int:
    return hands.actions.ask(
        lambda session: session.execute(select(func.count()).select_from(company)).scalar()
    )


def test_control_n_adds_a_deal_with_a_new_company_as_one_step(hands: Hands, dialogs) -> None:
    hands.actions.do(members.add, name="Yamada")

    def answer(dialog: DealDialog) -> None:
        assert not dialog.confirm.isEnabled()
        QTest.keyClicks(dialog.title, "Renewal")
        QTest.keyClicks(dialog.company, "Aoba")
        dialog.amount.setText("１，２００，０００円")
        dialog.owner.setCurrentText("Yamada")
        dialog.stage.setCurrentIndex(2)
        QTest.keyClick(dialog.title, Qt.Key.Key_Return)

    dialogs.expect(answer)
    QTest.keyClick(hands.page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    card = hands.card(2)
    assert (card.title, card.company, card.owner) == ("Renewal", "Aoba", "Yamada")
    assert card.amount == 1_200_000
    assert hands.selected() == "Renewal"
    hands.actions.undo()
    assert number_of_companies(hands) == 0
    assert hands.titles(2) == []


def test_a_company_that_is_there_is_used_whatever_its_width(hands: Hands, dialogs) -> None:
    hands.actions.do(companies.add, name="アオバ商事")
    for name in ("ｱｵﾊﾞ商事", "アオバ 商事"):

        def answer(dialog: DealDialog, name: str = name) -> None:
            dialog.title.setText("Deal")
            dialog.company.setText(name)
            dialog.confirm.click()

        dialogs.expect(answer)
        hands.page.new_deal()
    assert number_of_companies(hands) == 1


def test_companies_are_proposed_while_one_types(hands: Hands, qtbot) -> None:
    for name in ("青葉商事", "北青葉", "大和精機"):
        hands.actions.do(companies.add, name=name)
    assert hands.actions.ask(deal_form.companies, text="青葉") == ("青葉商事", "北青葉")
    assert hands.actions.ask(deal_form.companies, text=" ") == ()
    assert hands.actions.ask(deal_form.companies, text="%") == ()
    form = DealDialog(hands.actions, "JPY", hands.page, stages=hands.page.stages)
    form.company.textEdited.emit("青葉")
    names = form._names
    qtbot.waitUntil(lambda: names.stringList() == ["青葉商事", "北青葉"])


def test_what_is_no_amount_is_said_and_nothing_is_lost(hands: Hands, dialogs) -> None:
    def answer(dialog: DealDialog) -> None:
        dialog.title.setText("Deal")
        dialog.amount.setText("much")
        dialogs.expect(lambda box: box.accept())
        dialog.confirm.click()
        assert dialog.isVisible()
        assert dialog.title.text() == "Deal"
        dialog.reject()

    dialogs.expect(answer)
    hands.page.new_deal()
    assert "“much” is not an amount" in dialogs.seen[1]
    assert hands.titles(0) == []


def test_enter_without_a_title_says_that_it_is_missing(hands: Hands, dialogs) -> None:
    def answer(dialog: DealDialog) -> None:
        QTest.keyClick(dialog.company, Qt.Key.Key_Return)
        assert dialog.isVisible() and dialog.focusWidget() is dialog.title
        assert dialog.left_empty.text() == "“Deal title” is empty. Please fill it in."
        dialog.reject()

    dialogs.expect(answer)
    hands.page.new_deal()


def test_enter_and_a_double_click_want_the_deal(hands: Hands) -> None:
    deal_id = hands.add("Renewal")
    wanted: list[int] = []
    hands.actions.deal_wanted.connect(wanted.append)
    QTest.keyClick(hands.pane(0).view, Qt.Key.Key_Return)
    view = hands.pane(0).view
    at = view.card_rect(0).center()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert wanted == [deal_id, deal_id]


def test_a_refusal_leaves_the_form_open(hands: Hands, dialogs) -> None:
    def answer(dialog: DealDialog) -> None:
        dialog.title.setText("a\x07b")
        dialogs.expect(lambda box: box.accept())
        dialog.confirm.click()
        assert dialog.isVisible()
        dialog.reject()

    dialogs.expect(answer)
    hands.page.new_deal()
    assert "control character" in dialogs.seen[1]
    assert hands.actions.undo_text() is None or "Add" not in str(hands.actions.undo_text())
    assert deals.CREATED
