"""Schema 6: what deals were before, lying together, and what is told of it from elsewhere.

`schema_6.sql` holds the statements of both tables; `deal_image` is filled after all steps.
"""

from pathlib import Path

from alembic import op

from revops_desktop.database.migration_steps import bring_tables

revision = "6"
down_revision = "5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables of schema 5 to schema 6."""
    bring_tables(op.get_bind(), Path(__file__).with_suffix(".sql"))
