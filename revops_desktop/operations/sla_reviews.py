"""What a person can do with the reviews of SLAs: hold one, write on in it, settle what was agreed.

A review keeps the figures of its period as they were when it was held; they never change after
(domain.md §4, SLA review).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, member_of, verb
from revops_desktop.database.tables import member, sla_agreement, sla_review
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _, count
from revops_desktop.rules.text import stored

HELD_WEEKLY = N_("Review the SLAs of the week from {day}")
HELD_MONTHLY = N_("Review the SLAs of the month from {day}")
EDITED = N_("Edit the SLA review of {day}")
REMOVED = N_("Delete the SLA review of {day}")
SETTLED = N_("“{agreement}” was done")
UNSETTLED = N_("“{agreement}” is not done yet")
SETTLED_MANY = N_("{number} agreements were done")
UNSETTLED_MANY = N_("{number} agreements are not done yet")

_HELD = {"weekly": HELD_WEEKLY, "monthly": HELD_MONTHLY}
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed: who does it (None: nobody named) by which day (ISO text; None: open).

    `agreement_id`: 0 for a new one.
    """

    text: str
    member_id: int | None = None
    due_on: str | None = None
    agreement_id: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether an agreement was done, and a remark about it."""

    done: bool
    remark: str = ""


@verb(HELD_WEEKLY)
def hold(
    session: Session,
    *,
    at: int,
    cadence: str,
    first_day: str,
    last_day: str,
    figures: str,
    discussion: str = "",
    agreements: Sequence[Agreed] = (),
    outcomes: Mapping[int, Outcome] | None = None,
) -> int:
    """Keeps a review of a period with its figures (JSON) as they are now; its id.

    `outcomes` says of agreements of earlier reviews, by id, whether they were done. RuleBroken
    where the period was reviewed before, or an agreement says nothing.
    """
    label = _HELD[cadence]
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    if last < first:
        raise ValueError("a period ends after it begins")
    known = session.execute(
        select(sla_review.c.id).where(
            sla_review.c.cadence == cadence, sla_review.c.first_day == first.isoformat()
        )
    ).first()
    if known is not None:
        raise RuleBroken(
            _(
                "This period was reviewed already. Nothing was changed. "
                "Please open that review and write on in it."
            )
        )
    describe(session, label, day=first.isoformat())
    review_id = int(
        session.execute(
            insert(sla_review)
            .values(
                cadence=cadence,
                first_day=first.isoformat(),
                last_day=last.isoformat(),
                held_at=at,
                member_id=member_of(session),
                discussion=stored(discussion),
                figures=figures,
            )
            .returning(sla_review.c.id)
        ).scalar_one()
    )
    _write(session, review_id, agreements, {})
    for agreement_id, outcome in (outcomes or {}).items():
        _settle(session, at, _agreement(session, agreement_id), outcome)
    return review_id


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    review_id: int,
    discussion: str,
    agreements: Sequence[Agreed],
    outcomes: Mapping[int, Outcome] | None = None,
) -> None:
    """Writes on in a review: its discussion and agreements; those left out are deleted."""
    found = _review(session, review_id)
    describe(session, day=found.first_day)
    text = stored(discussion)
    if text != found.discussion:
        session.execute(
            update(sla_review).where(sla_review.c.id == review_id).values(discussion=text)
        )
    rows = session.execute(select(sla_agreement).where(sla_agreement.c.review_id == review_id))
    known = {row.id: row for row in rows}
    kept = {one.agreement_id for one in agreements}
    gone = [number for number in known if number not in kept]
    if gone:
        session.execute(delete(sla_agreement).where(sla_agreement.c.id.in_(gone)))
    _write(session, review_id, agreements, known)
    for agreement_id, outcome in (outcomes or {}).items():
        _settle(session, at, _agreement(session, agreement_id), outcome)


@verb(SETTLED)
def settle(
    session: Session,
    *,
    at: int,
    agreement_ids: Iterable[int],
    done: bool,
    remark: str | None = None,
) -> None:
    """Says of agreements that they were done, or are not done yet; a remark of None stays."""
    found = [_agreement(session, number) for number in dict.fromkeys(agreement_ids)]
    if not found:
        return
    if len(found) == 1:
        describe(session, SETTLED if done else UNSETTLED, agreement=found[0].text)
    else:
        label = SETTLED_MANY if done else UNSETTLED_MANY
        describe(session, label, number=count(len(found)))
    for row in found:
        said = (row.remark or "") if remark is None else remark
        _settle(session, at, row, Outcome(done, said))


@verb(REMOVED)
def remove(session: Session, *, at: int, review_id: int) -> None:
    """Deletes a review with its agreements."""
    found = _review(session, review_id)
    describe(session, day=found.first_day)
    session.execute(delete(sla_review).where(sla_review.c.id == review_id))


def _review(session: Session, review_id: int) -> Row:
    found = session.execute(select(sla_review).where(sla_review.c.id == review_id)).first()
    if found is None:
        raise RuleBroken(
            _("This review is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def _agreement(session: Session, agreement_id: int) -> Row:
    found = session.execute(select(sla_agreement).where(sla_agreement.c.id == agreement_id)).first()
    if found is None:
        raise RuleBroken(
            _("This agreement is no longer in the file. Nothing was changed. Please look again.")
        )
    return found


def _settle(session: Session, at: int, row: Row, outcome: Outcome) -> None:
    done_at = (row.done_at if row.done_at is not None else at) if outcome.done else None
    remark = stored(outcome.remark) or None
    if (row.done_at, row.remark) != (done_at, remark):
        session.execute(
            update(sla_agreement)
            .where(sla_agreement.c.id == row.id)
            .values(done_at=done_at, remark=remark)
        )


def _write(
    session: Session, review_id: int, agreements: Sequence[Agreed], known: Mapping[int, Row]
) -> None:
    for place, one in enumerate(agreements, 1):
        values = _checked(session, one) | {"position": place}
        was = known.get(one.agreement_id)
        if was is None:
            session.execute(insert(sla_agreement).values(review_id=review_id, **values))
        elif any(getattr(was, name) != value for name, value in values.items()):
            session.execute(
                update(sla_agreement).where(sla_agreement.c.id == was.id).values(**values)
            )


def _checked(session: Session, agreed: Agreed) -> dict[str, object]:
    text = stored(agreed.text)[:LONGEST]
    if not text:
        raise RuleBroken(
            _("An agreement needs to say what is to be done. Nothing was changed. Please write it.")
        )
    if agreed.member_id is not None and not session.scalar(
        select(member.c.id).where(member.c.id == agreed.member_id)
    ):
        raise RuleBroken(
            _(
                "This member no longer works here. Nothing was changed. "
                "Please choose another member."
            )
        )
    due_on = date.fromisoformat(agreed.due_on).isoformat() if agreed.due_on else None
    return {"text": text, "member_id": agreed.member_id, "due_on": due_on}
