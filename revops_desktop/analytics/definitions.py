"""What every figure means, in one sentence: the same on screen, in print and on the command line.

Whoever adds a figure adds its entry here (domain.md §5, §6). Sentences are marked for the
catalogue and translated where they are shown.
"""

from dataclasses import dataclass
from typing import Literal

from revops_desktop.analytics.health_definitions import HEALTH
from revops_desktop.analytics.promise_definitions import PROMISES
from revops_desktop.analytics.source_definitions import RECYCLING, SOURCES
from revops_desktop.i18n import N_, _

# What a value of the figure is: minor units of money, a share 0 to 1, days, a number of deals …
Unit = Literal["count", "amount", "share", "days", "hours", "ratio", "amount_a_day", "text"]


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's name and what it means, in the language in force, and what its values are."""

    name: str
    sentence: str
    unit: Unit


_FLOW: dict[str, tuple[str, str, Unit]] = {
    "entered": (
        N_("New deals"),
        N_(
            "Deals that reached the first stage, or any later one, for the first time in the "
            "period."
        ),
        "count",
    ),
    "reached": (
        N_("Reached"),
        N_(
            "A deal reaches a stage when it first enters it or any later one, so a skipped stage "
            "is passed and a funnel never widens."
        ),
        "count",
    ),
    "conversion": (
        N_("Conversion (cohort)"),
        N_(
            "Of the deals that reached the stage in the period, the share that has reached the "
            "next one as of now. By amount, their amounts are added up instead."
        ),
        "share",
    ),
    "resolved_conversion": (
        N_("Resolved conversion"),
        N_(
            "Advanced ÷ (advanced + left the river there). Deals still open stand beside it, not "
            "in it. By amount, their amounts are added up instead."
        ),
        "share",
    ),
    "decided_conversion": (
        N_("Went on, of those decided"),
        N_(
            "Of the deals that went on from the stage or left the river there in the period, "
            "whenever they came, the share that went on."
        ),
        "share",
    ),
    "period_conversion": (
        N_("Conversion (period)"),
        N_(
            "Deals that reached the next stage in the period ÷ deals that reached this one in the "
            "period. They are not the same deals, so it may exceed 100%. By amount, their amounts "
            "are added up instead."
        ),
        "share",
    ),
    "skipped": (
        N_("Skipped"),
        N_("Deals that reached a later stage and never stood in this one. Drawn hatched."),
        "count",
    ),
    "here": (
        N_("Here now"),
        N_("Every deal that stands in the stage now, of any phase."),
        "count",
    ),
    "leaks": (
        N_("Leaks"),
        N_("Deals lost, recycled or churned from a stage in the period; each counts once."),
        "count",
    ),
    "stuck": (
        N_("Stuck"),
        N_("Deals standing in a stage beyond its time limit or its idle limit."),
        "count",
    ),
    "time_in_stage": (
        N_("Time in stage"),
        N_(
            "Days of the visits that ended in the period: median, the middle half, and the 90th "
            "percentile. Visits still running stand beside it with their age."
        ),
        "days",
    ),
}

_RESULT: dict[str, tuple[str, str, Unit]] = {
    "won": (
        N_("Won deals"),
        N_("Deals that entered the customer phase; each counts once, by what it came to last."),
        "count",
    ),
    "lost": (
        N_("Lost deals"),
        N_("Deals lost in the period; each counts once, by what it came to last."),
        "count",
    ),
    "recycled": (
        N_("Recycled deals"),
        N_("Deals set aside in the period for a later time: not now, perhaps later."),
        "count",
    ),
    "disqualified": (
        N_("Disqualified leads"),
        N_("Deals lost in the period before the opportunity phase; they are in no win rate."),
        "count",
    ),
    "churned": (
        N_("Churned customers"),
        N_("Deals of customers that ended in the period; each counts once."),
        "count",
    ),
    "won_amount": (N_("Won amount"), N_("One-off + 12 × monthly, as of the win."), "amount"),
    "win_rate": (
        N_("Win rate"),
        N_(
            "Won ÷ (won + lost), of deals that had reached the opportunity phase. Recycled deals, "
            "and leads lost before it, stand beside it."
        ),
        "share",
    ),
    "win_rate_by_amount": (
        N_("Win rate by amount"),
        N_(
            "Amount won ÷ amount won and lost. Shown only if at least 80% of the deals, and of "
            "each way of leaving, carry an amount."
        ),
        "share",
    ),
    "average_deal": (
        N_("Average deal"),
        N_("Mean amount of the deals won in the period; the median stands beside it."),
        "amount",
    ),
    "sales_cycle": (
        N_("Sales cycle"),
        N_("Median days from the first opportunity stage to the win, of deals won."),
        "days",
    ),
    "lead_time": (
        N_("Lead time"),
        N_("Median days from a deal's first visit to the win, of deals won in the period."),
        "days",
    ),
    "velocity": (
        N_("Sales velocity"),
        N_("Open opportunities × win rate × mean won amount ÷ sales cycle: money won a day."),
        "amount_a_day",
    ),
    "open": (
        N_("Open deals"),
        N_("Deals in a lead or opportunity stage that have not left the river, as of now."),
        "count",
    ),
    "open_amount": (
        N_("Open amount"),
        N_("One-off + 12 × monthly, over the deals open now."),
        "amount",
    ),
    "weighted": (
        N_("Weighted pipeline"),
        N_("Amount × probability, rounded a deal at a time, over the deals open now."),
        "amount",
    ),
    "weighted_measured": (
        N_("Weighted, measured"),
        N_(
            "Amount × measured probability of the stage, rounded a deal at a time, over the deals "
            "open now. A probability that was set by hand for a deal stays."
        ),
        "amount",
    ),
    "measured_chance": (
        N_("Measured probability"),
        N_(
            "Won ÷ (won + lost) of the deals that reached the stage and have ended, drawn toward "
            "the configured probability with a weight of 10 deals."
        ),
        "share",
    ),
}

_BOTTLENECK: dict[str, tuple[str, str, Unit]] = {
    "bottleneck": (
        N_("Bottleneck"),
        N_(
            "The step with the largest gain among those that convert worse in the last 3 mature "
            "months than in all months before, by more than chance; or worse than their target."
        ),
        "text",
    ),
    "gain": (
        N_("Gain per month"),
        N_(
            "New deals a month × the other steps' conversions × (reference − conversion) × mean "
            "won amount: what a month would bring if this step alone were as good as its reference."
        ),
        "amount",
    ),
    "reference": (
        N_("Reference"),
        N_(
            "The target where one is set; otherwise the best of any earlier 3 months with at least "
            "20 deals, drawn toward the step's own mean."
        ),
        "share",
    ),
    "noise": (
        N_("By luck alone"),
        N_(
            "How likely a conversion as low would come by luck alone. A step is called narrow "
            "below 5% ÷ the number of steps."
        ),
        "share",
    ),
}

_DOWNSTREAM: dict[str, tuple[str, str, Unit]] = {
    "river_amount": (
        N_("The river now, per month"),
        N_("New deals a month × every conversion of the months judged × mean won amount."),
        "amount",
    ),
    "local_optimum": (
        N_("Local optimum"),
        N_(
            "A function hands on more deals than before while fewer of them go on, or more is won "
            "and less of it lasts; both by more than luck."
        ),
        "text",
    ),
    "correlation": (
        N_("Correlation with the won amount"),
        N_(
            "Spearman's rank correlation by month, −1 to 1, over at least 12 months. That two "
            "figures move together does not say that one brings the other about."
        ),
        "ratio",
    ),
    "early_churn": (
        N_("Early churn"),
        N_(
            "Of the deals won in the period at least 90 days ago, the share that churned within "
            "90 days."
        ),
        "share",
    ),
    "worth": (
        N_("Won per new deal"),
        N_("Amount won in the period ÷ deals that entered in it: what one new deal is worth."),
        "amount",
    ),
}

_ALL: dict[str, tuple[str, str, Unit]] = {
    **_FLOW,
    **_RESULT,
    **PROMISES,
    **_BOTTLENECK,
    **RECYCLING,
    **HEALTH,
    **_DOWNSTREAM,
    **SOURCES,
}


def definition(key: str) -> Definition:
    """What the figure `key` means; KeyError for one that nobody has defined."""
    name, sentence, unit = _ALL[key]
    return Definition(_(name), _(sentence), unit)


def defined() -> tuple[str, ...]:
    """Every figure that is defined."""
    return tuple(_ALL)
