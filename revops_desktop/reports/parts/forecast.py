"""Part 7, forecast and pipeline health: what stands open, how sound it is, how it moved (§5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.close_dates import Slipping, SlippingDeal, slipping
from revops_desktop.analytics.definitions import definition
from revops_desktop.analytics.measured_weight import MeasuredWeight, measured_on, measured_weight
from revops_desktop.analytics.pipeline_health import (
    PipelineHealth,
    StageHealth,
    pipeline_health,
)
from revops_desktop.analytics.waterfall import Waterfall, waterfall
from revops_desktop.analytics.wording import wording
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Block, Drawing, Heading, missing
from revops_desktop.reports.charts import waterfall as chart
from revops_desktop.reports.charts.waterfall import Step
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.table import Cell, Column, Row, Table, row
from revops_desktop.rules.shares import FEWEST, Share
from revops_desktop.rules.waterfall import CHANGES, MOVEMENTS, RISING

# So many of the slipping deals are named, those worth most first.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Forecast:
    """The health at the month's end, how the month's open amount moved, and what slips."""

    health: PipelineHealth
    measured: MeasuredWeight
    water: Waterfall
    slipping: Slipping

    @property
    def has_data(self) -> bool:
        """Whether anything is open, or moved in the month."""
        moved = any(tally.count for tally in self.water.movements.values())
        return bool(self.health.whole.open.count or self.water.start.count or moved)


def _ask(session: Any, asked: Asked) -> Forecast:
    pipeline_id, now, period = asked.pipeline_id, asked.now, asked.period
    return Forecast(
        pipeline_health(session, pipeline_id=pipeline_id, now=now, period=period),
        measured_weight(session, pipeline_id=pipeline_id),
        waterfall(session, pipeline_id=pipeline_id, now=now, period=period),
        slipping(session, pipeline_id=pipeline_id, now=now),
    )


def _message(found: Forecast, asked: Asked) -> str:
    if not found.has_data:
        return _("Nothing is open, so there is nothing to forecast.")
    health = found.health
    if health.whole.open.lacks_amounts:
        return ngettext(
            "{count} deal is open without an amount, so there is nothing to forecast with.",
            "{count} deals are open, none with an amount, so there is nothing to forecast with.",
            health.whole.open.count,
        ).format(count=i18n.count(health.whole.open.count))
    words = {
        "open": i18n.money_short(health.whole.open.amount, asked.currency),
        "weighted": i18n.money_short(health.whole.weighted, asked.currency),
        "past": i18n.share(health.past_close),
        "coverage": i18n.ratio(health.coverage or 0.0),
    }
    if asked.is_running and health.coverage is not None:
        return _(
            "{weighted} weighted stands open; that is {coverage} times what is missing to the "
            "target."
        ).format(**words)
    if health.past_close.denominator >= FEWEST:
        if not health.past_close.numerator:
            return _(
                "{weighted} weighted stands open of {open}; no deal is past its expected close."
            ).format(**words)
        return _(
            "{weighted} weighted stands open of {open}; {past} of the dated deals are past their "
            "expected close."
        ).format(**words)
    return _("{weighted} weighted stands open of {open}.").format(**words)


def _blocks(found: Forecast, asked: Asked) -> Sequence[Block]:
    if not found.has_data:
        return (
            missing(
                (
                    _("This part needs open deals with amounts and expected closes."),
                    _("Give open deals their amount and the day on which you expect the close."),
                )
            ),
        )
    return (
        *_health(found, asked),
        *_stages(found.health, asked),
        *_water(found.water, asked),
        *_slipping(found, asked),
    )


def _health(found: Forecast, asked: Asked) -> Iterable[Block]:
    yield Heading(
        _("How sound the pipeline is"),
        _("Leads and opportunities that are open at the end; weighted: amount × probability."),
    )
    health, whole = found.health, found.health.whole
    rows = [
        _figure_row("coverage", _coverage(health), _target(health, asked)),
        _measured_row(found.measured),
        _share_row("past_close", health.past_close),
        _share_row("idle", health.idle),
        _share_row("no_next_step", health.stepless),
        _figure_row(
            "close_pushed",
            Cell(_pushes(health)),
            _pushed_in_all(whole),
        ),
        _share_row("largest_deal", health.largest_share, _largest(health, asked)),
    ]
    yield Table(
        (
            Column(_("Figure"), 1.5, "left"),
            Column(_("Value"), 0.9),
            Column("", 0.15, "left"),
            Column(_("Of what"), 3.0, "left"),
        ),
        tuple(rows),
    )


def _stages(health: PipelineHealth, asked: Asked) -> Iterable[Block]:
    yield Heading(_("Open deals by stage"))
    yield Table(
        (
            Column(_("Stage"), 2.4, "left"),
            Column(_("Open")),
            Column(_("Amount"), 1.3),
            Column(_("Weighted"), 1.3),
            Column(_("Past close")),
            Column(_("Idle")),
            Column(_("No next step")),
        ),
        (
            *(_stage_row(one, asked.currency) for one in health.stages if one.open.count),
            Row(_stage_row(health.whole, asked.currency).cells, "total"),
        ),
        notes=(_("—: no open deal there carries an amount."),)
        if any(one.open.lacks_amounts for one in health.stages)
        else (),
    )


def _measured_row(measured: MeasuredWeight) -> Row:
    value = i18n.money_short(measured.amount, measured.currency)
    note = measured_on(measured)
    if measured.amount is not None:
        configured = i18n.money_short(measured.configured, measured.currency)
        note = _("{sentence} As configured: {amount}").format(sentence=note, amount=configured)
    cell = Cell(value, "weak" if measured.is_weak else "strong")
    return _figure_row("weighted_measured", cell, note)


def _figure_row(key: str, value: Cell, note: str) -> Row:
    return row(definition(key).name, value, "", note)


def _share_row(key: str, value: Share, note: str = "") -> Row:
    counted = _of_deals(value.numerator, value.denominator)
    weak = value.denominator < FEWEST and not note
    cell = Cell(i18n.share(value), "weak" if weak else "strong")
    return row(definition(key).name, cell, "", note or counted)


def _of_deals(part: int, whole: int) -> str:
    """What a share is of; of no deals at all, and of all of them, in a word."""
    if not whole:
        return _("no deal to which it applies")
    if part == whole > 1:
        return _("all {whole} deals").format(whole=i18n.count(whole))
    return _("{part} of {whole} deals").format(part=i18n.count(part), whole=i18n.count(whole))


def _pushes(health: PipelineHealth) -> str:
    mean = health.pushes_a_deal
    return NOTHING if mean is None else _("{mean} pushes").format(mean=i18n.ratio(mean))


def _pushed_in_all(whole: StageHealth) -> str:
    times = ngettext("{times} push", "{times} pushes", whole.pushed_times)
    deals = ngettext("{n} deal", "{n} deals", whole.pushed)
    return _("{deals}, {pushes}").format(
        deals=deals.format(n=i18n.count(whole.pushed)),
        pushes=times.format(times=i18n.count(whole.pushed_times)),
    )


def _coverage(health: PipelineHealth) -> Cell:
    if health.coverage is None:
        return Cell(NOTHING)
    return Cell(_("{ratio} ×").format(ratio=i18n.ratio(health.coverage)), "strong")


def _target(health: PipelineHealth, asked: Asked) -> str:
    if health.target is None:
        return _("No target of the won amount is set for this month.")
    words = {
        "won": i18n.money_short(health.won.amount, asked.currency),
        "target": i18n.money_short(health.target, asked.currency),
    }
    if not health.rest:
        return _("The target of {target} is reached: {won} won.").format(**words)
    if not asked.is_running:
        return _(
            "{won} of the target of {target} won. The month is over: what was open at its end "
            "against what it lacked."
        ).format(**words)
    return _("{won} of the target of {target} won").format(**words)


def _largest(health: PipelineHealth, asked: Asked) -> str:
    if health.largest is None and health.whole.open.amount:
        return _("The open deals stand where the probability is 0%, so nothing is weighted.")
    if health.largest is None:
        return _("No open deal carries an amount.")
    amount = i18n.money_short(health.largest.weighted, asked.currency)
    return _("{deal}, {amount} weighted").format(deal=health.largest.title, amount=amount)


def _stage_row(one: StageHealth, currency: str) -> Row:
    lacking = one.open.lacks_amounts
    return row(
        _("Together") if one.stage is None else one.stage.name,
        i18n.count(one.open.count),
        NOTHING if lacking else i18n.money_short(one.open.amount, currency),
        Cell(NOTHING if lacking else i18n.money_short(one.weighted, currency), "strong"),
        i18n.count(one.past_close.count),
        i18n.count(one.idle.count),
        i18n.count(one.stepless.count),
    )


def _water(water: Waterfall, asked: Asked) -> Iterable[Block]:
    if not (water.start.count or any(tally.count for tally in water.movements.values())):
        return
    steps = (
        Step(_name("start"), water.start.amount, "total", _deals(water.start.count)),
        *(_step(key, water) for key in MOVEMENTS),
        Step(_name("end"), water.end.amount, "total", _deals(water.end.count)),
    )
    note = ""
    if water.dateless.count:
        note = ngettext(
            "{count} open opportunity without an expected close is in none of it.",
            "{count} open opportunities without an expected close are in none of it.",
            water.dateless.count,
        ).format(count=i18n.count(water.dateless.count))
    yield Heading(
        _("What became of the amount that was to close"),
        _("Open opportunities whose expected close lies in the month or before."),
    )
    words = wording("amount", asked.currency)
    yield Drawing(
        chart.height(steps),
        lambda sheet, frame: chart.draw(sheet, frame, steps, words, is_count=False),
        note,
    )


def _name(step: str) -> str:
    return definition(f"waterfall_{step}").name


def _step(key: Any, water: Waterfall) -> Step:
    tally = water.movements[key]
    sign = 1 if key in RISING else -1
    deals = _deals(_moved(key, water))
    return Step(_name(key), sign * tally.amount, "movement", deals, is_good=key == "won")


def _moved(key: Any, water: Waterfall) -> int:
    """How many deals a movement is of; a change of amount moves none of them."""
    return water.changed[key] if key in CHANGES else water.movements[key].count


def _deals(count: int) -> str:
    return ngettext("{count} deal", "{count} deals", count).format(count=i18n.count(count))


def _slipping(found: Forecast, asked: Asked) -> Iterable[Block]:
    if not found.slipping.rows:
        return
    deals = sorted(found.slipping.rows, key=lambda one: (-(one.value or 0), one.deal_id))[:NAMED]
    rest = found.slipping.total - len(deals)
    note = _("Past their expected close, or put off; worth most first.")
    if rest > 0:
        note = ngettext(
            "Past their expected close, or put off; worth most first; {count} more stands on the "
            "page of pipeline health.",
            "Past their expected close, or put off; worth most first; {count} more stand on the "
            "page of pipeline health.",
            rest,
        ).format(count=i18n.count(rest))
    yield Heading(_("Deals whose close slips"), note)
    yield Table(
        (
            Column(_("Deal"), 2.4, "left"),
            Column(_("Company"), 2.0, "left"),
            Column(_("Owner"), 1.2, "left"),
            Column(_("Expected close"), 1.6),
            Column(_("Days past"), 0.8),
            Column(_("Pushed"), 0.7),
            Column(_("Amount"), 1.1),
        ),
        tuple(_slipping_row(one, asked) for one in deals),
    )


def _slipping_row(one: SlippingDeal, asked: Asked) -> Row:
    return row(
        one.title,
        one.company,
        one.owner,
        i18n.day(one.close),
        i18n.count(one.days_past),
        i18n.count(one.times),
        NOTHING if one.value is None else i18n.money_short(one.value, asked.currency),
    )


def _figures(found: Forecast, asked: Asked) -> Iterable[Printed]:
    health, water = found.health, found.water
    yield Printed("open", "", health.whole.open.count)
    lacking = health.whole.open.lacks_amounts
    for key, amount in (
        ("open_amount", health.whole.open.amount),
        ("weighted", health.whole.weighted),
    ):
        yield Printed(key, "", None if lacking else amount, health.whole.open.count)
    measured = found.measured
    yield Printed("weighted_measured", "", measured.amount, measured.open.count)
    yield Printed("coverage", "", health.coverage)
    for key, share in (
        ("past_close", health.past_close),
        ("idle", health.idle),
        ("no_next_step", health.stepless),
    ):
        yield Printed(key, "", share.raw, share.denominator)
    yield Printed("close_pushed", "", health.pushes_a_deal, health.whole.dated.count)
    yield Printed("largest_deal", "", health.largest_share.raw)
    yield Printed("waterfall_start", "", water.start.amount, water.start.count)
    for movement in MOVEMENTS:
        amount = water.movements[movement].amount
        yield Printed(f"waterfall_{movement}", "", amount, _moved(movement, water))
    yield Printed("waterfall_end", "", water.end.amount, water.end.count)


PART = Part(
    "forecast", lambda: _("Forecast and pipeline health"), _ask, _message, _blocks, _figures
)
