"""`import`: what comes in, what is refused, and that a dry run changes nothing."""

from pathlib import Path

import pytest

from tests.cli.conftest import FILE, Shell

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
