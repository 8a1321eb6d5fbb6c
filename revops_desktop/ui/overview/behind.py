"""What is behind the figures of the overview: the deals of a month."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.rules.periods import month_period
from revops_desktop.ui.figures.explain import BehindQuestion, Explained
from revops_desktop.ui.overview import words

if TYPE_CHECKING:
    from revops_desktop.analytics.overview import Overview, OverviewFigure

# What is open stands behind the figures of the month.
OPEN = "weighted"
_SUBJECTS = {
    **{"entered": "reached", "win_rate": "decided", OPEN: "open"},
    **{"lost": "lost", "recycled": "recycled"},
}


def behind(overview: "Overview", key: str, month: str) -> BehindQuestion:
    """The deals that a figure counts in a month."""
    from revops_desktop.analytics.deals_behind import deals_behind

    return BehindQuestion(
        deals_behind,
        {
            "pipeline_id": overview.pipeline_id,
            "period": month_period(month),
            "subject": _SUBJECTS.get(key, "won"),
            "stage_id": overview.first_stage_id if key == "entered" else None,
            "only": overview.only,
        },
    )


def of_month(
    overview: "Overview", figure: "OverviewFigure", month: str, picture: QWidget
) -> Explained | None:
    """A figure of one of its months; None where that is not shown."""
    point = next((one for one in figure.trend.points if one.month == month), None)
    if point is None:
        return None
    return Explained(
        definition(figure.key).name,
        figure.key,
        i18n.month(point.month),
        point.n,
        words.words_of(figure, overview.currency).text(figure.trend.written(point)),
        deals=behind(overview, figure.key, point.month),
        picture=picture,
        weak=point.is_weak,
    )
