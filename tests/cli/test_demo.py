"""`demo`: the files, and a picture instead of a window where there is no display."""

import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from revops_desktop import i18n, machine
from revops_desktop.cli import demonstration
from tests.cli.conftest import Shell
from tests.source import ROOT

# As many deals, told until the same day, as the demo of the session.
SMALL = ("--deals", "60", "--end", "2026-03-31")
PAINT = demonstration._paint


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "revops_desktop.cli.demonstration._paint", lambda path, out: out.write_bytes(b"\x89PNG")
    )


def test_without_a_display_it_says_why_and_where(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert shell("demo", *SMALL) == 0, shell.err
    made = sorted(path.name for path in Path("demo").iterdir())
    assert made == ["demo.pdf", "demo.png", "demo.revops"]
    for name in made[::2]:
        assert str(Path("demo", name).absolute()) in shell.out
    assert "This session has no display" in shell.out


def test_the_demo_is_sound_and_the_same_again(shell: Shell, demo_file: Path) -> None:
    assert shell("demo", *SMALL, "--out", "a.revops", "--no-window") == 0, shell.err
    assert shell("check", "a.revops") == 0, shell.err
    shutil.copy(demo_file, "b.revops")
    # As of one day: how long the open deals have waited grows from one second to the next.
    asked = ("--json", "--as-of", "2026-03-31")
    first, second = (shell.data("metrics", f"{name}.revops", *asked) for name in ("a", "b"))
    assert first == second
    assert Path("a.pdf").stat().st_size > 10_000


def test_a_second_demo_opens_the_first(
    shell: Shell, demo_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Path("demo/demo.revops")
    first.parent.mkdir()
    shutil.copy(demo_file, first)
    before = first.stat().st_mtime_ns
    assert shell("demo", "--no-window") == 0, shell.err
    assert first.stat().st_mtime_ns == before
    assert "there already" in shell.out
    # With a display, and with wishes: another one, in the window.
    opened = []
    monkeypatch.setattr(machine, "no_window_because", lambda **_how: None)
    monkeypatch.setattr("revops_desktop.app.run", lambda path: opened.append(path) or 0)
    assert shell("demo", *SMALL) == 0, shell.err
    assert opened == [Path("demo/demo-2.revops")]
    assert opened[0].exists()
    assert shell("demo/demo.revops") == 0
    assert opened[1:] == [first]


def test_a_file_that_is_there_is_not_replaced(shell: Shell) -> None:
    Path("mine.revops").write_text("mine")
    assert shell("demo", *SMALL, "--out", "mine.revops") == 1
    assert Path("mine.revops").read_text() == "mine"


def test_too_few_deals_leave_nothing_behind(shell: Shell) -> None:
    assert shell("demo", "--deals", "3", "--out", "d.revops") == 1
    assert not list(Path().glob("d.revops*"))


def test_without_a_display_a_file_cannot_be_opened(shell: Shell) -> None:
    Path("some.revops").touch()
    Path("some.revops").touch()
    assert shell("some.revops") == 1
    assert "No window was opened" in shell.err
    assert shell("metrcs") == 1
    assert "no file and no command “metrcs”" in shell.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are Linux's")
def test_a_display_that_fails_is_one_sentence_and_no_crash(shell: Shell) -> None:
    """Qt itself would abort the process and write a core."""
    done = subprocess.run(
        [sys.executable, "-m", "revops_desktop"],
        env={"PYTHONPATH": str(ROOT), "REVOPS_DESKTOP_DATA": str(Path.cwd()), "DISPLAY": ":77"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No window was opened.")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("words", [(), ("some.revops",)])
def test_a_missing_library_of_qt_names_the_packages(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    class Broken(ModuleType):
        def __getattr__(self, name: str) -> object:
            raise ImportError("libGL.so.1: cannot open shared object file")

    Path("some.revops").touch()
    monkeypatch.setattr(machine, "no_window_because", lambda **_how: None)
    monkeypatch.setitem(sys.modules, "revops_desktop.app", Broken("app"))
    Path("some.revops").touch()
    assert shell(*words) == 1
    assert "libgl1" in shell.err


def test_a_demo_never_writes_over_what_lies_beside_it(shell: Shell) -> None:
    Path("mine.pdf").write_text("hello")
    assert shell("demo", *SMALL, "--out", "mine.revops", "--no-window") == 1
    assert "mine.pdf" in shell.err
    assert Path("mine.pdf").read_text() == "hello" and not Path("mine.revops").exists()


def test_the_picture_and_what_is_said_after_it_are_of_one_language(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window that is painted may have been set to another language."""
    painted: list[str] = []

    def paint(*_files: Path) -> None:
        i18n.set_language("ja")
        painted.append(i18n.language())

    monkeypatch.setattr("revops_desktop.app.picture", paint)
    PAINT(tmp_path / "demo.revops", tmp_path / "demo.png")
    assert painted == ["en"]
    assert "Painted the board" in capsys.readouterr().out
