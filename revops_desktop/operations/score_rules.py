"""What a person can do with the lead score: its rules, and from when on a contact is hot."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.journal import describe, verb
from revops_desktop.database.tables import custom_choice, custom_field, score_rule, workspace
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import N_, _
from revops_desktop.rules import lead_score
from revops_desktop.rules.lead_score import ATTRIBUTES, AttributeKind, ScoreRule
from revops_desktop.rules.text import stored

ADDED = N_("Add the score rule “{rule}”")
EDITED = N_("Edit the score rule “{rule}”")
ARCHIVED = N_("Put the score rule “{rule}” away")
BROUGHT_BACK = N_("Bring the score rule “{rule}” back")
DELETED = N_("Delete the score rule “{rule}”")
ORDERED = N_("Put the score rules in another order")
HOT_FROM = N_("Call contacts hot from {number} points on")

LONGEST_NAME = 120
# The columns of a rule as `ScoreRule` has them.
_PARTS = (
    *("id", "name", "points", "activity_kind", "attribute", "comparison", "value"),
    *("half_life_days", "most"),
)


@verb(ADDED)
def add(
    session: Session,
    *,
    at: int,
    name: str,
    points: int,
    activity_kind: str | None = None,
    attribute: str | None = None,
    comparison: str | None = None,
    value: str | None = None,
    half_life_days: int | None = None,
    most: int | None = None,
) -> int:
    """A new rule, the last; its id. What a rule is: `rules/lead_score.py`."""
    made = ScoreRule(
        0, name, points, activity_kind, attribute, comparison, value, half_life_days, most
    )
    values = checked(session, made)
    describe(session, rule=values["name"])
    return insert_rule(session, values)


@verb(EDITED)
def edit(
    session: Session,
    *,
    at: int,
    rule_id: int,
    name: str,
    points: int,
    activity_kind: str | None = None,
    attribute: str | None = None,
    comparison: str | None = None,
    value: str | None = None,
    half_life_days: int | None = None,
    most: int | None = None,
) -> None:
    """Makes another rule of one; every score follows."""
    found = _rule(session, rule_id)
    made = ScoreRule(
        rule_id, name, points, activity_kind, attribute, comparison, value, half_life_days, most
    )
    values = checked(session, made)
    describe(session, rule=found.name)
    session.execute(update(score_rule).where(score_rule.c.id == rule_id).values(**values))


@verb(ARCHIVED)
def archive(session: Session, *, at: int, rule_id: int) -> None:
    """Puts a rule away: it gives no points until it is brought back."""
    found = _rule(session, rule_id)
    if found.archived_at is None:
        describe(session, rule=found.name)
        session.execute(update(score_rule).where(score_rule.c.id == rule_id).values(archived_at=at))


@verb(BROUGHT_BACK)
def bring_back(session: Session, *, at: int, rule_id: int) -> None:
    """Lets a rule that was put away give points again; RuleBroken where its field is gone."""
    found = _rule(session, rule_id)
    if found.archived_at is not None:
        checked(session, ScoreRule(*(found._mapping[part] for part in _PARTS)))
        describe(session, rule=found.name)
        session.execute(
            update(score_rule).where(score_rule.c.id == rule_id).values(archived_at=None)
        )


@verb(DELETED)
def remove(session: Session, *, at: int, rule_id: int) -> None:
    """Deletes a rule; undo brings it back."""
    found = _rule(session, rule_id)
    describe(session, rule=found.name)
    session.execute(delete(score_rule).where(score_rule.c.id == rule_id))


@verb(ORDERED)
def order(session: Session, *, at: int, rule_ids: Sequence[int]) -> None:
    """Puts the rules in this order; those that are not named follow as they were."""
    held = list(
        session.scalars(select(score_rule.c.id).order_by(score_rule.c.position, score_rule.c.id))
    )
    named = [one for one in rule_ids if one in held]
    for position, rule_id in enumerate([*named, *(one for one in held if one not in named)], 1):
        session.execute(
            update(score_rule).where(score_rule.c.id == rule_id).values(position=position)
        )


@verb(HOT_FROM)
def set_hot_score(session: Session, *, at: int, score: int) -> None:
    """From this score on a contact is hot."""
    if not 1 <= score <= lead_score.HIGHEST_HOT:
        raise RuleBroken(
            _(
                "A contact is hot from 1 to {number} points on. "
                "Nothing was changed. Please enter a number."
            ).format(number=lead_score.HIGHEST_HOT)
        )
    describe(session, number=score)
    session.execute(update(workspace).values(hot_score=score))


def checked(session: Session, rule: ScoreRule) -> dict[str, Any]:
    """The columns of a rule that can be kept; RuleBroken where it cannot."""
    name = " ".join(stored(rule.name).split())[:LONGEST_NAME]
    if not name:
        raise RuleBroken(_("A rule needs a name. Nothing was changed. Please write one."))
    kind = None if rule.attribute is None else _kind(session, rule)
    lead_score.check(rule, kind)
    if rule.activity_kind is not None:
        return {
            **{"name": name, "points": rule.points, "activity_kind": rule.activity_kind},
            **{"attribute": None, "comparison": None, "value": None},
            **{"half_life_days": rule.half_life_days, "most": rule.most},
        }
    value = None if rule.comparison == "filled" else stored(rule.value or "")
    if kind in ("number", "money"):
        _number(value)
    return {
        **{"name": name, "points": rule.points, "activity_kind": None},
        **{"attribute": rule.attribute, "comparison": rule.comparison, "value": value},
        **{"half_life_days": None, "most": None},
    }


def insert_rule(session: Session, values: dict[str, Any]) -> int:
    """Writes a rule whose columns were `checked`, within a verb, after the others; its id."""
    last = session.scalar(select(func.coalesce(func.max(score_rule.c.position), 0))) or 0
    made = session.connection().execute(insert(score_rule).values(position=last + 1, **values))
    return int(made.lastrowid)


def _number(value: str | None) -> None:
    try:
        int(value or "0")
    except ValueError:
        raise RuleBroken(
            _("“{text}” is not a number. Nothing was changed. Please write digits.").format(
                text=(value or "")[:80]
            )
        ) from None


def _kind(session: Session, rule: ScoreRule) -> AttributeKind:
    field_id = rule.custom_field_id
    if field_id is None:
        return ATTRIBUTES[rule.attribute or ""]
    found = session.execute(select(custom_field).where(custom_field.c.id == field_id)).first()
    if found is None or found.subject not in ("contact", "company"):
        raise RuleBroken(
            _(
                "The field that the rule looks at is no longer in the file. "
                "Nothing was changed. Please choose another one."
            )
        )
    if found.kind == "choice" and rule.comparison == "is":
        choice = custom_choice.c
        if not session.scalar(
            select(choice.id).where(choice.field_id == field_id, choice.id == int(rule.value or 0))
        ):
            raise RuleBroken(
                _(
                    "This choice is no longer in the file. "
                    "Nothing was changed. Please choose another one."
                )
            )
    kind: AttributeKind = found.kind
    return kind


def _rule(session: Session, rule_id: int) -> Row:
    found = session.execute(select(score_rule).where(score_rule.c.id == rule_id)).first()
    if found is None:
        raise RuleBroken(
            _("This rule is no longer in the file. Nothing was changed. Please look again.")
        )
    return found
