"""What the open deals are worth by what came of such deals so far (domain.md §5).

The weighted pipeline with the measured probability of each stage in the place of the configured
one. A deal's own probability, if it was set by hand, stands before either.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from revops_desktop import i18n
from revops_desktop.analytics.filters import EVERYTHING, Filter, settled, within
from revops_desktop.analytics.measured_chances import FollowedChances, followed_chances
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import Tally, tally_columns, total
from revops_desktop.analytics.weighted import weighted_pipeline, weighted_value
from revops_desktop.database.tables import deal, deal_state, stage
from revops_desktop.i18n import _, ngettext
from revops_desktop.rules.shares import FEWEST


@dataclass(frozen=True, slots=True)
class MeasuredWeight:
    """The open deals of a filter, and what they are worth in minor units of `currency`.

    `stages`: by stage · `configured`: by the configured probabilities · `ended`: the deals won or
    lost, of all in the pipeline, that the probabilities were measured on.
    """

    open: Tally
    stages: Mapping[int, int]
    configured: int
    ended: int
    currency: str
    followed: FollowedChances = field(compare=False, repr=False)

    @property
    def amount(self) -> int | None:
        """None where nothing has ended yet, so that nothing is measured, or no amount is known."""
        if not self.ended or self.open.lacks_amounts:
            return None
        return sum(self.stages.values())

    @property
    def is_weak(self) -> bool:
        """Whether it rests on too few deals to conclude anything."""
        return self.amount is None or min(self.open.count, self.ended) < FEWEST


def measured_weight(
    session: Session,
    *,
    pipeline_id: int,
    only: Filter = EVERYTHING,
    before: MeasuredWeight | None = None,
    touched: Collection[int] = (),
) -> MeasuredWeight:
    """Σ of each open deal's value × measured probability, half up a deal at a time.

    The probabilities are those of all deals, whatever the filter. `before`: an earlier answer since
    which only the deals `touched` changed.
    """
    only = settled(session, only)
    known = followed_chances(
        session,
        pipeline_id=pipeline_id,
        before=before.followed if before is not None else None,
        touched=touched,
    )
    odds = _odds(session, pipeline_id, known)
    found = _weighed(session, pipeline_id, only, odds) if odds else {}
    return MeasuredWeight(
        open=total(tally for tally, _weight in found.values()),
        stages={stage_id: weight for stage_id, (_tally, weight) in found.items()},
        configured=weighted_pipeline(session, pipeline_id=pipeline_id, only=only),
        ended=known.ended,
        currency=settings(session).currency,
        followed=known,
    )


def measured_on(found: MeasuredWeight) -> str:
    """How many deals the probabilities come from, as a sentence."""
    if not found.ended:
        return _("No deal was won or lost yet, so no probability is measured.")
    return ngettext(
        "Measured on {count} deal that was won or lost.",
        "Measured on {count} deals that were won or lost.",
        found.ended,
    ).format(count=i18n.count(found.ended))


def _odds(
    session: Session, pipeline_id: int, known: FollowedChances
) -> Mapping[int, tuple[int, int]]:
    """The probability of every stage, exactly; of one in use no more the configured one."""
    stages = session.execute(
        select(stage.c.id, stage.c.probability_basis_points).where(
            stage.c.pipeline_id == pipeline_id
        )
    )
    return {
        stage_id: known.chances[stage_id].exactly if stage_id in known.chances else (chance, 10000)
        for stage_id, chance in stages
    }


def _weighed(
    session: Session, pipeline_id: int, only: Filter, odds: Mapping[int, tuple[int, int]]
) -> dict[int, tuple[Tally, int]]:
    """By stage, the open deals and what they are worth."""
    state, own = deal_state.c, deal.c.probability_basis_points
    part = case({key: one[0] for key, one in odds.items()}, value=state.stage_id)
    whole = case({key: one[1] for key, one in odds.items()}, value=state.stage_id)
    measured = weighted_value(state.value, part, whole)
    is_open = (
        state.pipeline_id == pipeline_id,
        state.status == "open",
        state.stage_id.in_(odds),
        *within(only, state.deal_id),
    )
    rows = session.execute(
        select(*(state.stage_id, func.coalesce(func.sum(measured), 0)), *tally_columns(state.value))
        .where(*is_open)
        .group_by(state.stage_id)
    )
    found = {stage_id: (Tally(*tally), weight) for stage_id, weight, *tally in rows}
    # Few deals have a probability of their own: only those are looked up one by one.
    more = session.execute(
        select(
            state.stage_id,
            func.coalesce(func.sum(weighted_value(state.value, own) - measured), 0),
        )
        .select_from(deal)
        .join(deal_state, state.deal_id == deal.c.id)
        .where(own.is_not(None), *is_open)
        .group_by(state.stage_id)
    )
    for stage_id, weight in more:
        tally, before = found[stage_id]
        found[stage_id] = tally, before + weight
    return found
