"""Part 3, conversions: each step month by month, and on every basis side by side (domain.md §5).

A conversion of a cohort follows the deals that reached a stage until the end; of a period it sets
other deals beside each other; resolved, it leaves out those still on their way.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.figure_trends import FigureTrend, Point, StageTrends, stage_trends
from revops_desktop.analytics.period_flow import StageConversion, stage_conversions
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _
from revops_desktop.reports.blocks import Block, Heading, missing
from revops_desktop.reports.charts.multiples import Small, multiples
from revops_desktop.reports.charts.trend import Month, Trend
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.table import Cell, Column, Row, Table, row
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share

# Less than this cannot be seen in a small chart.
_SEEN = 0.02
_SHARES = wording("share")


@dataclass(frozen=True, slots=True)
class Span:
    """The conversions of every stage but the last, of a cohort and of a period of the same time."""

    cohort: tuple[StageConversion, ...]
    period: tuple[StageConversion, ...]


@dataclass(frozen=True, slots=True)
class Conversions:
    """Of the twelve months and of the month; `trends`: of each step, in river order."""

    year: Span
    month: Span
    trends: tuple[StageTrends, ...]

    @property
    def has_data(self) -> bool:
        """Whether anything reached a stage in the twelve months."""
        return any(one.reached.count for one in self.year.cohort)


def _ask(session: Any, asked: Asked) -> Conversions:
    place = asked.pipeline_id

    def span(period: Period) -> Span:
        both = (
            stage_conversions(session, pipeline_id=place, period=period, view="cohort"),
            stage_conversions(session, pipeline_id=place, period=period, view="period"),
        )
        return Span(*(tuple(one for one in found if one.to is not None) for found in both))

    trends = stage_trends(session, pipeline_id=place, last_month=asked.month)
    return Conversions(span(asked.year), span(asked.period), trends[:-1])


def step_name(one: StageConversion) -> str:
    """The step in words."""
    after = one.to.name if one.to is not None else ""
    return _("{stage} → {next}").format(stage=one.stage.name, next=after)


def _quoted(one: StageConversion) -> str:
    return _("“{name}”").format(name=step_name(one))


# The message


def _message(found: Conversions, asked: Asked) -> str:
    if not found.has_data:
        return _("Nothing is known yet of what goes on from stage to stage.")
    odd = None if asked.is_running else _odd(found)
    if odd is not None:
        step, line = odd
        band = _band(line)
        assert band is not None
        words = {
            "step": _quoted(step),
            "share": _SHARES.text(line.last.value),
            "low": _SHARES.text(band[0]),
            "high": _SHARES.text(band[1]),
        }
        if line.stands_out == "low":
            return _(
                "{step} fell below what is usual: {share} went on, where {low} to {high} do."
            ).format(**words)
        return _(
            "{step} rose above what is usual: {share} went on, where {low} to {high} do."
        ).format(**words)
    lowest = _lowest(found)
    if lowest is None:
        return _("Too few deals have reached a stage to compare its conversion.")
    share = lowest.by_count
    assert share is not None
    words = {
        "step": _quoted(lowest),
        "share": i18n.share(share),
        "n": i18n.count(share.denominator),
    }
    if lowest.stage.phase == "customer":
        return _(
            "The lowest conversion of the 12 months is {step}: {share} of {n} went on."
        ).format(**words)
    return _(
        "Up to the win, the lowest conversion of the 12 months is {step}: {share} of {n} went on."
    ).format(**words)


def _line(one: StageTrends) -> FigureTrend:
    return one.figures["resolved_conversion"]


def _odd(found: Conversions) -> tuple[StageConversion, FigureTrend] | None:
    """The step whose month lies farthest outside its own history, a fall before a rise."""
    outside = [
        (step, _line(one))
        for step, one in zip(found.year.cohort, found.trends, strict=True)
        if _line(one).stands_out
    ]
    return max(outside, key=lambda each: _farness(each[1]), default=None)


def _farness(line: FigureTrend) -> tuple[bool, float]:
    value, band = line.last.value, line.band
    if value is None or band is None:
        return False, 0.0
    return line.stands_out == "low", max(band[0] - value, value - band[1])


def _lowest(found: Conversions) -> StageConversion | None:
    """The lowest of enough deals: up to the win where there is one, else among customers."""
    able = [
        (one.stage.phase == "customer", one.by_count.rate, place)
        for place, one in enumerate(found.year.cohort)
        if one.by_count is not None and one.by_count.rate is not None
    ]
    return found.year.cohort[min(able)[2]] if able else None


# The page


def _blocks(found: Conversions, asked: Asked) -> Sequence[Block]:
    if not found.has_data:
        return (
            missing(
                (
                    _("This part needs deals that reached a stage in the last 12 months."),
                    _("Move deals on the board, or import them with the dates of their stages."),
                )
            ),
        )
    return (*_multiples(found), *_tables(found, asked))


def _multiples(found: Conversions) -> Iterator[Block]:
    note = _(
        "Resolved conversion by count: of the deals that reached the stage in a month and "
        "have gone on or left, those that went on."
    )
    if any(_is_outside(_line(one)) for one in found.trends):
        note = i18n.joined(
            note,
            _(
                "A newest point outside the band may still be chance, or change with the deals on "
                "their way: page 1 names only what is more than chance."
            ),
        )
    yield Heading(_("Each step, month by month"), note)
    yield from multiples(
        [
            Small(step_name(step), _trend(_line(one)), _note(_line(one)))
            for step, one in zip(found.year.cohort, found.trends, strict=True)
        ]
    )


def _trend(line: FigureTrend) -> Trend:
    return Trend(
        tuple(
            Month(
                i18n.month_mark(one.month), one.shown, one.is_weak, _band(line), still=_still(one)
            )
            for one in line.points
        ),
        _SHARES,
    )


def _band(line: FigureTrend) -> tuple[float, float] | None:
    """What is usual, as far as a share of a whole can go."""
    return None if line.band is None else (line.band[0], min(line.band[1], 1.0))


def _is_outside(line: FigureTrend) -> bool:
    """Whether the newest value is drawn outside of what is usual."""
    band, value = _band(line), line.last.shown
    return band is not None and value is not None and not band[0] <= value <= band[1]


def _still(one: Point) -> tuple[float, float] | None:
    """How far the share may still go, where that can be seen."""
    least, most = one.at_least, one.at_most
    if least is None or most is None or most - least < _SEEN:
        return None
    return least, most


def _note(line: FigureTrend) -> str:
    """How many the newest value is of, and what is usual."""
    number = f"n = {i18n.count(line.last.n)}"
    band = _band(line)
    if band is None:
        return number
    low, high = (_SHARES.text(one) for one in band)
    usual = _("usually {low} to {high}").format(low=low, high=high)
    if low == high:
        usual = _("usually {value}").format(value=low)
    return f"{number} · {usual}"


def _tables(found: Conversions, asked: Asked) -> Iterator[Block]:
    first, last = asked.year.first, asked.year.last
    assert first is not None
    assert last is not None
    spans = (
        (
            _("The 12 months on every basis"),
            _("{first} to {last}").format(first=i18n.day(first), last=i18n.day(last)),
            found.year,
        ),
        (_("The month on every basis"), i18n.month(asked.month), found.month),
    )
    for title, note, span in spans:
        yield Heading(title, note)
        yield _table(span)


def _table(span: Span) -> Table:
    return Table(
        (
            Column(_("Step"), 2.6, "left"),
            Column(_("Reached"), 0.75),
            Column(_("Cohort, by count")),
            Column(_("Cohort, by amount")),
            Column(_("Period, by count")),
            Column(_("Period, by amount")),
            Column(_("Resolved, by count")),
            Column(_("Resolved, by amount")),
            Column(_("Still on their way"), 0.9),
        ),
        tuple(_row(one, other) for one, other in zip(span.cohort, span.period, strict=True)),
        notes=_notes(span),
    )


def _row(one: StageConversion, other: StageConversion) -> Row:
    return row(
        step_name(one),
        i18n.count(one.reached.count),
        _cell(one.by_count, is_main=True),
        _cell(one.by_amount),
        _cell(other.by_count),
        _cell(other.by_amount),
        _cell(one.resolved_by_count),
        _cell(one.resolved_by_amount),
        i18n.count(one.waiting.count),
    )


def _cell(share: Share | None, *, is_main: bool = False) -> Cell:
    assert share is not None
    if share.why:
        return Cell(i18n.share(share), "weak")
    return Cell(i18n.share(share), "strong" if is_main else "plain")


def _notes(span: Span) -> tuple[str, ...]:
    """What the three bases are, and why some cells are grey or empty."""
    every = [
        share
        for one in (*span.cohort, *span.period)
        for share in (one.by_count, one.by_amount, one.resolved_by_count, one.resolved_by_amount)
        if share is not None
    ]
    notes = [
        _(
            "Cohort: of the deals that reached the stage in this time (in the river: of those that "
            "came in during it), followed until the end. Period: other "
            "deals, so that it may exceed 100%. Resolved: without those still on their way."
        )
    ]
    if any(share.why == "few" for share in every):
        notes.append(_("Grey: fewer than 5 deals; nothing is concluded from them."))
    lacking = dict.fromkeys(i18n.why(share) for share in every if share.why == "amounts")
    if lacking:
        # One of them: they differ in no more than which deals lack amounts.
        notes.append(_("— by amount: {reasons}").format(reasons=next(iter(lacking))))
    return tuple(notes)


def _figures(found: Conversions, asked: Asked) -> Iterable[Printed]:
    """Of the twelve months "year:stage:…", of the month "month:2026-09:stage:…"; shares 0 to 1."""
    spans = (("year", found.year), (f"month:{asked.month}", found.month))
    for name, span in spans:
        for one, other in zip(span.cohort, span.period, strict=True):
            subject = f"{name}:stage:{one.stage.stage_id}"
            yield Printed("reached", subject, one.reached.count, one.reached.count)
            for key, by_count, by_amount in (
                ("conversion", one.by_count, one.by_amount),
                ("period_conversion", other.by_count, other.by_amount),
                ("resolved_conversion", one.resolved_by_count, one.resolved_by_amount),
            ):
                assert by_count is not None
                assert by_amount is not None
                yield Printed(key, subject, by_count.rate, by_count.denominator)
                yield Printed(key, f"{subject}:amount", by_amount.rate, by_amount.cases)
    for trends in found.trends:
        for point in _line(trends).points:
            subject = f"month:{point.month}:stage:{trends.stage.stage_id}"
            yield Printed("resolved_conversion", subject, point.value, point.n)


PART = Part("conversions", lambda: _("Conversions"), _ask, _message, _blocks, _figures)
