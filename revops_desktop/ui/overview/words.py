"""The month's figures in words: tiles, what stands out, how far the target is (domain.md §5)."""

from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.month_words import nothing_of, stands_out, usual_ends
from revops_desktop.analytics.wording import Wording, wording
from revops_desktop.i18n import _
from revops_desktop.rules.periods import local_day, month_period
from revops_desktop.rules.targets import FIGURES
from revops_desktop.ui.figures.tile import TileFigure
from revops_desktop.ui.funnel.rows import amount_text
from revops_desktop.ui.overview.card import Progress

if TYPE_CHECKING:
    from revops_desktop.analytics.overview import Overview, OverviewFigure


def words_of(figure: "OverviewFigure", currency: str) -> Wording:
    """How the figure's values are written."""
    return wording(definition(figure.key).unit, currency)


def is_weak(figure: "OverviewFigure") -> bool:
    """Whether it rests on too few deals to conclude anything; a count is what it is."""
    return figure.now.is_weak


def month_text(overview: "Overview") -> str:
    """The month, and how much of it is over while it runs."""
    name = i18n.month(overview.month)
    if not overview.is_running:
        return name
    last = month_period(overview.month).last
    assert last is not None
    day = local_day(overview.until, overview.zone).day
    return _("{month}: day {day} of {days}").format(month=name, day=day, days=last.day)


def tile_figure(overview: "Overview", figure: "OverviewFigure") -> TileFigure:
    """A tile: the value, beside it how it stands to the three months before."""
    said = words_of(figure, overview.currency)
    about = definition(figure.key)
    tip = [about.sentence, month_text(overview), f"n = {i18n.count(figure.now.n)}"]
    if figure.trend.band is not None:
        low, high = usual_ends(about.unit, overview.currency, figure.trend.band)
        tip.append(_("Usual for it: {low} to {high}").format(low=low, high=high))
    if is_weak(figure):
        tip.append(_("Fewer than 5 deals: no conclusion is drawn."))
    return TileFigure(
        about.name,
        said.text(figure.trend.written(figure.now)),
        note(overview, figure),
        "\n".join(tip),
        tuple(point.shown for point in figure.trend.points),
        weak=is_weak(figure),
        exact=said.file(figure.trend.written(figure.now)),
        n=figure.now.n,
    )


def note(overview: "Overview", figure: "OverviewFigure") -> str:
    """What stands under the value: of a share or duration its n, and how it stands to before."""
    if figure.now.value is not None and overview.is_running and FIGURES[figure.key].adds_up:
        # Part of a month beside whole ones would look like a fall.
        return _("so far")
    rests = definition(figure.key).unit in ("share", "days") and figure.now.value is not None
    n = f"n = {i18n.count(figure.now.n)}" if rests else ""
    return " · ".join(part for part in (n, before_text(figure)) if part)


def before_text(figure: "OverviewFigure") -> str:
    """The difference to the mean of the three months before; "" where one is missing.

    Where nothing may be concluded, why.
    """
    value, mean = figure.now.value, figure.trend.mean_before
    if value is None and figure.now.n:
        return _("too few: n = {n}").format(n=i18n.count(figure.now.n))
    if value is None or mean is None:
        return ""
    unit = definition(figure.key).unit
    if unit == "share":
        change = i18n.points(value - mean)
        return _("{change} against the 3 months before").format(change=change)
    if not mean:
        return ""
    change = i18n.change(value / mean - 1)
    return _("{change} against the 3 months before").format(change=change)


def progress(overview: "Overview", figure: "OverviewFigure") -> Progress | None:
    """How far the target is; None where none was set."""
    target, value = figure.target, figure.now.value
    if target is None:
        return None
    said = words_of(figure, overview.currency)
    rules = FIGURES[figure.key]
    if rules.adds_up:
        share = (value or 0) / target if target else 1.0
        text = _("target {target} · {share}").format(
            target=said.text(target), share=i18n.percent(share)
        )
        return Progress(text, share, overview.elapsed, figure.is_met)
    met = figure.is_met
    sign = {True: _("target {target} met"), False: _("target {target} missed")}
    text = sign.get(met, _("target {target}")) if met is not None else _("target {target}")
    return Progress(text.format(target=said.text(target)), None, overview.elapsed, met)


def open_tile(overview: "Overview") -> TileFigure:
    """What is open now, weighted."""
    about = definition("weighted")
    amount = amount_text(overview.open, overview.currency)
    number = i18n.count(overview.open.count)
    return TileFigure(
        about.name,
        i18n.money_short(overview.weighted, overview.currency),
        _("{n} open · {amount}").format(n=number, amount=amount),
        f"{about.sentence}\nn = {number}",
        exact=wording("amount", overview.currency).file(overview.weighted),
        n=overview.open.count,
    )


def standing_out(overview: "Overview", figure: "OverviewFigure") -> str:
    """A change that is more than usual for the figure, in the words of the report."""
    return stands_out(figure.trend, overview.currency)


def table_meaning() -> str:
    """What the table of the figures says."""
    return _(
        "Each figure of the month beside the month before it and beside its usual range: what "
        "would be nothing special after its own twelve months before. A click shows the deals "
        "behind it."
    )


def usual(figure: "OverviewFigure", currency: str) -> str:
    """What is usual for the figure; — where its history is too short."""
    if figure.trend.band is None:
        return i18n.NOTHING
    low, high = usual_ends(definition(figure.key).unit, currency, figure.trend.band)
    return _("{low} – {high}").format(low=low, high=high)


def tone(figure: "OverviewFigure") -> str:
    """The colour of what stands out: whether it is to the business's advantage."""
    return "text_muted" if figure.sense == "neutral" else figure.sense


def nothing_stands_out(overview: "Overview") -> str:
    """Why there is no change to tell."""
    return nothing_of(overview)
