"""`imports` and `take-back`: the list of imports, and one taken back although others came since."""

from pathlib import Path

from tests.cli.conftest import FILE, Shell
from tests.cli.test_import import DEALS, MAPPING, WORDS


def test_an_earlier_import_is_listed_and_taken_back(made: Shell) -> None:
    Path("deals.csv").write_text(DEALS + "d4,Odd,,約5,Lead,令和8年2月1日(月)\n", encoding="utf-8")
    Path("deals.toml").write_text(MAPPING, encoding="utf-8")
    assert made("imports", FILE) == 0
    assert "Nothing was imported yet." in made.out
    remarks = made.data(*WORDS, "--json", "--by", "Hanako")["remarks"]
    assert remarks["count"] == 2
    assert {one["value"] for one in remarks["reasons"]} == {"約5", "令和8年2月1日(月)"}
    Path("more.csv").write_text(DEALS.replace("d1", "e1").replace("d3", "e3"), encoding="utf-8")
    Path("deals.toml").write_text(MAPPING.replace('"deals.csv"', '"*.csv"'), encoding="utf-8")
    assert made("import", FILE, "more.csv", "--mapping", "deals.toml") == 0

    newer, older = made.data("imports", FILE, "--json")
    assert older["files"] == "deals.csv"
    assert older["member"] == "Hanako"
    assert older["created"] == 5  # three deals, two companies
    assert older["tables"]["deal"] == {"made": 3, "changed": 0, "gone": 0}
    # Its companies hold the newer deals.
    assert (newer["changed_since"], older["changed_since"]) == (False, True)
    assert made("take-back", FILE, str(older["action"])) == 1
    assert "cannot be taken back" in made.err

    assert made("take-back", FILE, str(newer["action"]), "--by", "Hanako") == 0, made.err
    assert "The import was taken back: " in made.out
    assert made("take-back", FILE, str(older["action"])) == 0, made.err
    assert made("imports", FILE) == 0
    assert made.out.count("taken back") == 2
    assert made("undo", FILE) == 0
    assert made("imports", FILE) == 0
    assert made.out.count("taken back") == 1


def test_remarks_are_told_after_refusals(made: Shell) -> None:
    Path("deals.csv").write_text(DEALS + "d4,Odd,,約5,Lead,2026-02-01\n", encoding="utf-8")
    Path("deals.toml").write_text(MAPPING, encoding="utf-8")
    assert made(*WORDS) == 0, made.err
    assert made.err.index("row 3, column “value”") < made.err.index("Taken, but worth a look:")
    assert "deals.csv, row 5, column “value”: The cell says “about”" in made.err
