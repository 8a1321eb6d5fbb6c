"""What the figures of sources and recycled deals mean; told by `definitions.py`."""

from collections.abc import Mapping
from typing import Literal

from revops_desktop.i18n import N_

SOURCES: Mapping[str, tuple[str, str, Literal["share", "count", "amount"]]] = {
    "source_spend": (
        N_("Spend"),
        N_("What was spent on a source in the months in which it is recorded."),
        "amount",
    ),
    "source_reach": (
        N_("Reach"),
        N_("Visitors, readers or contacts of a source, in the months in which it is recorded."),
        "count",
    ),
    "new_customers": (
        N_("New customers"),
        N_(
            "Companies won for the first time in the period, in any pipeline; a win without a "
            "company counts as a customer of its own."
        ),
        "count",
    ),
    "cac": (
        N_("CAC"),
        N_(
            "Cost of a new customer: spend ÷ new customers, of the whole months in which the spend "
            "is recorded."
        ),
        "amount",
    ),
}

RECYCLING: Mapping[str, tuple[str, str, Literal["share", "count", "amount"]]] = {
    "recycle_pool": (
        N_("Waiting to come back"),
        N_("Recycled deals that were not taken up again."),
        "count",
    ),
    "reopened": (
        N_("Deals that came back"),
        N_("Deals that had left the river and entered it again in the period."),
        "count",
    ),
    "win_rate_reopened": (
        N_("Win rate of reopened deals"),
        N_("Won ÷ (won + lost), of the deals that had come back before."),
        "share",
    ),
    "win_rate_fresh": (
        N_("Win rate of fresh deals"),
        N_("Won ÷ (won + lost), of the deals that never left the river before."),
        "share",
    ),
    "won_from_reopened": (
        N_("Won amount from reopened deals"),
        N_("Of the amount won in the period, the share of deals that had come back before."),
        "share",
    ),
}
