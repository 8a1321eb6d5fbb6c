"""How targets are typed, written and met (domain.md §2)."""

import pytest

from revops_desktop.analytics.definitions import definition
from revops_desktop.errors import RuleBroken
from revops_desktop.rules.targets import (
    FIGURES,
    figure_of,
    from_target_unit,
    parse_target,
    target_text,
)


@pytest.mark.parametrize(
    ("key", "typed", "value", "text"),
    [
        ("won_amount", "120万", 1_200_000, "1,200,000"),
        ("won_amount", "¥ 5,000", 5_000, "5,000"),
        ("won", "1,200 件", 1_200, "1,200"),
        ("won", "３５", 35, "35"),
        ("win_rate", "21.5%", 2150, "21.5"),
        ("win_rate", "２１．２５", 2125, "21.25"),
        ("conversion", "100", 10_000, "100"),
        ("conversion", "0.4 %", 40, "0.4%"),
        ("conversion", "０．５％", 50, "0.5%"),
        ("conversion", "0", 0, "0"),
        ("sales_cycle", "42.5 days", 425, "42.5"),
        ("lead_time", "60日", 600, "60"),
    ],
)
def test_a_target_is_typed_as_people_write_it(key: str, typed: str, value: int, text: str) -> None:
    figure = figure_of(key)
    assert parse_target(figure, typed, "JPY") == value
    assert target_text(figure, value, "JPY") == text
    assert parse_target(figure, text, "JPY") == value
    assert parse_target(figure, " ", "JPY") is None


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("won", "2.5"),
        ("won", "-1"),
        ("won", "many"),
        ("won", "1e99999"),
        ("win_rate", "101"),
        ("win_rate", "21.555"),
        ("win_rate", "0.4"),
        ("sales_cycle", "1.25"),
        ("won_amount", "-5"),
    ],
)
def test_what_is_no_target_is_refused_in_a_sentence(key: str, typed: str) -> None:
    with pytest.raises(RuleBroken, match="Nothing was changed"):
        parse_target(figure_of(key), typed, "JPY")


def test_a_share_that_may_be_two_things_is_asked_back() -> None:
    with pytest.raises(RuleBroken, match=r"0\.4% or 40%"):
        parse_target(figure_of("win_rate"), "0.40", "JPY")
    with pytest.raises(RuleBroken, match=r"0\.375% or 37\.5%"):
        parse_target(figure_of("win_rate"), "0.375", "JPY")


def test_a_target_is_met_from_its_own_side() -> None:
    assert figure_of("won").met(10, 10)
    assert not figure_of("won").met(9, 10)
    assert figure_of("sales_cycle").met(300, 310)
    assert not figure_of("sales_cycle").met(311, 310)


def test_targets_and_figures_count_alike() -> None:
    assert from_target_unit(figure_of("sales_cycle"), 425) == 42.5
    with pytest.raises(RuleBroken, match="won_amount"):
        figure_of("profit")


def test_every_figure_with_a_target_is_defined_under_the_same_name() -> None:
    for key, figure in FIGURES.items():
        assert definition(key).name == figure.name
