"""A cell holds what its field needs, or says what to do; nothing is guessed."""

from datetime import date
from decimal import Decimal

import pytest

from revops_desktop.exchange.cells import (
    LONGEST_TEXT,
    Moment,
    cell_for,
    choice_cell,
    decimal_cell,
    moment_cell,
    text_cell,
)
from revops_desktop.exchange.fields import CHANNELS, DEAL_KINDS, FIELDS
from revops_desktop.exchange.refusals import CellRefused
from revops_desktop.rules.periods import start_of_day

TOKYO = "Asia/Tokyo"


def the_day(text: str) -> Moment:
    return Moment(start_of_day(date.fromisoformat(text), TOKYO), text)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("ymd", "2026-04-01"),
        ("ymd", "2026/4/1"),
        ("ymd", "2026.04.01"),
        ("ymd", "2026年4月1日"),
        ("ymd", "２０２６／４／１"),
        ("ymd", "20260401"),
        ("ymd", "2026-04-01 00:00:00"),
        ("dmy", "01/04/2026"),
        ("dmy", "1.4.2026"),
        ("mdy", "4/1/2026"),
        ("%d %b %y", "01 Apr 26"),
    ],
)
def test_days(order: str, text: str) -> None:
    assert moment_cell(order, TOKYO)(text) == the_day("2026-04-01")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-04-01 09:30", 1775003400),
        ("2026-04-01T09:30:00", 1775003400),
        ("2026-04-01T00:30:00Z", 1775003400),
        ("2026-03-31T19:30:00-05:00", 1775003400),
        ("2026/4/1 9:30:00.123", 1775003400),
    ],
)
def test_instants(text: str, at: int) -> None:
    assert moment_cell("ymd", TOKYO)(text) == Moment(at, None)


@pytest.mark.parametrize("text", ["03/04/2026", "25/12/2026", "1-2-2026"])
def test_a_date_that_can_be_read_two_ways_is_never_guessed(text: str) -> None:
    with pytest.raises(CellRefused, match='dates = "dmy"'):
        moment_cell("ymd", TOKYO)(text)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("ymd", "2026-02-30"),
        ("ymd", "2026-13-01"),
        ("ymd", "soon"),
        ("ymd", "0026-04-01"),
        ("ymd", "2026-04-01 25:00"),
        ("ymd", "2026-04-01 09:00+99:00"),
        ("dmy", "2026-04-01"),
        ("mdy", "25/12/2026"),
        ("%d.%m.%Y", "1.4"),
        ("%q", "1"),
    ],
)
def test_no_date_is_refused_with_a_sentence(order: str, text: str) -> None:
    with pytest.raises(CellRefused) as refused:
        moment_cell(order, TOKYO)(text)
    assert str(refused.value).endswith(".")


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
    ],
)
def test_numbers(text: str, expected: str) -> None:
    assert decimal_cell(".", ",", "USD")(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["1,5", "1.234,56", "12,34", "1e5", "", "-", "NaN", "1 000", "12万", "0x10", "--1"]
)
def test_a_number_with_other_signs_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="decimal sign"):
        decimal_cell(".", ",", "USD")(text)


def test_the_signs_are_the_mappings() -> None:
    assert decimal_cell(",", ".", "EUR")("1.234,56 €") == Decimal("1234.56")
    assert decimal_cell(",", " ", "EUR")("1\u00a0234,56") == Decimal("1234.56")
    assert decimal_cell(".", "", "EUR")("1234") == Decimal(1234)


def money(text: str, currency: str, unit: int = 1) -> int:
    convert = cell_for(
        FIELDS["deals"]["amount"],
        decimal=".",
        thousands=",",
        unit=unit,
        currency=currency,
        order="ymd",
        zone=TOKYO,
    )
    found: int = convert(text)
    return found


def test_amounts_are_of_the_main_unit() -> None:
    assert money("12.50", "USD") == 1250
    assert money("1,200", "JPY") == 1200
    assert money("1200.00", "JPY") == 1200
    assert money("1.5", "JPY", unit=10_000) == 15_000


@pytest.mark.parametrize("text", ["0.5", "9" * 40])
def test_an_amount_with_too_many_digits_is_refused(text: str) -> None:
    with pytest.raises(CellRefused, match="too many digits"):
        money(text, "JPY")


def test_words_of_choices_in_both_languages() -> None:
    kind, channel = choice_cell(DEAL_KINDS), choice_cell(CHANNELS)
    assert [kind(word) for word in ("新規", "Cross-Sell", "cross sell", "クロスセル", "NEW")] == [
        "new",
        "cross_sell",
        "cross_sell",
        "cross_sell",
        "new",
    ]
    assert channel("代理店") == "partner"
    with pytest.raises(CellRefused, match=r"Direct \(direct\) · Partner \(partner\)"):
        channel("web")


def test_text_is_kept_as_it_came() -> None:
    convert = text_cell(LONGEST_TEXT)
    for text in ("😀 <b>&amp;</b>\nline", "㈱﨑", "x" * 100_000, "' OR 1=1 --"):
        assert convert(text) == text
    assert convert("'=1+1") == "=1+1"
    assert convert("か\u3099") == "が"
    with pytest.raises(CellRefused, match="shorten"):
        convert("x" * (LONGEST_TEXT + 1))
