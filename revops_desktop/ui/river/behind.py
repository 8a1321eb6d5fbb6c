"""The deals behind a part of the river."""

from typing import TYPE_CHECKING, Any

from revops_desktop.ui.figures.deals import open_deals
from revops_desktop.ui.river import words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.river_frame import Mark
    from revops_desktop.analytics.river_layout import Layout
    from revops_desktop.ui.actions import Actions

_SUBJECTS = {
    **{"source": "source", "stage": "reached", "step": "advanced", "waiting": "waiting"},
    **{"skipped": "skipped", "back": "back", "recycled": "recycled", "resting": "resting"},
    "loop": "referred",
}


def wanted(mark: "Mark", layout: "Layout") -> dict[str, Any]:
    """What is asked for the deals of a part (analytics/river_deals.py)."""
    picture = layout.wanted.picture
    asked: dict[str, Any] = {
        "pipeline_id": picture.pipeline_id,
        "period": picture.period,
        "only": picture.only,
        "subject": _SUBJECTS.get(mark.kind, "left"),
    }
    if mark.kind == "source":
        places = words.source_places(layout, mark)
        return {**asked, "sources": tuple(picture.sources[at].name for at in places)}
    if mark.kind in ("resting", "loop"):
        return asked
    stage = picture.stages[mark.place]
    asked["stage_id"] = stage.stage.stage_id
    if asked["subject"] == "left" and mark.detail >= 0:
        left = stage.exits[mark.detail]
        return {**asked, "ways": (left.kind,), "reason": left.reason_id}
    if asked["subject"] == "left":
        return {**asked, "ways": ("lost", "churned", "transferred")}
    return asked


def open_part(parent: "QWidget", actions: "Actions", layout: "Layout", mark: "Mark") -> None:
    """Opens the deals that a part of the picture counts."""
    from revops_desktop.analytics.river_deals import river_deals

    title, *more = words.explained(mark, layout).split("\n")
    open_deals(parent, actions, title, "\n".join(more), river_deals, **wanted(mark, layout))
