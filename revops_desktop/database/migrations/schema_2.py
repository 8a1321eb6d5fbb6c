"""Schema 2: the day's work. Tags, tasks, links, custom fields, saved views, trash, manual order.

`schema_2.sql` holds the statements of every table that is new or changed. A changed table is made
anew beside the old one, filled from it, and takes its name.
"""

from pathlib import Path
from typing import Any

from alembic import op

from revops_desktop.database.migration_steps import bring_tables

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Brings the tables of schema 1 to schema 2, and the companies' keys to the new rule."""
    connection = op.get_bind()
    bring_tables(connection, Path(__file__).with_suffix(".sql"), derived=("deal_state",))
    _new_keys(connection)


def _new_keys(connection: Any) -> None:
    """Companies match by name and legal form, wherever the form stands; the journal says so too."""
    from revops_desktop.rules.company_names import company_key

    raw = connection.connection.driver_connection
    raw.create_function("company_key", 1, company_key, deterministic=True)
    run = connection.exec_driver_sql
    run("UPDATE company SET match_key = company_key(name)")
    for image in ("before", "after"):
        run(
            f"UPDATE change SET {image} = json_set({image}, '$.match_key', "
            f"company_key(json_extract({image}, '$.name'))) "
            f"WHERE table_name = 'company' AND {image} IS NOT NULL"
        )
