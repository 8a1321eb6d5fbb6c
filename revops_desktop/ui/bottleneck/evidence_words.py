"""The evidence of a step as tiles and charts."""

from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.findings import step_name
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _
from revops_desktop.ui.bottleneck.opening import month_span
from revops_desktop.ui.charts.bars import Bar, BarData
from revops_desktop.ui.charts.boxes import Box, BoxData
from revops_desktop.ui.charts.trend import TrendData, TrendPoint
from revops_desktop.ui.figures.tile import TileFigure
from revops_desktop.ui.funnel.period_box import period_text

if TYPE_CHECKING:
    from revops_desktop.analytics.bottleneck_answer import StepFigures
    from revops_desktop.analytics.bottleneck_evidence import Evidence
    from revops_desktop.analytics.leaks import Leak
    from revops_desktop.analytics.stage_durations import StageDurations
    from revops_desktop.rules.shares import Share

# The keys of their definitions, in the order of the tiles.
BASE_KEYS = (
    *("conversion", "conversion", "resolved_conversion"),
    *("period_conversion", "period_conversion"),
)
BASES = len(BASE_KEYS)
MOST_BARS = 8


def heading(step: "StepFigures") -> str:
    """Of which step the evidence is."""
    return _("Evidence: {step}").format(step=step_name(step))


def base_shares(answer: "Evidence") -> "tuple[Share | None, ...]":
    """The shares of the tiles, in their order."""
    cohort, flow = answer.cohort, answer.flow
    return (
        *(cohort.by_count, cohort.by_amount, cohort.resolved_by_count),
        *(flow.by_count, flow.by_amount),
    )


def base_names() -> tuple[str, ...]:
    """What the tiles are called."""
    return (
        *(_("Cohort, by count"), _("Cohort, by amount"), _("Resolved, by count")),
        *(_("Period, by count"), _("Period, by amount")),
    )


def bases(answer: "Evidence") -> list[TileFigure]:
    """Both bases, by count and by amount."""
    from revops_desktop.analytics.definitions import definition

    waiting = i18n.count(answer.cohort.waiting.count)
    notes = ("", "", _("{n} on the way").format(n=waiting), "", "")
    found = []
    rows = zip(base_names(), base_shares(answer), notes, BASE_KEYS, strict=True)
    for place, (name, share, note, key) in enumerate(rows):
        if share is None:
            found.append(TileFigure(name, i18n.NOTHING, "", definition(key).sentence))
            continue
        is_amount = place in (1, 4)
        parts = (
            i18n.money_short(share.numerator, answer.currency)
            if is_amount
            else f"{i18n.count(share.numerator)} / {i18n.count(share.denominator)}"
        )
        tip = "\n".join(one for one in (definition(key).sentence, i18n.why(share)) if one)
        weak = share.rate is None
        found.append(TileFigure(name, i18n.share(share), note or parts, tip, weak=weak))
    return found


def trend(answer: "Evidence", step: "StepFigures") -> TrendData:
    """The cohorts of the step month by month, and what could be had."""
    points = tuple(
        TrendPoint(
            key=one.month,
            mark=i18n.month_mark(one.month),
            name=i18n.month(one.month),
            value=one.converted.raw,
            n=one.converted.denominator,
            weak=one.converted.rate is None,
            target=step.reference if step.is_target or one.is_window else None,
        )
        for one in answer.months
    )
    name = _("target") if step.is_target else _("could be")
    return TrendData(step_name(step), points, wording("share"), target_name=name)


def kinds() -> dict[str, str]:
    """How a deal left."""
    return {"lost": _("Lost"), "recycled": _("Recycled"), "churned": _("Churned")}


def leak_name(leak: "Leak") -> str:
    """Why deals left, and how."""
    reason = leak.reason or _("No reason given")
    return f"{' '.join(reason.split())} · {kinds()[leak.kind]}"


_COLOURS = {"lost": "bad", "recycled": "warning", "churned": "bad"}


def leaks(answer: "Evidence") -> BarData:
    """Why deals left from the step, the most frequent first."""
    bars = [
        Bar(
            key=leak,
            label=leak_name(leak),
            value=float(leak.tally.count),
            note=i18n.money_short(leak.tally.amount, answer.currency),
            colour=_COLOURS[leak.kind],
        )
        for leak in answer.leaks[:MOST_BARS]
    ]
    return BarData(_("Reason"), _("Deals"), tuple(bars), label_part=0.6)


def waiting(answer: "Evidence") -> BoxData:
    """How long deals stayed in the stage in the months judged, and in the year before."""
    return BoxData(
        _("Months"),
        (
            _box("window", _("Months judged"), answer.durations),
            _box("before", _("Year before"), answer.durations_before),
        ),
    )


def _box(key: str, label: str, taken: "StageDurations") -> Box:
    days, running = taken.days, taken.running_days
    is_now = key == "window"
    return Box(
        key=key,
        label=label,
        n=days.n,
        median=days.median,
        p25=days.p25,
        p75=days.p75,
        p90=days.p90,
        running=running.n if is_now else 0,
        running_median=running.median if is_now else None,
    )


def holders(answer: "Evidence") -> BarData:
    """Who holds the deals that stand there now."""
    bars = [
        Bar(
            key=one,
            label=" ".join((one.name or _("Nobody")).split()),
            value=float(one.here.count),
            note=""
            if one.days is None
            else _("{days} there on average").format(days=i18n.days(one.days)),
        )
        for one in answer.holders[:MOST_BARS]
    ]
    return BarData(_("Owner"), _("Deals"), tuple(bars))


def ground(chart: str, answer: "Evidence") -> tuple[str, int]:
    """Of when a chart is, and of how many."""
    if chart == "month":
        return month_span([one.month for one in answer.months]), sum(
            one.converted.denominator for one in answer.months
        )
    if chart == "holder":
        return _("as of now"), sum(one.here.count for one in answer.holders)
    if chart == "leak":
        return period_text(answer.period), sum(one.tally.count for one in answer.leaks)
    return period_text(answer.period), answer.durations.days.n


def meanings() -> dict[str, str]:
    """What each chart draws, by its name."""
    return {
        "month": _(
            "Of the deals that reached the stage in a month, the share that has reached the next "
            "one as of now. Months whose deals still have time are left out."
        ),
        "leak": _("Deals that left the river from this stage in the months judged, by reason."),
        "stay": _(
            "Days of the stays that ended in the months judged and in the year before: middle "
            "half, median and 90th percentile. Beside them those that stand there now."
        ),
        "holder": _("Deals that stand in the stage now, by their owner."),
    }
