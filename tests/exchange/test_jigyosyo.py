"""21,845 real offices from a file without a header give the counts of its README, asked as a person
asks: through the list of companies and the search.
"""

import csv
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics import company_list
from revops_desktop.analytics.record_list import Wanted
from revops_desktop.analytics.search import find
from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import HERE, NOW
from tests.exchange.test_maven import made

MAPPING = HERE / "mappings" / "jp_jigyosyo.toml"
pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def reference(realdata: Path) -> dict[str, Any]:
    text = (realdata / "jp_jigyosyo" / "reference.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def brought(workspace: Workspace, realdata: Path, at: int) -> ImportSummary:
    path = realdata / "jp_jigyosyo" / "JIGYOSYO.CSV"
    return import_files(workspace, [path], read_mapping(MAPPING), at=at)


@pytest.fixture(scope="module")
def offices(realdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with made(tmp_path_factory.mktemp("jp") / "a.revops", currency="JPY") as workspace:
        summary = brought(workspace, realdata, NOW + 60)
        assert (summary.rows, summary.created, summary.refused) == (21845, 21845, 0)
        assert summary.files[0].header[:3] in (
            ("列1", "列2", "列3"),
            ("Column 1", "Column 2", "Column 3"),
        )
        yield workspace


def counted(workspace: Workspace, **only: str) -> int:
    """How many companies the list shows that hold these words in these columns."""
    wanted = Wanted(only=tuple(only.items()))
    return len(workspace.ask(company_list.found, wanted=wanted).ids)


def test_every_row_is_a_company_and_its_name_is_as_it_came(
    offices: Workspace, reference: dict[str, Any]
) -> None:
    assert counted(offices) == reference["rows"]
    ids = offices.ask(company_list.found, wanted=Wanted()).ids
    cells = offices.ask(company_list.rows, ids=ids, keys=("name",))
    names = {row[2] for row in cells.values()}
    # Blanks at either end are no part of a name.
    assert len(names) == reference["names"]["distinct_raw"]
    first = offices.raw.execute("SELECT name, reading, address FROM company ORDER BY id LIMIT 1")
    assert first.fetchone() == (
        "「うれしい北海道プレゼント」　事務局",
        "<ｳﾚｼｲﾎﾂｶｲﾄﾞｳﾌﾟﾚｾﾞﾝﾄ> ｼﾞﾑｷﾖｸ",
        "北海道札幌市中央区大通西３丁目６",
    )


def test_the_counts_of_the_readme(offices: Workspace, reference: dict[str, Any]) -> None:
    examples = reference["search_examples (rows)"]
    assert counted(offices, name="銀行") == examples["name contains 銀行"] == 388
    assert counted(offices, reading="トヨタ") == examples["NFKC kana contains トヨタ"] == 119
    assert counted(offices, name="NTT") == 77
    assert counted(offices, address="東京都千代田区") == 743
    assert counted(offices, region="東京都") == 4566
    regions = offices.raw.execute("SELECT region, count(*) FROM company GROUP BY region")
    assert dict(regions) == reference["by_prefecture"]


@pytest.mark.parametrize("typed", ["ﾄﾖﾀ", "とよた", "トヨタ"])
def test_the_search_finds_them_however_they_are_typed(
    offices: Workspace, realdata: Path, typed: str
) -> None:
    ids = offices.ask(company_list.found, wanted=Wanted(text=typed)).ids
    with (realdata / "jp_jigyosyo" / "JIGYOSYO.CSV").open(encoding="cp932", newline="") as file:
        texts = [unicodedata.normalize("NFKC", row[1] + "\n" + row[2]) for row in csv.reader(file)]
    # とよた and 豊田 are written in kana where the name has them; トヨタ stands in both.
    assert len(ids) == sum("トヨタ" in text or "とよた" in text for text in texts) >= 119
    assert offices.ask(find, text=typed).companies


def test_a_second_import_changes_nothing(offices: Workspace, realdata: Path) -> None:
    again = brought(offices, realdata, NOW + 120)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 21845)
