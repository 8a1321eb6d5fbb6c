"""Which of a share's two numbers the rows behind it are: its numerator, or its denominator."""

from collections.abc import Mapping
from typing import Any

from revops_desktop.i18n import _


def went_on() -> str:
    """Of a share of those that go on: its numerator."""
    return _("Listed: the deals that went on (the numerator of the share).")


def reached_next() -> str:
    """Of a conversion by period: its numerator, which are other deals than its denominator."""
    return _("Listed: the deals that reached the next stage (the numerator of the share).")


def of_share(arguments: Mapping[str, Any]) -> str:
    """What a question for the deals behind a share lists; "" where its rows are no deals of it."""
    subject = "stuck" if arguments.get("why") else str(arguments.get("subject", ""))
    counted = _("Listed: the deals that the share counts (its numerator).")
    return {
        "advanced": went_on(),
        "reached": _("Listed: the deals that reached the stage (the denominator of the share)."),
        "decided": _("Listed: the deals won and lost (the denominator of the share)."),
        "weighted": _("Listed: all open deals (the denominator of the share)."),
        "won": _("Listed: the deals won."),
        **dict.fromkeys(("past_close", "idle", "stepless", "stuck", "churned_early"), counted),
    }.get(subject, "")
