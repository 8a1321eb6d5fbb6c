"""Part 4, speed: how long deals stay in each stage, and those that are stuck (domain.md §5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.deals_behind import DealBehind, DealsBehind
from revops_desktop.analytics.month_reading import reading_of
from revops_desktop.analytics.stage_durations import StageDurations, durations_by_stage
from revops_desktop.analytics.stuck import StuckAt, limited_stages, stuck_deals
from revops_desktop.analytics.tally import total
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Block, Drawing, Heading, missing
from revops_desktop.reports.charts import boxes
from revops_desktop.reports.charts.boxes import Box
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.sheet import MARGIN
from revops_desktop.reports.table import Cell, Column, Row, Table, Tone, row
from revops_desktop.rules.periods import local_day
from revops_desktop.rules.shares import FEWEST

# So many of the stuck deals are named, those worth most first.
NAMED = 12
_NARROWEST_PAPER = 595.0 - 2 * MARGIN


@dataclass(frozen=True, slots=True)
class Speed:
    """Times of the twelve months, and what is stuck at the month's end.

    `has_limits`: whether a stage has a limit beyond which a deal is stuck.
    """

    durations: tuple[StageDurations, ...]
    stuck: tuple[StuckAt, ...]
    deals: DealsBehind
    has_limits: bool

    @property
    def slowest(self) -> StageDurations | None:
        """The stage before the win with the longest median; None where none has enough stays."""
        able = [one for one in self.before_win if one.days.n >= FEWEST]
        return max(able, key=lambda one: one.days.median or 0.0, default=None)

    @property
    def before_win(self) -> tuple[StageDurations, ...]:
        """The stages of leads and opportunities: customers stay long, as they should."""
        return tuple(one for one in self.durations if one.stage.phase != "customer")

    @property
    def of_customers(self) -> tuple[StageDurations, ...]:
        """The stages of customers."""
        return tuple(one for one in self.durations if one.stage.phase == "customer")

    @property
    def has_data(self) -> bool:
        """Whether any stay ended or runs."""
        return any(one.days.n or one.running_days.n for one in self.durations)


def _ask(session: Any, asked: Asked) -> Speed:
    pipeline_id, now = asked.pipeline_id, asked.now
    return Speed(
        durations_by_stage(session, pipeline_id=pipeline_id, period=asked.year, now=now),
        # Asked by the findings too.
        reading_of(session, pipeline_id=pipeline_id, month=asked.month, now=now).stuck,
        stuck_deals(session, pipeline_id=pipeline_id, now=now),
        bool(limited_stages(session, pipeline_id=pipeline_id, now=now)),
    )


def _message(found: Speed, asked: Asked) -> str:
    if not found.has_data:
        return _("Nothing is known yet of how long deals take.")
    said = total(one.either for one in found.stuck)
    slowest = found.slowest
    if slowest is None and not said.count and not found.has_limits:
        return _("Too few stays have ended to compare the stages, and no stage has a limit.")
    if slowest is None:
        return ngettext(
            "{count} deal is stuck; too few stays have ended to compare the stages.",
            "{count} deals are stuck; too few stays have ended to compare the stages.",
            said.count,
        ).format(count=i18n.count(said.count))
    words = {
        "stage": slowest.stage.name,
        "days": i18n.days(slowest.days.median),
        "count": i18n.count(said.count),
        "amount": i18n.money_short(said.amount, asked.currency),
    }
    if not said.count and not found.has_limits:
        return _(
            "Deals stay longest before the win in “{stage}”, {days} in the median; no stage has a "
            "limit, so none can be counted as stuck."
        ).format(**words)
    if not said.count:
        return _(
            "Deals stay longest before the win in “{stage}”, {days} in the median; none is stuck."
        ).format(**words)
    return ngettext(
        "Deals stay longest before the win in “{stage}”, {days} in the median; {count} deal worth "
        "{amount} is stuck.",
        "Deals stay longest before the win in “{stage}”, {days} in the median; {count} deals worth "
        "{amount} are stuck.",
        said.count,
    ).format(**words)


def _blocks(found: Speed, asked: Asked) -> Sequence[Block]:
    if not found.has_data:
        return (
            missing(
                (
                    _("This part needs deals that have moved from stage to stage."),
                    _("Move deals on the board, or import them with the dates of their stages."),
                )
            ),
        )
    return (*_times(found), *_stuck(found, asked))


def _times(found: Speed) -> Iterable[Block]:
    yield Heading(
        _("Time in stage"),
        _("Calendar days of the stays that ended in the 12 months; beside them those that run."),
    )
    for part in (found.before_win, found.of_customers):
        if any(one.days.n or one.running_days.n for one in part):
            yield _chart([_box(one) for one in part])
    yield Table(
        (
            Column(_("Stage"), 3.0, "left"),
            Column(_("n"), 0.8),
            Column(_("Fastest 25%")),
            Column(_("Median")),
            Column(_("Slowest 25%")),
            Column(_("Slowest 10%")),
            Column(_("Running"), 0.9),
            Column(_("Their median age")),
        ),
        tuple(_duration_row(one) for one in found.durations),
        notes=_left_out(found),
    )


def _chart(shown: list[Box]) -> Drawing:
    points = boxes.height(shown, _NARROWEST_PAPER)
    return Drawing(points, lambda sheet, frame: boxes.draw(sheet, frame, shown))


def _box(one: StageDurations) -> Box:
    days, running = one.days, one.running_days
    return Box(
        one.stage.name,
        days.n,
        *(days.median, days.p25, days.p75, days.p90),
        running=running.n,
        running_median=running.median,
    )


def _duration_row(one: StageDurations) -> Row:
    weak: Tone = "weak" if one.days.n < FEWEST else "plain"
    few: Tone = "weak" if one.running_days.n < FEWEST else "plain"
    return row(
        one.stage.name,
        Cell(i18n.count(one.days.n), weak),
        Cell(i18n.days(one.days.p25), weak),
        Cell(i18n.days(one.days.median), weak if weak == "weak" else "strong"),
        Cell(i18n.days(one.days.p75), weak),
        Cell(i18n.days(one.days.p90), weak),
        Cell(i18n.count(one.running_days.n), few),
        Cell(i18n.days(one.running_days.median), few),
    )


def _left_out(found: Speed) -> tuple[str, ...]:
    odd = sum(one.odd_order for one in found.durations)
    undated = sum(one.undated for one in found.durations)
    notes = [_("Grey: fewer than 5 stays; nothing is concluded from them.")]
    if odd:
        notes.append(
            ngettext(
                "{count} stay ends before it begins and is in no duration.",
                "{count} stays end before they begin and are in no duration.",
                odd,
            ).format(count=i18n.count(odd))
        )
    if undated:
        notes.append(
            ngettext(
                "{count} stay lacks a date and is in no duration.",
                "{count} stays lack a date and are in no duration.",
                undated,
            ).format(count=i18n.count(undated))
        )
    running = sum(one.running_undated for one in found.durations)
    if running:
        notes.append(
            ngettext(
                "{count} open deal came into its stage on an unknown day and is not among those "
                "that run.",
                "{count} open deals came into their stages on an unknown day and are not among "
                "those that run.",
                running,
            ).format(count=i18n.count(running))
        )
    return tuple(notes)


def _stuck(found: Speed, asked: Asked) -> Iterable[Block]:
    if not any(one.either.count for one in found.stuck):
        return
    stages = [one for one in found.stuck if one.here.count]
    yield Heading(
        _("Stuck deals by stage"),
        _("Beyond the stage's time limit, or without any activity for its idle limit."),
    )
    rows = [_stuck_row(one.stage.name, one, asked.currency) for one in stages]
    whole = StuckAt(
        stages[0].stage,
        *(
            total(getattr(one, name) for one in stages)
            for name in ("here", "over_limit", "idle", "either")
        ),
    )
    rows.append(Row(_stuck_row(_("Together"), whole, asked.currency).cells, "total"))
    yield Table(
        (
            Column(_("Stage"), 3.0, "left"),
            Column(_("Deals here")),
            Column(_("Over the time limit")),
            Column(_("Without activity")),
            Column(_("Stuck")),
            Column(_("Their amount"), 1.3),
        ),
        tuple(rows),
    )
    yield from _named(found, asked)


def _stuck_row(name: str, one: StuckAt, currency: str) -> Row:
    return row(
        name,
        i18n.count(one.here.count),
        i18n.count(one.over_limit.count),
        i18n.count(one.idle.count),
        Cell(i18n.count(one.either.count), "strong"),
        i18n.money_short(one.either.amount, currency),
    )


def _named(found: Speed, asked: Asked) -> Iterable[Block]:
    """The stuck deals worth most, by name."""
    deals = sorted(found.deals.rows, key=lambda one: (-(one.value or 0), one.deal_id))[:NAMED]
    rest = found.deals.total - len(deals)
    note = _("Worth most first.")
    if rest > 0:
        note = ngettext(
            "Worth most first; {count} more stands on the funnel page.",
            "Worth most first; {count} more stand on the funnel page.",
            rest,
        ).format(count=i18n.count(rest))
    yield Heading(_("Stuck deals to speak about"), note)
    yield Table(
        (
            Column(_("Deal"), 2.6, "left"),
            Column(_("Company"), 2.2, "left"),
            Column(_("Owner"), 1.2, "left"),
            Column(_("Stage"), 1.4, "left"),
            Column(_("Days there"), 0.8),
            Column(_("Amount"), 1.2),
        ),
        tuple(_deal_row(one, asked) for one in deals),
    )


def _deal_row(one: DealBehind, asked: Asked) -> Row:
    amount = NOTHING if one.value is None else i18n.money_short(one.value, asked.currency)
    return row(one.title, one.company, one.owner, one.stage, _age(one, asked), amount)


def _age(one: DealBehind, asked: Asked) -> str:
    if one.at is None:
        return NOTHING
    since = local_day(one.at, asked.zone)
    return i18n.count((local_day(asked.now, asked.zone) - since).days)


def _figures(found: Speed, asked: Asked) -> Iterable[Printed]:
    for one in found.durations:
        subject = f"stage:{one.stage.stage_id}"
        yield Printed("time_in_stage", subject, one.days.median, one.days.n)
    for at in found.stuck:
        yield Printed("stuck", f"stage:{at.stage.stage_id}", at.either.count, at.here.count)
    here = total(one.here for one in found.stuck).count
    yield Printed("stuck", "", total(one.either for one in found.stuck).count, here)


PART = Part("speed", lambda: _("Speed"), _ask, _message, _blocks, _figures)
