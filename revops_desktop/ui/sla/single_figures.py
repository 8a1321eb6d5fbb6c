"""What one figure of the SLA page says about itself: a cell of the table, a bar, a list."""

from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _
from revops_desktop.rules.periods import Period
from revops_desktop.ui.figures.explain import Explained
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.sla import figure_words
from revops_desktop.ui.sla.figure_list import SUBJECTS

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_figures import Bucket, Point, Unit
    from revops_desktop.analytics.sla_page import Row, SlaPage
    from revops_desktop.ui.sla.figure_list import FigureList

_NOW = frozenset(("running", "at_risk"))


def of_cell(shown: "FigureList", row: "Row", column: int, period: Period) -> Explained:
    """A figure of the table; its first column is of all that was due."""
    subject, figures = SUBJECTS[column], row.group.figures
    share = shown.share(row, column)
    n: int | None = figures.counted
    if subject in _NOW:
        n = None
    elif share is not None:
        n = share.denominator
    elif subject == "answered":
        n = figures.response.n
    name = shown.headings[column] if column else figure_words.subjects()["counted"]
    return Explained(
        f"{shown.name(row)} · {name}",
        period_text=_("as of now") if subject in _NOW else period_text(period),
        n=n,
        value_text=shown.texts(row)[column] if column else i18n.count(figures.counted),
        sentence=shown.heading_tip(column) if column else counted_meaning(),
        weak=share is not None and share.rate is None,
        listed="" if n is None or not column else listed(subject, is_share=share is not None),
    )


def of_point(point: "Point", unit: "Unit") -> Explained:
    """A week or month of the trend: how many of its promises were kept."""
    figures, share = point.figures, point.figures.compliance
    return Explained(
        f"{figure_words.point_name(point, unit)} · {_('Compliance')}",
        period_text=period_text(Period(point.first, point.last)),
        n=figures.counted,
        value_text=i18n.share(share),
        sentence=figure_words.compliance_meaning(),
        weak=share.rate is None,
        exact=wording("share").file(share.rate),
        listed=listed("counted", is_share=True),
    )


def of_bucket(page: "SlaPage", bucket: "Bucket") -> Explained:
    """A step of response times: how many answers took so long, of all answers."""
    number = bucket.met + bucket.met_late
    return Explained(
        f"{_('Response time')}: {figure_words.bucket_name(bucket)}",
        period_text=period_text(page.period),
        n=sum(one.met + one.met_late for one in page.buckets),
        value_text=i18n.count(number),
        sentence=figure_words.taken_meaning(),
        exact=number,
    )


def of_late(page: "SlaPage") -> Explained:
    """All promises of the period that were not kept in time."""
    figures = page.figures
    number = figures.met_late + figures.breached
    return Explained(
        _("Past the deadline"),
        period_text=period_text(page.period),
        n=figures.counted,
        value_text=i18n.count(number),
        sentence=late_meaning(),
        exact=number,
    )


def counted_meaning() -> str:
    """What is counted as due."""
    return _("Promises whose deadline was in the period, kept or not.")


def late_meaning() -> str:
    """What is counted as late."""
    return _(
        "Promises whose deadline was in the period: answered after it, or not answered at all. "
        "What is over is business time."
    )


def listed(subject: str, *, is_share: bool) -> str:
    """Which of a figure's numbers the rows below it are, where that is not the figure itself."""
    of_a_share = {
        "counted": _(
            "Listed: all promises whose deadline was in the period (the denominator of the share)."
        ),
        "ended": _(
            "Listed: the hand-offs decided or expired in the period (the denominator of the share)."
        ),
        "lost": _("Listed: the hand-offs returned or expired (the numerator of the share)."),
        "incomplete": _("Listed: the hand-offs with something missing."),
    }
    if is_share:
        return of_a_share.get(subject, "")
    return _("Listed: all that were answered.") if subject == "answered" else ""
