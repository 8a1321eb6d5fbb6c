"""The monthly report: two pages A4 in Japanese or English, from analytics' results alone."""

from pathlib import Path
from typing import Any

from revops_desktop import i18n
from revops_desktop.i18n import _, ngettext, use_language
from revops_desktop.reports import sheet
from revops_desktop.reports.charts.first_report import Column
from revops_desktop.reports.frame import Heads
from revops_desktop.reports.key_rows import groups
from revops_desktop.reports.month import (
    MonthlyFigures,
    MonthValues,
    ProgressLike,
    month_figures,
)
from revops_desktop.reports.river import river_pages
from revops_desktop.reports.saved import save
from revops_desktop.reports.summary import sentences
from revops_desktop.reports.summary_page import SummaryPage
from revops_desktop.rules.periods import last_months, local_day, month_period

_GAP = " ｜ "


def monthly_report(figures: MonthlyFigures, *, language: str, made_at: int) -> bytes:
    """The report as a PDF file; the same figures, language and instant give the same bytes."""
    with use_language(language):
        heads = _heads(figures, made_at)
        first = _first_page(figures, heads)
        pages = [first.draw]
        if not first.nothing:
            pages += [page.draw for page in river_pages(figures, heads)]
        month = i18n.month(figures.month)
        description = sheet.Description(
            title=" ".join((_("Monthly report"), month, figures.business)),
            author=figures.business,
            subject=_GAP.join((_("Monthly report"), figures.pipeline, month)),
            keywords=_("sales, pipeline, funnel, win rate"),
            language=i18n.language(),
            made_at=made_at,
            zone=figures.settings.time_zone,
        )
        return sheet.make(description, pages)


def write_report(
    workspace: Any,
    *,
    month: str,
    language: str | None,
    pipeline_id: int,
    out: Path,
    at: int,
    progress: ProgressLike | None = None,
) -> None:
    """Asks the workspace for the month (YYYY-MM) and writes the report to `out`, whole or not.

    Without a language the workspace's own is spoken. Raises StorageProblem where `out` cannot be
    written.
    """
    figures = month_figures(workspace.ask, pipeline_id=pipeline_id, month=month, progress=progress)
    chosen = language or figures.settings.language
    save(out, monthly_report(figures, language=chosen, made_at=at))


def _heads(figures: MonthlyFigures, made_at: int) -> Heads:
    period = month_period(figures.month)
    assert period.first is not None and period.last is not None
    made = local_day(made_at, figures.settings.time_zone)
    if made <= period.last:
        state = _("the month is not over: as of {day}").format(day=i18n.day(made))
    else:
        state = _("as of the end of {day}").format(day=i18n.day(period.last))
    about = (
        figures.pipeline,
        _("{first} to {last}").format(first=i18n.day(period.first), last=i18n.day(period.last)),
        state,
        _tax(figures),
        figures.currency,
    )
    return Heads(
        kind=_("Monthly report"),
        business=figures.business,
        month=i18n.month(figures.month),
        about=_GAP.join(part for part in about if part),
        foot=_GAP.join(
            (
                _("Made by RevOps Desktop on {day}").format(day=i18n.day(made)),
                _tax(figures),
            )
        ),
    )


def _tax(figures: MonthlyFigures) -> str:
    if figures.settings.amounts_include_tax:
        return _("Amounts include consumption tax")
    return _("Amounts without consumption tax")


def _first_page(figures: MonthlyFigures, heads: Heads) -> SummaryPage:
    nothing = _nothing(figures)
    if nothing:
        return SummaryPage(heads, nothing=nothing)
    return SummaryPage(
        heads,
        sentences=sentences(figures),
        groups=groups(figures),
        columns=_columns(figures),
        chart_note=_chart_note(figures),
        axis=lambda value: i18n.money_short(round(value), figures.currency),
    )


def _nothing(figures: MonthlyFigures) -> tuple[str, ...]:
    """Two lines where there is nothing to report; empty where there is."""
    month = i18n.month(figures.month)
    now = figures.now
    if figures.first_month is None:
        return (
            _("There are no dated deals in this pipeline."),
            _("Deals get their dates on the board, or from an imported list."),
        )
    if now is None:
        return (
            _("Nothing is recorded for {month}.").format(month=month),
            _("The records begin in {month}.").format(month=i18n.month(figures.first_month)),
        )
    flow = now.flow
    happened = (flow.entered, flow.won, flow.lost, flow.recycled, flow.churned, now.open)
    if not any(tally.count for tally in happened):
        return (
            _("Nothing is recorded for {month}.").format(month=month),
            _("No deal came in, was won or left, and none was open at the end of the month."),
        )
    return ()


def _columns(figures: MonthlyFigures) -> tuple[Column, ...]:
    """Won by month; none where nothing was won in twelve months."""
    if not any(month.flow.won.count for month in figures.recorded):
        return ()
    names = last_months(figures.month, len(figures.months))
    return tuple(
        _column(_label(name, is_first=name == names[0]), month, figures.currency)
        for name, month in zip(names, figures.months, strict=True)
    )


def _label(name: str, *, is_first: bool) -> str:
    """The month, with its year where a year begins."""
    full, year = i18n.month(name), name[:4]
    if is_first or name.endswith("-01"):
        return full
    return full.replace(f"{year}年", "").replace(f" {year}", "")


def _column(label: str, month: MonthValues | None, currency: str) -> Column:
    if month is None:
        return Column(None, "", label)
    won = month.flow.won
    count = ngettext("{count} deal", "{count} deals", won.count).format(count=i18n.count(won.count))
    if not won.count:
        return Column(0, "", label, count)
    known = won.without_amount < won.count
    amount = i18n.money_short(won.amount, currency) if known else i18n.NOTHING
    return Column(won.amount, amount, label, count)


def _chart_note(figures: MonthlyFigures) -> str:
    without = sum(month.flow.won.without_amount for month in figures.recorded)
    note = _("amount and number of won deals, 12 months")
    if without:
        note += _GAP + ngettext(
            "{count} deal without an amount is not in the columns",
            "{count} deals without an amount are not in the columns",
            without,
        ).format(count=i18n.count(without))
    return note
