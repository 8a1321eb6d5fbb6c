"""An older file comes to the newest schema whole, or stays as it was: whatever a step does.

The step tried here stands after all shipped ones: from the newest schema without `deal.campaign`
to the present tables.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from revops_desktop.database import backup, check, fresh, migrate, opening, schema
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import StorageProblem

FIXTURES = Path(__file__).parents[1] / "fixtures"
NOW = 1_775_300_000

# The schema that the step tried here leads from, and the one it leads to.
FROM, TO = schema.SCHEMA_VERSION, schema.SCHEMA_VERSION + 1

STEP = f"""
from alembic import op
import sqlalchemy as sa
revision, down_revision, branch_labels, depends_on = "{TO}", "{FROM}", None, None
"""
ADD = "    op.add_column('deal', sa.Column('campaign', sa.Text))\n"
GOOD = STEP + "def upgrade():\n" + ADD
# Rebuilding `deal` drops the old table: its visits hang on it by ON DELETE CASCADE.
REBUILD = STEP + (
    "def upgrade():\n" + ADD + "    kept = {'sqlite_strict': True, 'sqlite_autoincrement': True}\n"
    "    with op.batch_alter_table('deal', recreate='always', table_kwargs=kept):\n        pass\n"
)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of the newest schema as it would be without the column that the step adds."""
    path = tmp_path / "old.revops"
    shutil.copy(FIXTURES / f"schema_{FROM}.revops", path)
    connection = open_connection(path)
    connection.execute("ALTER TABLE deal DROP COLUMN campaign")
    connection.close()
    return path


@pytest.fixture
def with_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Makes the program one whose newest schema is one more, reached by the given step."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for shipped in migrate.FOLDER.glob("schema_*.*"):
        shutil.copy(shipped, folder)

    def use(step: str) -> None:
        (folder / f"schema_{TO}.py").write_text(step, encoding="utf-8")
        monkeypatch.setattr(migrate, "FOLDER", folder)
        for module in (schema, fresh):
            monkeypatch.setattr(module, "SCHEMA_VERSION", TO)

    return use


def dump(path: Path) -> list[str]:
    """The whole file as text: version, definitions, every row."""
    connection = open_connection(path)
    lines = [str(connection.execute("PRAGMA user_version").fetchone())]
    for kind, name, definition in connection.execute(
        "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    ).fetchall():
        lines.append(f"{name}: {definition}")
        if kind == "table" and "VIRTUAL" not in definition:
            rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
            lines.extend(f"{name}: {row}" for row in sorted(map(str, rows)))
    connection.close()
    return lines


def test_tables_and_migrations_agree() -> None:
    assert migrate.tables_agree() == []


def test_a_table_without_its_migration_is_found(with_step: Callable[[str], None]) -> None:
    with_step(STEP + "def upgrade():\n    op.execute('ALTER TABLE deal DROP COLUMN campaign')\n")
    assert migrate.tables_agree() == ["table deal"]


def test_the_expected_schema_is_that_of_the_tables() -> None:
    written = schema.EXPECTED.read_text(encoding="utf-8")
    assert schema.fingerprint(fresh.newest_shapes()) == written, "run: python -m tests.schema"


@pytest.mark.parametrize("released", sorted(FIXTURES.glob("schema_*.revops")), ids=lambda p: p.stem)
def test_every_released_schema_opens(released: Path, tmp_path: Path) -> None:
    from revops_desktop.operations import companies

    path = tmp_path / "file.revops"
    shutil.copy(released, path)
    with Workspace.open(path) as workspace:
        workspace.do(companies.add, at=NOW, name="新しい会社")
        workspace.undo(at=NOW)
    result = check.check_file(path)
    assert result.findings == ()
    assert result.rows["company"] == 1
    assert result.rows["stage_visit"] == 3


@pytest.mark.parametrize("step", [GOOD, REBUILD], ids=["add", "rebuild"])
def test_an_old_file_is_brought_forward_with_every_row(
    old: Path, with_step: Callable[[str], None], step: str
) -> None:
    with_step(step)
    before = check_rows(old)
    shapes_before = dump(old)
    # Reading commands must not change a file.
    with pytest.raises(StorageProblem, match="older RevOps Desktop"):
        Workspace.open(old, read_only=True)
    Workspace.open(old).close()
    result = check.check_file(old)
    assert result.findings == ()
    assert result.rows == before
    assert dump(old)[0] == f"({TO},)"
    (kept,) = backup.backups(old)
    assert kept.moment == "before-migration"
    assert kept.version == FROM
    assert dump(kept.path) == shapes_before


def check_rows(path: Path) -> dict[str, int]:
    from revops_desktop.database.tables import JOURNALED

    connection = open_connection(path, read_only=True)
    counts = {
        table.name: connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
        for table in JOURNALED
    }
    connection.close()
    return counts


def test_with_foreign_keys_on_a_rebuild_would_lose_the_children(
    old: Path, with_step: Callable[[str], None]
) -> None:
    """The control for switching them off before BEGIN, and the second net: rows are counted."""
    with_step(REBUILD)
    connection = open_connection(old)
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
    with pytest.raises(migrate.MigrationFault, match="stage_visit: 3 → 0"):
        migrate.run_steps(connection)
    assert connection.execute("SELECT count(*) FROM stage_visit").fetchone() == (3,)
    connection.close()


FAULTS = {
    "a failing statement": (ADD + "    op.execute('INSERT INTO nowhere VALUES (1)')\n", "nowhere"),
    "lost rows": (ADD + "    op.execute('DELETE FROM deal_exit')\n", "deal_exit: 1 → 0"),
    "broken links": (
        ADD + "    op.execute('UPDATE deal SET company_id = 77')\n",
        "rows of “deal” point to",
    ),
    "a forgotten column": ("    pass\n", "table deal"),
    "a table no longer STRICT": (
        ADD + "    with op.batch_alter_table('deal', recreate='always'):\n        pass\n",
        "table deal",
    ),
    "a full disk": (
        ADD + "    op.execute('PRAGMA max_page_count = 1')\n"
        "    op.execute('CREATE TABLE big AS SELECT zeroblob(1000000) AS x')\n",
        "full",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_step_that_fails_leaves_the_file_as_it_was(
    old: Path, with_step: Callable[[str], None], fault: str
) -> None:
    body, said = FAULTS[fault]
    with_step(STEP + "def upgrade():\n" + body)
    before = dump(old)
    with pytest.raises(StorageProblem, match=said) as caught:
        Workspace.open(old)
    assert "Nothing was changed" in str(caught.value)
    assert dump(old) == before
    assert [path.name for path in old.parent.glob("old*")] == [old.name]


def test_a_step_that_means_to_change_rows_says_so(
    old: Path, with_step: Callable[[str], None]
) -> None:
    with_step(
        GOOD.replace("def upgrade", "CHANGES_ROWS = {'deal_exit', 'change'}\ndef upgrade")
        + "    op.execute('DELETE FROM deal_exit')\n"
        + "    op.execute(\"DELETE FROM change WHERE table_name = 'deal_exit'\")\n"
    )
    Workspace.open(old).close()
    assert check.check_file(old).rows["deal_exit"] == 0


def test_a_damaged_file_is_not_migrated(old: Path, with_step: Callable[[str], None]) -> None:
    with_step(GOOD)
    connection = open_connection(old)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("UPDATE deal SET company_id = 77")
    connection.close()
    before = dump(old)
    with pytest.raises(StorageProblem, match="damaged"):
        Workspace.open(old)
    assert dump(old) == before
    assert backup.backups(old) == []


def test_without_a_backup_there_is_no_migration(
    old: Path, with_step: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_step(GOOD)
    blocked = old.with_name("a file, not a folder")
    blocked.write_bytes(b"")
    monkeypatch.setattr(backup, "folder_of", lambda path: blocked / "backups")
    before = dump(old)
    with pytest.raises((StorageProblem, OSError)):
        Workspace.open(old)
    assert dump(old) == before


def test_an_old_file_opens_after_the_migration_without_running_it_again(
    old: Path, with_step: Callable[[str], None]
) -> None:
    with_step(GOOD)
    Workspace.open(old).close()
    with_step(STEP + "def upgrade():\n    raise AssertionError('again')\n")
    opened = opening.open_file(old)
    assert opened.version == TO
    opened.close()


# A step of many statements; one of them at a time is slow enough to be killed in.
SLOW = STEP + (
    "import time\n"
    "def upgrade():\n"
    "    print('begun', flush=True)\n"
    "    for number in range(60):\n"
    "        op.execute(f\"UPDATE deal SET note = 'step {number}'\")\n"
    "        op.execute(f'CREATE TABLE extra_{number} (id INTEGER)')\n"
    "        op.execute(f'DROP TABLE extra_{number - 1}' if number else 'SELECT 1')\n"
    "        time.sleep(0.004)\n"
    "    op.execute('DROP TABLE extra_59')\n" + ADD
)
MIGRATE = """
import sys
from pathlib import Path
from revops_desktop.database import fresh, migrate, schema
path, folder, careful = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] == "careful"
newest = int(sys.argv[4])
migrate.FOLDER, schema.SCHEMA_VERSION, fresh.SCHEMA_VERSION = folder, newest, newest
if careful:
    migrate.migrate(path, None, now=1775300000)
else:
    # The control: Alembic's default with SQLite, where each statement stands for itself.
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from sqlalchemy import create_engine
    from revops_desktop.database.connection import open_connection
    engine = create_engine("sqlite://", creator=lambda: open_connection(path),
                           module=__import__("sqlcipher3.dbapi2").dbapi2)
    sys.path.insert(0, str(folder))
    step = __import__(f"schema_{newest}")
    with engine.connect() as connection:
        with Operations.context(MigrationContext.configure(connection)):
            step.upgrade()
print("done", flush=True)
"""


def half_done_after_kills(old: Path, folder: Path, how: str, kills: int) -> list[str]:
    """Kills a migration at different moments; what was found half done."""
    whole = old.read_bytes()
    before = dump(old)
    found = []

    def as_it_was() -> None:
        for suffix in ("-wal", "-shm"):
            Path(f"{old}{suffix}").unlink(missing_ok=True)
        old.write_bytes(whole)

    for turn in range(kills):
        as_it_was()
        with subprocess.Popen(
            [sys.executable, "-c", MIGRATE, str(old), str(folder), how, str(TO)],
            stdout=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            time.sleep(0.1 + 0.25 * turn / kills)
            process.send_signal(signal.SIGKILL)
        after = dump(old)
        if after != before and after[0] != f"({TO},)":
            found.append(f"kill {turn}: half done")
        connection = open_connection(old)
        if check.integrity(connection):
            found.append(f"kill {turn}: damaged")
        connection.close()
    # The last may have come too late, and have left a file of the new version.
    as_it_was()
    return found


def kills_leave_nothing_half_done(old: Path, use: Callable[[str], None], kills: int) -> None:
    use(SLOW)
    folder = migrate.FOLDER
    assert half_done_after_kills(old, folder, "careful", kills) == []
    assert half_done_after_kills(old, folder, "careless", 1) != []


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_leaves_nothing_half_done(old: Path, with_step: Callable[[str], None]) -> None:
    kills_leave_nothing_half_done(old, with_step, 2)


@pytest.mark.nightly
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_many_kills_leave_nothing_half_done(old: Path, with_step: Callable[[str], None]) -> None:
    kills_leave_nothing_half_done(old, with_step, 45)
