"""The rows of the plan's grids: a figure's targets, a source's spend and reach."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from revops_desktop import i18n
from revops_desktop.analytics.definitions import definition
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.money import parse_amount
from revops_desktop.rules.targets import (
    FIGURES,
    TargetFigure,
    parse_number,
    parse_target,
    target_text,
)
from revops_desktop.rules.text import fold
from revops_desktop.ui.plan.grid import GridRow

if TYPE_CHECKING:
    from revops_desktop.analytics.planned import Planned


class TargetKey(NamedTuple):
    """Which target a row is of: a figure, and the stage whose conversion it is."""

    figure: str
    stage_id: int | None = None


class ChannelKey(NamedTuple):
    """Which figure of which source a row is of; `source` as it is written."""

    source: str
    measure: str


def target_rows(plan: "Planned") -> list[GridRow]:
    """A row for each figure, then one for each step of the river; a part has no steps."""
    rows = [
        _target_row(plan, figure, TargetKey(figure.key), _named(figure))
        for figure in FIGURES.values()
        if not figure.of_stage
    ]
    if plan.river is None or any(part is not None for part in plan.part):
        return rows
    stages = plan.river.stages
    conversion = FIGURES["conversion"]
    for one, after in pairwise(stages):
        name = f"{one.name} → {after.name} (%)"
        rows.append(_target_row(plan, conversion, TargetKey("conversion", one.stage_id), name))
    return rows


def _named(figure: TargetFigure) -> str:
    name = definition(figure.key).name
    unit = {"rate": "%", "days": _("days"), "count": "", "money": ""}[figure.unit]
    return f"{name} ({unit})" if unit else name


def _target_row(plan: "Planned", figure: TargetFigure, key: TargetKey, name: str) -> GridRow:
    return GridRow(
        key=key,
        name=" ".join(name.split()),
        tip=f"{name}\n{definition(figure.key).sentence}",
        values={
            one.month: one.value
            for one in plan.targets
            if (one.figure, one.stage_id) == (key.figure, key.stage_id)
        },
        parse=partial(_target, figure, plan.currency),
        typed=partial(_target_text, figure, plan.currency),
        shown=_shown(figure, plan.currency),
        adds_up=figure.adds_up,
    )


def _target(figure: TargetFigure, currency: str, text: str) -> int | None:
    return parse_target(figure, text, currency)


def _target_text(figure: TargetFigure, currency: str, value: int) -> str:
    return target_text(figure, value, currency)


def _shown(figure: TargetFigure, currency: str) -> Callable[[int], str]:
    if figure.unit == "money":
        return lambda value: i18n.money_short(value, currency)
    return lambda value: target_text(figure, value, currency)


def channel_rows(plan: "Planned", sources: Sequence[str]) -> list[GridRow]:
    """Two rows a source, in their order: what was spent, how many were reached."""
    names: dict[str, str] = {}
    for name in (*sources, *(one.source for one in plan.channel_months)):
        names.setdefault(fold(name), name)
    rows: list[GridRow] = []
    for key, name in names.items():
        own = [one for one in plan.channel_months if one.key == key]
        spend = {one.month: one.spend for one in own if one.spend is not None}
        reach = {one.month: one.reach for one in own if one.reach is not None}
        plain = " ".join(name.split())
        tip = _("What was spent on this source in the month. Empty is unknown, 0 is none.")
        rows.append(
            GridRow(
                key=ChannelKey(name, "spend"),
                name=_("{source}: spend").format(source=plain),
                tip=f"{plain}\n{tip}",
                values=spend,
                parse=partial(_spend, plan.currency),
                typed=partial(_target_text, FIGURES["won_amount"], plan.currency),
                shown=_shown(FIGURES["won_amount"], plan.currency),
                adds_up=True,
            )
        )
        tip = _("How many it reached: visits, followers, attendees. Empty is unknown, 0 is none.")
        rows.append(
            GridRow(
                key=ChannelKey(name, "reach"),
                name=_("{source}: reach").format(source=plain),
                tip=f"{plain}\n{tip}",
                values=reach,
                parse=_reach,
                typed=i18n.count,
                shown=i18n.count,
                adds_up=True,
            )
        )
    return rows


def _spend(currency: str, text: str) -> int | None:
    return parse_amount(text, currency)


def _reach(text: str) -> int | None:
    number = parse_number(text, "人")
    if number is None:
        return None
    if number != number.to_integral_value():
        raise RuleBroken(
            _("“{text}” is not a whole number. Nothing was changed. Please correct it.").format(
                text=text[:80]
            )
        )
    return int(number)
