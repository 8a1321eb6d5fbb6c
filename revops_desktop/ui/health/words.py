"""Pipeline health and the waterfall in words (domain.md §5)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.measured_weight import measured_on
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.shares import FEWEST
from revops_desktop.rules.waterfall import MOVEMENTS
from revops_desktop.ui.figures.tile import TileFigure
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.funnel.rows import amount_text

if TYPE_CHECKING:
    from revops_desktop.analytics.measured_weight import MeasuredWeight
    from revops_desktop.analytics.pipeline_health import PipelineHealth, Subject
    from revops_desktop.analytics.tally import Tally
    from revops_desktop.analytics.waterfall_deals import Step
    from revops_desktop.rules.shares import Share

# The definition of each tile, and the deals that it opens.
TILES: "tuple[tuple[str, Subject], ...]" = (
    ("coverage", "weighted"),
    ("past_close", "past_close"),
    ("idle", "idle"),
    ("no_next_step", "stepless"),
    ("close_pushed", "pushed"),
    ("largest_deal", "weighted"),
    ("weighted_measured", "open"),
)
# The last one has a question of its own.
MEASURED = len(TILES) - 1
STEPS: "tuple[Step, ...]" = ("start", *MOVEMENTS, "end")


def step_name(step: str) -> str:
    """The name of a step of the waterfall."""
    return definition(f"waterfall_{step}").name


def place_names() -> dict[str, str]:
    """Where a deal is at the end of the period."""
    return {
        "open": _("Open"),
        "won": _("Won"),
        "lost": _("Lost"),
        "recycled": _("Recycled"),
        "away": _("Not here"),
    }


def tile_figures(found: "PipelineHealth") -> tuple[TileFigure, ...]:
    """The tiles, in their order, but for the last."""
    whole = found.whole
    return (
        _coverage(found),
        _share("past_close", found.past_close, whole.past_close, found.currency),
        _idle(found),
        _share("no_next_step", found.stepless, whole.stepless, found.currency),
        _pushed(found),
        _largest(found),
    )


def measured_figure(found: "MeasuredWeight") -> TileFigure:
    """The last tile: the weighted pipeline by what came of such deals so far."""
    said, currency = definition("weighted_measured"), found.currency
    if not found.ended:
        note = _("No deal ended yet")
    elif found.amount is None:
        note = _("No open deal carries an amount.")
    else:
        configured = i18n.money_short(found.configured, currency)
        note = _("As configured: {amount}").format(amount=configured)
    return TileFigure(
        said.name,
        i18n.money_short(found.amount, currency),
        note,
        "\n".join((said.sentence, measured_on(found))),
        weak=found.is_weak,
        exact=wording("amount", currency).file(found.amount),
        n=found.open.count,
    )


def _coverage(found: "PipelineHealth") -> TileFigure:
    said = definition("coverage")
    rest = i18n.money_short(found.rest, found.currency)
    weighted = i18n.money_short(found.whole.weighted, found.currency)
    value = wording("ratio").text(found.coverage)
    if found.target is None:
        note = _("No target is set") if found.part is not None else _("No target for these")
    elif not found.rest:
        note = _("Target reached")
    else:
        note = _("{weighted} ÷ {rest}").format(weighted=weighted, rest=rest)
    more = [] if found.target is None else [_target_line(found)]
    if found.target is None:
        more = [no_target(found)]
    tip = "\n".join((said.sentence, period_text(found.months), *more))
    n = found.whole.open.count
    weak = found.coverage is None or n < FEWEST
    exact = wording("ratio").file(found.coverage)
    return TileFigure(said.name, value, note, tip, weak=weak, exact=exact, n=n)


def no_target(found: "PipelineHealth") -> str:
    """Why there is no target to compare with, and what can be done, as a sentence."""
    if found.part is None:
        return _(
            "These deals have no target to compare with: targets are set for the whole business, "
            "or for one member, pod or segment. Filter by just one of these, or clear the filter."
        )
    if all(one is None for one in found.part):
        return _(
            "No target for won amount is set for every month of the period. It is set on the page "
            "“Plan”."
        )
    return _(
        "No target for won amount is set for this part in every month of the period. It is set on "
        "the page “Plan”, under “Targets of”."
    )


def table_meaning(is_stages: bool) -> str:
    """What the table of the stages, or that of the slipped deals, says."""
    if is_stages:
        return _(
            "The deals open in each stage as of now, their amount as it is and weighted by its "
            "probability, and how many of them are past their expected close, idle, without a next "
            "step, or were pushed. A click shows the deals."
        )
    return _(
        "Open deals whose expected close has passed, or was moved to a later day at least once."
    )


def _target_line(found: "PipelineHealth") -> str:
    return _("Target {target}, won so far {won}, still to win {rest}.").format(
        target=i18n.money_short(found.target, found.currency),
        won=i18n.money_short(found.won.amount, found.currency),
        rest=i18n.money_short(found.rest, found.currency),
    )


def _share(key: str, share: "Share", deals: "Tally", currency: str) -> TileFigure:
    said = definition(key)
    note = _("{part} of {whole} · {amount}").format(
        part=i18n.count(share.numerator),
        whole=i18n.count(share.denominator),
        amount=amount_text(deals, currency),
    )
    tip = "\n".join(part for part in (said.sentence, i18n.why(share)) if part)
    return TileFigure(
        said.name,
        i18n.share(share),
        note,
        tip,
        weak=share.rate is None,
        exact=wording("share").file(share.raw),
        n=share.denominator,
    )


def _idle(found: "PipelineHealth") -> TileFigure:
    figure = _share("idle", found.idle, found.whole.idle, found.currency)
    if found.whole.limited.count or not found.whole.open.count:
        return figure
    return replace(figure, note=_("No idle limit is set"))


def _pushed(found: "PipelineHealth") -> TileFigure:
    said, whole = definition("close_pushed"), found.whole
    note = ngettext(
        "{times} time, {deals} of {whole} deals",
        "{times} times, {deals} of {whole} deals",
        whole.pushed_times,
    ).format(
        times=i18n.count(whole.pushed_times),
        deals=i18n.count(whole.pushed),
        whole=i18n.count(whole.dated.count),
    )
    ratio, n = wording("ratio"), whole.dated.count
    value, exact = ratio.text(found.pushes_a_deal), ratio.file(found.pushes_a_deal)
    weak = n < FEWEST
    return TileFigure(said.name, value, note, said.sentence, weak=weak, exact=exact, n=n)


def _largest(found: "PipelineHealth") -> TileFigure:
    said, largest = definition("largest_deal"), found.largest
    value = i18n.share(found.largest_share) if largest else i18n.NOTHING
    title = " ".join(largest.title.split()) if largest else ""
    share = found.largest_share
    return TileFigure(
        said.name,
        value,
        title,
        said.sentence,
        weak=share.rate is None,
        exact=wording("share").file(share.raw if largest else None),
        n=found.whole.open.count,
    )
