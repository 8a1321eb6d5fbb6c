"""What goes on at a step: where it leaks, how long deals wait, who holds them (domain.md §6).

The evidence beside the verdict, and the signs by which plays are chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.bottleneck_answer import Bottleneck, StepFigures
from revops_desktop.analytics.bottleneck_evidence import Holder, holders
from revops_desktop.analytics.filters import Filter, settled, within
from revops_desktop.analytics.stage_durations import durations_by_stage
from revops_desktop.database.tables import (
    deal_event,
    deal_reached,
    deal_state,
    exit_reason,
    handoff,
    stage_visit,
)
from revops_desktop.rules.periods import DAY, Period, local_day
from revops_desktop.rules.shares import FEWEST, Share, share
from revops_desktop.rules.text import fold

_YEAR = timedelta(days=365)
_QUARTER = 91 * DAY
# From these on a play is proposed for it.
_OFTEN, _LONG_WAIT, _HELD_BY_ONE, _LATE = 0.25, 1.5, 0.5, 0.2


@dataclass(frozen=True, slots=True)
class ReasonAtStep:
    """Deals that left at the step for one reason (None: none given), by the way they left.

    `now`: of the deals of the window.
    """

    kind: str
    reason: str | None
    group: str
    now: Share


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A step as of now. Days; None where too few stays are known.

    `reasons`: of the deals of the window, the most frequent first · `waiting` deals stand in the
    stage for `waiting_days` (median), where stays that ended in the last 365 days took
    `usual_days` (median) · `holders`: the most deals first · `without_next`: of those waiting,
    without an open task · `returned`: of the hand-offs into the next stage that were decided in
    the last 3 months · `signs`: what a play is chosen by.
    """

    step: StepFigures
    reasons: tuple[ReasonAtStep, ...]
    waiting: int
    waiting_days: float | None
    usual_days: float | None
    holders: tuple[Holder, ...]
    without_next: Share
    returned: Share
    signs: frozenset[str]


def step_facts(session: Session, *, found: Bottleneck) -> StepFacts | None:
    """The facts of the step named, else of the one with the largest gain; None without any."""
    step = found.step or found.leading
    period = found.window_period
    if step is None or period is None:
        return None
    only = settled(session, found.only)
    start, end = period.bounds(found.zone)
    assert start is not None and end is not None
    reasons = _reasons(session, step, (start, end), only)
    waiting, idle = _waiting(session, found, step, only)
    held = holders(
        session,
        pipeline_id=found.pipeline_id,
        stage_id=step.stage.stage_id,
        now=found.now,
        only=only,
    )
    waiting_days, usual = _stays(session, found, step, only)
    returned = _returned(session, step, found.now, only)
    without_next = share(idle, waiting)
    signs = {
        *_places(found, step),
        *_reason_signs(reasons),
        *_wait_signs(waiting_days, usual, without_next, returned, held),
    }
    return StepFacts(
        step=step,
        reasons=reasons,
        waiting=waiting,
        waiting_days=waiting_days,
        usual_days=usual,
        holders=held,
        without_next=without_next,
        returned=returned,
        signs=frozenset(signs),
    )


def signs_of(found: Bottleneck, facts: StepFacts | None) -> frozenset[str]:
    """The signs of a verdict: those of its step, or what is missing."""
    if found.verdict == "too_little":
        return frozenset({"too_little", *(f"lacks_{one.what}" for one in found.missing)})
    return frozenset({found.verdict}) | (frozenset() if facts is None else facts.signs)


def _reasons(
    session: Session, step: StepFigures, bounds: tuple[int, int], only: Filter
) -> tuple[ReasonAtStep, ...]:
    reached, event = deal_reached.c, deal_event.c
    parent = exit_reason.alias("parent")
    rows = session.execute(
        select(event.kind, exit_reason.c.name, parent.c.name, func.count())
        .select_from(deal_reached)
        .join(
            deal_event,
            and_(
                event.deal_id == reached.deal_id,
                event.kind == reached.left,
                event.at.is_(reached.left_at),
            ),
        )
        .outerjoin(exit_reason, exit_reason.c.id == event.reason_id)
        .outerjoin(parent, parent.c.id == exit_reason.c.parent_id)
        .where(
            reached.stage_id == step.stage.stage_id,
            reached.at >= bounds[0],
            reached.at < bounds[1],
            reached.next == 0,
            reached.left.is_not(None),
            *within(only, reached.deal_id),
        )
        .group_by(event.kind, exit_reason.c.id)
    )
    found = [
        ReasonAtStep(kind, name, group or "", share(deals, step.current.denominator))
        for kind, name, group, deals in rows
    ]
    return tuple(sorted(found, key=lambda one: (-one.now.numerator, one.kind, one.reason or "")))


def _waiting(
    session: Session, found: Bottleneck, step: StepFigures, only: Filter
) -> tuple[int, int]:
    """How many wait, and how many of them have nothing planned."""
    state = deal_state.c
    row = session.execute(
        select(func.count(), func.count().filter(state.next_due.is_(None))).where(
            state.pipeline_id == found.pipeline_id,
            state.status == "open",
            state.stage_id == step.stage.stage_id,
            *within(only, state.deal_id),
        )
    ).one()
    return row[0], row[1]


def _stays(
    session: Session, found: Bottleneck, step: StepFigures, only: Filter
) -> tuple[float | None, float | None]:
    """The median days of those that wait now, and of the stays that ended in the last 365 days.

    As the time in stage says it everywhere; None of too few.
    """
    today = local_day(found.now, found.zone)
    of_stage = durations_by_stage(
        session,
        pipeline_id=found.pipeline_id,
        period=Period(today - _YEAR, today),
        now=found.now,
        stage_id=step.stage.stage_id,
        only=only,
    )
    if not of_stage:
        return None, None
    waiting, usual = (
        one.median if one.n >= FEWEST else None
        for one in (of_stage[0].running_days, of_stage[0].days)
    )
    return waiting, usual


def _returned(session: Session, step: StepFigures, now: int, only: Filter) -> Share:
    """Hand-offs into the next stage of the last 3 months: returned of those decided."""
    handed = handoff.c
    accepted, returned = session.execute(
        select(
            func.count().filter(handed.outcome == "accepted"),
            func.count().filter(handed.outcome == "returned"),
        )
        .join_from(handoff, stage_visit, stage_visit.c.id == handed.visit_id)
        .where(
            stage_visit.c.stage_id == step.to.stage_id,
            handed.handed_at >= now - _QUARTER,
            handed.decided_by.not_in(("same_hands", "no_rule")),
            *within(only, handed.deal_id),
        )
    ).one()
    return share(returned, accepted + returned)


def _places(found: Bottleneck, step: StepFigures) -> Iterable[str]:
    """Where in the river the step lies, and whether hands or quality are short."""
    if step == found.steps[0]:
        yield "first_step"
    if step.to.phase == "customer":
        yield "to_won"
    elif step.stage.phase == "lead" and step.to.phase == "opportunity":
        yield "to_opportunity"
    else:
        yield step.stage.phase
    if step.stage.function != step.to.function:
        yield "handed_over"
    if found.capacity is not None:
        yield "capacity" if found.capacity else "quality"
    if step.is_target:
        yield "below_target"


# A reason is the owner's text: by these words in it (folded) a play recognises what it is about.
_WORDS: dict[str, tuple[str, ...]] = {
    "reason_budget": ("予算", "価格", "費用", "料金", "budget", "price", "cost", "fee"),
    "reason_competitor": ("競合", "他社", "他で購入", "competitor", "elsewhere", "supplier"),
    "reason_timing": ("時期", "タイミング", "延期", "timing", "not now", "time"),
    "reason_no_fit": ("対象外", "合わない", "必要性", "ニーズ", "no fit", "no problem", "no need"),
    "reason_no_contact": ("連絡", "返答", "音信", "no contact", "answer", "reach"),
    "reason_approval": ("承認", "稟議", "決裁", "approval", "authority"),
}
_FOLDED = {sign: tuple(map(fold, words)) for sign, words in _WORDS.items()}


def signs_of_reason(one: ReasonAtStep) -> tuple[str, ...]:
    """What a play may be chosen by of the deals that left for a reason."""
    said = fold(f"{one.group} {one.reason or ''}")
    signs = [sign for sign, words in _FOLDED.items() if any(word in said for word in words)]
    if one.reason is None:
        signs.append("reason_unknown")
    if one.kind == "recycled":
        signs.append("recycled")
    return tuple(signs)


def _reason_signs(reasons: Sequence[ReasonAtStep]) -> Iterable[str]:
    left = sum(one.now.numerator for one in reasons)
    if left < FEWEST:
        return
    about: dict[str, int] = {}
    for one in reasons:
        for sign in signs_of_reason(one):
            about[sign] = about.get(sign, 0) + one.now.numerator
    yield from (sign for sign, deals in about.items() if deals >= _OFTEN * left)


def _wait_signs(
    waiting: float | None,
    usual: float | None,
    without_next: Share,
    returned: Share,
    holders: Sequence[Holder],
) -> Iterable[str]:
    if waiting is not None and usual is not None and waiting > _LONG_WAIT * usual:
        yield "waits_long"
    if (without_next.rate or 0.0) >= _HELD_BY_ONE:
        yield "nothing_planned"
    if (returned.rate or 0.0) >= _LATE:
        yield "returned"
    deals = sum(one.here.count for one in holders)
    if deals >= FEWEST and len(holders) > 1 and holders[0].here.count > _HELD_BY_ONE * deals:
        yield "one_holder"
