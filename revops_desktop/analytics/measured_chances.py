"""How many of the deals that reached a stage were won? Beside the probability that is configured.

Measured probability of a stage = won ÷ (won + lost), over the deals that reached it and have
ended, shrunk toward the configured one (domain.md §5). A deal ends by the last of won, lost,
recycled and reopened that it had in the pipeline, as in the win rate.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Integer, select, type_coerce
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.division import renewed
from revops_desktop.analytics.number_rows import Numbers, number_rows
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal_reached, stage
from revops_desktop.rules.chance import shrunk, shrunk_exactly
from revops_desktop.rules.periods import Period


@dataclass(frozen=True, slots=True)
class MeasuredChance:
    """Of the deals that reached a stage: `won` and `lost`, and what was `configured`.

    `configured` and `basis_points` (rounded half up) in basis points.
    """

    won: int
    lost: int
    configured: int

    @property
    def n(self) -> int:
        """How many have ended."""
        return self.won + self.lost

    @property
    def basis_points(self) -> int:
        """The measured probability; the configured one where nothing has ended."""
        return int(shrunk(self.won, self.lost, self.configured) + 0.5)

    @property
    def exactly(self) -> tuple[int, int]:
        """The same unrounded, as a part of a whole."""
        return shrunk_exactly(self.won, self.lost, self.configured)


@dataclass(frozen=True, slots=True)
class FollowedChances:
    """The measured probability of every stage in use, by id, and of how many deals in all.

    `rows`: each ended deal, the furthest stage that it reached, and whether it was won, so that
    after a change only that deal is read anew.
    """

    chances: Mapping[int, MeasuredChance]
    ended: int
    pipeline_id: int
    rows: Numbers = field(compare=False, repr=False)


def measured_chances(session: Session, *, pipeline_id: int) -> Mapping[int, MeasuredChance]:
    """The measured probability of every stage in use of a pipeline, by id.

    Reads every deal that has ended: to be asked in the background.
    """
    return followed_chances(session, pipeline_id=pipeline_id).chances


def followed_chances(
    session: Session,
    *,
    pipeline_id: int,
    before: FollowedChances | None = None,
    touched: Collection[int] = (),
) -> FollowedChances:
    """`measured_chances`, to be followed.

    `before`: an earlier answer since which only the deals `touched` changed.
    """
    if before is None or before.pipeline_id != pipeline_id:
        rows = _ended(session, pipeline_id)
    elif touched:
        rows = renewed(before.rows, touched, _ended(session, pipeline_id, touched))
    else:
        rows = before.rows
    one = stage.c
    stages = session.execute(
        select(one.id, one.position, one.probability_basis_points).where(
            one.pipeline_id == pipeline_id, one.archived_at.is_(None)
        )
    ).all()
    ended = [(position, _counts(rows, stage_id)) for stage_id, position, _chance in stages]
    chances = {}
    for stage_id, position, chance in stages:
        # Who reached a stage reached all before it.
        won, lost = (
            sum(counts[way] for at, counts in ended if at >= position) for way in (True, False)
        )
        chances[stage_id] = MeasuredChance(won, lost, chance)
    most = max((one.n for one in chances.values()), default=0)
    return FollowedChances(chances, most, pipeline_id, rows)


def _ended(session: Session, pipeline_id: int, deal_ids: Collection[int] | None = None) -> Numbers:
    """Each deal won or lost, the furthest stage that it reached, and 1 if it was won."""
    scope = Scope(pipeline_id, Period(), settings(session).time_zone)
    ending, reached = last_endings(scope, deal_ids=deal_ids).c, deal_reached.c
    return number_rows(
        session,
        select(
            *(ending.deal_id, reached.stage_id),
            type_coerce(ending.kind == "won", Integer).label("won"),
        )
        .join(deal_reached, reached.deal_id == ending.deal_id)
        .where(ending.kind.in_(("won", "lost")), reached.next == 0),
    )


def _counts(rows: Numbers, stage_id: int) -> dict[bool, int]:
    """How many of those that got just so far were won, and how many lost."""
    won = rows[rows[:, 1] == stage_id, 2]
    number = int(won.sum())
    return {True: number, False: len(won) - number}


def ended_deals(session: Session, *, pipeline_id: int, stage_id: int) -> DealsBehind:
    """The deals that reached a stage and were won or lost: what its measured chance is of."""
    ending = last_endings(Scope(pipeline_id, Period(), settings(session).time_zone)).c
    reached = deal_reached.c
    return listed(
        session,
        select(ending.deal_id, ending.at, ending.day)
        .join(deal_reached, reached.deal_id == ending.deal_id)
        .where(ending.kind.in_(("won", "lost")), reached.stage_id == stage_id),
    )
