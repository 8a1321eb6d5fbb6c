"""A filter that was settled holds inside its question only: no answer hands it out.

Another connection does not have the deals that were found for it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from revops_desktop.analytics import (
    bottleneck,
    compared_steps,
    downstream,
    funnel,
    funnel_sheet,
    funnel_tiles,
    health_page,
    local_optima,
    measured_weight,
    overview,
    river_picture,
    trend_sheet,
    waterfall,
)
from revops_desktop.analytics.filters import Filter
from revops_desktop.database.workspace import Workspace
from revops_desktop.rules.periods import month_period

NOW = 1_775_300_000
MONTH = "2026-03"
PERIOD = month_period(MONTH)
OF_PERIOD = {"period": PERIOD}
QUESTIONS: tuple[tuple[Callable[..., Any], dict[str, Any]], ...] = (
    (bottleneck.bottleneck, {"now": NOW}),
    (bottleneck.verdict_and_history, {"now": NOW}),
    (compared_steps.compared_steps, {**OF_PERIOD, "by": "source"}),
    (downstream.downstream, {**OF_PERIOD, "by": "source", "now": NOW}),
    (funnel.funnel, OF_PERIOD),
    (funnel_sheet.funnel_sheet, {**OF_PERIOD, "view": "cohort"}),
    (funnel_tiles.funnel_tiles, {**OF_PERIOD, "today": PERIOD.last}),
    (measured_weight.measured_weight, {}),
    (health_page.health_page, {**OF_PERIOD, "now": NOW}),
    (local_optima.local_optima, {"now": NOW}),
    (overview.overview, {"month": MONTH, "now": NOW}),
    (river_picture.river_picture, OF_PERIOD),
    (trend_sheet.trend_sheet, {"last_month": MONTH}),
    (waterfall.waterfall, {**OF_PERIOD, "now": NOW}),
)


def filters_in(answer: Any) -> Iterator[Filter]:
    """Every filter that an answer holds, however deep."""
    if isinstance(answer, Filter):
        yield answer
    elif is_dataclass(answer):
        for field in fields(answer):
            yield from filters_in(getattr(answer, field.name))
    elif isinstance(answer, Mapping):
        for value in answer.values():
            yield from filters_in(value)
    elif isinstance(answer, tuple | list):
        for value in answer:
            yield from filters_in(value)


@pytest.mark.parametrize(
    ("question", "asked"), QUESTIONS, ids=lambda value: getattr(value, "__name__", "")
)
def test_no_answer_hands_a_settled_filter_out(
    workspace: Workspace, question: Callable[..., Any], asked: dict[str, Any]
) -> None:
    wanted = Filter(text="aoba")
    answer = workspace.ask(question, pipeline_id=1, only=wanted, **asked)
    assert set(filters_in(answer)) <= {wanted}
