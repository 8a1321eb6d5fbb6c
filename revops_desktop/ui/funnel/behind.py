"""What is behind a figure of the funnel page: the question for its deals, and its meaning."""

from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _
from revops_desktop.ui.figures.explain import BehindQuestion, Explained
from revops_desktop.ui.figures.listed import reached_next
from revops_desktop.ui.funnel.stage_sheet import titled
from revops_desktop.ui.funnel.tile_words import KEYS, SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from revops_desktop.ui.figures.tile import TileFigure
    from revops_desktop.ui.funnel.sheet import Asked
    from revops_desktop.ui.funnel.stage_table import Cell, StageRow

# The figure of analytics/definitions.py that each key of a cell is.
_FIGURES = {
    "reached": "reached",
    "advanced": "conversion",
    "resolved": "resolved_conversion",
    "next_reached": "period_conversion",
    "here": "here",
    "left_in_period": "leaks",
}
_ADVANCED = ("advanced", "resolved")


def of_stage(
    asked: "Asked", row: "StageRow", cell: "Cell", heading: str, next_id: int
) -> Explained:
    """A figure of the conversion table, with its deals; `next_id`: the stage after it."""
    from revops_desktop.analytics.deals_behind import deals_behind
    from revops_desktop.analytics.leaving_deals import leaving_deals

    question: Callable[..., Any] = deals_behind
    arguments: dict[str, Any] = {**asked.of_period, "stage_id": row.stage_id}
    if cell.key == "left_in_period":
        question = leaving_deals
    elif cell.key == "next_reached":
        arguments |= {"subject": "reached", "stage_id": next_id}
    else:
        arguments["subject"] = "advanced" if cell.key in _ADVANCED else cell.key
    is_share = cell.key in (*_ADVANCED, "next_reached")
    return Explained(
        title=titled(row, heading),
        key=_FIGURES.get(cell.key, ""),
        period_text="" if cell.key == "here" else asked.period_text,
        value_text=cell.text,
        note=" · ".join(cell.tip.splitlines()[1:]) if is_share else "",
        sentence=_sentence(cell.key),
        deals=BehindQuestion(question, arguments),
        listed=reached_next() if cell.key == "next_reached" else "",
    )


def _sentence(key: str) -> str:
    """What a figure means that has no definition of its own."""
    return {
        "waiting": _("Got no further so far, and are still in the river."),
        "left": _("Left the river having got no further: lost, recycled, churned."),
    }.get(key, "")


def of_tile(asked: "Asked", figure: "TileFigure", place: int) -> Explained:
    """A tile, with its deals."""
    from revops_desktop.analytics.deals_behind import deals_behind

    key = KEYS[place]
    return Explained(
        title=figure.label,
        key=key,
        period_text=_("as of now") if key == "weighted" else asked.period_text,
        value_text=figure.value,
        note=figure.note,
        deals=BehindQuestion(deals_behind, {**asked.of_period, "subject": SUBJECTS[place]}),
        n=figure.n,
        exact=figure.exact,
    )
