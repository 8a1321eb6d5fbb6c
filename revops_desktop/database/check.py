"""Is the file sound? Everything that can be proved about it, each finding a sentence.

Each check needs a connection of its own, on which nothing else is done. The file is not changed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from revops_desktop.database import faults, schema
from revops_desktop.database.connection import open_connection
from revops_desktop.i18n import _, ngettext

# Enough to see what is wrong; a broken index alone can bring millions of lines.
_MOST = 20


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found: nothing when the file is sound. `rows`: how many rows each table holds."""

    findings: tuple[str, ...]
    rows: dict[str, int]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check(connection: Any) -> CheckResult:
    """Everything: pages, links, schema, derived tables, change journal (seconds on a large file).

    `connection` is a raw one of its own, outside a transaction, made by `connect`.
    """
    findings = _run(connection, (integrity, links, strangers))
    try:
        if strangers(connection):
            return CheckResult(tuple(findings), {})
        findings += _run(
            connection, (derived_rows, image_rows, search_rows, score_rows, journal_rows)
        )
        return CheckResult(tuple(findings), _counts(connection))
    except faults.DatabaseError:
        if not findings:
            raise
        return CheckResult(tuple(findings), {})


def quick_check(connection: Any) -> CheckResult:
    """What is looked at each time a file is opened: pages and links (0.3 s at 100,000 deals)."""
    return CheckResult(tuple(_run(connection, (pages, links))), {})


def _run(connection: Any, steps: tuple[Callable[[Any], list[str]], ...]) -> list[str]:
    """All findings of all steps in one snapshot; a step that cannot even read has found damage."""
    findings: list[str] = []
    connection.execute("BEGIN")
    try:
        for step in steps:
            try:
                findings.extend(step(connection))
            except faults.DatabaseError as error:
                if not faults.is_damage(error):
                    raise
                findings.append(_damage(str(error)))
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return findings


def pages(connection: Any) -> list[str]:
    """Broken pages."""
    return _sqlite_finds(connection, "quick_check")


def integrity(connection: Any) -> list[str]:
    """Broken pages, rows that break a rule of their table, indexes that disagree with it."""
    return _sqlite_finds(connection, "integrity_check")


def _sqlite_finds(connection: Any, pragma: str) -> list[str]:
    lines = [str(line) for (line,) in connection.execute(f"PRAGMA {pragma}({_MOST})").fetchall()]
    return [] if lines == ["ok"] else [_damage(line) for line in lines]


def _damage(line: str) -> str:
    return _("The file is damaged: {found}").format(found=line)


def links(connection: Any) -> list[str]:
    """Rows that point to a row that is not there."""
    found: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        found[table, parent] = found.get((table, parent), 0) + 1
    return [
        ngettext(
            "{count} row of “{table}” points to a row of “{parent}” that is not there.",
            "{count} rows of “{table}” point to rows of “{parent}” that are not there.",
            count,
        ).format(count=f"{count:,}", table=table, parent=parent)
        for (table, parent), count in found.items()
    ]


def strangers(connection: Any) -> list[str]:
    """Tables, indexes, views and triggers that are missing, foreign or changed."""
    found = schema.shapes(connection)
    if schema.is_expected(found):
        return []
    from revops_desktop.database.fresh import newest_shapes

    return [
        _("The file's structure is not that of this version: {name}.").format(name=name)
        for name in schema.differences(found, newest_shapes())
    ]


def derived_rows(connection: Any) -> list[str]:
    """Derived tables that differ from what the visits say."""
    from revops_desktop.database import derived
    from revops_desktop.database.tables import DERIVED

    findings = []
    for table in DERIVED:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        connection.execute(f"CREATE TEMP TABLE {table.name} ({names})")
    derived.install(connection)
    derived.rebuild(connection, "temp")
    for table in DERIVED:
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        kept, right = (f"SELECT {names} FROM {place}.{table.name}" for place in ("main", "temp"))
        (count,) = connection.execute(
            f"SELECT (SELECT count(*) FROM ({kept} EXCEPT {right})) "
            f"+ (SELECT count(*) FROM ({right} EXCEPT {kept}))"
        ).fetchone()
        if count:
            findings.append(_differ(count, table.name))
    return findings


def image_rows(connection: Any) -> list[str]:
    """What deals were before, where it differs from what the change journal says."""
    from revops_desktop.database import deal_images

    count = deal_images.differences(connection)
    return [_differ(count, "deal_image")] if count else []


def search_rows(connection: Any) -> list[str]:
    """Entries of the search index that differ from what the records say."""
    from revops_desktop.database import search_index

    search_index.install(connection)
    count = search_index.differences(connection)
    return [_differ(count, "search_entry")] if count else []


def score_rows(connection: Any) -> list[str]:
    """Lead scores that differ from what records and rules say."""
    from revops_desktop.database import scores

    count = scores.differences(connection)
    return [_differ(count, "contact_score")] if count else []


def _differ(count: int, table: str) -> str:
    return ngettext(
        "{count} row of “{table}” differs from what the records say.",
        "{count} rows of “{table}” differ from what the records say.",
        count,
    ).format(count=f"{count:,}", table=table)


def journal_rows(connection: Any) -> list[str]:
    """Rows that differ from what the change journal last wrote about them.

    A field that did not exist yet when the journal wrote is not compared.
    """
    from revops_desktop.database.journal import row_as_json
    from revops_desktop.database.tables import JOURNALED

    findings = []
    for table in JOURNALED:
        now = row_as_json(table, "r")
        last = _LAST.format(table=table.name, row="r.id")
        words = {"table": table.name, "now": now, "last": last, "differs": _differs(last, now)}
        # Word for word first: it is rarely more, and comparing field by field takes ten times as
        # long.
        found = connection.execute(_OTHER_ROWS.format(**words)).fetchone()[0]
        count = connection.execute(_DIFFERENT_ROWS.format(**words)).fetchone()[0] if found else 0
        words["last"] = _LAST.format(table=table.name, row="gone.row_id")
        count += connection.execute(_GONE_ROWS.format(**words)).fetchone()[0]
        if count:
            findings.append(
                ngettext(
                    "{count} row of “{table}” is not as the change journal last wrote it.",
                    "{count} rows of “{table}” are not as the change journal last wrote them.",
                    count,
                ).format(count=f"{count:,}", table=table.name)
            )
    (gaps,) = connection.execute(_GAPS.format(differs=_differs("was", "before"))).fetchone()
    if gaps:
        findings.append(
            ngettext(
                "{count} entry of the change journal does not follow from the one before.",
                "{count} entries of the change journal do not follow from the one before.",
                gaps,
            ).format(count=f"{gaps:,}")
        )
    return findings


# What the journal wrote last about a row; NULL: that it was deleted, or nothing at all.
_LAST = (
    "(SELECT after FROM change WHERE table_name = '{table}' AND row_id = {row} "
    "ORDER BY id DESC LIMIT 1)"
)
_OTHER_ROWS = 'SELECT count(*) FROM main."{table}" AS r WHERE {last} IS NOT {now}'
_DIFFERENT_ROWS = _OTHER_ROWS + " AND ({last} IS NULL OR {differs})"
_GONE_ROWS = """
SELECT count(*) FROM (SELECT DISTINCT row_id FROM change WHERE table_name = '{table}'
  AND row_id NOT IN (SELECT id FROM main."{table}")) AS gone
WHERE {last} IS NOT NULL
"""

# Each entry about a row begins where the one before it ended; the first begins with nothing.
_GAPS = """
SELECT count(*) FROM (
  SELECT before, lag(after) OVER (PARTITION BY table_name, row_id ORDER BY id) AS was FROM change)
WHERE before IS NOT was AND (before IS NULL OR was IS NULL OR {differs})
"""


def _differs(older: str, newer: str) -> str:
    """SQL: whether two JSON rows differ in a field that the older one has."""
    return (
        f"EXISTS (SELECT 1 FROM json_each({older}) AS field "
        f"WHERE field.value IS NOT json_extract({newer}, '$.' || field.key))"
    )


def _counts(connection: Any) -> dict[str, int]:
    from revops_desktop.database.tables import JOURNALED

    return {
        table.name: connection.execute(f'SELECT count(*) FROM main."{table.name}"').fetchone()[0]
        for table in JOURNALED
    }


def check_file(path: Path, key: str | None = None) -> CheckResult:
    """Everything, of a file that may be open in another program or in this one."""
    try:
        connection = connect(path, key)
    except faults.DatabaseError as error:
        raise faults.sentence(error, path) from error
    try:
        return check(connection)
    finally:
        connection.close()


def connect(path: Path, key: str | None) -> Any:
    """A connection to check by: one that could write where possible, and that changes nothing.

    SQLite does not even read the rules of tables (CHECK) for a connection that is read-only, and
    then finds no row that breaks them.
    """
    try:
        return open_connection(path, key=key, log=False)
    except faults.DatabaseError:
        return open_connection(path, key=key, read_only=True)
