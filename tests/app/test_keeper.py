"""The open file is checked and backed up behind the first frame, and can be gone back to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.database import backup
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies
from revops_desktop.ui.actions import Progress
from revops_desktop.ui.notice_bar import NoticeBar
from tests.conftest import NOW, Dialogs


@pytest.fixture
def clock() -> list[int]:
    return [NOW]


@pytest.fixture
def program(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, clock: list[int]
) -> Iterator[Program]:
    """The program with a file open and the first frame behind it."""
    workspace.close()
    made = Program(qapp, clock=lambda: clock[0])
    made.preferences.remember_member(workspace.path, None)
    assert made.open_file(workspace.path)
    made.window.show()
    made.first_frame()
    yield made
    made.end()
    made.window.close()
    made.window.deleteLater()


def _moments(path: Path) -> list[str]:
    return [one.moment for one in reversed(backup.backups(path))]


def _add(program: Program, name: str) -> bool:
    assert program.actions is not None
    return program.actions.do(companies.add, name=name) is not None


def _names(program: Program) -> set[str]:
    from sqlalchemy import select

    from revops_desktop.database.tables import company

    assert program.workspace is not None
    names = select(company.c.name)
    return set(program.workspace.ask(lambda session: session.execute(names).scalars().all()))


def test_a_changed_file_is_backed_up_when_opened(
    qtbot: QtBot, program: Program, clock: list[int]
) -> None:
    assert program.workspace is not None
    path = program.workspace.path
    qtbot.waitUntil(lambda: _moments(path) == ["start"])
    qtbot.waitUntil(lambda: program.file_state().last_backup == NOW)  # type: ignore[union-attr]
    program.close_file()
    assert program.open_file(path)
    qtbot.waitUntil(lambda: not program.actions.is_busy)  # type: ignore[union-attr]
    assert _moments(path) == ["start"]


def test_half_an_hour_of_work_is_backed_up(
    qtbot: QtBot, program: Program, clock: list[int]
) -> None:
    assert program.workspace is not None
    path = program.workspace.path
    qtbot.waitUntil(lambda: _moments(path) == ["start"])
    clock[0] += 29 * 60
    assert _add(program, "Early")
    qtbot.wait(1300)
    assert _moments(path) == ["start"]
    clock[0] += 2 * 60
    assert _add(program, "Late")
    qtbot.waitUntil(lambda: _moments(path) == ["start", "timer"])


def test_an_import_is_preceded_by_a_backup(qtbot: QtBot, program: Program) -> None:
    assert program.workspace is not None and program.actions is not None
    path = program.workspace.path
    qtbot.waitUntil(lambda: _moments(path) == ["start"])
    found: list[list[str]] = []

    def work(_progress: Progress) -> None:
        found.append(_moments(path))

    program.actions.run("Importing", work, lambda _done: None)
    qtbot.waitUntil(lambda: bool(found))
    assert sorted(found[0]) == ["before-import", "start"]


def _noticed(program: Program) -> str:
    """What stands above the page."""
    bars = (one for one in program.window.findChildren(NoticeBar) if not one.isHidden())
    return " ".join(one.accessibleName() for one in bars)


def test_one_goes_back_to_a_backup(
    qtbot: QtBot, program: Program, clock: list[int], dialogs: Dialogs
) -> None:
    assert program.workspace is not None
    path = program.workspace.path
    assert _add(program, "Before")
    qtbot.waitUntil(lambda: bool(program.backups()))
    clock[0] += 60
    program.back_up()
    clock[0] += 60
    assert _add(program, "After")
    assert _names(program) == {"Before", "After"}
    assert program.restore(program.backups()[0].path)
    assert _names(program) == {"Before"}
    assert ".before-" in _noticed(program)
    program.set_language("ja")
    qtbot.waitUntil(lambda: _noticed(program).startswith("バックアップ"))
    assert ".before-" in _noticed(program)
    with Workspace.open(next(path.parent.glob("*.before-*")), read_only=True) as kept:
        assert kept.path.exists()


def test_a_damaged_backup_changes_nothing(qtbot: QtBot, program: Program, dialogs: Dialogs) -> None:
    assert _add(program, "Before")
    qtbot.waitUntil(lambda: bool(program.backups()))
    chosen = program.backups()[0].path
    chosen.write_bytes(chosen.read_bytes()[:-5000] + b"x" * 5000)

    def read(dialog: object) -> None:
        assert isinstance(dialog, QMessageBox) and "damaged" in dialog.text()
        dialog.accept()

    dialogs.expect(read)
    assert not program.restore(chosen)
    assert _names(program) == {"Before"}


def test_a_damaged_file_is_not_written(
    qtbot: QtBot, qapp: QApplication, workspace: Workspace, dialogs: Dialogs, monkeypatch
) -> None:
    """The check finds it behind the first frame; the first write waits for that."""
    from revops_desktop.database import check

    workspace.close()
    found = check.CheckResult(("The file is damaged: page 7",), {})
    monkeypatch.setattr(check, "quick_check", lambda _connection: found)
    program = Program(qapp, clock=lambda: NOW)
    program.preferences.remember_member(workspace.path, None)
    assert program.open_file(workspace.path)
    program.window.show()
    program.first_frame()

    def read(dialog: object) -> None:
        assert isinstance(dialog, QMessageBox) and "damaged" in dialog.text()
        dialog.findChildren(QPushButton)[0].click()

    dialogs.expect(read)
    assert not _add(program, "Never")
    qtbot.waitUntil(lambda: "damaged" in _noticed(program))
    program.set_language("ja")
    qtbot.waitUntil(lambda: "破損" in _noticed(program))
    state = program.file_state()
    assert state is not None and state.read_only
    assert _moments(workspace.path) == []
    program.end()
    program.window.close()
    program.window.deleteLater()


def test_the_idle_file_is_whole(qtbot: QtBot, program: Program) -> None:
    """A second after the last change a copy of the one file holds everything."""
    assert program.workspace is not None
    path = program.workspace.path
    qtbot.waitUntil(lambda: not program.actions.is_busy)  # type: ignore[union-attr]
    assert _add(program, "Soon on the disk")
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size > 0
    qtbot.waitUntil(lambda: not log.exists() or log.stat().st_size == 0)
