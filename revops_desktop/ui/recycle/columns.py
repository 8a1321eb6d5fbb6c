"""The list of the deals that wait: its columns, and what it asks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _
from revops_desktop.ui.tables.columns import ColumnSpec
from revops_desktop.ui.tables.listing import Listing

if TYPE_CHECKING:
    from revops_desktop.analytics.recycle import Choices
    from revops_desktop.ui.actions import Actions

TABLES = frozenset(
    (
        *("deal", "deal_exit", "stage_visit", "stage", "pipeline", "company", "member"),
        *("exit_reason", "nurture_list", "workspace"),
    )
)


def columns(held: "Choices") -> list[ColumnSpec]:
    """The columns; the choices of some are what the waiting deals hold."""
    return [
        ColumnSpec("title", _("Deal"), width=210),
        ColumnSpec("wake_on", _("Wakes up on"), "date", 116),
        ColumnSpec("reason", _("Reason"), "choice", 150, choices=held.reasons),
        ColumnSpec("value", _("Amount"), "money", 110),
        ColumnSpec("stage", _("Left from"), width=110),
        ColumnSpec("list", _("Nurturing list"), "choice", 130, choices=held.lists),
        ColumnSpec("note", _("Note"), width=180),
        ColumnSpec("company", _("Company"), "company", 160, is_shown=False),
        ColumnSpec("source", _("Source"), "choice", 110, is_shown=False, choices=held.sources),
        ColumnSpec("age", _("Days waiting"), "number", 100, is_shown=False),
        ColumnSpec("since", _("Recycled on"), "instant", 116, is_shown=False),
        ColumnSpec("owner", _("Owner"), "member", 110, is_shown=False),
        ColumnSpec("times", _("Times reopened"), "number", 110, is_shown=False),
    ]


def listing(actions: "Actions", name: str, held: "Choices") -> Listing:
    """What the table asks; ages are those of the moment in which it asks.

    `held`: what the waiting deals hold at first; later it is asked.
    """
    from revops_desktop.analytics import recycle

    def now_of(question: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *asked, **wanted: question(*asked, now=actions.now(), **wanted)

    first = [held]
    return Listing(
        key="recycle",
        name=name,
        own="deal_exit",
        tables=TABLES,
        found=now_of(recycle.found),
        rows=now_of(recycle.rows),
        columns=lambda: columns(first.pop() if first else actions.ask(recycle.choices)),
        nothing=_(
            "No deal waits here. When a customer says “not now”, recycle the deal on the board: "
            "it comes back on the day that you choose."
        ),
        sort="wake_on",
    )
