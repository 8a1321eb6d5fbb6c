"""What a template holds: a whole river with all that was agreed about it, as plain values.

Texts are by language ("ja", "en"); a file that the owner saved has the same text for both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

EXIT_KINDS = ("lost", "recycled", "churned")

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TemplateSummary:
    """A template as a list offers it; names and descriptions by language ("ja", "en").

    `key` of a built-in one is the name of its file without the ending.
    """

    key: str
    names: Words
    descriptions: Words


@dataclass(frozen=True, slots=True)
class FunctionTemplate:
    """A function that owns stages; `key` is how stages name it inside the file."""

    key: str
    names: Words
    colour: str


@dataclass(frozen=True, slots=True)
class LimitTemplate:
    """A time limit in business minutes or in business days: one of the two."""

    minutes: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class CriterionTemplate:
    """What should be true before a deal goes on, as rules/criteria.py judges it.

    `custom_field` is the name of a field of the owner's, the rest as in `exit_criterion`.
    """

    texts: Words
    condition: str = "checklist"
    field: str | None = None
    custom_field: str | None = None
    activity_kind: str | None = None
    least_score: int | None = None
    level: str = "warn"


@dataclass(frozen=True, slots=True)
class StageTemplate:
    """A stage in river order; `function` by its key, "": none; `probability` in basis points."""

    names: Words
    function: str
    phase: str
    probability: int
    new_sale: bool
    colour: str
    definitions: Words
    exit_criteria: tuple[CriterionTemplate, ...] = ()
    time_limit: LimitTemplate | None = None
    idle_limit_days: int | None = None
    wip_limit: int | None = None


@dataclass(frozen=True, slots=True)
class ItemTemplate:
    """Something to hand over: a field of the deal, a field of the owner's, or an answer in words.

    `custom_field` is that field's name.
    """

    names: Words
    field: str | None = None
    custom_field: str | None = None
    is_required: bool = True


@dataclass(frozen=True, slots=True)
class RuleTemplate:
    """What one function hands over to another; functions by their keys in the file."""

    from_function: str
    to_function: str
    names: Words
    definitions: Words
    ready_when: str = "all"
    conditions: tuple[CriterionTemplate, ...] = ()
    items: tuple[ItemTemplate, ...] = ()
    limit: LimitTemplate | None = None


@dataclass(frozen=True, slots=True)
class ScoreTemplate:
    """Points for what a contact is or does, as `score_rule` keeps them."""

    names: Words
    points: int
    activity_kind: str | None = None
    attribute: str | None = None
    comparison: str | None = None
    values: Words | None = None
    half_life_days: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ReasonTemplate:
    """Why a deal leaves the river; `reasons` are the second level."""

    key: str
    names: Words
    usual_wait_days: int | None
    asks_note: bool
    reasons: "tuple[ReasonTemplate, ...]"


@dataclass(frozen=True, slots=True)
class FieldTemplate:
    """A field of deals of the owner's own that criteria or items name."""

    name: str
    kind: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A whole template; `exit_reasons` by kind of exit."""

    summary: TemplateSummary
    functions: tuple[FunctionTemplate, ...]
    stages: tuple[StageTemplate, ...]
    exit_reasons: Mapping[str, tuple[ReasonTemplate, ...]]
    handoff_rules: tuple[RuleTemplate, ...] = ()
    score_rules: tuple[ScoreTemplate, ...] = ()
    nurture_lists: tuple[Words, ...] = ()
    custom_fields: tuple[FieldTemplate, ...] = ()
