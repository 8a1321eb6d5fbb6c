"""The change journal, and the tables that are derived from what people entered."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, text

from revops_desktop.database.table_parts import flag as _flag
from revops_desktop.database.table_parts import identifier as _id
from revops_desktop.database.table_parts import is_flag as _is_flag
from revops_desktop.database.table_parts import one_of as _one_of
from revops_desktop.database.table_parts import reference as _reference
from revops_desktop.database.table_parts import table as _table

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
    # What was done up to here can no longer be undone: names were erased from it.
    _flag("ends_undo"),
    _is_flag("ends_undo"),
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
    # The few rows that are gone: their records' stories still tell of them.
    Index("ix_change_gone", "table_name", "row_id", sqlite_where=text("after IS NULL")),
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
    # Its place in its column: the one made by hand, else that of its beginning; greatest first.
    Column("rank", Integer, nullable=False, server_default="0"),
    Column("expected_close", Text),
    # The first and the last day on which an open task is due.
    Column("next_due", Text),
    Column("last_due", Text),
    # The last human touch (domain.md §3, idle limit); NULL: none by hand.
    Column("touched_at", Integer),
    Column("owner_id", Integer),
    _one_of("status", "open", "customer", "lost", "recycled", "churned", "transferred"),
    Index(
        "ix_deal_state_board",
        *("pipeline_id", "status", "stage_id", "rank", "deal_id", "value", "since"),
        *("expected_close", "next_due", "last_due", "touched_at", "owner_id"),
    ),
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
    # The few that went on only after 30 days: what was not known yet as a month ended.
    Index(
        "ix_deal_reached_late",
        *("stage_id", "next_at", "at"),
        sqlite_where=text("next_at - at > 2592000"),
    ),
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

# What a deal was before each change of what it is worth, when it should close or whether it is in
# the trash (`deal_images.py`): as in the change journal, but lying together.
deal_image = _table(
    "deal_image",
    Column("deal_id", Integer, primary_key=True),
    Column("change_id", Integer, primary_key=True),
    # The latest instant of the deal's changes up to this one: until then it was so.
    Column("changed_at", Integer, nullable=False),
    Column("closed_value", Integer),
    Column("amount", Integer),
    Column("monthly_amount", Integer),
    Column("expected_close", Text),
    Column("deleted_at", Integer),
    sqlite_with_rowid=False,
)

# The folded text by which a record is found (`search_index.py`).
search_entry = _table(
    "search_entry",
    Column("entry_id", Integer, primary_key=True),
    Column("text", Text, nullable=False),
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
    # Which is the deal's last of a period is told without looking at its others. Of those that
    # come later by `sequence` in this pipeline (a churn or transfer among its like, the others
    # together): whether there is none; the earliest that is not before this one; and, where dates
    # contradict the order, the latest that is.
    Column("is_last", Integer, nullable=False),
    Column("followed_at", Integer),
    Column("preceded_at", Integer),
    _one_of("kind", "won", "lost", "recycled", "churned", "reopened", "transferred"),
    Index(
        "ix_deal_event_pipeline_id_kind",
        *("pipeline_id", "kind", "at", "opportunity", "day", "value"),
        *("followed_at", "preceded_at", "is_last"),
    ),
    # In the order in which leaks are added up.
    Index(
        "ix_deal_event_left",
        *("pipeline_id", "stage_id", "kind", "reason_id", "at", "value"),
        *("followed_at", "preceded_at", "is_last"),
        sqlite_where=text("kind IN ('lost', 'recycled', 'churned')"),
    ),
    sqlite_with_rowid=False,
)

# The lead score of each contact that has points, as of a local day (`scores.py`).
contact_score = _table(
    "contact_score",
    Column("contact_id", Integer, primary_key=True),
    Column("score", Integer, nullable=False),
    # 1 where some of its points fade: it is another score on another day.
    Column("fades", Integer, nullable=False),
    Column("scored_on", Text, nullable=False),
    Index("ix_contact_score_score", "score"),
    Index("ix_contact_score_fades", "scored_on", sqlite_where=text("fades = 1")),
)
