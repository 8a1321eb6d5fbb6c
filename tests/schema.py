"""Writes what is generated from the tables: `python -m tests.schema`.

Run it when a table has changed in a schema that was not released yet. A released schema is never
written again: raise SCHEMA_VERSION, write `migrations/schema_N.py`, then run this for the new
fingerprint and fixture.
"""

from pathlib import Path
from typing import Any

from revops_desktop.database import deal_images, derived, fresh, journal, schema, search_index
from revops_desktop.database.connection import open_connection
from revops_desktop.database.tables import JOURNALED, deal
from tests.source import ROOT

DATABASE = ROOT / "revops_desktop" / "database"
FIXTURES = ROOT / "tests" / "fixtures"


def newest_fingerprint(folder: Path) -> str:
    """The fingerprint of a file freshly made from the tables."""
    connection = open_connection(folder / "fresh.revops", create=True)
    try:
        fresh.create_schema(connection)
        return schema.fingerprint(schema.shapes(connection))
    finally:
        connection.close()


def first_schema() -> str:
    """The statements of schema 1 as its migration keeps them."""
    return "".join(f"{statement};\n" for statement in fresh.schema_statements())


def write_fixture(path: Path) -> None:
    """A small file of the present schema with some rows in every room of it."""
    path.unlink(missing_ok=True)
    connection = open_connection(path, create=True)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA page_size = 512")
    connection.execute("VACUUM")
    fresh.create_schema(connection)
    fill(connection)
    connection.close()


def fill(connection: Any) -> None:
    """Writes a small workspace with its journal and derived tables, on a raw connection."""
    connection.executescript(ROWS)
    connection.execute("BEGIN")
    for table in JOURNALED:
        connection.execute(
            "INSERT INTO change (action_id, table_name, row_id, before, after) "
            f"SELECT 1, '{table.name}', id, NULL, {journal.row_as_json(table, 'r')} "
            f'FROM "{table.name}" AS r'
        )
    _edit(connection)
    derived.install(connection)
    derived.rebuild(connection)
    deal_images.rebuild(connection)
    search_index.install(connection)
    search_index.rebuild(connection)
    connection.execute("COMMIT")


def _edit(connection: Any) -> None:
    """A change of an amount, as an action of its own."""
    row = journal.row_as_json(deal, "r")
    connection.execute(
        "INSERT INTO action (id, at, label, kind) VALUES (2, 1775210000, 'Edit a deal', 'do')"
    )
    connection.execute(
        "INSERT INTO change (action_id, table_name, row_id, before, after) "
        f"SELECT 2, 'deal', id, {row}, json_set({row}, '$.amount', 350) FROM deal AS r "
        "WHERE id = 1"
    )
    connection.execute("UPDATE deal SET amount = 350 WHERE id = 1")


ROWS = """
BEGIN;
INSERT INTO action (id, at, label, kind) VALUES (1, 1775200000, 'Set up', 'do');
INSERT INTO workspace (id, name, currency, time_zone, country, language, created_at)
VALUES (1, '青葉商事', 'JPY', 'Asia/Tokyo', 'JP', 'ja', 1775000000);
INSERT INTO function (id, name, colour, position) VALUES (1, '営業', '#3366cc', 0);
INSERT INTO member (id, name, match_key, function_id) VALUES (1, '佐藤 花子', '佐藤花子', 1);
INSERT INTO company (id, name, match_key, reading, created_at)
VALUES (1, '㈱髙島𠮷商店', '(株)髙島𠮷商店', 'タカシマヨシショウテン', 1775000000);
INSERT INTO pipeline (id, name, position) VALUES (1, '売上の川', 0);
INSERT INTO stage (id, pipeline_id, name, position, phase, function_id, colour,
  probability_basis_points)
VALUES (1, 1, '問い合わせ', 0, 'lead', 1, '#99bbee', 0),
       (2, 1, '提案・見積', 1, 'opportunity', 1, '#6699dd', 5000),
       (3, 1, '契約', 2, 'customer', 1, '#336699', 10000);
INSERT INTO exit_reason (id, kind, name, position) VALUES (1, 'lost', '予算', 0);
INSERT INTO deal (id, title, company_id, pipeline_id, amount, owner_id, created_at)
VALUES (1, '看板の更新', 1, 1, 333, 1, 1775000000), (2, '<A> & Co', 1, 1, NULL, 1, 1775000000);
INSERT INTO stage_visit (id, deal_id, stage_id, sequence, entered_at, left_at, outcome)
VALUES (1, 1, 1, 1, 1775000000, 1775100000, 'advanced'),
       (2, 1, 2, 2, 1775100000, NULL, NULL),
       (3, 2, 1, 1, 1775000000, 1775200000, 'lost');
INSERT INTO deal_history (id, deal_id, changed_at, amount, expected_close)
VALUES (1, 1, 1775020000, 300, '2026-05-31'), (2, 1, 1775030000, 300, NULL);
INSERT INTO deal_exit (id, deal_id, visit_id, reason_id) VALUES (1, 2, 3, 1);
INSERT INTO activity (id, kind, deal_id, member_id, title, happened_at)
VALUES (1, 'call', 1, 1, '電話', 1775050000);
INSERT INTO report (id, kind, pipeline_id, pipeline_name, month, language, paper, parts, as_of,
  made_at, member_id)
VALUES (1, 'diagnosis', 1, '売上の川', '2026-03', 'ja', 'a4', 'month,river', 1774969199,
  1775150000, 1);
INSERT INTO report_figure (id, report_id, key, subject, value, n)
VALUES (1, 1, 'entered', '', '2', 2), (2, 1, 'win_rate', '', NULL, 0);
INSERT INTO report_action (id, report_id, position, added_at, key, words, figure, value, n, weeks,
  state, decided_at)
VALUES (1, 1, 1, 1775150000, 'fill-the-spring', '入口を増やす', 'entered', '2', 2, 6, 'done',
  1775160000);
INSERT INTO report_file (id, report_id, pdf, pages, words)
VALUES (1, 1, 'JVBERi0xLjQ=', 1, '2026年3月');
INSERT INTO report_look (id, colour) VALUES (1, '#336699');
COMMIT;
"""


def main() -> None:
    """Writes the three generated things."""
    import tempfile

    if schema.SCHEMA_VERSION == 1:
        (DATABASE / "migrations" / "schema_1.sql").write_text(first_schema(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        value = newest_fingerprint(Path(folder))
    schema.EXPECTED.write_text(value, encoding="utf-8")
    FIXTURES.mkdir(exist_ok=True)
    write_fixture(FIXTURES / f"schema_{schema.SCHEMA_VERSION}.revops")


if __name__ == "__main__":
    main()
