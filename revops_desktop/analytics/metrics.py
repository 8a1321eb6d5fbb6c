"""All flow figures of a period as plain values that JSON can hold, for other programs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.analytics.breakdown import Part, breakdown
from revops_desktop.analytics.filters import Dimension
from revops_desktop.analytics.funnel import StageFlow, funnel
from revops_desktop.analytics.handoff_figures import HandoffFigures, HandoffReport, handoff_figures
from revops_desktop.analytics.key_figures import key_figures
from revops_desktop.analytics.overrides import Overridden, overrides
from revops_desktop.analytics.recycle_figures import RecycleFigures, recycle_figures
from revops_desktop.analytics.sla_figures import Group, rules
from revops_desktop.analytics.tally import Average, Durations, Tally
from revops_desktop.analytics.time_in_stage import Hours, hours_in_stage
from revops_desktop.analytics.trend import won_by_month
from revops_desktop.rules.money import minor_digits, to_major
from revops_desktop.rules.periods import Period
from revops_desktop.rules.shares import Share

Number = int | float


def metrics(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    now: int,
    by: Sequence[Dimension] = (),
) -> dict[str, Any]:
    """The figures of domain.md §4 and §5: amounts in the main unit, shares with their reason.

    `now` (UTC seconds) judges the clocks that still run and what is due. `by` adds, for each of
    these dimensions, what its values come to; a value of null is not recorded.
    """
    figures = key_figures(session, pipeline_id=pipeline_id, period=period)
    flow = funnel(session, pipeline_id=pipeline_id, period=period)
    months = won_by_month(session, pipeline_id=pipeline_id, period=period)
    hours = hours_in_stage(session, pipeline_id=pipeline_id, period=period)
    money = _Money(figures.currency)
    answer: dict[str, Any] = {
        "currency": figures.currency,
        "from": period.first.isoformat() if period.first else None,
        "to": period.last.isoformat() if period.last else None,
        "won": money.tally(figures.won),
        "lost": money.tally(figures.lost),
        "disqualified": money.tally(figures.disqualified),
        "open": money.tally(figures.open),
        "recycled": money.tally(figures.recycled),
        "churned": money.tally(figures.churned),
        "transferred": money.tally(figures.transferred),
        "entered": money.tally(figures.entered),
        "weighted": money.amount(figures.weighted),
        "win_rate": {
            "count": _share(figures.win_rate),
            "amount": money.share(figures.win_rate_by_amount),
        },
        "average_deal": money.average(figures.average_deal, figures.won),
        "sales_cycle_days": _days(figures.sales_cycle_days),
        "lead_time_days": _days(figures.lead_time_days),
        "won_by_month": {month: money.tally(tally) for month, tally in months.items()},
        "odd_order": figures.odd_order,
        "undated": figures.undated,
        "stages": [
            money.stage(one) | {"hours_in_stage": _hours(hours.get(one.stage.stage_id, Hours()))}
            for one in flow.stages
        ],
        "sla": [
            _sla(one) for one in rules(session, period=period, now=now, pipeline_id=pipeline_id)
        ],
        "handoffs": _handoffs(
            handoff_figures(session, period=period, now=now, pipeline_id=pipeline_id)
        ),
        "recycle": money.recycle(
            recycle_figures(session, pipeline_id=pipeline_id, period=period, now=now)
        ),
        "overrides": _overridden(overrides(session, period=period, pipeline_id=pipeline_id)),
    }
    if by:
        answer["by"] = {
            dimension: [
                money.part(one)
                for one in breakdown(session, pipeline_id=pipeline_id, period=period, by=dimension)
            ]
            for dimension in by
        }
    return answer


class _Money:
    """Writes amounts of one currency in its main unit."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def amount(self, minor: int) -> Number:
        """Exact: whole where it is, else the decimal as JSON writes it."""
        major = to_major(minor, self._currency)
        return int(major) if major == major.to_integral_value() else float(major)

    def tally(self, tally: Tally) -> dict[str, Number]:
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
            "mean": _plain(deals.amount / (average.n * unit)) if average.n else None,
            "median": None if average.median is None else _plain(average.median / unit),
        }

    def share(self, share: Share) -> dict[str, Any]:
        return {
            **_share(share),
            "numerator": self.amount(share.numerator),
            "denominator": self.amount(share.denominator),
        }

    def stage(self, one: StageFlow) -> dict[str, Any]:
        step = one.to_next
        return {
            "name": one.stage.name,
            "function": one.stage.function,
            "phase": one.stage.phase,
            "here": self.tally(one.here),
            "reached": self.tally(one.reached),
            "skipped": self.tally(one.skipped),
            "advanced": self.tally(one.advanced),
            "waiting": self.tally(one.waiting),
            "left": {kind: self.tally(tally) for kind, tally in one.left.items()},
            "to_next": None
            if step is None
            else {
                "to": step.to.name,
                "count": _share(step.by_count),
                "amount": self.share(step.by_amount),
            },
        }

    def recycle(self, figures: RecycleFigures) -> dict[str, Any]:
        return {
            "pool": self.tally(figures.pool),
            "due": figures.due.count,
            "reopened": figures.reopened.count,
            "won_after_reopen": figures.won_reopened.count,
            "win_rate_reopened": _share(figures.win_rate_reopened),
            "win_rate_fresh": _share(figures.win_rate_fresh),
            "share_of_won_amount": self.share(figures.share_of_won),
        }

    def part(self, one: Part) -> dict[str, Any]:
        return {
            "value": one.value,
            "name": one.name,
            "deals": one.deals.count,
            "entered": self.tally(one.entered),
            "conversion": _share(one.conversion),
            "won": self.tally(one.won),
            "lost": self.tally(one.lost),
            "disqualified": self.tally(one.disqualified),
            "recycled": self.tally(one.recycled),
            "open": self.tally(one.open),
            "win_rate": {
                "count": _share(one.win_rate),
                "amount": self.share(one.win_rate_by_amount),
            },
            "sales_cycle_days": _days(one.sales_cycle_days),
            "lead_time_days": _days(one.lead_time_days),
        }


def _share(share: Share) -> dict[str, Any]:
    return {
        "numerator": share.numerator,
        "denominator": share.denominator,
        "rate": share.rate,
        "why": i18n.why(share) or None,
    }


def _sla(rule: Group) -> dict[str, Any]:
    figures = rule.figures
    return {
        "rule": rule.name,
        "kind": rule.key[0] if isinstance(rule.key, tuple) else None,
        "pipeline": rule.pipeline or None,
        "met": figures.met,
        "met_late": figures.met_late,
        "breached": figures.breached,
        "running": figures.running,
        "compliance": _share(figures.compliance),
    }


def _handoffs(report: HandoffReport) -> dict[str, Any]:
    return {
        **_handed(report.whole),
        "pairs": [
            {"from": one.from_function, "to": one.to_function, **_handed(one.figures)}
            for one in report.pairs
        ],
    }


def _handed(figures: HandoffFigures) -> dict[str, Any]:
    return {
        "handed": figures.handed,
        "accepted": figures.accepted,
        "returned": figures.returned,
        "expired": figures.expired,
        "waiting": figures.waiting,
        "cancelled": figures.cancelled,
        "loss_rate": _share(figures.loss_rate),
        "completeness": _share(figures.completeness),
    }


def _overridden(found: Sequence[Overridden]) -> list[dict[str, Any]]:
    return [
        {
            "stage": one.stage,
            "criterion": one.text,
            "count": one.number,
            "deals": len(one.deal_ids),
        }
        for one in found
    ]


def _days(durations: Durations) -> dict[str, Number | None]:
    return {
        "n": durations.n,
        "median": None if durations.median is None else _plain(durations.median),
        "mean": None if durations.mean is None else _plain(durations.mean),
        "odd_order": durations.odd_order,
        "undated": durations.undated,
    }


def _hours(hours: Hours) -> dict[str, Number | None]:
    return {
        name: None if (value := getattr(hours, name)) is None else _plain(value)
        for name in ("n", "mean", "p25", "median", "p75", "p90")
    }


def _plain(number: float) -> Number:
    """57.0 as 57."""
    return int(number) if number == int(number) else number
