"""The order of a column made by hand: cards are dropped between others, and stay there."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from revops_desktop.database.first_screen import standing
from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import deal, deal_state
from revops_desktop.i18n import N_, count
from revops_desktop.operations import moving
from revops_desktop.operations.bulk import MOVED_MANY
from revops_desktop.operations.deals import MOVED, REOPENED

PLACED = N_("Put “{deal}” elsewhere in {stage}")
PLACED_MANY = N_("Put {number} deals elsewhere in {stage}")

# A rank counts billionths of a second (database/derived.py).
SECOND = 10**9
# Cards that are set wider apart at once where there is no room between two of them.
_RUN = 32

_PLACE = update(deal).where(deal.c.id == bindparam("wanted")).values(board_rank=bindparam("place"))


@verb(PLACED)
def place(
    session: Session,
    *,
    at: int,
    deal_ids: Sequence[int],
    stage_id: int,
    after_deal_id: int,
    override: str | None = None,
    filled: Mapping[int, Any] | None = None,
    handed: Mapping[int, Any] | None = None,
    to_member_id: int | None = None,
) -> None:
    """Puts deals into a stage right under another deal there, in the order given.

    `after_deal_id` 0 is the top; a deal that is not there (any more) too. Those that stand
    elsewhere move by the one move (domain.md §3); within its stage a deal is not touched by it.
    """
    found = moving.standing(session, deal_ids)
    target = moving.stage_in_use(session, stage_id)
    moved = moving.move(
        session,
        at=at,
        deals=found,
        target=target,
        override=override,
        filled=filled,
        handed=handed,
        to_member_id=to_member_id,
    )
    named: dict[str, object] = {"stage": target.name}
    if len(found) > 1:
        label = MOVED_MANY if moved else PLACED_MANY
        named["number"] = count(len(moved) if moved else len(found))
    else:
        label = (REOPENED if moving.has_left(found[0]) else MOVED) if moved else PLACED
        named["deal"] = found[0].title
    describe(session, label, **named)
    column = _Column(session, target, tuple(one.id for one in found))
    ranks = column.room(after_deal_id, len(found), now=at * SECOND, fresh=len(moved) == len(found))
    if ranks:
        rows = [{"wanted": one.id, "place": rank} for one, rank in zip(found, ranks, strict=True)]
        session.connection().execute(_PLACE, rows)


class _Column:
    """A stage's cards in their order, those that are being placed left out.

    Read as they were before the action, which changes none of the others' places.
    """

    def __init__(self, session: Session, target: Row, placed: tuple[int, ...]) -> None:
        self._session = session
        state = deal_state.c
        self._here: tuple[ColumnElement[bool], ...] = (
            state.pipeline_id == target.pipeline_id,
            state.status == standing(target.phase),
            state.stage_id == target.id,
            state.deal_id.not_in(placed),
        )

    def room(self, after_deal_id: int, number: int, *, now: int, fresh: bool) -> list[int]:
        """Ranks for `number` cards under a card, greatest first; others may be set wider apart.

        None where cards that are new here come to the top by themselves.
        """
        above = self._first(deal_state.c.deal_id == after_deal_id) if after_deal_id else None
        if above is None:
            top = self._first()
            if fresh and number == 1 and (top is None or top.rank < now):
                return []
            least = max(now, top.rank if top is not None else now)
            return [least + (number - place) * SECOND for place in range(number)]
        below = self._first(
            tuple_(deal_state.c.rank, deal_state.c.deal_id) < tuple_(above.rank, above.deal_id)
        )
        if below is None:
            return [above.rank - (place + 1) * SECOND for place in range(number)]
        if above.rank - below.rank > number:
            return _between(below.rank, above.rank, number)
        return self._spread(above, below, number)

    def _first(self, *conditions: ColumnElement[bool]) -> Any:
        state = deal_state.c
        return self._session.execute(
            select(state.rank, state.deal_id)
            .where(*self._here, *conditions)
            .order_by(state.rank.desc(), state.deal_id.desc())
            .limit(1)
        ).first()

    def _spread(self, above: Any, below: Any, number: int) -> list[int]:
        """Sets the cards above wider apart until `number` more fit under them."""
        state, length = deal_state.c, _RUN
        while True:
            run = self._session.execute(
                select(state.rank, state.deal_id)
                .where(
                    *self._here,
                    tuple_(state.rank, state.deal_id) >= tuple_(above.rank, above.deal_id),
                )
                .order_by(state.rank, state.deal_id)
                .limit(length)
            ).all()
            ends = len(run) < length
            upper = run[-1].rank + SECOND * (len(run) + number) if ends else run[-1].rank
            if upper - below.rank > 2 * (len(run) + number):
                break
            length *= 2
        ranks = _between(below.rank, upper, len(run) + number)
        rows = [
            {"wanted": one.deal_id, "place": rank}
            for one, rank in zip(reversed(run), ranks, strict=False)
        ]
        self._session.connection().execute(_PLACE, rows)
        return ranks[len(run) :]


def _between(low: int, high: int, number: int) -> list[int]:
    """Whole numbers evenly between two others, greatest first."""
    return [high - (high - low) * (place + 1) // (number + 1) for place in range(number)]
