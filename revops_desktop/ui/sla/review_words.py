"""How a review of SLAs reads: its period, its figures, what was agreed."""

from datetime import date
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.periods import Period, month_of
from revops_desktop.rules.shares import Share

if TYPE_CHECKING:
    from revops_desktop.analytics.sla_review import (
        Agreement,
        Cadence,
        HandoffLine,
        Review,
        Summary,
    )


def period_name(cadence: "Cadence", period: Period) -> str:
    """The week or month that is reviewed."""
    assert period.first is not None and period.last is not None
    if cadence == "monthly":
        return i18n.month(month_of(period.first))
    return _("Week of {first} to {last}").format(
        first=i18n.day(period.first), last=i18n.day(period.last)
    )


def summary(one: "Summary") -> tuple[str, str]:
    """A past review in the list: its period, and how promises and agreements were kept."""
    kept = _("nothing was due")
    if one.compliance.denominator:
        kept = _("{share} kept").format(share=i18n.share(one.compliance))
    if one.agreed:
        kept += " · " + _("{done} of {number} agreements done").format(
            done=i18n.count(one.done), number=i18n.count(one.agreed)
        )
    return period_name(one.cadence, Period(one.first, one.last)), kept


def held(review: "Review") -> str:
    """When it was held and by whom; of a draft that its figures are those of now."""
    if review.held_at is None:
        return _("Not kept yet. Its figures are filled in as of now, and frozen when you keep it.")
    at = i18n.instant(review.held_at, review.zone)
    if review.member:
        return _("Kept on {at} by {name}. Its figures are those of then.").format(
            at=at, name=" ".join(review.member.split())
        )
    return _("Kept on {at}. Its figures are those of then.").format(at=at)


def figures(review: "Review") -> str:
    """The promises of all rules together, and how that differs from the time before."""
    now = review.figures.compliance
    if not now.denominator:
        return _("No deadline fell into this period.")
    said = _("{share} of {n} promises kept").format(
        share=i18n.share(now), n=i18n.count(now.denominator)
    )
    before = review.before.compliance if review.before is not None else None
    changed = change(now, before)
    return f"{said} ({changed})" if changed else said


def change(now: Share, before: Share | None) -> str:
    """By how many points a share rose or fell; "" where either is not known."""
    if before is None or now.raw is None or before.raw is None:
        return ""
    return i18n.points(now.raw - before.raw)


def handoffs(line: "HandoffLine") -> str:
    """The hand-offs of the period in one sentence."""
    parts = (
        ngettext("{n} handed over", "{n} handed over", line.handed).format(
            n=i18n.count(line.handed)
        ),
        _("{n} accepted").format(n=i18n.count(line.accepted)),
        _("{n} returned").format(n=i18n.count(line.returned)),
        _("{n} expired").format(n=i18n.count(line.expired)),
        _("loss rate {share}").format(share=i18n.share(line.loss_rate)),
        _("items complete {share}").format(share=i18n.share(line.completeness)),
    )
    return " · ".join(parts)


def about(agreement: "Agreement", today: date) -> str:
    """Who was to do it by when, and whether that is past."""
    parts = [" ".join(agreement.member.split()) or _("nobody named")]
    if agreement.due_on:
        by = _("by {day}").format(day=i18n.day(agreement.due_on))
        parts.append(_("{by}, overdue").format(by=by) if agreement.is_overdue(today) else by)
    parts.append(_("agreed in the review of {day}").format(day=i18n.day(agreement.day)))
    return " · ".join(parts)
