"""The newest schema, laid down in a file that has none."""

from typing import Any

from revops_desktop.database.schema import APPLICATION_ID, SCHEMA_VERSION, Shapes, shapes


def schema_statements() -> list[str]:
    """Every CREATE statement of `tables.py` and the search index, in an order that can run."""
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    from revops_desktop.database.search_index import STATEMENTS
    from revops_desktop.database.tables import metadata

    dialect = sqlite.dialect()
    made: list[str] = []
    for table in metadata.sorted_tables:
        made.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made.extend(str(CreateIndex(index).compile(dialect=dialect)) for index in indexes)
    written = ["\n".join(line.rstrip() for line in text.strip().splitlines()) for text in made]
    return [*written, *STATEMENTS]


def create_schema(connection: Any) -> None:
    """Lays down the newest schema in an empty file, all of it in one transaction.

    `connection` is a raw one outside a transaction. If anything fails, the file stays empty.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in schema_statements():
            connection.execute(statement)
        mark(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def mark(connection: Any) -> None:
    """Writes the file's mark and version, within the running transaction."""
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.execute("DELETE FROM alembic_version")
    connection.execute("INSERT INTO alembic_version VALUES (?)", (str(SCHEMA_VERSION),))


def newest_shapes() -> Shapes:
    """The shapes of a file freshly made from the tables."""
    import sqlcipher3.dbapi2 as sqlite

    connection = sqlite.connect(":memory:", isolation_level=None)
    try:
        create_schema(connection)
        return shapes(connection)
    finally:
        connection.close()
