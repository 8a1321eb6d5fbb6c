"""21,845 real offices from a file without a header give the counts of its README, asked as a person
asks: through the list of companies and the search. By day every tenth of them, counted here.
"""

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

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


class Offices(NamedTuple):
    """A workspace with the list in it, the list, and what an independent program counted of it."""

    workspace: Workspace
    path: Path
    rows: list[list[str]]
    reference: dict[str, Any] | None


def brought(workspace: Workspace, path: Path, at: int) -> ImportSummary:
    return import_files(workspace, [path], read_mapping(MAPPING), at=at)


@pytest.fixture(scope="module", params=[10, pytest.param(1, marks=pytest.mark.nightly)])
def offices(
    request: pytest.FixtureRequest, realdata: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Offices]:
    """One of so many rows."""
    folder = tmp_path_factory.mktemp("jp")
    whole = realdata / "jp_jigyosyo" / "JIGYOSYO.CSV"
    path = folder / whole.name
    path.write_bytes(b"".join(whole.read_bytes().splitlines(keepends=True)[:: request.param]))
    reference = None
    if request.param == 1:
        reference = json.loads(whole.with_name("reference.json").read_text(encoding="utf-8"))
    with path.open(encoding="cp932", newline="") as file:
        rows = list(csv.reader(file))
    with made(folder / "a.revops", currency="JPY") as workspace:
        summary = brought(workspace, path, NOW + 60)
        assert (summary.rows, summary.created, summary.refused) == (len(rows), len(rows), 0)
        assert summary.files[0].header[:3] in (
            ("列1", "列2", "列3"),
            ("Column 1", "Column 2", "Column 3"),
        )
        yield Offices(workspace, path, rows, reference)


def counted(workspace: Workspace, **only: str) -> int:
    """How many companies the list shows that hold these words in these columns."""
    wanted = Wanted(only=tuple(only.items()))
    return len(workspace.ask(company_list.found, wanted=wanted).ids)


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def test_every_row_is_a_company_and_its_name_is_as_it_came(offices: Offices) -> None:
    workspace, rows, reference = offices.workspace, offices.rows, offices.reference
    assert counted(workspace) == len(rows)
    ids = workspace.ask(company_list.found, wanted=Wanted()).ids
    cells = workspace.ask(company_list.rows, ids=ids, keys=("name",))
    # Blanks at either end are no part of a name.
    assert {row[2] for row in cells.values()} == {row[2].strip() for row in rows}
    first = workspace.raw.execute("SELECT name, reading, address FROM company ORDER BY id LIMIT 1")
    assert first.fetchone() == (
        "「うれしい北海道プレゼント」　事務局",
        "<ｳﾚｼｲﾎﾂｶｲﾄﾞｳﾌﾟﾚｾﾞﾝﾄ> ｼﾞﾑｷﾖｸ",
        "北海道札幌市中央区大通西３丁目６",
    )
    if reference is not None:
        assert len(rows) == reference["rows"]
        assert len({row[2] for row in cells.values()}) == reference["names"]["distinct_raw"]


def test_the_counts_of_the_readme(offices: Offices) -> None:
    workspace, rows, reference = offices.workspace, offices.rows, offices.reference
    found = {
        "銀行": counted(workspace, name="銀行"),
        "トヨタ": counted(workspace, reading="トヨタ"),
        "NTT": counted(workspace, name="NTT"),
        "千代田区": counted(workspace, address="東京都千代田区"),
        "東京都": counted(workspace, region="東京都"),
    }
    assert found == {
        "銀行": sum("銀行" in row[2] for row in rows),
        "トヨタ": sum("トヨタ" in folded(row[1]) for row in rows),
        "NTT": sum("NTT" in folded(row[2]) for row in rows),
        "千代田区": sum(row[3:5] == ["東京都", "千代田区"] for row in rows),
        "東京都": sum(row[3] == "東京都" for row in rows),
    }
    assert min(found.values()) > 5
    regions = dict(workspace.raw.execute("SELECT region, count(*) FROM company GROUP BY region"))
    assert regions == Counter(row[3] for row in rows)
    if reference is not None:
        examples = reference["search_examples (rows)"]
        assert found["銀行"] == examples["name contains 銀行"] == 388
        assert found["トヨタ"] == examples["NFKC kana contains トヨタ"] == 119
        assert (found["NTT"], found["千代田区"], found["東京都"]) == (77, 743, 4566)
        assert regions == reference["by_prefecture"]


@pytest.mark.parametrize("typed", ["ﾄﾖﾀ", "とよた", "トヨタ"])
def test_the_search_finds_them_however_they_are_typed(offices: Offices, typed: str) -> None:
    ids = offices.workspace.ask(company_list.found, wanted=Wanted(text=typed)).ids
    texts = [folded(row[1] + "\n" + row[2]) for row in offices.rows]
    # とよた and 豊田 are written in kana where the name has them; トヨタ stands in both.
    assert len(ids) == sum("トヨタ" in text or "とよた" in text for text in texts) > 5
    assert offices.workspace.ask(find, text=typed).companies
    assert offices.reference is None or len(ids) >= 119


def test_a_second_import_changes_nothing(offices: Offices) -> None:
    again = brought(offices.workspace, offices.path, NOW + 120)
    assert (again.created, again.updated, again.unchanged) == (0, 0, len(offices.rows))
