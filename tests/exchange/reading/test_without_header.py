"""A real list of 21,845 offices, in CP932, without a header; its counts were taken elsewhere."""

import csv
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.exchange.reading.headings import blank_name
from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table


@pytest.fixture(scope="module")
def offices(realdata: Path) -> Path:
    return realdata / "jp_jigyosyo" / "JIGYOSYO.CSV"


@pytest.fixture
def some(offices: Path, tmp_path: Path) -> Path:
    """The first two thousand."""
    path = tmp_path / "some.csv"
    path.write_bytes(b"".join(offices.read_bytes().splitlines(keepends=True)[:2_000]))
    return path


def test_it_is_seen_to_have_none(offices: Path) -> None:
    found = look(offices)
    layout = found.layout
    assert (layout.encoding, layout.delimiter, layout.quote) == ("cp932", ",", '"')
    assert (layout.line_end, layout.header_line, layout.footer_rows) == ("CRLF", 0, 0)
    assert (found.rows, found.is_whole, found.preamble, found.footer) == (21_845, True, (), ())
    assert found.header == tuple(blank_name(number) for number in range(1, 14))
    assert found.columns[6].holds in ("number", "postal_code", "key", "name")


def test_every_row_is_read_as_it_is(offices: Path) -> None:
    table = open_table(offices)
    with table.rows() as found:
        rows = list(found)
    assert len(rows) == 21_845
    assert not [row for row in rows if row.fault or row.remark]
    assert [row.line for row in rows] == list(range(1, 21_846))
    places = Counter(row.cells[3] for row in rows)
    assert (places["東京都"], places["愛知県"], places["北海道"]) == (4_566, 1_537, 1_241)
    assert len({row.cells[7] for row in rows}) == 21_712
    names = [row.cells[2] for row in rows]
    assert len(set(names)) == 21_062
    plain = ["".join(unicodedata.normalize("NFKC", name).split()) for name in names]
    assert len(set(plain)) == 21_051
    assert sum("銀行" in name for name in names) == 388
    assert sum("NTT" in name for name in plain) == 77
    kana = [unicodedata.normalize("NFKC", row.cells[1]) for row in rows]
    assert sum("トヨタ" in name for name in kana) == 119
    assert sum(row.cells[3] + row.cells[4] == "東京都千代田区" for row in rows) == 743


@pytest.mark.parametrize("encoding", ["utf-16", "euc_jp", "utf-8", "utf-8-sig"])
def test_saved_in_another_encoding_it_is_the_same(
    some: Path, tmp_path: Path, encoding: str
) -> None:
    text = some.read_bytes().decode("cp932")
    # EUC-JP lacks some signs of CP932; these rows are left out.
    lines = [line for line in text.splitlines(keepends=True) if _holds(encoding, line)]
    path = tmp_path / "offices.csv"
    path.write_bytes("".join(lines).encode(encoding))
    assert look(path).layout.encoding == encoding
    table = open_table(path)
    with table.rows() as rows:
        assert [row.cells for row in rows] == list(csv.reader(lines))


def test_a_header_can_be_said_all_the_same(some: Path) -> None:
    found = look(some, Layout(header_line=1))
    assert found.rows == 1_999
    assert found.header[3:5] == ("北海道", "札幌市中央区")


def test_columns_without_a_name_are_found_in_any_language(some: Path) -> None:
    i18n.set_language("ja")
    assert look(some).header[0] == "列1"


def _holds(encoding: str, line: str) -> bool:
    try:
        return line.encode(encoding).decode(encoding) == line
    except UnicodeEncodeError:
        return False
