"""An import in a process of its own, to be killed in the middle of it by `test_killed.py`.

It says how far it is, of 1, and “done” when everything is written.
"""

import sys
from pathlib import Path

from revops_desktop.database.workspace import Workspace
from revops_desktop.exchange.importing import import_files
from revops_desktop.exchange.mapping_file import read_mapping


class Telling:
    """Says how far it is."""

    def step(self, done: int, total: int) -> None:
        """Each in a line of its own."""
        print(done / total, flush=True)

    def cancelled(self) -> bool:
        """Nobody asks; it is killed."""
        return False


def main(file: str, source: str, mapping: str, at: str, *without: str) -> None:
    """Imports at that instant; with “unsafe” the file has no rollback journal, as the control."""
    workspace = Workspace.open(Path(file))
    # A small cache so that pages reach the disk before the end, as they do in large imports.
    pragmas = ["cache_size = 50"]
    if without:
        pragmas += ["journal_mode = DELETE", "journal_mode = OFF"]
    for pragma in pragmas:
        workspace.raw.execute(f"PRAGMA {pragma}").fetchall()
    import_files(
        workspace, [Path(source)], read_mapping(Path(mapping)), at=int(at), progress=Telling()
    )
    print("done", flush=True)
    workspace.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
