"""`[FILE]`: the window, or a sentence that says why there is none."""

import gc
from pathlib import Path

from revops_desktop import machine
from revops_desktop.errors import StorageProblem


def open_window(path: Path | None) -> int:
    """Opens the window and answers its exit status when it is closed."""
    # What only trying would tell, Qt tells when it fails (`ui/application.py`).
    reason = machine.no_window_because(tried=False)
    if reason is not None:
        raise StorageProblem(reason)
    # Until the first frame nothing becomes garbage, and looking for it takes a tenth of the time.
    gc.disable()
    try:
        from revops_desktop.app import run
    except ImportError as problem:
        raise StorageProblem(machine.no_window(machine.qt_lacks(problem))) from problem
    return run(path)
