"""The SLA page's answer in words: tiles, columns, steps, periods (domain.md §4)."""

from datetime import date
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui.figures.tile import TileFigure
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.sla import clock_words

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_figures import Bucket, By, Group, Point, Response, Unit
    from revops_desktop.analytics.sla_page import SlaPage
    from revops_desktop.rules.shares import Share

# The figure whose clocks each tile opens, in the order of the tiles.
SUBJECTS = ("counted", "answered", "at_risk", "breached", "lost", "incomplete")
# Those that are counted of hand-offs, not of clocks.
OF_HANDOFFS = frozenset(("ended", "lost", "incomplete"))
_HOUR = 3600


def ways() -> dict[str, str]:
    """How the table is cut."""
    return {
        "rule": _("Per rule"),
        "function": _("Per function"),
        "member": _("Per member"),
        "week": _("Per week"),
    }


def units() -> dict[str, str]:
    """What the trend goes by."""
    return {"week": _("Weeks"), "month": _("Months")}


def group_name(by: "By", group: "Group") -> str:
    """What a group is called; who or what is not known says so."""
    if by == "week":
        return week_of(date.fromisoformat(str(group.key)))
    if by == "rule":
        if isinstance(group.key, tuple) and group.key[0] == "handoff":
            return _("Hand-off “{name}”").format(name=group.name)
        return group.name
    return group.name or (_("No function") if by == "function" else _("Nobody"))


def week_of(monday: date) -> str:
    """A week by its first day."""
    return _("Week of {day}").format(day=i18n.day(monday))


def time_taken(seconds: float | None) -> str:
    """A response time; — where there is none."""
    if seconds is None:
        return i18n.NOTHING
    return clock_words.coarse(round(seconds / 60) * 60)


def share_tip(share: "Share", definition: str) -> str:
    """What a share is, its n, and why nothing is concluded from it."""
    quotient = f"{i18n.count(share.numerator)} ÷ {i18n.count(share.denominator)}"
    parts = (definition, quotient, i18n.why(share))
    return "\n".join(part for part in parts if part)


def compliance_meaning() -> str:
    """What compliance is."""
    return _("Met ÷ (met + met late + overdue), of the promises whose deadline was in the period.")


def loss_meaning() -> str:
    """What the hand-off loss rate is."""
    return _("1 − accepted ÷ handed over, of the hand-offs that are decided or expired.")


def completeness_meaning() -> str:
    """What the completeness of hand-offs is."""
    return _("Items filled in ÷ items required, of the hand-offs of the period.")


def response_meaning() -> str:
    """What the response time is."""
    return _("Median business time from start to answer, pauses aside.")


def table_meaning() -> str:
    """What the table of figures is, and what its shares are."""
    said = {
        _("Compliance"): compliance_meaning(),
        _("Response time"): response_meaning(),
        _("Loss rate"): loss_meaning(),
        _("Completeness"): completeness_meaning(),
    }
    return i18n.joined(
        _("How the promises of the period were kept; what is not due yet or at risk is as of now."),
        *(f"{name}: {meaning}" for name, meaning in said.items()),
    )


def taken_meaning() -> str:
    """What the chart of response times counts."""
    return _(
        "How many promises were answered after so much business time, of those whose deadline was "
        "in the period; pauses aside."
    )


def bucket_name(bucket: "Bucket") -> str:
    """A step of response times."""
    first, last = bucket.first // _HOUR, None if bucket.last is None else bucket.last // _HOUR
    if last is None:
        return _("{hours} h or more").format(hours=first)
    if first == 0:
        return _("under {hours} h").format(hours=last)
    return _("{first}–{last} h").format(first=first, last=last)


def point_name(point: "Point", unit: "Unit") -> str:
    """A week or month of the trend, in full."""
    if unit == "month":
        return i18n.month(point.first.isoformat()[:7])
    return week_of(point.first)


def point_mark(point: "Point", unit: "Unit") -> str:
    """A week or month of the trend, below its bar."""
    return str(point.first.month) if unit == "month" else i18n.day_mark(point.first)


def spoken_point(point: "Point", unit: "Unit") -> str:
    """A week or month of the trend in words."""
    figures = point.figures
    said = _("{met} met, {late} met late, {over} overdue").format(
        met=i18n.count(figures.met),
        late=i18n.count(figures.met_late),
        over=i18n.count(figures.breached),
    )
    return f"{point_name(point, unit)}: {i18n.share(figures.compliance)}, {said}"


def bucket_mark(bucket: "Bucket") -> str:
    """A step of response times, below its bar, in business hours."""
    first, last = bucket.first // _HOUR, None if bucket.last is None else bucket.last // _HOUR
    if last is None:
        return f"{first}+"
    return f"{first}–{last}" if first else f"<{last}"


def spoken_bucket(bucket: "Bucket") -> str:
    """A step of response times in words."""
    said = _("{met} met, {late} met late").format(
        met=i18n.count(bucket.met), late=i18n.count(bucket.met_late)
    )
    return f"{bucket_name(bucket)}: {said}"


def subjects() -> dict[str, str]:
    """What the clocks behind a figure are."""
    return {
        "counted": _("All with their deadline in the period"),
        "answered": _("Answered"),
        "met": _("Met"),
        "met_late": _("Met late"),
        "breached": _("Overdue"),
        "running": _("Not due yet"),
        "at_risk": _("At risk"),
        "paused": _("Paused"),
        "late": _("Past the deadline"),
        "ended": _("Decided or expired hand-offs"),
        "lost": _("Hand-offs returned or expired"),
        "incomplete": _("Hand-offs with something missing"),
    }


def tiles(page: "SlaPage") -> tuple[TileFigure, ...]:
    """The tiles, in their order."""
    clocks = (_compliance(page), _response(page), _at_risk(page), _breached(page))
    return (*clocks, _loss(page), _completeness(page))


def _compliance(page: "SlaPage") -> TileFigure:
    figures, share = page.figures, page.figures.compliance
    return TileFigure(
        _("SLA compliance"),
        i18n.share(share),
        _("{met} of {n} met").format(met=i18n.count(figures.met), n=i18n.count(figures.counted)),
        "\n".join((share_tip(share, compliance_meaning()), period_text(page.period))),
        tuple(point.figures.compliance.raw for point in page.points),
        weak=share.rate is None,
        exact=wording("share").file(share.rate),
        n=figures.counted,
    )


def _response(page: "SlaPage") -> TileFigure:
    response: Response = page.figures.response
    return TileFigure(
        _("Response time"),
        time_taken(response.median),
        _("90% within {time}").format(time=time_taken(response.ninetieth)) if response.n else "",
        "\n".join(
            (
                response_meaning(),
                period_text(page.period),
                f"n = {i18n.count(response.n)}",
            )
        ),
        tuple(point.figures.response.median for point in page.points),
        weak=response.n < 5,
        exact=wording("hours").file(response.median),
        n=response.n,
    )


def _at_risk(page: "SlaPage") -> TileFigure:
    figures = page.figures
    note = _("{n} running").format(n=i18n.count(figures.running))
    if figures.paused:
        note += " · " + ngettext("{n} paused", "{n} paused", figures.paused).format(
            n=i18n.count(figures.paused)
        )
    return TileFigure(
        _("At risk now"),
        i18n.count(figures.at_risk),
        note,
        _("Less than a fifth of the time limit is left. As of now, whatever the period."),
        exact=figures.at_risk,
    )


def _breached(page: "SlaPage") -> TileFigure:
    figures = page.figures
    return TileFigure(
        _("Overdue"),
        i18n.count(figures.breached),
        _("{n} met late").format(n=i18n.count(figures.met_late)),
        _("Past their deadline without an answer; the deadline was in the period."),
        tuple(float(point.figures.breached) for point in page.points),
        exact=figures.breached,
        n=figures.counted,
    )


def _loss(page: "SlaPage") -> TileFigure:
    figures, share = page.handed, page.handed.loss_rate
    return TileFigure(
        _("Hand-off loss rate"),
        i18n.share(share),
        _("{n} returned, {m} expired").format(
            n=i18n.count(figures.returned), m=i18n.count(figures.expired)
        ),
        "\n".join((share_tip(share, loss_meaning()), period_text(page.period))),
        tuple(point.loss_rate.raw for point in page.handed_points),
        weak=share.rate is None,
        exact=wording("share").file(share.rate),
        n=share.denominator,
    )


def _completeness(page: "SlaPage") -> TileFigure:
    share = page.handed.completeness
    return TileFigure(
        _("Hand-off completeness"),
        i18n.share(share),
        ngettext("{n} hand-off", "{n} hand-offs", page.handed.handed).format(
            n=i18n.count(page.handed.handed)
        ),
        "\n".join((share_tip(share, completeness_meaning()), period_text(page.period))),
        tuple(point.completeness.raw for point in page.handed_points),
        weak=share.rate is None,
        exact=wording("share").file(share.rate),
        n=share.denominator,
    )
