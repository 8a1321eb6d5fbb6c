"""The pauses of a story: which clock stood still, why, and until when (domain.md §4)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.analytics.settings import settings
from revops_desktop.analytics.story_entries import Entry, FieldChange, Place, Scope, earlier
from revops_desktop.database.tables import (
    clock_pause,
    deal,
    handoff,
    handoff_rule,
    member,
    stage,
    stage_visit,
)
from revops_desktop.i18n import _, instant


def pauses(
    session: Session, scope: Scope, rank: int, before: Place | None, limit: int
) -> list[Entry]:
    """Each pause where it began."""
    one = clock_pause.c
    rows = session.execute(
        select(
            *(one.id, one.deal_id, one.paused_at, one.resumed_at, one.reason, deal.c.title),
            *(member.c.name.label("member"), stage.c.name.label("stage")),
            handoff_rule.c.name.label("rule"),
        )
        .select_from(clock_pause)
        .join(deal, deal.c.id == one.deal_id)
        .outerjoin(stage_visit, stage_visit.c.id == one.visit_id)
        .outerjoin(stage, stage.c.id == stage_visit.c.stage_id)
        .outerjoin(handoff, handoff.c.id == one.handoff_id)
        .outerjoin(handoff_rule, handoff_rule.c.id == handoff.c.rule_id)
        .outerjoin(member, member.c.id == one.member_id)
        .where(one.deal_id.in_(scope.deals), earlier(one.paused_at, one.id, rank, before))
        .order_by(one.paused_at.desc(), one.id.desc())
        .limit(limit)
    ).all()
    zone = settings(session).time_zone if rows else "UTC"
    found = []
    for row in rows:
        said = row.reason
        if row.resumed_at is not None:
            until = instant(row.resumed_at, zone)
            said = _("{reason} (until {when})").format(reason=row.reason, when=until)
        name = row.stage if row.rule is None else row.rule
        field = _("Clock paused, {clock}").format(clock=name or "")
        found.append(
            Entry(
                place=(row.paused_at, rank, row.id),
                kind="change",
                what="paused",
                at=row.paused_at,
                day=None,
                member=row.member,
                deal_id=row.deal_id,
                deal=row.title,
                changes=(FieldChange(field, "", said),),
            )
        )
    return found
