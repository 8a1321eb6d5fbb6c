"""How the recycle page reads: its figures, the parts of the pool, the days to wait for."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.periods import month_of, months_before
from revops_desktop.ui.figures.tile import TileFigure
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.funnel.rows import amount_text

if TYPE_CHECKING:
    from revops_desktop.analytics.recycle import By, Group
    from revops_desktop.analytics.recycle_figures import Comebacks, RecycleFigures
    from revops_desktop.rules.shares import Share


def ways() -> "dict[By, str]":
    """What the pool can be broken down by, by name."""
    return {
        "reason": _("Reason"),
        "age": _("Days waiting"),
        "amount": _("Amount"),
        "source": _("Source"),
        "list": _("Nurturing list"),
    }


def group_name(by: "By", group: "Group", currency: str) -> str:
    """A part of the pool in words."""
    if group.name:
        return " ".join(group.name.split())
    if group.low is None and group.high is None:
        return {
            "reason": _("No reason given"),
            "source": _("Not recorded"),
            "list": _("On no list"),
        }.get(by, _("Not known"))
    if by == "amount":
        return _amounts(group, currency)
    if group.high is None:
        return _("more than {days}").format(days=i18n.days((group.low or 0) - 1))
    if not group.low:
        return _("up to {days}").format(days=i18n.days(group.high))
    return _("{low} to {high} days").format(low=i18n.count(group.low), high=i18n.count(group.high))


def _amounts(group: "Group", currency: str) -> str:
    if group.low is None:
        return i18n.money_short(0, currency)
    if group.high is None:
        return _("{amount} or more").format(amount=i18n.money_short(group.low, currency))
    if group.low <= 1:
        return _("below {amount}").format(amount=i18n.money_short(group.high + 1, currency))
    return _("{amount} to {most}").format(
        amount=i18n.money_short(group.low, currency),
        most=i18n.money_short(group.high + 1, currency),
    )


def subtitle(figures: "RecycleFigures") -> str:
    """How many wait, and how many of them are due."""
    waiting = ngettext("{n} deal waits", "{n} deals wait", figures.pool.count)
    said = waiting.format(n=i18n.count(figures.pool.count))
    if not figures.due.count:
        return said
    return f"{said} · " + _("{n} due").format(n=i18n.count(figures.due.count))


# Tiles: what is shown, and what each opens


def tile_figures(figures: "RecycleFigures") -> tuple[TileFigure, ...]:
    """The six tiles in their order."""
    return (
        _pool(figures),
        _due(figures),
        _reopened(figures),
        _won(figures),
        _rate(figures),
        _share_of_won(figures),
    )


def _trend(
    figures: "RecycleFigures", value: "Callable[[Comebacks], float | None]"
) -> tuple[float | None, ...]:
    return tuple(value(month) for month in figures.months)


def _tip(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _n(number: int) -> str:
    return f"n = {i18n.count(number)}"


def _pool(figures: "RecycleFigures") -> TileFigure:
    return TileFigure(
        _("Waiting to come back"),
        i18n.count(figures.pool.count),
        amount_text(figures.pool, figures.currency),
        _("Deals that were recycled and have not been taken up again, as of now."),
        exact=figures.pool.count,
    )


def _due(figures: "RecycleFigures") -> TileFigure:
    return TileFigure(
        _("Due today"),
        i18n.count(figures.due.count),
        amount_text(figures.due, figures.currency),
        _("Their day of waking up has come: reopen them, or let them wait on."),
        exact=figures.due.count,
    )


def _reopened(figures: "RecycleFigures") -> TileFigure:
    return TileFigure(
        _("Reopened"),
        i18n.count(figures.reopened.count),
        amount_text(figures.reopened, figures.currency),
        _tip(
            _("Deals that came back into the river after they had left it."),
            period_text(figures.period),
            _n(figures.reopened.count),
        ),
        _trend(figures, lambda month: month.reopened.count),
        exact=figures.reopened.count,
    )


def _won(figures: "RecycleFigures") -> TileFigure:
    return TileFigure(
        _("Won after reopening"),
        i18n.count(figures.won_reopened.count),
        amount_text(figures.won_reopened, figures.currency),
        _tip(
            _("Deals won in the period that had come back before."),
            period_text(figures.period),
            _n(figures.won_reopened.count),
        ),
        _trend(figures, lambda month: month.won_reopened.count),
        exact=figures.won_reopened.count,
    )


def _rate(figures: "RecycleFigures") -> TileFigure:
    again, fresh = figures.win_rate_reopened, figures.win_rate_fresh
    return TileFigure(
        _("Win rate, reopened"),
        i18n.share(again),
        _("fresh deals {share}").format(share=i18n.share(fresh)),
        _tip(
            _("Won ÷ (won + lost) of the deals that had come back, beside that of all others."),
            period_text(figures.period),
            _compared(_("reopened"), again),
            _compared(_("fresh"), fresh),
        ),
        _trend(figures, lambda month: month.win_rate_reopened.raw),
        weak=again.rate is None,
        exact=wording("share").file(again.rate),
        n=again.denominator,
    )


def _compared(name: str, share: "Share") -> str:
    cases = f"{name}: {i18n.count(share.numerator)} ÷ {i18n.count(share.denominator)}"
    why = i18n.why(share)
    return f"{cases} · {why}" if why else cases


def _share_of_won(figures: "RecycleFigures") -> TileFigure:
    share, wins = figures.share_of_won, figures.share_of_wins
    return TileFigure(
        _("Share of won amount"),
        i18n.share(share),
        _("{share} of the wins").format(share=i18n.share(wins)),
        _tip(
            _("Won amount of deals that had come back ÷ all won amount."),
            period_text(figures.period),
            _n(figures.won.count),
            i18n.why(share),
        ),
        _trend(figures, lambda month: month.share_of_won.raw),
        weak=share.rate is None,
        exact=wording("share").file(share.rate),
        n=figures.won.count,
    )


# Days to wait for


def later_days(today: date) -> list[tuple[str, str]]:
    """What deals may be put off to: a name with its day, and the day as ISO text."""
    named = (
        (_("In a week"), today + timedelta(days=7)),
        (_("In a month"), months_on(today, 1)),
        (_("In 3 months"), months_on(today, 3)),
        (_("In 6 months"), months_on(today, 6)),
    )
    return [(f"{name} ({i18n.day(one)})", one.isoformat()) for name, one in named]


def months_on(day: date, number: int) -> date:
    """The same day so many months later, or the last of that month where it is shorter."""
    month = months_before(month_of(day), -number)
    year, place = int(month[:4]), int(month[5:])
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, place, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def day_name(day: str, number: int) -> str:
    """A day of the calendar as it is read out."""
    if not number:
        return i18n.day(day)
    said = ngettext("{day}: {n} deal wakes up", "{day}: {n} deals wake up", number)
    return said.format(day=i18n.day(day), n=i18n.count(number))
