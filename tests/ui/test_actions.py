"""The one door: what is shown, what is told, which answer wins."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from revops_desktop.analytics import steps
from revops_desktop.database.changes import Changed, Done
from revops_desktop.errors import RuleBroken
from revops_desktop.ui.actions import Actions, Progress
from tests.conftest import Dialogs


class FakeWorkspace:
    """Calls what it is given; remembers from which thread."""

    def __init__(self) -> None:
        self.member_id: int | None = None
        self.path = Path("fake.revops")
        self.at: list[int] = []
        self.threads: set[int] = set()
        self.step_size = 1
        self.step: tuple[str, dict[str, object]] | None = None

    def do(self, verb: Callable[..., Any], /, *, at: int, **arguments: Any) -> Done[Any]:
        self.at.append(at)
        return Done(verb(**arguments), Changed(frozenset({"deal"}), {}, frozenset({7})))

    def ask(
        self, question: Callable[..., Any], /, *, as_of: int | None = None, **arguments: Any
    ) -> Any:
        if question is steps.size:
            return self.step_size
        self.threads.add(threading.get_ident())
        return question(**arguments)

    def undo(self, *, at: int, told: Callable[[int], None] = print) -> Done[Any] | None:
        return None

    def redo(self, *, at: int, told: Callable[[int], None] = print) -> Done[Any] | None:
        return Done(None, Changed())

    def undo_label(self) -> tuple[str, dict[str, object]] | None:
        return self.step

    def redo_label(self) -> tuple[str, dict[str, object]] | None:
        return None

    def rescore(self, *, at: int, step: Callable[[int, int], bool] = lambda *_: True) -> Changed:
        return Changed()

    def close(self) -> None:
        return None


@pytest.fixture
def workspace() -> FakeWorkspace:
    return FakeWorkspace()


@pytest.fixture
def actions(workspace: FakeWorkspace, qtbot: QtBot) -> Iterator[Actions]:
    made = Actions(workspace, clock=lambda: 1234)
    yield made
    made.close()


def _sentence(text: str) -> Callable[[QDialog], None]:
    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        assert text in dialog.text()
        dialog.accept()

    return look


def test_a_change_is_done_now_and_told(
    qtbot: QtBot, actions: Actions, workspace: FakeWorkspace
) -> None:
    with qtbot.waitSignal(actions.changed) as told:
        done = actions.do(lambda deal_id: deal_id + 1, deal_id=1)
    assert done is not None and done.value == 2
    assert workspace.at == [1234]
    assert told.args is not None and told.args[0].deals == {7}


def test_a_problem_is_shown_and_nothing_told(
    qtbot: QtBot, actions: Actions, dialogs: Dialogs
) -> None:
    def refuse() -> None:
        raise RuleBroken("The stage is archived. Nothing was changed.")

    dialogs.expect(_sentence("The stage is archived."))
    with qtbot.assertNotEmitted(actions.changed):
        assert actions.do(refuse) is None


def test_a_bug_is_not_swallowed(actions: Actions) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        actions.do(fail)


def test_nothing_to_undo_is_told_to_nobody(qtbot: QtBot, actions: Actions) -> None:
    with qtbot.assertNotEmitted(actions.changed):
        actions.undo()
    with qtbot.waitSignal(actions.changed):
        actions.redo()


def test_a_large_step_is_taken_back_in_the_background(
    qtbot: QtBot, actions: Actions, workspace: FakeWorkspace
) -> None:
    workspace.step_size = 100_000
    with qtbot.waitSignal(actions.changed):
        actions.redo()
        assert actions.running is not None
    qtbot.waitUntil(lambda: actions.running is None)


def test_steps_are_named(actions: Actions, workspace: FakeWorkspace) -> None:
    assert actions.undo_text() is None
    workspace.step = ("Move “{deal}” to {stage}", {"deal": "<b>{x}", "stage": "Won"})
    assert actions.undo_text() == "Move “<b>{x}” to Won"
    workspace.step = ("Move “{deal}” to {stage}", {"deal": "A"})
    assert actions.undo_text() == "Move “A” to …"


def test_an_answer_comes_from_another_thread_and_is_received_here(
    qtbot: QtBot, actions: Actions, workspace: FakeWorkspace
) -> None:
    got: list[tuple[int, int]] = []
    actions.ask_later(
        "a", lambda number: number * 2, lambda n: got.append((n, threading.get_ident())), number=4
    )
    qtbot.waitUntil(lambda: bool(got))
    assert got == [(8, threading.get_ident())]
    assert threading.get_ident() not in workspace.threads


def test_only_the_newest_answer_is_received(qtbot: QtBot, actions: Actions) -> None:
    """The first answer comes in after the second question was put."""
    release = threading.Event()
    got: list[str] = []

    def slow() -> str:
        release.wait(5)
        return "old"

    actions.ask_later("funnel", slow, got.append)
    actions.ask_later("funnel", lambda: "new", got.append)
    release.set()
    qtbot.waitUntil(lambda: bool(got))
    qtbot.wait(50)
    assert got == ["new"]


def test_a_burst_costs_two_questions(qtbot: QtBot, actions: Actions) -> None:
    asked: list[int] = []
    got: list[int] = []

    def question(number: int) -> int:
        asked.append(number)
        time.sleep(0.02)
        return number

    for number in range(10):
        actions.ask_later("funnel", question, got.append, number=number)
    qtbot.waitUntil(lambda: bool(got))
    assert got == [9]
    assert asked == [0, 9]


def test_other_keys_do_not_wait(qtbot: QtBot, actions: Actions) -> None:
    release = threading.Event()
    got: list[str] = []
    actions.ask_later("slow", lambda: release.wait(5), lambda _done: got.append("slow"))
    actions.ask_later("fast", lambda: None, lambda _done: got.append("fast"))
    qtbot.waitUntil(lambda: got == ["fast"])
    release.set()
    qtbot.waitUntil(lambda: got == ["fast", "slow"])


def test_a_problem_in_the_background_is_shown(
    qtbot: QtBot, actions: Actions, dialogs: Dialogs
) -> None:
    def refuse() -> None:
        raise RuleBroken("The file was moved. Nothing was changed.")

    dialogs.expect(_sentence("The file was moved."))
    actions.ask_later("a", refuse, lambda _answer: pytest.fail("received"))
    qtbot.waitUntil(lambda: bool(dialogs.seen))


def test_a_bug_in_the_background_comes_up(qtbot: QtBot, actions: Actions) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        actions.ask_later("a", fail, lambda _answer: pytest.fail("received"))
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


class Listener(QWidget):
    """A page that may be gone when its answer comes."""

    got: list[int]

    def receive(self, answer: int) -> None:
        self.got.append(answer)


def test_a_page_that_is_gone_receives_nothing(qtbot: QtBot, actions: Actions) -> None:
    """Nor does what would open something over it."""
    release = threading.Event()
    listener = Listener()
    listener.got = []

    def slow() -> int:
        release.wait(5)
        return 1

    def opened(parent: QObject, answer: int) -> None:
        listener.got.append(answer)

    actions.ask_later("a", slow, listener.receive)
    actions.ask_later("b", slow, partial(listener.receive))
    actions.ask_later("c", slow, partial(opened, listener))
    delete(listener)
    release.set()
    qtbot.waitUntil(lambda: not actions.is_busy)
    assert listener.got == []


def test_long_work_reports_and_is_told(qtbot: QtBot, actions: Actions) -> None:
    progressed: list[tuple[int, int]] = []
    got: list[Any] = []
    actions.progressed.connect(lambda done, total: progressed.append((done, total)))

    def work(progress: Progress) -> Done[int]:
        for number in range(1, 101):
            progress.step(number, 100)
        return Done(5, Changed(frozenset({"company"})))

    with qtbot.waitSignal(actions.changed) as told:
        actions.run("Importing", work, got.append)
        assert actions.running is not None and actions.running.title == "Importing"
    assert told.args is not None and told.args[0].tables == {"company"}
    assert got[0].value == 5
    assert progressed[-1] == (100, 100)
    assert len(progressed) < 10
    assert actions.running is None


def test_editing_waits_while_long_work_writes(
    qtbot: QtBot, actions: Actions, dialogs: Dialogs
) -> None:
    release = threading.Event()
    ended: list[object] = []
    actions.run("Importing", lambda _progress: release.wait(5), ended.append)
    dialogs.expect(_sentence("“Importing” is still running"))
    assert actions.do(lambda: pytest.fail("written")) is None
    dialogs.expect(_sentence("“Importing” is still running"))
    actions.run("Backing up", lambda _progress: None, lambda _done: pytest.fail("run"))
    assert actions.ask(lambda: 3) == 3
    release.set()
    qtbot.waitUntil(lambda: bool(ended))
    assert actions.do(lambda: 4) is not None


def test_work_that_only_reads_lets_one_edit(qtbot: QtBot, actions: Actions) -> None:
    release = threading.Event()
    ended: list[object] = []
    actions.run("Checking", lambda _p: release.wait(5), ended.append, writes=False)
    assert actions.do(lambda: 4) is not None
    release.set()
    qtbot.waitUntil(lambda: bool(ended))


def test_cancelled_work_ends_without_a_word(qtbot: QtBot, actions: Actions) -> None:
    def work(progress: Progress) -> None:
        while not progress.cancelled():
            time.sleep(0.005)
        raise RuleBroken("Cancelled. Nothing was changed.")

    actions.run("Importing", work, lambda _done: pytest.fail("received"))
    assert actions.running is not None
    actions.running.progress.cancel()
    qtbot.waitUntil(lambda: actions.running is None)


def test_closing_stops_work_and_hears_no_more(qtbot: QtBot, workspace: FakeWorkspace) -> None:
    actions = Actions(workspace)
    stopped: list[bool] = []

    def work(progress: Progress) -> None:
        while not progress.cancelled():
            time.sleep(0.005)
        stopped.append(True)

    actions.run("Importing", work, lambda _done: pytest.fail("received"))
    actions.ask_later("a", lambda: time.sleep(0.02), lambda _answer: pytest.fail("received"))
    actions.close()
    assert stopped == [True]
    qtbot.wait(20)


def test_a_write_waits_for_the_check_of_the_file(
    qtbot: QtBot, actions: Actions, dialogs: Dialogs
) -> None:
    def refuse() -> None:
        raise RuleBroken("The file is damaged. Nothing was changed.")

    actions.file.before_write = refuse
    dialogs.expect(_sentence("The file is damaged."))
    assert actions.do(lambda: pytest.fail("written")) is None
    dialogs.expect(_sentence("The file is damaged."))
    actions.run("Importing", lambda _p: pytest.fail("run"), lambda _done: None)


def test_the_pipeline_is_shared(qtbot: QtBot, actions: Actions) -> None:
    with qtbot.waitSignal(actions.pipeline_changed) as told:
        actions.pipeline_id = 3
    assert told.args == [3]
    with qtbot.assertNotEmitted(actions.pipeline_changed):
        actions.pipeline_id = 3
    assert isinstance(actions, QObject)


def test_a_window_that_was_closed_asks_nothing_any_more(actions: Actions) -> None:
    """Its threads were waited for: one more would be waited for by whoever deletes it, for ever."""
    asked: list[int] = []
    actions.close()
    actions.ask_later("late", lambda: asked.append(1), lambda _nothing: None)
    actions.later(lambda: asked.append(2), lambda _nothing: None)
    assert not actions.is_busy and actions.file.pool.activeThreadCount() == 0
    assert asked == []
