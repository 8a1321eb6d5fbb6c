"""How hand-offs read: their views, their states, what became of them, how they stand."""

from typing import TYPE_CHECKING

from revops_desktop.i18n import N_, _, count, hours, instant, ngettext

if TYPE_CHECKING:
    from revops_desktop.analytics.handoffs import HandoffOf
    from revops_desktop.rules.business_clock import Limit

VIEW_NAMES = {
    "waiting": N_("To accept"),
    "sent": N_("Sent, waiting"),
    "returned": N_("Returned"),
    "history": N_("History"),
}
NOTHING_THERE = {
    "waiting": N_(
        "Nothing waits to be accepted. A hand-off is made when a deal moves on to a stage of "
        "another function; what goes with it and by when is said in the settings, under Hand-offs."
    ),
    "sent": N_("Nothing that was sent still waits for an answer."),
    "returned": N_("Nothing was returned."),
    "history": N_("No hand-off has been decided yet."),
}
# In the order in which they are offered as a filter.
STATES = (
    ("breached", N_("Overdue")),
    ("at_risk", N_("At risk")),
    ("running", N_("In time")),
    ("paused", N_("Paused")),
    ("met", N_("Met")),
    ("met_late", N_("Met late")),
    ("cancelled", N_("Cancelled")),
)
OUTCOMES = (
    ("accepted", N_("Accepted")),
    ("returned", N_("Returned")),
    ("cancelled", N_("Cancelled")),
)
# What decided a hand-off, beside a person's word.
DECIDED_BY = (
    ("person", N_("By hand")),
    ("activity", N_("By an activity")),
    ("move", N_("By a move")),
    ("same_hands", N_("Same person")),
    ("no_rule", N_("No rule")),
    ("left", N_("The deal left")),
)


def states() -> tuple[tuple[str, str], ...]:
    """The states of a clock, in words."""
    return tuple((key, _(name)) for key, name in STATES)


def outcomes() -> tuple[tuple[str, str], ...]:
    """What became of a hand-off, in words."""
    return tuple((key, _(name)) for key, name in OUTCOMES)


def deciders() -> tuple[tuple[str, str], ...]:
    """What decided a hand-off, in words."""
    return tuple((key, _(name)) for key, name in DECIDED_BY)


def way(from_function: str, to_function: str) -> str:
    """Between which functions it goes."""
    return _("{sender} → {receiver}").format(
        sender=from_function or _("No function"), receiver=to_function or _("No function")
    )


def became(one: "HandoffOf", zone: str) -> str:
    """What became of a hand-off, by whom and when; of one that waits, for whom."""
    if one.outcome is None or one.decided_at is None:
        if one.to_member:
            return _("Waits for {name}").format(name=one.to_member)
        return _("Waits to be accepted")
    when = instant(one.decided_at, zone)
    who = one.decider
    if one.outcome == "returned":
        said = _("Returned by {name} on {when}") if who else _("Returned on {when}")
    elif one.outcome == "cancelled":
        said = _("No longer needed since {when}: the deal left")
    elif one.decided_by == "no_rule":
        said = _("Passed on without a rule on {when}")
    elif one.decided_by == "same_hands":
        said = _("Kept in the same hands by {name} on {when}")
    elif one.decided_by in ("activity", "move"):
        said = _("Accepted by what {name} did on {when}") if who else _("Accepted on {when}")
    else:
        said = _("Accepted by {name} on {when}") if who else _("Accepted on {when}")
    return said.format(name=who, when=when)


def answered_within(limit: "Limit") -> str:
    """By when the receiver answers, in business time."""
    if limit.days is not None:
        said = ngettext(
            "The receiver answers within {n} business day.",
            "The receiver answers within {n} business days.",
            limit.days,
        )
        return said.format(n=count(limit.days))
    return _("The receiver answers within {time} of business time.").format(
        time=hours((limit.minutes or 0) * 60)
    )
