"""The one move and the ways out of the river (domain.md §3), for one deal or for many at once.

`deals.move_to_stage`, `bulk.move_many`, the board's drop between cards and whatever else moves a
deal share these functions; none of them is a verb. Many deals cost a few statements together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import member_of
from revops_desktop.database.prepared import Prepared
from revops_desktop.database.tables import (
    deal,
    deal_exit,
    exit_criterion,
    exit_reason,
    handoff,
    handoff_rule,
    pipeline,
    stage,
    stage_visit,
)
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.operations import activities, asking, filling, handing_over
from revops_desktop.rules import river
from revops_desktop.rules.money import value_of
from revops_desktop.rules.text import stored

_wanted = func.json_each(bindparam("wanted")).table_valued("key", "value")
_last = (
    select(stage_visit.c.id)
    .where(stage_visit.c.deal_id == deal.c.id)
    .order_by(stage_visit.c.sequence.desc())
    .limit(1)
    .correlate(deal)
    .scalar_subquery()
)
# At most one hand-off of a deal waits: each move decides it.
_waiting = (
    select(handoff.c.id)
    .where(handoff.c.deal_id == deal.c.id, handoff.c.outcome.is_(None))
    .limit(1)
    .correlate(deal)
    .scalar_subquery()
)
# Whether its stage asks for anything before it is left.
_asks = exists().where(exit_criterion.c.stage_id == stage.c.id).correlate(stage)
_STANDING = Prepared(
    select(
        *(deal.c.id, deal.c.title, deal.c.pipeline_id, deal.c.closed_value, deal.c.board_rank),
        *(deal.c.amount, deal.c.monthly_amount, deal.c.owner_id),
        stage_visit.c.id.label("visit_id"),
        *(stage_visit.c.sequence, stage_visit.c.outcome, stage_visit.c.stage_id),
        stage.c.name.label("stage_name"),
        stage.c.pipeline_id.label("visit_pipeline_id"),
        *(stage.c.position, stage.c.phase, stage.c.function_id),
        _waiting.label("waiting_id"),
        _asks.label("asks"),
    )
    .select_from(_wanted)
    .join(deal, deal.c.id == _wanted.c.value)
    .outerjoin(stage_visit, stage_visit.c.id == _last)
    .outerjoin(stage, stage.c.id == stage_visit.c.stage_id)
    .where(deal.c.deleted_at.is_(None))
    .order_by(_wanted.c.key)
)
_STAGE_IN_USE = Prepared(
    select(
        stage,
        # Whether anything is handed over to its function by a rule.
        exists()
        .where(
            handoff_rule.c.to_function_id == stage.c.function_id,
            handoff_rule.c.archived_at.is_(None),
        )
        .correlate(stage)
        .label("has_rules"),
    )
    .join(pipeline, pipeline.c.id == stage.c.pipeline_id)
    .where(
        stage.c.id == bindparam("wanted"),
        stage.c.archived_at.is_(None),
        pipeline.c.archived_at.is_(None),
    )
)
_LEAVE = (
    update(stage_visit)
    .where(stage_visit.c.id == bindparam("visit"))
    .values(left_at=bindparam("at"), left_day=bindparam("day"), outcome=bindparam("how"))
)
_ENTER = insert(stage_visit)
_SETTLE = (
    update(deal)
    .where(deal.c.id == bindparam("wanted"))
    .values(closed_value=bindparam("closed"), pipeline_id=bindparam("pipeline"), board_rank=None)
)
_CLOSE = (
    update(deal).where(deal.c.id == bindparam("wanted")).values(closed_value=bindparam("closed"))
)


def standing(session: Session, deal_ids: Iterable[int]) -> list[Row]:
    """Each deal with its last visit and that visit's stage, which may have been archived since.

    In the order given, each once. RuleBroken when one of them is no longer in the file.
    """
    wanted = list(dict.fromkeys(deal_ids))
    listed = "[" + ",".join(str(int(number)) for number in wanted) + "]"
    found = _STANDING.rows(session, wanted=listed)
    if len(found) < len(wanted) or not found:
        raise RuleBroken(_missing(len(wanted)))
    return found


def _missing(asked: int) -> str:
    if asked == 1:
        return _("This deal is no longer in the file. Nothing was changed. Please look again.")
    return _(
        "Some of these deals are no longer in the file. Nothing was changed. Please choose again."
    )


def stage_in_use(session: Session, stage_id: int) -> Row:
    """A stage that a deal may be put in; RuleBroken when there is none in use."""
    found: Row | None = _STAGE_IN_USE.first(session, wanted=stage_id)
    if found is None:
        raise RuleBroken(
            _("This stage is no longer in use. Nothing was changed. Please choose another stage.")
        )
    return found


def reason_for(session: Session, kind: str, reason_id: int, note: str) -> Row:
    """The reason for a way out, with the note that it may ask for; RuleBroken without them."""
    found = session.execute(select(exit_reason).where(exit_reason.c.id == reason_id)).first()
    if found is None or found.kind != kind:
        raise RuleBroken(
            _("Leaving the river needs a reason. Nothing was changed. Please choose a reason.")
        )
    if found.asks_note and not note.strip():
        raise RuleBroken(
            _(
                "The reason “{reason}” needs a note. Nothing was changed. "
                "Please write in a few words why."
            ).format(reason=found.name)
        )
    return found


def has_left(now: Row) -> bool:
    """Whether the deal stands in no stage any more."""
    return now.outcome is not None


def move(
    session: Session,
    *,
    at: int,
    deals: Sequence[Row],
    target: Row,
    day: str | None = None,
    override: str | None = None,
    filled: Mapping[int, Any] | None = None,
    handed: Mapping[int, Any] | None = None,
    to_member_id: int | None = None,
    asks: bool = True,
    hands_over: bool = True,
) -> list[Row]:
    """Moves deals (rows of `standing`) to a stage (a row of `stage_in_use`); those that moved.

    Ends the visit, begins the next; to the same stage is nothing. A deal that has left the river
    is reopened by it: the new visit is marked as re-entry. The place it had by hand in its column
    is forgotten. Where the function changes they are handed over, to `to_member_id` or to all of
    that function.

    What their stages and hand-off rules ask for must be there: RuleBroken where a criterion blocks,
    or warns and no `override` says why they go on without it. `filled` (by id of the criterion) and
    `handed` (by id of the item to hand over) are written first (`filling.fill`). A move that is
    nobody's sending on asks for nothing with `asks` False, and `hands_over` False hands nothing
    over. `day`: the local day of `at` where no more than that is known.
    """
    if filled or handed:
        filling.fill(session, at=at, deals=deals, filled=filled or {})
        filling.hand(session, at=at, deals=deals, handed=handed or {})
        deals = standing(session, [now.id for now in deals])
    moved = [now for now in deals if has_left(now) or now.stage_id != target.id]
    asked = (
        asking.hold(session, at=at, moved=moved, target=target, override=override) if asks else None
    )
    ending = [now for now in moved if now.visit_id is not None and not has_left(now)]
    _leave_visits(session, at, day, [(one.visit_id, _outcome(one, target)) for one in ending])
    made = enter(
        session,
        at=at,
        day=day,
        stage_id=target.id,
        visits=[(now.id, (now.sequence or 0) + 1, has_left(now)) for now in moved],
    )
    settled = [values for now in moved if (values := _settled(now, target)) is not None]
    if settled:
        session.connection().execute(_SETTLE, settled)
    if hands_over:
        handing_over.hand_over(
            session,
            at=at,
            moved=moved,
            target=target,
            visit_id=made,
            handings=asked.handings if asked is not None else (),
            to_member_id=to_member_id,
        )
    return moved


def enter(
    session: Session,
    *,
    at: int,
    stage_id: int,
    visits: Sequence[tuple[int, int, bool]],
    day: str | None = None,
) -> int | None:
    """Begins visits of a stage: (deal, sequence, whether it is a re-entry) each; the id of one.

    `day`: the local day of `at` where no more than that is known.
    """
    member_id = member_of(session)
    rows = [
        {
            "deal_id": deal_id,
            "stage_id": stage_id,
            "sequence": sequence,
            "entered_at": at,
            "entered_day": day,
            "is_reentry": int(again),
            "member_id": member_id,
        }
        for deal_id, sequence, again in visits
    ]
    if len(rows) == 1:
        return int(session.connection().execute(_ENTER, rows[0]).lastrowid)
    if rows:
        session.connection().execute(_ENTER, rows)
    return None


def leave(
    session: Session,
    *,
    at: int,
    deals: Sequence[Row],
    kind: river.ExitKind,
    reason_id: int,
    note: str = "",
    wake_on: str | None = None,
    nurture_list_id: int | None = None,
    override: str | None = None,
) -> Row:
    """Takes deals (rows of `standing`) out of the river with one reason; that reason's row.

    RuleBroken when one of them has left already or its phase does not leave this way, when the
    reason is none of that kind or lacks its note, and when a recycled deal has no day to wake up.
    """
    for now in deals:
        _check_exit(now, kind)
    reason = reason_for(session, kind, reason_id, note)
    if kind == "recycled" and not wake_on:
        raise RuleBroken(
            _(
                "A recycled deal needs the day on which it comes back. Nothing was changed. "
                "Please choose the day."
            )
        )
    out = {
        "reason_id": reason_id,
        "note": stored(note) or None,
        "wake_on": wake_on if kind == "recycled" else None,
        "nurture_list_id": nurture_list_id if kind == "recycled" else None,
    }
    _write_exit(session, at, None, deals, kind, out)
    if override:
        for now in deals:
            activities.record_override(session, at=at, deal_id=now.id, reason=override)
    return reason


def leave_as_told(
    session: Session,
    *,
    at: int,
    day: str | None,
    deals: Sequence[Row],
    kind: river.ExitKind,
    reason_id: int | None,
    wake_on: str | None,
) -> None:
    """Takes deals (rows of `standing`) out of the river as a file tells it: what it does not know
    stays unknown. `day`: the local day of `at` where no more than that is known.

    RuleBroken when one of them has left already or its phase does not leave this way.
    """
    for now in deals:
        _check_exit(now, kind)
    out = {
        "reason_id": reason_id,
        "note": None,
        "wake_on": wake_on if kind == "recycled" else None,
        "nurture_list_id": None,
    }
    _write_exit(session, at, day, deals, kind, out)


def _write_exit(
    session: Session,
    at: int,
    day: str | None,
    deals: Sequence[Row],
    kind: str,
    out: Mapping[str, Any],
) -> None:
    """Ends the visits of deals, with the way out of each and what the deal was worth then."""
    if not deals:
        return
    _leave_visits(session, at, day, [(now.visit_id, kind) for now in deals])
    handing_over.cancel(session, at=at, deals=deals)
    session.connection().execute(
        insert(deal_exit),
        [{"deal_id": now.id, "visit_id": now.visit_id, **out} for now in deals],
    )
    closed = [
        {"wanted": now.id, "closed": value_of(now.amount, now.monthly_amount)}
        for now in deals
        if now.phase != "customer"
    ]
    if closed:
        session.connection().execute(_CLOSE, closed)


def _check_exit(now: Row, kind: str) -> None:
    if now.visit_id is None or has_left(now):
        raise RuleBroken(
            _(
                "“{deal}” has left the river already. Nothing was changed. "
                "To bring it back, move it to a stage."
            ).format(deal=now.title)
        )
    if kind not in river.EXITS_BY_PHASE[now.phase]:
        raise RuleBroken(
            _(
                "A deal in “{stage}” cannot leave this way: customers churn, all others are lost "
                "or recycled. Nothing was changed."
            ).format(stage=now.stage_name)
        )


def _outcome(now: Row, target: Row) -> str:
    return river.outcome_of_move(
        from_pipeline=now.visit_pipeline_id,
        from_position=now.position,
        to_pipeline=target.pipeline_id,
        to_position=target.position,
    )


def _leave_visits(
    session: Session, at: int, day: str | None, visits: Sequence[tuple[int, str]]
) -> None:
    """Ends visits: (visit, how) each."""
    if visits:
        session.connection().execute(
            _LEAVE, [{"visit": one, "at": at, "day": day, "how": how} for one, how in visits]
        )


def _settled(now: Row, target: Row) -> dict[str, Any] | None:
    """Keeps the value as of the win, or lets it live again when the deal is open (domain.md §5)."""
    closed = now.closed_value
    if target.phase != "customer":
        closed = None
    elif now.phase != "customer":
        closed = value_of(now.amount, now.monthly_amount)
    before = (now.closed_value, now.pipeline_id, now.board_rank)
    if before == (closed, target.pipeline_id, None):
        return None
    return {"wanted": now.id, "closed": closed, "pipeline": target.pipeline_id}
