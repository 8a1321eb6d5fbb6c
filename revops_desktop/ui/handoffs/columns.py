"""The columns of the inbox, and the listing of each of its views."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _
from revops_desktop.ui.handoffs import words
from revops_desktop.ui.tables.columns import ColumnSpec
from revops_desktop.ui.tables.listing import Listing

if TYPE_CHECKING:
    from revops_desktop.analytics.handoff_inbox import View, Whose
    from revops_desktop.ui.actions import Actions

TABLES = frozenset(
    (
        *("handoff", "handoff_value", "handoff_rule", "deal", "company", "member", "function"),
        *("stage", "stage_visit", "time_limit", "business_calendar", "clock_pause", "workspace"),
    )
)
_CLOCK = ("state", "due", "left")


def columns(view: "View") -> list[ColumnSpec]:
    """The columns of a view; those that say little there are hidden until they are chosen."""
    shown = {
        "waiting": ("from", "by", *_CLOCK, "missing"),
        "sent": ("to", "to_member", *_CLOCK, "missing"),
        "returned": ("to", "decider", "decided_at", "reason"),
        "history": ("from", "to", "state", "outcome", "decided_at", "decider", "reason"),
    }[view]
    made = [
        ColumnSpec("deal", _("Deal"), width=180),
        ColumnSpec("company", _("Company"), "company", 120),
        ColumnSpec("from", _("Sending function"), width=120),
        ColumnSpec("by", _("Handed over by"), "member", 110),
        ColumnSpec("to", _("Receiving function"), width=120),
        ColumnSpec("to_member", _("Receiver"), "member", 110),
        ColumnSpec("state", _("State"), "choice", 80, choices=words.states()),
        ColumnSpec("due", _("Due"), "instant", 148, shows_time=True),
        ColumnSpec("left", _("Hours left"), "number", 100, scale=10),
        ColumnSpec("outcome", _("Outcome"), "choice", 90, choices=words.outcomes()),
        ColumnSpec("decided_at", _("Decided"), "instant", 148, shows_time=True),
        ColumnSpec("decider", _("Decided by"), "member", 110),
        ColumnSpec("decided_by", _("How"), "choice", 110, choices=words.deciders()),
        ColumnSpec("reason", _("Reason for the return"), width=220),
        ColumnSpec("missing", _("Missing"), width=150),
        ColumnSpec("handed_at", _("Handed over"), "instant", 148, shows_time=True),
        ColumnSpec("stage", _("Stage"), width=110),
        ColumnSpec("rule", _("Rule"), width=100),
        ColumnSpec("filled", _("Items filled"), "number", 90),
        ColumnSpec("items", _("Items required"), "number", 110),
        ColumnSpec("amount", _("Amount"), "money", 110),
    ]
    always = ("deal", "company")
    return [replace(one, is_shown=one.key in always or one.key in shown) for one in made]


def listing(actions: "Actions", view: "View", whose: "Callable[[], Whose]") -> Listing:
    """The hand-offs of a view, of whom `whose` says when it is asked."""
    from revops_desktop.analytics import handoff_inbox

    def found(session: Any, *, wanted: Any) -> Any:
        return handoff_inbox.found(
            session, wanted=wanted, view=view, whose=whose(), now=actions.now()
        )

    def rows(session: Any, *, ids: Sequence[int], keys: Sequence[str]) -> Mapping[int, Any]:
        return handoff_inbox.rows(session, ids=ids, keys=keys, view=view, now=actions.now())

    is_late = view in ("returned", "history")
    return Listing(
        key=f"handoffs.{view}",
        name=_(words.VIEW_NAMES[view]),
        own="handoff",
        tables=TABLES,
        found=found,
        rows=rows,
        columns=partial(columns, view),
        nothing=_(words.NOTHING_THERE[view]),
        sort="decided_at" if is_late else "due",
        descending=is_late,
        is_wide=True,
    )
