"""Hand-offs on paper: made, accepted, lost, why they came back, and what was agreed (§4)."""

from collections.abc import Iterable

from revops_desktop import i18n
from revops_desktop.analytics.handoff_figures import HandoffFigures, PairFigures
from revops_desktop.analytics.promise_months import HandedMonths
from revops_desktop.analytics.sla_review import Agreement, Review
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Block, Drawing, Heading
from revops_desktop.reports.charts import bars, columns
from revops_desktop.reports.charts.bars import Bar
from revops_desktop.reports.part import Asked
from revops_desktop.reports.table import Cell, Column, Kind, Row, Table, Tone, row
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.shares import Share

# So many reasons and missing items are drawn.
DRAWN = 6
_CHART = 100.0


def blocks(found: HandedMonths, asked: Asked) -> Iterable[Block]:
    """What was lost by month, between whom, and why."""
    yield from _losses(found, asked)
    yield Heading(
        _("Hand-offs between functions"),
        _("Handed over in {month}; lost: returned or not answered in time.").format(
            month=i18n.month(asked.month)
        ),
    )
    yield _pairs(found)
    yield from _why(found)


def _losses(found: HandedMonths, asked: Asked) -> Iterable[Block]:
    shown = [
        columns.Column(
            i18n.month_mark(month),
            one.raw,
            "" if one.raw is None else i18n.percent_whole(one.raw),
            weak=one.rate is None,
        )
        for month, one in zip(asked.months, found.losses, strict=True)
    ]
    if not any(one.value for one in shown):
        return
    yield Heading(
        _("Hand-off loss rate, month by month"),
        _("1 − accepted ÷ handed over, of those that are decided or expired."),
    )
    words = wording("share")
    yield Drawing(_CHART, lambda sheet, frame: columns.draw(sheet, frame, shown, words))


def _pairs(found: HandedMonths) -> Table:
    years = {one.pair: one.figures.loss_rate for one in found.year.pairs}
    rows = [_row(_between(one), one.figures, years.get(one.pair)) for one in found.month.pairs]
    whole = _row(_("All together"), found.month.whole, found.year.whole.loss_rate, "total")
    return Table(
        (
            Column(_("From → to"), 2.6, "left"),
            Column(_("Hand-offs"), 0.9),
            Column(_("Accepted"), 0.9),
            Column(_("Returned"), 0.9),
            Column(_("Expired"), 0.9),
            Column(_("Not decided yet"), 0.9),
            Column(_("Loss rate"), 0.8),
            Column(_("Loss rate, 12 months"), 1.0),
            Column(_("Complete"), 0.9),
        ),
        (*rows, whole),
        notes=_notes(found.month.whole),
    )


def _notes(whole: HandoffFigures) -> tuple[str, ...]:
    notes = [
        _("Expired: not answered by the deadline. Complete: required items that were filled in."),
        _("Grey: fewer than 5 hand-offs; nothing is concluded from them."),
    ]
    if whole.cancelled:
        notes.append(
            ngettext(
                "{count} hand-off was no longer needed as its deal left, and is in no rate.",
                "{count} hand-offs were no longer needed as their deals left, and are in no rate.",
                whole.cancelled,
            ).format(count=i18n.count(whole.cancelled))
        )
    return tuple(notes)


def _between(one: PairFigures) -> str:
    sender, receiver = (
        " ".join(name.split()) or _("No function") for name in (one.from_function, one.to_function)
    )
    return _("{sender} → {receiver}").format(sender=sender, receiver=receiver)


def _row(name: str, figures: HandoffFigures, year: Share | None, kind: Kind = "plain") -> Row:
    return row(
        name,
        i18n.count(figures.handed),
        i18n.count(figures.accepted),
        i18n.count(figures.returned),
        i18n.count(figures.expired),
        i18n.count(figures.waiting),
        _share(figures.loss_rate, "strong"),
        Cell(NOTHING) if year is None else _share(year),
        _share(figures.completeness),
        kind=kind,
    )


def _share(value: Share, tone: Tone = "plain") -> Cell:
    return Cell(i18n.share(value), "weak" if value.rate is None else tone)


def _why(found: HandedMonths) -> Iterable[Block]:
    """Why hand-offs were returned in the twelve months, and what was missing most often."""
    reasons = [_bar(text or _("No reason given"), number) for text, number in found.reasons[:DRAWN]]
    lacking = [_bar(" ".join(name.split()), number) for name, number in found.year.missing[:DRAWN]]
    for title, shown in (
        (_("Why they were returned, 12 months"), reasons),
        (_("What was missing most often, 12 months"), lacking),
    ):
        if shown:
            yield Heading(title)
            yield _drawn(shown)


def _bar(name: str, number: int) -> Bar:
    return Bar(name, number, i18n.count(number))


def _drawn(shown: list[Bar]) -> Drawing:
    return Drawing(bars.height(shown), lambda sheet, frame: bars.draw(sheet, frame, shown))


def agreed(held: Review, asked: Asked) -> Iterable[Block]:
    """What the last review agreed, and what was still open of those before."""
    several = (*held.agreements, *(one for one in held.earlier if one.done_at is None))
    if not several:
        return
    first, last = held.period.first, held.period.last
    assert first is not None
    assert last is not None
    yield Heading(
        _("What the last review agreed"),
        _("Review of {first} to {last}.").format(first=i18n.day(first), last=i18n.day(last)),
    )
    yield Table(
        (
            Column(_("Agreement"), 4.0, "left"),
            Column(_("Who"), 1.4, "left"),
            Column(_("By when"), 1.2),
            Column("", 0.15),
            Column(_("State"), 1.2, "left"),
        ),
        tuple(_agreement_row(one, asked) for one in several),
        lines=3,
    )


def _agreement_row(one: Agreement, asked: Asked) -> Row:
    state = Cell(_("Open"))
    if one.done_at is not None and one.done_at <= asked.now:
        done = i18n.day(local_day(one.done_at, asked.zone))
        state = Cell(_("Done on {day}").format(day=done), "good")
    elif one.is_overdue(local_day(asked.now, asked.zone)):
        state = Cell(_("Overdue"), "bad")
    due = NOTHING if one.due_on is None else i18n.day(one.due_on)
    return row(one.text, one.member or NOTHING, due, "", state)
