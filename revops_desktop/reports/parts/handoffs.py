"""Part 5, SLAs and hand-offs: which promises were kept, what was lost between functions (§4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from revops_desktop import i18n
from revops_desktop.analytics.promise_months import (
    HandedMonths,
    Line,
    Promises,
    handed_months,
    promises,
)
from revops_desktop.analytics.sla_review import Review, review, reviews
from revops_desktop.i18n import _, ngettext
from revops_desktop.reports.blocks import Block, missing
from revops_desktop.reports.part import Asked, Part, Printed
from revops_desktop.reports.parts import handed_blocks, promise_blocks
from revops_desktop.reports.parts.promise_blocks import line_name
from revops_desktop.rules.chance import shares_differ
from revops_desktop.rules.shares import FEWEST, Share
from revops_desktop.rules.text import inner_quotes
from revops_desktop.rules.usual import usual_range


@dataclass(frozen=True, slots=True)
class Handoffs:
    """The promises and hand-offs of the month and the year; the last review held by then."""

    promises: Promises
    handed: HandedMonths
    review: Review | None

    @property
    def has_promises(self) -> bool:
        """Whether any deadline fell into the year, or runs."""
        return bool(self.promises.whole.year.counted or self.promises.whole.month.running)

    @property
    def has_handoffs(self) -> bool:
        """Whether anything was handed over in the year."""
        return bool(self.handed.year.whole.handed)

    @property
    def weakest(self) -> Line | None:
        """The rule that misses most in the month, of those with enough cases that miss any."""
        able = [
            one
            for one in self.promises.rules
            if one.month.counted >= FEWEST and one.month.met < one.month.counted
        ]
        return min(able, key=lambda one: one.month.compliance.raw or 0.0, default=None)


def _ask(session: Any, asked: Asked) -> Handoffs:
    pipeline_id, months, now = asked.pipeline_id, asked.months, asked.now
    held = [one.review_id for one in reviews(session) if one.held_at <= asked.now]
    return Handoffs(
        promises(session, pipeline_id=pipeline_id, months=months, now=now),
        handed_months(session, pipeline_id=pipeline_id, months=months, now=now, zone=asked.zone),
        review(session, review_id=held[0]) if held else None,
    )


def _message(found: Handoffs, asked: Asked) -> str:
    if not found.has_promises:
        return _handed_message(found)
    kept = found.promises.whole.month.compliance
    if kept.rate is None:
        return _("Too few deadlines fell into the month to say how promises are kept.")
    weakest = found.weakest
    words = {
        "kept": i18n.share(kept),
        "n": i18n.count(kept.denominator),
        "rule": "" if weakest is None else inner_quotes(line_name("rule", weakest.group)),
        "lowest": "" if weakest is None else i18n.share(weakest.month.compliance),
    }
    if kept.numerator == kept.denominator:
        return _("All {n} promises of the month were kept.").format(**words)
    if weakest is None:
        return _(
            "{kept} of {n} promises were kept; no single rule had enough of them to be the weakest."
        ).format(**words)
    met, before = found.promises.whole.before
    differ = shares_differ(kept.numerator, kept.denominator, met, before)
    if differ is None or usual_range(found.promises.whole.rates_before, 1.0) is None:
        return _(
            "{kept} of {n} promises were kept; the weakest is “{rule}” with {lowest}. There is too "
            "little to compare it with earlier months."
        ).format(**words)
    words["before"] = i18n.percent(met / before if before else None)
    if not differ:
        return _(
            "{kept} of {n} promises were kept, about as many as before; the weakest is “{rule}” "
            "with {lowest}."
        ).format(**words)
    if (kept.raw or 0.0) < met / before:
        return _(
            "Fewer promises are kept: {kept} in the month, {before} in the 11 months before; the "
            "weakest is “{rule}” with {lowest}."
        ).format(**words)
    return _(
        "More promises are kept: {kept} in the month, {before} in the 11 months before; the "
        "weakest is “{rule}” with {lowest}."
    ).format(**words)


def _handed_message(found: Handoffs) -> str:
    if not found.has_handoffs:
        return _("Nothing was promised or handed over under a rule.")
    lost = found.handed.month.whole.loss_rate
    if lost.rate is None:
        return _("Too few hand-offs were decided in the month to say how many are lost.")
    return ngettext(
        "{lost} of the month's {n} decided hand-off was not accepted.",
        "{lost} of the month's {n} decided hand-offs were not accepted.",
        lost.denominator,
    ).format(lost=i18n.share(lost), n=i18n.count(lost.denominator))


def _blocks(found: Handoffs, asked: Asked) -> Sequence[Block]:
    if not found.has_promises and not found.has_handoffs:
        return (
            missing(
                (
                    _("This part needs deadlines: time limits of stages, and hand-off rules."),
                    _(
                        "Set them in the settings, under Stages and Hand-offs; every move then "
                        "starts its clock."
                    ),
                )
            ),
        )
    return (
        *(promise_blocks.blocks(found.promises, asked) if found.has_promises else ()),
        *(handed_blocks.blocks(found.handed, asked) if found.has_handoffs else ()),
        *(handed_blocks.agreed(found.review, asked) if found.review else ()),
    )


def _figures(found: Handoffs, asked: Asked) -> Iterable[Printed]:
    for subject, line in _lines(found.promises):
        yield _of("sla_compliance", subject, line.month.compliance)
        yield _of("sla_compliance", _beside("year", subject), line.year.compliance)
        taken = line.month.response
        yield Printed("response_time", subject, taken.median, taken.n)
    for month, figures in zip(asked.months, found.promises.whole.months, strict=True):
        yield _of("sla_compliance", f"month:{month}", figures.compliance)
    for span, report in (("", found.handed.month), ("year", found.handed.year)):
        yield Printed("handoffs", span, report.whole.handed)
        yield _of("handoff_loss", span, report.whole.loss_rate)
        yield _of("handoff_completeness", span, report.whole.completeness)
        for one in report.pairs:
            if None in one.pair:
                continue
            subject = _beside(span, f"pair:{one.pair[0]}:{one.pair[1]}")
            yield Printed("handoffs", subject, one.figures.handed)
            yield _of("handoff_loss", subject, one.figures.loss_rate)
    for month, lost in zip(asked.months, found.handed.losses, strict=True):
        yield _of("handoff_loss", f"month:{month}", lost)


def _of(key: str, subject: str, value: Share) -> Printed:
    return Printed(key, subject, value.raw, value.denominator)


def _beside(span: str, subject: str) -> str:
    return ":".join(part for part in (span, subject) if part)


def _lines(found: Promises) -> Iterable[tuple[str, Line]]:
    yield "", found.whole
    for one in found.rules:
        if isinstance(one.group.key, tuple):
            yield f"rule:{one.group.key[0]}:{one.group.key[1]}", one
    for name, lines in (("function", found.functions), ("owner", found.members)):
        for one in lines:
            key = one.group.key
            yield f"{name}:{key if isinstance(key, int) else ''}", one


PART = Part("handoffs", lambda: _("SLAs and hand-offs"), _ask, _message, _blocks, _figures)
