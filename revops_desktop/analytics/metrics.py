"""All flow figures of a period as plain values that JSON can hold, for other programs."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from revops_desktop.analytics import metrics_flow, metrics_sections
from revops_desktop.analytics.filters import Dimension
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.metrics_bottleneck import bottleneck_values
from revops_desktop.analytics.metrics_health import health_values, waterfall_values
from revops_desktop.analytics.metrics_values import Asked, Money, days_values, share_values
from revops_desktop.analytics.period_flow import View
from revops_desktop.analytics.trend import won_by_month
from revops_desktop.rules.periods import Period

# The parts beside the key figures, in the order in which they are told.
SECTIONS: dict[str, Callable[[Asked, Money], Any]] = {
    "stages": metrics_sections.stages,
    "sla": metrics_sections.sla,
    "handoffs": metrics_sections.handoffs,
    "recycle": metrics_sections.recycle,
    "overrides": metrics_sections.overridden,
    "leaks": metrics_flow.leak_values,
    "time_in_stage": metrics_flow.time_values,
    "stuck": metrics_flow.stuck_values,
    "bottleneck": bottleneck_values,
    "waterfall": waterfall_values,
    "health": health_values,
}


def metrics(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    now: int,
    by: Sequence[Dimension] = (),
    view: View = "cohort",
) -> dict[str, Any]:
    """The figures of domain.md §4 and §5: amounts in the main unit, shares with their reason.

    `now` (UTC seconds) judges the clocks that still run and what is due. `by` adds, for each of
    these dimensions, what its values come to; a value of null is not recorded. `view`: whether the
    conversions of the stages are of a cohort or of the period.
    """
    figures = key_figures(session, pipeline_id=pipeline_id, period=period)
    months = won_by_month(session, pipeline_id=pipeline_id, period=period)
    asked = Asked(session, pipeline_id, period, now, view)
    money = Money(figures.currency)
    answer: dict[str, Any] = {
        "currency": figures.currency,
        "from": period.first.isoformat() if period.first else None,
        "to": period.last.isoformat() if period.last else None,
        "view": view,
        "won": money.tally(figures.won),
        "lost": money.tally(figures.lost),
        "disqualified": money.tally(figures.disqualified),
        "open": money.tally(figures.open),
        "recycled": money.tally(figures.recycled),
        "churned": money.tally(figures.churned),
        "transferred": money.tally(figures.transferred),
        "entered": money.tally(figures.entered),
        "weighted": money.amount(figures.weighted),
        "win_rate": {
            "count": share_values(figures.win_rate),
            "amount": money.share(figures.win_rate_by_amount),
        },
        "average_deal": money.average(figures.average_deal, figures.won),
        "sales_cycle_days": days_values(figures.sales_cycle_days),
        "lead_time_days": days_values(figures.lead_time_days),
        "velocity": money.velocity(figures),
        "won_by_month": {month: money.tally(tally) for month, tally in months.items()},
        "odd_order": figures.odd_order,
        "undated": figures.undated,
    }
    for key, section in SECTIONS.items():
        answer[key] = section(asked, money)
    if by:
        answer["by"] = {one: metrics_sections.by_value(asked, money, one) for one in by}
    return answer
