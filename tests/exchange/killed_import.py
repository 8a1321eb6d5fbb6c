"""An import in a process of its own, to be killed in the middle of it by `test_killed.py`.

It says “writing” when its transaction begins, and “done” when everything is written.
"""

import sys
from pathlib import Path

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping
from tests.conftest import NOW


class Telling:
    """Says once that the reading is over."""

    def __init__(self) -> None:
        self._told = False

    def step(self, done: int, total: int) -> None:
        """The first step after the reading is the first chunk written."""
        if done > 400 and not self._told:
            self._told = True
            print("writing", flush=True)

    def cancelled(self) -> bool:
        """Nobody asks; it is killed."""
        return False


def main(file: str, source: str, mapping: str, *without: str) -> None:
    """Imports; with “unsafe” the file has no rollback journal, as the control."""
    workspace = Workspace.open(Path(file))
    if without:
        # A small cache so that pages reach the file before the end, as they do in large imports.
        for pragma in ("journal_mode = DELETE", "journal_mode = OFF", "cache_size = 50"):
            workspace.raw.execute(f"PRAGMA {pragma}").fetchall()
    import_files(workspace, [Path(source)], read_mapping(Path(mapping)), at=NOW, progress=Telling())
    print("done", flush=True)
    workspace.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
