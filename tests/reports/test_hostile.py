"""Names that try to be more than names: a report prints them as they are and keeps its layout."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from revops_desktop.app import make_demo
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.reports import fonts, sheet
from revops_desktop.reports.diagnosis import Diagnosis, diagnosis, diagnosis_figures
from revops_desktop.reports.paper import PAPERS, Look, PaperKey
from revops_desktop.reports.part import Wanted
from revops_desktop.reports.text import one_line, printable
from tests.reports.layout import flaws, texts
from tests.reports.printed import whole
from tests.reports.test_sheet import described

AT = 1_793_000_000
MONTH = "2026-08"
NAMES = (
    "<b>x",
    "a & b",
    '<img src="file:///etc/passwd">',
    "X" * 200,
    "無空白の名前" * 34,
    "🙂商会🏳️‍🌈",
    "髙﨑𠮷田",
    "ﾊﾝｶｸｶﾅ㈱ﾃｽﾄ",
    "שלום مرحبا",
    "bell\x07 and\x00 null\u202e turned",
    "一行目\n二行目\tタブ",
    "&amp;%s{0}\\n",
    "、。始まり（",
)
# What of a file a report prints by name: column and how many of its rows.
_NAMED = (
    (tables.deal.c.title, 100_000),
    (tables.company.c.name, 100_000),
    (tables.deal.c.source, 0),
    (tables.member.c.name, 1000),
    (tables.stage.c.name, 1000),
    (tables.function.c.name, 1000),
    (tables.exit_reason.c.name, 1000),
    (tables.pipeline.c.name, 1000),
    (tables.handoff_item.c.name, 1000),
)


def _rename(session: Session, *, names: tuple[str, ...], business: str) -> None:
    """Gives every row a name; each is told from others by its number at the end."""
    for column, most in _NAMED:
        table = column.table
        ids = session.scalars(select(table.c.id).order_by(table.c.id).limit(most)).all()
        for place, each in enumerate(ids):
            name = f"{names[place % len(names)]}{each}"
            session.execute(update(table).where(table.c.id == each).values({column.name: name}))
    sources = session.scalars(select(tables.deal.c.source).distinct().order_by(None)).all()
    for place, source in enumerate(sorted(one for one in sources if one)):
        named = tables.deal.c.source == source
        new = f"{names[place % len(names)]}{place}"
        session.execute(update(tables.deal).where(named).values(source=new))
    session.execute(update(tables.workspace).values(name=business))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("hostile") / "demo.revops"
    make_demo(file, today=date(2026, 9, 15), deals=300)
    return file


@pytest.fixture(scope="module")
def hostile(demo: Path) -> Iterator[Diagnosis]:
    with Workspace.open(demo) as workspace:
        with workspace.bulk(at=AT) as session:
            _rename(session, names=NAMES, business=NAMES[2] + "・" + NAMES[3])
        yield diagnosis_figures(workspace.ask, Wanted(1, MONTH, "ja", AT, notes="\n".join(NAMES)))


def _made(found: Diagnosis, language: str, paper: PaperKey = "a4", colour: str = "") -> bytes:
    look = Look(colour) if colour else Look()
    wanted = Wanted(
        1, MONTH, language, AT, paper=PAPERS[paper], look=look, notes=found.wanted.notes
    )
    return diagnosis(Diagnosis(wanted, found.asked, found.answers), made_at=AT)


def test_names_are_printed_as_they_are_and_the_layout_holds(hostile: Diagnosis) -> None:
    pdf = _made(hostile, "ja", "letter", "#ffee00")
    assert flaws(pdf) == []
    said = "".join(whole(pdf).split())
    for name in NAMES:
        with_marks = "".join(one_line(printable(name, fonts.has_glyph)).split())
        assert with_marks[:6] in said, name
    assert "〓商会" in said


@pytest.mark.nightly
@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#00ff00", "#ff0000", "#777777"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_any_colour_and_language_can_be_read(
    hostile: Diagnosis, language: str, colour: str
) -> None:
    assert flaws(_made(hostile, language, "a4", colour)) == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", ["長" * 100_000, "W" * 100_000, "a b " * 25_000, " ", "🙂" * 300])
def test_a_name_without_end_is_cut(demo: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "long.revops"
    file.write_bytes(demo.read_bytes())
    file.chmod(0o600)
    with Workspace.open(file) as workspace:
        with workspace.bulk(at=AT) as session:
            _rename(session, names=(name,), business=name)
        found = diagnosis_figures(workspace.ask, Wanted(1, MONTH, "ja", AT, notes=name))
    assert flaws(_made(found, "ja")) == []


def test_the_measure_itself_finds_faults() -> None:
    """A control: what is drawn wrongly on purpose is found."""

    def draw(page: sheet.Sheet, _pages: int) -> None:
        page.write(100, 100, "below another", sheet.BODY)
        page.write(110, 103, "on another", sheet.BODY)
        page.box(100, 200, 200, 30, fill="#2f5fd0")
        page.write(110, 220, "dark on dark", sheet.BODY)
        page.write(page.paper.width - 60, 300, "over the edge", sheet.BODY)

    found = flaws(sheet.make(described(), [draw, lambda _page, _pages: None]))
    for words in ("lies on", "cannot be read", "stands outside", "nothing stands"):
        assert any(words in one for one in found), (words, found)
    assert len(found) == 4
    pdf = sheet.make(described(), [draw])
    assert [len(said) for _page, said in texts(pdf)] == [4]
