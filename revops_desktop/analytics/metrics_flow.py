"""Leaks, time in stage and conversions as plain values that JSON can hold (domain.md §5)."""

from typing import Any

from revops_desktop.analytics.leaks import leaks
from revops_desktop.analytics.metrics_values import Asked, Money, Number, plain, share_values
from revops_desktop.analytics.period_flow import StageConversion
from revops_desktop.analytics.stage_durations import Quartiles, StageDurations, durations_by_stage
from revops_desktop.analytics.stuck import stuck

_HOURS = 24


def leak_values(asked: Asked, money: Money) -> list[dict[str, Any]]:
    """Deals lost, recycled and churned in the period, by stage and reason; null: none was given."""
    found = leaks(asked.session, pipeline_id=asked.pipeline_id, period=asked.period)
    return [
        {
            "stage": one.stage,
            "kind": one.kind,
            "reason": one.reason,
            "group": one.group or None,
            **money.tally(one.tally),
        }
        for one in found
    ]


def time_values(asked: Asked, money: Money) -> list[dict[str, Any]]:
    """Days and business hours of the stays that ended in the period, and of those that run."""
    found = durations_by_stage(
        asked.session, pipeline_id=asked.pipeline_id, period=asked.period, now=asked.now
    )
    return [
        {
            "stage": one.stage.name,
            **_quartiles(one.days),
            "business_hours": _quartiles(one.business_hours),
            "running": one.running_days.n,
            "running_median": _plain(one.running_days.median),
            "running_days": _quartiles(one.running_days),
            "running_business_hours": _quartiles(one.running_business_hours),
            "odd_order": one.odd_order,
            "undated": one.undated,
            "running_undated": one.running_undated,
        }
        for one in found
    ]


def stuck_values(asked: Asked, money: Money) -> list[dict[str, Any]]:
    """Deals that stand in each stage beyond its time limit or its idle limit, as of now."""
    found = stuck(asked.session, pipeline_id=asked.pipeline_id, now=asked.now)
    return [
        {
            "stage": one.stage.name,
            "here": money.tally(one.here),
            "over_limit": money.tally(one.over_limit),
            "idle": money.tally(one.idle),
            "stuck": money.tally(one.either),
        }
        for one in found
    ]


def step_values(one: StageConversion, money: Money) -> dict[str, Any] | None:
    """What goes on from a stage to the next one; None: there is none."""
    if one.to is None:
        return None
    assert one.by_count is not None
    assert one.by_amount is not None
    assert one.resolved_by_count is not None
    assert one.resolved_by_amount is not None
    return {
        "to": one.to.name,
        "view": one.view,
        "advanced": money.tally(one.advanced),
        "count": share_values(one.by_count),
        "amount": money.share(one.by_amount),
        "resolved": {
            "count": share_values(one.resolved_by_count),
            "amount": money.share(one.resolved_by_amount),
            "open": money.tally(one.waiting),
        },
    }


def in_hours(time: StageDurations) -> dict[str, Number | None]:
    """Calendar hours of the stays that ended in the period."""
    return {
        name: None if value is None else plain(value if name == "n" else value * _HOURS)
        for name, value in _quartiles(time.days).items()
    }


def _quartiles(found: Quartiles) -> dict[str, Number | None]:
    return {
        "n": found.n,
        **{name: _plain(getattr(found, name)) for name in ("mean", "p25", "median", "p75", "p90")},
    }


def _plain(value: float | None) -> Number | None:
    return None if value is None else plain(value)
