"""What the figures of pipeline health and the waterfall mean; told by `definitions.py`."""

from collections.abc import Mapping
from typing import Literal

from revops_desktop.i18n import N_

_Unit = Literal["amount", "ratio", "share"]

HEALTH: Mapping[str, tuple[str, str, _Unit]] = {
    "coverage": (
        N_("Coverage"),
        N_(
            "Weighted amount of the open deals ÷ what of the target is still to be won. Below 1 "
            "the open deals will hardly be enough."
        ),
        "ratio",
    ),
    "past_close": (
        N_("Past expected close"),
        N_("Of the open deals with an expected close, those whose day has passed."),
        "share",
    ),
    "idle": (
        N_("Idle"),
        N_(
            "Of the open deals in stages with an idle limit, those without a human touch for "
            "longer. A task planned for today or later suspends it."
        ),
        "share",
    ),
    "no_next_step": (
        N_("No next step"),
        N_("Of the open deals, those without any open task."),
        "share",
    ),
    "close_pushed": (
        N_("Close pushed"),
        N_(
            "How often the expected close of an open deal was moved to a later day, in the mean. "
            "What was undone is no push."
        ),
        "ratio",
    ),
    "largest_deal": (
        N_("Largest deal"),
        N_("Weighted amount of the largest open deal ÷ that of all open deals."),
        "share",
    ),
    "waterfall": (
        N_("Waterfall"),
        N_(
            "Open opportunities whose expected close lies in the period or before: start + what "
            "came in − what left = end, always. A deal came in and left once at most; its change "
            "of amount stands apart."
        ),
        "amount",
    ),
    "waterfall_start": (
        N_("Start"),
        N_("What stood open at the beginning and was to close by the end of the period."),
        "amount",
    ),
    "waterfall_new": (
        N_("New"),
        N_("Deals that came into the opportunity phase for the first time."),
        "amount",
    ),
    "waterfall_reopened": (
        N_("Reopened"),
        N_("Deals that had been here before, were not at the start, and came back."),
        "amount",
    ),
    "waterfall_increased": (
        N_("Increased"),
        N_("By how much deals became larger while they stood here."),
        "amount",
    ),
    "waterfall_pulled_in": (
        N_("Pulled in"),
        N_("Open deals whose expected close was set, or moved to an earlier day, into the period."),
        "amount",
    ),
    "waterfall_decreased": (
        N_("Decreased"),
        N_("By how much deals became smaller while they stood here."),
        "amount",
    ),
    "waterfall_pushed_out": (
        N_("Pushed out"),
        N_("Deals still open whose expected close was moved behind the period, or taken away."),
        "amount",
    ),
    "waterfall_won": (
        N_("Won"),
        N_("Deals that were to close by the end of the period, and were won."),
        "amount",
    ),
    "waterfall_lost": (
        N_("Lost"),
        N_("Deals that were to close by the end of the period, and were lost."),
        "amount",
    ),
    "waterfall_recycled": (
        N_("Recycled"),
        N_("Deals that were to close by the end of the period, and were set aside for later."),
        "amount",
    ),
    "waterfall_removed": (
        N_("Removed"),
        N_("Deals that were deleted, went to another pipeline, or went back to the lead phase."),
        "amount",
    ),
    "waterfall_end": (
        N_("End"),
        N_("What stands open at the end and was to close by then."),
        "amount",
    ),
}
