"""Conversions of cohorts as domain.md §5 and §6 define them, worked out from visits alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from math import sqrt
from statistics import NormalDist, quantiles

JAPAN = timezone(timedelta(hours=9))
STEPS = 10
# (stage from 0, entered at) of each visit of a deal.
Visits = list[tuple[int, int]]


def local(at: int) -> datetime:
    """An instant in Japan."""
    return datetime.fromtimestamp(at, UTC).astimezone(JAPAN)


def mature_months(deals: Iterable[Visits], end: date) -> list[str]:
    """Whole months older than the 75th percentile of lead time of the last 12 months' wins."""
    year_ago = int(datetime(end.year - 1, end.month, 28, tzinfo=JAPAN).timestamp())
    leads = []
    for visits in deals:
        won = [at for stage, at in visits if stage >= STEPS]
        if won and min(won) >= year_ago:
            first = min(visits)
            leads.append((min(won) - first[1]) / 86400)
    limit = quantiles(leads, n=4, method="inclusive")[2]
    months = []
    last = end
    while (end - last).days < 800:
        last = last.replace(day=1) - timedelta(days=1)
        if (end - last).days > limit:
            months.append(f"{last:%Y-%m}")
    return sorted(months)


class Cohorts:
    """Of each step and month: how many deals reached it, and how many of these the next stage."""

    def __init__(self, deals: Iterable[Visits]) -> None:
        self.entered: dict[int, Counter[str]] = defaultdict(Counter)
        self.advanced: dict[int, Counter[str]] = defaultdict(Counter)
        for visits in deals:
            reached = {
                stage: min(at for deeper, at in visits if deeper >= stage)
                for stage in range(max(stage for stage, _ in visits) + 1)
            }
            for stage in range(STEPS):
                if stage in reached:
                    month = f"{local(reached[stage]):%Y-%m}"
                    self.entered[stage][month] += 1
                    self.advanced[stage][month] += stage + 1 in reached

    def share(self, step: int, months: Iterable[str]) -> tuple[int, int]:
        """(advanced, entered) of the cohorts of these months."""
        listed = list(months)
        return (
            sum(self.advanced[step][month] for month in listed),
            sum(self.entered[step][month] for month in listed),
        )

    def narrow_steps(self, months: list[str]) -> set[int]:
        """Steps whose last 3 months lie below all earlier ones by more than noise (§6)."""
        found = set()
        for step in range(STEPS):
            (x, n), (y, m) = self.share(step, months[-3:]), self.share(step, months[:-3])
            pooled = (x + y) / max(n + m, 1)
            if n >= 20 and m >= 20 and 0 < pooled < 1:
                z = (x / n - y / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
                if NormalDist().cdf(z) < 0.05 / STEPS:
                    found.add(step)
        return found
