"""A bug is logged and told once, with a report to copy; the program goes on."""

import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from revops_desktop.ui.crash import CrashHandler
from revops_desktop.ui.crash_dialog import CrashDialog
from tests.conftest import Dialogs


def _bug() -> Exception:
    try:
        raise ZeroDivisionError("over nothing")
    except ZeroDivisionError as error:
        return error


def _catch(handler: CrashHandler, error: Exception) -> None:
    handler.caught(type(error), error, error.__traceback__)


def test_a_bug_is_logged_and_shown(
    qtbot: QtBot, dialogs: Dialogs, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = CrashHandler(tmp_path)

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, CrashDialog)
        assert "ZeroDivisionError: over nothing" in dialog.report.toPlainText()
        copy = next(
            one for one in dialog.findChildren(QPushButton) if one.text() == "Copy the report"
        )
        copy.click()
        assert "ZeroDivisionError" in QApplication.clipboard().text()
        dialog.reject()

    dialogs.expect(look)
    _catch(handler, _bug())
    assert "test_crash.py" in (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_bugs_while_the_dialog_is_open_are_only_logged(
    qtbot: QtBot, dialogs: Dialogs, tmp_path: Path
) -> None:
    handler = CrashHandler(tmp_path)

    def look(dialog: QDialog) -> None:
        _catch(handler, _bug())
        dialog.reject()

    dialogs.expect(look)
    _catch(handler, _bug())
    assert (tmp_path / "log.txt").read_text(encoding="utf-8").count("Error: over nothing") == 2


def test_a_bug_on_another_thread_is_shown_here(
    qtbot: QtBot, dialogs: Dialogs, tmp_path: Path
) -> None:
    handler = CrashHandler(tmp_path)
    dialogs.expect(lambda dialog: dialog.reject())
    thread = threading.Thread(target=lambda: _catch(handler, _bug()))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs.seen))


def test_it_catches_only_between_install_and_leave(qtbot: QtBot, tmp_path: Path) -> None:
    before, before_thread = sys.excepthook, threading.excepthook
    handler = CrashHandler(tmp_path)
    try:
        handler.install()
        assert sys.excepthook == handler.caught
        assert list(tmp_path.glob("fault-*.txt"))
        handler.leave()
        assert sys.excepthook is sys.__excepthook__
        assert not list(tmp_path.glob("fault-*.txt"))
    finally:
        sys.excepthook, threading.excepthook = before, before_thread


def test_what_a_dead_process_left_is_told_once(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "fault-4711.txt").write_text("Fatal Python error: Segmentation fault")
    (tmp_path / "fault-4712.txt").write_text("another program, still alive")
    (tmp_path / "fault-4713.txt").write_text("")
    handler = CrashHandler(tmp_path)
    left = handler.left_from_before(lambda pid: pid != 4712)
    assert "Segmentation fault" in left
    assert "still alive" not in left
    assert handler.left_from_before(lambda pid: pid != 4712) == ""
    assert (tmp_path / "fault-4712.txt").exists()


def test_the_log_does_not_grow_for_ever(qtbot: QtBot, tmp_path: Path) -> None:
    handler = CrashHandler(tmp_path)
    for _number in range(8):
        handler.log("x" * 200_000)
    sizes = [file.stat().st_size for file in tmp_path.glob("log*.txt")]
    assert len(sizes) == 2
    assert sum(sizes) < 1_500_000
