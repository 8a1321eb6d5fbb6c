"""The steps of many deals, held in little memory until all files were read: 48 bytes each."""

from array import array
from collections.abc import Iterator

from revops_desktop.exchange.cases import Place, Step
from revops_desktop.exchange.cells import Moment, day_of
from revops_desktop.exchange.visits import RiverStage

_FIELDS = 6
# A line and a file in one number.
_LINES = 1 << 40


class Places:
    """Stages and ways out by number; the same ones come again and again."""

    def __init__(self) -> None:
        self._places: list[Place | None] = [None]
        # Stages by their reference: a deal's pipeline is either here or the one that comes along.
        self._numbers: dict[Place | int | None, int] = {None: 0}

    def number(self, place: Place | None) -> int:
        """The number of a place."""
        key = place.reference if isinstance(place, RiverStage) else place
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._places)
            self._places.append(place)
        return found

    def place(self, number: int) -> Place | None:
        """The place of a number."""
        return self._places[number]


class Steps:
    """The steps of one deal, in the order in which they were read."""

    __slots__ = ("_numbers", "_places", "_zone")

    def __init__(self, places: Places, zone: str) -> None:
        self._places, self._zone = places, zone
        self._numbers = array("q")

    def append(self, step: Step) -> None:
        """One more."""
        number = self._places.number
        self._numbers.extend(
            (
                step.at.at,
                int(step.at.day is not None),
                step.file * _LINES + step.line,
                number(step.came_from),
                number(step.to),
                step.by or 0,
            )
        )

    def __len__(self) -> int:
        return len(self._numbers) // _FIELDS

    def __iter__(self) -> Iterator[Step]:
        numbers, place = self._numbers, self._places.place
        for first in range(0, len(numbers), _FIELDS):
            at, is_day, where, came_from, to, by = numbers[first : first + _FIELDS]
            file, line = divmod(where, _LINES)
            there = place(to)
            if there is not None:
                moment = Moment(at, day_of(Moment(at, None), self._zone) if is_day else None)
                yield Step(moment, line, place(came_from), there, by or None, file)
