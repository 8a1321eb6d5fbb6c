"""The arithmetic of the one bottleneck, against examples reckoned by hand (domain.md §6)."""

from math import sqrt
from random import Random
from statistics import NormalDist

import pytest

from revops_desktop.rules.bottleneck import (
    Cohort,
    Queue,
    below_target,
    best_held,
    is_short_of_capacity,
    judge,
    tipping_point,
)


def steady(entered: int, advanced: int, months: int) -> list[Cohort]:
    return [Cohort(entered, advanced)] * months


def test_the_largest_gain_among_the_narrow_steps_is_named() -> None:
    # 40 enter a month. The second step fell from 50 % to 25 % in the last 3 months.
    first = steady(40, 20, 12)
    second = [*steady(20, 10, 9), *steady(20, 5, 3)]
    verdict = judge([first, second], 3, [None, None])
    assert (verdict.found, verdict.step) == ("named", 1)
    assert verdict.level == 0.025
    assert verdict.entering == 40
    assert verdict.wins == pytest.approx(40 * 0.5 * 0.25)
    one = verdict.steps[1]
    assert (one.window, one.earlier) == (Cohort(60, 15), Cohort(180, 90))
    # Pooled 105 ÷ 240; z = 0.25 ÷ √(0.4375 × 0.5625 × (1/60 + 1/180)) = 3.38.
    z = 0.25 / sqrt(0.4375 * 0.5625 * (1 / 60 + 1 / 180))
    assert one.chance == pytest.approx(NormalDist().cdf(-z))
    # Best 3 months 30 of 60, drawn by 20 cases toward the mean 105 ÷ 240.
    assert one.best is not None
    assert one.best.rate == pytest.approx((30 + 20 * 105 / 240) / 80)
    assert one.gain == pytest.approx(40 * 0.5 * (one.best.rate - 0.25))
    # The first is as it always was: its best is its mean, and nothing is to be had.
    assert verdict.steps[0].gain == pytest.approx(0)
    assert not verdict.steps[0].narrow


def test_a_gain_is_never_below_nothing() -> None:
    better = [*steady(40, 10, 9), *steady(40, 30, 3)]
    verdict = judge([better], 3, [None])
    assert (verdict.found, verdict.steps[0].gain) == ("none", 0.0)


def test_of_two_narrow_steps_the_larger_gain_is_named() -> None:
    # Both halve; the later one from a lower rate, so that its doubling brings as much. The first
    # loses more when its best is further away.
    first = [*steady(60, 54, 9), *steady(60, 18, 3)]
    second = [*steady(54, 27, 9), *steady(54, 15, 3)]
    verdict = judge([first, second], 3, [None, None])
    assert [one.narrow for one in verdict.steps] == [True, True]
    gains = [one.gain or 0 for one in verdict.steps]
    assert verdict.step == gains.index(max(gains)) == 0


def test_the_best_never_tests_it_sizes() -> None:
    # One brilliant quarter long ago, and as usual ever since: much to be had, nothing to name.
    months = [*steady(20, 18, 3), *steady(20, 10, 17)]
    verdict = judge([months], 3, [None])
    assert verdict.steps[0].gain is not None and verdict.steps[0].gain > 0
    assert (verdict.found, verdict.step) == ("none", None)


def test_nothing_is_said_under_twenty_deals() -> None:
    verdict = judge([[*steady(100, 50, 3), *steady(6, 0, 3)]], 3, [None])
    assert (verdict.found, verdict.steps[0].chance) == ("too_little", None)
    verdict = judge([[*steady(6, 6, 3), *steady(100, 0, 3)]], 3, [None])
    assert verdict.found == "too_little"
    # A reference needs 20 as well.
    assert (verdict.steps[0].best, verdict.steps[0].gain) == (None, None)
    assert judge([], 0, []).found == "too_little"
    assert judge([[]], 0, [None]).found == "too_little"


def test_a_target_needs_no_past() -> None:
    # 21 of 60 against 50 %: z = −0.15 ÷ √(0.25 ÷ 60) = −2.32.
    verdict = judge([steady(20, 7, 3)], 3, [0.5])
    one = verdict.steps[0]
    assert one.chance == pytest.approx(NormalDist().cdf(-0.15 / sqrt(0.25 / 60)))
    assert (verdict.found, one.reference) == ("named", 0.5)
    assert one.gain == pytest.approx(20 * 0.15)
    assert judge([steady(20, 7, 3)], 3, [0.35]).found == "none"


@pytest.mark.parametrize(
    ("target", "chance"), [(1.0, 0.0), (0.0, 1.0), (0.25, 0.5)], ids=["all", "nothing", "met"]
)
def test_targets_at_the_ends(target: float, chance: float) -> None:
    assert below_target(Cohort(40, 10), target) == chance
    assert below_target(Cohort(), target) == 1.0


def test_the_best_of_rolling_months() -> None:
    months = [Cohort(10, 4), Cohort(10, 6), Cohort(10, 8), Cohort(10, 7), Cohort(2, 1)]
    best = best_held(months, 0.5)
    assert best is not None
    # 4–6–8: 18 of 30, 6–8–7: 21 of 30, 8–7–1: 16 of 22. The last is best until drawn to the mean.
    assert (best.first, best.last, best.cohort) == (1, 3, Cohort(30, 21))
    assert best.rate == pytest.approx((21 + 10) / 50)
    assert best_held(months[:1], 0.5) is None
    short = best_held([Cohort(20, 10), Cohort(20, 10)], 0.5)
    assert short is not None and (short.first, short.last) == (0, 1)
    assert best_held([], 0.5) is None
    assert best_held(months, None) is None


def test_a_step_without_deals_counts_as_its_mean() -> None:
    late = [*steady(30, 15, 9), *steady(0, 0, 3)]
    verdict = judge([steady(100, 50, 12), late], 3, [None, None])
    assert verdict.wins == pytest.approx(100 * 0.5 * 0.5)
    assert verdict.steps[1].chance is None


@pytest.mark.parametrize("target", [None, 0.5])
def test_the_tipping_point_is_where_the_finding_turns(target: float | None) -> None:
    earlier = steady(40, 20, 9)
    turns = []
    for advanced in range(41):
        months = [*earlier, Cohort(0, 0), Cohort(0, 0), Cohort(40, advanced)]
        verdict = judge([months], 3, [target])
        turns.append((verdict.steps[0].narrow, tipping_point(verdict.steps[0], verdict.level)))
    most = max(advanced for advanced, (narrow, _) in enumerate(turns) if narrow)
    assert {turn for narrow, turn in turns if narrow} == {most + 1}
    assert {turn for narrow, turn in turns if not narrow} == {most}
    silent = judge([steady(1, 1, 4)], 3, [None])
    assert tipping_point(silent.steps[0], silent.level) is None


QUEUE = Queue((9, 8, 9, 10), (4, 5, 6, 4), 40, 23, Cohort(19, 10), Cohort(60, 32))


def test_hands_are_short_where_the_queue_grows_and_conversion_holds() -> None:
    assert is_short_of_capacity(QUEUE)


@pytest.mark.parametrize(
    "changed",
    [
        {"arrivals": (9, 5, 9, 10)},  # one week as many went as came
        {"waited": 32},  # grown by a quarter, not by more
        {"ended": Cohort(40, 8), "ended_before": Cohort(100, 60)},  # they convert worse
        {"arrivals": (), "departures": ()},
    ],
    ids=["a week", "a quarter", "worse", "no weeks"],
)
def test_hands_are_not_short(changed: dict) -> None:
    assert not is_short_of_capacity(Queue(**{**_values(QUEUE), **changed}))


def _values(queue: Queue) -> dict:
    return {name: getattr(queue, name) for name in Queue.__slots__}


def test_clean_histories_name_a_bottleneck_about_one_time_in_twenty() -> None:
    # Independent throws, no decks: what a real business has. 10 steps, 20 months, 130 a month.
    random, false = Random(7), 0
    rates = (0.84, 0.68, 0.8, 0.64, 0.84, 0.8, 0.76, 0.8, 0.84, 0.88)
    histories = 60
    for _history in range(histories):
        cohorts: list[list[Cohort]] = [[] for _rate in rates]
        for _month in range(20):
            entering = 130
            for step, rate in enumerate(rates):
                advanced = sum(random.random() < rate for _deal in range(entering))
                cohorts[step].append(Cohort(entering, advanced))
                entering = advanced
        false += judge(cohorts, 3, [None] * len(rates)).found == "named"
    assert false <= histories // 10
