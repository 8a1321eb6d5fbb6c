"""Damage is found before anything is shown, or else before anything is written."""

import os
import random
from pathlib import Path

import pytest

from revops_desktop.database import backup, check, lock, opening
from revops_desktop.database.connection import open_connection
from revops_desktop.database.workspace import Workspace
from revops_desktop.errors import StorageProblem
from tests.database.refusals import refused


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
    assert full.findings
    assert quick.findings


@pytest.mark.parametrize("offset", [16, 18, 28, 44, 56, 100, 105])
def test_a_damaged_beginning_is_said(file: Path, offset: int) -> None:
    whole = bytearray(file.read_bytes())
    whole[offset : offset + 4] = b"\xff\xff\xff\xff"
    file.write_bytes(bytes(whole))
    before = file.read_bytes()
    with pytest.raises(StorageProblem, match=r"damaged|cut short|RevOps"):
        opening.open_file(file)
    assert file.read_bytes() == before


def overwrite_index(file: Path) -> None:
    """Breaks the index over the names of companies; the tables stay whole."""
    connection = open_connection(file)
    (root,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'ix_company_match_key'"
    ).fetchone()
    connection.close()
    whole = bytearray(file.read_bytes())
    start = (root - 1) * 4096
    whole[start + 12 : start + 4096] = b"\x07" * 4084
    file.write_bytes(bytes(whole))


def test_damage_after_a_bad_end_is_found_before_anything_is_shown(file: Path) -> None:
    overwrite_index(file)
    # The control: after a good end this page is not looked at before the first frame.
    opening.open_file(file).close()
    lock.acquire(file)
    left = lock.lock_path(file)
    left.write_text(left.read_text().replace(str(os.getpid()), "999999"))
    with pytest.raises(StorageProblem, match="damaged"):
        opening.open_file(file)


def test_a_damaged_file_is_shown_but_neither_written_nor_backed_up(file: Path) -> None:
    from revops_desktop.operations import companies

    with Workspace.open(file) as sound:
        sound.do(companies.add, at=1_775_000_000, name="One")
    with Workspace.open(file) as sound:
        sound.back_up(now=1_775_000_100, moment=backup.Moment.START)
    kept = [one.path.read_bytes() for one in backup.backups(file)]
    assert len(kept) == 2  # before the first write of the first opening, and now
    overwrite_index(file)
    workspace = Workspace.open(file)
    with pytest.raises(StorageProblem, match="damaged"):
        workspace.do(companies.add, at=1_775_000_200, name="Two")
    assert not workspace.vet().is_sound
    assert workspace.read_only
    with pytest.raises(StorageProblem, match="damaged"):
        backup.make(file, key=None, now=1_775_000_300, moment=backup.Moment.HAND)
    assert [one.path.read_bytes() for one in backup.backups(file)] == kept
    workspace.close()
