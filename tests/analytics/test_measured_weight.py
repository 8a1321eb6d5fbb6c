"""The weighted pipeline by measured probabilities: cases by hand (domain.md §5, §11)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from revops_desktop.analytics.filters import Filter
from revops_desktop.analytics.measured_weight import MeasuredWeight, measured_weight
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import deals, stages
from revops_desktop.rules.filtering import Condition
from revops_desktop.rules.periods import month_period
from tests.analytics.test_key_figures import add, leave, move, noon
from tests.river import make_river


@pytest.fixture
def river(tmp_path: Path) -> Iterator[Workspace]:
    with make_river(tmp_path / "a.revops") as made:
        yield made


def ask(workspace: Workspace) -> MeasuredWeight:
    return workspace.ask(measured_weight, pipeline_id=1)


def chance(workspace: Workspace, stage_id: int, percent: int) -> None:
    fields = {"probability_basis_points": percent * 100}
    workspace.do(stages.edit, at=noon(3, 1), stage_id=stage_id, fields=fields)


def end(workspace: Workspace, won: int, lost: int, stage_id: int = 2) -> None:
    """Deals that came as far as a stage, and were won or lost then."""
    for number in range(won + lost):
        deal_id = add(workspace, noon(3, 2), stage_id, amount=1)
        if number < won:
            move(workspace, noon(3, 3), deal_id, 4)
        else:
            leave(workspace, noon(3, 3), deal_id, "lost")


def test_three_deals_of_333_at_half_are_501(river: Workspace) -> None:
    chance(river, 2, 50)
    end(river, 5, 5)
    for _deal in range(3):
        add(river, noon(3, 4), 2, amount=333)
    found = ask(river)
    assert (found.amount, found.stages, found.ended, found.open.count) == (501, {2: 501}, 10, 3)
    assert found.configured == 501
    # (7 + 10 × 50 %) ÷ 22 = 6 ÷ 11 of 333 is 181.6.
    end(river, 2, 0)
    assert ask(river).amount == 3 * 182


def test_a_probability_set_by_hand_stays(river: Workspace) -> None:
    end(river, 0, 10)
    first = add(river, noon(3, 4), 2, amount=3_800)
    second = add(river, noon(3, 4), 3, amount=22_500)
    # (0 + 10 × 25 %) ÷ 20 = 12.5 %; nobody came to stage 3 and was lost: as configured.
    assert ask(river).stages == {2: 475, 3: 5_625}
    for deal_id, points in ((first, 9000), (second, 2000)):
        fields = {"probability_basis_points": points}
        river.do(deals.edit, at=noon(3, 5), deal_id=deal_id, fields=fields)
    assert (ask(river).amount, ask(river).configured) == (7_920, 7_920)


def test_it_is_greyed_or_refused_where_too_little_is_known(river: Workspace) -> None:
    for _deal in range(5):
        add(river, noon(3, 4), 2, amount=100)
    assert (ask(river).amount, ask(river).is_weak, ask(river).configured) == (None, True, 125)
    end(river, 3, 1)
    assert (ask(river).amount, ask(river).is_weak) == (5 * 39, True), "four have ended"
    end(river, 0, 1)
    assert (ask(river).amount, ask(river).is_weak) == (5 * 37, False)
    only = Filter.on(date(2026, 3, 20), "Asia/Tokyo", (Condition("stage", (3,)),))
    some = river.ask(measured_weight, pipeline_id=1, only=only)
    assert (some.amount, some.open.count, some.ended, some.is_weak) == (0, 0, 5, True)


def test_deals_without_an_amount_weigh_nothing_that_can_be_said(river: Workspace) -> None:
    end(river, 3, 3)
    add(river, noon(3, 4), 2, amount=None)
    assert (ask(river).open.without_amount, ask(river).amount) == (1, None)
    add(river, noon(3, 4), 2, amount=0)
    assert ask(river).amount == 0


def test_great_amounts_are_weighed_to_the_last_unit(river: Workspace) -> None:
    end(river, 4, 3)
    add(river, noon(3, 4), 2, amount=999_999_999_999_999)
    # (4 + 2.5) ÷ 17 = 13 ÷ 34.
    assert ask(river).amount == (2 * 999_999_999_999_999 * 13 + 34) // 68


def test_it_is_as_it_was_at_an_earlier_day(river: Workspace) -> None:
    end(river, 5, 5)
    add(river, noon(3, 4), 2, amount=1_000)
    before = ask(river)
    for number in range(4):
        deal_id = add(river, noon(3, 10 + number), 2, amount=7)
        leave(river, noon(3, 10 + number), deal_id, "lost")
    last = month_period("2026-03").bounds("Asia/Tokyo")[1]
    assert last is not None
    assert river.ask(measured_weight, as_of=noon(3, 5), pipeline_id=1) == before
    assert river.ask(measured_weight, as_of=last, pipeline_id=1) == ask(river) != before
