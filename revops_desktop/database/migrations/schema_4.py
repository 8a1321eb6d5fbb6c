"""Schema 4: what is planned, and what comes in upstream. Targets, channel months.

`schema_4.sql` holds the statements of every table that is new or changed.
"""

from pathlib import Path

from alembic import op

from revops_desktop.database.migration_steps import bring_tables

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables of schema 3 to schema 4."""
    bring_tables(op.get_bind(), Path(__file__).with_suffix(".sql"), derived=("deal_event",))
