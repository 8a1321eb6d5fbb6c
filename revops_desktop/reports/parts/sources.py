"""Part 9, sources: what they cost, and where the good customers come from (domain.md §5–§7)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.downstream import Downstream, Judged, Than, downstream
from revops_desktop.analytics.function_findings import part_name
from revops_desktop.analytics.source_costs import SourceCost, SourceCosts, source_costs
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Beside, Block, Drawing, Heading, missing
from revops_desktop.reports.charts import bars
from revops_desktop.reports.charts.bars import Bar
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.table import Cell, Column, Row, Table, Tone, row
from revops_desktop.rules.river import EARLY_DAYS
from revops_desktop.rules.shares import FEWEST, Share
from revops_desktop.rules.text import fold

# So many sources are drawn and listed, those that brought the most deals first.
DRAWN, LISTED = 10, 20


@dataclass(frozen=True, slots=True)
class Sources:
    """The sources judged over the twelve months, those of the month, and what they cost."""

    year: Downstream
    month: Downstream
    costs: SourceCosts

    @property
    def parts(self) -> tuple[Judged, ...]:
        """Those with deals, the most first; what is not recorded is no source and stands last."""
        return tuple(sorted(self.year.parts, key=lambda one: one.value is None))

    @property
    def unanswered(self) -> tuple[SourceCost, ...]:
        """Those on which something was spent and that brought no deal."""
        known = {fold(one.name or "") for one in self.year.parts}
        spent = [cost for key, cost in self.costs.sources.items() if key not in known]
        return tuple(sorted((one for one in spent if one.spend), key=lambda one: -(one.spend or 0)))

    @property
    def is_recorded(self) -> bool:
        """Whether any deal says where it came from."""
        return any(one.value is not None for one in self.year.parts)

    def of_month(self, part: Judged) -> Judged | None:
        """The same source in the month alone."""
        return next((one for one in self.month.parts if one.value == part.value), None)


def _ask(session: Any, asked: Asked) -> Sources:
    def judged(period: Any) -> Downstream:
        return downstream(
            session, pipeline_id=asked.pipeline_id, by="source", period=period, now=asked.now
        )

    return Sources(
        judged(asked.year),
        judged(asked.period),
        source_costs(session, period=asked.year, now=asked.now),
    )


def _name(name: str) -> str:
    return " ".join(name.split())


def _message(found: Sources, asked: Asked) -> str:
    """Where the good customers come from, only as far as it is more than luck."""
    named = [one for one in found.parts if one.value is not None]
    if not named:
        return _("Where deals come from is not recorded.")
    better = [one for one in named if one.verdict == "better"]
    worse = [one for one in named if one.verdict == "worse"]
    if better:
        best = max(better, key=lambda one: (one.won.amount, one.won.count))
        return _judged(found, best, is_good=True)
    if worse:
        return _judged(found, max(worse, key=lambda one: one.entered.count), is_good=False)
    if any(one.by_win_rate == "alike" for one in named):
        return _("No source brings better or worse deals than the others by more than luck.")
    return _("Too few deals were decided to say which source brings the good customers.")


def _judged(found: Sources, part: Judged, *, is_good: bool) -> str:
    by_rate = part.by_win_rate == ("better" if is_good else "worse")
    own, others = (
        (part.win_rate, _others(found.year.parts, part, lambda one: one.win_rate))
        if by_rate
        else (part.early_churn, _others(found.year.parts, part, lambda one: one.early_churn))
    )
    words = {
        "source": part_name(part),
        "own": i18n.percent(own.raw),
        "others": i18n.percent(others),
        "days": EARLY_DAYS,
    }
    if is_good:
        said = (
            _(
                "Good customers come from “{source}”: {own} of its decided deals are won, {others} "
                "of all others."
            )
            if by_rate
            else _(
                "The customers of “{source}” stay: {own} leave within {days} days, {others} of all "
                "others."
            )
        )
    else:
        said = (
            _(
                "“{source}” brings deals that lose: {own} of the decided are won, {others} of all "
                "others."
            )
            if by_rate
            else _(
                "The customers of “{source}” leave early: {own} within {days} days, {others} of "
                "all others."
            )
        )
    return said.format(**words)


def _others(
    parts: Iterable[Judged], own: Judged, figure: Callable[[Judged], Share]
) -> float | None:
    shares = [figure(one) for one in parts if one.value != own.value]
    cases = sum(one.denominator for one in shares)
    return sum(one.numerator for one in shares) / cases if cases else None


def _blocks(found: Sources, asked: Asked) -> Sequence[Block]:
    if not found.is_recorded:
        return (
            missing(
                (
                    _("This part needs the source of each deal: where it came from."),
                    _(
                        "Give each deal its source, and write down each month on the plan page "
                        "what was spent on it."
                    ),
                )
            ),
        )
    return (*_charts(found, asked), *_table(found, asked), *_costs(found, asked))


def _charts(found: Sources, asked: Asked) -> Iterable[Block]:
    shown = found.parts[:DRAWN]
    yield Heading(
        _("Number and worth, side by side"),
        _("12 months to {month}: who brings many deals, and who brings the money.").format(
            month=i18n.month(asked.month)
        ),
    )
    counts = [
        Bar(
            part_name(one),
            one.entered.count,
            i18n.count(one.entered.count),
            weak=one.entered.count < FEWEST,
        )
        for one in shown
    ]
    amounts = [
        Bar(
            part_name(one),
            one.won.amount,
            i18n.money_short(one.won.amount, asked.currency),
            weak=one.won.count < FEWEST,
        )
        for one in shown
    ]
    yield Beside(
        (Heading(_("New deals")), _drawn(counts)), (Heading(_("Won amount")), _drawn(amounts))
    )


def _drawn(shown: list[Bar]) -> Drawing:
    return Drawing(bars.height(shown), lambda sheet, frame: bars.draw(sheet, frame, shown))


def _table(found: Sources, asked: Asked) -> Iterable[Block]:
    yield Heading(
        _("How each source does downstream"),
        _(
            "Judged beside all others together, by win rate and early churn, over 12 months; the "
            "month alone has too few deals."
        ),
    )
    listed, left = found.parts[:LISTED], len(found.parts) - LISTED
    notes = [_("Grey: fewer than 5 deals; nothing is concluded from them.")]
    if left > 0:
        notes.append(
            ngettext(
                "{count} more source stands on the bottleneck page.",
                "{count} more sources stand on the bottleneck page.",
                left,
            ).format(count=i18n.count(left))
        )
    yield Table(
        (
            Column(_("Source"), 2.15, "left"),
            Column(_("New in {month}").format(month=i18n.month_mark(asked.month)), 0.9),
            Column(_("New, 12 months"), 1.1),
            Column(_("Won"), 0.7),
            Column(_("Win rate"), 0.9),
            Column(_("Early churn"), 0.9),
            Column(_("Won amount"), 1.3),
            Column(_("Won per new deal"), 1.45),
            Column("", 0.15),
            Column(_("Against the others"), 1.6, "left"),
        ),
        tuple(_row(found, one, asked) for one in listed),
        notes=tuple(notes),
    )


def _row(found: Sources, one: Judged, asked: Asked) -> Row:
    now = found.of_month(one)
    worth = None if one.worth is None else round(one.worth)
    few: Tone = "weak" if one.entered.count < FEWEST else "plain"
    return row(
        part_name(one),
        i18n.count(now.entered.count if now else 0),
        Cell(i18n.count(one.entered.count), few),
        i18n.count(one.won.count),
        _share(one.win_rate),
        _share(one.early_churn),
        i18n.money_short(one.won.amount, asked.currency),
        Cell(i18n.money_short(worth, asked.currency), few),
        "",
        _verdict(one),
    )


def _share(value: Share) -> Cell:
    return Cell(i18n.share(value), "weak" if value.rate is None else "plain")


def _verdict(one: Judged) -> Cell:
    words: dict[Than, tuple[str, Tone]] = {
        "better": (_("▲ Better"), "good"),
        "worse": (_("▼ Worse"), "bad"),
        "alike": (_("Same"), "plain"),
        "few": (_("Too few to say"), "weak"),
    }
    return Cell() if one.value is None else Cell(*words[one.verdict])


def _costs(found: Sources, asked: Asked) -> Iterable[Block]:
    yield Heading(
        _("What a new customer costs"),
        _("CAC: spend ÷ new customers, of the months whose spend is recorded."),
    )
    if found.costs.whole.spend is None:
        yield missing(
            (
                _("No spend is recorded, so no cost of a customer is known: “—”."),
                _(
                    "Write down each month on the plan page, under Channel months, what a "
                    "source cost and how many it reached."
                ),
            )
        )
        return
    rows = [_cost_row(part_name(one), found.costs.of(one.name), asked) for one in _paid(found)]
    rows += [_cost_row(_name(one.name or ""), one, asked) for one in found.unanswered[:LISTED]]
    whole = _cost_row(_("All together"), found.costs.whole, asked)
    yield Table(
        (
            Column(_("Source"), 2.4, "left"),
            Column(_("Months recorded"), 1.0),
            Column(_("Reach")),
            Column(_("Spend"), 1.2),
            Column(_("New customers"), 1.0),
            Column(_("CAC"), 1.2),
        ),
        (*rows, Row(whole.cells, "total")),
        notes=tuple(_cost_notes(found)),
    )


def _paid(found: Sources) -> Iterable[Judged]:
    """Once a source, however differently deals write it."""
    seen: set[str] = set()
    for one in found.parts[:LISTED]:
        key = fold(one.name or "")
        if key not in seen and (one.value is not None or found.costs.of(None).customers):
            seen.add(key)
            yield one


def _cost_row(name: str, cost: SourceCost, asked: Asked) -> Row:
    cac = None if cost.cac is None else round(cost.cac)
    return row(
        name,
        i18n.count(cost.months) if cost.months else NOTHING,
        NOTHING if cost.reach is None else i18n.count(cost.reach),
        i18n.money_short(cost.spend, asked.currency),
        i18n.count(cost.customers),
        Cell(i18n.money_short(cac, asked.currency), "weak" if cost.is_weak else "strong"),
    )


def _cost_notes(found: Sources) -> Iterable[str]:
    costs = found.costs
    yield _("“—”: not recorded, or no new customer. Write down 0 where nothing was spent.")
    if costs.whole.paid_customers < costs.whole.customers:
        rest = costs.whole.customers - costs.whole.paid_customers
        yield ngettext(
            "{count} new customer came in a month without recorded spend and is in no CAC.",
            "{count} new customers came in months without recorded spend and are in no CAC.",
            rest,
        ).format(count=i18n.count(rest))
    if costs.without_company:
        yield ngettext(
            "{count} new customer has no company in the file and counts by its deal.",
            "{count} new customers have no company in the file and count by their deals.",
            costs.without_company,
        ).format(count=i18n.count(costs.without_company))


def _figures(found: Sources, asked: Asked) -> Iterable[Printed]:
    for one in found.year.parts:
        subject = f"year:source:{one.name or ''}"
        yield Printed("entered", subject, one.entered.count)
        yield Printed("won", subject, one.won.count)
        yield Printed("win_rate", subject, one.win_rate.raw, one.win_rate.denominator)
        yield Printed("early_churn", subject, one.early_churn.raw, one.early_churn.denominator)
        yield Printed("won_amount", subject, one.won.amount, one.won.count)
        yield Printed("worth", subject, one.worth, one.entered.count)
    for one in found.month.parts:
        subject = f"month:{asked.month}:source:{one.name or ''}"
        yield Printed("entered", subject, one.entered.count)
    for subject, cost in (
        ("year", found.costs.whole),
        *((f"year:source:{one.name or ''}", one) for one in found.costs.sources.values()),
    ):
        yield Printed("source_spend", subject, cost.spend, cost.months)
        yield Printed("source_reach", subject, cost.reach)
        yield Printed("new_customers", subject, cost.customers)
        yield Printed("cac", subject, cost.cac, cost.paid_customers)


PART = Part("sources", lambda: _("Sources"), _ask, _message, _blocks, _figures)
