"""Python's garbage, collected on the window's thread alone.

By itself the collector runs on whatever thread allocates. One that answers a question may then find
what is left of closed pages; PySide deletes such things on the window's thread, but later, when
their memory may be another widget's already, and the program dies.
"""

import gc

from PySide6.QtCore import QTimer

MILLISECONDS = 500


def collect_if_due() -> None:
    """Collects the oldest generation of objects that has filled up, as Python would, if any has."""
    counts, limits = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if 0 < limits[generation] < counts[generation]:
            gc.collect(generation)
            return


def keep_collecting() -> QTimer:
    """Takes collecting over from Python for as long as the timer lives."""
    gc.disable()
    timer = QTimer()
    timer.setInterval(MILLISECONDS)
    timer.timeout.connect(collect_if_due)
    timer.start()
    return timer
