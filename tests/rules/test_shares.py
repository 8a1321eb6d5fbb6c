"""Shares keep silent where nothing follows (domain.md §5)."""

import pytest

from revops_desktop import i18n
from revops_desktop.rules.shares import Share, share, share_of_amounts


def test_a_share_needs_five_cases() -> None:
    assert share(2, 4) == Share(2, 4, "few", 4)
    assert share(2, 4).rate is None and share(2, 4).raw == 0.5 and share(2, 4).shows_figure
    assert share(3, 5).rate == 0.6
    assert share(0, 0).why == "none" and share(0, 0).raw is None


@pytest.mark.parametrize(("carrying", "speaks"), [(8, True), (7, False)])
def test_a_share_by_amount_needs_amounts_on_80_percent(carrying: int, speaks: bool) -> None:
    found = share_of_amounts(500, 1000, (10, carrying), {})
    assert (found.rate is not None) is speaks
    assert found.shows_figure is speaks


def test_each_way_of_leaving_must_carry_amounts_too() -> None:
    """Lost deals that carry no amount would make 100 % of every win rate by amount."""
    won, lost = 4238, 2473
    found = share_of_amounts(10, 10, (won + lost, won), {"won": (won, won), "lost": (lost, 0)})
    assert (found.rate, found.why, found.lacking) == (None, "amounts", "lost")
    assert "lost deals" in i18n.why(found)
    assert share_of_amounts(10, 20, (20, 20), {"won": (20, 20), "lost": (0, 0)}).rate == 0.5
