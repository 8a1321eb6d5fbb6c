"""The one bottleneck as plain values for other programs."""

from typing import Any

from revops_desktop.analytics import findings
from revops_desktop.analytics.bottleneck import StepFigures, bottleneck
from revops_desktop.analytics.metrics_values import Asked, Money, share_values


def bottleneck_values(asked: Asked, money: Money) -> dict[str, Any]:
    """As of now, whatever the period: the verdict, its step, and every step's figures.

    `reference`, `current` and `p_value` are null where no step is named; `evidence` are deal ids.
    """
    found = bottleneck(asked.session, pipeline_id=asked.pipeline_id, now=asked.now)
    step = found.step
    return {
        "verdict": found.verdict,
        "step": None if step is None else {"from": step.stage.name, "to": step.to.name},
        "gain_per_month": _amount(found.gain_per_month, money),
        "reference": found.reference,
        "current": None if step is None else share_values(step.current),
        "p_value": found.p_value,
        "capacity": found.capacity,
        "reason": findings.headline(found),
        "reasons": list(findings.reasons(found)),
        "window": list(found.window),
        "mature_days": found.mature_days,
        "missing": [
            {"what": one.what, "found": one.found, "needed": one.needed} for one in found.missing
        ],
        "evidence": list(found.evidence),
        "steps": [_step(one, money) for one in found.steps],
    }


def _step(one: StepFigures, money: Money) -> dict[str, Any]:
    return {
        "from": one.stage.name,
        "to": one.to.name,
        "current": share_values(one.current),
        "earlier": share_values(one.earlier),
        "reference": one.reference,
        "reference_is_target": one.is_target,
        "gain_per_month": _amount(one.gain_per_month, money),
        "p_value": one.chance,
        "narrow": one.narrow,
    }


def _amount(minor: int | None, money: Money) -> int | float | None:
    return None if minor is None else money.amount(minor)
