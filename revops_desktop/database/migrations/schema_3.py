"""Schema 3: what was agreed. Calendar, limits, hand-offs, criteria levels, scores, reviews.

`schema_3.sql` holds the statements of every table that is new or changed.
"""

from pathlib import Path

from alembic import op

from revops_desktop.database.migration_steps import bring_tables

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables of schema 2 to schema 3."""
    # Another one reads all that lead scores need.
    op.get_bind().exec_driver_sql("DROP INDEX ix_activity_contact_id")
    bring_tables(op.get_bind(), Path(__file__).with_suffix(".sql"))
