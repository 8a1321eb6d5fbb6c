"""What a filter says, as plain values: conditions that all hold, and words that all occur.

The SQL is analytics/filters.py's. No SQLAlchemy and no Qt here: the board's bar is built before the
first frame.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from revops_desktop.i18n import N_
from revops_desktop.rules.periods import month_of, month_period, months_before

Value = int | str | None
Shape = Literal["any_of", "amount", "number", "day", "words"]

# What a condition may be about. `any_of` holds values: ids of owner, pod, product, tag, stage and
# function, else the text as stored; the others hold bounds, both included, or a span of days.
ABOUT: dict[str, Shape] = {
    "owner": "any_of",
    "pod": "any_of",
    "stage": "any_of",
    "function": "any_of",
    "segment": "any_of",
    "channel": "any_of",
    "source": "any_of",
    "campaign": "any_of",
    "kind": "any_of",
    "product": "any_of",
    "tag": "any_of",
    "amount": "amount",
    "expected_close": "day",
    "created": "day",
    "entered_stage": "day",
    "next_step": "any_of",
    "going_cold": "any_of",
    "score": "number",
    "hot": "any_of",
}
LABELS: dict[str, str] = {
    "owner": N_("Owner"),
    "pod": N_("Pod"),
    "stage": N_("Stage"),
    "function": N_("Function"),
    "segment": N_("Segment"),
    "channel": N_("Channel"),
    "source": N_("Source"),
    "campaign": N_("Campaign"),
    "kind": N_("Kind"),
    "product": N_("Product"),
    "tag": N_("Tag"),
    "amount": N_("Amount"),
    "expected_close": N_("Expected close"),
    "created": N_("Created"),
    "entered_stage": N_("In stage since"),
    "next_step": N_("Next step"),
    "going_cold": N_("Going cold"),
    "score": N_("Lead score"),
    "hot": N_("Hot lead"),
}
# Conditions that are kept as words of the program, and how these are shown.
WORDS: dict[str, dict[str, str]] = {
    "next_step": {
        "overdue": N_("Overdue"),
        "today": N_("Today"),
        "later": N_("Later"),
        "none": N_("None planned"),
    },
    "going_cold": {"yes": N_("Yes"), "no": N_("No")},
    "hot": {"yes": N_("Yes"), "no": N_("No")},
    "kind": {
        "new": N_("New business"),
        "repeat": N_("Repeat"),
        "renewal": N_("Renewal"),
        "upsell": N_("Upsell"),
        "cross_sell": N_("Cross-sell"),
        "referral": N_("Referral"),
    },
    "channel": {"direct": N_("Direct"), "partner": N_("Partner")},
}
SPAN_LABELS: dict[str, str] = {
    "overdue": N_("Overdue"),
    "today": N_("Today"),
    "this_week": N_("This week"),
    "next_7_days": N_("Next 7 days"),
    "next_30_days": N_("Next 30 days"),
    "this_month": N_("This month"),
    "next_month": N_("Next month"),
    "last_7_days": N_("Last 7 days"),
    "last_30_days": N_("Last 30 days"),
    "last_90_days": N_("Last 90 days"),
    "last_month": N_("Last month"),
    "this_year": N_("This year"),
}
SPANS: tuple[str, ...] = tuple(SPAN_LABELS)
# Days that lie behind are not looked for among days to come, and the other way round.
SPANS_AHEAD = (
    *("overdue", "today", "this_week", "next_7_days", "next_30_days"),
    *("this_month", "next_month", "this_year"),
)
SPANS_BEHIND = (
    *("today", "this_week", "last_7_days", "last_30_days", "last_90_days"),
    *("this_month", "last_month", "this_year"),
)

# Begins what a condition on a custom field is about: custom:<subject>:<kind>:<field id>.
CUSTOM = "custom"
_SHAPES: dict[str, Shape] = {
    "text": "words",
    "number": "number",
    "money": "amount",
    "date": "day",
    "choice": "any_of",
    "yes_no": "any_of",
}


class CustomAbout(NamedTuple):
    """A condition on a custom field: of which subject, of which kind, which one."""

    subject: str
    kind: str
    field_id: int

    def __str__(self) -> str:
        return f"{CUSTOM}:{self.subject}:{self.kind}:{self.field_id}"


def custom_about(about: str) -> CustomAbout | None:
    """The custom field that a condition is about, None for the program's own."""
    parts = about.split(":")
    if len(parts) != 4 or parts[0] != CUSTOM or parts[2] not in _SHAPES:
        return None
    if parts[1] not in ("company", "contact", "deal") or not parts[3].isdecimal():
        return None
    return CustomAbout(parts[1], parts[2], int(parts[3]))


def shape_of(about: str) -> Shape | None:
    """What a condition about this holds; None where there is no such thing to filter by."""
    custom = custom_about(about)
    return ABOUT.get(about) if custom is None else _SHAPES[custom.kind]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition. It holds if any of its parts does: a value, the bounds, the span, the words.

    `values`: any of these, None: not recorded · `low`, `high`: both included; amounts in minor
    units, numbers in millionths, days as ISO text · `span`: relative to today · `words`: all occur.
    """

    about: str
    values: tuple[Value, ...] = ()
    low: Value = None
    high: Value = None
    span: str = ""
    words: str = ""

    @property
    def is_bounded(self) -> bool:
        """Whether bounds are said."""
        return self.low is not None or self.high is not None

    @property
    def says_something(self) -> bool:
        """Whether anything is asked for; an empty condition holds always."""
        return bool(self.values or self.span or self.words) or self.is_bounded


def span_days(span: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last day of a span; None is open. Weeks begin on Monday."""

    def days(first: int, last: int) -> tuple[date, date]:
        return today + timedelta(days=first), today + timedelta(days=last)

    if span == "overdue":
        return None, today - timedelta(days=1)
    if span == "this_week":
        return days(-today.weekday(), 6 - today.weekday())
    if span == "this_year":
        return today.replace(month=1, day=1), today.replace(month=12, day=31)
    if span in ("this_month", "last_month", "next_month"):
        back = {"this_month": 0, "last_month": 1, "next_month": -1}[span]
        month = month_period(months_before(month_of(today), back))
        return month.first, month.last
    reach = {
        "today": (0, 0),
        "next_7_days": (0, 6),
        "next_30_days": (0, 29),
        "last_7_days": (-6, 0),
        "last_30_days": (-29, 0),
        "last_90_days": (-89, 0),
    }
    return days(*reach[span])


def as_json(conditions: Iterable[Condition], text: str) -> str:
    """A filter as it is kept in the file; spans stay relative."""
    listed = [
        {
            key: value
            for key, value in (
                ("about", one.about),
                ("values", list(one.values) or None),
                ("low", one.low),
                ("high", one.high),
                ("span", one.span or None),
                ("words", one.words or None),
            )
            if value is not None
        }
        for one in conditions
    ]
    return json.dumps({"conditions": listed, "text": text}, ensure_ascii=False, sort_keys=True)


def from_json(content: str) -> tuple[tuple[Condition, ...], str]:
    """The conditions and the text that `as_json` wrote.

    What this version does not know is left out: another filter is better than none.
    """
    try:
        read: Any = json.loads(content)
    except ValueError:
        return (), ""
    if not isinstance(read, dict):
        return (), ""
    listed = read.get("conditions", ())
    found = [_condition(one) for one in listed] if isinstance(listed, list) else []
    text = read.get("text", "")
    return tuple(one for one in found if one is not None), text if isinstance(text, str) else ""


def page_state(content: str) -> dict[str, Any] | None:
    """What a page keeps with a view besides the filter; None where it keeps nothing."""
    try:
        read: Any = json.loads(content)
    except ValueError:
        return None
    state = read.get("page") if isinstance(read, dict) else None
    return state if isinstance(state, dict) else None


def means_the_same(kept: str, now: str) -> bool:
    """Whether a view that was kept is what is shown now, however it was written."""
    state = page_state(kept)
    return from_json(kept) == from_json(now) and (state is None or state == page_state(now))


def _condition(read: Any) -> Condition | None:
    if not isinstance(read, dict) or shape_of(str(read.get("about", ""))) is None:
        return None
    values = read.get("values", ())
    span = read.get("span", "")
    known = Condition(
        about=str(read["about"]),
        values=tuple(one for one in values if one is None or type(one) in (int, str))
        if isinstance(values, list)
        else (),
        low=_value(read.get("low")),
        high=_value(read.get("high")),
        span=span if span in SPANS else "",
        words=str(read.get("words", "")),
    )
    return known if known.says_something else None


def _value(read: Any) -> Value:
    return read if type(read) in (int, str) else None
