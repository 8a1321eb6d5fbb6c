"""What is behind the figures of functions, sources and owners."""

from typing import TYPE_CHECKING, Any

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.function_findings import (
    check_sentence,
    figure_name,
    lag_name,
    output_name,
    part_sentence,
    series_name,
)
from revops_desktop.i18n import _
from revops_desktop.rules.periods import month_period
from revops_desktop.ui.bottleneck import correlation_list, judged_list
from revops_desktop.ui.charts.chart import ChartRows
from revops_desktop.ui.figures.deals import open_deals
from revops_desktop.ui.figures.explain import Explained, explain
from revops_desktop.ui.figures.listed import of_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from revops_desktop.analytics.correlations import Correlations, Series
    from revops_desktop.analytics.downstream import Judged
    from revops_desktop.analytics.local_optima import Check
    from revops_desktop.ui.actions import Actions

_BEFORE = (3, 6)


def month_span(months: "Sequence[str]") -> str:
    """The first and the last of whole months; "" of none."""
    if not months:
        return ""
    return _("{first} to {last}").format(first=i18n.month(months[0]), last=i18n.month(months[-1]))


def open_check(
    parent: "QWidget", actions: "Actions", check: "Check", column: int, asked: dict[str, Any]
) -> None:
    """Opens the deals that a figure of a check counts; of a share, those that failed."""
    stretch = check.before if column in _BEFORE else check.recent
    if stretch is None:
        return
    if column < 4:
        from revops_desktop.analytics.deals_behind import deals_behind

        open_deals(
            parent,
            actions,
            f"{output_name(check.output)} · {check.output.stage.name}",
            check_sentence(check),
            deals_behind,
            pipeline_id=asked["pipeline_id"],
            only=asked["only"],
            period=stretch.period,
            subject="reached",
            stage_id=check.output.stage.stage_id,
        )
        return
    from revops_desktop.analytics.local_optima import deals_of_check

    failed = _("Not: {figure}").format(figure=figure_name(check))
    open_deals(
        parent,
        actions,
        failed if check.next == "conversion" else figure_name(check),
        check_sentence(check),
        deals_of_check,
        pipeline_id=asked["pipeline_id"],
        only=asked["only"],
        about=check.next,
        stage_id=check.output.stage.stage_id,
        next_stage_id=check.to.stage_id if check.to else None,
        days=check.days,
        period=stretch.period,
    )


def open_check_month(
    parent: "QWidget", actions: "Actions", check: "Check", month: str, asked: dict[str, Any]
) -> None:
    """Opens the deals that a function handed on in a month."""
    from revops_desktop.analytics.deals_behind import deals_behind

    open_deals(
        parent,
        actions,
        f"{output_name(check.output)} · {check.output.stage.name} · {i18n.month(month)}",
        check_sentence(check),
        deals_behind,
        pipeline_id=asked["pipeline_id"],
        only=asked["only"],
        period=month_period(month),
        subject="reached",
        stage_id=check.output.stage.stage_id,
    )


def open_series(
    parent: "QWidget",
    actions: "Actions",
    answer: "Correlations | None",
    series: "Series",
    column: int,
) -> None:
    """Opens the months behind a correlation."""
    if answer is None:
        return
    lag = max(0, column - correlation_list.FIRST)
    months = correlation_list.MonthList(answer, series, lag)
    one = series.correlations[lag]
    about = Explained(
        f"{series_name(series)} · {lag_name(lag)}",
        key="correlation",
        period_text=month_span([month for month, _value, _won in months.rows]),
        n=one.pairs,
        value_text=i18n.NOTHING if one.coefficient is None else i18n.coefficient(one.coefficient),
        rows=lambda: ChartRows(
            months.headings,
            [months.texts(row) for row in months.rows],
            [months.values(row) for row in months.rows],
        ),
    )
    explain(parent, actions, about)


def _listing(column: int, subject: str) -> str:
    is_share = column in (judged_list.WIN_RATE, judged_list.CHURN)
    return of_share({"subject": subject}) if is_share else ""


def open_part(
    parent: "QWidget",
    actions: "Actions",
    shown: judged_list.JudgedList,
    part: "Judged",
    column: int,
    asked: dict[str, Any],
) -> None:
    """Opens the deals that a figure of a source or owner counts."""
    if shown.about is None:
        return
    if column == judged_list.CAC:
        _open_customers(parent, actions, shown, part, asked["now"])
        return
    from revops_desktop.analytics.downstream import deals_downstream

    subject = judged_list.SUBJECTS[column]
    open_deals(
        parent,
        actions,
        f"{shown.name(part)} · {shown.headings[column] if column else shown.headings[1]}",
        i18n.joined(part_sentence(part, shown.about), _listing(column, subject)),
        deals_downstream,
        by=shown.about.by,
        value=part.value,
        subject=subject,
        period=shown.about.period,
        **asked,
    )


def _open_customers(
    parent: "QWidget",
    actions: "Actions",
    shown: judged_list.JudgedList,
    part: "Judged",
    now: int,
) -> None:
    """Opens the first wins of a source's new customers."""
    from revops_desktop.analytics.source_costs import new_customer_deals

    assert shown.about is not None
    open_deals(
        parent,
        actions,
        f"{shown.name(part)} · {definition('new_customers').name}",
        i18n.joined(definition("cac").sentence, definition("new_customers").sentence),
        new_customer_deals,
        source=part.name,
        period=shown.about.period,
        now=now,
    )
