"""Writes what must be true before a deal leaves a stage, or before a rule calls it ready."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from revops_desktop.database.tables import custom_field, exit_criterion
from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.criteria import Condition
from revops_desktop.rules.text import stored

LEVELS = ("block", "warn", "log")
# What each condition needs besides its text; the rest is left empty.
_NEEDS = {
    "field_filled": "field",
    "custom_field_filled": "custom_field_id",
    "activity_logged": "activity_kind",
    "score_reached": "least_score",
}
_CONDITIONS = frozenset(
    (*get_args(Condition), "score_reached", "handoff_items_filled", "handoff_ready")
)


class WantedCriterion(NamedTuple):
    """A criterion as it shall be; without an id it is new.

    `condition` as in rules/criteria.py, with the part it needs: the deal's `field`, the id of a
    custom field of deals, an `activity_kind`, or the `least_score` · `level`: block, warn or log.
    """

    criterion_id: int | None
    text: str
    condition: str = "checklist"
    field: str | None = None
    activity_kind: str | None = None
    custom_field_id: int | None = None
    least_score: int | None = None
    level: str = "warn"


def write(
    session: Session,
    wanted: Sequence[WantedCriterion],
    *,
    stage_id: int | None = None,
    rule_id: int | None = None,
) -> None:
    """Makes these the criteria of a stage or of a hand-off rule, in this order, within a verb.

    One that is no longer among them is deleted with its ticks; one that is as it was is not
    written again.
    """
    one = exit_criterion.c
    place = {"stage_id": stage_id, "rule_id": rule_id}
    here = (one.stage_id == stage_id) if stage_id is not None else (one.rule_id == rule_id)
    kept = [each.criterion_id for each in wanted if each.criterion_id is not None]
    session.execute(delete(exit_criterion).where(here, one.id.not_in(kept)))
    for position, each in enumerate(wanted, 1):
        values = {**_checked(session, each), "position": position}
        if each.criterion_id is None:
            session.execute(insert(exit_criterion).values(**place, **values))
        else:
            session.execute(
                update(exit_criterion).where(here, one.id == each.criterion_id).values(**values)
            )


def _checked(session: Session, wanted: WantedCriterion) -> dict[str, object]:
    text, condition = stored(wanted.text), wanted.condition
    if condition not in _CONDITIONS:
        raise ValueError(f"no such condition: {condition}")
    if wanted.level not in LEVELS:
        raise ValueError(f"no such level: {wanted.level}")
    if not text:
        raise RuleBroken(
            _("An exit criterion needs a text. Nothing was changed. Please write one.")
        )
    values: dict[str, object] = {
        **{"text": text, "condition": condition, "level": wanted.level},
        **dict.fromkeys(_NEEDS.values()),
    }
    needed = _NEEDS.get(condition)
    if needed is not None:
        values[needed] = getattr(wanted, needed)
        if values[needed] is None:
            raise ValueError(f"{condition} without {needed}")
    if condition == "custom_field_filled":
        _check_field(session, wanted.custom_field_id)
    if condition == "score_reached" and (wanted.least_score or 0) < 1:
        raise RuleBroken(
            _("A score to reach is a number from 1 on. Nothing was changed. Please correct it.")
        )
    return values


def _check_field(session: Session, field_id: int | None) -> None:
    held = session.execute(
        select(func.count()).where(
            custom_field.c.id == field_id,
            custom_field.c.subject == "deal",
            custom_field.c.archived_at.is_(None),
        )
    ).scalar_one()
    if not held:
        raise RuleBroken(
            _("This field is no longer in the file. Nothing was changed. Please look again.")
        )
