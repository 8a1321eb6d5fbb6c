"""An answer comes onto its page part by part, and the newest one wins."""

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from revops_desktop.ui.turns import Turns


def test_one_step_a_turn_in_order(qtbot: QtBot) -> None:
    turns, done = Turns(), list[str]()
    owner = QObject()
    turns.take(owner, "a", (lambda: done.append("a1"), lambda: done.append("a2")))
    turns.take(owner, "b", (lambda: done.append("b1"),))
    assert done == [] and turns.is_under_way
    turns._turn()
    assert done == ["a1"]
    qtbot.waitUntil(lambda: not turns.is_under_way)
    assert done == ["a1", "a2", "b1"]


def test_a_newer_answer_takes_the_place_of_an_older_one(qtbot: QtBot) -> None:
    turns, done = Turns(), list[str]()
    owner = QObject()

    def asks_anew() -> None:
        done.append("old")
        turns.take(owner, "a", (lambda: done.append("new"),))

    turns.take(owner, "a", (asks_anew, lambda: done.append("never")))
    qtbot.waitUntil(lambda: not turns.is_under_way)
    assert done == ["old", "new"]


def test_nothing_is_done_for_a_page_that_is_gone(qtbot: QtBot) -> None:
    turns, done = Turns(), list[str]()
    owner = QObject()
    turns.take(owner, "a", (lambda: done.append("a"),))
    delete(owner)
    qtbot.waitUntil(lambda: not turns.is_under_way)
    turns.take(turns, "b", (lambda: done.append("b"),))
    turns.stop()
    qtbot.wait(1)
    assert done == [] and not turns.is_under_way


def test_what_failed_holds_nothing_up(qtbot: QtBot) -> None:
    turns, done = Turns(), list[str]()

    def fails() -> None:
        raise ZeroDivisionError

    turns.take(turns, "a", (fails, lambda: done.append("a")))
    with qtbot.captureExceptions() as failed:
        qtbot.waitUntil(lambda: not turns.is_under_way)
    assert [kind for kind, *_rest in failed] == [ZeroDivisionError] and done == ["a"]
