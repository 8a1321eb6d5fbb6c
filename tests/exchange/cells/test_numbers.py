"""Numbers and amounts in every form, exactly; what is no number is refused, never 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revops_desktop.exchange.cells.money import (
    decimal_cell,
    money_cell,
    plain_heading,
    unit_in_heading,
)
from revops_desktop.exchange.cells.number_signs import COMMA, POINT, Signs, decide_signs
from revops_desktop.exchange.cells.numbers import count_cell, percent_cell
from revops_desktop.exchange.refusals import CellRefused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234.5", "1234.5"),
        ("1,234,567", "1234567"),
        ("¥1,234", "1234"),
        ("１，２３４円", "1234"),
        ("USD 5", "5"),
        ("\\1,234", "1234"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("▲500", "-500"),
        ("(1,000)", "-1000"),
        ("9007199254740993", "9007199254740993"),
        ("12万", "120000"),
        ("1億2,000万", "120000000"),
        ("1億2000", "100002000"),
        ("5千万", "50000000"),
        ("1.5百万", "1500000"),
        ("3十億", "3000000000"),
        ("8千500", "8500"),
        ("1.5K", "1500"),
        ("2 M", "2000000"),
        ("3bn", "3000000000"),
        ("500-", "-500"),
        ("+7", "7"),
        ("¥-300", "-300"),
        ("-¥300", "-300"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    assert decimal_cell(".", ",", "USD")(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("1,5", "1.234,56", "12,34", "1e5", "", "-", "NaN", "1 000", "0x10", "--1", "未定"),
        *(
            "万",
            "2万3億",
            "1万2万",
            "1億2",
            "1億500",
            "1万5",
            "千",
            "5-10",
            "1.234.567",
            "12 34",
            "5人",
            "(",
            "()",
            "１２３４５a",
        ),
    ],
)
def test_a_number_with_other_signs_is_refused(text: str) -> None:
    says = "decimal sign" if any(map(str.isdigit, text)) else "write digits, for example 1,200"
    with pytest.raises(CellRefused, match=says):
        decimal_cell(".", ",", "USD")(text)


def test_the_signs_are_the_mappings() -> None:
    assert decimal_cell(",", ".", "EUR")("1.234,56 €") == Decimal("1234.56")
    assert decimal_cell(",", " ", "EUR")("1\u00a0234,56") == Decimal("1234.56")
    assert decimal_cell(".", "", "EUR")("1234") == Decimal(1234)


@pytest.mark.parametrize(
    ("texts", "signs"),
    [
        ((), Signs(".", POINT.thousands, is_certain=False)),
        (("1,234", "5.678"), POINT._replace(is_certain=False)),
        (("1,234,567",), POINT),
        (("1.234,56", "-99,90"), COMMA),
        (("1.234.567",), COMMA),
        (("12,5",), COMMA),
        (("1 234,5 €",), COMMA),
        (("1.5", "1.234.567", "1,234,567.00"), POINT),
        (("0,123",), COMMA),
        (("31.12.2026", "Aoba, Ltd."), POINT._replace(is_certain=False)),
    ],
)
def test_a_column_says_its_signs(texts: tuple[str, ...], signs: Signs) -> None:
    assert decide_signs(texts) == signs


def read(text: str, *column: str) -> tuple[Decimal, list[str]]:
    doubts: list[str] = []
    number = decimal_cell("auto", "", "JPY", lambda: decide_signs((text, *column)))
    return number(text, doubts.append), doubts


def test_a_number_is_read_as_its_column_is_written() -> None:
    assert read("1.234", "5,5") == (Decimal(1234), [])
    assert read("1.234", "5.5") == (Decimal("1.234"), [])
    assert read("1 234,5") == (Decimal("1234.5"), [])
    assert read("1'234.5") == (Decimal("1234.5"), [])
    # Nothing in the column says it: the likelier reading, with a remark.
    value, doubts = read("1.234")
    assert (value, len(doubts)) == (Decimal("1.234"), 1)
    assert read("1,234") == (Decimal(1234), [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,23,456", "123456"),
        ("1.234.567", "1234567"),
        ("1.234,5", "1234.5"),
        ("約50", "50"),
        ("100以上", "100"),
        ("100+", "100"),
    ],
)
def test_odd_numbers_are_taken_with_a_remark(text: str, expected: str) -> None:
    value, doubts = read(text, "1,234.5", "2.5", "3.5")
    assert (value, len(doubts)) == (Decimal(expected), 1)


def test_a_number_without_signs_asks_nothing_of_its_column() -> None:
    def never() -> Signs:
        raise AssertionError

    number = decimal_cell("auto", "", "JPY", never)
    assert [number(text) for text in ("12", "-3", "¥500", "５０", "▲7")] == [12, -3, 500, 50, -7]


@given(st.decimals(0, 10**12, places=2), st.sampled_from([POINT, COMMA]))
def test_what_is_written_with_signs_is_read_back(value: Decimal, signs: Signs) -> None:
    text = f"{value:,.2f}"
    if signs is COMMA:
        text = text.translate(str.maketrans(",.", ".,"))
    number = decimal_cell(
        "auto", "", "JPY", lambda: decide_signs([text, "0" + signs.decimal + "5"])
    )
    assert number(text) == value


def money(text: str, currency: str = "JPY", unit: int = 1) -> tuple[int, list[str]]:
    doubts: list[str] = []
    convert = money_cell(decimal_cell(".", ",", currency), unit, currency)
    return convert(text, doubts.append), doubts


def test_amounts_are_of_the_main_unit() -> None:
    assert money("12.50", "USD") == (1250, [])
    assert money("1,200") == (1200, [])
    assert money("1200.00") == (1200, [])
    assert money("1.5", unit=10_000) == (15_000, [])


def test_a_cell_with_a_unit_of_its_own_is_not_multiplied() -> None:
    assert money("1,500千円", unit=1000) == (1_500_000, [])
    assert money("1.5万", unit=1000) == (15_000, [])
    assert money("1,500", unit=1000) == (1_500_000, [])


def test_what_the_cell_says_beside_the_number_is_told() -> None:
    assert money("5,000 円(税抜)") == (5000, [])
    value, doubts = money("5,000 円(税込)")
    assert value == 5000
    assert "these include it" in doubts[0]
    convert = money_cell(decimal_cell(".", ",", "JPY"), 1, "JPY", amounts_include_tax=True)
    doubts = []
    assert (convert("5,000円(税込)", doubts.append), doubts) == (5000, [])
    assert convert("税抜5,000円", doubts.append) == 5000
    assert "these do not" in doubts[0]
    value, doubts = money("$5,000")
    assert value == 5000
    assert "($)" in doubts[0]
    assert money("$5,000", "USD") == (500_000, [])
    assert money("¥5,000") == money("JPY 5,000") == (5000, [])


@pytest.mark.parametrize(
    ("text", "says"), [("0.5", "decimals"), ("1.5", "decimals"), ("9" * 40, "too many digits")]
)
def test_an_amount_that_cannot_be_kept_is_refused(text: str, says: str) -> None:
    with pytest.raises(CellRefused, match=says):
        money(text)


@pytest.mark.parametrize("text", ["未定", "要相談", "税込", "100〜200万", "円"])
def test_words_are_no_amounts(text: str) -> None:
    with pytest.raises(CellRefused):
        money(text)


@pytest.mark.parametrize(
    ("heading", "unit", "plain"),
    [
        ("金額", 1, "金額"),
        ("金額(千円)", 1000, "金額"),
        ("売上（単位：百万円）", 10**6, "売上"),
        ("金額［万円・税抜］", 10**4, "金額"),
        ("金額（税抜）", 1, "金額"),
        ("金額(円)", 1, "金額"),
        ("Amount ($K)", 1000, "Amount"),
        ("Amount (USD)", 1, "Amount"),
        ("Revenue (in thousands)", 1000, "Revenue"),
        ("Revenue (JPY million)", 10**6, "Revenue"),
        ("金額 単位:千円", 1000, "金額 単位:千円"),
        ("Amount (expected)", 1, "Amount (expected)"),
        ("備考(社内用)", 1, "備考(社内用)"),
    ],
)
def test_units_in_headings(heading: str, unit: int, plain: str) -> None:
    assert (unit_in_heading(heading, "JPY"), plain_heading(heading, "JPY")) == (unit, plain)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１，２３４名", 1234),
        ("12", 12),
        ("5人", 5),
        ("1.2万人", 12000),
        ("30 employees", 30),
        ("0", 0),
    ],
)
def test_counts(text: str, expected: int) -> None:
    assert count_cell(decimal_cell(".", ",", "JPY"))(text) == expected


@pytest.mark.parametrize("text", ["-1", "1.5", "50-100", "51〜200名", "many", "9" * 12])
def test_no_counts(text: str) -> None:
    with pytest.raises(CellRefused):
        count_cell(decimal_cell(".", ",", "JPY"))(text)


def test_percentages() -> None:
    convert = percent_cell(decimal_cell(".", ",", "JPY"))
    assert [convert(text) for text in ("40", "40%", "４０ ％", "12.5%")] == [4000, 4000, 4000, 1250]
    for text in ("101", "-1%", "high"):
        with pytest.raises(CellRefused):
            convert(text)
