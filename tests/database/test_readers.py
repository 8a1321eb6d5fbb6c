"""Questions share connections: those asked one after the other use one, whoever asks."""

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.river import make_river


def connection_of(session: Session) -> Any:
    return session.connection().connection.driver_connection


def test_one_after_the_other_use_one_connection_in_any_thread(tmp_path: Path) -> None:
    used: list[Any] = []
    with make_river(tmp_path / "a.revops") as river:
        for _twice in range(2):
            used.append(river.ask(connection_of))
            thread = threading.Thread(target=lambda: used.append(river.ask(connection_of)))
            thread.start()
            thread.join()
    assert len(used) == 4 and len(set(used)) == 1


def test_questions_at_the_same_time_are_each_alone(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as river:
        both, used = threading.Barrier(2, timeout=10), []

        def meet(session: Session) -> None:
            used.append(connection_of(session))
            both.wait()

        threads = [threading.Thread(target=lambda: river.ask(meet)) for _each in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(used)) == 2
        assert river.ask(connection_of) in used


def test_a_question_that_fails_leaves_its_connection_to_the_next(tmp_path: Path) -> None:
    used: list[Any] = []

    def fail(session: Session) -> None:
        used.append(connection_of(session))
        session.execute(text("SELECT 1"))
        raise ValueError

    with make_river(tmp_path / "a.revops") as river:
        try:
            river.ask(fail)
        except ValueError:
            used.append(river.ask(connection_of))
        assert not used[1].in_transaction
    assert used[0] is used[1]
