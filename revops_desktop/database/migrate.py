"""An older file brought to the newest schema.

Alembic's own way with SQLite left most killed migrations half done. Here all steps run in one
transaction on a connection of their own, and are counted and checked before it is committed.
"""

from pathlib import Path
from typing import Any

from revops_desktop.database import backup, check, deal_images, derived, faults, search_index
from revops_desktop.database.connection import engine, open_connection
from revops_desktop.database.fresh import mark, newest_shapes
from revops_desktop.database.schema import differences, shapes
from revops_desktop.errors import StorageProblem
from revops_desktop.i18n import _

FOLDER = Path(__file__).parent / "migrations"


def migrate(path: Path, key: str | None, *, now: int) -> backup.Backup:
    """Brings an older file to the newest schema, all of it or nothing; the backup made before.

    Nothing else may be connected to `path`. `now` in UTC seconds. Raises StorageProblem if the file
    is damaged, a step fails or loses rows; the file is then as it was.
    """
    connection = _connect(path, key)
    try:
        _refuse_damage(connection, path)
        kept = backup.make(path, key=key, now=now, moment=backup.Moment.MIGRATION)
        # A step that rebuilds a table drops the old one: with foreign keys on, its children went
        # along. Inside a transaction this pragma is ignored without a word.
        connection.execute("PRAGMA foreign_keys = OFF")
        if connection.execute("PRAGMA foreign_keys").fetchone() != (0,):
            raise RuntimeError("foreign keys are still on: a transaction was open")
        try:
            run_steps(connection)
        except (faults.DatabaseError, MigrationFault) as error:
            raise _failed(path, str(error), kept) from error
    finally:
        connection.close()
    return kept


def bring_copy_forward(path: Path, copy: Path) -> None:
    """Makes a copy of an older file at the newest schema; the file itself stays as it is.

    Raises StorageProblem if the file is damaged, or the copy cannot be made.
    """
    source = _connect(path, None, read_only=True)
    try:
        backup.backup(source, copy, key=None, path=path)
    finally:
        source.close()
    connection = _connect(copy, None)
    try:
        _refuse_damage(connection, path)
        connection.execute("PRAGMA foreign_keys = OFF")
        run_steps(connection)
    except (faults.DatabaseError, MigrationFault) as error:
        raise _failed(path, str(error)) from error
    finally:
        connection.close()


class MigrationFault(Exception):
    """A step did what it should not; told with the name of the table."""


class SchemaDiffers(MigrationFault):
    """After all steps the file is not as `tables.py` says."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


def run_steps(connection: Any) -> None:
    """Runs every step that the file has not had, in one transaction on a raw connection."""
    from sqlalchemy.exc import DatabaseError

    made = engine(lambda: connection, writes=True)
    try:
        with made.begin() as transaction:
            _upgrade(transaction, connection)
    except DatabaseError as error:
        if isinstance(error.orig, faults.DatabaseError):
            raise error.orig from error
        raise


def _upgrade(transaction: Any, connection: Any) -> None:
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(FOLDER), version_locations=[str(FOLDER)])
    context = MigrationContext.configure(transaction, opts={"transactional_ddl": True})
    steps = list(scripts.iterate_revisions("head", context.get_current_revision() or "base"))
    before = _counts(connection)
    expected: set[str] = set()
    with Operations.context(context):
        for step in reversed(steps):
            step.module.upgrade()
            expected |= set(getattr(step.module, "CHANGES_ROWS", ()))
    if not connection.in_transaction:
        raise MigrationFault("a step ended the transaction")
    mark(connection)
    _refuse_losses(connection, before, expected)
    derived.install(connection)
    derived.rebuild(connection)
    deal_images.rebuild(connection)
    search_index.install(connection)
    search_index.rebuild(connection)


def _refuse_losses(connection: Any, before: dict[str, int], expected: set[str]) -> None:
    after = _counts(connection)
    lost = [
        f"{table}: {count:,} → {after.get(table, 0):,}"
        for table, count in before.items()
        if table not in expected and after.get(table) != count
    ]
    if lost:
        raise MigrationFault(", ".join(lost))
    missing = check.links(connection)
    if missing:
        raise MigrationFault(missing[0])
    names = differences(shapes(connection), newest_shapes())
    if names:
        raise SchemaDiffers(names)


def _counts(connection: Any) -> dict[str, int]:
    """How many rows each table holds that people filled; derived tables are made anew."""
    from revops_desktop.database.tables import DERIVED, contact_score, deal_image

    left_out = {
        "alembic_version",
        *search_index.TABLES,
        *(t.name for t in (*DERIVED, contact_score, deal_image)),
    }
    names = [
        name
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'"
        ).fetchall()
        if name not in left_out
    ]
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
    }


def _connect(path: Path, key: str | None, *, read_only: bool = False) -> Any:
    try:
        return open_connection(path, key=key, read_only=read_only)
    except faults.DatabaseError as error:
        raise faults.sentence(error, path) from error


def _refuse_damage(connection: Any, path: Path) -> None:
    findings = check.integrity(connection) + check.links(connection)
    if findings:
        raise faults.damaged(path, findings[0])


def _failed(path: Path, reason: str, kept: backup.Backup | None = None) -> StorageProblem:
    if kept is None:
        return StorageProblem(
            _(
                "A copy of “{file}” could not be brought forward to this version ({reason}). "
                "Nothing was changed. Please go on with the version you had, and report this."
            ).format(file=path.name, reason=reason)
        )
    return StorageProblem(
        _(
            "“{file}” could not be brought forward to this version ({reason}). Nothing was "
            "changed; a backup lies in “{backup}”. Please go on with the version you had, and "
            "report this."
        ).format(file=path.name, reason=reason, backup=kept.path)
    )


def tables_agree() -> list[str]:
    """What differs between `tables.py` and a file brought from nothing through all steps.

    Each as type and name: "table deal". Empty when they agree, down to every constraint.
    """
    import sqlcipher3.dbapi2 as sqlite

    connection = sqlite.connect(":memory:", isolation_level=None)
    try:
        run_steps(connection)
    except SchemaDiffers as error:
        return list(error.names)
    finally:
        connection.close()
    return []
