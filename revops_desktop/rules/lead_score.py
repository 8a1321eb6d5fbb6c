"""Lead score: which points a contact's attributes and activities are worth (domain.md §4).

A rule gives points for what a contact is (an attribute that compares as said) or for each thing
that it did (an activity of a kind), the newest few alone where the rule says so. Points of an
activity may fade: they are worth half after each half-life. Days are local ones, and each
activity's points are rounded by themselves, half away from nothing, so that the points listed add
up to the score.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import floor, log2
from typing import Literal

from revops_desktop.errors import RuleBroken
from revops_desktop.i18n import _
from revops_desktop.rules.periods import start_of_day

AttributeKind = Literal["text", "number", "money", "date", "choice", "channel", "yes_no"]
Comparison = Literal["is", "contains", "at_least", "at_most", "filled"]

# What a rule may look at besides custom fields (`custom:7`): of the contact itself, and of the
# company where it works.
OF_CONTACT: dict[str, AttributeKind] = {
    "role": "text",
    "job_title": "text",
    "email": "text",
    "phone": "text",
}
OF_COMPANY: dict[str, AttributeKind] = {
    "segment": "text",
    "industry": "text",
    "employees": "number",
    "region": "text",
    "first_source": "text",
    "channel": "channel",
}
ATTRIBUTES = OF_CONTACT | OF_COMPANY
CUSTOM = "custom:"

# How a value of each kind may be compared; the first is proposed.
COMPARISONS: dict[AttributeKind, tuple[Comparison, ...]] = {
    "text": ("is", "contains", "filled"),
    "number": ("at_least", "at_most", "filled"),
    "money": ("at_least", "at_most", "filled"),
    "date": ("at_least", "at_most", "filled"),
    "choice": ("is", "filled"),
    "channel": ("is", "filled"),
    "yes_no": ("is", "filled"),
}

# What a contact does, the strongest sign first. Tasks and notes are what we do ourselves.
ACTIVITY_KINDS = (
    *("inquiry", "catalogue_request", "seminar", "web_visit", "mail_click"),
    *("meeting", "visit", "call", "email"),
)

MOST_POINTS = 1_000
LONGEST_HALF_LIFE = 3_650
HIGHEST_HOT = 100_000
# No activity is older.
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class ScoreRule:
    """Points for an activity of a kind, each time, or for an attribute that compares as said.

    `value` is text as it is kept: a number in the unit of its column (money in minor units, a
    custom number in millionths), a day as ISO text, a custom choice by id, yes as 1, no as 0.
    `half_life_days` and `most` hold for activities alone; None: never fading, all of them.
    """

    rule_id: int
    name: str
    points: int
    activity_kind: str | None = None
    attribute: str | None = None
    comparison: str | None = None
    value: str | None = None
    half_life_days: int | None = None
    most: int | None = None

    @property
    def custom_field_id(self) -> int | None:
        """The custom field that the rule looks at; None: it looks elsewhere."""
        name = self.attribute or ""
        return int(name.removeprefix(CUSTOM)) if name.startswith(CUSTOM) else None


def faded(points: int, age_days: int, half_life_days: int | None) -> int:
    """What points are worth when what earned them is so many whole local days old."""
    if half_life_days is None or points == 0:
        return points
    size = floor(abs(points) * 2.0 ** (-age_days / half_life_days) + 0.5)
    return size if points > 0 else -size


@lru_cache(maxsize=1024)
def fading(points: int, half_life_days: int) -> tuple[tuple[int, int], ...]:
    """What points are worth from which age (days) on: falling to 0, where the list ends."""
    steps, age, worth = [], 0, points
    while worth != 0:
        steps.append((age, worth))
        # The first day on which it is less: reckoned, then made exact.
        age = max(age, floor(half_life_days * log2(abs(points) / (abs(worth) - 0.5))) - 1)
        while faded(points, age, half_life_days) == worth:
            age += 1
        worth = faded(points, age, half_life_days)
    return (*steps, (age, 0))


@lru_cache(maxsize=1024)
def worth_since(
    points: int, half_life_days: int, today: date, zone: str
) -> tuple[tuple[int, int], ...]:
    """(instant, points), newest first: an activity from this instant on is worth these points.

    Before the last of the instants it is worth nothing any more.
    """
    steps = fading(points, half_life_days)
    oldest = (today - _OLDEST).days
    return tuple(
        (start_of_day(today - timedelta(days=min(next_age - 1, oldest)), zone), worth)
        for (_age, worth), (next_age, _worth) in pairwise(steps)
    )


def check(rule: ScoreRule, kind: AttributeKind | None) -> None:
    """Raises RuleBroken for a rule that cannot be kept; `kind`: that of its attribute."""
    if rule.points == 0 or abs(rule.points) > MOST_POINTS:
        raise RuleBroken(
            _(
                "A rule gives between 1 and {number} points, or takes as many. "
                "Nothing was changed. Please enter a number."
            ).format(number=MOST_POINTS)
        )
    if (rule.activity_kind is None) == (rule.attribute is None):
        raise RuleBroken(
            _(
                "A rule gives points for an activity or for an attribute. "
                "Nothing was changed. Please choose one of them."
            )
        )
    if rule.activity_kind is None:
        _check_attribute(rule, kind)
    elif rule.activity_kind not in ACTIVITY_KINDS:
        raise ValueError(f"no kind of activity that earns points: {rule.activity_kind}")
    if rule.half_life_days is not None and not 0 < rule.half_life_days <= LONGEST_HALF_LIFE:
        raise RuleBroken(
            _(
                "Points halve after 1 to {number} days, or never. "
                "Nothing was changed. Please enter a number of days."
            ).format(number=LONGEST_HALF_LIFE)
        )
    if rule.most is not None and rule.most < 1:
        raise RuleBroken(
            _(
                "At least one activity must count. "
                "Nothing was changed. Please enter how many, or leave it empty."
            )
        )


def _check_attribute(rule: ScoreRule, kind: AttributeKind | None) -> None:
    if kind is None or rule.comparison not in COMPARISONS[kind]:
        raise ValueError(f"cannot be compared so: {rule.attribute} {rule.comparison}")
    if rule.comparison != "filled" and not (rule.value or "").strip():
        raise RuleBroken(
            _(
                "The rule compares with something, and nothing is entered. "
                "Nothing was changed. Please enter what it compares with."
            )
        )
