"""The working hours of the demo company: everything in its story happens on a working day."""

from collections.abc import Callable
from datetime import date, timedelta

from revops_desktop.rules.periods import DAY, start_of_day

OPENS = 9 * 3600
CLOSES = 18 * 3600
_LAST = 300

# Holidays of fixed date, Obon and year-end: near enough for a story.
_CLOSED = {(1, 1), (1, 2), (1, 3), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11)} | {
    *((8, 13), (8, 14), (8, 15), (11, 3), (11, 23), (12, 29), (12, 30), (12, 31))
}
_MARGIN_DAYS = 400


def is_open(day: date) -> bool:
    """Whether the company works on that day."""
    return day.weekday() < 5 and (day.month, day.day) not in _CLOSED


class Workdays:
    """Instants in working hours from `first` to `last`, in a zone without daylight saving."""

    def __init__(self, first: date, last: date, zone: str, chance: Callable[[], float]) -> None:
        self.first = first
        self.base = start_of_day(first, zone)
        # The story ends when work ends on its last day.
        self.end = start_of_day(last, zone) + CLOSES
        self._chance = chance
        length = (last - first).days + _MARGIN_DAYS
        self._next_open = list(range(length))
        self._iso = [(first + timedelta(days=number)).isoformat() for number in range(length)]
        self._numbers = {day: number for number, day in enumerate(self._iso)}
        for number in range(length - 2, -1, -1):
            if not is_open(first + timedelta(days=number)):
                self._next_open[number] = self._next_open[number + 1]

    def open_from(self, number: int) -> int:
        """That day, or the next working day, as a number from the first day."""
        return self._next_open[min(number, len(self._next_open) - 1)]

    def on(self, number: int) -> int:
        """An instant in working hours on that day, or on the next working day."""
        opens = self.base + self._next_open[number] * DAY + OPENS
        # Not in the last minutes, after which nothing else could happen on that day.
        return opens + int(self._chance() * (CLOSES - OPENS - _LAST))

    def after(self, at: int, days: float) -> int:
        """An instant in working hours about `days` after `at`, and at least ten minutes later."""
        number = min(int((at - self.base) / DAY + days), len(self._next_open) - 2)
        found = self.on(number)
        return found if found > at + 600 else self.on(self._next_open[number] + 1)

    def between(self, start: int, end: int) -> int:
        """An instant in working hours between two that are, or last, in them."""
        found = self.on(int((start + self._chance() * (end - start) - self.base) / DAY))
        if start < found < end:
            return found
        closes = self.base + self.number(start) * DAY + CLOSES
        if end <= closes:
            return (start + end) // 2
        if closes - start > 60:
            return (start + closes) // 2
        return (self.base + self.number(end) * DAY + OPENS + end) // 2

    def day(self, at: int) -> str:
        """The day of an instant, as ISO text."""
        return self._iso[(at - self.base) // DAY]

    def number(self, at: int) -> int:
        """The day of an instant, as a number from the first day."""
        return (at - self.base) // DAY

    def number_of(self, day: str) -> int:
        """A day in ISO text, as a number from the first day."""
        return self._numbers[day]

    def iso(self, number: int) -> str:
        """The day of that number as ISO text; days far beyond the story are its last known one."""
        return self._iso[min(number, len(self._iso) - 1)]
