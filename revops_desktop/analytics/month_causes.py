"""Which part of a figure makes its change? Said only where the data show one (domain.md §10).

A part is a cause where it makes at least half of the difference and differs itself by more than
luck: 5 % ÷ the number of parts it was chosen from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.downstream import Judged
from revops_desktop.analytics.month_answer import Cause, Change, Subject, Way
from revops_desktop.analytics.month_reading import MonthReading
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.database.tables import deal
from revops_desktop.rules.chance import LEVEL, chance_of_count, chance_of_difference

# Of the difference; a part that makes less is one among others.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a figure now and before: `some` of `n` cases; of a count, n is not looked at."""

    about: Subject
    some: int
    n: int
    some_before: int
    n_before: int


def with_causes(read: MonthReading, one: Change, all_: Sequence[Change]) -> Change:
    """The change with what makes it, where that can be told."""
    return replace(one, causes=tuple(_causes(read, one, all_)))


def _causes(read: MonthReading, one: Change, all_: Sequence[Change]) -> Iterable[Cause]:
    alike = {other.key: other for other in all_ if other.way == one.way}
    if one.key == "won_amount":
        yield from _of_amount(read, one, alike)
    elif one.key == "average_deal":
        yield from _one_deal(read, one)
    elif one.key in ("won", "entered"):
        yield from _counted(read, one, one.key)
    elif one.key == "win_rate":
        yield from _of_win_rate(read, one, all_)
    elif one.key == "decided_conversion":
        yield from _first(part_of_share(_left_for(read, one), _turned(one.way), one.months))
    elif one.key == "leaks":
        yield from _first(part_of_count(_left_from(read, one), one.way, one.months))
    elif one.key == "handoff_loss":
        yield from _first(part_of_share(_pairs(read), one.way, one.months))


def _first(found: Cause | None) -> Iterable[Cause]:
    return () if found is None else (found,)


def _turned(way: Way) -> Way:
    return "low" if way == "high" else "high"


def _of_amount(read: MonthReading, one: Change, alike: dict[str, Change]) -> Iterable[Cause]:
    """The number of wins, or what a win is worth; and which part of it."""
    wins, average = alike.get("won"), alike.get("average_deal")
    if wins is not None:
        yield Cause("wins", wins.about, "count", wins.value, wins.before)
        yield from _counted(read, wins, "won")
        return
    single = tuple(_one_deal(read, one))
    if single:
        yield from single
    elif average is not None:
        yield Cause("average", average.about, "amount", average.value, average.before)


def _one_deal(read: MonthReading, one: Change) -> Iterable[Cause]:
    """The largest deal, where the figure would be usual without it."""
    if one.way == "low" or one.band is None:
        return
    found = largest_won(read.session, read)
    if found is None:
        return
    deal_id, title, value = found
    if one.key == "average_deal":
        rest = (one.value * one.n - value) / (one.n - 1) if one.n > 1 else 0.0
    else:
        rest = one.value - value
    if rest <= one.band[1]:
        yield Cause("one_deal", Subject("deal", f"deal:{deal_id}", title), "amount", value, rest)


def largest_won(session: Session, read: MonthReading) -> tuple[int, str, int] | None:
    """The id, title and amount of the largest deal won in the month."""
    ending = last_endings(Scope(read.pipeline_id, read.period, read.zone)).c
    row = session.execute(
        select(deal.c.id, deal.c.title, ending.value)
        .join(deal, deal.c.id == ending.deal_id)
        .where(ending.kind == "won", ending.value > 0)
        .order_by(ending.value.desc(), deal.c.id)
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1], row[2])


def _counted(read: MonthReading, one: Change, key: str) -> Iterable[Cause]:
    """The source, else the owner, that most of the difference of a count comes from."""
    for by in ("source", "owner") if key == "won" else ("source",):
        named = _named(read, by, key)
        found = part_of_count(named, one.way, len(read.months) - 1)
        if found is not None:
            yield found
            return


def _of_win_rate(read: MonthReading, one: Change, all_: Sequence[Change]) -> Iterable[Cause]:
    """The reason that more gave, else the source or owner that most of it comes from."""
    for other in all_:
        is_lost = other.key == "leaks" and other.about.beside == "lost" and other.about.name
        if is_lost and other.way != one.way:
            yield Cause("part", other.about, "count", other.value, other.before)
            return
    for by in ("source", "owner"):
        found = part_of_share(_named(read, by, "win_rate"), one.way, one.months)
        if found is not None:
            yield found
            return


def _named(read: MonthReading, by: Literal["source", "owner"], key: str) -> list[Part]:
    now = {one.value: one for one in read.parts(by, read.period).parts}
    before = {one.value: one for one in read.parts(by, read.before).parts}
    made = []
    for value in {**now, **before}:
        if value is None:
            continue
        either = now.get(value) or before[value]
        pairs = [_figures(of.get(value), key) for of in (now, before)]
        made.append(Part(Subject(by, f"{by}:{value}", either.name), *pairs[0], *pairs[1]))
    return made


def _figures(one: Judged | None, key: str) -> tuple[int, int]:
    if one is None:
        return 0, 0
    if key == "entered":
        return one.entered.count, 0
    if key == "won":
        return one.won.count, 0
    return one.win_rate.numerator, one.win_rate.denominator


def _left_for(read: MonthReading, one: Change) -> list[Part]:
    """Why deals left from the stage, of all that went on or left."""
    found: dict[tuple[str, int | None], tuple[Subject, list[int]]] = {}
    for place, month in enumerate(read.leaks):
        for leak in month:
            if f"stage:{leak.stage_id}" != one.about.key or leak.reason is None:
                continue
            key = (leak.kind, leak.reason_id)
            about = Subject(
                "reason", f"reason:{leak.kind}:{leak.reason_id}", leak.reason, leak.kind
            )
            counts = found.setdefault(key, (about, [0, 0]))[1]
            counts[place == len(read.leaks) - 1] += leak.deals
    return [
        Part(about, now, one.n, before, one.n_before) for about, (before, now) in found.values()
    ]


def _left_from(read: MonthReading, one: Change) -> list[Part]:
    """From which stages deals left for the reason."""
    found: dict[str, tuple[Subject, list[int]]] = {}
    for place, month in enumerate(read.leaks):
        for leak in month:
            if f"reason:{leak.kind}:{leak.reason_id or ''}" != one.about.key or not leak.stage:
                continue
            about = Subject("stage", f"stage:{leak.stage_id}", leak.stage)
            counts = found.setdefault(about.key, (about, [0, 0]))[1]
            counts[place == len(read.leaks) - 1] += leak.deals
    return [Part(about, now, 0, before, 0) for about, (before, now) in found.values()]


def _pairs(read: MonthReading) -> list[Part]:
    before = {one.pair: one for one in read.handoffs_of(read.before).pairs}
    made = []
    for one in read.handoffs.pairs:
        was = before.get(one.pair)
        if was is None or not one.from_function or not one.to_function:
            continue
        now, then = one.figures.loss_rate, was.figures.loss_rate
        about = Subject("pair", f"pair:{one.pair[0]}:{one.pair[1]}", one.from_function)
        made.append(
            Part(
                replace(about, beside=one.to_function),
                *(now.numerator, now.denominator, then.numerator, then.denominator),
            )
        )
    return made


def part_of_count(parts: Sequence[Part], way: Way, months: int) -> Cause | None:
    """The part that makes most of the difference of a count to the mean month before."""
    if len(parts) < 2 or not months:
        return None
    sign = 1 if way == "high" else -1
    whole = sum(one.some - one.some_before / months for one in parts) * sign
    most = max(parts, key=lambda one: (one.some - one.some_before / months) * sign)
    own = (most.some - most.some_before / months) * sign
    if own < _MOST * whole or whole <= 0:
        return None
    if chance_of_count(most.some, most.some_before, months) >= LEVEL / len(parts):
        return None
    return Cause("part", most.about, "count", float(most.some), most.some_before / months)


def part_of_share(parts: Sequence[Part], way: Way, months: int) -> Cause | None:
    """The part that makes most of the difference of a share to what it was before."""
    if len(parts) < 2 or not months:
        return None
    sign = 1 if way == "high" else -1

    def excess(one: Part) -> float:
        usual = one.some_before / one.n_before if one.n_before else 0.0
        return (one.some - usual * one.n) * sign

    whole, most = sum(map(excess, parts)), max(parts, key=excess)
    if excess(most) < _MOST * whole or whole <= 0 or not most.n_before or not most.n:
        return None
    pair = (most.some, most.n), (most.some_before, most.n_before)
    if chance_of_difference(*pair[0], *pair[1]) >= LEVEL / len(parts):
        return None
    return Cause("part", most.about, "share", most.some / most.n, most.some_before / most.n_before)
