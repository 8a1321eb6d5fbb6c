"""What is typed over a column means what it says."""

import pytest

from revops_desktop.errors import RuleBroken
from revops_desktop.rules.conditions import MILLIONTHS, Condition, condition


def between(low, high) -> Condition:
    return Condition("between", low, high)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("100", between(100, 100)),
        (">= 1,000", between(1000, None)),
        ("＞５", between(6, None)),
        ("<5", between(None, 4)),
        ("≤5", between(None, 5)),
        ("100..200", between(100, 200)),
        ("100〜", between(100, None)),
        ("..-5", between(None, -5)),
        ("=", Condition("empty")),
        ("＊", Condition("filled")),
        ("  ", None),
    ],
)
def test_numbers(typed: str, meant: Condition | None) -> None:
    assert condition("number", typed, "JPY") == meant


def test_a_number_of_a_custom_field_is_kept_in_millionths() -> None:
    assert condition("number", "1.5", "JPY", MILLIONTHS) == between(1_500_000, 1_500_000)


def test_money_is_read_as_a_person_writes_it() -> None:
    assert condition("money", ">=￥1,200,000", "JPY") == between(1_200_000, None)
    assert condition("money", "12.50", "USD") == between(1250, 1250)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026年4月1日", "2026-04-01", "2026-04-01"),
        ("2026/4", "2026-04-01", "2026-04-30"),
        (">= 2026-04", "2026-04-01", None),
        ("> 2026-04", "2026-05-01", None),
        ("< 2026", None, "2025-12-31"),
        ("2026-04..2026-06", "2026-04-01", "2026-06-30"),
    ],
)
def test_days(typed: str, low: str | None, high: str | None) -> None:
    assert condition("date", typed, "JPY") == between(low, high)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("number", "many"), ("money", ">= ten"), ("date", "2026-13"), ("instant", "April")],
)
def test_what_cannot_be_understood_says_so(kind, typed: str) -> None:
    with pytest.raises(RuleBroken):
        condition(kind, typed, "JPY")


def test_letters_are_folded() -> None:
    assert condition("text", "ｱｵﾊﾞ", "JPY") == Condition("contains", "アオバ")
