"""The parts of the metrics: each is asked of a pipeline and a period, and told as plain values."""

from typing import Any

from revops_desktop.analytics.breakdown import Part, breakdown
from revops_desktop.analytics.filters import Dimension
from revops_desktop.analytics.funnel import StageFlow, funnel
from revops_desktop.analytics.handoff_figures import HandoffFigures, handoff_figures
from revops_desktop.analytics.metrics_flow import in_hours, step_values
from revops_desktop.analytics.metrics_values import (
    Asked,
    Money,
    days_values,
    share_values,
)
from revops_desktop.analytics.overrides import overrides
from revops_desktop.analytics.period_flow import stage_conversions
from revops_desktop.analytics.recycle_figures import recycle_figures
from revops_desktop.analytics.sla_figures import Group, rules
from revops_desktop.analytics.stage_durations import durations_by_stage


def stages(asked: Asked, money: Money) -> list[dict[str, Any]]:
    """The funnel: every stage with its hours, and what goes on from it by the view asked for."""
    about: dict[str, Any] = {"pipeline_id": asked.pipeline_id, "period": asked.period}
    flow = funnel(asked.session, **about)
    steps = stage_conversions(asked.session, view=asked.view, **about)
    times = durations_by_stage(asked.session, now=asked.now, **about)
    return [
        _stage(money, one) | {"to_next": step_values(step, money), "hours_in_stage": in_hours(time)}
        for one, step, time in zip(flow.stages, steps, times, strict=True)
    ]


def sla(asked: Asked, money: Money) -> list[dict[str, Any]]:
    """How the promises of each rule were kept."""
    found = rules(asked.session, period=asked.period, now=asked.now, pipeline_id=asked.pipeline_id)
    return [_rule(one) for one in found]


def handoffs(asked: Asked, money: Money) -> dict[str, Any]:
    """What became of the hand-offs, whole and per pair of functions."""
    report = handoff_figures(
        asked.session, period=asked.period, now=asked.now, pipeline_id=asked.pipeline_id
    )
    return {
        **_handed(report.whole),
        "pairs": [
            {"from": one.from_function, "to": one.to_function, **_handed(one.figures)}
            for one in report.pairs
        ],
    }


def recycle(asked: Asked, money: Money) -> dict[str, Any]:
    """What sleeps, and what became of those that were woken."""
    figures = recycle_figures(
        asked.session, pipeline_id=asked.pipeline_id, period=asked.period, now=asked.now
    )
    return {
        "pool": money.tally(figures.pool),
        "due": figures.due.count,
        "reopened": figures.reopened.count,
        "won_after_reopen": figures.won_reopened.count,
        "win_rate_reopened": share_values(figures.win_rate_reopened),
        "win_rate_fresh": share_values(figures.win_rate_fresh),
        "share_of_won_amount": money.share(figures.share_of_won),
    }


def overridden(asked: Asked, money: Money) -> list[dict[str, Any]]:
    """How often deals went on without what a stage asks for."""
    found = overrides(asked.session, period=asked.period, pipeline_id=asked.pipeline_id)
    return [
        {
            "stage": one.stage,
            "criterion": one.text,
            "count": one.number,
            "deals": len(one.deal_ids),
        }
        for one in found
    ]


def by_value(asked: Asked, money: Money, by: Dimension) -> list[dict[str, Any]]:
    """What each value of a dimension comes to; a value of null is not recorded."""
    parts = breakdown(asked.session, pipeline_id=asked.pipeline_id, period=asked.period, by=by)
    return [_part(money, one) for one in parts]


def _stage(money: Money, one: StageFlow) -> dict[str, Any]:
    return {
        "name": one.stage.name,
        "function": one.stage.function,
        "phase": one.stage.phase,
        "here": money.tally(one.here),
        "reached": money.tally(one.reached),
        "skipped": money.tally(one.skipped),
        "advanced": money.tally(one.advanced),
        "waiting": money.tally(one.waiting),
        "left": {kind: money.tally(tally) for kind, tally in one.left.items()},
    }


def _part(money: Money, one: Part) -> dict[str, Any]:
    return {
        "value": one.value,
        "name": one.name,
        "deals": one.deals.count,
        "entered": money.tally(one.entered),
        "conversion": share_values(one.conversion),
        "won": money.tally(one.won),
        "lost": money.tally(one.lost),
        "disqualified": money.tally(one.disqualified),
        "recycled": money.tally(one.recycled),
        "open": money.tally(one.open),
        "win_rate": {
            "count": share_values(one.win_rate),
            "amount": money.share(one.win_rate_by_amount),
        },
        "sales_cycle_days": days_values(one.sales_cycle_days),
        "lead_time_days": days_values(one.lead_time_days),
    }


def _rule(rule: Group) -> dict[str, Any]:
    figures = rule.figures
    return {
        "rule": rule.name,
        "kind": rule.key[0] if isinstance(rule.key, tuple) else None,
        "pipeline": rule.pipeline or None,
        "met": figures.met,
        "met_late": figures.met_late,
        "breached": figures.breached,
        "running": figures.running,
        "compliance": share_values(figures.compliance),
    }


def _handed(figures: HandoffFigures) -> dict[str, Any]:
    return {
        "handed": figures.handed,
        "accepted": figures.accepted,
        "returned": figures.returned,
        "expired": figures.expired,
        "waiting": figures.waiting,
        "cancelled": figures.cancelled,
        "loss_rate": share_values(figures.loss_rate),
        "completeness": share_values(figures.completeness),
    }
