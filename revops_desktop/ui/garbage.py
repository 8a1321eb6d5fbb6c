"""Python's garbage, collected on the window's thread alone.

By itself the collector runs on whatever thread allocates. One that answers a question may then find
what is left of closed pages; PySide deletes such things on the window's thread, but later, when
their memory may be another widget's already, and the program dies.

Nothing is collected while other threads work: all that they hold would be looked through, tens of
thousands of rows while a list is read, and they let go of most of it themselves.
"""

import gc
import sys

from PySide6.QtCore import QTimer

from revops_desktop.ui.background import at_work

MILLISECONDS = 500
# So many modules may come without being kept.
FEW = 20
_modules = 0


def collect_if_due() -> None:
    """Collects the oldest generation of objects that has filled up, as Python would, if any has."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if 0 < limits[generation] < counts[generation]:
            gc.collect(generation)
            return


def _keep_what_came() -> bool:
    """Whether much was imported since the last time: then all that is here stays, and none of it is
    looked through again.

    Hardly anything of it is garbage, and finding that out would hold the window for a sixth of a
    second.
    """
    global _modules
    came, _modules = len(sys.modules) - _modules, len(sys.modules)
    if came > FEW:
        gc.freeze()
    return came > FEW


def _collect_in_peace() -> None:
    if not at_work and not _keep_what_came():
        collect_if_due()


def keep_collecting() -> QTimer:
    """Takes collecting over from Python for as long as the timer lives."""
    global _modules
    gc.disable()
    _modules = len(sys.modules)
    timer = QTimer()
    timer.setInterval(MILLISECONDS)
    timer.timeout.connect(_collect_in_peace)
    timer.start()
    return timer
