"""The month's findings in sentences: exact, in both languages, and never against their figures."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop import i18n
from revops_desktop.analytics.figure_trends import FigureTrend, Point
from revops_desktop.analytics.month_answer import WHOLE, Cause, Change, Subject
from revops_desktop.analytics.month_changes import Series, judged
from revops_desktop.analytics.month_words import change_words, name_of, stands_out
from revops_desktop.rules.usual import usual_range

HOT = Subject("stage", "stage:3", "Hot lead", "Contact")
PRICE = Subject("reason", "reason:lost:7", "Price", "lost")


def change(key: str, unit: Any, value: float, **other: Any) -> Change:
    given_ = {
        "about": WHOLE,
        "n": 40,
        "band": (1.0, 2.0),
        "before": 1.5,
        "n_before": 400,
        "months": 12,
        "way": "low",
        "sense": "bad",
        "money": None,
        "out": 0.5,
        **other,
    }
    return Change(key=key, unit=unit, value=value, **given_)


CASES = [
    (
        change("won_amount", "amount", 3_200_000, band=(5_100_000, 8_400_000)),
        "Won amount: ¥3.2M, below the usual ¥5.1M to ¥8.4M.",
        "受注額は¥320万で、普段の¥510万〜¥840万を下回りました。",
    ),
    (
        change(
            "won_amount",
            "amount",
            60_174_000,
            band=(0, 44_880_000),
            way="high",
            causes=(
                Cause(
                    "one_deal",
                    Subject("deal", "deal:1", "Server renewal"),
                    "amount",
                    32_302_600,
                    27_871_400,
                ),
            ),
        ),
        "Won amount: ¥60.2M, above the usual ¥0 to ¥44.9M. Without the largest deal, “Server "
        "renewal” (¥32.3M), it would be ¥27.9M: as usual.",
        "受注額は¥6,017万で、普段の¥0〜¥4,488万を上回りました。最大の案件「Server renewal」"
        "（¥3,230万）を除くと¥2,787万で、普段どおりです。",
    ),
    (
        change(
            "won_amount",
            "amount",
            3_200_000,
            band=(5_100_000, 8_400_000),
            causes=(
                Cause("wins", WHOLE, "count", 5, 11.25),
                Cause("part", Subject("source", "source:Web", "Web"), "count", 0, 4.5),
            ),
        ),
        "Won amount: ¥3.2M, below the usual ¥5.1M to ¥8.4M. Deals won: 5, against 11.2 a month "
        "before. Most of the difference lies with the source “Web”: 0, against 4.5 a month before.",
        "受注額は¥320万で、普段の¥510万〜¥840万を下回りました。受注件数は5件、それまでは月平均"
        "11.2件でした。差の大半は流入元「Web」によるものです（0件、それまでは月平均4.5件）。",
    ),
    (
        change("won", "count", 1, band=(2.4, 9.6)),
        "Won deals: 1, fewer than the usual 3 to 9.",
        "受注件数は1件で、普段の3〜9件を下回りました。",
    ),
    (
        change("win_rate", "share", 0.1368, n=95, band=(0.18677, 0.58128)),
        "Win rate (n = 95): 13.7%, below the usual 18.7% to 58.1%.",
        "受注率（n = 95）は13.7%で、普段の18.7%〜58.1%を下回りました。",
    ),
    (
        change("sales_cycle", "days", 71.6, n=26, band=(55.0, 69.7), way="high"),
        "Sales cycle (n = 26): 72 days, above the usual 55 days to 70 days.",
        "商談期間（n = 26）は72日で、普段の55日〜70日を上回りました。",
    ),
    (
        change("decided_conversion", "share", 0.5, n=70, band=(0.7546, 0.8429), about=HOT),
        "Of the deals decided at “Hot lead”, 50.0% went on to “Contact” (n = 70), below the usual "
        "75.5% to 84.3%.",
        "「Hot lead」で進退が決まった案件のうち、「Contact」へ進んだのは50.0%（n = 70）で、"
        "普段の75.5%〜84.3%を下回りました。",
    ),
    (
        change(
            "leaks",
            "count",
            26,
            band=(0.0, 21.6),
            about=PRICE,
            way="high",
            causes=(Cause("part", Subject("stage", "stage:7", "Proposal"), "count", 20, 8.1),),
        ),
        "Lost for “Price”: 26, more than the usual 0 to 21. Most of them left from “Proposal”: 20, "
        "against 8.1 a month before.",
        "「Price」による失注は26件で、普段の0〜21件を上回りました。大半は「Proposal」での離脱です"
        "（20件、それまでは月平均8.1件）。",
    ),
    (
        change("time_in_stage", "days", 6.5, n=8, band=(6.7, 19.4), about=HOT, sense="good"),
        "Stays in “Hot lead” took 6.5 days (median, n = 8), shorter than the usual 6.7 days to 19 "
        "days.",
        "「Hot lead」の滞在は6.5日（中央値、n = 8）で、普段の6.7日〜19日より短くなりました。",
    ),
    (
        change(
            "sla_compliance",
            "share",
            0.49,
            n=55,
            band=(0.684, 0.9),
            about=Subject("rule", "rule:stage:3", "Hot lead", "stage"),
        ),
        "“Hot lead” was answered in time in 49.0% of cases (n = 55), below the usual 68.4% to "
        "90.0%.",
        "「Hot lead」に期限内で対応できた割合は49.0%（n = 55）で、普段の68.4%〜90.0%を"
        "下回りました。",
    ),
    (
        change(
            "handoff_loss",
            "share",
            0.22,
            n=50,
            band=None,
            before=0.12,
            n_before=480,
            way="high",
            causes=(
                Cause("part", Subject("pair", "pair:1:2", "Marketing", "Sales"), "share", 0.4, 0.1),
            ),
        ),
        "22.0% of hand-offs were lost (n = 50), more than in the 12 months before: 12.0% "
        "(n = 480). Most of the difference lies between Marketing and Sales: 40.0%, against 10.0% "
        "before.",
        "引き継ぎロス率は22.0%（n = 50）で、それまでの12か月の12.0%（n = 480）を上回りました。"
        "差の大半はMarketingからSalesへの引き継ぎによるものです（40.0%、それまでは10.0%）。",
    ),
]


@pytest.mark.parametrize(("found", "english", "japanese"), CASES)
def test_a_change_in_both_languages(found: Change, english: str, japanese: str) -> None:
    assert change_words(found, "JPY") == english
    with i18n.use_language("ja"):
        assert change_words(found, "JPY") == japanese


def test_the_overview_says_the_same_of_a_key_figure() -> None:
    points = tuple(Point(f"2026-{month:02d}", 9.0, 9) for month in range(1, 12))
    trend = FigureTrend(
        "won", "count", (*points, Point("2026-12", 2.0, 2)), (7.0, 11.0), 9.0, "low"
    )
    found = change("won", "count", 2, n=2, band=(7.0, 11.0))
    assert stands_out(trend, "JPY") == change_words(found, "JPY")


def test_values_that_look_alike_are_written_finer() -> None:
    found = change("won_amount", "amount", 1_042_000, band=(1_044_000, 2_000_000))
    assert change_words(found, "JPY") == (
        "Won amount: ¥1,042,000, below the usual ¥1,044,000 to ¥2,000,000."
    )
    rate = change("win_rate", "share", 0.2001, n=95, band=(0.2004, 0.4))
    assert (
        change_words(rate, "JPY") == "Win rate (n = 95): 20.01%, below the usual 20.04% to 40.00%."
    )


def test_a_name_is_said_as_it_is_in_one_line_and_cut() -> None:
    assert name_of("<b>A & B</b>\nC") == "<b>A & B</b> C"
    assert name_of("W" * 200) == "W" * 42 + "…"
    assert len(name_of("長" * 200)) == 22
    assert name_of(None) == "no reason given"


# Random histories: what is said agrees with the figures, whatever they are.

COUNTS = st.lists(st.integers(0, 60), min_size=13, max_size=13)


@given(COUNTS)
def test_a_count_is_said_to_lie_where_it_lies(counts: list[int]) -> None:
    series = Series(
        *("entered", "count", WHOLE, tuple(float(one) for one in counts), tuple(counts)),
        good="high",
    )
    found = judged(series, 0.05)
    band = usual_range([float(one) for one in counts[:-1]])
    assert band is not None
    now = counts[-1]
    if band[0] <= now <= band[1]:
        assert found is None
    if found is None:
        return
    said = change_words(found, "JPY")
    value, low, high = (int(one.replace(",", "")) for one in re.findall(r"[\d,]+", said))
    assert value == now
    assert (found.way, found.sense) == (("high", "good") if now > high else ("low", "bad"))
    assert ("more than" in said) == (now > high)
    assert ("fewer than" in said) == (now < low)
    assert not low <= value <= high


def _pair(least: int, most: int) -> st.SearchStrategy[tuple[int, int]]:
    share = st.integers(least, most)
    return st.builds(lambda n, of: (n * of // 100, n), st.integers(15, 80), share)


PAIRS = st.tuples(*[_pair(40, 60)] * 12, _pair(0, 100)).map(list)


@given(PAIRS)
def test_a_share_is_said_to_lie_where_it_lies(pairs: list[tuple[int, int]]) -> None:
    values = tuple(some / n if n >= 5 else None for some, n in pairs)
    series = Series(
        *("decided_conversion", "share", HOT, values, tuple(n for _some, n in pairs)),
        some=tuple(some for some, _n in pairs),
        good="high",
    )
    found = judged(series, 0.05)
    if found is None:
        return
    some, n = pairs[-1]
    assert n >= 20
    assert (found.value, found.n) == (some / n, n)
    said = change_words(found, "JPY")
    value, low, high = (float(one) for one in re.findall(r"([\d.]+)%", said))
    assert value == pytest.approx(100 * some / n, abs=0.051)
    assert ("above" in said) == (found.way == "high") == (value > high)
    assert ("below" in said) == (found.way == "low") == (value < low)
    with i18n.use_language("ja"):
        japanese = change_words(found, "JPY")
    assert ("上回" in japanese) == (found.way == "high")
    assert f"n = {n}" in japanese
