"""Money is exact, rounded once and half up (domain.md §2, §5, §11)."""

from decimal import Decimal

import pytest

from revops_desktop import i18n
from revops_desktop.errors import RuleBroken
from revops_desktop.rules.money import (
    minor_digits,
    parse_amount,
    to_major,
    to_minor,
    value_of,
    velocity,
    weighted,
)


def test_weighted_is_rounded_a_deal_at_a_time() -> None:
    assert sum(weighted(333, 5000) for _ in range(3)) == 501
    assert weighted(3800, 9000) + weighted(22500, 2000) == 7920


def test_value_is_one_off_and_twelve_months_and_unknown_is_not_none() -> None:
    assert value_of(100, 10) == 220
    assert value_of(None, 10) == 120
    assert value_of(0, None) == 0
    assert value_of(None, None) is None


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1,234", "JPY", 1234),
        ("¥1,234", "JPY", 1234),
        ("１２３４円", "JPY", 1234),
        ("-5", "JPY", -5),
        ("12.50", "USD", 1250),
        ("$1,000.05", "USD", 100005),
        ("", "JPY", None),
        ("  ", "USD", None),
        ("120万", "JPY", 1_200_000),
        ("¥50.7万", "JPY", 507_000),
        ("１．５億円", "JPY", 150_000_000),
        ("1億2,000万", "JPY", 120_000_000),
        ("1億2千万", "JPY", 120_000_000),
        ("8千", "JPY", 8000),
        ("−3万5", "JPY", -30_005),
        ("500K", "JPY", 500_000),
        ("$1.2m", "USD", 120_000_000),
        ("\\50,000", "JPY", 50_000),
        ("￥50,000", "JPY", 50_000),
        ("(1,000)", "JPY", -1000),
        ("(\\1,000)", "JPY", -1000),
        ("¥(1,000)", "JPY", -1000),
        ("$ (1.50)", "USD", -150),
        ("¥▲500", "JPY", -500),
        ("▲5万", "JPY", -50_000),
        ("△１，２００円", "JPY", -1200),
    ],
)
def test_amounts_as_people_type_them(text: str, currency: str, minor: int | None) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "abc",
        "(-5)",
        "▲-5",
        "(−5)",
        "()",
        "▲",
        "1.5",
        "1e400",
        "NaN",
        "Infinity",
        "9" * 30,
        "3万万",
        "2万1億",
        "万",
        "1.00001万",
    ],
)
def test_what_is_no_amount_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        parse_amount(text, "JPY")


def test_minor_units() -> None:
    assert (minor_digits("JPY"), minor_digits("USD"), minor_digits("KWD")) == (0, 2, 3)
    assert to_minor(Decimal("1054"), "USD") == 105400
    assert to_major(105405, "USD") == Decimal("1054.05")


def test_money_is_written_in_the_form_of_the_language() -> None:
    assert i18n.money(1234567, "JPY") == "¥1,234,567"
    assert i18n.money(-5, "JPY") == "−¥5"
    assert i18n.money(1250, "USD") == "$12.50"
    assert i18n.money(None, "JPY") == "—"
    assert i18n.money(100, "CHF") == "1.00 CHF"
    assert i18n.money_short(48_400_000, "JPY") == "¥48.4M"
    assert i18n.money_short(650_000, "JPY") == "¥650K"
    assert i18n.money_short(9_999, "JPY") == "¥9,999"
    # Whole: cents that were rounded away are not written as none.
    assert i18n.money_short(120_050, "USD") == "$1,200"
    assert i18n.money_short(-120_050, "USD") == "−$1,200"
    with i18n.use_language("ja"):
        assert i18n.money_short(48_400_000, "JPY") == "¥4,840万"
        assert i18n.money_short(123, "JPY") == "¥123"
        assert i18n.money_short(2_500_000_000, "JPY") == "¥25億"


def test_velocity_is_the_worked_example_of_the_reference() -> None:
    assert velocity(100, 0.3, 10_000, 40) == 7_500


@pytest.mark.parametrize(
    "parts", [(3, None, 10, 4), (3, 0.5, None, 4), (3, 0.5, 10, None), (3, 0.5, 10, 0)]
)
def test_velocity_is_unknown_where_a_part_of_it_is(parts: tuple[int, float, float, float]) -> None:
    assert velocity(*parts) is None
