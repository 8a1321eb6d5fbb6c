"""What is refused at opening, and how: each kind of file that is not ours or not now."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from revops_desktop.database import check, lock, opening, schema
from revops_desktop.database.connection import PRAGMAS, open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import FileReadOnly, PassphraseNeeded, StorageProblem
from tests.database.refusals import refused, sql


def test_a_sound_file_opens_and_leaves_one_file(file: Path) -> None:
    for read_only in (False, True):
        opened = opening.open_file(file, read_only=read_only)
        assert opened.connection.execute("SELECT count(*) FROM company").fetchone() == (401,)
        assert not opened.ended_badly
        assert opened.notice == ""
        opened.close()
        assert [path.name for path in file.parent.iterdir() if path.is_file()] == [file.name]


def test_a_name_without_a_file_is_not_made_into_one(tmp_path: Path) -> None:
    refused(tmp_path / "a?b#c%20.revops", "no file")
    assert list(tmp_path.glob("a*")) == []


def test_strange_names_open_the_file_they_name(tmp_path: Path) -> None:
    for name in ("a?b.revops", "a#b.revops", "a%20b.revops", "青葉 ｶﾌﾞ.revops", "a;b&c=d.revops"):
        opening.create_file(tmp_path / name).close()
        opened = opening.open_file(tmp_path / name)
        opened.connection.execute("INSERT INTO function VALUES (1, 'x', '#000000', 0)")
        opened.close()
        assert (tmp_path / name).stat().st_size > 100_000


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.revops").mkdir()
    refused(tmp_path / "folder.revops", "is a folder")


def test_an_empty_file_is_not_a_new_workspace(tmp_path: Path) -> None:
    path = tmp_path / "empty.revops"
    path.write_bytes(b"")
    refused(path, "0 bytes")
    # The control: SQLite alone takes it for a valid, empty database.
    sql(path, "SELECT 1")


@pytest.mark.parametrize(
    "beginning", [b"name,amount\n", b"%PDF-1.7\n", b"PK\x03\x04" + b"x" * 9000, b"\x00" * 100]
)
def test_a_file_of_another_kind(tmp_path: Path, beginning: bytes) -> None:
    path = tmp_path / "other.revops"
    path.write_bytes(beginning)
    refused(path, "not a RevOps Desktop file")


def test_a_database_of_another_program_is_refused_untouched(tmp_path: Path) -> None:
    path = tmp_path / "notes.revops"
    connection = open_connection(path, create=True)
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("CREATE TABLE note (text)")
    connection.close()
    refused(path, "not a RevOps Desktop file")
    # The control: connecting with our pragmas alone turns the stranger's file to WAL.
    before = path.read_bytes()
    sql(path, "SELECT 1")
    assert path.read_bytes() != before


def test_a_newer_file_names_both_versions(file: Path) -> None:
    sql(file, "PRAGMA user_version = 7")
    refused(file, rf"schema 7; this one knows up to {schema.SCHEMA_VERSION}")
    refused(file, r"schema 7", read_only=True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER spy AFTER INSERT ON deal BEGIN UPDATE deal SET amount = 0; END",
        "CREATE VIEW spy AS SELECT * FROM deal",
        "CREATE TABLE spy (id)",
        "CREATE INDEX spy ON deal (title)",
        "DROP INDEX ix_deal_owner_id",
        "ALTER TABLE deal ADD COLUMN spy TEXT",
        "ALTER TABLE deal DROP COLUMN campaign",
        "DROP TABLE activity",
    ],
)
def test_a_stranger_in_the_schema_is_refused(file: Path, statement: str) -> None:
    sql(file, statement)
    problem = refused(file, "did not make or lacks")
    assert any(name in str(problem) for name in ("spy", "ix_deal_owner_id", "deal", "activity"))
    connection = open_connection(file, read_only=True)
    assert not check.check(connection).is_sound
    connection.close()


def test_the_order_of_columns_and_quotes_is_no_stranger(file: Path) -> None:
    connection = open_connection(file)
    before = schema.fingerprint(schema.shapes(connection))
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'CREATE TABLE function (\n\tid', "
        "'CREATE TABLE \"function\" ( `id`') WHERE name = 'function'"
    )
    assert (
        "`id`"
        in connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'function'").fetchone()[0]
    )
    assert schema.fingerprint(schema.shapes(connection)) == before
    connection.close()


def read_as_nobody(file: Path, read_only: bool) -> str:
    """Opens the file as a user to whom file modes apply; what was said, or "opened"."""
    script = (
        "import sys; from pathlib import Path; from revops_desktop.database import opening\n"
        "try:\n"
        f"    opened = opening.open_file(Path(sys.argv[1]), read_only={read_only})\n"
        "    print('opened', opened.connection.execute('SELECT count(*) FROM deal').fetchone())\n"
        "    opened.close()\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    command = [sys.executable, "-c", script, str(file)]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid", "65534", "--clear-groups", *command]
    told = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "LANG": "C.UTF-8"},
    )
    return told.stdout + told.stderr


@pytest.fixture
def open_to_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that another user may enter."""
    folder = tmp_path_factory.mktemp("shared")
    for part in (folder, *folder.parents[:-1]):
        if part.owner() == folder.owner() and str(part) != "/tmp":
            part.chmod(part.stat().st_mode | 0o055)
    yield folder
    folder.chmod(0o700)


@pytest.mark.skipif(not shutil.which("setpriv") and os.name != "posix", reason="needs setpriv")
@pytest.mark.parametrize(
    ("file_mode", "folder_mode"), [(0o444, 0o777), (0o666, 0o555), (0o444, 0o555)]
)
def test_a_read_only_file_or_folder_says_so_and_can_be_read(
    file: Path, open_to_all: Path, file_mode: int, folder_mode: int
) -> None:
    path = open_to_all / "shared.revops"
    shutil.copy(file, path)
    path.chmod(file_mode)
    open_to_all.chmod(folder_mode)
    assert "FileReadOnly" in read_as_nobody(path, read_only=False)
    assert "opened (2,)" in read_as_nobody(path, read_only=True)
    # The control: with the modes as they should be, the same user may write.
    path.chmod(0o666)
    open_to_all.chmod(0o777)
    assert "opened (2,)" in read_as_nobody(path, read_only=False)


def test_a_locked_folder_is_said_without_another_user(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_arguments: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(lock, "acquire", refuses)
    with pytest.raises(FileReadOnly, match="read-only"):
        opening.open_file(file)


def test_every_pragma_holds_on_every_connection(file: Path) -> None:
    from sqlalchemy.orm import Session

    workspace = Workspace.open(file)
    workspace.undo_label()

    def read_back(session: Session) -> dict[str, int]:
        raw = session.connection().connection.driver_connection
        assert raw is not None
        return {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    names = [*PRAGMAS, "journal_mode"]
    wanted = PRAGMAS | {"journal_mode": "wal"}
    writer = workspace.raw
    assert {name: writer.execute(f"PRAGMA {name}").fetchone()[0] for name in names} == wanted
    assert workspace.ask(read_back) == wanted
    workspace.close()


def test_an_encrypted_file_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    key = "春の川 'quoted' \"\\"
    path = tmp_path / "secret.revops"
    made = opening.create_file(path, key=key)
    made.connection.execute("INSERT INTO function VALUES (1, '秘密の名', '#000000', 0)")
    made.close()
    raw = path.read_bytes()
    assert not raw.startswith(b"SQLite format 3")
    assert "秘密の名".encode() not in raw
    for wrong in (None, "y"):
        with pytest.raises(PassphraseNeeded):
            opening.open_file(path, key=wrong)
    opened = opening.open_file(path, key=key)
    assert opened.connection.execute("SELECT name FROM function").fetchone() == ("秘密の名",)
    opened.close()


def test_a_plain_file_opens_although_a_passphrase_is_given(file: Path) -> None:
    opening.open_file(file, key="needless").close()


@pytest.mark.skipif(os.name == "nt", reason="POSIX file modes")
def test_a_new_file_is_private_and_appears_complete(tmp_path: Path) -> None:
    path = tmp_path / "new.revops"
    old = os.umask(0)
    try:
        made = opening.create_file(path)
        made.connection.execute("INSERT INTO function VALUES (1, 'x', '#000000', 0)")
        for name in (path, f"{path}-wal", f"{path}-shm"):
            assert Path(name).stat().st_mode & 0o777 == 0o600
        made.close()
    finally:
        os.umask(old)
    before = path.read_bytes()
    with pytest.raises(StorageProblem, match="exists already"):
        opening.create_file(path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir() if found.is_file()] == ["new.revops"]
    with pytest.raises(StorageProblem, match="does not exist"):
        opening.create_file(tmp_path / "nowhere" / "new.revops")


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - 青葉商事", "OneDrive"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("iCloudDrive", "iCloud Drive"),
        ("Library/CloudStorage/GoogleDrive-me@example.com/My Drive", "Google Drive"),
        ("マイドライブ", "Google Drive"),
        ("Documents/Dropboxes", None),
        ("Documents/My drive plans", None),
    ],
)
def test_a_synced_folder_is_warned_of(tmp_path: Path, folder: str, service: str | None) -> None:
    path = tmp_path / folder / "a.revops"
    path.parent.mkdir(parents=True)
    made = opening.create_file(path)
    assert service in made.notice if service else made.notice == ""
    made.close()
