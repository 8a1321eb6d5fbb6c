"""Waterfall and pipeline health as plain values for other programs (domain.md §5)."""

from typing import Any

from revops_desktop.analytics.measured_weight import MeasuredWeight, measured_weight
from revops_desktop.analytics.metrics_values import Asked, Money, Number, plain, share_values
from revops_desktop.analytics.pipeline_health import StageHealth, pipeline_health
from revops_desktop.analytics.pipelines import StageOf
from revops_desktop.analytics.waterfall import waterfall
from revops_desktop.rules.waterfall import CHANGES


def waterfall_values(asked: Asked, money: Money) -> dict[str, Any]:
    """The waterfall: movements are never below 0, and are added or taken as domain.md says.

    `deals` of increased and decreased: how many changed; their count is 0, so that it adds up.
    """
    found = waterfall(
        asked.session, pipeline_id=asked.pipeline_id, period=asked.period, now=asked.now
    )
    return {
        "start": money.tally(found.start),
        "end": money.tally(found.end),
        "movements": {
            key: money.tally(tally) | ({"deals": found.changed[key]} if key in CHANGES else {})
            for key, tally in found.movements.items()
        },
        "without_expected_close": money.tally(found.dateless),
    }


def health_values(asked: Asked, money: Money) -> dict[str, Any]:
    """The health as of now, whole and per stage; coverage of the target of the period."""
    found = pipeline_health(
        asked.session, pipeline_id=asked.pipeline_id, now=asked.now, period=asked.period
    )
    measured = measured_weight(asked.session, pipeline_id=asked.pipeline_id)
    largest, total = found.largest, measured.amount
    coverage, pushes = found.coverage, found.pushes_a_deal
    return {
        **_stage(money, found.whole),
        "weighted_measured": None if total is None else money.amount(total),
        "ended_deals": measured.ended,
        "target": None if found.target is None else money.amount(found.target),
        "rest_of_target": None if found.rest is None else money.amount(found.rest),
        "coverage": None if coverage is None else plain(coverage),
        "share_past_expected_close": share_values(found.past_close),
        "share_idle": share_values(found.idle),
        "share_without_next_task": share_values(found.stepless),
        "pushes_a_deal": None if pushes is None else plain(pushes),
        "largest_deal": largest
        and {
            "deal": largest.deal_id,
            "weighted": money.amount(largest.weighted),
            "share": money.share(found.largest_share),
        },
        "stages": [
            {
                "name": one.stage.name if one.stage else None,
                **_stage(money, one),
                **_measured(money, measured, one.stage),
            }
            for one in found.stages
        ],
    }


def _measured(
    money: Money, measured: MeasuredWeight, stage: StageOf | None
) -> dict[str, Number | None]:
    """What the deals of a stage are worth by measured probabilities; None: nothing is measured."""
    if stage is None or not measured.ended:
        return {"weighted_measured": None}
    return {"weighted_measured": money.amount(measured.stages.get(stage.stage_id, 0))}


def _stage(money: Money, one: StageHealth) -> dict[str, Any]:
    return {
        "open": money.tally(one.open),
        "weighted": money.amount(one.weighted),
        "with_expected_close": money.tally(one.dated),
        "past_expected_close": money.tally(one.past_close),
        "idle": money.tally(one.idle),
        "without_next_task": money.tally(one.stepless),
        "pushed": {"deals": one.pushed, "times": one.pushed_times},
    }
