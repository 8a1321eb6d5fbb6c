"""The tables of a `.revops` file (domain.md §2, §3).

STRICT tables: instants are UTC seconds, days ISO text, money minor units, booleans 0/1, enums text
with CHECK. `JOURNALED` tables hold what people enter; their every change is written to the change
journal. `deal_state`, `deal_reached`, `reached_by_day` and `deal_event` are derived from them
(`derived.py`).
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)

from revops_desktop.database.table_parts import flag as _flag
from revops_desktop.database.table_parts import identifier as _id
from revops_desktop.database.table_parts import is_flag as _is_flag
from revops_desktop.database.table_parts import metadata as metadata
from revops_desktop.database.table_parts import one_of as _one_of
from revops_desktop.database.table_parts import reference as _reference
from revops_desktop.database.table_parts import table as _table

workspace = _table(
    "workspace",
    _id(),
    Column("name", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("fiscal_year_start_month", Integer, nullable=False, server_default="4"),
    Column("gross_margin_basis_points", Integer),
    _flag("amounts_include_tax"),
    Column("template", Text),
    Column("created_at", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("fiscal_year_start_month BETWEEN 1 AND 12", name="fiscal_year_start_month"),
    _is_flag("amounts_include_tax"),
)

# A function of The Model: marketing, inside sales, … ; the names are the owner's.
function = _table(
    "function",
    _id(),
    Column("name", Text, nullable=False),
    Column("colour", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

member = _table(
    "member",
    _id(),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False, index=True),
    Column("email", Text),
    _reference("function_id", "function", "SET NULL"),
    Column("monthly_quota", Integer),
    Column("archived_at", Integer),
)

company = _table(
    "company",
    _id(),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False, index=True),
    Column("reading", Text),
    Column("external_key", Text, index=True),
    Column("segment", Text),
    Column("industry", Text),
    Column("employees", Integer),
    Column("region", Text),
    Column("first_source", Text),
    Column("channel", Text),
    _reference("owner_id", "member", "SET NULL"),
    Column("note", Text),
    Column("created_at", Integer, nullable=False),
    CheckConstraint("channel IN ('direct', 'partner')", name="channel"),
)

contact = _table(
    "contact",
    _id(),
    _reference("company_id", "company", "SET NULL"),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False, index=True),
    Column("reading", Text),
    Column("external_key", Text, index=True),
    Column("role", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("created_at", Integer, nullable=False),
    Index("ix_contact_company_id", "company_id"),
)

product = _table(
    "product",
    _id(),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False, index=True),
    Column("list_price", Integer),
    Column("billing", Text, nullable=False, server_default="one_off"),
    Column("archived_at", Integer),
    _one_of("billing", "one_off", "monthly"),
)

pipeline = _table(
    "pipeline",
    _id(),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("archived_at", Integer),
)

stage = _table(
    "stage",
    _id(),
    _reference("pipeline_id", "pipeline", "CASCADE", nullable=False),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("phase", Text, nullable=False),
    _reference("function_id", "function", "SET NULL"),
    Column("colour", Text, nullable=False),
    Column("definition", Text, nullable=False, server_default=""),
    Column("probability_basis_points", Integer, nullable=False),
    _flag("new_sale"),
    Column("archived_at", Integer),
    _one_of("phase", "lead", "opportunity", "customer"),
    CheckConstraint("probability_basis_points BETWEEN 0 AND 10000", name="probability"),
    _is_flag("new_sale"),
    Index("ix_stage_pipeline_id_position", "pipeline_id", "position"),
)

exit_criterion = _table(
    "exit_criterion",
    _id(),
    _reference("stage_id", "stage", "CASCADE", nullable=False),
    Column("text", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Index("ix_exit_criterion_stage_id", "stage_id"),
)

exit_reason = _table(
    "exit_reason",
    _id(),
    Column("kind", Text, nullable=False),
    _reference("parent_id", "exit_reason", "CASCADE"),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
    # How long a recycled deal usually rests for this reason; None: no recycling is proposed.
    Column("usual_wait_days", Integer),
    _flag("asks_note"),
    Column("archived_at", Integer),
    _one_of("kind", "lost", "recycled", "churned"),
    _is_flag("asks_note"),
    Index("ix_exit_reason_parent_id", "parent_id"),
)

deal = _table(
    "deal",
    _id(),
    Column("title", Text, nullable=False),
    _reference("company_id", "company", "SET NULL"),
    _reference("contact_id", "contact", "SET NULL"),
    _reference("pipeline_id", "pipeline", "NO ACTION", nullable=False),
    Column("kind", Text, nullable=False, server_default="new"),
    # Unknown is NULL, none is 0: they are counted apart (domain.md §2).
    Column("amount", Integer),
    Column("monthly_amount", Integer),
    # One-off + 12 × monthly as of the win or exit (domain.md §5); NULL while open or unknown then.
    Column("closed_value", Integer),
    Column("probability_basis_points", Integer),
    Column("expected_close", Text),
    _reference("owner_id", "member", "SET NULL"),
    Column("source", Text),
    Column("campaign", Text),
    Column("external_key", Text, index=True),
    Column("note", Text),
    Column("created_at", Integer, nullable=False),
    _one_of("kind", "new", "repeat", "renewal", "upsell", "cross_sell", "referral"),
    CheckConstraint("probability_basis_points BETWEEN 0 AND 10000", name="probability"),
    Index("ix_deal_company_id", "company_id"),
    Index("ix_deal_contact_id", "contact_id"),
    Index("ix_deal_owner_id", "owner_id"),
    Index("ix_deal_pipeline_id", "pipeline_id"),
    # The few deals that are weighed by a probability of their own.
    Index(
        "ix_deal_own_probability",
        "probability_basis_points",
        sqlite_where=text("probability_basis_points IS NOT NULL"),
    ),
)

deal_line = _table(
    "deal_line",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    _reference("product_id", "product", "NO ACTION", nullable=False),
    Column("quantity", Integer, nullable=False, server_default="1"),
    Column("unit_price", Integer),
    Column("position", Integer, nullable=False, server_default="0"),
    Index("ix_deal_line_deal_id", "deal_id"),
    Index("ix_deal_line_product_id", "product_id"),
)

# One stay of a deal in a stage. An instant has `…_at` alone; a day has `…_day`, the truth, and in
# `…_at` the first instant of that day in the workspace's zone, for order; unknown has neither.
stage_visit = _table(
    "stage_visit",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    _reference("stage_id", "stage", "NO ACTION", nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("entered_at", Integer),
    Column("entered_day", Text),
    Column("left_at", Integer),
    Column("left_day", Text),
    # How it left; NULL while the deal stands here. `left_at` may be unknown although it has left.
    Column("outcome", Text),
    _flag("is_reentry"),
    _flag("is_imported"),
    _reference("member_id", "member", "SET NULL"),
    _one_of("outcome", "advanced", "went_back", "lost", "recycled", "churned", "transferred"),
    CheckConstraint("entered_day IS NULL OR entered_at IS NOT NULL", name="entered_day"),
    CheckConstraint("left_day IS NULL OR left_at IS NOT NULL", name="left_day"),
    CheckConstraint("left_at IS NULL OR outcome IS NOT NULL", name="left"),
    _is_flag("is_reentry"),
    _is_flag("is_imported"),
    UniqueConstraint("deal_id", "sequence"),
)

# How and why a deal left the river, at the end of the visit it left from.
deal_exit = _table(
    "deal_exit",
    _id(),
    _reference("deal_id", "deal", "CASCADE", nullable=False),
    Column("visit_id", ForeignKey("stage_visit.id", ondelete="CASCADE"), nullable=False),
    _reference("reason_id", "exit_reason", "NO ACTION"),
    Column("note", Text),
    # The day a recycled deal comes back to the day's list.
    Column("wake_on", Text),
    UniqueConstraint("visit_id"),
    Index("ix_deal_exit_deal_id", "deal_id"),
    Index("ix_deal_exit_reason_id", "reason_id"),
)

activity = _table(
    "activity",
    _id(),
    Column("kind", Text, nullable=False),
    _reference("deal_id", "deal", "CASCADE"),
    _reference("company_id", "company", "CASCADE"),
    _reference("contact_id", "contact", "SET NULL"),
    _reference("member_id", "member", "SET NULL"),
    Column("title", Text, nullable=False, server_default=""),
    Column("note", Text),
    Column("happened_at", Integer),
    Column("due_on", Text),
    Column("done_at", Integer),
    _one_of(
        "kind",
        *("call", "email", "meeting", "visit", "web_visit", "mail_click", "seminar"),
        *("catalogue_request", "inquiry", "note", "task", "override"),
    ),
    Index("ix_activity_deal_id", "deal_id"),
    Index("ix_activity_company_id", "company_id"),
    Index("ix_activity_contact_id", "contact_id"),
    Index("ix_activity_member_id", "member_id"),
)

JOURNALED = tuple(metadata.sorted_tables)

# One action of a person, and each row it changed: the change journal (design.md).
action = _table(
    "action",
    _id(),
    Column("at", Integer, nullable=False),
    # An English message with {names}, translated and filled with `params` (JSON) when shown.
    Column("label", Text, nullable=False),
    Column("params", Text, nullable=False, server_default="{}"),
    Column("kind", Text, nullable=False),
    Column("member_id", Integer),
    # The action an undo takes back, or the undo that a redo takes back. No foreign keys and no
    # indexes: every move pays for each page it touches.
    Column("reverses_id", Integer),
    Column("reversed_by_id", Integer),
    _one_of("kind", "do", "undo", "redo"),
)

change = _table(
    "change",
    _id(),
    _reference("action_id", "action", "CASCADE", nullable=False),
    Column("table_name", Text, nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("before", Text),
    Column("after", Text),
    CheckConstraint("before IS NOT NULL OR after IS NOT NULL", name="something"),
    Index("ix_change_action_id", "action_id"),
    Index("ix_change_table_name_row_id", "table_name", "row_id"),
)

# Where each deal is now. No foreign keys here and below: the rows follow the deals by `derived.py`.
deal_state = _table(
    "deal_state",
    Column("deal_id", Integer, primary_key=True),
    Column("pipeline_id", Integer, nullable=False),
    # open: in a lead or opportunity stage; customer: in a customer stage; else how it left.
    Column("status", Text, nullable=False),
    # The stage the deal stands in or left from; NULL for a deal without any visit.
    Column("stage_id", Integer),
    Column("visit_id", Integer),
    # The beginning of the present visit, or the instant it left; NULL: unknown.
    Column("since", Integer),
    Column("since_day", Text),
    Column("first_at", Integer),
    Column("first_day", Text),
    Column("opportunity", Integer, nullable=False),
    Column("opportunity_at", Integer),
    Column("opportunity_day", Text),
    Column("won", Integer, nullable=False),
    Column("won_at", Integer),
    Column("won_day", Text),
    # Some visit or exit of it has no date.
    Column("undated", Integer, nullable=False),
    Column("value", Integer),
    _one_of("status", "open", "customer", "lost", "recycled", "churned", "transferred"),
    Index("ix_deal_state_board", "pipeline_id", "status", "stage_id", "since", "deal_id", "value"),
    Index("ix_deal_state_undated", "pipeline_id", sqlite_where=text("undated = 1")),
)

# When a deal reached each stage (domain.md §5), and when the stage after it; NULL `at`: unknown.
deal_reached = _table(
    "deal_reached",
    Column("deal_id", Integer, primary_key=True),
    Column("stage_id", Integer, primary_key=True),
    Column("at", Integer),
    # 1 if the next stage was reached too; `next_at` is when, NULL: unknown or not.
    Column("next", Integer, nullable=False),
    Column("next_at", Integer),
    # How the deal left the river, having got no further than here; NULL: went on, or still in it.
    Column("left", Text),
    Column("left_at", Integer),
    # 0: skipped, reached by a visit to a later stage only.
    Column("visited", Integer, nullable=False),
    Column("value", Integer),
    Index("ix_deal_reached_flow", "stage_id", "at", "next", "left", "visited", "value"),
    sqlite_with_rowid=False,
)

# `deal_reached` added up by UTC day, so that a funnel reads days and not deals: whole days from
# here, the ends of a period from there. `day` counts from 1970, UNKNOWN_DAY where `at` is NULL.
UNKNOWN_DAY = -(10**6)
reached_by_day = _table(
    "reached_by_day",
    Column("stage_id", Integer, primary_key=True),
    Column("next", Integer, primary_key=True),
    # "" where the deal has not left.
    Column("left", Text, primary_key=True),
    Column("visited", Integer, primary_key=True),
    # Last, so that adding up over days reads on and never sorts.
    Column("day", Integer, primary_key=True),
    Column("deals", Integer, nullable=False),
    # Of them those whose amount is known, and those whose amount is above 0.
    Column("known", Integer, nullable=False),
    Column("carrying", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
    Index("ix_reached_by_day_empty", "deals", sqlite_where=text("deals = 0")),
    sqlite_with_rowid=False,
)

# What happened to a deal as a whole: won, lost, recycled, churned, reopened.
deal_event = _table(
    "deal_event",
    Column("deal_id", Integer, primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("at", Integer),
    Column("day", Text),
    Column("pipeline_id", Integer, nullable=False),
    Column("stage_id", Integer, nullable=False),
    Column("opportunity", Integer, nullable=False),
    Column("reason_id", Integer),
    Column("value", Integer),
    _one_of("kind", "won", "lost", "recycled", "churned", "reopened", "transferred"),
    Index(
        "ix_deal_event_pipeline_id_at",
        *("pipeline_id", "at", "kind", "opportunity", "day", "value"),
    ),
    sqlite_with_rowid=False,
)

DERIVED = (deal_state, deal_reached, reached_by_day, deal_event)
