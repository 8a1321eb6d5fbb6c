"""The part on promises and hand-offs says what the SLA and hand-off pages say (domain.md §4)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.handoff_figures import handoff_figures
from revops_desktop.analytics.metrics import metrics
from revops_desktop.analytics.promise_months import Line
from revops_desktop.analytics.sla_figures import Figures, Group, cut, groups, rules
from revops_desktop.analytics.sla_handoffs import handed
from revops_desktop.database.workspace import Workspace
from revops_desktop.reports.diagnosis import chosen_parts
from revops_desktop.reports.parts import handoffs, promise_blocks
from revops_desktop.reports.parts.handoffs import Handoffs
from revops_desktop.rules.periods import month_period
from tests.reports.parts.company import AT, END, MONTH, odd_names, small_company
from tests.reports.parts.drawn_parts import asked_of, told
from tests.river import make_river


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with small_company(tmp_path_factory.mktemp("promises") / "a.revops") as workspace:
        yield workspace


def figures_by_group(groups_: tuple[Group, ...]) -> dict[Any, Figures]:
    return {one.key: one.figures for one in groups_ if one.figures.counted}


def test_the_promises_of_the_month_are_those_of_the_page(company: Workspace) -> None:
    found = asked_of(company, "handoffs", MONTH, AT)
    answer: Handoffs = found.answers[0][1]
    period = month_period(MONTH)
    expected = company.ask(rules, as_of=END, pipeline_id=1, period=period, now=END - 1)
    own = {one.group.key: one.month for one in answer.promises.rules if one.month.counted}
    assert own == figures_by_group(expected)

    def cuts(session: Any, *, by: Any) -> tuple[Group, ...]:
        return groups(session, cut(session, period=period, now=END - 1), by)

    for by, lines in (
        ("function", answer.promises.functions),
        ("member", answer.promises.members),
    ):
        own = {one.group.key: one.month for one in lines if one.month.counted}
        assert own == figures_by_group(company.ask(cuts, as_of=END, by=by))
    counted = [one.figures for one in expected]
    whole = answer.promises.whole
    assert whole.month.counted == sum(one.counted for one in counted)
    assert whole.months[-1].met == whole.month.met == sum(one.met for one in counted)
    assert whole.year.counted == sum(one.counted for one in whole.months)


def test_the_hand_offs_are_those_of_the_page_and_of_metrics(company: Workspace) -> None:
    found = asked_of(company, "handoffs", MONTH, AT)
    answer: Handoffs = found.answers[0][1]
    about = {"pipeline_id": 1, "period": month_period(MONTH), "now": END - 1}
    assert answer.handed.month == company.ask(handoff_figures, as_of=END, **about)
    periods = [month_period(one) for one in found.asked.months]
    each = company.ask(handed, as_of=END, period=periods[0], periods=periods, now=END - 1).points
    assert answer.handed.losses == tuple(one.loss_rate for one in each)
    returned = answer.handed.year.whole.returned
    assert sum(number for _reason, number in answer.handed.reasons) == returned
    told_ = company.ask(metrics, as_of=END, **about)
    printed = {(one.key, one.subject): one for one in found.printed()}
    assert printed["handoffs", ""].value == told_["handoffs"]["handed"]
    lost = printed["handoff_loss", ""]
    assert lost.n == told_["handoffs"]["loss_rate"]["denominator"]


def test_a_month_is_read_once_for_all_parts(company: Workspace) -> None:
    asked = asked_of(company, "handoffs", MONTH, AT).asked

    def readings(session: Any) -> list[set[str]]:
        for part in chosen_parts(("month", "speed", "handoffs")):
            part.ask(session, asked)
        return [set(vars(one)) for one in session.info["months"].values()]

    (held,) = company.ask(readings, as_of=END)
    assert {"promises", "stuck"} <= held


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_figure_is_printed(company: Workspace, language: str) -> None:
    found = asked_of(company, "handoffs", MONTH, AT)
    answer: Handoffs = found.answers[0][1]
    message, said = told(handoffs.PART, answer, found.asked, language)
    with i18n.use_language(language):
        assert i18n.share(answer.promises.whole.month.compliance) in message
        for one in answer.promises.rules:
            assert i18n.share(one.month.compliance) in said
        assert i18n.share(answer.handed.month.whole.loss_rate) in said
        for pair in answer.handed.month.pairs:
            assert i18n.count(pair.figures.handed) in said


def test_of_a_short_history_no_more_is_said_than_on_page_one(company: Workspace) -> None:
    found = asked_of(company, "handoffs", MONTH, AT)
    answer: Handoffs = found.answers[0][1]
    whole = answer.promises.whole
    assert whole.month.met < whole.month.counted
    for known, said in ((6, False), (5, True)):
        many = replace(whole.months[-1], met=40, met_late=5, breached=0)
        group = replace(whole.group, figures=many)
        line = replace(whole, group=group, months=(*[many] * known, many))
        some = replace(answer, promises=replace(answer.promises, whole=line))
        with i18n.use_language("en"):
            message = handoffs.PART.message(some, found.asked)
        assert ("There is too little to compare" in message) == said
        assert ("about as many as before" in message) != said


def test_names_that_are_hard_to_print_stay_in_their_place(tmp_path: Path) -> None:
    with small_company(tmp_path / "a.revops") as workspace:
        workspace.do(odd_names, at=END - 60)
        found = asked_of(workspace, "handoffs", MONTH, AT)
        for language in ("en", "ja"):
            assert told(handoffs.PART, found.answers[0][1], found.asked, language)[1]


def test_without_limits_it_says_what_to_set(tmp_path: Path) -> None:
    with make_river(tmp_path / "b.revops") as workspace:
        found = asked_of(workspace, "handoffs", MONTH, AT)
        message, said = told(handoffs.PART, found.answers[0][1], found.asked)
    assert message == "Nothing was promised or handed over under a rule."
    assert any("This part needs deadlines" in line for line in said)


def test_where_no_rule_has_cases_enough_to_be_the_weakest_broken_promises_are_still_told(
    company: Workspace,
) -> None:
    found = asked_of(company, "handoffs", MONTH, AT)
    answer: Handoffs = found.answers[0][1]
    promises = answer.promises

    def of(line: Line, met: int, breached: int) -> Line:
        few = replace(line.month, met=met, met_late=0, breached=breached)
        return replace(line, group=replace(line.group, figures=few), months=(*line.months, few))

    def message(met: int, breached: int) -> str:
        rules_ = tuple(of(one, 2, 1) for one in promises.rules)
        whole = of(promises.whole, met, breached)
        some = replace(answer, promises=replace(promises, whole=whole, rules=rules_))
        with i18n.use_language("en"):
            return handoffs.PART.message(some, found.asked)

    assert message(9, 0) == "All 9 promises of the month were kept."
    assert message(7, 2) == (
        "77.8% of 9 promises were kept; no single rule had enough of them to be the weakest."
    )


def test_a_median_of_few_answers_is_grey(company: Workspace) -> None:
    whole: Line = asked_of(company, "handoffs", MONTH, AT).answers[0][1].promises.whole

    def tone(answered: int) -> list[str]:
        month = replace(whole.month, response=replace(whole.month.response, n=answered))
        line = replace(whole, group=replace(whole.group, figures=month))
        rows = promise_blocks._row("All", line), promise_blocks._owner_row(line)
        taken = promise_blocks.taken(month.response.median)
        return [cell.tone for row in rows for cell in row.cells if cell.text == taken]

    assert tone(4) == ["weak", "weak"]
    assert tone(5) == ["plain", "plain"]
