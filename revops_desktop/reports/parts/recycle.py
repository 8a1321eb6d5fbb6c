"""Part 6, recycle: what waits to come back, what came back, what became of it (domain.md §5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics import recycle
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.recycle import Group
from revops_desktop.analytics.recycle_figures import (
    Comebacks,
    RecycleFigures,
    comebacks,
    recycle_figures,
)
from revops_desktop.analytics.wording import COUNTS, wording
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Beside, Block, Drawing, Heading, missing
from revops_desktop.reports.charts import bars, columns
from revops_desktop.reports.charts.bars import Bar
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.table import Cell, Column, Row, Table, Tone, row
from revops_desktop.rules.chance import FEWEST_CASES, shares_differ
from revops_desktop.rules.shares import Share

# So many reasons are listed, the most frequent first.
LISTED = 12
HALF_A_YEAR = 180
_CHART = 112.0


@dataclass(frozen=True, slots=True)
class Recycle:
    """The pool at the month's end with its twelve months, and those twelve months together."""

    month: RecycleFigures
    year: Comebacks
    reasons: tuple[Group, ...]
    ages: tuple[Group, ...]

    @property
    def has_data(self) -> bool:
        """Whether any deal waits, or came back in the twelve months."""
        again = self.year.won_reopened.count + self.year.win_rate_reopened.denominator
        return bool(self.month.pool.count or self.year.reopened.count or again)

    @property
    def is_apart(self) -> bool:
        """Whether reopened deals win more or less often than fresh ones, by more than luck."""
        own, fresh = self.year.win_rate_reopened, self.year.win_rate_fresh
        pairs = (own.numerator, own.denominator, fresh.numerator, fresh.denominator)
        return bool(shares_differ(*pairs))


def _ask(session: Any, asked: Asked) -> Recycle:
    pipeline_id, now = asked.pipeline_id, asked.now
    return Recycle(
        recycle_figures(
            session,
            pipeline_id=pipeline_id,
            period=asked.period,
            now=now,
            months=len(asked.months),
        ),
        comebacks(session, Scope(pipeline_id, asked.year, asked.zone)),
        recycle.groups(session, pipeline_id=pipeline_id, by="reason", now=now),
        recycle.groups(session, pipeline_id=pipeline_id, by="age", now=now),
    )


def _message(found: Recycle, asked: Asked) -> str:
    if not found.has_data:
        return _("No deal waits to come back, and none has come back.")
    pool, due = found.month.pool, found.month.due
    own, fresh = found.year.win_rate_reopened, found.year.win_rate_fresh
    words = {
        "pool": i18n.count(pool.count),
        "due": i18n.count(due.count),
        "amount": i18n.money_short(due.amount, asked.currency),
        "count": i18n.count(found.month.reopened.count),
        "own": i18n.percent(own.raw),
        "fresh": i18n.percent(fresh.raw),
    }
    if found.is_apart and (own.raw or 0.0) > (fresh.raw or 0.0):
        return _(
            "Deals that come back are won more often ({own}) than fresh ones ({fresh}); {due} of "
            "{pool} that wait are past their wake-up date."
        ).format(**words)
    if found.is_apart:
        return _(
            "Deals that come back are won less often ({own}) than fresh ones ({fresh}); {due} of "
            "{pool} that wait are past their wake-up date."
        ).format(**words)
    if not due.count:
        return ngettext(
            "{pool} deal waits to come back, and none is past its wake-up date.",
            "{pool} deals wait to come back, and none is past its wake-up date.",
            pool.count,
        ).format(**words)
    if due.count == pool.count > 1:
        return _(
            "All {pool} waiting deals are past their wake-up date, worth {amount}; {count} came "
            "back in the month."
        ).format(**words)
    return ngettext(
        "{due} of {pool} waiting deals is past its wake-up date, worth {amount}; {count} came back "
        "in the month.",
        "{due} of {pool} waiting deals are past their wake-up date, worth {amount}; {count} came "
        "back in the month.",
        due.count,
    ).format(**words)


def _blocks(found: Recycle, asked: Asked) -> Sequence[Block]:
    if not found.has_data:
        return (
            missing(
                (
                    _("This part needs deals that were recycled: not now, perhaps later."),
                    _(
                        "Let a deal leave as recycled with its reason and a day to wake it up, "
                        "instead of losing it."
                    ),
                )
            ),
        )
    return (*_trends(found, asked), *_compared(found, asked), *_pool(found, asked))


def _trends(found: Recycle, asked: Asked) -> Iterable[Block]:
    months = list(zip(asked.months, found.month.months, strict=True))
    back = [
        columns.Column(i18n.month_mark(month), one.reopened.count, i18n.count(one.reopened.count))
        for month, one in months
    ]
    shares = [_share_column(month, one.share_of_won) for month, one in months]
    percents = wording("share")
    left: list[Block] = [Heading(_("Deals that came back, by month"))]
    right: list[Block] = [Heading(_("Share of the won amount from reopened deals"))]
    if any(one.value for one in back):
        left.append(
            Drawing(
                _CHART,
                lambda sheet, frame: columns.draw(sheet, frame, back, COUNTS, is_count=True),
            )
        )
    if any(one.value for one in shares):
        right.append(
            Drawing(_CHART, lambda sheet, frame: columns.draw(sheet, frame, shares, percents))
        )
    sides = [tuple(side) for side in (left, right) if len(side) > 1]
    if len(sides) == 2:
        yield Beside(sides[0], sides[1])
    for side in sides if len(sides) == 1 else ():
        yield from side


def _share_column(month: str, one: Share) -> columns.Column:
    value = one.raw if one.shows_figure else None
    text = "" if value is None else i18n.percent_whole(value)
    return columns.Column(i18n.month_mark(month), value, text, weak=one.why == "few")


def _compared(found: Recycle, asked: Asked) -> Iterable[Block]:
    year, month = found.year, found.month
    rates = [
        _rate_bar(_("Reopened deals"), year.win_rate_reopened),
        _rate_bar(_("Fresh deals"), year.win_rate_fresh),
    ]
    yield Heading(_("Win rate over 12 months"), _apart(found))
    if any(one.value is not None for one in rates):
        yield Drawing(bars.height(rates), lambda sheet, frame: bars.draw(sheet, frame, rates))
    yield Table(
        (
            Column(_("Figure"), 2.6, "left"),
            Column(i18n.month(asked.month), 1.2),
            Column(_("n"), 0.8),
            Column(_("12 months"), 1.2),
            Column(_("n"), 0.8),
        ),
        (
            row(
                _("Deals that came back"),
                i18n.count(month.reopened.count),
                "",
                i18n.count(year.reopened.count),
                "",
            ),
            row(
                _("Won after coming back"),
                i18n.count(month.won_reopened.count),
                "",
                i18n.count(year.won_reopened.count),
                "",
            ),
            _share_row(_("Win rate of reopened deals"), month, year, "win_rate_reopened"),
            _share_row(_("Win rate of fresh deals"), month, year, "win_rate_fresh"),
            _share_row(_("Share of wins"), month, year, "share_of_wins"),
            _share_row(_("Share of the won amount"), month, year, "share_of_won"),
        ),
        notes=(_("Grey: fewer than 5 deals; nothing is concluded from them."),),
    )


def _rate_bar(name: str, value: Share) -> Bar:
    note = f"n = {i18n.count(value.denominator)}"
    return Bar(name, value.raw, i18n.share(value), note, weak=value.rate is None)


def _apart(found: Recycle) -> str:
    own, fresh = found.year.win_rate_reopened, found.year.win_rate_fresh
    if found.is_apart:
        return _("The two differ by more than luck.")
    if min(own.denominator, fresh.denominator) < FEWEST_CASES:
        return _("Under 20 decided deals on one side: nothing is concluded.")
    return _("The two differ by no more than luck explains.")


def _share_row(name: str, month: Comebacks, year: Comebacks, figure: str) -> Row:
    cells = []
    for one in (month, year):
        value: Share = getattr(one, figure)
        n = value.denominator if value.cases is None else value.cases
        tone: Tone = "weak" if value.rate is None else "plain"
        cells += [Cell(i18n.share(value), tone), Cell(i18n.count(n), tone)]
    return row(name, *cells)


def _pool(found: Recycle, asked: Asked) -> Iterable[Block]:
    pool = found.month.pool
    if not pool.count:
        return
    yield Heading(
        _("What waits at the end of the month, by reason"),
        _ages(found, asked),
    )
    shown, rest = found.reasons[:LISTED], found.reasons[LISTED:]
    rows = [
        _pool_row(_reason(one), one.deals.count, one.deals.amount, found, asked) for one in shown
    ]
    if rest:
        count, amount = (
            sum(one.deals.count for one in rest),
            sum(one.deals.amount for one in rest),
        )
        rows.append(_pool_row(_("All others"), count, amount, found, asked))
    whole = _pool_row(_("Together"), pool.count, pool.amount, found, asked)
    yield Table(
        (
            Column(_("Reason"), 3.0, "left"),
            Column(_("Deals")),
            Column(_("Share")),
            Column(_("Amount"), 1.3),
        ),
        (*rows, Row(whole.cells, "total")),
    )


def _reason(one: Group) -> str:
    return " ".join(one.name.split()) or _("No reason given")


def _pool_row(name: str, count: int, amount: int, found: Recycle, asked: Asked) -> Row:
    part = count / found.month.pool.count if found.month.pool.count else None
    return row(
        name,
        i18n.count(count),
        NOTHING if part is None else i18n.percent(part),
        i18n.money_short(amount, asked.currency),
    )


def _ages(found: Recycle, asked: Asked) -> str:
    """How many wait, and how many of them for longer than half a year."""
    pool = found.month.pool
    long = sum(one.deals.count for one in found.ages if (one.low or 0) > HALF_A_YEAR)
    return ngettext(
        "{count} deal worth {amount}; {long} of them waiting for more than {days} days.",
        "{count} deals worth {amount}; {long} of them waiting for more than {days} days.",
        pool.count,
    ).format(
        count=i18n.count(pool.count),
        amount=i18n.money_short(pool.amount, asked.currency),
        long=i18n.count(long),
        days=HALF_A_YEAR,
    )


def _figures(found: Recycle, asked: Asked) -> Iterable[Printed]:
    month = found.month
    yield Printed("recycle_pool", "", month.pool.count)
    yield Printed("recycle_due", "", month.due.count, month.pool.count)
    for one in found.reasons:
        yield Printed("recycle_pool", f"reason:recycled:{one.typed.strip('=')}", one.deals.count)
    spans = [("", month), ("year", found.year)]
    spans += [(f"month:{key}", one) for key, one in zip(asked.months, month.months, strict=True)]
    for subject, span in spans:
        yield Printed("reopened", subject, span.reopened.count)
        for key, share in (
            ("win_rate_reopened", span.win_rate_reopened),
            ("win_rate_fresh", span.win_rate_fresh),
            ("won_from_reopened", span.share_of_won),
        ):
            value = share.raw if share.shows_figure else None
            n = share.denominator if share.cases is None else share.cases
            yield Printed(key, subject, value, n)


PART = Part("recycle", lambda: _("Recycle"), _ask, _message, _blocks, _figures)
