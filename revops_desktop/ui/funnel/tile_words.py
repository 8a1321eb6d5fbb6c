"""The key figures in words, for the tiles (domain.md §5)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui.figures.tile import TileFigure
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.funnel.rows import amount_text

if TYPE_CHECKING:
    from revops_desktop.analytics.funnel_tiles import FunnelTiles
    from revops_desktop.analytics.key_figures import PeriodFigures

# The figure whose deals each tile opens, in the order of the tiles.
SUBJECTS = ("won", "won", "decided", "won", "won", "opportunities", "open")
# And what it is called in analytics/definitions.py.
KEYS = (
    *("won", "won_amount", "win_rate", "average_deal", "sales_cycle", "velocity"),
    "weighted",
)


def tile_figures(tiles: "FunnelTiles") -> tuple[TileFigure, ...]:
    """The tiles, in their order."""
    made = (_won, _amount, _rate, _average, _cycle, _velocity, _open)
    return tuple(tile(tiles) for tile in made)


def _trend(
    tiles: "FunnelTiles", value: "Callable[[PeriodFigures], float | None]"
) -> tuple[float | None, ...]:
    return tuple(value(month) for month in tiles.months)


def _tip(tiles: "FunnelTiles", definition: str, n: int, *more: str) -> str:
    parts = (definition, period_text(tiles.figures.period), f"n = {i18n.count(n)}", *more)
    return "\n".join(part for part in parts if part)


def _won(tiles: "FunnelTiles") -> TileFigure:
    figures = tiles.figures
    # As the win rate beside it counts them: leads that were no opportunity yet are told apart.
    lost = _("{n} lost").format(n=i18n.count(figures.lost.count - figures.disqualified.count))
    leads = ngettext(
        "{n} lead lost before the opportunity phase",
        "{n} leads lost before the opportunity phase",
        figures.disqualified.count,
    ).format(n=i18n.count(figures.disqualified.count))
    recycled = _("{n} recycled").format(n=i18n.count(figures.recycled.count))
    return TileFigure(
        _("Won deals"),
        i18n.count(figures.won.count),
        lost,
        _tip(
            tiles,
            _("Deals that entered the customer phase; each counts once, by what it came to last."),
            figures.won.count,
            lost,
            leads if figures.disqualified.count else "",
            recycled,
        ),
        _trend(tiles, lambda month: month.won.count),
        exact=figures.won.count,
        n=figures.won.count,
    )


def _amount(tiles: "FunnelTiles") -> TileFigure:
    figures = tiles.figures
    unknown = figures.won.without_amount
    note = _("{n} without an amount").format(n=i18n.count(unknown)) if unknown else ""
    return TileFigure(
        _("Won amount"),
        amount_text(figures.won, figures.currency),
        note,
        _tip(tiles, _("One-off + 12 × monthly, as of the win."), figures.won.count, note),
        _trend(tiles, lambda month: month.won.amount),
        exact=wording("amount", figures.currency).file(figures.won.amount),
        n=figures.won.count,
    )


def _rate(tiles: "FunnelTiles") -> TileFigure:
    share, by_amount = tiles.figures.win_rate, tiles.figures.win_rate_by_amount
    return TileFigure(
        _("Win rate"),
        i18n.share(share),
        f"n = {i18n.count(share.denominator)} · "
        + _("amount {share}").format(share=i18n.share(by_amount)),
        _tip(
            tiles,
            _("Won ÷ (won + lost), of deals that had reached the opportunity phase."),
            share.denominator,
            i18n.why(share),
            _("By amount: {why}").format(why=i18n.why(by_amount)) if by_amount.why else "",
        ),
        _trend(tiles, lambda month: month.win_rate.raw),
        weak=share.rate is None,
        exact=wording("share").file(share.rate),
        n=share.denominator,
    )


def _average(tiles: "FunnelTiles") -> TileFigure:
    figures = tiles.figures
    average = figures.average_deal
    mean = None if average.mean is None else round(average.mean)
    middle = None if average.median is None else round(average.median)
    return TileFigure(
        _("Average deal"),
        i18n.money_short(mean, figures.currency),
        _("median {amount}").format(amount=i18n.money_short(middle, figures.currency)),
        _tip(tiles, _("Mean amount of the deals won in the period."), average.n),
        _trend(tiles, lambda month: month.average_deal.mean),
        weak=average.n < 5,
        exact=wording("amount", figures.currency).file(average.mean),
        n=average.n,
    )


def _cycle(tiles: "FunnelTiles") -> TileFigure:
    cycle = tiles.figures.sales_cycle_days
    odd = (
        _("{n} in odd order left out").format(n=i18n.count(cycle.odd_order))
        if cycle.odd_order
        else ""
    )
    return TileFigure(
        _("Sales cycle"),
        i18n.days(cycle.median),
        _("lead time {days}").format(days=i18n.days(tiles.figures.lead_time_days.median)),
        _tip(
            tiles,
            _("Median days from the first opportunity stage to the win, of deals won."),
            cycle.n,
            odd,
        ),
        _trend(tiles, lambda month: month.sales_cycle_days.median),
        weak=cycle.n < 5,
        exact=wording("days").file(cycle.median),
        n=cycle.n,
    )


def _velocity(tiles: "FunnelTiles") -> TileFigure:
    figures = tiles.figures
    said = wording("amount_a_day", figures.currency)
    opportunities = ngettext(
        "{n} open opportunity", "{n} open opportunities", figures.opportunities
    ).format(n=i18n.count(figures.opportunities))
    return TileFigure(
        _("Sales velocity"),
        said.text(figures.velocity),
        _("per day · {n} open").format(n=i18n.count(figures.opportunities)),
        _tip(
            tiles,
            definition("velocity").sentence,
            figures.average_deal.n,
            opportunities,
        ),
        weak=figures.is_velocity_weak,
        exact=said.file(figures.velocity),
        n=figures.average_deal.n,
    )


def _open(tiles: "FunnelTiles") -> TileFigure:
    figures = tiles.figures
    note = _("{n} open · {amount}").format(
        n=i18n.count(figures.open.count), amount=amount_text(figures.open, figures.currency)
    )
    about = _("Amount × probability, rounded a deal at a time, over the deals open now.")
    return TileFigure(
        _("Weighted pipeline"),
        i18n.money_short(figures.weighted, figures.currency),
        note,
        "\n".join((about, note)),
        exact=wording("amount", figures.currency).file(figures.weighted),
        n=figures.open.count,
    )
