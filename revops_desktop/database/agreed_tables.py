"""The tables of what was agreed: calendar, time limits, hand-offs, scores, reviews (domain.md §4).

Calendar and time limits are dated versions: a row is added by each edit and holds for every clock
that starts from `made_at` on; with `for_running` also for those that were running then. A clock is
a stay of a deal in a stage (`stage_visit`, but for imported ones) or a hand-off: its start and end
are there, its pauses here, and which version holds for it follows from these instants.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint, text

from revops_desktop.database.table_parts import flag as _flag
from revops_desktop.database.table_parts import identifier as _id
from revops_desktop.database.table_parts import is_flag as _is_flag
from revops_desktop.database.table_parts import one_of as _one_of
from revops_desktop.database.table_parts import reference as _reference
from revops_desktop.database.table_parts import table as _table

# A version of the business calendar. Without any: Monday to Friday 09:00–18:00, not on holidays.
business_calendar = _table(
    "business_calendar",
    _id(),
    Column("made_at", Integer, nullable=False),
    _flag("for_running"),
    # JSON that `rules/business_calendar.py` understands: weekly ranges, holidays, exceptions.
    Column("content", Text, nullable=False),
    _is_flag("for_running"),
)

# What one function hands over to another; `definition` says when a deal is ready (MQL, SQL), and
# exit criteria with this rule check it: all of them, or any one.
handoff_rule = _table(
    "handoff_rule",
    _id(),
    _reference("from_function_id", "function", "CASCADE", nullable=False),
    _reference("to_function_id", "function", "CASCADE", nullable=False),
    Column("name", Text, nullable=False),
    Column("definition", Text, nullable=False, server_default=""),
    Column("ready_when", Text, nullable=False, server_default="all"),
    Column("archived_at", Integer),
    _one_of("ready_when", "all", "any"),
    UniqueConstraint("from_function_id", "to_function_id"),
    Index("ix_handoff_rule_to_function_id", "to_function_id"),
)

# A version of the time limit of a stage or of a hand-off rule: business minutes, or business days,
# or neither: from then on there is no limit.
time_limit = _table(
    "time_limit",
    _id(),
    _reference("stage_id", "stage", "CASCADE"),
    _reference("rule_id", "handoff_rule", "CASCADE"),
    Column("made_at", Integer, nullable=False),
    _flag("for_running"),
    Column("limit_minutes", Integer),
    Column("limit_days", Integer),
    CheckConstraint("(stage_id IS NULL) <> (rule_id IS NULL)", name="one_clock"),
    CheckConstraint("limit_minutes IS NULL OR limit_days IS NULL", name="one_unit"),
    CheckConstraint("limit_minutes > 0", name="limit_minutes"),
    CheckConstraint("limit_days > 0", name="limit_days"),
    _is_flag("for_running"),
    Index("ix_time_limit_stage_id", "stage_id"),
    Index("ix_time_limit_rule_id", "rule_id"),
)

# What a rule asks to be handed over: a field of the deal, a custom field, or an answer in words.
handoff_item = _table(
    "handoff_item",
    _id(),
    _reference("rule_id", "handoff_rule", "CASCADE", nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("field", Text),
    _reference("custom_field_id", "custom_field", "CASCADE"),
    Column("is_required", Integer, nullable=False, server_default="1"),
    Column("archived_at", Integer),
    CheckConstraint("field IS NULL OR custom_field_id IS NULL", name="one_place"),
    _is_flag("is_required"),
    Index("ix_handoff_item_rule_id", "rule_id"),
    Index("ix_handoff_item_custom_field_id", "custom_field_id"),
)

# The answer in words of one deal; it is written before the deal is handed over.
handoff_answer = _table(
    "handoff_answer",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    _reference("item_id", "handoff_item", "CASCADE", nullable=False),
    Column("text", Text, nullable=False),
    UniqueConstraint("deal_id", "item_id"),
    Index("ix_handoff_answer_item_id", "item_id"),
)

# A deal passed from one function to another; undecided while `outcome` is NULL.
handoff = _table(
    "handoff",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    # The visit that began with it, and the one that it ended.
    _reference("visit_id", "stage_visit", "CASCADE", nullable=False),
    _reference("from_visit_id", "stage_visit", "CASCADE"),
    _reference("rule_id", "handoff_rule", "SET NULL"),
    _reference("from_function_id", "function", "SET NULL"),
    _reference("to_function_id", "function", "SET NULL"),
    Column("handed_at", Integer, nullable=False),
    # Who handed it over, and to whom of the receiving function; NULL: to all of them.
    _reference("member_id", "member", "SET NULL"),
    _reference("to_member_id", "member", "SET NULL"),
    Column("outcome", Text),
    Column("decided_at", Integer),
    _reference("decided_by_id", "member", "SET NULL"),
    # What decided it: a person's word, an activity or a move of the receiver, the sender who was
    # the receiver too, no rule between the functions, or the deal's leaving.
    Column("decided_by", Text),
    Column("return_reason", Text),
    # The sender has seen that it was returned.
    Column("seen_at", Integer),
    _one_of("outcome", "accepted", "returned", "cancelled"),
    _one_of("decided_by", "person", "activity", "move", "same_hands", "no_rule", "left"),
    CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided"),
    Index("ix_handoff_deal_id", "deal_id"),
    Index("ix_handoff_visit_id", "visit_id"),
    Index("ix_handoff_from_visit_id", "from_visit_id"),
    Index("ix_handoff_handed_at", "handed_at"),
    Index(
        "ix_handoff_waiting",
        *("to_function_id", "handed_at", "rule_id", "deal_id"),
        sqlite_where=text("outcome IS NULL"),
    ),
    Index(
        "ix_handoff_returned",
        "member_id",
        sqlite_where=text("outcome = 'returned' AND seen_at IS NULL"),
    ),
)

# What was handed over, as it was then: it never changes and never vanishes.
handoff_value = _table(
    "handoff_value",
    _id(),
    _reference("handoff_id", "handoff", "CASCADE", nullable=False),
    _reference("item_id", "handoff_item", "SET NULL"),
    Column("name", Text, nullable=False),
    # As it was shown; NULL: it was missing.
    Column("value", Text),
    Column("is_required", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    _is_flag("is_required"),
    Index("ix_handoff_value_handoff_id", "handoff_id"),
    Index("ix_handoff_value_item_id", "item_id"),
)

# While waiting for the customer a clock stands still.
clock_pause = _table(
    "clock_pause",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    _reference("visit_id", "stage_visit", "CASCADE"),
    _reference("handoff_id", "handoff", "CASCADE"),
    Column("paused_at", Integer, nullable=False),
    Column("resumed_at", Integer),
    Column("reason", Text, nullable=False),
    _reference("member_id", "member", "SET NULL"),
    CheckConstraint("(visit_id IS NULL) <> (handoff_id IS NULL)", name="one_clock"),
    CheckConstraint("resumed_at >= paused_at", name="resumed_at"),
    Index("ix_clock_pause_deal_id", "deal_id"),
    Index("ix_clock_pause_visit_id", "visit_id"),
    Index("ix_clock_pause_handoff_id", "handoff_id"),
)

# Points for what a contact is or does (domain.md §4, lead score).
score_rule = _table(
    "score_rule",
    _id(),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    # An activity of this kind, each time; else an attribute and how it is compared.
    Column("activity_kind", Text),
    Column("attribute", Text),
    Column("comparison", Text),
    Column("value", Text),
    # Points of an activity are worth half after so many days; NULL: they never fade.
    Column("half_life_days", Integer),
    # At most so many activities count, the newest; NULL: all.
    Column("most", Integer),
    Column("archived_at", Integer),
    CheckConstraint("(activity_kind IS NULL) <> (attribute IS NULL)", name="one_condition"),
    _one_of("comparison", "is", "contains", "at_least", "at_most", "filled"),
    CheckConstraint("half_life_days > 0", name="half_life_days"),
    CheckConstraint("most > 0", name="most"),
)

# The record of a weekly or monthly look at the promises.
sla_review = _table(
    "sla_review",
    _id(),
    Column("cadence", Text, nullable=False),
    Column("first_day", Text, nullable=False),
    Column("last_day", Text, nullable=False),
    Column("held_at", Integer, nullable=False),
    _reference("member_id", "member", "SET NULL"),
    Column("discussion", Text, nullable=False, server_default=""),
    # The figures as they were filled in then: JSON that `analytics/sla_review.py` understands.
    Column("figures", Text, nullable=False),
    _one_of("cadence", "weekly", "monthly"),
    Index("ix_sla_review_first_day", "first_day"),
)

sla_agreement = _table(
    "sla_agreement",
    _id(),
    _reference("review_id", "sla_review", "CASCADE", nullable=False),
    Column("text", Text, nullable=False),
    _reference("member_id", "member", "SET NULL"),
    Column("due_on", Text),
    Column("done_at", Integer),
    Column("remark", Text),
    Column("position", Integer, nullable=False),
    Index("ix_sla_agreement_review_id", "review_id"),
)

# Where recycled deals are looked after: a newsletter, a call each quarter.
nurture_list = _table(
    "nurture_list",
    _id(),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("archived_at", Integer),
    UniqueConstraint("match_key"),
)

# The segments that are offered; a company keeps its own as text.
segment = _table(
    "segment",
    _id(),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("archived_at", Integer),
    UniqueConstraint("match_key"),
)
