"""What is kept of the reports that were made, and how reports look (domain.md §10)."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from revops_desktop.database.table_parts import identifier as _id
from revops_desktop.database.table_parts import one_of as _one_of
from revops_desktop.database.table_parts import reference as _reference
from revops_desktop.database.table_parts import table as _table

# A report that was made of a month of a river.
report = _table(
    "report",
    _id(),
    Column("kind", Text, nullable=False),
    # It outlives the river, and is called as the river was.
    _reference("pipeline_id", "pipeline", "SET NULL"),
    Column("pipeline_name", Text, nullable=False),
    # YYYY-MM.
    Column("month", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("paper", Text, nullable=False),
    # The keys of its parts as printed, one comma between two.
    Column("parts", Text, nullable=False),
    # What the owner wrote into it.
    Column("notes", Text, nullable=False, server_default=""),
    # The last instant that counts in it.
    Column("as_of", Integer, nullable=False),
    Column("made_at", Integer, nullable=False),
    _reference("member_id", "member", "SET NULL"),
    _one_of("kind", "diagnosis", "one_page"),
    _one_of("paper", "a4", "letter"),
    Index("ix_report_month", "month", "pipeline_id"),
    Index("ix_report_pipeline_id", "pipeline_id"),
    Index("ix_report_member_id", "member_id"),
)

# A figure as the report says it.
report_figure = _table(
    "report_figure",
    _id(),
    _reference("report_id", "report", "CASCADE", nullable=False),
    # A key of `analytics/definitions.py`, and of what: "" the river, else "stage:12", "month:…".
    Column("key", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    # The number as Python writes it, exact to the bit; NULL: the report says that there is none.
    Column("value", Text),
    Column("n", Integer),
    Index("ix_report_figure_report_id", "report_id"),
)

# What a report proposes to do, or the owner added, and what became of it.
report_action = _table(
    "report_action",
    _id(),
    _reference("report_id", "report", "CASCADE", nullable=False),
    Column("position", Integer, nullable=False),
    Column("added_at", Integer, nullable=False),
    # What made the program propose it; "own": the owner's.
    Column("key", Text, nullable=False),
    Column("words", Text, nullable=False),
    # The figure to watch, of what, its value and deals as the report was made; NULL: none.
    Column("figure", Text),
    Column("subject", Text, nullable=False, server_default=""),
    Column("value", Text),
    Column("n", Integer),
    # After how many weeks the figure can have moved.
    Column("weeks", Integer),
    Column("state", Text, nullable=False, server_default="open"),
    # As a visit's end: an instant, or with `decided_day` the first instant of that day.
    Column("decided_at", Integer),
    Column("decided_day", Text),
    Column("note", Text, nullable=False, server_default=""),
    _one_of("state", "open", "done", "dropped"),
    CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
    CheckConstraint("decided_day IS NULL OR decided_at IS NOT NULL", name="decided_day"),
    CheckConstraint("weeks > 0", name="weeks"),
    Index("ix_report_action_report_id", "report_id"),
)

# The PDF of a report.
report_file = _table(
    "report_file",
    _id(),
    _reference("report_id", "report", "CASCADE", nullable=False),
    # Base64; NULL: taken out because it named somebody who was erased.
    Column("pdf", Text),
    Column("pages", Integer, nullable=False),
    # All that is printed in it, by which erasing finds whom it names.
    Column("words", Text, nullable=False),
    UniqueConstraint("report_id"),
)

# How reports of this business look: one row, or none where nothing was ever chosen.
report_look = _table(
    "report_look",
    _id(),
    # A PNG or JPEG file in base64.
    Column("logo", Text),
    # #rrggbb; NULL: the program's.
    Column("colour", Text),
    Column("paper", Text, nullable=False, server_default="a4"),
    # The keys of the parts that are printed, one comma between two; NULL: all of them.
    Column("parts", Text),
    CheckConstraint("id = 1", name="one"),
    _one_of("paper", "a4", "letter"),
)
