"""What every table is made of: names of constraints, ids, references, flags, enums."""

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    text,
)
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: SchemaItem, **options: Any) -> Table:
    """A STRICT table of the file."""
    # AUTOINCREMENT: an id that was deleted or undone is never given to another row, so that the
    # journal's ids stay true.
    kept: dict[str, Any] = {"sqlite_autoincrement": True} if parts and _is_id(parts[0]) else {}
    return Table(name, metadata, *parts, sqlite_strict=True, **kept, **options)


def _is_id(part: SchemaItem) -> bool:
    return isinstance(part, Column) and part.name == "id"


def identifier() -> Column:
    """The number of a row."""
    return Column("id", Integer, primary_key=True)


def reference(name: str, target: str, on_delete: str, nullable: bool = True) -> Column:
    """A column that names a row of another table."""
    return Column(name, ForeignKey(f"{target}.id", ondelete=on_delete), nullable=nullable)


def flag(name: str) -> Column:
    """A yes or no; no unless said."""
    return Column(name, Integer, nullable=False, server_default="0")


def one_of(column: str, *values: str) -> CheckConstraint:
    """The only values that a column takes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def is_flag(column: str) -> CheckConstraint:
    """A column holds 0 or 1."""
    return CheckConstraint(f"{column} IN (0, 1)", name=column)


def in_trash(name: str) -> Index:
    """The index of the few rows of a table that lie in the trash."""
    return Index(f"ix_{name}_deleted_at", "deleted_at", sqlite_where=text("deleted_at IS NOT NULL"))
