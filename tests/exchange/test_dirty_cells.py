"""Amounts, full-width texts and days of the dirty files, literal by literal, as imported."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.cells.for_field import Manner, cell_for
from revops_desktop.exchange.cells.moments import Moment, moment_cell
from revops_desktop.exchange.cells.money import decimal_cell
from revops_desktop.exchange.cells.number_signs import decide_signs
from revops_desktop.exchange.fields import FIELDS
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.presets import presets
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.exchange.summary import ImportSummary
from revops_desktop.rules.alike import mail_key, phone_key
from revops_desktop.rules.periods import start_of_day
from tests.conftest import NOW
from tests.exchange.lists import mapping

TOKYO = "Asia/Tokyo"
Checks = list[dict[str, Any]]

CONTACTS = """
[[source]]
file = "06*"
kind = "contacts"
[source.columns]
name = "会社名"
phone = "電話"
email = "メール"
created = "設立"
"""
COMPANIES = """
[[source]]
file = "06*"
kind = "companies"
[source.columns]
name = "会社名"
employees = "従業員数"
created = "設立"
"""


@pytest.fixture(scope="module")
def described(realdata: Path) -> dict[str, dict[str, Any]]:
    text = (realdata / "dirty" / "expected.json").read_text(encoding="utf-8")
    return {one["file"][:2]: one for one in json.loads(text)}


def checks(described: dict[str, dict[str, Any]], number: str) -> Checks:
    found: Checks = described[number]["checks"]
    return found


def imported(workspace: Any, path: Path) -> ImportSummary:
    return import_files(workspace, [path], read_mapping(presets()["deal_list"]), at=NOW + 60)


def refused_rows(summary: ImportSummary) -> set[int]:
    """Numbers of the data rows that were refused; row 1 stands in line 2."""
    return {problem.row - 1 for problem in summary.problems}


def remarked_rows(summary: ImportSummary) -> set[int]:
    return {remark.row - 1 for remark in summary.remarks}


def kept(workspace: Any, column: str) -> dict[str, Any]:
    """What each deal holds, by its title."""
    return dict(workspace.raw.execute(f"SELECT title, {column} FROM deal").fetchall())


def test_amounts_are_exact_or_refused(
    workspace: Any, realdata: Path, described: dict[str, dict[str, Any]]
) -> None:
    summary = imported(workspace, realdata / "dirty" / described["05"]["file"])
    amounts = kept(workspace, "amount")
    exact = 0
    for check in checks(described, "05"):
        row, number = check["row"], check["number"]
        title = f"案件{row:02}"
        if number == "error":
            # Left empty or refused, but with a message, and never 0.
            assert amounts.get(title) is None, check
            assert row in refused_rows(summary) | remarked_rows(summary), check
        elif number in ("warn", "ask"):
            wanted = {"1,23,456": 123456, "1.234.567": 1234567}[check["raw"]]
            assert amounts[title] == wanted
            assert row in remarked_rows(summary), check
        elif number == "1.5":
            # The yen has no decimals: said, not rounded.
            assert row in refused_rows(summary)
        elif number is None:
            assert amounts[title] is None
            assert row not in remarked_rows(summary)
        else:
            assert amounts[title] == int(number), check
            exact += int(number)
    assert sum(amounts[f"案件{row:02}"] for row in (*range(1, 17), 23, 24, 25)) == exact
    assert exact > 2**53


@pytest.mark.parametrize("currency", ["JPY", "USD"])
def test_numbers_of_single_cells(described: dict[str, dict[str, Any]], currency: str) -> None:
    column = [check["raw"] for check in checks(described, "05")]
    number = decimal_cell("auto", "", currency, lambda: decide_signs(column))
    for check in checks(described, "05"):
        doubts: list[str] = []
        wanted = check["number"]
        text = check["raw"].replace("(税込)", "")
        if wanted is None or wanted == "error":
            with pytest.raises(CellRefused):
                number(text, doubts.append)
        else:
            found = number(text, doubts.append)
            if wanted in ("warn", "ask"):
                assert len(doubts) == 1
            else:
                assert (found, doubts) == (Decimal(wanted), [])


def test_days_are_right_or_refused(
    workspace: Any, realdata: Path, described: dict[str, dict[str, Any]]
) -> None:
    summary = imported(workspace, realdata / "dirty" / described["07"]["file"])
    days = kept(workspace, "expected_close")
    for check in checks(described, "07"):
        row, wanted = check["row"], check["date"]
        title = f"案件{row:02}"
        if wanted is None:
            assert days[title] is None
        elif wanted.startswith(("error", "empty or error")):
            assert title not in days, check
            assert row in refused_rows(summary)
        elif wanted.startswith(("ask", "warn")):
            named = re.search(r"\d{4}-\d\d-\d\d", wanted)
            # 9999-12-31 stands for no day.
            assert days[title] == (named[0] if named else None), check
            assert row in remarked_rows(summary), check
        else:
            assert days[title] == wanted[:10], check
            assert row not in remarked_rows(summary) | refused_rows(summary), check
    assert summary.refused == len(refused_rows(summary)) == 7
    assert summary.created == 33 - 7


def test_instants_are_right_to_the_minute(described: dict[str, dict[str, Any]]) -> None:
    read = moment_cell("auto", TOKYO)
    for check in checks(described, "07"):
        wanted = check["date"]
        if wanted is None or not re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", wanted):
            continue
        found = read(check["raw"])
        if "T" in wanted:
            at = datetime.fromisoformat(wanted if "+" in wanted else f"{wanted}+09:00")
            assert found == Moment(int(at.timestamp()), None), check
        else:
            day = date.fromisoformat(wanted)
            assert found == Moment(start_of_day(day, TOKYO), wanted), check


def test_full_width_texts_are_kept_and_compared_alike(
    workspace: Any, realdata: Path, tmp_path: Path, described: dict[str, dict[str, Any]]
) -> None:
    path = realdata / "dirty" / described["06"]["file"]
    summary = import_files(workspace, [path], mapping(tmp_path, CONTACTS), at=NOW)
    assert (summary.created, summary.refused) == (4, 0)
    rows = workspace.raw.execute("SELECT name, phone, email, created_at FROM contact ORDER BY id")
    people = list(rows)
    assert people[0][1] == "０３－１２３４－５６７８"
    assert people[1][0] == "全角　スペース"
    assert people[2][2].rstrip("\u200b") == "a@b.example"
    phones = [phone_key(one[1]) for one in people]
    mails = [mail_key(one[2]) for one in people]
    for check in checks(described, "06"):
        row = check["row"] - 1
        wanted = check.get("normalised", "")
        if check["column"] == "電話":
            assert phones[row] == wanted.replace("-", "")
        elif check["column"] == "メール":
            assert mails[row] == wanted.partition(" ")[0]
        elif check["column"] == "設立":
            assert people[row][3] == start_of_day(date.fromisoformat(check["date"]), TOKYO)
    assert mails[0] == mails[1]


def test_counts_of_employees(
    workspace: Any, realdata: Path, tmp_path: Path, described: dict[str, dict[str, Any]]
) -> None:
    path = realdata / "dirty" / described["06"]["file"]
    summary = import_files(workspace, [path], mapping(tmp_path, COMPANIES), at=NOW)
    found = workspace.raw.execute("SELECT employees FROM company ORDER BY id").fetchall()
    assert [row[0] for row in found] == [1234, 12, 5, 50]
    assert remarked_rows(summary) == {4}


def test_a_mark_that_is_no_hyphen_stays_in_names() -> None:
    name = cell_for(FIELDS["companies"]["name"], Manner(), currency="JPY", zone=TOKYO)
    assert name("スーパー 3ー4 ー") == "スーパー 3ー4 ー"
    assert phone_key("03ー1234ー5670") == "0312345670"
