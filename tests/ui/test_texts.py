"""What people wrote is shown as they wrote it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.ui import application, texts, theme
from tests.conftest import Dialogs

CANARIES = (
    "<A> Ltd",
    "<b>bold</b> & R&D",
    '<img src="/etc/hostname">',
    "<table>" * 18 + "深い" + "</table>" * 18,
    "ACME <b",
    "&lt;already&gt;",
)


@pytest.mark.parametrize("text", CANARIES)
def test_labels_are_plain(qtbot: QtBot, text: str) -> None:
    for made in (texts.label(text), texts.heading(text), texts.paragraph(text)):
        qtbot.addWidget(made)
        assert made.textFormat() is Qt.TextFormat.PlainText
        assert made.text() == text


@pytest.mark.parametrize("text", CANARIES)
def test_a_message_is_plain(qtbot: QtBot, dialogs: Dialogs, text: str) -> None:
    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        assert dialog.textFormat() is Qt.TextFormat.PlainText
        assert dialog.text() == text
        dialog.accept()

    dialogs.expect(look)
    texts.message(None, "Title", text)


@pytest.mark.parametrize("text", CANARIES)
def test_a_tool_tip_shows_its_text(qtbot: QtBot, text: str) -> None:
    """Qt's own reading of the tool tip gives back exactly what was written."""
    widget = QWidget()
    qtbot.addWidget(widget)
    texts.set_tool_tip(widget, text)
    shown = texts.label("")
    qtbot.addWidget(shown)
    tip = widget.toolTip()
    assert tip.startswith("<qt>")
    for sign in "<>":
        assert sign not in tip.removeprefix("<qt>").removesuffix("</qt>")
    texts.set_tool_tip(widget, "")
    assert widget.toolTip() == ""


def test_an_action_s_tool_tip_is_escaped_too(qtbot: QtBot) -> None:
    action = QAction("x")
    texts.set_tool_tip(action, "<b>")
    assert action.toolTip() == "<qt>&lt;b&gt;</qt>"


def test_what_is_far_too_long_is_cut(qtbot: QtBot) -> None:
    made = texts.label("長" * 1_000_000)
    qtbot.addWidget(made)
    assert len(made.text()) == texts.LONGEST_SHOWN


def test_a_button_keeps_its_ampersand(qtbot: QtBot) -> None:
    made = texts.button("R&D")
    qtbot.addWidget(made)
    assert made.text() == "R&&D"
    assert made.accessibleName() == "R&D"


def _click(dialog: QDialog, text: str) -> None:
    button = next(one for one in dialog.findChildren(QPushButton) if one.text() == text)
    button.click()


def test_a_question_has_named_answers(qtbot: QtBot, dialogs: Dialogs) -> None:
    dialogs.expect(lambda dialog: _click(dialog, "Delete it"))
    assert texts.ask(None, "Title", "Really?", "Delete it", "Keep it")
    dialogs.expect(lambda dialog: _click(dialog, "Keep it"))
    assert not texts.ask(None, "Title", "Really?", "Delete it", "Keep it")


def test_escape_answers_no(qtbot: QtBot, dialogs: Dialogs) -> None:
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    assert not texts.ask(None, "Title", "Really?", "Delete it")


def test_what_cannot_be_undone_is_not_the_default(qtbot: QtBot, dialogs: Dialogs) -> None:
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    assert not texts.ask(None, "Title", "Really?", "Delete it", kind="warning")
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    assert texts.ask(None, "Title", "Go on?", "Go on")


def test_enter_is_the_usual_of_several_answers(qtbot: QtBot, dialogs: Dialogs) -> None:
    """Where none is usual, it is Cancel; Esc always is."""
    answers = ("Delete them too", "Keep them")
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    assert texts.choose(None, "Title", "Which?", answers) is None
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Return))
    assert texts.choose(None, "Title", "Which?", answers, usual=1) == 1
    dialogs.expect(lambda dialog: qtbot.keyClick(dialog, Qt.Key.Key_Escape))
    assert texts.choose(None, "Title", "Which?", answers, usual=1) is None


def test_qt_s_own_buttons_speak_japanese(qtbot: QtBot, qapp: QApplication) -> None:
    def texts_of_box() -> set[str]:
        box = QMessageBox()
        qtbot.addWidget(box)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel | QMessageBox.StandardButton.Save)
        return {button.text() for button in box.buttons()}

    application.speak(qapp, "ja")
    try:
        assert texts_of_box() == {"キャンセル", "保存"}
    finally:
        application.speak(qapp, "en")
    assert texts_of_box() == {"Cancel", "Save"}


def test_a_tool_tip_keeps_its_lines() -> None:
    assert texts.tool_tip("What it means.\nn < 5") == "<qt>What it means.<br>n &lt; 5</qt>"


def test_a_line_that_gives_way_is_written_smaller_before_it_is_cut(qtbot: QtBot) -> None:
    text = "16,394 deals of the whole year"
    tokens = theme.current()
    small = QFontMetrics(theme.font(tokens.size_tiny)).horizontalAdvance(text)

    def painted(said: str, width: int) -> QImage:
        made = texts.giving_way(said, "muted")
        made.setFont(theme.font(tokens.size_small))
        qtbot.addWidget(made)
        made.resize(width, 20)
        return made.grab().toImage()

    # The end of the words is there: other ends are other pictures.
    assert painted(text, small + 1) != painted(text[:-1] + "z", small + 1)
    assert painted(text, small - 8) != painted(text[:-1] + "z", small - 8)
    assert painted(text, small - 20) == painted(text[:-1] + "z", small - 20)


def test_a_paragraph_of_japanese_ends_its_lines_between_words(qtbot: QtBot) -> None:
    text = "案件が別の部門のステージへ進むと、何をいつまでに引き継ぐかを決められるようになります。"
    made = texts.paragraph(text)
    assert isinstance(made, texts._Paragraph)
    qtbot.addWidget(made)
    room = made.fontMetrics().horizontalAdvance("ー" * 12)
    made.resize(room, made.heightForWidth(room))
    # What is read out and copied stays as it is.
    assert made.text() == text
    assert "\u2060" in made._drawn and made._is_kept(room)
    lines = QLabel.heightForWidth(made, room) // made.fontMetrics().lineSpacing()
    assert made.heightForWidth(room) >= lines * made.fontMetrics().lineSpacing()
    drawn = made.grab().toImage()
    made._drawn = ""
    made.repaint()
    assert made.grab().toImage() != drawn
    # A word that is wider than half of the label breaks rather than that it is cut.
    assert not made._is_kept(room // 4)


def test_a_paragraph_of_english_is_as_qt_draws_it(qtbot: QtBot) -> None:
    made = texts.paragraph("Each step beside its own past, and what it could be.")
    assert isinstance(made, texts._Paragraph)
    qtbot.addWidget(made)
    assert not made._is_kept(200)
    assert made.heightForWidth(200) == QLabel.heightForWidth(made, 200)
