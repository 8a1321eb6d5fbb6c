"""The tables of the river itself: who, whom, what, every stay of every deal (domain.md §2, §3)."""

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
from revops_desktop.database.table_parts import in_trash as _in_trash
from revops_desktop.database.table_parts import is_flag as _is_flag
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
    # From this lead score on a contact is hot (domain.md §4).
    Column("hot_score", Integer, nullable=False, server_default="100"),
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

# A small team across functions for a segment (domain.md §2).
pod = _table(
    "pod",
    _id(),
    Column("name", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

member = _table(
    "member",
    _id(),
    Column("name", Text, nullable=False),
    Column("match_key", Text, nullable=False, index=True),
    Column("email", Text),
    _reference("function_id", "function", "SET NULL"),
    _reference("pod_id", "pod", "SET NULL"),
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
    Column("corporate_number", Text, index=True),
    Column("phone", Text),
    Column("website", Text),
    Column("address", Text),
    Column("note", Text),
    Column("created_at", Integer, nullable=False),
    # In the trash since; 90 days later name and text go, and the row stays (`erasing.py`).
    Column("deleted_at", Integer),
    # The company it was merged into, which is in the trash then.
    Column("merged_into_id", Integer),
    CheckConstraint("channel IN ('direct', 'partner')", name="channel"),
    _in_trash("company"),
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
    Column("job_title", Text),
    Column("email", Text),
    Column("phone", Text),
    Column("note", Text),
    Column("created_at", Integer, nullable=False),
    Column("deleted_at", Integer),
    Column("merged_into_id", Integer),
    Index("ix_contact_company_id", "company_id"),
    _in_trash("contact"),
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
    # More deals than this warn, and block nothing.
    Column("wip_limit", Integer),
    # Days without a human touch after which a deal here is going cold (domain.md §3).
    Column("idle_limit_days", Integer),
    _flag("new_sale"),
    Column("archived_at", Integer),
    _one_of("phase", "lead", "opportunity", "customer"),
    CheckConstraint("probability_basis_points BETWEEN 0 AND 10000", name="probability"),
    CheckConstraint("wip_limit > 0", name="wip_limit"),
    CheckConstraint("idle_limit_days > 0", name="idle_limit_days"),
    _is_flag("new_sale"),
    Index("ix_stage_pipeline_id_position", "pipeline_id", "position"),
)

# What should be true before a deal leaves a stage, or before a hand-off rule calls it ready.
exit_criterion = _table(
    "exit_criterion",
    _id(),
    _reference("stage_id", "stage", "CASCADE"),
    _reference("rule_id", "handoff_rule", "CASCADE"),
    Column("text", Text, nullable=False),
    Column("position", Integer, nullable=False),
    # A checklist item is ticked by a person; every other condition the program checks by itself.
    Column("condition", Text, nullable=False, server_default="checklist"),
    # The deal's field that must be filled.
    Column("field", Text),
    _reference("custom_field_id", "custom_field", "CASCADE"),
    # The kind of activity that must have been logged.
    Column("activity_kind", Text),
    # The lead score that must have been reached.
    Column("least_score", Integer),
    # What happens where it is not met: the move is refused, needs a reason, or is noted.
    Column("level", Text, nullable=False, server_default="warn"),
    _one_of(
        "condition",
        *("checklist", "field_filled", "custom_field_filled", "amount_above_zero"),
        *("activity_logged", "score_reached", "handoff_items_filled", "handoff_ready"),
    ),
    _one_of("level", "block", "warn", "log"),
    CheckConstraint("(stage_id IS NULL) <> (rule_id IS NULL)", name="one_place"),
    Index("ix_exit_criterion_stage_id", "stage_id"),
    Index("ix_exit_criterion_rule_id", "rule_id"),
    Index("ix_exit_criterion_custom_field_id", "custom_field_id"),
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
    Column("why_bought", Text),
    Column("why_lost", Text),
    Column("promised", Text),
    # Where it was put in its column by hand, as deal_state.rank; NULL: where its beginning says.
    Column("board_rank", Integer),
    # When a person last edited amount, expected close or note: a human touch (domain.md §3).
    Column("touched_at", Integer),
    Column("created_at", Integer, nullable=False),
    Column("deleted_at", Integer),
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
    _in_trash("deal"),
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
    # The clocks that run (domain.md §4), by their start: what a limit means for all of them.
    Index(
        "ix_stage_visit_running",
        *("stage_id", "entered_at", "deal_id"),
        sqlite_where=text("outcome IS NULL AND is_imported = 0"),
    ),
    # The stays that ended, by when: the time in each stage (domain.md §5).
    Index(
        "ix_stage_visit_ended",
        *("stage_id", "left_at", "entered_at", "entered_day", "left_day", "deal_id"),
        sqlite_where=text("left_at IS NOT NULL"),
    ),
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
    _reference("nurture_list_id", "nurture_list", "SET NULL"),
    UniqueConstraint("visit_id"),
    Index("ix_deal_exit_deal_id", "deal_id"),
    Index("ix_deal_exit_reason_id", "reason_id"),
    Index("ix_deal_exit_wake_on", "wake_on", sqlite_where=text("wake_on IS NOT NULL")),
    Index(
        "ix_deal_exit_nurture_list_id",
        "nurture_list_id",
        sqlite_where=text("nurture_list_id IS NOT NULL"),
    ),
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
    # Imported or made by the program: no human touch.
    _flag("is_automatic"),
    _one_of(
        "kind",
        *("call", "email", "meeting", "visit", "web_visit", "mail_click", "seminar"),
        *("catalogue_request", "inquiry", "note", "task", "override"),
    ),
    _is_flag("is_automatic"),
    Index("ix_activity_deal_id", "deal_id"),
    Index("ix_activity_company_id", "company_id"),
    # All that lead scores read of an activity (`score_statements.py`).
    Index(
        "ix_activity_of_contact",
        *("contact_id", "kind", "happened_at", "done_at", "deal_id"),
    ),
    Index("ix_activity_member_id", "member_id"),
    Index(
        "ix_activity_open_due_on",
        "due_on",
        sqlite_where=text("due_on IS NOT NULL AND done_at IS NULL"),
    ),
)
