"""Python's garbage, collected on the window's thread alone.

By itself the collector runs on whatever thread allocates. One that answers a question may then find
what is left of closed pages; PySide deletes such things on the window's thread, but later, when
their memory may be another widget's already, and the program dies.

Nothing is collected while other threads work: all that they hold would be looked through, tens of
thousands of rows while a list is read, and they let go of most of it themselves.
"""

import gc

from PySide6.QtCore import QTimer

from revops_desktop.ui.background import at_work

MILLISECONDS = 500


def collect_if_due() -> None:
    """Collects the oldest generation of objects that has filled up, as Python would, if any has."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if 0 < limits[generation] < counts[generation]:
            gc.collect(generation)
            return


def keep_new(is_new: bool) -> None:
    """What was just brought in, if anything was, stays with all else that is here: none of it is
    looked through again.

    Hardly anything of it is garbage, and finding that out would hold the window for a sixth of a
    second.
    """
    if is_new:
        gc.freeze()


def _collect_in_peace() -> None:
    if not at_work:
        collect_if_due()


def keep_collecting() -> QTimer:
    """Takes collecting over from Python for as long as the timer lives."""
    gc.disable()
    timer = QTimer()
    timer.setInterval(MILLISECONDS)
    timer.timeout.connect(_collect_in_peace)
    timer.start()
    return timer
