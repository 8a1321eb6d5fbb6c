"""Schema 5: what is kept of the reports that were made, and how reports look.

`schema_5.sql` holds the statements of every table that is new or changed.
"""

from pathlib import Path

from alembic import op

from revops_desktop.database.migration_steps import bring_tables

revision = "5"
down_revision = "4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables of schema 4 to schema 5."""
    bring_tables(op.get_bind(), Path(__file__).with_suffix(".sql"))
