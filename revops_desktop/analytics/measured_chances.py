"""How many of the deals that reached a stage were won? Beside the probability that is configured.

Measured probability of a stage = won ÷ (won + lost), over the deals that reached it and have
ended, shrunk toward the configured one (domain.md §5). A deal ends by the last of won, lost,
recycled and reopened that it had in the pipeline, as in the win rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.deals_behind import DealsBehind, listed
from revops_desktop.analytics.outcomes import Scope, last_endings
from revops_desktop.analytics.settings import settings
from revops_desktop.database.tables import deal_reached, stage
from revops_desktop.rules.chance import shrunk
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


def measured_chances(session: Session, *, pipeline_id: int) -> Mapping[int, MeasuredChance]:
    """The measured probability of every stage in use of a pipeline, by id.

    Reads every deal that has ended: to be asked in the background.
    """
    zone = settings(session).time_zone
    ending = last_endings(Scope(pipeline_id, Period(), zone)).c
    reached = deal_reached.c
    ended: dict[int, dict[str, int]] = {}
    for stage_id, kind, number in session.execute(
        select(reached.stage_id, ending.kind, func.count())
        .join(deal_reached, reached.deal_id == ending.deal_id)
        .where(ending.kind.in_(("won", "lost")))
        .group_by(reached.stage_id, ending.kind)
    ):
        ended.setdefault(stage_id, {})[kind] = number
    one = stage.c
    rows = session.execute(
        select(one.id, one.probability_basis_points).where(
            one.pipeline_id == pipeline_id, one.archived_at.is_(None)
        )
    )
    return {
        stage_id: MeasuredChance(
            ended.get(stage_id, {}).get("won", 0), ended.get(stage_id, {}).get("lost", 0), chance
        )
        for stage_id, chance in rows
    }


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
