"""What is refused at opening, and how: every kind of broken file gets its own sentence."""

import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from revops_desktop.database import check, identity, lock, opening, schema
from revops_desktop.database.connection import PRAGMAS, open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import FileInUse, FileReadOnly, PassphraseNeeded, StorageProblem
from tests import schema as generated

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A sound file with a few hundred rows."""
    path = tmp_path / "aoba.revops"
    made = opening.create_file(path)
    made.connection.executescript(generated.ROWS)
    made.connection.execute("BEGIN")
    made.connection.executemany(
        "INSERT INTO company (name, match_key, note, created_at) VALUES (?, ?, ?, 0)",
        [(f"会社 {n}", f"会社{n}", "x" * 300) for n in range(400)],
    )
    made.connection.execute("COMMIT")
    made.close()
    return path


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, to see that a refusal changed nothing.

    Not SQLite's shared memory nor an empty log, which a reader leaves behind.
    """
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.stat().st_size and not path.name.endswith(("-shm", "-lock"))
    }


def refused(path: Path, match: str, **options: Any) -> StorageProblem:
    """Opens `path` expecting a refusal that changes nothing and leaves no lock."""
    before = content(path.parent)
    with pytest.raises(StorageProblem, match=match) as caught:
        opening.open_file(path, **options)
    assert content(path.parent) == before
    assert not lock.lock_path(path).exists()
    assert "revops" in str(caught.value)
    return caught.value


def sql(path: Path, *statements: str) -> None:
    connection = open_connection(path)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_sound_file_opens_and_leaves_one_file(file: Path) -> None:
    for read_only in (False, True):
        opened = opening.open_file(file, read_only=read_only)
        assert opened.connection.execute("SELECT count(*) FROM company").fetchone() == (401,)
        assert not opened.ended_badly
        assert opened.notices == ()
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
    refused(file, r"schema 7; this one knows up to 1")
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


def test_another_program_that_writes_by_sqlite_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = open_connection.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "busy_milliseconds", 50)
    holding = "import sys; from pathlib import Path; from revops_desktop.database.connection \
import open_connection; c = open_connection(Path(sys.argv[1])); \
c.execute('PRAGMA locking_mode = EXCLUSIVE'); c.execute('PRAGMA journal_mode = DELETE'); \
c.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", holding, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(FileInUse, match="Another program"):
            opening.open_file(file)
        process.communicate()
    opening.open_file(file).close()


HOLD = """
import sys
from pathlib import Path
from revops_desktop.database import opening
opened = opening.open_file(Path(sys.argv[1]))
opened.connection.execute("INSERT INTO function VALUES (9, 'late', '#000000', 0)")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(file: Path) -> Iterator[subprocess.Popen]:
    """Another process has the file open and has written into its log."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_one_program_writes_and_others_read_beside_it(file: Path, held: subprocess.Popen) -> None:
    with pytest.raises(FileInUse, match=str(held.pid)):
        opening.open_file(file)
    reader = opening.open_file(file, read_only=True)
    assert not reader.ended_badly
    assert reader.connection.execute("SELECT name FROM function WHERE id = 9").fetchone()
    with pytest.raises(Exception, match="readonly"):
        reader.connection.execute("DELETE FROM function")
    reader.close()
    assert lock.lock_path(file).exists()


def test_a_killed_program_is_noticed_and_nothing_committed_is_lost(
    file: Path, held: subprocess.Popen, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.send_signal(signal.SIGKILL)
    held.wait()
    looked: list[str] = []
    real = check.integrity
    monkeypatch.setattr(check, "integrity", lambda c: looked.append("all") or real(c))
    opened = opening.open_file(file)
    assert opened.ended_badly
    assert looked == ["all"]
    assert opened.connection.execute("SELECT name FROM function WHERE id = 9").fetchone()
    opened.close()
    again = opening.open_file(file)
    assert not again.ended_badly
    assert looked == ["all"]
    again.close()


def test_the_header_of_a_file_open_here_is_never_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing any handle on the file would drop the locks SQLite holds on it in this process."""
    opened = opening.open_file(file)
    assert identity.look(file) is identity.Header.OPEN_HERE
    assert locks_held(file), "the control: SQLite holds its locks now"
    opening.open_file(file, read_only=True).close()
    assert locks_held(file)
    # The control: one look the ordinary way, and they are gone.
    with open(file, "rb") as handle:
        handle.read(16)
    with open(f"{file}-shm", "rb") as handle:
        handle.read(16)
    assert not locks_held(file)
    opened.close()
    assert identity.look(file) is identity.Header.PLAIN


def locks_held(file: Path) -> bool:
    """Whether this process holds a POSIX lock on the file or on SQLite's shared memory of it."""
    inodes = {f":{Path(name).stat().st_ino} " for name in (file, f"{file}-shm")}
    lines = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    return any(f" {os.getpid()} " in line and any(i in line for i in inodes) for line in lines)


def moved(path: Path) -> None:
    path.rename(path.with_name("moved.revops"))


def deleted(path: Path) -> None:
    path.unlink()


def replaced(path: Path) -> None:
    other = path.with_name("other.revops")
    shutil.copy(path, other)
    other.replace(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be moved")
@pytest.mark.parametrize("how", [moved, deleted, replaced])
def test_a_file_moved_replaced_or_deleted_underneath_is_not_written(
    file: Path, how: Callable[[Path], None]
) -> None:
    opened = opening.open_file(file)
    opened.before_writing()
    how(file)
    with pytest.raises(StorageProblem, match=r"moved|replaced"):
        opened.before_writing()
    # The control: SQLite itself says nothing and writes into nowhere.
    opened.connection.execute("INSERT INTO function VALUES (9, 'lost', '#000000', 0)")
    opened.close()
    if file.exists():
        again = opening.open_file(file)
        assert again.connection.execute("SELECT 1 FROM function WHERE id = 9").fetchone() is None
        again.close()


def test_a_workspace_moved_underneath_neither_writes_nor_reads_another(
    file: Path, tmp_path: Path
) -> None:
    from revops_desktop.operations import companies

    workspace = Workspace.open(file)
    file.rename(tmp_path / "moved.revops")
    shutil.copy(tmp_path / "moved.revops", file)
    with pytest.raises(StorageProblem, match="replaced"):
        workspace.do(companies.add, at=1, name="Lost")
    with pytest.raises(StorageProblem, match="replaced"):
        workspace.undo_label()
    workspace.close()


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


def test_a_file_cut_short_is_not_half_opened(file: Path) -> None:
    whole = file.read_bytes()
    for part in (0.2, 0.5, 0.99):
        file.write_bytes(whole[: int(len(whole) * part) // 4096 * 4096])
        refused(file, "cut short")
        refused(file, "cut short", read_only=True)


@pytest.mark.parametrize("seed", range(6))
def test_damage_is_found_at_the_latest_by_the_check(file: Path, seed: int) -> None:
    """A page of the middle, overwritten: refused at opening or found by both checks."""
    chosen = random.Random(seed)
    whole = bytearray(file.read_bytes())
    page = chosen.randrange(1, len(whole) // 4096)
    start = page * 4096
    whole[start : start + 4096] = chosen.randbytes(4096)
    file.write_bytes(bytes(whole))
    try:
        connection = open_connection(file, read_only=True)
    except Exception:
        return
    full, quick = check.check(connection), check.quick_check(connection)
    connection.close()
    free = not full.findings and page_is_free(file, page + 1)
    assert free or (full.findings and quick.findings)


def page_is_free(file: Path, page: int) -> bool:
    connection = open_connection(file, read_only=True)
    used = connection.execute("SELECT count(*) FROM dbstat WHERE pageno = ?", (page,)).fetchone()[0]
    connection.close()
    return not used


@pytest.mark.parametrize("offset", [16, 18, 28, 44, 56, 100, 105])
def test_a_damaged_beginning_is_said(file: Path, offset: int) -> None:
    whole = bytearray(file.read_bytes())
    whole[offset : offset + 4] = b"\xff\xff\xff\xff"
    file.write_bytes(bytes(whole))
    before = file.read_bytes()
    with pytest.raises(StorageProblem, match=r"damaged|cut short|RevOps"):
        opening.open_file(file)
    assert file.read_bytes() == before


def test_damage_after_a_bad_end_is_found_before_anything_is_shown(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    connection = open_connection(file)
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_company_match_key'"
    ).fetchone()
    connection.close()
    start = (root - 1) * 4096
    whole[start + 12 : start + 4096] = b"\x07" * 4084
    file.write_bytes(bytes(whole))
    # The control: after a good end this page is not looked at before the first frame.
    opening.open_file(file).close()
    lock.acquire(file)
    lock_file = lock.lock_path(file)
    lock_file.write_text(lock_file.read_text().replace(str(os.getpid()), "999999"))
    with pytest.raises(StorageProblem, match="damaged"):
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


@pytest.mark.parametrize("key", ["春の川 'quoted' \"\\", "x"])
def test_an_encrypted_file_opens_with_its_passphrase_alone(tmp_path: Path, key: str) -> None:
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
    assert [service in notice for notice in made.notices if service] == [True] * bool(service)
    assert len(made.notices) == bool(service)
    made.close()
