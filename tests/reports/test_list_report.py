"""A list is printed whole: every row, its numbers, its totals, its names as they are."""

from io import BytesIO

import pypdf
import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.reports.list_report import MOST, Group, ListReport, Value, list_report
from tests.reports.printed import whole

AT = 1_793_000_000


def report(*groups: Group, headings: tuple[str, ...] = ("Deal", "Amount")) -> ListReport:
    return ListReport("Deals", "Aoba", "Asia/Tokyo", headings, groups, about=("all owners",))


def test_every_row_and_total_is_printed() -> None:
    rows: list[list[Value]] = [[f"Deal {number:03}", number * 1000] for number in range(150)]
    groups = (
        Group("Lead", rows[:100], ("Total", 4_950_000)),
        Group("Won", rows[100:], ("Total", 6_225_000)),
    )
    pdf = list_report(report(*groups), made_at=AT)
    said = whole(pdf)
    assert all(said.count(f"Deal {number:03}") == 1 for number in range(150))
    assert "4,950,000" in said
    assert "6,225,000" in said
    assert "150 rows" in said
    pages = pypdf.PdfReader(BytesIO(pdf)).pages
    assert len(pages) > 2
    assert all("Amount" in page.extract_text() for page in pages)


def test_no_page_ends_with_the_name_of_a_group() -> None:
    for number in range(30, 50):
        groups = (Group("First", [["x", 1]] * number), Group("Second group", [["y", 2]] * 3))
        pages = pypdf.PdfReader(BytesIO(list_report(report(*groups), made_at=AT))).pages
        for page in pages:
            lines = [line for line in page.extract_text().splitlines() if line.strip()]
            if "Second group" in lines:
                assert lines.index("Second group") < lines.index("y") or "y" in lines


def test_a_wide_list_is_set_across() -> None:
    headings = tuple(f"A long heading {number}" for number in range(9))
    rows = [["some words in a cell"] * 9]
    pdf = list_report(report(Group("", rows), headings=headings), made_at=AT)
    box = pypdf.PdfReader(BytesIO(pdf)).pages[0].mediabox
    assert box.width > box.height


def test_names_are_printed_as_they_are() -> None:
    names = ["<b>Bold & Sons</b>", '<img src="file:///etc/passwd">', "髙﨑商事㈱", "ｱｵﾊﾞ", "x" * 200]
    pdf = list_report(report(Group("", [[name, 1] for name in names])), made_at=AT)
    said = whole(pdf).replace("\n", "")
    for name in names[:4]:
        assert name in said
    assert "x" * 40 in said


def test_more_rows_than_are_printed_are_said() -> None:
    rows: list[list[Value]] = [[f"Deal {number}", 1] for number in range(MOST + 7)]
    pdf = list_report(report(Group("", rows)), made_at=AT)
    said = whole(pdf)
    assert f"the first {MOST:,} of {MOST + 7:,} rows" in said.replace("\n", " ")


def test_an_empty_list_says_none() -> None:
    assert "0 rows" in whole(list_report(report(), made_at=AT))


def test_it_can_be_cancelled() -> None:
    class Impatient:
        def step(self, done: int, total: int) -> None: ...

        def cancelled(self) -> bool:
            return True

    with pytest.raises(RuleBroken):
        list_report(report(Group("", [["x", 1]])), made_at=AT, progress=Impatient())
