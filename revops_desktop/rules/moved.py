"""Did a figure move after something was done about it, and by more than chance? (domain.md §10)"""

from collections.abc import Sequence
from typing import Literal

from revops_desktop.rules.chance import FEWEST_CASES, LEVEL, chance_of_count, chance_of_difference
from revops_desktop.rules.usual import usual_range

# unknown: it has no value then or now · few: too few cases or too short a history to say.
Moved = Literal["better", "worse", "same", "few", "unknown"]


def moved(
    then: tuple[float | None, int | None],
    now: tuple[float | None, int | None],
    *,
    unit: str,
    less_is_better: bool,
    history: Sequence[float | None] = (),
) -> Moved:
    """Whether a figure is better or worse than it was by more than chance (5 %).

    `then`, `now`: its value and cases · shares and counts are tested as such; of all else
    `history`, the months up to then, says what is usual, and a value is moved that lies beyond it.
    """
    before, cases_before = then
    after, cases = now
    if before is None or after is None:
        return "unknown"
    if unit == "share":
        n, n_before = cases or 0, cases_before or 0
        if min(n, n_before) < FEWEST_CASES:
            return "few"
        some, some_before = round(after * n), round(before * n_before)
        beyond = chance_of_difference(some, n, some_before, n_before) < LEVEL
    elif unit == "count":
        beyond = chance_of_count(round(after), round(before), 1) < LEVEL
    else:
        band = usual_range(history)
        if band is None:
            return "few"
        beyond = not band[0] <= after <= band[1]
    if not beyond or after == before:
        return "same"
    return "better" if (after < before) == less_is_better else "worse"
