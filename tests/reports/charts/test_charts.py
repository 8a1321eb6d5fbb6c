"""Charts on paper: whatever they are given, words stay readable, apart and inside."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from revops_desktop import i18n
from revops_desktop.analytics.wording import COUNTS, wording
from revops_desktop.reports.charts import bars, boxes, columns, funnel, spark, trend, waterfall
from revops_desktop.reports.charts.bars import Bar
from revops_desktop.reports.charts.boxes import Box
from revops_desktop.reports.charts.columns import Column
from revops_desktop.reports.charts.funnel import Basis, Stage
from revops_desktop.reports.charts.trend import Month, Trend
from revops_desktop.reports.charts.waterfall import Step
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.sheet import Sheet
from tests.reports.drawn import FRAME, check, drawn

MONEY = wording("amount", "JPY")
SHARES = wording("share")
LONG = "Customer success and renewal management of the whole of Europe and beyond"
NAMES = ("Lead", "リード獲得", LONG, "𠮷髙﨑㈱ﾊﾝｶｸの長い長い名前" * 3, "<b>&amp;</b> 🎉", "x" * 200)
SERIES: dict[str, Sequence[float | None]] = {
    "empty": (),
    "unknown": (None,) * 12,
    "one": (3,),
    "one of twelve": (*(None,) * 5, 7, *(None,) * 6),
    "noughts": (0,) * 12,
    "alike": (4,) * 12,
    "huge": (0, 9e14, 8.7e14, *(1e14 * place for place in range(9))),
    "negative": (-3, -9e8, 4e8, None, 2, 0, -1, 5, -4e8, 7, None, -9e8),
    "missing": (5, None, 6, None, None, 9, 10, 2, None, 4, 3, None),
}
Drawn = Callable[[Sheet, Frame], None]


def months(values: Sequence[float | None]) -> tuple[Month, ...]:
    return tuple(
        Month(
            i18n.month_mark(f"2026-{place % 12 + 1:02d}"),
            value,
            weak=place % 4 == 1,
            band=(2, 6) if place > 6 else None,
            target=5 if place % 5 else None,
        )
        for place, value in enumerate(values)
    )


def of_trend(values: Sequence[float | None]) -> Drawn:
    return lambda sheet, frame: trend.draw(
        sheet, frame, Trend(months(values), MONEY, mean_before=4, is_count=True)
    )


def of_small(values: Sequence[float | None]) -> Drawn:
    def draw(sheet: Sheet, frame: Frame) -> None:
        wide = (frame.width - 40) / 3
        for place in range(3):
            cell = Frame(frame.x + place * (wide + 20), frame.y, wide, 58)
            trend.draw_small(sheet, cell, Trend(months(values), MONEY), NAMES[place + 1], "n = 31")

    return draw


def of_columns(values: Sequence[float | None]) -> Drawn:
    made = [
        Column(
            one.mark,
            one.value,
            MONEY.text(one.value),
            "n = 3",
            hatched=max((one.value or 0) / 3, 0),
            target=one.target,
            weak=one.weak,
        )
        for one in months(values)
    ]
    return lambda sheet, frame: columns.draw(sheet, frame, made, MONEY, is_count=True)


def of_bars(values: Sequence[float | None]) -> Drawn:
    made = [
        Bar(NAMES[place % len(NAMES)], value, MONEY.text(value), NAMES[-place % len(NAMES)])
        for place, value in enumerate(values)
    ]
    return lambda sheet, frame: bars.draw(sheet, frame, made)


def of_boxes(values: Sequence[float | None]) -> Drawn:
    made = [
        Box(
            NAMES[place % len(NAMES)],
            *(7 * place, abs(value or 0), abs(value or 0) / 2, abs(value or 0) * 2),
            p90=abs(value or 0) * 5,
            running=place,
            running_median=abs(value or 0) * 3,
            limit=12 if place % 2 else None,
        )
        for place, value in enumerate(values[:8])
    ]
    return lambda sheet, frame: boxes.draw(sheet, frame, made)


def of_waterfall(values: Sequence[float | None]) -> Drawn:
    known = [value or 0 for value in values[:10]]
    steps = [Step("Start of the month", 5, "total", "3 deals")]
    steps += [
        Step(NAMES[place % len(NAMES)], value, beside="12 deals", is_good=place % 2 > 0)
        for place, value in enumerate(known)
    ]
    steps.append(Step("End", 5 + sum(known), "total"))
    return lambda sheet, frame: waterfall.draw(sheet, frame, steps, MONEY, is_count=False)


def of_funnel(values: Sequence[float | None]) -> Drawn:
    def basis(value: float | None) -> Basis:
        size = abs(value or 0)
        return Basis(size, MONEY.text(size), size / 3, "67.3%", weak=size < 5)

    made = [
        Stage(
            NAMES[place % len(NAMES)],
            "マーケティング" if place % 3 else "",
            basis(value),
            None if value is None else basis(value),
            is_narrow=place == 1,
        )
        for place, value in enumerate(values[:8])
    ]
    return lambda sheet, frame: funnel.draw(sheet, frame, made)


def of_spark(values: Sequence[float | None]) -> Drawn:
    def draw(sheet: Sheet, frame: Frame) -> None:
        spark.draw(sheet, Frame(frame.x, frame.y, 80, 16), months(values), (2, 6))

    return draw


CHARTS = (of_trend, of_small, of_columns, of_bars, of_boxes, of_waterfall, of_funnel, of_spark)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", SERIES)
def test_words_are_readable_apart_and_inside(name: str, language: str) -> None:
    with i18n.use_language(language):
        for chart in CHARTS:
            for frame in (FRAME, Frame(60, 80, 240, 200)):
                check(chart(SERIES[name]), frame)


@pytest.mark.parametrize("chart", CHARTS)
def test_nothing_is_drawn_of_nothing(chart: Callable[[Sequence[float | None]], Drawn]) -> None:
    if chart not in (of_small, of_waterfall):
        assert drawn(chart(())) == ([], [])


def test_a_trend_tells_its_newest_value_and_what_its_marks_mean() -> None:
    said = check(of_trend(SERIES["missing"][:-1]))
    assert {"usual range", "target", "mean of the 3 months before"} <= set(said)
    assert "¥3" in said and "¥10" in said and "¥2" in said
    assert [one for one in said if one in ("Jan", "Jun", "Nov")] == ["Jan", "Jun", "Nov"]


def test_what_is_counted_has_no_halves() -> None:
    shown = Trend((Month("Jan", 0), Month("Feb", 1)), COUNTS, is_count=True)
    said = check(lambda sheet, frame: trend.draw(sheet, frame, shown))
    assert [one for one in said if "." in one] == []


def test_a_waterfall_balances_or_is_refused() -> None:
    steps = [Step("Start", 10, "total"), Step("Won", -4), Step("End", 6, "total")]
    assert waterfall.spans(steps) == [(0, 10), (10, 6), (0, 6)]
    said = check(lambda sheet, frame: waterfall.draw(sheet, frame, steps, is_count=True))
    assert {"Start", "Won", "−4", "End", "6"} <= set(said)
    with pytest.raises(ValueError, match="lead to 6"):
        waterfall.spans([*steps[:2], Step("End", 7, "total")])


def test_steps_hang_on_each_other() -> None:
    steps = [Step("Start", 100, "total"), Step("New", 60), Step("Lost", -90)]
    steps.append(Step("End", 70, "total"))
    found = waterfall.spans(steps)
    for one, other in pairwise(found[:-1]):
        assert other[0] == one[1]
    assert found[-1] == (0, found[-2][1])


def test_bars_are_as_long_as_their_values() -> None:
    made = [Bar("Budget", 40, "40"), Bar("Timing", 20, "20"), Bar("Few", 2, "2", weak=True)]
    texts, shapes = drawn(lambda sheet, frame: bars.draw(sheet, frame, made))
    wide = [one.right - one.x for one in shapes if one.bottom - one.y > 8 and one.right - one.x > 1]
    assert wide[0] == pytest.approx(2 * wide[1], rel=0.03)
    assert wide[2] < wide[1] / 8
    assert len({one.colour for one in texts if one.text in ("20", "2")}) == 2


def test_both_bases_of_the_funnel_stand_beside_each_other() -> None:
    def basis(value: float, text: str) -> Basis:
        return Basis(value, text, 0, "50%")

    made = [
        Stage("Lead", "", basis(40, "40"), basis(9e6, "¥9M"), is_narrow=True),
        Stage("Won", "", basis(20, "20"), None),
    ]
    texts, _shapes = drawn(lambda sheet, frame: funnel.draw(sheet, frame, made))
    at = {one.text: one for one in texts}
    assert at["40"].right < at["¥9M"].x
    assert at["—"].y > at["¥9M"].y
    assert "Narrow here" in at


def test_a_box_says_median_and_n() -> None:
    made = [Box("Contact", 31, 4, 2, 9, 20, running=3, running_median=12.5, limit=14)]
    said = check(lambda sheet, frame: boxes.draw(sheet, frame, made))
    assert {"Contact", "4 days", "n = 31", "limit", "median age of those running"} <= set(said)
