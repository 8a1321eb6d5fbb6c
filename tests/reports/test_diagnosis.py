"""The whole diagnosis as a file: what it is, what it survives, and that it can be stopped."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import RuleBroken, StorageProblem
from revops_desktop.i18n import _, use_language
from revops_desktop.reports.diagnosis import Diagnosis, diagnosis, diagnosis_figures, drawn
from revops_desktop.reports.paper import A4, LETTER, PAPERS
from revops_desktop.reports.part import Wanted
from revops_desktop.reports.parts.listing import PARTS
from revops_desktop.reports.recorded import record_of
from revops_desktop.reports.saved import save
from revops_desktop.rules.periods import end_of_day, month_period
from tests.reports.printed import language_of, pieces, whole
from tests.reports.story import END, tell

MADE_AT = END + 3600
MONTH = "2026-04"
# The report of a year has charts on every page, and fonts as subsets.
MOST_BYTES = 600_000


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("story") / "story.revops", deals=200) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def found(story: Workspace) -> Diagnosis:
    return diagnosis_figures(story.ask, Wanted(1, MONTH, "en", MADE_AT))


def made(found: Diagnosis, **changed: object) -> bytes:
    """The report in another language, on other paper …"""
    wanted = replace(found.wanted, **changed)  # type: ignore[arg-type]  # named by the test
    return diagnosis(replace(found, wanted=wanted), made_at=MADE_AT)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_file_knows_what_it_is(found: Diagnosis, language: str) -> None:
    pdf = made(found, language=language)
    assert len(pdf) <= MOST_BYTES
    assert b"Helvetica" not in pdf
    assert pdf == made(found, language=language)
    reader = pypdf.PdfReader(BytesIO(pdf))
    assert language_of(reader) == language
    titles = [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]
    with use_language(language):
        assert _("Monthly diagnosis") in str(reader.metadata and reader.metadata.title)
        for part in PARTS:
            assert any(part.title() in title for title in titles), part.key
    last = len(reader.pages)
    assert f"{last} / {last}" in whole(pdf)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_figures_asked_in_one_language_are_told_in_the_other(
    story: Workspace, found: Diagnosis, language: str
) -> None:
    with use_language("ja"):
        there = diagnosis_figures(story.ask, Wanted(1, MONTH, "ja", MADE_AT))
    assert made(there, language=language) == made(found, language=language)


def test_paper_is_as_chosen(found: Diagnosis) -> None:
    for paper in (A4, LETTER):
        boxes = {
            (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
            for page in pypdf.PdfReader(BytesIO(made(found, paper=PAPERS[paper.key]))).pages
        }
        assert boxes == {(round(paper.width), round(paper.height))}


def test_one_part_alone_is_what_it_is_in_the_whole(story: Workspace, found: Diagnosis) -> None:
    alone = diagnosis_figures(story.ask, Wanted(1, MONTH, "en", MADE_AT, parts=("speed",)))
    assert [part.key for part, _answer in alone.answers] == ["speed"]
    whole_ones = {(one.key, one.subject): one for one in found.printed()}
    for one in alone.printed():
        there = whole_ones[one.key, one.subject]
        assert (there.value is None) == (one.value is None)
    with pytest.raises(RuleBroken, match="no part “speeed”"):
        diagnosis_figures(story.ask, Wanted(1, MONTH, "en", MADE_AT, parts=("speeed",)))


@pytest.mark.parametrize("deals", [0, 1, 10])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_few_deals_make_a_report(tmp_path: Path, deals: int, language: str) -> None:
    with tell(tmp_path / "few.revops", deals=deals, seed=3) as workspace:
        few = diagnosis_figures(workspace.ask, Wanted(1, MONTH, language, MADE_AT))
        said = pieces(diagnosis(few, made_at=MADE_AT))
        assert all(page for page in said)
        kept = record_of(few, drawn(few, made_at=MADE_AT))
    assert kept["made"].parts == tuple(part.key for part in PARTS)


NASTY = [
    "<b>青葉</b> & Sons <A> Ltd",
    '<img src="file:///etc/passwd"> <a href="javascript:alert(1)">x</a>',
    "無空白" * 66,
    "x" * 200,
    "髙﨑𠮷田商店 ｶﾌﾞｼｷｶﾞｲｼｬ",
    "一行目\n二行目",
    "&amp; %s {0} {name} \\n",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_is_printed_as_it_is(found: Diagnosis, name: str) -> None:
    asked = replace(found.asked, settings=replace(found.asked.settings, name=name))
    pdf = made(replace(found, asked=asked), language="ja")
    plain = "".join(name.split())
    kept = plain if len(plain) < 60 else plain[:20]
    assert kept.replace(" ", "") in "".join(whole(pdf).split())
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:
        assert not page.images
        for link in page.get("/Annots", ()):
            assert "/URI" not in str(link.get_object())


def test_an_emoji_is_seen_to_be_missing(found: Diagnosis) -> None:
    asked = replace(found.asked, settings=replace(found.asked.settings, name="🙂商会"))
    assert "〓商会" in whole(made(replace(found, asked=asked)))


class Stop:
    """Asks to stop at the second look."""

    def __init__(self) -> None:
        self.looks = 0

    def step(self, done: int, total: int) -> None:
        assert 0 <= done <= total

    def cancelled(self) -> bool:
        self.looks += 1
        return self.looks >= 2


def test_it_stops_when_asked(story: Workspace) -> None:
    with pytest.raises(RuleBroken, match="cancelled"):
        diagnosis_figures(story.ask, Wanted(1, MONTH, "en", MADE_AT), Stop())


def test_it_is_written_whole_or_not_at_all(found: Diagnosis, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    pdf = made(found)
    save(out, pdf)
    assert out.read_bytes() == pdf
    with pytest.raises(StorageProblem, match="does not exist"):
        save(tmp_path / "nowhere" / "report.pdf", pdf)
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_month_that_is_not_over_says_so(story: Workspace) -> None:
    last = month_period(MONTH).last
    assert last is not None
    at = end_of_day(last.replace(day=20), "Asia/Tokyo") - 60
    running = diagnosis_figures(story.ask, Wanted(1, MONTH, "en", at, parts=("river",)))
    text = whole(diagnosis(running, made_at=at))
    assert "the month is not over: as of 20 Apr 2026" in text
