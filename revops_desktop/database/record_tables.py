"""The tables of what is noted on records: tags, links, ticks, custom fields, saved views."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from revops_desktop.database.table_parts import flag as _flag
from revops_desktop.database.table_parts import identifier as _id
from revops_desktop.database.table_parts import is_flag as _is_flag
from revops_desktop.database.table_parts import one_of as _one_of
from revops_desktop.database.table_parts import reference as _reference
from revops_desktop.database.table_parts import table as _table

tag = _table(
    "tag",
    _id(),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False),
    # One of the tokens' tag colours, by name.
    Column("colour", Text, nullable=False),
    UniqueConstraint("match_key"),
)

deal_tag = _table(
    "deal_tag",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    _reference("tag_id", "tag", "CASCADE", nullable=False),
    UniqueConstraint("deal_id", "tag_id"),
    Index("ix_deal_tag_tag_id", "tag_id"),
)

company_tag = _table(
    "company_tag",
    _id(),
    _reference("company_id", "company", "CASCADE", nullable=False),
    _reference("tag_id", "tag", "CASCADE", nullable=False),
    UniqueConstraint("company_id", "tag_id"),
    Index("ix_company_tag_tag_id", "tag_id"),
)

# A file or a page that belongs to a deal.
deal_link = _table(
    "deal_link",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    Column("title", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("position", Integer, nullable=False, server_default="0"),
    Index("ix_deal_link_deal_id", "deal_id"),
)

# An item of a stage's checklist that somebody ticked for a deal.
criterion_tick = _table(
    "criterion_tick",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    _reference("criterion_id", "exit_criterion", "CASCADE", nullable=False),
    _reference("member_id", "member", "SET NULL"),
    Column("ticked_at", Integer, nullable=False),
    UniqueConstraint("deal_id", "criterion_id"),
    Index("ix_criterion_tick_criterion_id", "criterion_id"),
)

# What was not met as a deal went on: over a warning, whose reason is the activity, or only noted.
criterion_lack = _table(
    "criterion_lack",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    # The visit that ended with it.
    _reference("visit_id", "stage_visit", "CASCADE", nullable=False),
    # NULL: items of a hand-off, or a criterion that is no longer asked for.
    _reference("criterion_id", "exit_criterion", "SET NULL"),
    _reference("activity_id", "activity", "SET NULL"),
    # What was asked for, as it was called then.
    Column("text", Text, nullable=False),
    Column("level", Text, nullable=False),
    _one_of("level", "warn", "log"),
    Index("ix_criterion_lack_deal_id", "deal_id"),
    Index("ix_criterion_lack_visit_id", "visit_id"),
    Index("ix_criterion_lack_criterion_id", "criterion_id"),
    Index("ix_criterion_lack_activity_id", "activity_id"),
)

# What a deal was until an instant, from before this file knew it: told by an export of everything.
# Of its own time `deal_image` tells the same.
deal_history = _table(
    "deal_history",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    Column("changed_at", Integer, nullable=False),
    Column("closed_value", Integer),
    Column("amount", Integer),
    Column("monthly_amount", Integer),
    Column("expected_close", Text),
    Column("deleted_at", Integer),
    # Since when the change does not count as one that somebody made: it was taken back, or was
    # itself a taking back.
    Column("undone_at", Integer),
    Index("ix_deal_history_deal_id", "deal_id"),
)

# A field of the owner's own; `function_id` names who sees to it that it is filled (入力責任).
custom_field = _table(
    "custom_field",
    _id(),
    Column("subject", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    _reference("function_id", "function", "SET NULL"),
    Column("position", Integer, nullable=False),
    _flag("on_card"),
    Column("archived_at", Integer),
    _one_of("subject", "company", "contact", "deal"),
    _one_of("kind", "text", "number", "money", "date", "choice", "yes_no"),
    _is_flag("on_card"),
)

custom_choice = _table(
    "custom_choice",
    _id(),
    _reference("field_id", "custom_field", "CASCADE", nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("archived_at", Integer),
    Index("ix_custom_choice_field_id", "field_id"),
)

# What a record holds in a custom field; a row only where something is filled in.
custom_value = _table(
    "custom_value",
    _id(),
    _reference("field_id", "custom_field", "CASCADE", nullable=False),
    _reference("company_id", "company", "CASCADE"),
    _reference("contact_id", "contact", "CASCADE"),
    _reference("deal_id", "deal", "CASCADE"),
    # Text, or a date as ISO text.
    Column("text", Text),
    # A number in millionths, money in minor units, yes 1 or no 0.
    Column("number", Integer),
    _reference("choice_id", "custom_choice", "CASCADE"),
    CheckConstraint(
        "(company_id IS NOT NULL) + (contact_id IS NOT NULL) + (deal_id IS NOT NULL) = 1",
        name="one_record",
    ),
    UniqueConstraint("field_id", "company_id"),
    UniqueConstraint("field_id", "contact_id"),
    UniqueConstraint("field_id", "deal_id"),
    Index("ix_custom_value_company_id", "company_id"),
    Index("ix_custom_value_contact_id", "contact_id"),
    Index("ix_custom_value_deal_id", "deal_id"),
    Index("ix_custom_value_choice_id", "choice_id"),
)

# A filter with columns and sorting under a name; `content` is JSON that the page understands.
saved_view = _table(
    "saved_view",
    _id(),
    Column("name", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("position", Integer, nullable=False),
)
