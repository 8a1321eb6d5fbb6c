"""Names are shown as they were written, whatever they look like."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from revops_desktop.analytics import exits
from revops_desktop.operations import companies
from revops_desktop.ui.board import words
from revops_desktop.ui.board.card_painter import Look
from revops_desktop.ui.board.deal_dialog import DealDialog
from revops_desktop.ui.board.exit_dialog import ExitDialog
from tests.ui.board.conftest import Hands

CANARY = '<b>A</b><img src="file:///etc/hostname"> & Co {x} %s'
NAMES = (
    CANARY,
    "R&D",
    "😀👩‍👩‍👧‍👦 髙﨑㈱ 𠮷田",
    "two\nlines\r\nand\u2028more",
    "あ" * 5000,
    "x" * 200_000,
    "<table>" * 40,
    "\u202eright to left\u202c",
    " ",
)


def labels_are_plain(widget: QWidget) -> None:
    """No label below a widget may guess that its text is rich."""
    for label in widget.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()


@pytest.mark.parametrize("name", NAMES)
def test_any_name_can_be_painted_and_is_one_line(hands: Hands, name: str) -> None:
    if name.strip():
        hands.add(name, company=name[:300])
    card = hands.card(0) if name.strip() else None
    assert "\n" not in words.one_line(name)
    if card is None:
        return
    hands.page.grab()
    view = hands.pane(0).view
    size = view.card_rect(0).size()
    stage = hands.pane(0).stage
    hands.page.delegate.picture(card, stage, size, Look(selected=True), 2.0)
    assert hands.page.toast.line.text().count("\n") == 0


def test_a_canary_is_never_taken_for_rich_text(hands: Hands, dialogs) -> None:
    hands.add(CANARY, company=CANARY)
    hands.drop(hands.lift(0), hands.over(1))
    labels_are_plain(hands.page)
    assert hands.page.toast.line.text().startswith("Move “<b>A</b><img")
    model = hands.pane(1).model
    tip = model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip.replace("<qt>", "")
    assert "&lt;b&gt;" in tip
    hands.page.menus.of_cards(hands.page.mapToGlobal(QPoint(9, 9)))
    menu = next(one for one in hands.page.findChildren(QMenu) if one.isVisible())
    menu.close()

    def look_and_cancel(dialog) -> None:
        labels_are_plain(dialog)
        dialog.reject()

    dialogs.expect(look_and_cancel)
    hands.page.deeds.leave((hands.card(1).deal_id,), "lost")
    dialogs.expect(look_and_cancel)
    hands.page.new_deal()


def test_the_question_and_the_form_show_the_name_itself(hands: Hands) -> None:
    hands.add(CANARY)
    dialog = ExitDialog(
        "lost", CANARY, hands.actions.ask(exits.reasons), hands.page.scale.today, hands.page
    )
    assert CANARY in dialog.question.text()
    form = DealDialog(hands.actions, "JPY", hands.page, stages=hands.page.stages)
    hands.actions.do(companies.add, name=CANARY)
    form.company.textEdited.emit("<b")


def test_a_line_too_long_ends_in_an_ellipsis(hands: Hands) -> None:
    metrics = QFontMetrics(hands.page.font())
    shown = metrics.elidedText(words.one_line("あ" * 5000), Qt.TextElideMode.ElideRight, 150)
    assert shown.endswith("…")
    assert metrics.horizontalAdvance(shown) <= 150
