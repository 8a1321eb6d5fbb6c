"""Real lists saved in another form (XLSX, UTF-16, CP932) give the same answers as they are.

Not only some answers: every row of every table that comes of them is the same.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.opening import open_table
from tests.conftest import HERE, NOW
from tests.exchange.lists import all_rows
from tests.exchange.reading.resaved import FORMS, rows_of, saved
from tests.exchange.test_maven import made

pytestmark = pytest.mark.realdata

SMALL = ("maven_crm", "utf-8", ("accounts.csv", "products.csv", "sales_teams.csv"))
LISTS = (
    ("maven_crm", "utf-8", (*SMALL[2], "sales_pipeline.csv")),
    (
        "olist_funnel",
        "utf-8",
        ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv"),
    ),
    ("helpdesk_log", "utf-8", ("Helpdesk.csv",)),
    ("jp_jigyosyo", "cp932", ("JIGYOSYO.CSV",)),
    ("ravenstack", "utf-8", ("ravenstack_accounts.csv", "ravenstack_subscriptions.csv")),
)
FOLDERS = {"ravenstack": "ravenstack_saas"}


def gave_the_same(
    realdata: Path, folder: Path, name: str, encoding: str, files: tuple[str, ...], form: str
) -> None:
    """Imports the files as they are and as they are saved anew; compares everything."""
    mapping = read_mapping(HERE / "mappings" / f"{name}.toml")
    sources = [realdata / FOLDERS.get(name, name) / file for file in files]
    others = [saved(rows_of(path, encoding), folder / "saved", path.stem, form) for path in sources]
    found: list[dict[str, Any]] = []
    told: list[list[tuple[int, int, int]]] = []
    for number, paths in enumerate((sources, others)):
        with made(folder / f"w{number}.revops") as workspace:
            summary = import_files(workspace, paths, mapping, at=NOW + 60)
            found.append(all_rows(workspace))
            told.append([(one.rows, one.created, one.refused) for one in summary.files])
    assert told[0] == told[1]
    assert any(created for _rows, created, _refused in told[0])
    for table, rows in found[0].items():
        assert found[1][table] == rows, table


@pytest.mark.parametrize("form", FORMS)
def test_a_small_list_in_another_form(realdata: Path, tmp_path: Path, form: str) -> None:
    gave_the_same(realdata, tmp_path, *SMALL, form)


@pytest.mark.nightly
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("listed", LISTS, ids=[one[0] for one in LISTS])
def test_every_list_in_another_form(
    realdata: Path, tmp_path: Path, listed: tuple[str, str, tuple[str, ...]], form: str
) -> None:
    gave_the_same(realdata, tmp_path, *listed, form)


def described(realdata: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (realdata / "dirty" / "expected.json").read_text(encoding="utf-8")
    )
    return found


@pytest.mark.parametrize("form", FORMS)
def test_dirty_files_in_another_form(realdata: Path, tmp_path: Path, form: str) -> None:
    """Cell by cell; a text that CP932 does not hold is saved by no spreadsheet program."""
    compared = 0
    for one in described(realdata):
        source = realdata / "dirty" / one["file"]
        with open_table(source).rows() as rows:
            own = [row.cells for row in rows]
        table = open_table(source)
        with table.rows():
            header = table.header
        if form == "cp932" and not all(_fits("".join(cells)) for cells in [header, *own]):
            continue
        if form == "xlsx" and any(len(cell) > 32_767 for cells in own for cell in cells):
            continue
        path = saved([header, *own], tmp_path / "saved", source.stem, form)
        other = open_table(path, Layout(header_line=1, footer_rows=0))
        with other.rows() as found:
            texts = [row.cells for row in found]
        assert other.header == header, source.name
        assert [[_plain(cell) for cell in cells] for cells in texts] == [
            [_plain(cell) for cell in cells] for cells in own
        ], source.name
        compared += 1
    assert compared >= 8


def _fits(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _plain(text: str) -> str:
    """Line ends are as every program likes them, and blanks alone are nothing."""
    return "" if text.isspace() else text.replace("\r\n", "\n").replace("\r", "\n")
