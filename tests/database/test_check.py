"""The check finds what is wrong, each kind by its own sentence, and nothing in a sound file."""

from pathlib import Path

import pytest

from revops_desktop.database import backup, check
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies
from tests.database.refusals import content, sql

NOW = 1_775_300_000


def test_a_sound_file_is_counted_and_not_changed(file: Path) -> None:
    with Workspace.open(file) as workspace:
        workspace.do(companies.add, at=NOW, name="One")
        workspace.undo(at=NOW)
        workspace.redo(at=NOW)
    before = content(file.parent)
    result = check.check_file(file)
    assert result.is_sound
    assert result.findings == ()
    assert result.rows["company"] == 402
    assert content(file.parent) == before


def test_a_file_is_checked_while_it_is_open(file: Path) -> None:
    with Workspace.open(file) as workspace:
        workspace.do(companies.add, at=NOW, name="One")
        assert check.check_file(file).rows["company"] == 402
        workspace.do(companies.add, at=NOW, name="Two")


WRONG = {
    "a derived row changed": (
        "UPDATE deal_state SET value = 334 WHERE deal_id = 1",
        "2 rows of “deal_state” differ",
    ),
    "a derived row lost": (
        "DELETE FROM deal_reached WHERE stage_id = 2",
        "of “deal_reached” differ",
    ),
    "what a deal was before": (
        "INSERT INTO deal_image (deal_id, change_id, changed_at, amount) VALUES (1, 1, 1, 7)",
        "1 row of “deal_image” differs",
    ),
    "a row changed behind the journal": (
        "UPDATE company SET reading = 'x' WHERE id = 7",
        "1 row of “company” is not as",
    ),
    "a row added behind the journal": (
        "INSERT INTO product (name, match_key) VALUES ('x', 'x')",
        "1 row of “product” is not as",
    ),
    "a row deleted behind the journal": (
        "DELETE FROM activity",
        "1 row of “activity” is not as",
    ),
    "an entry that does not follow": (
        "INSERT INTO change (action_id, table_name, row_id, before, after) "
        'SELECT 1, \'company\', 7, \'{"id":7,"name":"another"}\', after FROM change '
        "WHERE table_name = 'company' AND row_id = 7",
        "1 entry of the change journal",
    ),
    "a link into nowhere": (
        "UPDATE deal SET company_id = 777 WHERE id = 1",
        "1 row of “deal” points to a row of “company”",
    ),
    "a rule of a table broken": ("UPDATE deal SET kind = 'gift' WHERE id = 1", "CHECK constraint"),
    "a trigger": (
        "CREATE TRIGGER spy AFTER INSERT ON deal BEGIN SELECT 1; END",
        "structure is not that of this version: trigger spy",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_found(file: Path, wrong: str) -> None:
    statement, said = WRONG[wrong]
    sql(file, "PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", statement)
    assert said in "\n".join(check.check_file(file).findings)


def test_an_older_journal_without_a_field_is_no_fault(file: Path) -> None:
    """Before a migration added `region`, the journal wrote rows without it."""
    sql(file, "UPDATE change SET after = json_remove(after, '$.region') WHERE row_id % 2")
    assert check.check_file(file).findings == ()
    with Workspace.open(file) as workspace:
        workspace.do(companies.add, at=NOW, name="One")
    assert check.check_file(file).findings == ()


def test_a_read_only_connection_does_not_see_broken_rules(file: Path) -> None:
    """The control for `check.connect`; and checking must not change a backup's checksum."""
    sql(file, "PRAGMA ignore_check_constraints = ON", "UPDATE deal SET kind = 'gift'")
    connection = open_connection(file, read_only=True)
    assert check.integrity(connection) == []
    connection.close()
    connection = check.connect(file, None)
    assert len(check.integrity(connection)) == 2
    connection.close()


def test_checking_a_backup_does_not_change_it(file: Path) -> None:
    kept = backup.make(file, key=None, now=NOW, moment=backup.Moment.HAND)
    assert check.check_file(kept.path).is_sound
    assert backup.sha256_of(kept.path) == kept.sha256


def test_the_quick_check_sees_broken_links(file: Path) -> None:
    sql(file, "PRAGMA foreign_keys = OFF", "UPDATE deal SET company_id = 777 WHERE id = 1")
    connection = check.connect(file, None)
    assert "points to a row" in check.quick_check(connection).findings[0]
    connection.close()
