"""Sources and owners are judged by what happens downstream, counted again by hand."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.analytics.breakdown import breakdown
from revops_desktop.analytics.downstream import Downstream, deals_downstream, downstream
from revops_desktop.analytics.function_findings import downstream_sentence, part_sentence
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import Period
from tests import prepared
from tests.analytics.function_rivers import NOW, Month, even, tell_months
from tests.river import make_river, set_up

YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    """Many deals of the fair are rarely won, few referrals mostly; the web's customers leave."""
    made = prepared.opened(tmp_path / "a.revops", "downstream", _told)
    yield made
    made.close()


def _told(made: Workspace) -> None:
    months = [
        *even(14, Month(20, 8, 1, source="fair", owner_id=1)),
        *even(14, Month(10, 8, 4, churned=2, source="web", owner_id=2)),
        *even(14, Month(3, 3, 3, source="referral", owner_id=2)),
        *even(14, Month(1, 1, 0, source=None, owner_id=None)),
    ]
    made.do(set_up, at=1)
    made.do(tell_months, at=2, months=months)


def asked(river: Workspace, by: str = "source") -> Downstream:
    answer: Downstream = river.ask(downstream, pipeline_id=1, by=by, period=YEAR, now=NOW)
    return answer


def test_the_figures_and_judgements_of_sources(river: Workspace) -> None:
    parts = {one.value: one for one in asked(river).parts}
    assert list(parts) == ["fair", "web", "referral", None]
    fair, web, referral = parts["fair"], parts["web"], parts["referral"]
    assert (fair.entered.count, web.entered.count, referral.entered.count) == (240, 120, 36)
    assert fair.worth == fair.won.amount / 240
    assert fair.win_rate.denominator == fair.won.count + fair.lost.count
    assert (fair.by_win_rate, referral.by_win_rate) == ("worse", "better")
    # Half of the web's customers leave within 90 days, no other does.
    assert web.early_churn.raw == pytest.approx(0.5)
    assert (web.by_churn, web.verdict) == ("worse", "worse")
    assert referral.verdict == "better"
    assert parts[None].verdict == "few"


def test_the_win_rate_is_that_of_the_breakdown(river: Workspace) -> None:
    for by in ("source", "owner", "segment", "channel"):
        expected = {
            one.value: (one.entered, one.won, one.win_rate)
            for one in river.ask(breakdown, pipeline_id=1, period=YEAR, by=by)
        }
        for part in asked(river, by).parts:
            assert (part.entered, part.won, part.win_rate) == expected[part.value]


def test_what_was_found_in_words(river: Workspace) -> None:
    answer = asked(river)
    said = downstream_sentence(answer)
    assert said.startswith("Worse than the others downstream: fair (")
    assert "referral (100.0%)" in said
    assert "“fair” brings the most deals of all." in said
    assert "Under 20 decided deals" in part_sentence(answer.parts[-1], answer)


def test_every_figure_opens_its_deals(river: Workspace) -> None:
    answer = asked(river)
    for part in answer.parts:
        wanted: dict[Any, int] = {
            "entered": part.entered.count,
            "won": part.won.count,
            "decided": part.win_rate.denominator,
            "lost": part.lost.count,
            "churned_early": part.early_churn.numerator,
        }
        for subject, number in wanted.items():
            behind = river.ask(
                deals_downstream,
                pipeline_id=1,
                by="source",
                value=part.value,
                subject=subject,
                period=YEAR,
                now=NOW,
            )
            assert behind.total == number, (part.value, subject)


def test_an_empty_river_has_no_parts(tmp_path: Path) -> None:
    made = make_river(tmp_path / "b.revops")
    answer = asked(made)
    assert answer.parts == ()
    assert downstream_sentence(answer) == "No deal entered or ended in this period."
    made.close()
