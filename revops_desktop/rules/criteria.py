"""Is what a stage asks for met? Ticks of a person and conditions the program checks (domain.md §3).

Each answer says why, so that nobody has to guess what is missing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from revops_desktop.i18n import _, count, ngettext
from revops_desktop.rules.deal_fields import ACTIVITY_LABELS, FIELD_LABELS

Condition = Literal[
    "checklist",
    "field_filled",
    "custom_field_filled",
    "amount_above_zero",
    "activity_logged",
    "score_reached",
    "handoff_items_filled",
    "handoff_ready",
]
# What happens where a criterion is not met: the move is refused, needs a reason, or is noted.
Level = Literal["block", "warn", "log"]
LEVELS: tuple[Level, ...] = get_args(Level)

# The fields of a deal that can be filled in at once when a deal is about to leave a stage.
FILLABLE = frozenset(
    (
        *("amount", "monthly_amount", "expected_close", "owner_id", "source", "campaign", "note"),
        *("why_bought", "why_lost", "promised"),
    )
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that should be true before a deal leaves a stage, or is handed over.

    `field` names a column of the deal, `custom_field_id` a field of the owner's, `activity_kind`
    what must have been logged, `least_score` the lead score that must have been reached; each only
    for its condition. `rule_id`: the hand-off rule that asks for it, None where a stage does.
    """

    criterion_id: int
    text: str
    condition: Condition
    field: str | None = None
    custom_field_id: int | None = None
    activity_kind: str | None = None
    least_score: int | None = None
    level: Level = "warn"
    rule_id: int | None = None

    @property
    def is_about_handing(self) -> bool:
        """Whether it asks what the hand-off rule ahead asks."""
        return self.condition in ("handoff_items_filled", "handoff_ready")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a deal: its fields, the custom fields that are filled, the activities logged
    (how many by kind), the items ticked, and its worth (one-off + 12 × monthly, minor units).

    `score`: its lead score · `items_missing`: the names of what its hand-off rule requires and is
    not there · `ready_missing`: what that rule's own conditions lack, as sentences; both None where
    no rule stands between its stage and the one it goes to.
    """

    fields: Mapping[str, object]
    worth: int | None
    custom_fields: Collection[int] = ()
    activities: Mapping[str, int] = field(default_factory=dict)
    ticked: Collection[int] = ()
    score: int = 0
    items_missing: tuple[str, ...] | None = None
    ready_missing: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a criterion is met, and why, as a sentence; a ticked item needs no reason."""

    criterion: Criterion
    is_met: bool
    why: str

    @property
    def is_automatic(self) -> bool:
        """Whether the program checks it by itself."""
        return self.criterion.condition != "checklist"


def judge(criterion: Criterion, facts: Facts) -> Verdict:
    """Whether this deal meets this criterion."""
    if criterion.condition == "checklist":
        ticked = criterion.criterion_id in facts.ticked
        return Verdict(criterion, ticked, "")
    check = _CHECKS[criterion.condition]
    is_met, why = check(criterion, facts)
    return Verdict(criterion, is_met, why)


def _is_filled(value: object) -> bool:
    return value is not None and value != ""


def _field_filled(criterion: Criterion, facts: Facts) -> tuple[bool, str]:
    name = criterion.field or ""
    label = _(FIELD_LABELS.get(name, name))
    if _is_filled(facts.fields.get(name)):
        return True, _("“{field}” is filled in.").format(field=label)
    return False, _("“{field}” is empty.").format(field=label)


def _custom_field_filled(criterion: Criterion, facts: Facts) -> tuple[bool, str]:
    if criterion.custom_field_id in facts.custom_fields:
        return True, _("“{field}” is filled in.").format(field=criterion.text)
    return False, _("“{field}” is empty.").format(field=criterion.text)


def _amount_above_zero(_criterion: Criterion, facts: Facts) -> tuple[bool, str]:
    if facts.worth is None:
        return False, _("The amount is not known yet.")
    if facts.worth <= 0:
        return False, _("The amount is 0.")
    return True, _("The amount is above 0.")


def _activity_logged(criterion: Criterion, facts: Facts) -> tuple[bool, str]:
    kind = criterion.activity_kind or ""
    label = _(ACTIVITY_LABELS.get(kind, kind))
    number = facts.activities.get(kind, 0)
    if number == 0:
        return False, _("No “{kind}” has been logged yet.").format(kind=label)
    return True, ngettext(
        "“{kind}” was logged {number} time.", "“{kind}” was logged {number} times.", number
    ).format(kind=label, number=count(number))


def _score_reached(criterion: Criterion, facts: Facts) -> tuple[bool, str]:
    least = criterion.least_score or 0
    said = _("The lead score is {score}; it takes {least}.").format(
        score=count(facts.score), least=count(least)
    )
    return facts.score >= least, said


def _handoff_items_filled(_criterion: Criterion, facts: Facts) -> tuple[bool, str]:
    if facts.items_missing is None:
        return True, _("Nothing has to be handed over here.")
    if not facts.items_missing:
        return True, _("Everything that is to be handed over is there.")
    return False, _("To hand over, this is missing: {items}").format(
        items=" · ".join(facts.items_missing)
    )


def _handoff_ready(_criterion: Criterion, facts: Facts) -> tuple[bool, str]:
    if facts.ready_missing is None:
        return True, _("No hand-off rule asks for anything here.")
    if not facts.ready_missing:
        return True, _("It is ready to be handed over.")
    return False, " ".join(facts.ready_missing)


_CHECKS = {
    "field_filled": _field_filled,
    "custom_field_filled": _custom_field_filled,
    "amount_above_zero": _amount_above_zero,
    "activity_logged": _activity_logged,
    "score_reached": _score_reached,
    "handoff_items_filled": _handoff_items_filled,
    "handoff_ready": _handoff_ready,
}
