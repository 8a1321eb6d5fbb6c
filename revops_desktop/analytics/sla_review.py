"""The reviews of SLAs: a period's figures as they were then, and what was agreed (domain.md §4).

The figures of a review are those of the SLA page and of the hand-offs page for its period, filled
in when it is held and frozen in the file.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import Session

from revops_desktop.analytics import sla_figures
from revops_desktop.analytics.handoff_figures import HandoffFigures, handoff_figures
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.sla_lines import Kind
from revops_desktop.database.tables import member, sla_agreement, sla_review
from revops_desktop.rules.periods import (
    Period,
    local_day,
    month_of,
    month_period,
    months_before,
)
from revops_desktop.rules.shares import Share, share

Cadence = Literal["weekly", "monthly"]
# So many weeks or months back may be reviewed.
CHOICES = 12


@dataclass(frozen=True, slots=True)
class RuleLine:
    """The clocks of one rule in the period. `rule_id` is that of the stage or hand-off rule."""

    kind: Kind
    rule_id: int
    name: str
    pipeline: str
    function: str
    met: int
    met_late: int
    breached: int
    running: int

    @property
    def compliance(self) -> Share:
        """The share of promises kept."""
        return share(self.met, self.met + self.met_late + self.breached)


@dataclass(frozen=True, slots=True)
class HandoffLine:
    """The hand-offs of the period; `decided` are accepted, returned or expired."""

    handed: int
    accepted: int
    returned: int
    expired: int
    decided: int
    filled: int
    required: int

    @property
    def loss_rate(self) -> Share:
        """1 − accepted ÷ handed over, of those that are decided or expired."""
        return share(self.decided - self.accepted, self.decided)

    @property
    def completeness(self) -> Share:
        """Items filled in ÷ items required."""
        return share(self.filled, self.required, self.handed)


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """What a review froze; `handoffs` is None where nothing had been handed over by then."""

    rules: tuple[RuleLine, ...] = ()
    handoffs: HandoffLine | None = None

    @property
    def compliance(self) -> Share:
        """The share of promises kept over all rules."""
        met = sum(one.met for one in self.rules)
        return share(met, met + sum(one.met_late + one.breached for one in self.rules))

    def written(self) -> str:
        """The figures as the file keeps them."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    def of_rule(self, wanted: RuleLine) -> RuleLine | None:
        """The line of the same rule, where there is one."""
        same = (wanted.kind, wanted.rule_id)
        return next((one for one in self.rules if (one.kind, one.rule_id) == same), None)


def read(text: str) -> ReviewFigures:
    """The figures of a review from the text that the file keeps."""
    kept: dict[str, Any] = json.loads(text)
    handoffs = kept.get("handoffs")
    return ReviewFigures(
        tuple(RuleLine(**one) for one in kept.get("rules", ())),
        HandoffLine(**handoffs) if handoffs else None,
    )


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a review agreed; `day` is the first of its review's period, `done_at` None: open."""

    agreement_id: int
    review_id: int
    day: str
    text: str
    member_id: int | None
    member: str
    due_on: str | None
    done_at: int | None
    remark: str

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done before today."""
        late = self.due_on is not None and self.due_on < today.isoformat()
        return late and self.done_at is None


@dataclass(frozen=True, slots=True)
class Summary:
    """A review in the list of past ones: how well promises were kept, how many agreements done."""

    review_id: int
    cadence: Cadence
    first: date
    last: date
    held_at: int
    member: str
    compliance: Share
    agreed: int
    done: int


@dataclass(frozen=True, slots=True)
class Review:
    """A review, or the draft of the next one (`review_id` 0).

    `before`: the figures of the review before it of the same kind · `earlier`: the agreements of
    the review held before, done or not, and all older ones that were still open.
    """

    review_id: int
    cadence: Cadence
    period: Period
    held_at: int | None
    member: str
    discussion: str
    figures: ReviewFigures
    before: ReviewFigures | None
    agreements: tuple[Agreement, ...]
    earlier: tuple[Agreement, ...]
    zone: str


def periods(cadence: Cadence, today: date) -> tuple[Period, ...]:
    """What may be reviewed: the last whole weeks (from Monday) or months, the newest first."""
    if cadence == "monthly":
        this = month_of(today)
        return tuple(month_period(months_before(this, back)) for back in range(1, CHOICES + 1))
    monday = sla_figures.monday(today)
    firsts = (monday - timedelta(days=7 * back) for back in range(1, CHOICES + 1))
    return tuple(Period(first, first + timedelta(days=6)) for first in firsts)


def filled_in(session: Session, *, period: Period, now: int) -> ReviewFigures:
    """The figures of a period as the pages show them now."""
    return ReviewFigures(
        tuple(
            RuleLine(
                *group.key,
                name=group.name,
                pipeline=group.pipeline,
                function=group.function,
                met=group.figures.met,
                met_late=group.figures.met_late,
                breached=group.figures.breached,
                running=group.figures.running,
            )
            for group in sla_figures.rules(session, period=period, now=now)
            if isinstance(group.key, tuple)
        ),
        _handed(handoff_figures(session, period=period, now=now).whole),
    )


def _handed(figures: HandoffFigures) -> HandoffLine | None:
    if not figures.handed:
        return None
    return HandoffLine(
        handed=figures.handed,
        accepted=figures.accepted,
        returned=figures.returned,
        expired=figures.expired,
        decided=figures.loss_rate.denominator,
        filled=figures.completeness.numerator,
        required=figures.completeness.denominator,
    )


def written(session: Session, *, period: Period, now: int) -> str:
    """The figures of a period as a review keeps them."""
    return filled_in(session, period=period, now=now).written()


def draft(session: Session, *, cadence: Cadence, now: int, period: Period | None = None) -> Review:
    """The next review of a period (None: the last whole one), filled in, still without words.

    Where the period was reviewed already, that review.
    """
    zone = settings(session).time_zone
    period = period or periods(cadence, local_day(now, zone))[0]
    assert period.first is not None and period.last is not None
    one = sla_review.c
    known = session.execute(
        select(one.id).where(one.cadence == cadence, one.first_day == period.first.isoformat())
    ).scalar()
    if known is not None:
        found = review(session, review_id=known)
        assert found is not None
        return found
    return Review(
        review_id=0,
        cadence=cadence,
        period=period,
        held_at=None,
        member="",
        discussion="",
        figures=filled_in(session, period=period, now=now),
        before=_before(session, cadence, period.first.isoformat()),
        agreements=(),
        earlier=_earlier(session, None),
        zone=zone,
    )


def review(session: Session, *, review_id: int) -> Review | None:
    """A review that was held; None where it is gone."""
    found = session.execute(
        select(sla_review, member.c.name)
        .outerjoin(member, member.c.id == sla_review.c.member_id)
        .where(sla_review.c.id == review_id)
    ).first()
    if found is None:
        return None
    return Review(
        review_id=found.id,
        cadence=found.cadence,
        period=_period(found),
        held_at=found.held_at,
        member=found.name or "",
        discussion=found.discussion,
        figures=read(found.figures),
        before=_before(session, found.cadence, found.first_day),
        agreements=_agreements(session, sla_agreement.c.review_id == review_id),
        earlier=_earlier(session, found),
        zone=settings(session).time_zone,
    )


def reviews(session: Session) -> tuple[Summary, ...]:
    """All reviews that were held, the newest period first."""
    done = func.count(sla_agreement.c.done_at)
    rows = session.execute(
        select(sla_review, member.c.name, func.count(sla_agreement.c.id).label("agreed"), done)
        .outerjoin(member, member.c.id == sla_review.c.member_id)
        .outerjoin(sla_agreement, sla_agreement.c.review_id == sla_review.c.id)
        .group_by(sla_review.c.id)
        .order_by(sla_review.c.last_day.desc(), sla_review.c.id.desc())
    )
    return tuple(
        Summary(
            review_id=row.id,
            cadence=row.cadence,
            first=date.fromisoformat(row.first_day),
            last=date.fromisoformat(row.last_day),
            held_at=row.held_at,
            member=row.name or "",
            compliance=read(row.figures).compliance,
            agreed=row.agreed,
            done=row[-1],
        )
        for row in rows
    )


def _period(row: Row) -> Period:
    return Period(date.fromisoformat(row.first_day), date.fromisoformat(row.last_day))


def _before(session: Session, cadence: Cadence, first_day: str) -> ReviewFigures | None:
    one = sla_review.c
    text = session.execute(
        select(one.figures)
        .where(one.cadence == cadence, one.first_day < first_day)
        .order_by(one.first_day.desc())
        .limit(1)
    ).scalar()
    return None if text is None else read(text)


def _earlier(session: Session, held: Row | None) -> tuple[Agreement, ...]:
    """What was agreed before a review was held (None: before now)."""
    one = sla_review.c
    wanted = select(one.id).order_by(one.held_at.desc(), one.id.desc())
    still_open: ColumnElement[bool] = sla_agreement.c.done_at.is_(None)
    if held is not None:
        older = or_(one.held_at < held.held_at, (one.held_at == held.held_at) & (one.id < held.id))
        wanted = wanted.where(older)
        still_open = or_(still_open, sla_agreement.c.done_at >= held.held_at)
    last = session.execute(wanted.limit(1)).scalar()
    return _agreements(
        session,
        sla_agreement.c.review_id.in_(wanted.order_by(None)),
        or_(sla_agreement.c.review_id == last, still_open),
    )


def _agreements(session: Session, *conditions: ColumnElement[bool]) -> tuple[Agreement, ...]:
    one = sla_agreement.c
    rows = session.execute(
        select(
            *(one.id, one.review_id, sla_review.c.first_day, one.text, one.member_id),
            *(func.coalesce(member.c.name, ""), one.due_on, one.done_at),
            func.coalesce(one.remark, ""),
        )
        .join(sla_review, sla_review.c.id == one.review_id)
        .outerjoin(member, member.c.id == one.member_id)
        .where(*conditions)
        .order_by(sla_review.c.held_at, one.review_id, one.position, one.id)
    )
    return tuple(Agreement(*row) for row in rows)
