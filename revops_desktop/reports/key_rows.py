"""The rows of key figures: each as a person reads it, beside last month and the three before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from revops_desktop import i18n
from revops_desktop.analytics.key_figures import PeriodFigures
from revops_desktop.analytics.tally import Durations, Tally
from revops_desktop.i18n import NOTHING, _, joined, ngettext
from revops_desktop.reports.figures import Change, Figure, Group, Point, Row, Sense
from revops_desktop.reports.month import MonthlyFigures, MonthValues
from revops_desktop.rules.chance import counts_differ, shares_differ
from revops_desktop.rules.shares import FEWEST, Share

# Whether more of it is good, bad, or neither.
Direction = Literal[1, -1, 0]
Flow = PeriodFigures


def groups(figures: MonthlyFigures) -> tuple[Group, ...]:
    """All key figures of the month, in the order of the page; none where nothing is recorded."""
    if figures.now is None:
        return ()
    rows = _Rows(figures, figures.now)
    won = (
        rows.count(_("Won deals"), lambda flow: flow.won, 1),
        rows.sum(_("Won amount"), lambda month: month.flow.won, "columns"),
        rows.average(_("Average deal (mean)"), lambda flow: flow.average_deal.mean),
        rows.average(_("Average deal (median)"), lambda flow: flow.average_deal.median),
    )
    pace = (
        rows.share(_("Win rate by count"), lambda flow: flow.win_rate, 1),
        rows.share(_("Win rate by amount"), lambda flow: flow.win_rate_by_amount, 0),
        rows.days(_("Sales cycle (median)"), lambda flow: flow.sales_cycle_days),
        rows.days(_("Lead time (median)"), lambda flow: flow.lead_time_days),
    )
    standing = (
        rows.standing(_("Open deals")),
        rows.sum(_("Open amount"), lambda month: month.open, "line"),
        rows.weighted(_("Weighted pipeline")),
    )
    flow = (
        rows.count(_("New deals"), lambda flow: flow.entered, 1),
        rows.count(_("Lost deals"), lambda flow: flow.lost, -1),
        rows.count(_("Recycled deals"), lambda flow: flow.recycled, 0),
    )
    return (
        Group(_("Won"), won),
        Group(_("Win rate and pace"), pace),
        Group(_("Pipeline at the end of the month"), standing),
        Group(_("In and out"), flow),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Makes rows. What is a flow is told of the three months before together or as their mean."""

    figures: MonthlyFigures
    now: MonthValues

    def _row(
        self,
        label: str,
        figure: Callable[[MonthValues], Figure],
        before: Figure | None,
        change: Change,
        trend: Callable[[MonthValues], Point | None],
        drawn: Literal["columns", "line"],
    ) -> Row:
        first = i18n.month(self.figures.first_month or self.figures.month)
        unrecorded = Figure(NOTHING, reason=_("The records begin in {month}.").format(month=first))
        last = self.figures.months[-2]
        return Row(
            label,
            figure(self.now),
            unrecorded if last is None else _quiet(figure(last)),
            unrecorded if before is None else _quiet(before),
            change,
            tuple(None if one is None else trend(one) for one in self.figures.months),
            drawn,
        )

    def _mean(self, value: Callable[[MonthValues], int]) -> float | None:
        months = self.figures.months_before
        return sum(map(value, months)) / len(months) if months else None

    def count(self, label: str, tally: Callable[[Flow], Tally], direction: Direction) -> Row:
        """Deals counted in a month; the change stands out where it is more than chance."""

        def value(month: MonthValues) -> int:
            return tally(month.flow).count

        now, mean = value(self.now), self._mean(value)
        change = _relative(now, mean, least=FEWEST)
        months = self.figures.months_before
        if mean is not None and counts_differ(now, sum(map(value, months)), len(months)):
            change = _telling(change, now - mean, direction)
        before = None if mean is None else Figure(i18n.mean(mean))
        return self._row(
            label,
            lambda month: Figure(i18n.count(value(month))),
            before,
            change,
            lambda month: Point(value(month)),
            "columns",
        )

    def sum(
        self,
        label: str,
        tally: Callable[[MonthValues], Tally],
        drawn: Literal["columns", "line"],
    ) -> Row:
        """An amount of a month or at its end."""
        mean = self._mean(lambda month: tally(month).amount)
        cases = (tally(month).count for month in self.figures.months_before)
        sure = min(tally(self.now).carrying, sum(cases)) >= FEWEST
        return self._row(
            label,
            lambda month: self._amount(tally(month)),
            None if mean is None else Figure(self._short(mean)),
            _relative(tally(self.now).amount, mean) if sure else Change(NOTHING),
            lambda month: None if _all_unknown(tally(month)) else Point(tally(month).amount),
            drawn,
        )

    def standing(self, label: str) -> Row:
        """How many deals were open at the end; the mean is that of three month ends."""
        mean = self._mean(lambda month: month.open.count)
        return self._row(
            label,
            lambda month: Figure(i18n.count(month.open.count)),
            None if mean is None else Figure(i18n.mean(mean)),
            _relative(self.now.open.count, mean, least=FEWEST),
            lambda month: Point(month.open.count),
            "line",
        )

    def weighted(self, label: str) -> Row:
        """The weighted amount of what was open at the end."""
        mean = self._mean(lambda month: month.weighted)
        sure = self.now.open.carrying >= FEWEST

        def figure(month: MonthValues) -> Figure:
            unknown = self._amount(month.open)
            return unknown if unknown.text == NOTHING else Figure(self._short(month.weighted))

        return self._row(
            label,
            figure,
            None if mean is None else Figure(self._short(mean)),
            _relative(self.now.weighted, mean) if sure else Change(NOTHING),
            lambda month: None if _all_unknown(month.open) else Point(month.weighted),
            "line",
        )

    def average(self, label: str, value: Callable[[Flow], float | None]) -> Row:
        """A mean or median amount; that of the three months is over all their deals."""

        def figure(flow: Flow) -> Figure:
            if value(flow) is None:
                return Figure(NOTHING, reason=_("No deal with an amount was won."))
            return _weak_if_few(Figure(self._short(value(flow))), flow.average_deal.n)

        now, before = self.now.flow, self.figures.before
        sure = before is not None and min(now.average_deal.n, before.average_deal.n) >= FEWEST
        return self._row(
            label,
            lambda month: figure(month.flow),
            figure(before) if before else None,
            _relative(value(now), value(before)) if before and sure else Change(NOTHING),
            lambda month: _point(value(month.flow), month.flow.average_deal.n),
            "columns",
        )

    def share(self, label: str, value: Callable[[Flow], Share], direction: Direction) -> Row:
        """A share; that of the three months is over all their deals."""
        before = self.figures.before
        change = Change(NOTHING)
        if before:
            change = _points(value(self.now.flow), value(before), direction)
        return self._row(
            label,
            lambda month: share_figure(value(month.flow)),
            share_figure(value(before)) if before else None,
            change,
            lambda month: _share_point(value(month.flow)),
            "line",
        )

    def days(self, label: str, value: Callable[[Flow], Durations]) -> Row:
        """A median duration; that of the three months is over all their deals."""
        now, before = value(self.now.flow), self.figures.before
        change = Change(NOTHING)
        if before and min(now.n, value(before).n) >= FEWEST:
            difference = round((now.median or 0) - (value(before).median or 0), 1)
            change = Change(_arrow(difference, i18n.days(abs(difference))))
        return self._row(
            label,
            lambda month: _days(value(month.flow)),
            _days(value(before)) if before else None,
            change,
            lambda month: _point(value(month.flow).median, value(month.flow).n),
            "line",
        )

    def _short(self, minor: float | None) -> str:
        whole = None if minor is None else round(minor)
        return i18n.money_short(whole, self.figures.currency)

    def _amount(self, tally: Tally) -> Figure:
        """A sum; deals without an amount are said, and no sum is shown where all are."""
        if _all_unknown(tally):
            return Figure(NOTHING, reason=_("None of these deals carries an amount."))
        reason = ""
        if tally.without_amount:
            reason = ngettext(
                "{count} deal without an amount is not in the sum.",
                "{count} deals without an amount are not in the sum.",
                tally.without_amount,
            ).format(count=i18n.count(tally.without_amount))
        return Figure(self._short(tally.amount), reason=reason)


def _point(value: float | None, n: int) -> Point | None:
    return None if value is None else Point(value, weak=n < FEWEST)


def _share_point(share: Share) -> Point | None:
    if share.raw is None or not share.shows_figure:
        return None
    return Point(share.raw, weak=share.why == "few")


def _all_unknown(tally: Tally) -> bool:
    return bool(tally.count) and tally.without_amount == tally.count


def _quiet(figure: Figure) -> Figure:
    """An earlier figure says its reason only where it is missing."""
    return figure if figure.text == NOTHING else replace(figure, reason="")


def _weak_if_few(figure: Figure, n: int) -> Figure:
    if n >= FEWEST:
        return figure
    return Figure(figure.text, weak=True, reason=_few())


def _few() -> str:
    return i18n.why(Share(0, 0, "few"))


def share_figure(share: Share) -> Figure:
    """A share as it is printed, with the reason in words where nothing may be concluded."""
    return Figure(i18n.share(share), weak=share.why == "few", reason=i18n.why(share))


def _days(value: Durations) -> Figure:
    """A median duration; deals that have none are said."""
    if value.median is None:
        return Figure(NOTHING, reason=_left_out(value) or _("No deal was won."))
    figure = _weak_if_few(Figure(i18n.days(value.median)), value.n)
    return figure if figure.reason else replace(figure, reason=_left_out(value))


def _left_out(value: Durations) -> str:
    said = []
    if value.undated:
        said.append(
            ngettext(
                "{count} won deal lacks a date and is in no duration.",
                "{count} won deals lack a date and are in no duration.",
                value.undated,
            ).format(count=i18n.count(value.undated))
        )
    if value.odd_order:
        said.append(
            ngettext(
                "{count} won deal ends before it begins and is in no duration.",
                "{count} won deals end before they begin and are in no duration.",
                value.odd_order,
            ).format(count=i18n.count(value.odd_order))
        )
    return joined(*said)


def _arrow(difference: float, text: str) -> str:
    return f"▲ {text}" if difference > 0 else f"▼ {text}" if difference < 0 else f"± {text}"


def _relative(now: float | None, before: float | None, least: float = 0) -> Change:
    """The change in per cent; none against nothing, nor against a mean below `least`."""
    if now is None or not before or before < least:
        return Change(NOTHING)
    ratio = now / before - 1
    return Change(_arrow(round(ratio, 2), i18n.percent_whole(abs(ratio))))


def _points(now: Share, before: Share, direction: Direction) -> Change:
    if now.rate is None or before.rate is None:
        return Change(NOTHING)
    difference = now.rate - before.rate
    change = Change(_arrow(round(difference, 3), i18n.points_apart(difference)))
    differs = direction and shares_differ(
        now.numerator, now.denominator, before.numerator, before.denominator
    )
    return _telling(change, difference, direction) if differs else change


def _telling(change: Change, difference: float, direction: Direction) -> Change:
    sense: Sense = "good" if difference * direction > 0 else "bad"
    return Change(change.text, sense if direction else "neutral")
