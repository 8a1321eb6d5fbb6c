"""Part 1, the month on one page: the bottleneck, what changed, what to do, the key figures (§10).

The page alone is also the one-pager.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics import findings
from revops_desktop.analytics.action_words import to_do
from revops_desktop.analytics.definitions import Unit, definition
from revops_desktop.analytics.month_answer import MonthFindings
from revops_desktop.analytics.month_findings import month_findings
from revops_desktop.analytics.month_words import (
    change_words,
    figure_name,
    headline,
    nothing_changed,
)
from revops_desktop.analytics.overview import Overview, OverviewFigure
from revops_desktop.analytics.standing import Standing
from revops_desktop.analytics.wording import Wording, wording
from revops_desktop.i18n import NOTHING, _
from revops_desktop.reports.blocks import Block, Heading, Panel, Paragraph, missing
from revops_desktop.reports.charts import spark
from revops_desktop.reports.charts.trend import Month
from revops_desktop.reports.one_page import (
    Card,
    Cards,
    Density,
    Mark,
    Marked,
    OnePage,
    Step,
    Strip,
    met_sign,
    triangle,
)
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.sheet import Sheet, Type
from revops_desktop.reports.table import Cell, Column, Row, Table
from revops_desktop.rules.targets import FIGURES
from revops_desktop.tokens import LIGHT

_BEFORE = 3
# More have no room in one line.
_MOST_STAGES = 13
_Drawn = Callable[[Sheet, Frame], None] | None


@dataclass(frozen=True, slots=True)
class OnePageAnswer:
    """The findings, and what stood open at the end of each month, oldest first (None unknown)."""

    findings: MonthFindings
    standing: tuple[Standing | None, ...]

    @property
    def has_data(self) -> bool:
        """Whether anything was ever entered up to the month's end."""
        return any(
            point.value for one in self.findings.overview.figures for point in one.trend.points
        )


def _ask(session: Any, asked: Asked) -> OnePageAnswer:
    found = month_findings(session, pipeline_id=asked.pipeline_id, month=asked.month, now=asked.now)
    return OnePageAnswer(found, tuple(asked.standing.get(month) for month in asked.months))


def _message(answer: OnePageAnswer, asked: Asked) -> str:
    return headline(answer.findings)


def _blocks(answer: OnePageAnswer, asked: Asked) -> Sequence[Block]:
    return (OnePage(lambda density: _version(answer, asked, density)),)


def _version(answer: OnePageAnswer, asked: Asked, density: Density) -> Sequence[Block]:
    """The page at one density."""
    found = answer.findings
    made: list[Block] = [_headline(found, asked, density)]
    strip = _strip(found)
    if density.strip and strip is not None:
        made.append(strip)
    if answer.has_data:
        made += [_heading(_("What changed"), density), _changes(found, density)]
    else:
        made.append(missing((_("Nothing is recorded up to the end of this month."), _to_record())))
    if found.actions:
        made += [_heading(_("What to do now"), density), _cards(found, density)]
    if answer.has_data:
        made += [_heading(_("Key figures"), density), _table(answer, asked, density)]
    if asked.notes.strip():
        made += _notes(asked.notes, density)
    return made


def _to_record() -> str:
    return _("Enter deals on the board, or import a list of them with its dates.")


def _heading(title: str, density: Density) -> Block:
    return Heading(title, type_=Type(density.size + 1.5, bold=True, leading=1.3))


def _headline(found: MonthFindings, asked: Asked, density: Density) -> Block:
    """The bottleneck and why; of a month that runs, that it does."""
    blocks: list[Block] = []
    if asked.is_running:
        text = _("So far: the month is not over, and its figures still grow.")
        blocks.append(Paragraph(text, Type(density.size, bold=True), most=2))
    big = Type(density.headline, bold=True, leading=1.38)
    blocks.append(Paragraph(headline(found), big, most=density.headline_lines))
    reasons = findings.reasons(found.bottleneck)
    step = found.bottleneck.step
    often = step is not None and found.history.led(step.stage.stage_id)[0]
    led = findings.led(found.bottleneck, found.history) if often else ""
    basis = findings.cost_rests_on(found.bottleneck)
    kind = findings.kind(found.bottleneck)
    said = [one for one in (reasons[0] if reasons else "", basis, kind, led) if one]
    # Rather a sentence less than half of one.
    why = i18n.joined(*said[: density.reason_lines])
    if why:
        quiet = Type(density.size, colour=LIGHT.text_muted, leading=1.45)
        blocks.append(Paragraph(why, quiet, most=density.reason_lines))
    return Panel(tuple(blocks), "accent")


def _strip(found: MonthFindings) -> Strip | None:
    """The river up to the win; None where no month's deals have had their time yet."""
    bottleneck = found.bottleneck
    if not bottleneck.window or not 0 < len(bottleneck.steps) < _MOST_STAGES:
        return None
    narrow = None if bottleneck.step is None else bottleneck.step.stage.stage_id
    steps = [
        Step(
            one.stage.name,
            i18n.share(one.current),
            is_narrow=one.stage.stage_id == narrow,
            weak=one.current.rate is None,
        )
        for one in bottleneck.steps
    ]
    steps.append(Step(bottleneck.steps[-1].to.name, ""))
    return Strip(tuple(steps), _("Bottleneck"))


def _changes(found: MonthFindings, density: Density) -> Block:
    type_ = Type(density.size, leading=1.45)
    if not found.changes:
        return Marked((Mark(nothing_changed(found)),), type_, density.change_lines)
    marks = tuple(
        Mark(change_words(one, found.currency), one.way, one.sense) for one in found.changes
    )
    return Marked(marks, type_, density.change_lines)


def _cards(found: MonthFindings, density: Density) -> Block:
    cards = []
    for action in found.actions:
        said = to_do(found, action)
        watch = _("Watch: {figure}. {weeks}").format(figure=said.watch, weeks=said.weeks)
        cards.append(
            Card(
                said.title,
                said.why,
                said.steps,
                tuple(one for one in (watch, said.gain) if one),
            )
        )
    return Cards(tuple(cards), density)


def _notes(notes: str, density: Density) -> list[Block]:
    text = Paragraph(notes.strip(), Type(density.size, leading=1.45), most=density.note_lines)
    return [_heading(_("Notes"), density), text]


# The key figures


def _table(answer: OnePageAnswer, asked: Asked, density: Density) -> Block:
    view = answer.findings.overview
    month = i18n.month(asked.month)
    if asked.is_running:
        month = _("{month}, so far").format(month=i18n.month_mark(asked.month))
    rows = [_figure_row(one, answer, asked) for one in view.figures]
    rows += _standing_rows(answer, asked)
    return Table(
        (
            Column("", 2.4, "left"),
            Column(month, 1.4),
            Column(_("Target"), 1.55),
            Column(_("Month before"), 1.1),
            Column(_("Mean of 3 before"), 1.2),
            Column("", 0.15),
            Column(_("12 months"), 1.75, "left"),
        ),
        tuple(rows),
        notes=tuple(_table_notes(view)),
        lines=1,
        pad=density.pad,
    )


def _table_notes(view: Overview) -> Iterable[str]:
    if any(one.trend.band for one in view.figures):
        yield _key([one for one in view.figures if one in view.standing_out])
    if view.open.lacks_amounts:
        yield _("—: no open deal carries an amount, so nothing can be weighted.")


def _weighted(view: Overview) -> float | None:
    return None if view.open.lacks_amounts else float(view.weighted)


def _key(standing_out: Sequence[OverviewFigure]) -> str:
    """What the signs of the table mean."""
    shaded = _("Shaded: what is usual for the figure, by its own 12 months before.")
    if not standing_out:
        return shaded
    return i18n.joined(shaded, _("A triangle: above or below it."))


def _figure_row(one: OverviewFigure, answer: OnePageAnswer, asked: Asked) -> Row:
    said = wording(one.trend.unit, asked.currency)
    label = figure_name(one.key, one.trend.unit, one.now.n)
    sense = _sense(one, answer.findings)
    months = [Month("", point.shown, point.is_weak) for point in one.trend.points]
    return Row(
        (
            Cell(label),
            Cell(
                said.text(one.trend.written(one.now)),
                "weak" if one.now.is_weak else "strong",
                sense,
            ),
            _target(one, said, asked.is_running),
            _quiet(said, one),
            Cell(said.text(one.trend.mean_before)),
            Cell(),
            _spark(months, one.trend.band),
        )
    )


def _sense(one: OverviewFigure, found: MonthFindings) -> _Drawn:
    """A triangle before the value of a figure that stands out."""
    if one not in found.overview.standing_out:
        return None
    way = one.trend.stands_out

    def draw(sheet: Sheet, frame: Frame) -> None:
        tone = LIGHT.good if one.sense == "good" else LIGHT.bad
        triangle(sheet, frame.x + 3, frame.y + frame.height / 2, way, tone)

    return draw


def _target(one: OverviewFigure, said: Wording, is_running: bool) -> Cell:
    """The target, and whether it was met: as a sign and in a word; of a month that runs, how far.

    What is not reached yet was not missed.
    """
    target, met, value = one.target, one.is_met, one.now.value
    if target is None:
        return Cell(NOTHING, "weak")
    if met is None:
        return Cell(said.text(target))
    text = _("{target} met") if met else _("{target} missed")
    if is_running and FIGURES[one.key].adds_up:
        if not met and target:
            text = _("{share} of {target}")
    elif is_running:
        return Cell(said.text(target))
    share = i18n.percent_whole((value or 0.0) / target) if target else ""
    sign = None if is_running and not met else bool(met)

    def draw(sheet: Sheet, frame: Frame) -> None:
        if sign is not None:
            met_sign(sheet, frame.x + 4, frame.y + frame.height / 2, sign)

    return Cell(text.format(target=said.text(target), share=share), "plain", draw)


def _quiet(said: Wording, one: OverviewFigure) -> Cell:
    if one.before is None:
        return Cell(NOTHING, "weak")
    text = said.text(one.trend.written(one.before))
    return Cell(text, "weak" if one.before.is_weak else "plain")


def _spark(months: Sequence[Month], band: tuple[float, float] | None) -> Cell:
    def draw(sheet: Sheet, frame: Frame) -> None:
        spark.draw(sheet, frame, months, band)

    return Cell(draw_in=draw)


def _standing_rows(answer: OnePageAnswer, asked: Asked) -> list[Row]:
    """What stood open at the end of the month, and what of it is weighted."""
    view = answer.findings.overview
    pairs: tuple[tuple[str, Unit, float | None, list[float | None]], ...] = (
        (
            "open",
            "count",
            view.open.count,
            [None if one is None else float(one.open.count) for one in answer.standing],
        ),
        (
            "weighted",
            "amount",
            _weighted(view),
            [
                None if one is None or one.open.lacks_amounts else float(one.weighted)
                for one in answer.standing
            ],
        ),
    )
    rows = []
    for key, unit, now, values in pairs:
        said = wording(unit, asked.currency)
        before = values[-1 - _BEFORE : -1]
        known = [one for one in before if one is not None]
        mean = fmean(known) if len(known) == _BEFORE else None
        months = [Month("", value) for value in (*values[:-1], now)]
        rows.append(
            Row(
                (
                    Cell(definition(key).name),
                    Cell(said.text(now), "strong"),
                    Cell(NOTHING, "weak"),
                    Cell(said.text(before[-1] if before else None)),
                    Cell(said.text(mean)),
                    Cell(),
                    _spark(months, None),
                )
            )
        )
    return rows


# What is printed


def _figures(answer: OnePageAnswer, asked: Asked) -> Iterable[Printed]:
    found = answer.findings
    view = found.overview
    for one in view.figures:
        yield Printed(one.key, "", one.now.shown, one.now.n)
        for point in one.trend.points[:-1]:
            yield Printed(one.key, f"month:{point.month}", point.shown, point.n)
    yield Printed("open", "", float(view.open.count), view.open.count)
    yield Printed("weighted", "", _weighted(view), view.open.count)
    yield from _of_bottleneck(found)
    for change in found.changes:
        subject = f"{change.about.key}:month:{asked.month}" if change.about.key else ""
        if view.figure(change.key) is None:
            yield Printed(change.key, subject, change.value, change.n)
    for action in found.actions:
        watch = action.watch
        yield Printed(watch.figure, _watched(watch.subject), watch.value, watch.n)


def _watched(subject: str) -> str:
    return f"watched:{subject}" if subject else "watched"


def _of_bottleneck(found: MonthFindings) -> Iterable[Printed]:
    """The step named, what it costs, and every step of the strip."""
    bottleneck = found.bottleneck
    if bottleneck.step is not None:
        stage = f"stage:{bottleneck.step.stage.stage_id}"
        n = bottleneck.step.current.denominator
        yield Printed("gain", stage, bottleneck.gain_per_month, n)
        yield Printed("reference", stage, bottleneck.reference, n)
    if not bottleneck.window:
        return
    for one in bottleneck.steps:
        subject = _watched(f"stage:{one.stage.stage_id}")
        yield Printed("conversion", subject, one.current.raw, one.current.denominator)


PART = Part(
    key="month",
    title=lambda: _("The month on one page"),
    ask=_ask,
    message=_message,
    blocks=_blocks,
    figures=_figures,
    needs_standing=True,
    is_whole_page=True,
)
