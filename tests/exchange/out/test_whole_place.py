"""Where an export of a whole workspace may lie is asked by the window for every file dropped."""

import subprocess
import sys


def test_asking_brings_in_nothing_that_reads_files() -> None:
    """Bringing the readers in took ten frames of the window the first time a file was dropped."""
    script = (
        "import sys; from pathlib import Path; "
        "from revops_desktop.exchange.out.whole_place import may_be_whole; "
        "assert not may_be_whole(Path('deals.csv')); "
        "print([n for n in sys.modules if 'exchange.reading' in n or 'exchange.cells' in n])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "[]"
