"""Figures as plain values that JSON can hold: amounts in the main unit, shares with why not."""

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.analytics.key_figures import KeyFigures
from revops_desktop.analytics.period_flow import View
from revops_desktop.analytics.tally import Average, Durations, Tally
from revops_desktop.i18n import _
from revops_desktop.rules.money import minor_digits, to_major
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share

Number = int | float


class Asked(NamedTuple):
    """What the figures are asked of; `now` (UTC seconds) judges what runs and what is due.

    `view`: what conversions are of, as in analytics/period_flow.py.
    """

    session: Session
    pipeline_id: int
    period: Period
    now: int
    view: View = "cohort"


class Money:
    """Writes amounts of one currency in its main unit."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def amount(self, minor: int) -> Number:
        """Exact: whole where it is, else the decimal as JSON writes it."""
        major = to_major(minor, self._currency)
        return int(major) if major == major.to_integral_value() else float(major)

    def tally(self, tally: Tally) -> dict[str, Number]:
        """A number of deals and what they are worth."""
        return {
            "count": tally.count,
            "amount": self.amount(tally.amount),
            "without_amount": tally.without_amount,
        }

    def average(self, average: Average, deals: Tally) -> dict[str, Number | None]:
        """The mean is the sum divided once, so that it is rounded once."""
        unit = 10 ** minor_digits(self._currency)
        return {
            "n": average.n,
            "mean": plain(deals.amount / (average.n * unit)) if average.n else None,
            "median": None if average.median is None else plain(average.median / unit),
        }

    def velocity(self, figures: KeyFigures) -> dict[str, Number | str | None]:
        """Money won a day, with what it is made of; `why` nothing may be concluded from it."""
        is_weak, whole = figures.is_velocity_weak, figures.velocity
        unit = 10 ** minor_digits(self._currency)
        return {
            "a_day": None if is_weak or whole is None else plain(whole / unit),
            "opportunities": figures.opportunities,
            "n": figures.average_deal.n,
            "why": _("Fewer than 5 deals: no conclusion is drawn.") if is_weak else None,
        }

    def share(self, share: Share) -> dict[str, Any]:
        """A share of amounts."""
        return {
            **share_values(share),
            "numerator": self.amount(share.numerator),
            "denominator": self.amount(share.denominator),
        }


def share_values(share: Share) -> dict[str, Any]:
    """A share by count; `why` nothing may be concluded from it, as a sentence."""
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "rate": share.rate,
        "why": i18n.why(share) or None,
    }


def days_values(durations: Durations) -> dict[str, Number | None]:
    """Days of some deals."""
    return {
        "n": durations.n,
        "median": None if durations.median is None else plain(durations.median),
        "mean": None if durations.mean is None else plain(durations.mean),
        "odd_order": durations.odd_order,
        "undated": durations.undated,
    }


def plain(number: float) -> Number:
    """57.0 as 57."""
    return int(number) if number == int(number) else number
