"""The business clock: deadlines in working time, pauses left out, and why (domain.md §4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.business_calendar import why
from revops_desktop.rules.working_time import DAY, Part, WorkingTime

# Beyond this a limit is a slip of the finger: about ten years of business days.
MOST_DAYS = 2500
MOST_MINUTES = MOST_DAYS * 24 * 60


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: business minutes, or business days, or (neither) none."""

    minutes: int | None
    days: int | None

    @property
    def is_none(self) -> bool:
        """Whether there is no limit."""
        return self.minutes is None and self.days is None


def check(limit: Limit) -> None:
    """RuleBroken for a limit that is nothing or too long; ValueError for one of both units."""
    minutes, days = limit.minutes, limit.days
    if minutes is not None and days is not None:
        raise ValueError("a time limit is in hours or in days, not both")
    if (minutes is not None and minutes < 1) or (days is not None and days < 1):
        raise RuleBroken(
            _(
                "A time limit is longer than nothing. Nothing was changed. "
                "Please write the hours or days, or choose no limit."
            )
        )
    if (minutes or 0) > MOST_MINUTES or (days or 0) > MOST_DAYS:
        raise RuleBroken(
            _(
                "A time limit is at most {days} business days. Nothing was changed. "
                "Please write a shorter one."
            ).format(days=MOST_DAYS)
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """While waiting for the customer the clock stands still; without an end it still does."""

    paused_at: int
    resumed_at: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a clock's start to its deadline, from `first` to `last` (instants).

    `kind`: "outside" (the start lies outside hours; the clock begins at `last`), "runs" (so many
    business `seconds`), "closed" (whole local days, by `reason`: week, holiday or exception, and
    its `name`), "days" (so many business `days` counted), "taken_back" (the time of day lies
    outside hours: from `first` to `last`), "paused" (`last` is `first` while it still is), "due".
    """

    kind: str
    first: int
    last: int
    seconds: int = 0
    days: int = 0
    reason: str = ""
    name: str = ""


class BusinessClock(WorkingTime):
    """Deadlines by the working time of one calendar, or of several, each from some day on."""

    def due(self, start: int, limit: Limit, pauses: Sequence[Pause] = ()) -> int | None:
        """The deadline of a clock that began at `start`.

        None without a limit, and while it is paused: then it is not known.
        """
        if limit.is_none:
            return None
        due = self._unpaused(start, limit)
        for paused_at, resumed_at in _in_order(start, pauses):
            if due <= paused_at:
                break
            if resumed_at is None:
                return None
            due = self.add(resumed_at, self.between(paused_at, due))
        return due

    def _unpaused(self, start: int, limit: Limit) -> int:
        if limit.minutes is not None:
            return self.add(start, limit.minutes * 60)
        return self.at_time(*self._in_days(start, limit.days or 0))

    def _in_days(self, start: int, days: int) -> tuple[date, int]:
        """The day that so many business days lead to, and the time of day the clock began at."""
        day, seconds = self.wall(self.opening(start))
        return self.working_day(day, days), seconds

    def explain(
        self, start: int, limit: Limit, pauses: Sequence[Pause] = (), language: str = ""
    ) -> tuple[Step, ...]:
        """How the deadline comes about, in order; holidays named in a language. () for no limit."""
        if limit.is_none:
            return ()
        steps: list[Step] = []
        at, due = start, self._unpaused(start, limit)
        # Days are counted up to the first pause; what is left then is business time.
        in_days = self._in_days(start, limit.days) if limit.days is not None else None
        for paused_at, resumed_at in _in_order(start, pauses):
            if due <= paused_at:
                break
            steps += self._towards(at, paused_at, in_days, language)
            if resumed_at is None:
                return (*steps, Step("paused", paused_at, paused_at))
            steps.append(Step("paused", paused_at, resumed_at))
            left = self.between(paused_at, due)
            at, due, in_days = resumed_at, self.add(resumed_at, left), None
        if in_days is None:
            steps += self._towards(at, due, None, language)
        else:
            steps += self._towards(at, self.bounds(in_days[0])[1], in_days, language)
            wanted = self.shows(*in_days)
            if wanted != due:
                steps.append(Step("taken_back", wanted, due))
        return (*steps, Step("due", due, due))

    def _towards(
        self, start: int, end: int, in_days: tuple[date, int] | None, language: str
    ) -> list[Step]:
        """The steps between two instants; consecutive ones of a kind are one."""
        steps: list[Step] = []
        opening = self.opening(start)
        if start < opening:
            steps.append(Step("outside", start, opening))
        counted, seen = self.day_of(opening), None
        for part in self._parts_between(start, end):
            day = self.local_day(part)
            if not self.ranges(day):
                if day != seen:
                    _extend(steps, self._closed(day, language))
            elif in_days is None:
                for first, last in part.working:
                    first, last = max(first, start), min(last, end)
                    if first < last:
                        _extend(steps, Step("runs", first, last, seconds=last - first))
            elif counted < day <= in_days[0]:
                counted = day
                _extend(steps, Step("days", *self.bounds(day), days=1))
            seen = day
        return steps

    def _closed(self, day: date, language: str) -> Step:
        reason, name = why(self.content(day), day, self.country, language)
        first, last = self.bounds(day)
        return Step("closed", first, last, reason=reason, name=name)

    def _parts_between(self, start: int, end: int) -> Iterator[Part]:
        for number in range(start // DAY, end // DAY + 1):
            for part in self.parts_of(number):
                if part.end > start and part.start < end:
                    yield part


def _extend(steps: list[Step], step: Step) -> None:
    """Adds a step, or lengthens the last one when it goes on."""
    last = steps[-1] if steps else None
    if last is None or last.last != step.first or last.kind != step.kind or last.kind == "paused":
        steps.append(step)
    elif (last.reason, last.name) == (step.reason, step.name):
        steps[-1] = replace(
            last, last=step.last, seconds=last.seconds + step.seconds, days=last.days + step.days
        )
    else:
        steps.append(step)


def _in_order(start: int, pauses: Sequence[Pause]) -> Iterator[tuple[int, int | None]]:
    """Pauses from `start` on, in order, those that overlap as one."""
    found: list[tuple[int, int | None]] = []
    for pause in sorted(pauses, key=lambda one: one.paused_at):
        paused_at, resumed_at = max(pause.paused_at, start), pause.resumed_at
        if resumed_at is not None and resumed_at <= paused_at:
            continue
        last = found[-1][1] if found else start
        if last is None:
            break
        if found and paused_at < last:
            longer = None if resumed_at is None else max(last, resumed_at)
            found[-1] = (found[-1][0], longer)
        else:
            found.append((paused_at, resumed_at))
    return iter(found)
