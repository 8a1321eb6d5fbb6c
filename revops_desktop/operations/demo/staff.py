"""Who takes care of a deal: the members of each function, one of field sales better at one step.

Who has a deal follows from how far it came, never the other way round: the conversions of the whole
stay what the plan says (domain.md §6).
"""

from collections.abc import Callable, Mapping, Sequence

from revops_desktop.operations.demo.plan import FIRST_MEETING, WON

# The one who is better hardly loses a deal at the second meeting, and wins a little more often
# later: how much more of these deals than each of the others, by the stage that a deal came to.
_BETTER = "field-sales"
_AT_BEST = FIRST_MEETING + 1
_USUAL, _OF_THOSE_THAT_END_THERE, _LATER, _OF_WON = 1.3, 0.1, 0.8, 3.2


class Staff:
    """Ids of the members by function."""

    def __init__(self, members: Mapping[str, Sequence[int]]) -> None:
        self._members = members

    def draw(self, function: str, came_to: int | None, chance: Callable[[], float]) -> int:
        """A member; `came_to`: the last stage of a deal that has ended, None while it is open."""
        members, drawn = self._members[function], chance()
        if function != _BETTER or len(members) < 2:
            # Some win more than others.
            place = drawn**1.4 if came_to is not None and came_to >= WON else drawn
            return members[int(place * len(members))]
        times = _times(came_to)
        share = times / (times + len(members) - 1)
        if drawn < share:
            return members[0]
        others = members[1:]
        return others[int((drawn - share) / (1 - share) * len(others))]


def _times(came_to: int | None) -> float:
    """How many times as often as another the one who is better has such a deal."""
    if came_to is None or came_to < _AT_BEST:
        return _USUAL
    if came_to == _AT_BEST:
        return _OF_THOSE_THAT_END_THERE
    return _LATER if came_to < WON else _OF_WON
