"""Whole reports of files of every size and of odd months: their pages, lines, links and outline."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest

from revops_desktop.database.workspace import Workspace
from revops_desktop.i18n import use_language
from revops_desktop.reports.diagnosis import Diagnosis, diagnosis, diagnosis_figures
from revops_desktop.reports.paper import PAPERS, PaperKey
from revops_desktop.reports.part import Wanted
from revops_desktop.reports.parts.listing import PARTS
from revops_desktop.rules.periods import DAY
from tests.reports.layout import flaws, texts
from tests.reports.reading import compact, read
from tests.reports.story import END, tell

MADE_AT = END + 3600
MONTH = "2026-04"
# What must not begin a line in Japanese, and what must not end one.
NO_START = frozenset(
    "、。，．：；？！」』）］｝】〉》〕・ーゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％‰℃),.!?]}%"
)
NO_END = frozenset("「『（［｛【〈《〔([{¥$")


def _made(found: Diagnosis, language: str, paper: PaperKey = "a4", made_at: int = MADE_AT) -> bytes:
    there = Wanted(1, found.wanted.month, language, made_at, paper=PAPERS[paper])
    return diagnosis(Diagnosis(there, found.asked, found.answers), made_at=made_at)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("pages") / "story.revops", deals=250) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def found(story: Workspace) -> Diagnosis:
    return diagnosis_figures(story.ask, Wanted(1, MONTH, "ja", MADE_AT))


@pytest.mark.parametrize("deals", [0, 1, 10])
def test_few_deals_leave_no_empty_page(tmp_path: Path, deals: int) -> None:
    with tell(tmp_path / "few.revops", deals=deals, seed=3) as workspace:
        few = diagnosis_figures(workspace.ask, Wanted(1, MONTH, "ja", MADE_AT))
    assert flaws(_made(few, "ja")) == []
    assert flaws(_made(few, "en", "letter"), contrasts=False) == []


@pytest.mark.parametrize(
    ("month", "at"),
    [
        ("2026-04", END - 12 * DAY),
        ("2024-05", MADE_AT),
        ("2024-04", MADE_AT),
        ("2020-01", MADE_AT),
    ],
    ids=["running", "first", "before the records", "long before"],
)
def test_odd_months_are_told_on_whole_pages(story: Workspace, month: str, at: int) -> None:
    odd = diagnosis_figures(story.ask, Wanted(1, month, "ja", at))
    assert flaws(_made(odd, "ja", made_at=at), contrasts=False) == []


@pytest.mark.parametrize(("language", "paper"), [("ja", "letter"), ("en", "a4")])
def test_pages_are_without_fault(found: Diagnosis, language: str, paper: PaperKey) -> None:
    assert flaws(_made(found, language, paper)) == []


@pytest.mark.nightly
@pytest.mark.parametrize("deals", [10_000, 100_000])
def test_many_deals_stay_on_their_pages(tmp_path: Path, deals: int) -> None:
    with tell(tmp_path / "many.revops", deals=deals) as workspace:
        many = diagnosis_figures(workspace.ask, Wanted(1, MONTH, "ja", MADE_AT))
    assert flaws(_made(many, "ja", "letter")) == []
    assert flaws(_made(many, "en", "a4")) == []


def test_no_line_begins_or_ends_against_the_rules(found: Diagnosis) -> None:
    wrong = [
        (one.page, one.text)
        for _page, said in texts(_made(found, "ja"))
        for one in _whole_lines(said)
        if one.text and len(one.text) > 1 and (one.text[0] in NO_START or one.text[-1] in NO_END)
    ]
    assert wrong == []


def _whole_lines(said: list[Any]) -> list[Any]:
    """Runs of text that no other run goes before or after on their line: whole lines."""
    return [
        one
        for one in said
        if not any(
            other is not one
            and abs(other.bottom - one.bottom) < one.size
            and min(abs(other.x - one.right), abs(one.x - other.right)) < one.size
            for other in said
        )
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_contents_and_outline_lead_to_the_parts(found: Diagnosis, language: str) -> None:
    pdf = _made(found, language)
    reader = pypdf.PdfReader(BytesIO(pdf))
    with use_language(language):
        titles = [part.title() for part in PARTS]
    lines = read(pdf)
    begins = {
        number: next(
            (line.page for line in lines if compact(line.text) == compact(f"{number}{title}")), 1
        )
        for number, title in enumerate(titles, 1)
    }
    outline = [one for one in reader.outline if not isinstance(one, list)]
    assert [str(one.title) for one in outline] == titles
    for number, one in enumerate(outline, 1):
        assert (reader.get_destination_page_number(one) or 0) + 1 == begins[number]
    pages = {page.indirect_reference: number for number, page in enumerate(reader.pages, 1)}
    leading = []
    for page in reader.pages:
        for annotation in page.get("/Annots", ()):
            link: Any = annotation.get_object()
            leading.append(pages[link["/Dest"][0]])
    assert leading == list(begins.values())
