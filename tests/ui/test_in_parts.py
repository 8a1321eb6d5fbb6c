"""A widget of many parts is built in turns, and whoever waits for it is called once it is whole."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from revops_desktop.ui.in_parts import InParts
from revops_desktop.ui.turns import Turns


class Built(QWidget, InParts):
    """Notes what was built of it."""

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self.noted: list[str] = []
        self.begin_parts(turns)
        self.rows = QVBoxLayout(self)

    def first(self) -> None:
        self.noted.append("first")

    def second(self) -> Iterator[None]:
        self.noted.append("second")
        self.rows.addWidget(QLabel("a"))
        yield
        self.noted.append("third")

    def became_whole(self) -> None:
        self.noted.append("whole")


@pytest.fixture
def turns(qtbot: QtBot) -> Turns:
    """Taken by hand."""
    made = Turns()
    made._next.timeout.disconnect()
    return made


@pytest.fixture
def built(qtbot: QtBot, turns: Turns) -> Built:
    made = Built(turns)
    qtbot.addWidget(made)
    return made


def test_a_part_a_turn_and_what_comes_then_is_one_more(turns: Turns, built: Built) -> None:
    built.build_in_turns(built.first, built.second)
    built.once_whole(lambda: built.noted.append("shown"))
    seen = []
    while turns.is_under_way:
        turns._turn()
        seen.append(len(built.noted))
    assert built.noted == ["first", "second", "third", "shown", "whole"]
    assert seen == [1, 2, 3, 5]


def test_who_cannot_wait_has_it_whole_at_once(turns: Turns, built: Built) -> None:
    built.build_in_turns(built.first, built.second)
    built.once_whole(lambda: built.noted.append("shown"))
    built.build_whole()
    assert built.is_whole and built.noted[-2:] == ["shown", "whole"]
    built.once_whole(lambda: built.noted.append("later"))
    assert built.noted[-1] == "later"


def test_what_lies_on_it_is_built_first(turns: Turns, built: Built) -> None:
    inner = Built(turns)
    built.rows.addWidget(inner)
    inner.build_in_turns(inner.first, inner.second)
    built.build_in_turns(lambda: built.build_first(inner), built.first)
    while not built.is_whole:
        assert not (built.noted and not inner.is_whole)
        turns._turn()
    assert inner.noted[-1] == "whole" and built.noted == ["first", "whole"]


def test_a_part_that_failed_holds_nothing_up(turns: Turns, built: Built) -> None:
    def fails() -> None:
        raise ZeroDivisionError

    built.build_in_turns(fails, built.first)
    with pytest.raises(ZeroDivisionError):
        built.build_next()
    built.build_whole()
    assert built.noted == ["first", "whole"]


def test_an_answer_that_is_waited_for_is_shown_before_it_is_whole(
    turns: Turns, built: Built
) -> None:
    given: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    built.wait_for(lambda *later: given.append(later), lambda: "answer", built.noted.append)
    turns._turn()
    assert not built.is_whole and built.noted == [] and not turns.is_under_way
    ((work, receive),) = given
    receive(work())
    while turns.is_under_way:
        turns._turn()
    assert built.noted == ["answer", "whole"]
    # What comes twice is shown once.
    receive(work())
    assert built.is_whole and built.noted == ["answer", "whole"]


def test_who_cannot_wait_asks_at_once(turns: Turns, built: Built) -> None:
    given: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []
    built.wait_for(lambda *later: given.append(later), lambda: "answer", built.noted.append)
    built.build_whole()
    ((work, receive),) = given
    receive(work())
    assert built.noted == ["answer", "whole"]


def test_what_cannot_be_asked_in_the_background_is_told_on_the_windows_thread(
    turns: Turns, built: Built
) -> None:
    given: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []

    def fails() -> None:
        raise ZeroDivisionError

    built.wait_for(lambda *later: given.append(later), fails, built.noted.append)
    ((work, receive),) = given
    receive(work())
    with pytest.raises(ZeroDivisionError):
        built.build_next()
    built.build_next()
    assert built.noted == ["whole"]
