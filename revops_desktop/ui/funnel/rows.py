"""The funnel's answer in words: rows, headings and explanations (domain.md §5)."""

from typing import TYPE_CHECKING, Literal

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.shares import Share
from revops_desktop.ui.funnel.period_box import period_text
from revops_desktop.ui.funnel.stage_table import Cell, StageRow

if TYPE_CHECKING:
    from revops_desktop.analytics.funnel import Funnel, StageFlow
    from revops_desktop.analytics.tally import Tally

Basis = Literal["count", "amount"]


def share_cell(share: Share, definition: str) -> Cell:
    """A share with its definition, its n and, where it says nothing, the reason."""
    cases = share.denominator if share.cases is None else share.cases
    tip = "\n".join(
        part for part in (definition, f"n = {i18n.count(cases)}", i18n.why(share)) if part
    )
    return Cell(i18n.share(share), tip, weak=share.rate is None)


def amount_text(tally: "Tally", currency: str) -> str:
    """The sum of a tally; — where no deal's amount is known."""
    known = tally.count - tally.without_amount
    return i18n.money_short(tally.amount, currency) if known or not tally.count else i18n.NOTHING


def headings(basis: Basis) -> tuple[Cell, ...]:
    """The headings of the figures, each explained."""
    return (
        Cell(
            _("Reached") if basis == "count" else _("Reached (amount)"),
            _("Deals that first reached this stage, or a later one, in the period."),
        ),
        Cell(
            _("Next (count)"),
            _("Of the deals that reached the stage in the period: how many reached the next one."),
        ),
        Cell(_("Next (amount)"), _("The same by amount: one-off + 12 × monthly.")),
        Cell(_("On the way"), _("Got no further so far, and are still in the river.")),
        Cell(_("Left"), _("Left the river having got no further: lost, recycled, churned.")),
        Cell(_("Here now"), _("Every deal that stands in the stage now, whenever it came.")),
    )


def stage_rows(funnel: "Funnel", basis: Basis) -> tuple[StageRow, ...]:
    """The stages as they are drawn, bars by count or by amount."""

    def size(tally: "Tally") -> int:
        return tally.count if basis == "count" else max(tally.amount, 0)

    widest = max((size(flow.reached) for flow in funnel.stages), default=0)
    return tuple(_row(funnel, flow, basis, size(flow.reached), widest) for flow in funnel.stages)


def _row(funnel: "Funnel", flow: "StageFlow", basis: Basis, size: int, widest: int) -> StageRow:
    stage, reached = flow.stage, flow.reached
    skipped = flow.skipped.count if basis == "count" else max(flow.skipped.amount, 0)
    count = i18n.count(reached.count)
    spoken = _("{stage}: reached by {count}").format(stage=stage.name, count=count)
    lines = [stage.name, stage.definition, period_text(funnel.period)]
    lines.append(
        ngettext("{n} deal reached it", "{n} deals reached it", reached.count).format(n=count)
        + f" · {amount_text(reached, funnel.currency)}"
    )
    if flow.skipped.count:
        lines.append(
            _("{n} of them passed it without a stay here (hatched)").format(
                n=i18n.count(flow.skipped.count)
            )
        )
    return StageRow(
        stage_id=stage.stage_id,
        name=stage.name,
        function=stage.function or "",
        colour=stage.function_colour or stage.colour,
        width=size / widest if widest else 0.0,
        skipped=min(skipped / size, 1.0) if size else 0.0,
        spoken=spoken,
        tip="\n".join(line for line in lines if line),
        cells=_cells(funnel, flow, basis),
    )


def _cells(funnel: "Funnel", flow: "StageFlow", basis: Basis) -> tuple[Cell, ...]:
    currency, reached = funnel.currency, flow.reached
    total = i18n.count(reached.count) if basis == "count" else amount_text(reached, currency)
    both = f"{i18n.count(reached.count)} · {amount_text(reached, currency)}"
    step = flow.to_next
    last = Cell("", "")
    left = {kind: tally for kind, tally in flow.left.items() if tally.count}
    names = {
        "lost": _("Lost"),
        "recycled": _("Recycled"),
        "churned": _("Churned"),
        "transferred": _("To another pipeline"),
    }
    gone = [f"{names[kind]}: {i18n.count(tally.count)}" for kind, tally in left.items()]
    return (
        Cell(total, both, weak=reached.count == 0),
        last if step is None else share_cell(step.by_count, _to(step.to.name)),
        last if step is None else share_cell(step.by_amount, _to(step.to.name)),
        _count_cell(flow.waiting, currency),
        Cell(
            i18n.count(sum(tally.count for tally in left.values())),
            "\n".join(gone) or _("None"),
            weak=not left,
        ),
        _count_cell(flow.here, currency),
    )


def _count_cell(tally: "Tally", currency: str) -> Cell:
    text = i18n.count(tally.count)
    return Cell(text, f"{text} · {amount_text(tally, currency)}", weak=tally.count == 0)


def _to(stage: str) -> str:
    return _("To “{stage}”, of the deals that reached this one in the period, as of now.").format(
        stage=stage
    )
