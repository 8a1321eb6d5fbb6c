"""Whatever table is written as text, exactly that is read, in every encoding and layout."""

import csv
import io
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revops_desktop.exchange.reading.layout import Layout
from revops_desktop.exchange.reading.looking import look
from revops_desktop.exchange.reading.opening import open_table
from revops_desktop.exchange.refusals import FileRefused

SIGNS = st.sampled_from("ab,;\t|'\"\n\r 1-=あ漢ｶﾞ～—髙é€😀")
TEXTS = st.text(SIGNS, max_size=6)
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=6)
)
LAYOUTS = st.tuples(
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp932"]),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\r\n", "\n", "\r"]),
    st.sampled_from(["", "title\n", 'a;b\tc,"d\n\n']),
)
QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(rows=ROWS, layout=LAYOUTS)
def test_what_is_said_of_a_layout_is_read_exactly(
    tmp_path: Path, rows: list[list[str]], layout: tuple[str, str, str, str]
) -> None:
    encoding, delimiter, line_end, before = layout
    header = [f"column{n}" for n in range(len(rows[0]) if rows else 1)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([header, *rows])
    path = tmp_path / "any.csv"
    try:
        path.write_bytes((before.replace("\n", line_end) + text.getvalue()).encode(encoding))
    except UnicodeEncodeError:
        return
    line = len(before.splitlines()) + 1
    said = Layout("text", encoding, delimiter, '"', header_line=line, footer_rows=0)
    table = open_table(path, said)
    with table.rows() as found:
        read = [row.cells for row in found]
    assert table.header == header
    assert read == [row for row in rows if any(cell.strip() for cell in row)]


@QUICK
@given(content=st.binary(max_size=200) | st.text(SIGNS, max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    try:
        found = look(path)
    except FileRefused as refused:
        assert str(refused).endswith("Nothing was imported.")
        return
    assert len(set(found.header)) == len(found.header)
    assert all(len(row) == len(found.header) for row in found.first_rows)
    assert found.rows >= len(found.first_rows)
