"""Who is hot, and who would be with other rules or another threshold? (domain.md §4)"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.custom_fields import CustomField, fields
from revops_desktop.analytics.lead_scores import hot_from, raw_of
from revops_desktop.database import scores
from revops_desktop.database.tables import company, contact, score_rule
from revops_desktop.rules.lead_score import OF_CONTACT, ScoreRule

# More contacts than this are counted and not listed.
LISTED = 200


@dataclass(frozen=True, slots=True)
class RuleOf:
    """A rule as the settings show it, those put away as well."""

    rule: ScoreRule
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """A contact with its score; `before`: with the rules and the threshold that hold."""

    contact_id: int
    name: str
    company: str
    score: int
    before: int


@dataclass(frozen=True, slots=True)
class Trial:
    """How many of all contacts are hot, and would be: `becoming` and `ceasing` name who changes.

    At most `LISTED` of each are named, the highest score first; `become` and `cease` count all.
    """

    contacts: int
    was_hot: int
    is_hot: int
    become: int
    cease: int
    becoming: tuple[Scored, ...]
    ceasing: tuple[Scored, ...]


def rules(session: Session) -> tuple[RuleOf, ...]:
    """Every rule in its order, those put away last."""
    rule = score_rule.c
    rows = session.execute(
        select(
            *(rule.id, rule.name, rule.points, rule.activity_kind, rule.attribute),
            *(rule.comparison, rule.value, rule.half_life_days, rule.most, rule.archived_at),
        ).order_by(rule.archived_at.is_not(None), rule.position, rule.id)
    )
    return tuple(RuleOf(ScoreRule(*row[:9]), row[9] is not None) for row in rows)


def values_in_use(session: Session, *, attribute: str) -> tuple[str, ...]:
    """The texts that contacts or companies hold in an attribute, the most frequent first."""
    table = contact if attribute in OF_CONTACT else company
    column = table.c[attribute]
    rows = session.execute(
        select(column)
        .where(column.is_not(None), table.c.deleted_at.is_(None))
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(LISTED)
    )
    return tuple(str(row[0]) for row in rows)


def attributes(session: Session) -> tuple[CustomField, ...]:
    """The custom fields of contacts and companies at which a rule may look."""
    return tuple(
        one for one in fields(session, archived=True) if one.subject in ("contact", "company")
    )


def reach(session: Session, *, now: int) -> dict[int, int]:
    """How many contacts each rule gives points to, or takes points from, as of now."""
    raw = raw_of(session)
    day = scores.today_of(raw, now)
    return {
        one.rule_id: sum(
            1 for kept in scores.made(raw, day=day, rules=(one,)).values() if kept.score
        )
        for one in scores.rules_of(raw)
    }


def trial(
    session: Session,
    *,
    now: int,
    tried: tuple[ScoreRule, ...] | None = None,
    threshold: int | None = None,
) -> Trial:
    """What these rules (None: those that hold) would mean with this threshold, as of now.

    Reckons every contact: a second or two at 100,000; in the background.
    """
    raw = raw_of(session)
    day, held = scores.today_of(raw, now), hot_from(session)
    limit = held if threshold is None else threshold
    before = {one: kept.score for one, kept in scores.made(raw, day=day).items()}
    after = before
    if tried is not None:
        after = {one: kept.score for one, kept in scores.made(raw, day=day, rules=tried).items()}
    everyone = set(
        session.scalars(select(contact.c.id).where(contact.c.deleted_at.is_(None)))
        if min(held, limit) <= 0
        else before.keys() | after.keys()
    )
    was = {one for one in everyone if before.get(one, 0) >= held}
    will = {one for one in everyone if after.get(one, 0) >= limit}
    number = session.scalar(
        select(func.count()).select_from(contact).where(contact.c.deleted_at.is_(None))
    )

    def listed(ids: set[int]) -> tuple[Scored, ...]:
        first = sorted(ids, key=lambda one: (-after.get(one, 0), one))[:LISTED]
        return _named(session, first, after, before)

    return Trial(
        contacts=int(number or 0),
        was_hot=len(was),
        is_hot=len(will),
        become=len(will - was),
        cease=len(was - will),
        becoming=listed(will - was),
        ceasing=listed(was - will),
    )


def _named(
    session: Session, ids: list[int], after: dict[int, int], before: dict[int, int]
) -> tuple[Scored, ...]:
    rows = session.execute(
        select(contact.c.id, contact.c.name, company.c.name)
        .outerjoin_from(contact, company, company.c.id == contact.c.company_id)
        .where(contact.c.id.in_(ids))
    )
    names = {row[0]: (row[1], row[2] or "") for row in rows}
    return tuple(
        Scored(one, *names[one], after.get(one, 0), before.get(one, 0))
        for one in ids
        if one in names
    )
