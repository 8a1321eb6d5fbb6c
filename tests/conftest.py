"""What every test stands on: a screen that is not there, folders of its own, nothing unexpected."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from revops_desktop.machine import PACKAGES
from tests.scheduling import pytest_xdist_make_scheduler as pytest_xdist_make_scheduler

HERE = Path(__file__).parent
REAL_DATA = HERE.parents[1] / "shared" / "data"

# Every write waits for the disk: in all, minutes. That it does wait is shown by tests that count
# and cut its calls, on any file system; the others lie in memory where there is room.
MEMORY, ROOM = Path("/dev/shm"), 3_000_000_000
if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    # For the processes that tests begin, and for this one, which may have looked already.
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# Qt reads this when the first application object is made.
os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={HERE / 'screen.json'}"
# Tests speak English unless they say otherwise, whatever the machine speaks.
for _name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
    os.environ.pop(_name, None)
os.environ["LANG"] = "C.UTF-8"

# As in the program, no thread but the first may collect what is left of widgets (ui/garbage.py).
gc.disable()

# The verdict is the same on every run and on a slow machine.
settings.register_profile(
    "verdict", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("verdict")

try:
    from PySide6.QtCore import QEvent
    from PySide6.QtPrintSupport import QPrintDialog
    from PySide6.QtWidgets import (
        QApplication,
        QColorDialog,
        QDialog,
        QFileDialog,
        QInputDialog,
        QMessageBox,
    )
    from pytestqt.qtbot import QtBot
except ImportError as missing:
    raise pytest.UsageError(
        f"Qt cannot be loaded: {missing}. On Debian and Ubuntu, install what it needs: "
        f"sudo apt-get install {PACKAGES}"
    ) from missing


# A wait costs its limit only where it fails: on a busy machine none may be too short.
PATIENCE = 30_000


def _patient(wait: Callable[..., Any]) -> Callable[..., Any]:
    """A wait of pytest-qt that gives up after PATIENCE at the earliest, where that is a failure."""

    def waited(*what: Any, timeout: int = PATIENCE, raising: bool = True, **named: Any) -> Any:
        if not raising:
            # So asks `assertNotEmitted`: what never comes is waited for to the end.
            return wait(*what, timeout=timeout, raising=False, **named)
        return wait(*what, timeout=max(timeout, PATIENCE), **named)

    return waited


for _name in ("waitUntil", "waitSignal", "waitSignals"):
    setattr(QtBot, _name, _patient(getattr(QtBot, _name)))


# Where the longest tests are: they begin first, so that at the end no core waits for the other.
LONGEST = (
    *("test_project.py", "test_architecture.py", "journeys", "reports", "exchange", "operations"),
    *("ui", "analytics"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first; whoever asks for the real data is marked by it."""
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda one: place.get(one.path.relative_to(HERE).parts[0], len(LONGEST)))
    for item in items:
        if "realdata" in getattr(item, "fixturenames", ()):
            item.add_marker("realdata")


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder with the real data, which lies beside the checkout and not in it."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"the real data is not here: {REAL_DATA}")
    return REAL_DATA


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed demo of 60 deals, told until March 2026: one for all; work in a copy of it."""
    from tests import prepared

    return prepared.demo(tmp_path_factory)


@pytest.fixture(autouse=True)
def _own_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Backups, log and recent files go to the test's folder; the language is English."""
    from revops_desktop import i18n

    monkeypatch.setenv("REVOPS_DESKTOP_DATA", str(tmp_path / "user-data"))
    i18n.set_language("en")
    yield
    i18n.set_language("en")
    _clear_away()


def _clear_away() -> None:
    """Deletes what the test left behind: every test after it would dress, lay out and search it."""
    from revops_desktop.ui import garbage

    if QApplication.instance() is not None:
        # A test that runs no loop of events keeps every window that it closed, and that others did.
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    oldest = gc.get_count()[2]
    garbage.collect_if_due()
    if gc.get_count()[2] < oldest:
        # What outlives a collection of everything is there for good: modules, what they keep.
        gc.freeze()


class Dialogs:
    """The dialogs a test expects, in order; any other fails it."""

    def __init__(self) -> None:
        self._answers: list[Callable[[QDialog], object]] = []
        self._files: list[tuple[str, str]] = []
        self.seen: list[str] = []
        self.surprises: list[str] = []

    def expect(self, answer: Callable[[QDialog], object]) -> None:
        """The next dialog is shown and handed to `answer`, which clicks, accepts or rejects."""
        self._answers.append(answer)

    def expect_file(self, path: Path | str, kind: str = "") -> None:
        """The next file dialog answers `path`, as a file of this kind; "" is cancelled."""
        self._files.append((str(path), kind))

    def executed(self, dialog: QDialog) -> int:
        """Stands in for `QDialog.exec`, without an event loop of its own."""
        text = dialog.text() if isinstance(dialog, QMessageBox) else ""
        described = f"{type(dialog).__name__} “{dialog.windowTitle()}” {text}".strip()
        self.seen.append(described)
        if not self._answers:
            self.surprised_by(described)
            dialog.reject()
            return 0
        dialog.setModal(True)
        dialog.show()
        self._answers.pop(0)(dialog)
        if dialog.isVisible():
            self.surprised_by(f"{described}, left open")
            dialog.reject()
        return dialog.result()

    def chosen(self, *_arguments: Any, **_named: Any) -> tuple[str, str]:
        """Stands in for the file dialogs that give one path."""
        if not self._files:
            self.surprised_by("a file dialog")
            return "", ""
        return self._files.pop(0)

    def chosen_many(self, *_arguments: Any, **_named: Any) -> tuple[list[str], str]:
        """Stands in for the file dialog that gives several paths."""
        path, _filter = self.chosen()
        return ([path] if path else []), ""

    def surprised_by(self, what: str) -> None:
        """Notes a dialog that nobody expected; the test fails when it ends."""
        self.surprises.append(what)

    def unasked(self) -> list[str]:
        """What was expected and never came."""
        return [
            *[f"{len(self._answers)} dialogs"] * bool(self._answers),
            *(path for path, _kind in self._files),
        ]


@pytest.fixture(autouse=True)
def dialogs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dialogs]:
    """A dialog that nobody expects fails the test, instead of waiting for a click for ever."""
    expected = Dialogs()

    def refuse(name: str) -> Callable[..., Any]:
        def refused(*_arguments: Any, **_named: Any) -> Any:
            expected.surprised_by(name)
            raise AssertionError(f"{name}: dialogs are made by ui/texts.py")

        return staticmethod(refused)

    for kind in (QDialog, QPrintDialog):
        monkeypatch.setattr(kind, "exec", lambda dialog: expected.executed(dialog))
    for name in ("question", "warning", "information", "critical", "about"):
        monkeypatch.setattr(QMessageBox, name, refuse(f"QMessageBox.{name}"))
    for name in ("getText", "getInt", "getDouble", "getItem", "getMultiLineText"):
        monkeypatch.setattr(QInputDialog, name, refuse(f"QInputDialog.{name}"))
    monkeypatch.setattr(QColorDialog, "getColor", refuse("QColorDialog.getColor"))
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, staticmethod(expected.chosen))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", staticmethod(expected.chosen_many))
    monkeypatch.setattr(
        QFileDialog, "getExistingDirectory", staticmethod(lambda *a, **b: expected.chosen()[0])
    )
    yield expected
    application = QApplication.instance()
    if isinstance(application, QApplication):
        for widget in application.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                expected.surprised_by(f"{type(widget).__name__} “{widget.windowTitle()}” open")
                widget.close()
    assert not expected.surprises, f"unexpected: {expected.surprises}"
    assert not expected.unasked(), f"expected and never asked: {expected.unasked()}"


NOW = 1_775_000_000  # 2026-03-31 23:33:20 UTC, already April in Tokyo.


@pytest.fixture
def written() -> Callable[[Any], None]:
    """What `workspace` holds; tests that begin with more say so here, and it is written once."""
    return write_the_model


@pytest.fixture
def workspace(tmp_path: Path, written: Callable[[Any], None]) -> Iterator[Any]:
    """A fresh file from the template “The Model”, English, yen, Tokyo, unless `written` is more."""
    from tests import prepared

    made = prepared.opened(tmp_path / "workspace.revops", prepared.name_of(written), written)
    yield made
    made.close()


def write_the_model(made: Any) -> None:
    """The template “The Model” in English, with yen, in Tokyo."""
    from revops_desktop.operations import workspaces

    made.do(
        workspaces.set_up,
        at=NOW,
        template="the-model",
        language="en",
        currency="JPY",
        country="JP",
        time_zone="Asia/Tokyo",
        name="Aoba Trading",
    )
