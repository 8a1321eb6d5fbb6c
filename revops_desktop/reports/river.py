"""The funnel of twelve months put into the words of the page on the river."""

from collections.abc import Mapping

from revops_desktop import i18n
from revops_desktop.analytics.funnel import Funnel, StageFlow
from revops_desktop.i18n import _, ngettext
from revops_desktop.reports.charts.first_report import Step
from revops_desktop.reports.frame import Heads
from revops_desktop.reports.key_rows import share_figure
from revops_desktop.reports.meanings import meanings
from revops_desktop.reports.month import MonthlyFigures
from revops_desktop.reports.river_page import (
    MOST_ROWS,
    MOST_ROWS_WITH_WORDS,
    Passage,
    Reason,
    RiverPage,
    RiverRow,
)
from revops_desktop.tokens import LIGHT

MOST_REASONS = 6


def river_pages(figures: MonthlyFigures, heads: Heads) -> tuple[RiverPage, ...]:
    """The pages on the river: one, or more where it has very many stages."""
    river = figures.funnel
    in_month = {flow.stage.stage_id: flow.reached.count for flow in figures.month_funnel.stages}
    rows = [_row(flow, in_month) for flow in river.stages]
    most = max((flow.reached.count for flow in river.stages), default=0)
    parts = [rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS)]
    if not parts or len(parts[-1]) > MOST_ROWS_WITH_WORDS:
        parts.append([])
    last = len(parts) - 1
    return tuple(
        RiverPage(
            heads=heads,
            title=_("The river"),
            period=_period(river),
            rows=tuple(part),
            most=most,
            hatched=_hatched(river) if part else "",
            reasons=_reasons(figures) if place == last else (),
            notes=_notes(river) if place == last else (),
            definitions=meanings() if place == last else (),
        )
        for place, part in enumerate(parts)
    )


def _reasons(figures: MonthlyFigures) -> tuple[Reason, ...]:
    """The most frequent reasons for leaving."""
    kinds = {"lost": _("lost"), "recycled": _("recycled"), "churned": _("churned")}
    return tuple(
        Reason(
            name=leak.reason or _("no reason given"),
            kind=kinds[leak.kind],
            deals=leak.deals,
            text=i18n.count(leak.deals),
        )
        for leak in figures.leaks[:MOST_REASONS]
    )


def _period(river: Funnel) -> str:
    assert river.period.first is not None and river.period.last is not None
    return _("Deals that reached a stage from {first} to {last}, followed to its end").format(
        first=i18n.day(river.period.first), last=i18n.day(river.period.last)
    )


def _row(flow: StageFlow, in_month: Mapping[int, int]) -> RiverRow:
    step = flow.to_next
    return RiverRow(
        name=flow.stage.name,
        function=flow.stage.function or "",
        colour=flow.stage.function_colour or flow.stage.colour or LIGHT.flow,
        step=Step(flow.reached.count, flow.skipped.count),
        reached=i18n.count(flow.reached.count),
        month=i18n.count(in_month.get(flow.stage.stage_id, 0)),
        by_count=share_figure(step.by_count) if step else None,
        by_amount=share_figure(step.by_amount) if step else None,
        here=i18n.count(flow.here.count),
        left=i18n.count(flow.left["lost"].count + flow.left["churned"].count),
        recycled=i18n.count(flow.left["recycled"].count),
    )


def _hatched(river: Funnel) -> str:
    if any(flow.skipped.count for flow in river.stages):
        return _("Hatched: passed without a stay in the stage.")
    return ""


def _notes(river: Funnel) -> tuple[Passage, ...]:
    """What the funnel shows in words, and what it leaves out."""
    notes = []
    leak = _largest_leak(river)
    if leak is not None:
        gone = leak.left["lost"].count + leak.left["recycled"].count + leak.left["churned"].count
        notes.append(
            Passage(
                _("Where most deals leave"),
                _(
                    "“{stage}”: of {reached} deals that reached it, {gone} left the river there; "
                    "{waiting} are still on their way."
                ).format(
                    stage=leak.stage.name,
                    reached=i18n.count(leak.reached.count),
                    gone=i18n.count(gone),
                    waiting=i18n.count(leak.waiting.count),
                ),
            )
        )
    without = sum(flow.left["transferred"].count for flow in river.stages)
    if without:
        notes.append(
            Passage(
                _("Moved to another pipeline"),
                ngettext(
                    "{count} deal went on in another pipeline; it is neither won nor lost here.",
                    "{count} deals went on in another pipeline; they are neither won nor lost "
                    "here.",
                    without,
                ).format(count=i18n.count(without)),
            )
        )
    if river.undated:
        notes.append(
            Passage(
                _("Left out for want of a date"),
                ngettext(
                    "{count} deal has no date at its beginning and is in no period.",
                    "{count} deals have no date at their beginning and are in no period.",
                    river.undated,
                ).format(count=i18n.count(river.undated)),
            )
        )
    return tuple(notes)


def _largest_leak(river: Funnel) -> StageFlow | None:
    """The stage most deals left the river from; None where fewer than five did."""

    def gone(flow: StageFlow) -> int:
        return sum(flow.left[way].count for way in ("lost", "recycled", "churned"))

    leak = max(river.stages, key=gone, default=None)
    return leak if leak is not None and gone(leak) >= 5 else None
