"""`new`, `check`, `backup`."""

import sys
from pathlib import Path

import pytest

from revops_desktop.analytics import lookup
from revops_desktop.analytics.settings import Settings, settings
from revops_desktop.database.workspace import Workspace
from tests.cli.conftest import FILE, Shell


def made_settings() -> Settings:
    """What the new file says about itself."""
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        return workspace.ask(settings)


@pytest.mark.parametrize("words", ["--language ja", "--language en --currency jpy"])
def test_japanese_or_yen_means_japan(shell: Shell, words: str) -> None:
    assert shell("new", FILE, *words.split()) == 0, shell.err
    found = made_settings()
    assert (found.country, found.time_zone, found.currency) == ("JP", "Asia/Tokyo", "JPY")


def test_otherwise_the_machine_says_where_it_is(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert shell("new", FILE, "--language", "en", "--currency", "EUR") == 0, shell.err
    found = made_settings()
    assert (found.country, found.time_zone) == ("DE", "Europe/Berlin")


def test_what_is_said_wins(shell: Shell) -> None:
    words = "--language ja --currency USD --country us --time-zone America/New_York --name Pine"
    assert shell("new", FILE, *words.split()) == 0, shell.err
    found = made_settings()
    assert (found.name, found.country, found.currency) == ("Pine", "US", "USD")
    assert found.time_zone == "America/New_York"


@pytest.mark.parametrize(
    "words", ["--template no-such", "--currency yen4", "--time-zone Mars/Base", "--by ^"]
)
def test_a_new_file_that_fails_leaves_nothing_behind(shell: Shell, words: str) -> None:
    option, value = words.split()
    assert shell("new", FILE, option, value.replace("^", " ")) == 1
    assert len(shell.err.splitlines()) == 1
    assert not list(Path().glob("*.revops*"))


def test_every_template_can_be_asked_for(shell: Shell) -> None:
    from revops_desktop.paths import resources

    names = sorted(path.stem for path in (resources() / "templates").glob("*.toml"))
    assert len(names) == 6
    for name in names:
        assert shell("new", f"{name}.revops", "--template", name, "--language", "ja") == 0
        with Workspace.open(Path(f"{name}.revops"), read_only=True) as workspace:
            assert len(workspace.ask(lookup.pipelines)) == 1


def test_a_template_file_can_be_asked_for(shell: Shell) -> None:
    Path("mine.toml").write_text(
        'name = "Ours"\n[[stages]]\nname = "出会い"\nphase = "lead"\ntime_limit_hours = 4\n',
        encoding="utf-8",
    )
    assert shell("new", FILE, "--template", "mine.toml") == 0, shell.err
    with Workspace.open(Path(FILE), read_only=True) as workspace:
        (ours,) = workspace.ask(lookup.pipelines)
        assert ours.name == "Ours"
        assert [one.name for one in workspace.ask(lookup.stages, pipeline_id=ours.id)] == ["出会い"]
    Path("mine.toml").write_text("name = 1", encoding="utf-8")
    assert shell("new", "other.revops", "--template", "mine.toml") == 1
    assert "“mine.toml”, at stages" in shell.err
    assert not Path("other.revops").exists()


def test_a_sound_file_is_said_to_be_sound(made: Shell) -> None:
    assert made("check", FILE) == 0
    assert made.out.startswith(f"{FILE} is sound")
    assert made.data("check", FILE, "--json")["findings"] == []


@pytest.mark.skipif(sys.platform == "win32", reason="writes into the file's pages")
def test_a_damaged_file_is_status_1(made: Shell) -> None:
    content = bytearray(Path(FILE).read_bytes())
    page = 4096
    for start in range(5 * page, len(content) - page, page):
        content[start : start + 200] = b"\xff" * 200
    Path("damaged.revops").write_bytes(content)
    assert made("check", "damaged.revops") == 1
    assert made.err


@pytest.mark.parametrize("content", [b"", b"hello, world " * 100, b"SQLite format 3\x00"])
def test_a_foreign_file_is_one_sentence(shell: Shell, content: bytes) -> None:
    Path(FILE).write_bytes(content)
    for command in ("check", "log", "undo"):
        assert shell(command, FILE) == 1
        assert len(shell.err.strip().splitlines()) == 1
        assert Path(FILE).read_bytes() == content


def test_a_backup_is_a_whole_file(made: Shell) -> None:
    assert made("backup", FILE, "--out", "copy.revops") == 0, made.err
    assert "SHA-256" in made.out
    assert made("check", "copy.revops") == 0
    assert made.data("log", "copy.revops", "--json") == made.data("log", FILE, "--json")


@pytest.mark.parametrize("out", ["copy.revops", FILE])
def test_a_backup_never_replaces_a_file(made: Shell, out: str) -> None:
    Path("copy.revops").write_text("mine")
    before = Path(out).read_bytes()
    assert made("backup", FILE, "--out", out) == 1
    assert "exists already" in made.err
    assert Path(out).read_bytes() == before


def test_a_backup_into_no_folder_is_a_sentence(made: Shell) -> None:
    assert made("backup", FILE, "--out", "nowhere/copy.revops") == 1
    assert len(made.err.splitlines()) == 1
    assert "nowhere" in made.err


def test_beside_an_open_window_reading_works_and_writing_says_who_has_it(made: Shell) -> None:
    with Workspace.open(Path(FILE)):
        for line in ("log", "metrics", "check"):
            assert made(line, FILE) == 0, made.err
        assert made("backup", FILE, "--out", "copy.revops") == 0, made.err
        assert made("undo", FILE) == 1
        assert "RevOps Desktop" in made.err
        assert len(made.err.splitlines()) == 1
    assert made("undo", FILE) == 0, made.err
