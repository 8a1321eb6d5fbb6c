"""The month on one page: it fits whatever the names, and says what the pages say."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import update

from revops_desktop import i18n
from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.overview import overview
from revops_desktop.database import tables
from revops_desktop.database.workspace import Workspace
from revops_desktop.reports.blocks import Stack
from revops_desktop.reports.diagnosis import Diagnosis, diagnosis
from revops_desktop.reports.one_page import DENSITIES, OnePage
from revops_desktop.reports.paper import PAPERS, Frame
from revops_desktop.reports.parts import month
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.periods import DAY
from tests.reports.drawn import check
from tests.reports.parts.drawn_parts import WIDTH, asked_of
from tests.reports.printed import whole
from tests.reports.story import END, NASTY, tell

MONTH = "2026-04"
AT = END + 3600
NOTES = "私たちは4月に2名が退職し、引き継ぎに時間がかかりました。<b>&</b>\n" * 30
LONG = (
    "W" * 200,
    "見込み客への初回のご連絡と課題のヒアリング・日程調整および社内での確認と承認の取得",
)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with tell(tmp_path_factory.mktemp("month") / "story.revops", deals=400) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("hostile") / "story.revops"
    with tell(path, deals=400, name="W" * 200) as workspace:
        names = [*NASTY, *LONG]
        with workspace.bulk(at=3) as session:
            for table in (tables.stage, tables.exit_reason, tables.pipeline):
                for number in range(1, 6):
                    name = f"{names[-number]} {number}"
                    session.execute(update(table).where(table.c.id == number).values(name=name))
        yield workspace


@pytest.fixture(scope="module")
def usual(story: Workspace) -> Diagnosis:
    return asked_of(story, "month", MONTH, AT)


@pytest.fixture(scope="module")
def nasty(hostile: Workspace) -> Diagnosis:
    found = asked_of(hostile, "month", MONTH, AT)
    return replace(found, asked=replace(found.asked, notes=NOTES))


def pages(found: Diagnosis, **changed: object) -> tuple[int, str]:
    """How many pages it has, and all it says."""
    wanted = replace(found.wanted, **changed)  # type: ignore[arg-type]  # named by the test
    pdf = diagnosis(replace(found, wanted=wanted), made_at=AT)
    return len(pypdf.PdfReader(BytesIO(pdf)).pages), whole(pdf)


@pytest.mark.parametrize("paper", sorted(PAPERS))
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_it_is_one_page_with_any_names(nasty: Diagnosis, language: str, paper: str) -> None:
    number, said = pages(nasty, language=language, paper=PAPERS[paper])
    assert number == 1
    with i18n.use_language(language):
        assert i18n._("Key figures") in said
        assert i18n._("Notes") in said


@pytest.mark.parametrize("number", range(len(DENSITIES)))
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_nothing_lies_on_anything_at_any_density(
    usual: Diagnosis, nasty: Diagnosis, language: str, number: int
) -> None:
    for found in (usual, nasty):
        with i18n.use_language(language):
            answer = found.answers[0][1]
            stack = Stack(tuple(month._version(answer, found.asked, DENSITIES[number])))
            frame = Frame(46, 60, WIDTH, stack.height(WIDTH))
            check(lambda sheet, at, of=stack: of.draw(sheet, at.x, at.y, at.width), frame)  # type: ignore[misc]  # bound here


def test_the_densest_fits_on_the_smallest_page(nasty: Diagnosis) -> None:
    for language in i18n.LANGUAGES:
        with i18n.use_language(language):
            (page,) = month._blocks(nasty.answers[0][1], nasty.asked)
            assert isinstance(page, OnePage)
            # Letter, under a head of two lines.
            parts = page.split(612.0 - 92, 792.0 - 50 - 150)
            assert parts is not None
            assert parts[0].height(612.0 - 92) <= 792.0 - 50 - 150


def test_what_it_prints_is_what_the_overview_and_metrics_say(
    story: Workspace, usual: Diagnosis
) -> None:
    found = usual
    printed = {(one.key, one.subject): one.value for one in found.printed()}
    view = story.ask(overview, pipeline_id=1, month=MONTH, now=END - 1, as_of=END)
    for one in view.figures:
        assert printed[one.key, ""] == one.now.shown
        assert one.before is not None
        assert printed[one.key, "month:2026-03"] == one.before.shown
    said = story.ask(metrics, as_of=END, pipeline_id=1, period=found.asked.period, now=END - 1)
    assert printed["won", ""] == said["won"]["count"]
    assert to_major(int(printed["won_amount", ""] or 0), "JPY") == said["won"]["amount"]
    assert printed["open", ""] == said["open"]["count"]
    assert printed["win_rate", ""] == pytest.approx(said["win_rate"]["count"]["rate"])
    assert printed["sales_cycle", ""] == pytest.approx(said["sales_cycle_days"]["median"])
    number, text = pages(found)
    assert number == 1
    for one in view.figures:
        assert i18n.count(one.now.n) in text


def test_of_a_running_month_it_is_said(story: Workspace) -> None:
    found = asked_of(story, "month", MONTH, END - 10 * DAY)
    assert found.asked.is_running
    _number, said = pages(found)
    assert "So far: the month is not over" in said
    assert "Apr, so far" in said
    assert "missed" not in said


@pytest.mark.parametrize("deals", [0, 1, 10])
def test_with_few_deals_it_says_what_to_record(tmp_path: Path, deals: int) -> None:
    with tell(tmp_path / "few.revops", deals=deals) as workspace:
        found = asked_of(workspace, "month", MONTH, AT)
        number, said = pages(found)
        assert number == 1
        assert "There is too little yet to name a bottleneck." in said
        assert ("Nothing is recorded" in said) == (deals == 0)
        assert ("Key figures" in said) == (deals > 0)
        assert "Record the wins of the last year" in said
