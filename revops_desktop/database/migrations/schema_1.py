"""Schema 1: the first one; its statements stand in `schema_1.sql` as they were released."""

from pathlib import Path

from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lays down every table."""
    text = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    connection = op.get_bind()
    for statement in text.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
