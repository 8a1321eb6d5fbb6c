"""What a month's report is made of, asked from the workspace as of the month's end.

Flows of earlier months are told as they are known at the end of the report's month. What stood
open at the end of an earlier month is told as of that end.
"""

from dataclasses import dataclass

from revops_desktop.analytics.tally import Average, Durations, Tally
from revops_desktop.rules.shares import Share

MONTHS = 12
MONTHS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Flow:
    """What happened in a month or in several together."""

    won: Tally
    lost: Tally
    recycled: Tally
    new: Tally
    win_rate: Share
    win_rate_by_amount: Share
    average: Average
    sales_cycle: Durations
    lead_time: Durations


@dataclass(frozen=True, slots=True)
class MonthValues:
    """A month: what happened in it, what was open at its end."""

    month: str
    is_recorded: bool
    flow: Flow
    open: Tally
    weighted: int


@dataclass(frozen=True, slots=True)
class MonthlyFigures:
    """Everything a month's report says, before it is put into words."""

    business: str
    pipeline: str
    currency: str
    zone: str
    amounts_include_tax: bool
    first_month: str
    # Twelve, the report's own the last; one before the records begin is not recorded.
    months: tuple[MonthValues, ...]
    # The three months before together; None where the records do not reach that far.
    before: Flow | None

    @property
    def now(self) -> MonthValues:
        """The report's month."""
        return self.months[-1]

    @property
    def months_before(self) -> tuple[MonthValues, ...]:
        """The three months before; empty where the records do not reach that far."""
        months = self.months[-1 - MONTHS_BEFORE : -1]
        return months if all(month.is_recorded for month in months) else ()
