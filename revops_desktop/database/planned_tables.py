"""What is planned and what comes in upstream: targets and channel months (domain.md §2)."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from revops_desktop.database.table_parts import identifier as _id
from revops_desktop.database.table_parts import reference as _reference
from revops_desktop.database.table_parts import table as _table

# A month of a source, where there are no cards yet: what was spent and how many were reached.
channel_month = _table(
    "channel_month",
    _id(),
    # YYYY-MM.
    Column("month", Text, nullable=False),
    # As deals name their source, matched by its folded form.
    Column("source", Text, nullable=False),
    Column("match_key", Text, nullable=False),
    # In minor units; NULL is unknown, 0 is none.
    Column("spend", Integer),
    Column("reach", Integer),
    CheckConstraint("spend >= 0", name="spend"),
    CheckConstraint("reach >= 0", name="reach"),
    UniqueConstraint("match_key", "month"),
)

# A month's target for a figure: of the whole, or of one function, pod, member or segment.
target = _table(
    "target",
    _id(),
    Column("month", Text, nullable=False),
    # A key of `rules/targets.py`, which says what `value` is counted in.
    Column("figure", Text, nullable=False),
    # The river it is for; NULL: all of them.
    _reference("pipeline_id", "pipeline", "CASCADE"),
    # Of the conversion from a stage to the next one.
    _reference("stage_id", "stage", "CASCADE"),
    _reference("function_id", "function", "CASCADE"),
    _reference("pod_id", "pod", "CASCADE"),
    _reference("member_id", "member", "CASCADE"),
    Column("segment", Text),
    Column("value", Integer, nullable=False),
    CheckConstraint(
        "(function_id IS NOT NULL) + (pod_id IS NOT NULL) + (member_id IS NOT NULL)"
        " + (segment IS NOT NULL) <= 1",
        name="one_part",
    ),
    Index("ix_target_month", "month", "figure"),
    Index("ix_target_pipeline_id", "pipeline_id"),
    Index("ix_target_stage_id", "stage_id"),
    Index("ix_target_function_id", "function_id"),
    Index("ix_target_pod_id", "pod_id"),
    Index("ix_target_member_id", "member_id"),
)
