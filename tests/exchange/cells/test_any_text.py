"""Any text in any cell is read or refused with a sentence; days and amounts keep in all forms."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revops_desktop.exchange.cells.date_orders import decide_dates
from revops_desktop.exchange.cells.for_field import Manner, cell_for
from revops_desktop.exchange.cells.holding import holds_of
from revops_desktop.exchange.cells.moments import day_of, moment_cell
from revops_desktop.exchange.cells.money import decimal_cell, plain_heading, unit_in_heading
from revops_desktop.exchange.cells.number_signs import decide_signs
from revops_desktop.exchange.fields import FIELDS
from revops_desktop.exchange.refusals import CellRefused

TOKYO = "Asia/Tokyo"
SIGNS = (
    "0123456789０９-/.,:'() ¥円千万億兆年月日時分秒半午前後令和平成昭RHSamktz"
    "%約〜+税込TZJanー▲\\\u200b"
)
ODD = st.one_of(st.text(alphabet=SIGNS, max_size=30), st.text(max_size=200))
FORMS = {
    *(("deals", name) for name in ("amount", "expected_close", "probability", "quantity", "kind")),
    *(("companies", name) for name in ("employees", "created", "name", "note")),
    ("channel_months", "month"),
}
ERAS = (
    (date(2019, 5, 1), "令和", "R"),
    (date(1989, 1, 8), "平成", "H"),
    (date(1926, 12, 25), "昭和", "S"),
)


@given(ODD)
@example("９" * 64)
@example("0" * 101)
@example("(" * 60 + "1" + ")" * 60)
@example("1" + "," * 98 + "1")
@example("²³")
@example("١٢٣٤-٠١-٠١")
@example("2026-02-29T24:00")
@example("9999-12-31T23:59:59-14:00")
@example("0001-01-01T00:00:00+14:00")
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    manner = Manner(decimal="auto", thousands="", order="auto")
    for kind, name in FORMS:
        convert = cell_for(FIELDS[kind][name], manner, currency="JPY", zone=TOKYO)  # type: ignore[index]  # the kinds above
        try:
            convert(text)
        except CellRefused as refused:
            assert str(refused).endswith(".")


@given(st.lists(ODD, max_size=8))
def test_any_column_is_looked_at(texts: list[str]) -> None:
    assert decide_dates(texts) in ("", "ymd", "dmy", "mdy", "auto", "ask")
    assert decide_signs(texts).decimal in (".", ",")
    assert holds_of(texts)
    for text in texts:
        assert unit_in_heading(text, "JPY") >= 1
        plain_heading(text, "JPY")


@given(st.dates(date(1926, 12, 25), date(2199, 12, 31)))
def test_a_day_is_read_in_all_its_forms(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    first, era, letter = next(one for one in ERAS if one[0] <= day)
    year = y - first.year + 1
    weekday = "月火水木金土日"[day.weekday()]
    forms = [
        day.isoformat(),
        f"{y}/{m}/{d}",
        f"{y}.{m:02}.{d:02}",
        f"{y}{m:02}{d:02}",
        f"{y}年{m}月{d}日({weekday})",
        f"{d} {day:%b} {y}",
        f"{day:%A}, {day:%B} {d}, {y}",
        f"{day:%a} {d}-{day:%b}-{y}",
    ]
    if year < 100:
        forms += [
            f"{era}{year}年{m}月{d}日",
            f"{letter}{year}.{m}.{d}",
            f"{letter}{year:02}/{m:02}/{d:02}",
        ]
        if year == 1:
            forms.append(f"{era}元年{m}月{d}日")
    wide = str.maketrans("0123456789/.()", "０１２３４５６７８９／．（）")
    read = moment_cell("auto", TOKYO)
    for form in (*forms, *(form.translate(wide) for form in forms)):
        doubts: list[str] = []
        assert (day_of(read(form, doubts.append), TOKYO), doubts) == (day.isoformat(), []), form


@given(st.dates(date(1970, 1, 1), date(2067, 1, 1)), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_a_column_of_days_is_read_in_its_order(day: date, order: str) -> None:
    shapes = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y", "ymd": "%y/%m/%d"}
    days = [day, *(day + timedelta(days=7 * week) for week in range(60))]
    texts = [one.strftime(shapes[order]) for one in days]
    found = decide_dates(texts)
    if order != "ymd":
        assert found == order
    if found != "ask":
        read = moment_cell("auto", TOKYO, lambda: found)
        assert [day_of(read(text), TOKYO) for text in texts] == [one.isoformat() for one in days]


@given(st.integers(0, 10**11), st.sampled_from(["", "千", "万", "百万", "億", "K", "M"]))
def test_units_multiply_exactly(number: int, unit: str) -> None:
    times = {"": 1, "千": 10**3, "万": 10**4, "百万": 10**6, "億": 10**8, "K": 10**3, "M": 10**6}
    read = decimal_cell("auto", "", "JPY")
    assert read(f"{number:,}{unit}円") == Decimal(number) * times[unit]


@pytest.mark.parametrize("number", [0, 7, 12_345, 120_000_000, 10**12 + 10**8 + 10**4 + 1])
def test_amounts_in_japanese(number: int) -> None:
    left, words = number, ""
    for unit, times in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1)):
        part, left = divmod(left, times)
        words += f"{part:,}{unit}" if part or (not unit and not words) else ""
    assert decimal_cell("auto", "", "JPY")(words + "円") == number
