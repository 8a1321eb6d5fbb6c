"""A file to break."""

from pathlib import Path

import pytest

from revops_desktop.database import journal, opening, search_index
from revops_desktop.database.tables import company
from tests import prepared
from tests import schema as generated


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sound file with a few hundred rows."""
    path = tmp_path / "aoba.revops"
    prepared.place_written(path, "database.file", write)
    return path


def write(path: Path) -> None:
    """The rows of `file`."""
    made = opening.create_file(path)
    generated.fill(made.connection)
    made.connection.execute("BEGIN")
    made.connection.executemany(
        "INSERT INTO company (id, name, match_key, note, created_at) VALUES (?, ?, ?, ?, 0)",
        [(n, f"会社 {n}", f"会社{n}", "x" * 300) for n in range(2, 402)],
    )
    made.connection.execute(
        "INSERT INTO change (action_id, table_name, row_id, after) "
        f"SELECT 1, 'company', id, {journal.row_as_json(company, 'r')} "
        "FROM company AS r WHERE id > 1"
    )
    search_index.rebuild(made.connection)
    made.connection.execute("COMMIT")
    made.close()
