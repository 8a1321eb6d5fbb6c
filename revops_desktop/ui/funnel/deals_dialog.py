"""The deals behind a figure of the funnel page."""

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.ui.figures.deals import DealsDialog as DealsDialog
from revops_desktop.ui.figures.deals import DealsList as DealsList
from revops_desktop.ui.figures.deals import open_deals as open_deals
from revops_desktop.ui.funnel import rows, tile_words

if TYPE_CHECKING:
    from revops_desktop.analytics.funnel import Funnel
    from revops_desktop.ui.actions import Actions

# What each column of the funnel counts; the bar and the name stand for all that reached it.
_SUBJECTS = ("reached", "reached", "reached", "advanced", "advanced", "waiting", "left", "here")


def _open(
    parent: QWidget, actions: "Actions", title: str, tip: str, funnel: "Funnel", **wanted: Any
) -> None:
    from revops_desktop.analytics.deals_behind import deals_behind

    shown = {"pipeline_id": funnel.pipeline_id, "period": funnel.period, "only": funnel.only}
    open_deals(parent, actions, title, tip, deals_behind, **shown, **wanted)


def open_stage(
    parent: QWidget, actions: "Actions", funnel: "Funnel", row: int, column: int
) -> None:
    """Opens the deals behind the figure in that row and column of the funnel."""
    stage = funnel.stages[row].stage
    heading = rows.headings("count")[max(column - 2, 0)]
    _open(
        parent,
        actions,
        f"{stage.name} · {heading.text}",
        heading.tip,
        funnel,
        subject=_SUBJECTS[column],
        stage_id=stage.stage_id,
    )


def open_tile(parent: QWidget, actions: "Actions", funnel: "Funnel", place: int) -> None:
    """Opens the deals behind a tile."""
    subject = tile_words.SUBJECTS[place]
    names = {
        "won": _("Won deals"),
        "decided": _("Won and lost deals"),
        "open": _("Open deals"),
    }
    _open(parent, actions, names[subject], "", funnel, subject=subject)
