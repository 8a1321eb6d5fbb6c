"""What the figures of promises, hand-offs and recycled deals mean; told by `definitions.py`."""

from collections.abc import Mapping
from typing import Literal

from revops_desktop.i18n import N_

PROMISES: Mapping[str, tuple[str, str, Literal["share", "count", "hours"]]] = {
    "sla_compliance": (
        N_("SLA compliance"),
        N_(
            "Answered in time ÷ (in time + late + not yet answered past the deadline), over what "
            "was due in the period."
        ),
        "share",
    ),
    "response_time": (
        N_("Response time"),
        N_(
            "Median business hours until the answer, of what was answered and due in the period; "
            "waiting for the customer is not in it."
        ),
        "hours",
    ),
    "handoffs": (
        N_("Hand-offs"),
        N_("Deals handed from one function to another in the period, under a rule."),
        "count",
    ),
    "handoff_loss": (
        N_("Hand-off loss rate"),
        N_(
            "1 − accepted ÷ handed over, over the hand-offs of the period that are decided or "
            "whose deadline has passed."
        ),
        "share",
    ),
    "handoff_completeness": (
        N_("Hand-off completeness"),
        N_("Items filled in ÷ items required, of the hand-offs of the period."),
        "share",
    ),
    "recycle_due": (
        N_("Past their wake-up date"),
        N_("Recycled deals that wait still and whose wake-up date has come."),
        "count",
    ),
}
