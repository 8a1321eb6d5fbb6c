"""What the plan page shows: a year of targets, and of what came in upstream (domain.md §2).

A figure that is typed in is read back at once, so what all deals must be read for is asked apart.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from revops_desktop.analytics.channel_months import ChannelMonth, channel_months, known_sources
from revops_desktop.analytics.people import people
from revops_desktop.analytics.pipelines import River, pipelines
from revops_desktop.analytics.segments import offered
from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.targets import WHOLE, Part, Target, targets


@dataclass(frozen=True, slots=True)
class Planned:
    """Targets of one river and one part, and channel months, between two months."""

    currency: str
    months: tuple[str, ...]
    river: River | None
    rivers: tuple[River, ...]
    part: Part
    targets: tuple[Target, ...]
    channel_months: tuple[ChannelMonth, ...]


@dataclass(frozen=True, slots=True)
class PlanChoices:
    """What a plan can be of.

    `parts`: what a target may be of beside the whole, with its name and which kind it is
    (function, pod, member, segment) · `sources`: those that channel months or deals name.
    """

    parts: tuple[tuple[str, str, Part], ...]
    sources: tuple[str, ...]


def planned(
    session: Session, *, pipeline_id: int, months: tuple[str, ...], part: Part = WHOLE
) -> Planned:
    """The plan of these months (YYYY-MM, oldest first)."""
    rivers = pipelines(session)
    river = next((one for one in rivers if one.pipeline_id == pipeline_id), None)
    first, last = months[0], months[-1]
    return Planned(
        currency=settings(session).currency,
        months=months,
        river=river,
        rivers=rivers,
        part=part,
        targets=targets(
            session, first_month=first, last_month=last, pipeline_id=pipeline_id, part=part
        ),
        channel_months=channel_months(session, first_month=first, last_month=last),
    )


def plan_choices(session: Session) -> PlanChoices:
    """The parts and the sources that there are."""
    return PlanChoices(_parts(session), known_sources(session))


def _parts(session: Session) -> tuple[tuple[str, str, Part], ...]:
    known = people(session)
    return (
        *(("function", one.name, Part(function_id=one.function_id)) for one in known.functions),
        *(("pod", one.name, Part(pod_id=one.pod_id)) for one in known.pods),
        *(
            ("member", one.name, Part(member_id=one.member_id))
            for one in known.members
            if not one.is_archived
        ),
        *(("segment", name, Part(segment=name)) for name in offered(session)),
    )
