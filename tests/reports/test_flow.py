"""Pages are filled from blocks: nothing overflows, nothing is lost, nothing stands alone."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revops_desktop.reports import sheet
from revops_desktop.reports.blocks import (
    Beside,
    Block,
    Gap,
    Heading,
    NewPage,
    Panel,
    Paragraph,
    Points,
    Whole,
)
from revops_desktop.reports.flow import Chapter, Layout, Opening, draw_page, lay_out
from revops_desktop.reports.frame import Heads
from revops_desktop.reports.paper import A4, LETTER, Paper
from revops_desktop.reports.table import Column, Table, row
from tests.reports.printed import bookmarks_of, whole

HEADS = Heads("Monthly diagnosis", "株式会社青葉", "2026年10月", "from … to …", "made by hand")
WORDS = "受注が減ったのではなく、商談の入口が細くなっています。ARR is 1,200 and growing. "


@dataclass(frozen=True)
class Slab(Whole):
    """So many points of nothing."""

    points: float

    def height(self, width: float) -> float:
        return self.points

    def draw(self, sheet: sheet.Sheet, x: float, y: float, width: float) -> None:
        sheet.box(x, y, width, self.points, border="#000000")


def chapter(number: int, *blocks: Block, message: str = "It is so.", whole_page: bool = False):
    return Chapter(Opening(number, f"part-{number}", f"Part {number}", message), blocks, whole_page)


def drawn(layout: Layout, paper: Paper = A4) -> bytes:
    description = sheet.Description("Title", "Author", "Subject", "", "ja", 0, "Asia/Tokyo")

    def page(number: int):
        return lambda sheet_, pages: draw_page(layout, number, HEADS, sheet_, pages)

    return sheet.make(description, [page(one) for one in range(len(layout.pages))], paper=paper)


tables = st.integers(1, 90).map(
    lambda rows: Table(
        (Column("Name", 3, "left"), Column("Count")),
        tuple(row(f"row {number}", str(number)) for number in range(rows)),
        notes=("A note.",),
    )
)
blocks = st.one_of(
    st.floats(5, 400).map(Slab),
    st.floats(1, 60).map(Gap),
    st.just(NewPage()),
    st.just(Heading("What happened", "a note")),
    st.integers(1, 60).map(lambda times: Paragraph(WORDS * times)),
    st.integers(1, 5).map(lambda times: Points((WORDS,) * times)),
    st.integers(1, 5).map(lambda times: Panel((Paragraph(WORDS * times),))),
    st.tuples(st.floats(5, 200), st.floats(5, 200)).map(
        lambda two: Beside((Slab(two[0]),), (Slab(two[1]),))
    ),
    tables,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(blocks, min_size=1, max_size=8), min_size=1, max_size=5), st.booleans())
def test_no_page_overflows_or_is_empty(parts: list[list[Block]], is_letter: bool) -> None:
    paper = LETTER if is_letter else A4
    layout = lay_out([chapter(n, *each) for n, each in enumerate(parts, 1)], HEADS, paper)
    for page in layout.pages:
        assert page.placed
        ends = 0.0
        for y, block in page.placed:
            assert y >= ends
            ends = y + block.height(layout.width)
        assert ends <= layout.bottom + 0.01


@pytest.mark.parametrize("filled", range(400, 620, 10))
def test_a_heading_is_never_left_alone_at_the_foot(filled: int) -> None:
    layout = lay_out([chapter(1, Slab(filled), Heading("What happened"), Slab(90))], HEADS, A4)
    assert not any(page.placed[-1][1].keeps_next for page in layout.pages)


def test_every_row_of_a_long_table_is_printed_once_below_a_head() -> None:
    table = Table(
        (Column("Name", 3, "left"), Column("Count")),
        tuple(row(f"row {number:03}", str(number)) for number in range(200)),
        notes=("A note at the end.",),
    )
    layout = lay_out([chapter(1, table)], HEADS, A4)
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(drawn(layout))).pages]
    said = "\n".join(pages)
    assert all(said.count(f"row {number:03}") == 1 for number in range(200))
    assert all("Count" in page for page in pages)
    assert [("A note" in page) for page in pages] == [False] * (len(pages) - 1) + [True]


def test_the_contents_name_and_link_the_page_of_each_part() -> None:
    parts = [chapter(1, Slab(500), whole_page=True)]
    parts += [chapter(number, Slab(400), message=f"Message {number}.") for number in range(2, 6)]
    layout = lay_out(parts, HEADS, A4)
    pdf = drawn(layout)
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert layout.begins == {"part-1": 1, "part-2": 2, "part-3": 3, "part-4": 4, "part-5": 5}
    contents = reader.pages[1].extract_text()
    for number in range(2, 6):
        assert f"Message {number}." in contents
        assert f"Message {number}." in reader.pages[number - 1].extract_text()
    links = [one.get_object() for one in cast(list[Any], reader.pages[1]["/Annots"])]
    pages = [page.indirect_reference for page in reader.pages]
    assert [pages.index(link["/Dest"][0].indirect_reference) + 1 for link in links] == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert bookmarks_of(reader) == [f"Part {number}" for number in range(1, 6)]


def test_short_parts_share_a_page() -> None:
    parts = [chapter(number, Slab(30)) for number in range(1, 5)]
    assert len(lay_out(parts, HEADS, A4).pages) == 1


def test_a_part_alone_has_no_contents() -> None:
    layout = lay_out([chapter(1, Slab(60))], HEADS, A4)
    assert "Contents" not in whole(drawn(layout))


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_the_paper_is_the_one_chosen(paper: Paper) -> None:
    pdf = drawn(lay_out([chapter(1, Slab(60))], HEADS, paper), paper)
    box = pypdf.PdfReader(BytesIO(pdf)).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((paper.width, paper.height))
