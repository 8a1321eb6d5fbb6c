"""How strong is a lead, and why? The score of contacts and deals, point by point (domain.md §4)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from revops_desktop.analytics.custom_fields import CustomField, fields, values
from revops_desktop.database import scores
from revops_desktop.database.deal_scores import contacts_of
from revops_desktop.database.deal_scores import raw_of as raw_of
from revops_desktop.database.deal_scores import scores_of_contacts as scores_of_contacts
from revops_desktop.database.deal_scores import scores_of_deals as scores_of_deals
from revops_desktop.database.score_statements import scoring
from revops_desktop.database.tables import (
    activity,
    company,
    contact,
    contact_score,
    deal,
    workspace,
)
from revops_desktop.rules.lead_score import OF_CONTACT, ScoreRule

# SQLite takes only so many parameters in one statement.
_CHUNK = 5000


@dataclass(frozen=True, slots=True)
class PointLine:
    """Points that one rule gives for one attribute or one activity.

    `full_points`: what they were before they faded · `held`: what the contact or its company holds
    in the attribute, `field`: its name where that is a custom field · `title`, `kind`,
    `happened_at` (UTC seconds): of the activity.
    """

    rule: ScoreRule
    points: int
    full_points: int
    held: str = ""
    field: str = ""
    activity_id: int | None = None
    kind: str = ""
    title: str = ""
    happened_at: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A contact's score, and the points that make it up: attributes first, then newest first."""

    total: int
    is_hot: bool
    points: tuple[PointLine, ...]
    hot_from: int


@dataclass(frozen=True, slots=True)
class ScoreOfDeal:
    """The score that counts for a deal, and whose it is; `of_company`: of several at its company"""

    contact_id: int
    name: str
    score: Score
    of_company: bool


def hot_from(session: Session) -> int:
    """The score from which on a contact is hot."""
    return int(session.scalar(select(workspace.c.hot_score)) or 0)


def score_of_contact(session: Session, contact_id: int, now: int) -> Score:
    """The score of one contact as of now, and every point of it."""
    raw = raw_of(session)
    rules = scores.rules_of(raw)
    lines: list[PointLine] = []
    if rules:
        zone = str(session.scalar(select(workspace.c.time_zone)))
        made = scoring(rules, scores.today_of(raw, now), zone)
        lines = [*_holding(session, made.holds, rules, contact_id)]
        lines += _done(session, made.happened, rules, contact_id)
    hot, total = hot_from(session), sum(line.points for line in lines)
    return Score(total, total >= hot, tuple(lines), hot)


def score_of_deal(session: Session, deal_id: int, now: int) -> ScoreOfDeal | None:
    """The score that counts for a deal and the contact who has it; None without any contact."""
    whose = contacts_of(session, (deal_id,)).get(deal_id, [])
    if not whose:
        return None
    found = scores_of_contacts(session, whose, now)
    best = min(whose, key=lambda one: (-found[one], one))
    name = session.scalar(select(contact.c.name).where(contact.c.id == best))
    own = session.scalar(select(deal.c.contact_id).where(deal.c.id == deal_id))
    return ScoreOfDeal(best, str(name or ""), score_of_contact(session, best, now), own is None)


def explained_of_deal(session: Session, deal_id: int, now: int) -> ScoreOfDeal | None:
    """As `score_of_deal`; None where there are no rules either."""
    return score_of_deal(session, deal_id, now) if has_rules(session) else None


def explained_of_contact(session: Session, contact_id: int, now: int) -> Score | None:
    """As `score_of_contact`; None where there are no rules."""
    return score_of_contact(session, contact_id, now) if has_rules(session) else None


def has_rules(session: Session) -> bool:
    """Whether any rule gives points."""
    return bool(scores.rules_of(raw_of(session)))


def _holding(
    session: Session, statement: str, rules: tuple[ScoreRule, ...], contact_id: int
) -> list[PointLine]:
    if not statement:
        return []
    raw = raw_of(session)
    holding = {row[0] for row in raw.execute(statement, {"contact": contact_id})}
    held = _Held(session, contact_id)
    return [
        PointLine(rule, rule.points, rule.points, held.text(rule), held.name(rule))
        for rule in rules
        if rule.rule_id in holding
    ]


class _Held:
    """What a contact and its company hold, as it is shown."""

    def __init__(self, session: Session, contact_id: int) -> None:
        self._session = session
        self._fields: tuple[CustomField, ...] | None = None
        person = session.execute(select(contact).where(contact.c.id == contact_id)).one()
        self._person: dict[str, Any] = dict(person._asdict())
        where = select(company).where(company.c.id == person.company_id)
        firm = session.execute(where).first()
        self._firm: dict[str, Any] = {} if firm is None else dict(firm._asdict())

    def text(self, rule: ScoreRule) -> str:
        """The value in the attribute of a rule."""
        if rule.custom_field_id is None:
            holder = self._person if rule.attribute in OF_CONTACT else self._firm
            found = holder.get(rule.attribute or "")
            return "" if found is None else str(found)
        field = self._field(rule)
        if field is None:
            return ""
        currency = str(self._session.scalar(select(workspace.c.currency)))
        for subject, holder in (("contact", self._person), ("company", self._firm)):
            if field.subject == subject and holder:
                own = values(self._session, subject=field.subject, record_id=holder["id"])
                return field.shown(own.get(field.id), currency)
        return ""

    def name(self, rule: ScoreRule) -> str:
        """What the custom field of a rule is called; "" where it looks at none."""
        field = self._field(rule)
        return "" if field is None else field.name

    def _field(self, rule: ScoreRule) -> CustomField | None:
        if rule.custom_field_id is None:
            return None
        if self._fields is None:
            self._fields = fields(self._session, archived=True)
        return next((one for one in self._fields if one.id == rule.custom_field_id), None)


def _done(
    session: Session, statement: str, rules: tuple[ScoreRule, ...], contact_id: int
) -> list[PointLine]:
    if not statement:
        return []
    rows = raw_of(session).execute(statement, {"contact": contact_id}).fetchall()
    alive = session.scalar(
        select(func.count()).where(contact.c.id == contact_id, contact.c.deleted_at.is_(None))
    )
    if not rows or not alive:
        return []
    what = activity.c
    known = {
        row.id: row
        for row in session.execute(
            select(what.id, what.kind, what.title, what.happened_at, what.done_at).where(
                what.id.in_({row[1] for row in rows})
            )
        )
    }
    by_id = {rule.rule_id: rule for rule in rules}
    return [
        PointLine(
            rule=by_id[rule_id],
            points=points,
            full_points=by_id[rule_id].points,
            activity_id=activity_id,
            kind=known[activity_id].kind,
            title=known[activity_id].title,
            happened_at=at,
        )
        for rule_id, activity_id, points, at in rows
    ]


# As columns of other questions: from what is kept.

KEPT: ColumnElement[int] = func.coalesce(
    select(contact_score.c.score)
    .where(contact_score.c.contact_id == contact.c.id)
    .correlate(contact)
    .scalar_subquery(),
    0,
)


def kept_of_deal() -> ColumnElement[int]:
    """The kept score of a row of deal, 0 where nobody has any."""
    own = (
        select(contact_score.c.score)
        .where(contact_score.c.contact_id == deal.c.contact_id)
        .correlate(deal)
        .scalar_subquery()
    )
    person = contact.alias("at_company")
    best = (
        select(func.max(func.coalesce(contact_score.c.score, 0)))
        .select_from(person.outerjoin(contact_score, contact_score.c.contact_id == person.c.id))
        .where(person.c.company_id == deal.c.company_id, person.c.deleted_at.is_(None))
        .correlate(deal)
        .scalar_subquery()
    )
    return func.coalesce(case((deal.c.contact_id.is_not(None), own), else_=best), 0)
