"""What a whole column says of its cells, through the real import; remarks and missing words."""

from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.exchange.cells.date_orders import DateEvidence
from revops_desktop.exchange.deciding import Deciding
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.reading.patience import patience
from revops_desktop.exchange.refusals import Cancelled, FileRefused
from revops_desktop.exchange.summary import ImportSummary
from tests.conftest import NOW
from tests.exchange.lists import mapping, source

DEALS = """
[[source]]
file = "deals.csv"
kind = "deals"
required = []
missing = ["-", "未定"]
[source.columns]
title = "title"
amount = "金額"
expected_close = "close"
created = "made"
[[source.outcome]]
visits = [{ phase = "first" }]
"""


def bring(workspace: Any, folder: Path, text: str, toml: str = DEALS) -> ImportSummary:
    return import_files(workspace, [source(folder, text)], mapping(folder, toml), at=NOW)


def deals(workspace: Any) -> list[tuple[Any, ...]]:
    rows = workspace.raw.execute("SELECT title, amount, expected_close FROM deal ORDER BY id")
    return [tuple(row) for row in rows]


def test_a_day_far_below_says_how_the_first_one_is_read(workspace: Any, tmp_path: Path) -> None:
    rows = "".join(f"D{n},03/04/2026\n" for n in range(300))
    summary = bring(workspace, tmp_path, f"title,close\n{rows}Last,25/12/2026\nIso,2026-05-01\n")
    assert (summary.created, summary.refused, summary.remark_count) == (302, 0, 0)
    found = deals(workspace)
    assert found[0] == ("D0", None, "2026-04-03")
    assert [one[2] for one in found[-2:]] == ["2026-12-25", "2026-05-01"]


def test_what_can_be_read_two_ways_is_asked_before_anything_is_written(
    workspace: Any, tmp_path: Path
) -> None:
    text = "title,close,made\nA,03/04/2026,2026-01-05\nB,05/06/2026,2026-01-06\n"
    with pytest.raises(FileRefused) as refused:
        bring(workspace, tmp_path, text)
    said = str(refused.value)
    assert "“close”" in said
    assert "03/04/2026" in said
    assert "05/06/2026" in said
    assert 'dates = "dmy"' in said
    assert deals(workspace) == []
    # Said by the person, it is read.
    toml = DEALS.replace("[source.columns]", 'dates = { close = "mdy" }\n[source.columns]')
    assert bring(workspace, tmp_path, text, toml).created == 2
    assert [one[2] for one in deals(workspace)] == ["2026-03-04", "2026-05-06"]


def test_each_column_has_its_own_order(workspace: Any, tmp_path: Path) -> None:
    text = "title,close,made\nA,03/04/2026,03/04/2026\nB,13/04/2026,04/13/2026\n"
    assert bring(workspace, tmp_path, text).refused == 0
    assert [one[2] for one in deals(workspace)] == ["2026-04-03", "2026-04-13"]


def test_amounts_are_read_as_their_column_is_written(workspace: Any, tmp_path: Path) -> None:
    text = 'title,金額\nA,1.234\nB,12.000\nC,"7,00"\n'
    assert bring(workspace, tmp_path, text).refused == 0
    assert [one[1] for one in deals(workspace)] == [1234, 12000, 7]


def test_a_unit_in_the_heading_multiplies_and_is_told(workspace: Any, tmp_path: Path) -> None:
    text = 'title,金額（千円）\nA,"1,500"\nB,2万円\nC,\n'
    summary = bring(workspace, tmp_path, text)
    assert [one[1] for one in deals(workspace)] == [1_500_000, 20_000, None]
    told = summary.to_json()["remarks"]
    assert told["count"] == 1
    assert told["reasons"][0]["column"] == "金額（千円）"
    assert "1,000" in told["reasons"][0]["message"]
    assert summary.remarks[0].sentence().startswith("deals.csv, column “")


def test_tax_in_the_heading_is_told(workspace: Any, tmp_path: Path) -> None:
    summary = bring(workspace, tmp_path, "title,金額（税込）\nA,1100\n")
    assert [one[1] for one in deals(workspace)] == [1100]
    assert [(one.row, one.column) for one in summary.remarks] == [(0, "金額（税込）")]
    assert "without tax" in summary.remarks[0].message
    assert bring(workspace, tmp_path, "title,金額（税抜）\nB,1000\n").remarks == ()


def test_missing_words(workspace: Any, tmp_path: Path) -> None:
    text = "title,金額,close\nA,未定,来週\nB,-,未定\n未定,5,—\n"
    toml = DEALS.replace(
        "[source.columns]", '[source.missing_words]\nclose = ["来週", "未定"]\n[source.columns]'
    )
    summary = bring(workspace, tmp_path, text, toml)
    assert summary.refused == 0
    found = deals(workspace)
    assert [one[1:] for one in found] == [(None, None), (None, None), (5, None)]
    # A word that the mapping calls missing everywhere is remarked where a number should be.
    assert [(one.row, one.value) for one in summary.remarks] == [(2, "未定")]


def test_a_remark_of_a_refused_row_is_not_told(workspace: Any, tmp_path: Path) -> None:
    summary = bring(workspace, tmp_path, "title,金額,close\nA,約5,2026-02-30\nB,約5,9999-12-31\n")
    assert (summary.created, summary.refused) == (1, 1)
    assert [(one.row, one.column) for one in summary.remarks] == [(3, "金額"), (3, "close")]
    again = bring(workspace, tmp_path, "title,金額,close\nB,約5,9999-12-31\n")
    assert again.created == 0


def test_the_file_is_read_again_only_where_a_cell_needs_it(
    workspace: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    add = DateEvidence.add

    def watched(self: DateEvidence, text: str) -> None:
        looked.append(text)
        add(self, text)

    monkeypatch.setattr(DateEvidence, "add", watched)
    bring(workspace, tmp_path, "title,close,made\nA,2026-04-01,令和8年4月1日\nB,1 Apr 2026,\n")
    assert looked == []
    bring(workspace, tmp_path, "title,close,made\nC,25/12/2026,2026-04-01\nD,26/12/2026,\n")
    # Once, all columns of days together.
    assert sorted(looked) == ["2026-04-01", "25/12/2026", "26/12/2026"]


def test_days_of_a_joined_file_are_decided_too(workspace: Any, tmp_path: Path) -> None:
    toml = DEALS.replace("[source.columns]", '[source.columns]\nexternal_key = "id"').replace(
        "[[source.outcome]]", '[[source.join]]\nfile = "more.csv"\nkey = "id"\n[[source.outcome]]'
    )
    files = [
        source(tmp_path, "id,title\n1,A\n2,B\n"),
        source(tmp_path, "id,close\n1,03/04/2026\n2,25/12/2026\n", "more.csv"),
    ]
    summary = import_files(workspace, files, mapping(tmp_path, toml), at=NOW)
    assert (summary.created, summary.refused) == (2, 0)
    assert [one[2] for one in deals(workspace)] == ["2026-04-03", "2026-12-25"]


def test_it_stops_when_nobody_waits_for_it(tmp_path: Path) -> None:
    rows = "".join(f"A,{n % 12 + 1:02}/01/2026\n" for n in range(3000))
    path = source(tmp_path, f"title,close\n{rows}")
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) > 2:
            raise Cancelled

    order = Deciding(path, lambda: open_table(path)).order_of("close", itemgetter(1))
    with patience(stop), pytest.raises(Cancelled):
        order()
