"""The funnel's answer in words: rows, headings and explanations (domain.md §5)."""

from decimal import Decimal
from typing import TYPE_CHECKING

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.currency import to_major
from revops_desktop.rules.shares import Share
from revops_desktop.ui.funnel import pictures
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.funnel.stage_table import Cell, StageRow

if TYPE_CHECKING:
    from revops_desktop.analytics.funnel import Funnel, StageFlow
    from revops_desktop.analytics.funnel_sheet import FunnelSheet
    from revops_desktop.analytics.period_flow import StageConversion, View
    from revops_desktop.analytics.pipelines import StageOf
    from revops_desktop.analytics.tally import Tally

NOTHING_THERE = Cell("", "")


def share_cell(share: Share, definition: str, key: str = "", beside: str = "") -> Cell:
    """A share with its definition, its n and, where it says nothing, the reason."""
    cases = share.denominator if share.cases is None else share.cases
    tip = "\n".join(
        part for part in (definition, f"n = {i18n.count(cases)}", beside, i18n.why(share)) if part
    )
    raw = share.raw if share.shows_figure else None
    value = "" if raw is None else Decimal(str(round(raw, 6)))
    return Cell(i18n.share(share), tip, share.rate is None, key, value)


def amount_text(tally: "Tally", currency: str) -> str:
    """The sum of a tally; — where no deal's amount is known."""
    known = tally.count - tally.without_amount
    return i18n.money_short(tally.amount, currency) if known or not tally.count else i18n.NOTHING


def count_cell(tally: "Tally", currency: str, key: str, why: str = "") -> Cell:
    """A number of deals, with their amount as its tip."""
    text = i18n.count(tally.count)
    tip = "\n".join(one for one in (why, f"{text} · {amount_text(tally, currency)}") if one)
    return Cell(text, tip, tally.count == 0, key, tally.count)


def amount_cell(tally: "Tally", currency: str, key: str, why: str = "") -> Cell:
    """The amount of some deals; how many carry none is said in its tip."""
    unknown = ""
    if tally.without_amount:
        unknown = _("{n} without an amount").format(n=i18n.count(tally.without_amount))
    known = tally.count > tally.without_amount
    return Cell(
        amount_text(tally, currency),
        "\n".join(one for one in (why, unknown) if one),
        tally.count == 0,
        key,
        to_major(tally.amount, currency) if known else "",
    )


def ways_of_leaving() -> dict[str, str]:
    """How a deal leaves the river, in words."""
    return {
        "lost": _("Lost"),
        "recycled": _("Recycled"),
        "churned": _("Churned"),
        "transferred": _("To another pipeline"),
    }


def headings(view: "View") -> tuple[Cell, ...]:
    """The headings of the figures, each explained, in the order of the cells."""
    cohort = view == "cohort"
    went_on = (
        _("Of the deals that reached the stage in the period: how many reached the next one.")
        if cohort
        else _(
            "Reached the next stage in the period ÷ reached this one in it. They are not the same "
            "deals, so it may exceed 100%."
        )
    )
    left = (
        _("Left the river having got no further: lost, recycled, churned.")
        if cohort
        else _("Left the river from here in the period: lost, recycled, churned.")
    )
    found = [
        Cell(
            _("Reached"), _("Deals that first reached this stage, or a later one, in the period.")
        ),
        Cell(_("Amount"), _("One-off + 12 × monthly of the deals that reached it.")),
        Cell(_("Next\n(count)") if cohort else _("Period\n(count)"), went_on),
        Cell(
            _("Next\n(amount)") if cohort else _("Period\n(amount)"),
            _("The same by amount: one-off + 12 × monthly."),
        ),
        Cell(
            _("Resolved\n(count)"),
            _("Advanced ÷ (advanced + left the river there): the open ones stand beside it."),
        ),
        Cell(_("Resolved\n(amount)"), _("The same by amount: one-off + 12 × monthly.")),
        Cell(_("Still\nopen"), _("Got no further so far, and are still in the river.")),
        Cell(_("Left"), left),
        Cell(_("Here\nnow"), _("Every deal that stands in the stage now, whenever it came.")),
    ]
    return tuple(found if cohort else found[:6] + found[7:])


def stage_rows(sheet: "FunnelSheet") -> tuple[StageRow, ...]:
    """The stages as they are drawn."""
    flows = sheet.funnel.stages
    widest = (
        max((flow.reached.count for flow in flows), default=0),
        max((flow.reached.amount for flow in flows), default=0),
    )
    return tuple(
        _row(sheet, flow, step, widest) for flow, step in zip(flows, sheet.steps, strict=True)
    )


def _row(
    sheet: "FunnelSheet", flow: "StageFlow", step: "StageConversion", widest: tuple[int, int]
) -> StageRow:
    funnel, stage, reached = sheet.funnel, flow.stage, flow.reached
    count = i18n.count(reached.count)
    amount = amount_text(reached, funnel.currency)
    spoken = _("{stage}: reached by {count}, {amount}").format(
        stage=stage.name, count=count, amount=amount
    )
    lines = [stage.name, stage.definition, period_text(funnel.period)]
    lines.append(
        ngettext("{n} deal reached it", "{n} deals reached it", reached.count).format(n=count)
        + f" · {amount}"
    )
    if flow.skipped.count:
        lines.append(
            _("{n} of them passed it without a stay here (hatched)").format(
                n=i18n.count(flow.skipped.count)
            )
        )
    return stage_row(
        stage,
        pictures.both(
            _half(reached.count, flow.skipped.count, widest[0]),
            _half(reached.amount, flow.skipped.amount, widest[1]),
        ),
        spoken,
        "\n".join(line for line in lines if line),
        _cells(funnel, flow, step),
    )


def stage_row(
    stage: "StageOf", picture: pictures.Picture, spoken: str, tip: str, cells: tuple[Cell, ...]
) -> StageRow:
    """A row of a stage, in its function's colour."""
    return StageRow(
        stage_id=stage.stage_id,
        name=stage.name,
        function=stage.function or "",
        colour=stage.function_colour or stage.colour,
        picture=picture,
        spoken=spoken,
        tip=tip,
        cells=cells,
    )


def _half(size: int, skipped: int, widest: int) -> pictures.Half:
    size, skipped = max(size, 0), max(skipped, 0)
    return pictures.Half(
        size / widest if widest else 0.0, min(skipped / size, 1.0) if size else 0.0
    )


def _cells(funnel: "Funnel", flow: "StageFlow", step: "StageConversion") -> tuple[Cell, ...]:
    currency, cohort = funnel.currency, step.view == "cohort"
    left = _left_cell(step, "left" if cohort else "left_in_period")
    cells = [
        count_cell(step.reached, currency, "reached"),
        amount_cell(step.reached, currency, "reached"),
        *_shares(step, currency),
        count_cell(step.waiting, currency, "waiting"),
        left,
        count_cell(flow.here, currency, "here"),
    ]
    return tuple(cells if cohort else cells[:6] + cells[7:])


def _shares(step: "StageConversion", currency: str) -> tuple[Cell, Cell, Cell, Cell]:
    rates = (
        step.by_count,
        step.by_amount,
        step.resolved_by_count,
        step.resolved_by_amount,
    )
    if step.to is None or any(rate is None for rate in rates):
        return (NOTHING_THERE,) * 4
    to = _to(step.to.name, step.view)
    resolved = _("To “{stage}”: advanced ÷ (advanced + left the river there).").format(
        stage=step.to.name
    )
    beside = ""
    if step.view == "cohort":
        beside = _("beside it: {n} still open · {amount}").format(
            n=i18n.count(step.waiting.count), amount=amount_text(step.waiting, currency)
        )
    key, other = (
        ("advanced", "resolved") if step.view == "cohort" else ("next_reached", "next_reached")
    )
    by_count, by_amount, count, amount = (rate for rate in rates if rate is not None)
    return (
        share_cell(by_count, to, key),
        share_cell(by_amount, to, key),
        share_cell(count, resolved, other, beside),
        share_cell(amount, resolved, other, beside),
    )


def _left_cell(step: "StageConversion", key: str) -> Cell:
    ways = {**step.left, "transferred": step.transferred}
    left = {kind: tally for kind, tally in ways.items() if tally.count}
    names = ways_of_leaving()
    gone = [f"{names[kind]}: {i18n.count(tally.count)}" for kind, tally in left.items()]
    number = sum(tally.count for tally in left.values())
    return Cell(
        i18n.count(number), "\n".join(gone) or _("None"), not left, key if left else "", number
    )


def _to(stage: str, view: "View") -> str:
    if view == "cohort":
        return _(
            "To “{stage}”, of the deals that reached this one in the period, as of now."
        ).format(stage=stage)
    return _(
        "Reached “{stage}” in the period ÷ reached this one in it: not the same deals."
    ).format(stage=stage)
