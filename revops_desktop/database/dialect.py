"""One SQLAlchemy dialect for every connection, so that a statement is made into SQL once.

SQLAlchemy keeps the SQL of a statement by the dialect that made it, and has a dialect an engine.
Each thread that reads has an engine of its own: it would make all of it anew, as would each file
that is opened, and each look into the past.
"""

from typing import Any

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

NAME = "sqlite+revops"

# More than the program says: what a filter asks for has many forms.
STATEMENTS = 1500
compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)


class OneDialect(SQLiteDialect_pysqlite):
    """SQLite through the one library there is: each of them makes the same SQL."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register(NAME.replace("+", "."), __name__, OneDialect.__name__)
