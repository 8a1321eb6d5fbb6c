"""Where, how and why did deals leave the river in a period? (domain.md §3, §5)"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from revops_desktop.analytics.filters import EVERYTHING, Filter, settled
from revops_desktop.analytics.outcomes import Scope
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.tally import NONE, Tally, tally_columns
from revops_desktop.database.tables import deal_event, exit_reason, stage
from revops_desktop.rules.periods import Period

KINDS = ("lost", "recycled", "churned")


@dataclass(frozen=True, slots=True)
class Leak:
    """The deals that left from one stage in one way for one reason; amounts in minor units.

    `reason` None: none was given · `group`: the first level of a reason of the second, "" otherwise
    · `stage_id` None: of all stages together.
    """

    stage_id: int | None
    stage: str
    kind: str
    reason_id: int | None
    reason: str | None
    group: str
    tally: Tally

    @property
    def deals(self) -> int:
        """How many deals there are."""
        return self.tally.count


def leaks(
    session: Session,
    *,
    pipeline_id: int,
    period: Period,
    only: Filter = EVERYTHING,
    stage_id: int | None = None,
) -> tuple[Leak, ...]:
    """Deals lost, recycled and churned in the period, by the stage they left from and the reason.

    `stage_id`: from that stage alone.
    In river order, the most frequent first. A lost or recycled deal counts once, by the last ending
    that it had in the period, a churned one by its last churn: so all of them add up to the lost,
    recycled and churned of the key figures.
    """
    zone = settings(session).time_zone
    scope = Scope(pipeline_id, period, zone, settled(session, only))
    stages = _stages(session, pipeline_id)
    reasons = _reasons(session)
    found = []
    for left_from, kind, reason_id, *figures in _rows(session, scope, stage_id):
        name, group = reasons.get(reason_id, (None, ""))
        place = stages.get(left_from, (len(stages), ""))
        leak = Leak(left_from, place[1], kind, reason_id, name, group, Tally(*figures))
        found.append((place[0], leak))
    return tuple(leak for _place, leak in sorted(found, key=lambda one: (one[0], *_order(one[1]))))


def by_reason(found: Iterable[Leak]) -> tuple[Leak, ...]:
    """The same over all stages together, the most frequent first."""
    joined: dict[tuple[str, int | None], Leak] = {}
    for leak in found:
        key = leak.kind, leak.reason_id
        before = joined[key].tally if key in joined else NONE
        joined[key] = replace(leak, stage_id=None, stage="", tally=before + leak.tally)
    return tuple(sorted(joined.values(), key=_order))


def _order(leak: Leak) -> tuple[int, str, str]:
    return -leak.tally.count, leak.kind, leak.reason or ""


def _rows(session: Session, scope: Scope, stage_id: int | None) -> Iterator[tuple]:
    """(stage, kind, reason, Tally…) of what left: by its last ending, and by its last churn."""
    event = deal_event.c
    keys = (event.stage_id, event.kind, event.reason_id)
    # The kinds as the partial index says them: with parameters it would not be used.
    rows = session.execute(
        select(*keys, *tally_columns(event.value))
        .where(
            event.pipeline_id == scope.pipeline_id,
            text("deal_event.kind IN ('lost', 'recycled', 'churned')"),
            *scope.last(),
            # + 0: read in the order of the groups, whatever the dates; sorting costs more.
            *scope.holds(event.at + 0),
            *scope.means(event.deal_id),
            *(() if stage_id is None else (event.stage_id == stage_id,)),
        )
        .group_by(*keys)
    )
    return (tuple(one) for one in rows)


def _stages(session: Session, pipeline_id: int) -> dict[int, tuple[int, str]]:
    """Place and name of every stage of the pipeline, those taken out of use behind the others."""
    of = stage.c
    rows = session.execute(
        select(of.id, of.name)
        .where(of.pipeline_id == pipeline_id)
        .order_by(of.archived_at.is_not(None), of.position, of.id)
    )
    return {stage_id: (place, name) for place, (stage_id, name) in enumerate(rows)}


def _reasons(session: Session) -> dict[int | None, tuple[str | None, str]]:
    parent = exit_reason.alias("parent")
    rows = session.execute(
        select(exit_reason.c.id, exit_reason.c.name, parent.c.name).outerjoin(
            parent, parent.c.id == exit_reason.c.parent_id
        )
    )
    return {reason_id: (name, group or "") for reason_id, name, group in rows}
