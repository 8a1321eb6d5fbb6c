"""The part on sources says what the bottleneck page says, and what a customer cost (§6, §7)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.breakdown import breakdown
from revops_desktop.analytics.downstream import Than, downstream
from revops_desktop.analytics.function_findings import part_name
from revops_desktop.analytics.source_costs import source_costs
from revops_desktop.database.workspace import Workspace
from revops_desktop.reports.parts import sources
from revops_desktop.reports.parts.sources import Sources
from tests.reports.parts.company import AT, END, MONTH, odd_names, small_company
from tests.reports.parts.drawn_parts import asked_of, told
from tests.river import make_river


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with small_company(tmp_path_factory.mktemp("sources") / "a.revops") as workspace:
        yield workspace


def test_the_figures_are_those_of_the_page(company: Workspace) -> None:
    found = asked_of(company, "sources", MONTH, AT)
    answer: Sources = found.answers[0][1]
    year = found.asked.year
    about = {"pipeline_id": 1, "by": "source", "period": year}
    assert answer.year == company.ask(downstream, as_of=END, now=END - 1, **about)
    assert answer.costs == company.ask(source_costs, as_of=END, period=year, now=END - 1)
    printed = {(one.key, one.subject): one for one in found.printed()}
    for part in company.ask(breakdown, as_of=END, **about):
        subject = f"year:source:{part.name or ''}"
        assert printed["entered", subject].value == part.entered.count
        assert printed["won_amount", subject].value == part.won.amount
        assert printed["win_rate", subject].n == part.win_rate.denominator


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_figure_is_printed(company: Workspace, language: str) -> None:
    found = asked_of(company, "sources", MONTH, AT)
    answer: Sources = found.answers[0][1]
    _message, said = told(sources.PART, answer, found.asked, language)
    assert answer.costs.whole.cac is not None
    with i18n.use_language(language):
        currency = found.asked.currency
        assert i18n.money_short(round(answer.costs.whole.cac), currency) in said
        for one in answer.parts:
            assert i18n.share(one.win_rate) in said
            assert i18n.money_short(one.won.amount, currency) in said


def test_a_source_is_praised_or_blamed_only_beyond_luck(company: Workspace) -> None:
    found = asked_of(company, "sources", MONTH, AT)
    answer: Sources = found.answers[0][1]
    first = answer.parts[0]

    def message(by_rate: Than, by_churn: Than) -> str:
        rest = [replace(one, by_win_rate="few", by_churn="few") for one in answer.parts[1:]]
        judged = replace(first, by_win_rate=by_rate, by_churn=by_churn)
        parts = replace(answer.year, parts=(judged, *rest))
        return told(sources.PART, replace(answer, year=parts), found.asked)[0]

    name = part_name(first)
    assert message("better", "alike").startswith(f"Good customers come from “{name}”")
    assert message("alike", "better").startswith(f"The customers of “{name}” stay")
    assert message("worse", "alike").startswith(f"“{name}” brings deals that lose")
    assert message("alike", "worse").startswith(f"The customers of “{name}” leave early")
    assert "by more than luck" in message("alike", "alike")
    assert message("few", "few").startswith("Too few deals")


def test_names_that_are_hard_to_print_stay_in_their_place(tmp_path: Path) -> None:
    with small_company(tmp_path / "a.revops") as workspace:
        workspace.do(odd_names, at=END - 60)
        found = asked_of(workspace, "sources", MONTH, AT)
        assert told(sources.PART, found.answers[0][1], found.asked)[1]


def test_without_sources_it_says_what_to_record(tmp_path: Path) -> None:
    with make_river(tmp_path / "b.revops") as workspace:
        found = asked_of(workspace, "sources", MONTH, AT)
        message, said = told(sources.PART, found.answers[0][1], found.asked)
    assert message == "Where deals come from is not recorded."
    assert any("This part needs the source of each deal" in line for line in said)
