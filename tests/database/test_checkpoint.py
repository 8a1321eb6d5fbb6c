"""The one file is made whole when nobody reads it; until then it is to be tried again."""

from pathlib import Path

from tests.river import make_river


def test_a_reader_only_puts_it_off(tmp_path: Path) -> None:
    with make_river(tmp_path / "a.revops") as workspace:
        rows = workspace.raw.execute("SELECT * FROM stage")
        rows.fetchone()
        assert not workspace.checkpoint()
        rows.fetchall()
        assert workspace.checkpoint()
