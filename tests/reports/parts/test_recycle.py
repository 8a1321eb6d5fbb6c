"""The part on recycling says what the recycle page says (domain.md §5)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.recycle_figures import recycle_figures
from revops_desktop.database.workspace import Workspace
from revops_desktop.reports.parts import recycle
from revops_desktop.reports.parts.recycle import Recycle
from revops_desktop.rules.periods import month_period
from tests.reports.parts.company import AT, END, MONTH, odd_names, small_company
from tests.reports.parts.drawn_parts import asked_of, told
from tests.river import make_river


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with small_company(tmp_path_factory.mktemp("recycle") / "a.revops") as workspace:
        yield workspace


def test_the_figures_are_those_of_the_page_and_of_metrics(company: Workspace) -> None:
    found = asked_of(company, "recycle", MONTH, AT)
    answer: Recycle = found.answers[0][1]
    about = {"pipeline_id": 1, "now": END - 1}
    page = company.ask(recycle_figures, as_of=END, period=month_period(MONTH), months=12, **about)
    assert answer.month == page
    year = company.ask(recycle_figures, as_of=END, period=found.asked.year, **about)
    assert answer.year.win_rate_reopened == year.win_rate_reopened
    assert sum(one.deals.count for one in answer.reasons) == page.pool.count
    said = company.ask(metrics, as_of=END, period=month_period(MONTH), **about)["recycle"]
    printed = {(one.key, one.subject): one.value for one in found.printed()}
    assert printed["recycle_pool", ""] == said["pool"]["count"]
    assert printed["recycle_due", ""] == said["due"]
    assert printed["reopened", ""] == printed["reopened", f"month:{MONTH}"] == said["reopened"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_figure_is_printed(company: Workspace, language: str) -> None:
    found = asked_of(company, "recycle", MONTH, AT)
    answer: Recycle = found.answers[0][1]
    message, said = told(recycle.PART, answer, found.asked, language)
    with i18n.use_language(language):
        assert i18n.count(answer.month.due.count) in message
        assert i18n.share(answer.year.win_rate_fresh) in said
        assert i18n.count(answer.month.pool.count) in said
        for one in answer.reasons:
            assert i18n.count(one.deals.count) in said


def test_names_that_are_hard_to_print_stay_in_their_place(tmp_path: Path) -> None:
    with small_company(tmp_path / "a.revops") as workspace:
        workspace.do(odd_names, at=END - 60)
        found = asked_of(workspace, "recycle", MONTH, AT)
        assert told(recycle.PART, found.answers[0][1], found.asked)[1]


def test_without_recycled_deals_it_says_what_to_do(tmp_path: Path) -> None:
    with make_river(tmp_path / "b.revops") as workspace:
        found = asked_of(workspace, "recycle", MONTH, AT)
        message, said = told(recycle.PART, found.answers[0][1], found.asked)
    assert message == "No deal waits to come back, and none has come back."
    assert any("This part needs deals that were recycled" in line for line in said)
