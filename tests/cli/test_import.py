"""`import`: what comes in, what is refused, and that a dry run changes nothing."""

import shutil
from pathlib import Path

import pytest

from revops_desktop.database.backup import backups
from revops_desktop.database.schema import SCHEMA_VERSION
from tests.cli.conftest import FILE, Shell
from tests.schema import FIXTURES

DEALS = """id,name,account,value,stage,since
d1,Scales,青葉商事,1200,Qualified,2026-01-05
d2,Crane,青葉商事,many,Qualified,2026-01-06
d3,Lift,Sakura,300,Lead,2026-02-01
"""
MAPPING = """name = "Deals"

[[source]]
file = "deals.csv"
kind = "deals"
dates = "ymd"
stage_column = "stage"
[source.columns]
external_key = "id"
title = "name"
company = "account"
amount = "value"
[[source.outcome]]
value = "Qualified"
visits = [{ stage = "Qualified", entered = "since" }]
[[source.outcome]]
value = "Lead"
visits = [{ stage = "Lead", entered = "since" }]
"""
WORDS = ("import", FILE, "deals.csv", "--mapping", "deals.toml")


@pytest.fixture
def ready(made: Shell) -> Shell:
    Path("deals.csv").write_text(DEALS, encoding="utf-8")
    Path("deals.toml").write_text(MAPPING, encoding="utf-8")
    return made


def test_rows_come_in_and_refused_ones_are_told(ready: Shell) -> None:
    assert ready(*WORDS) == 0, ready.err
    assert "deals.csv (Deals): 3 rows read, 2 new, 0 there already, 1 refused" in ready.out
    assert "deals.csv, row 3, column “value”" in ready.err
    assert ready("move", FILE, "d3", "--to", "Qualified", "--override", "x") == 0, ready.err


def test_a_dry_run_tells_the_same_and_changes_nothing(ready: Shell) -> None:
    before = ready.data("log", FILE, "--json")
    planned = ready.data(*WORDS, "--dry-run", "--json")
    assert ready.data("log", FILE, "--json") == before
    done = ready.data(*WORDS, "--json", "--by", "Hanako")
    assert planned["dry_run"] is True
    for name in ("rows", "created", "unchanged", "refused", "files"):
        assert planned[name] == done[name]
    assert ready.data("log", FILE, "--json", "--last", "1")[0]["member"] == "Hanako"


def test_one_undo_takes_it_back(ready: Shell) -> None:
    assert ready(*WORDS) == 0
    assert ready("undo", FILE) == 0
    assert ready("move", FILE, "d3", "--to", "Qualified") == 1
    assert ready("check", FILE) == 0, ready.err


def test_nothing_but_refused_rows_is_status_1(ready: Shell) -> None:
    Path("deals.csv").write_text("\n".join(DEALS.splitlines()[:1] + DEALS.splitlines()[2:3]))
    assert ready(*WORDS) == 1
    assert "many" in ready.err or "value" in ready.err


@pytest.mark.parametrize("lacking", ["deals.csv", "deals.toml"])
def test_a_missing_file_is_a_sentence(ready: Shell, lacking: str) -> None:
    Path(lacking).unlink()
    assert ready(*WORDS) == 1
    assert ready.out == ""
    assert lacking in ready.err
    assert len(ready.err.splitlines()) == 1


@pytest.mark.parametrize("number", [1, SCHEMA_VERSION - 1])
def test_a_dry_run_leaves_a_file_of_an_older_version_as_it_is(shell: Shell, number: int) -> None:
    shutil.copy(FIXTURES / f"schema_{number}.revops", FILE)
    before = Path(FILE).read_bytes()
    Path("companies.csv").write_text("会社名,業種\n青葉商事,小売\n", encoding="utf-8")
    words = ("import", FILE, "companies.csv", "--as", "companies")
    planned = shell.data(*words, "--dry-run", "--json")
    assert "works on a copy" in shell.err and planned["rows"] == 1
    assert Path(FILE).read_bytes() == before
    assert [one.name for one in Path().iterdir() if FILE in one.name] == [FILE]
    assert not backups(Path(FILE))
    # The import itself brings it forward, after a backup.
    done = shell.data(*words, "--json")
    assert (done["created"], done["unchanged"]) == (planned["created"], planned["unchanged"])
    assert "before-migration" in {one.moment for one in backups(Path(FILE))}
    assert shell("check", FILE) == 0, shell.err


def test_a_dry_run_of_a_whole_export_does_too(shell: Shell) -> None:
    assert shell("new", "new.revops", "--language", "en") == 0, shell.err
    assert shell("export", "new.revops", "--out", "all") == 0, shell.err
    shutil.copy(FIXTURES / "schema_1.revops", FILE)
    before = Path(FILE).read_bytes()
    assert shell("import", FILE, "all", "--dry-run") == 1
    assert "works on a copy" in shell.err and "older RevOps Desktop. Nothing" not in shell.err
    assert Path(FILE).read_bytes() == before
