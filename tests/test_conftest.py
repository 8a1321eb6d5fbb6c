"""The net under the tests catches what it should."""

import time

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.conftest import PATIENCE, Dialogs


def test_the_screen_is_1920_by_1080(qapp: QApplication) -> None:
    size = qapp.primaryScreen().size()
    assert (size.width(), size.height()) == (1920, 1080)


def test_an_unexpected_dialog_is_noticed_and_closed(qtbot: QtBot, dialogs: Dialogs) -> None:
    dialog = QMessageBox()
    qtbot.addWidget(dialog)
    dialog.setText("Surprise")
    assert dialog.exec() == 0
    assert ["Surprise" in found for found in dialogs.surprises] == [True]
    dialogs.surprises.clear()


def test_an_expected_dialog_is_answered(qtbot: QtBot, dialogs: Dialogs) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialogs.expect(lambda shown: shown.accept())
    assert dialog.exec() == 1


def test_a_static_message_box_is_refused(qtbot: QtBot, dialogs: Dialogs) -> None:
    with pytest.raises(AssertionError, match=r"texts\.py"):
        QMessageBox.warning(None, "title", "text")
    dialogs.surprises.clear()


def test_a_file_dialog_answers_what_is_expected(dialogs: Dialogs) -> None:
    dialogs.expect_file("chosen.csv")
    assert QFileDialog.getOpenFileName(None, "Open")[0] == "chosen.csv"


def test_what_must_not_come_is_not_waited_for(qtbot: QtBot) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    begun = time.monotonic()
    with qtbot.assertNotEmitted(button.clicked):
        pass
    assert time.monotonic() - begun < PATIENCE / 1000 / 2
