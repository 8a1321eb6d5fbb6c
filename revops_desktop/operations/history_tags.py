"""The tags that an import brings along: found by their names or made, and put on many records."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from revops_desktop.database.tables import tag
from revops_desktop.operations import tags
from revops_desktop.rules.text import match_key


class TagWriter:
    """Puts tags on records of a table (`company` or `deal`)."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: dict[str, int] | None = None

    def put_on(self, table: str, carried: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Puts the tags of these names on records that carry none yet."""
        rows = [
            (record_id, tag_id)
            for record_id, names in carried
            for tag_id in dict.fromkeys(map(self._id, names))
        ]
        if rows:
            self._session.connection().exec_driver_sql(
                f"INSERT INTO {table}_tag ({table}_id, tag_id) VALUES (?, ?)", rows
            )

    def replace(self, table: str, carried: Sequence[tuple[int, Sequence[str]]]) -> None:
        """Gives each record exactly these tags; those that it carries already stay as they are."""
        connection = self._session.connection()
        for record_id, names in carried:
            wanted = dict.fromkeys(map(self._id, names))
            held = {
                row[0]
                for row in connection.exec_driver_sql(
                    f"SELECT tag_id FROM {table}_tag WHERE {table}_id = ?", (record_id,)
                )
            }
            gone = [(record_id, one) for one in sorted(held - wanted.keys())]
            if gone:
                connection.exec_driver_sql(
                    f"DELETE FROM {table}_tag WHERE {table}_id = ? AND tag_id = ?", gone
                )
            new = [(record_id, one) for one in wanted if one not in held]
            if new:
                connection.exec_driver_sql(
                    f"INSERT INTO {table}_tag ({table}_id, tag_id) VALUES (?, ?)", new
                )

    def _id(self, name: str) -> int:
        if self._ids is None:
            rows = self._session.execute(select(tag.c.match_key, tag.c.id))
            self._ids = {key: tag_id for key, tag_id in rows}
        key = match_key(name)
        if key not in self._ids:
            self._ids[key] = tags.find_or_add(self._session, name=name)
        return self._ids[key]
