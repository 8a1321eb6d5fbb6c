"""Part 2, the river: who came in during twelve months, how far they got, where and why they left.

The picture and the funnel are of one cohort, so that all of it adds up. The leaks are those of the
months themselves, whenever their deals had come in (domain.md §5).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.bottleneck import bottleneck
from revops_desktop.analytics.leaks import KINDS as LEAVING
from revops_desktop.analytics.leaks import Leak, leaks
from revops_desktop.analytics.river_picture import RiverPicture, RiverStage, river_picture
from revops_desktop.analytics.river_reasons import exit_name
from revops_desktop.analytics.tally import Tally, total
from revops_desktop.i18n import NOTHING, _, ngettext
from revops_desktop.reports.blocks import Beside, Block, Drawing, Heading, missing
from revops_desktop.reports.charts import bars, funnel, river
from revops_desktop.reports.charts.bars import Bar
from revops_desktop.reports.charts.funnel import Basis, Stage
from revops_desktop.reports.paper import Frame
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.sheet import Sheet
from revops_desktop.reports.table import Cell, Column, Row, Table, row
from revops_desktop.rules.shares import FEWEST, Share
from revops_desktop.rules.text import fold

LEAKS = 12
_BARS = 8
_SHORT_RIVER, _LONG_RIVER = 340.0, 480.0
_FEW_STAGES = 6
# What people call the reason of which nobody knows any.
_UNSAID = frozenset(
    ("not recorded", "unknown", "none", "n/a", "記録なし", "未記録", "不明", "未入力")
)


@dataclass(frozen=True, slots=True)
class River:
    """The cohort of twelve months, the step that is the bottleneck, and the leaks of both spans."""

    picture: RiverPicture
    narrow: int | None
    year: tuple[Leak, ...]
    month: tuple[Leak, ...]

    @property
    def leakiest(self) -> RiverStage | None:
        """The stage that most of the cohort left from; None where fewer than five did."""
        found = max(self.picture.stages, key=lambda one: gone(one).count, default=None)
        return found if found is not None and gone(found).count >= FEWEST else None


def gone(stage: RiverStage) -> Tally:
    """All that left the river from a stage, in whatever way; not what went to another pipeline."""
    return total(stage.left[way] for way in LEAVING)


def _ask(session: Any, asked: Asked) -> River:
    place = asked.pipeline_id
    picture = river_picture(session, pipeline_id=place, period=asked.year)
    verdict = None
    if picture.entered.count:
        verdict = bottleneck(session, pipeline_id=place, now=asked.now)
    step = verdict.step if verdict is not None and verdict.verdict == "named" else None
    ids = [one.stage.stage_id for one in picture.stages[:-1]]
    narrow = ids.index(step.stage.stage_id) if step and step.stage.stage_id in ids else None
    return River(
        picture,
        narrow,
        leaks(session, pipeline_id=place, period=asked.year),
        leaks(session, pipeline_id=place, period=asked.period),
    )


def _message(found: River, asked: Asked) -> str:
    entered = found.picture.entered.count
    if not entered:
        return _("Nothing came into the river in the 12 months.")
    worst = found.leakiest
    if worst is None:
        return ngettext(
            "{count} deal came into the river in 12 months; too few have left it to say where "
            "it leaks.",
            "{count} deals came into the river in 12 months; too few have left it to say where "
            "it leaks.",
            entered,
        ).format(count=i18n.count(entered))
    words = {
        "stage": worst.stage.name,
        "gone": i18n.count(gone(worst).count),
        "reached": i18n.count(worst.reached.count),
    }
    reason = _main_reason(worst)
    if fold(reason) in _UNSAID:
        return _(
            "Most deals leave from “{stage}”: {gone} of the {reached} that reached it, most often "
            "without a recorded reason."
        ).format(**words)
    if reason:
        return _(
            "Most deals leave from “{stage}”: {gone} of the {reached} that reached it, most often "
            "for “{reason}”."
        ).format(reason=reason, **words)
    return _("Most deals leave from “{stage}”: {gone} of the {reached} that reached it.").format(
        **words
    )


def _main_reason(stage: RiverStage) -> str:
    """The most frequent reason given at a stage, in whatever way it was left for it."""
    given: dict[str, int] = defaultdict(int)
    for one in stage.exits:
        if one.reason and one.kind in LEAVING:
            given[exit_name(one)] += one.deals.count
    best = max(given, key=lambda name: given[name], default="")
    return best if best and given[best] >= FEWEST else ""


def _blocks(found: River, asked: Asked) -> Sequence[Block]:
    if not found.picture.entered.count and not found.year:
        return (
            missing(
                (
                    _("This part needs deals that came into the river at a known time."),
                    _("Add leads on the board, or import them with the day on which they came."),
                )
            ),
        )
    return (*_river(found, asked), *_funnel(found), *_leaks(found, asked))


def _river(found: River, asked: Asked) -> Iterator[Block]:
    picture = found.picture
    if not picture.entered.count:
        return
    first, last = asked.year.first, asked.year.last
    assert first is not None
    assert last is not None
    yield Heading(
        _("The whole river of the 12 months"),
        _(
            "Deals that came in from {first} to {last}, followed until the end: as wide as there "
            "are many. The conversions of part 3 are of all that reached the stage in these "
            "months, page 1's of the months whose deals have had their time."
        ).format(first=i18n.day(first), last=i18n.day(last)),
    )

    def draw(sheet: Sheet, frame: Frame) -> None:
        layout = river.river_layout(
            picture, basis="count", width=frame.width, height=frame.height, narrow=found.narrow
        )
        river.draw(sheet, frame, layout)

    points = _SHORT_RIVER if len(picture.stages) <= _FEW_STAGES else _LONG_RIVER
    says = ""
    if picture.undated:
        says = ngettext(
            "{count} deal has no date at its beginning and is left out.",
            "{count} deals have no date at their beginning and are left out.",
            picture.undated,
        ).format(count=i18n.count(picture.undated))
    yield Drawing(points, draw, says)


def _funnel(found: River) -> Iterator[Block]:
    picture = found.picture
    if not picture.entered.count:
        return
    stages = [
        Stage(
            one.stage.name,
            one.stage.function or "",
            _basis(one.reached.count, i18n.count(one.reached.count), one, by_amount=False),
            _amount(one, picture.currency),
            is_narrow=place == found.narrow,
        )
        for place, one in enumerate(picture.stages)
    ]
    yield Heading(
        _("How far they got, by count and by amount"),
        _("The same deals. Between two stages: the share that went on to the next one."),
    )
    yield Drawing(funnel.height(stages), lambda sheet, frame: funnel.draw(sheet, frame, stages))


def _basis(value: float, text: str, one: RiverStage, *, by_amount: bool) -> Basis:
    share: Share | None = None
    if one.to_next is not None:
        share = one.to_next.by_amount if by_amount else one.to_next.by_count
    skipped = one.skipped.amount if by_amount else one.skipped.count
    went_on = i18n.share(share) if share is not None and one.reached.count else ""
    return Basis(value, text, skipped, went_on, weak=one.reached.count < FEWEST)


def _amount(one: RiverStage, currency: str) -> Basis | None:
    """What the deals are worth; None where none of them carries an amount."""
    if one.reached.count and one.reached.count == one.reached.without_amount:
        return None
    amount = one.reached.amount
    return _basis(max(amount, 0), i18n.money_short(amount, currency), one, by_amount=True)


def _leaks(found: River, asked: Asked) -> Iterator[Block]:
    places = _stage_bars(found)
    if any(bar.value for bar in places):
        reasons = _reason_bars(found)
        points = max(bars.height(reasons), bars.height(places))
        yield Heading(_("Where and why they left"), _("The same deals."))
        yield Beside(
            (
                Drawing(
                    points,
                    lambda sheet, frame: bars.draw(sheet, _upper(frame, places), places),
                    _("By stage, in river order; hatched: recycled, to come back later."),
                ),
            ),
            (
                Drawing(
                    points,
                    lambda sheet, frame: bars.draw(sheet, _upper(frame, reasons), reasons),
                    _("By reason, the most frequent first."),
                ),
            ),
        )
    if found.year:
        yield Heading(
            _("The largest leaks of the 12 months"),
            _("Every deal that left the river in these months, whenever it had come in."),
        )
        yield _leak_table(found, asked)


def _upper(frame: Frame, shown: Sequence[Bar]) -> Frame:
    """The part of a frame that so many bars need."""
    return Frame(frame.x, frame.y, frame.width, min(bars.height(shown), frame.height))


def _reason_bars(found: River) -> list[Bar]:
    """By reasons of the first level, as in the picture, and by how the deals left."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for stage in found.picture.stages:
        for one in stage.exits:
            if one.kind in LEAVING:
                counted[one.reason or _("no reason given"), one.kind] += one.deals.count
    shown = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    kinds = ways()
    made = [
        Bar(name, deals, i18n.count(deals), kinds[kind], weak=deals < FEWEST)
        for (name, kind), deals in shown[:_BARS]
    ]
    rest = sum(deals for _key, deals in shown[_BARS:])
    if rest:
        number = len(shown) - _BARS
        name = ngettext("{count} other reason", "{count} other reasons", number)
        made.append(Bar(name.format(count=i18n.count(number)), rest, i18n.count(rest)))
    return made


def _stage_bars(found: River) -> list[Bar]:
    made = []
    for one in found.picture.stages:
        deals, recycled = gone(one).count, one.left["recycled"].count
        text, weak = i18n.count(deals), deals < FEWEST
        made.append(Bar(one.stage.name, deals, text, part=recycled, weak=weak))
    return made


def ways() -> dict[str, str]:
    """How a deal leaves the river, in words."""
    return {"lost": _("lost"), "recycled": _("recycled"), "churned": _("churned")}


def _largest(found: River) -> list[Leak]:
    order = {one.stage.stage_id: place for place, one in enumerate(found.picture.stages)}
    return sorted(
        found.year,
        key=lambda one: (-one.deals, order.get(one.stage_id or 0, len(order)), one.kind),
    )[:LEAKS]


def _leak_table(found: River, asked: Asked) -> Table:
    whole = total(one.tally for one in found.year)
    in_month = {(one.stage_id, one.kind, one.reason_id): one.deals for one in found.month}
    kinds, rows = ways(), []
    for one in _largest(found):
        tone = "weak" if one.deals < FEWEST else "plain"
        rows.append(
            row(
                one.stage or NOTHING,
                _reason(one),
                kinds[one.kind],
                i18n.count(in_month.get((one.stage_id, one.kind, one.reason_id), 0)),
                Cell(i18n.count(one.deals), "strong" if tone == "plain" else "weak"),
                i18n.percent(one.deals / whole.count),
                _worth(one.tally, asked.currency),
            )
        )
    every = row(
        _("All that left"),
        *("", ""),
        i18n.count(sum(one.deals for one in found.month)),
        i18n.count(whole.count),
        i18n.percent(1.0),
        _worth(whole, asked.currency),
        kind="total",
    )
    return Table(
        (
            Column(_("Stage"), 1.6, "left"),
            Column(_("Reason"), 3.2, "left"),
            Column(_("Way"), 1.1, "left"),
            Column(i18n.month(asked.month), 0.9),
            Column(_("12 months"), 0.9),
            Column(_("Of all"), 0.8),
            Column(_("Their amount"), 1.2),
        ),
        (*rows, Row(every.cells, "total")),
        notes=(_("—: no deal among them carries an amount."),)
        if any(_worth(one.tally, asked.currency) == NOTHING for one in _largest(found))
        else (),
    )


def _reason(one: Leak) -> str:
    """The reason with the one that it belongs to."""
    name = one.reason or _("no reason given")
    return f"{one.group}: {name}" if one.group else name


def _worth(deals: Tally, currency: str) -> str:
    if deals.count == deals.without_amount:
        return NOTHING
    return i18n.money_short(deals.amount, currency)


def _figures(found: River, asked: Asked) -> Iterable[Printed]:
    """Of the cohort "river:stage:…"; of what left in the months "year:…" and "month:…"."""
    for one in found.picture.stages:
        subject = f"river:stage:{one.stage.stage_id}"
        yield Printed("reached", subject, one.reached.count, one.reached.count)
        yield Printed("skipped", subject, one.skipped.count, one.reached.count)
        for way in LEAVING:
            yield Printed("leaks", f"{subject}:{way}", one.left[way].count, one.reached.count)
        if one.to_next is not None:
            by_count, by_amount = one.to_next.by_count, one.to_next.by_amount
            yield Printed("conversion", subject, by_count.rate, by_count.denominator)
            yield Printed("conversion", f"{subject}:amount", by_amount.rate, by_amount.cases)
    month = f"month:{asked.month}"
    for span, left in (("year", found.year), (month, found.month)):
        yield Printed("leaks", span, sum(one.deals for one in left))
    in_month = {(one.stage_id, one.kind, one.reason_id): one.deals for one in found.month}
    for leak in _largest(found):
        key = (leak.stage_id, leak.kind, leak.reason_id)
        subject = f"stage:{leak.stage_id}:{leak.kind}:{leak.reason_id or 0}"
        yield Printed("leaks", f"year:{subject}", leak.deals)
        yield Printed("leaks", f"{month}:{subject}", in_month.get(key, 0))


PART = Part("river", lambda: _("The river"), _ask, _message, _blocks, _figures)
