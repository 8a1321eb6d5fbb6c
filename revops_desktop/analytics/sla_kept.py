"""The clocks of the SLA page counted in every way, kept between two answers.

What ended is counted once, and after a change only the clocks of changed deals are taken out and
put in. Those that run are counted each time: with the hour they stand differently.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from revops_desktop.analytics.sla_figures import BYS, Cut, Sums, Way
from revops_desktop.analytics.sla_held import Held
from revops_desktop.analytics.sla_history import History
from revops_desktop.analytics.sla_lines import Books
from revops_desktop.analytics.sla_tallies import Tally
from revops_desktop.rules.periods import Period

_WAYS: tuple[Way, ...] = (*BYS, "step")


@dataclass(frozen=True, slots=True)
class Kept:
    """The clocks that ended, counted in each way; `asked`: of which periods."""

    ended: Mapping[Way, Tally]
    asked: tuple[object, ...]


def counted(
    held: Held,
    known: Books,
    *,
    period: Period,
    periods: Sequence[Period],
    before: Kept | None = None,
) -> tuple[Mapping[Way, Sums], Kept]:
    """The clocks counted in each way: those of a period, and of `periods` one behind the other.

    `before` is of the answer that `held` followed.
    """
    asked = (period, *periods)
    ended: dict[Way, Tally] = {}
    if before is None or held.changed is None or before.asked != asked:
        for way, cut in _cuts(held.ended, known, period, periods):
            ended[way] = cut.tally(way)
    else:
        gone, came = (_cuts(one, known, period, periods) for one in held.changed)
        for (way, less), (_way, more) in zip(gone, came, strict=True):
            ended[way] = before.ended[way].changed(less.tally(way), more.tally(way))
    runs = {way: cut.sums(way) for way, cut in _cuts(held.running, known, period, periods)}
    return {way: sums.with_ended(ended[way]) for way, sums in runs.items()}, Kept(ended, asked)


def _cuts(
    clocks: History, known: Books, period: Period, periods: Sequence[Period]
) -> Iterator[tuple[Way, Cut]]:
    """Each way to count clocks, and which of them it counts."""
    made = Cut(clocks, known, period)
    for way in _WAYS:
        yield way, made
    span = Period(periods[0].first, periods[-1].last)
    due = clocks.only(clocks.due_within(*span.bounds(made.zone)))
    yield "point", Cut(due, known, span, periods)
