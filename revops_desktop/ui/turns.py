"""An answer put onto its page in several short turns of the window's thread, none of them long.

    actions.turns.take(self, "overview", (self._show_tiles, self._show_table, self._draw))

What was shown stays until its step comes; keys, clicks and painting go between the steps.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from shiboken6 import isValid

Step = Callable[[], object]
_painting: "Turns | None" = None


def painting() -> "Turns":
    """Those in which pictures are painted for a new size, one by one; the program's only ones."""
    global _painting
    if _painting is None or not isValid(_painting):
        _painting = Turns(QCoreApplication.instance())
    return _painting


class Turns(QObject):
    """One for each window: of all its pages one step at a time, in the order they were asked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, tuple[QObject, list[Step]]] = {}
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._turn)

    @property
    def is_under_way(self) -> bool:
        """Whether a page is not whole yet."""
        return bool(self._waiting)

    def take(self, owner: QObject, key: str, steps: Iterable[Step]) -> None:
        """Begins these steps for `owner`; those of an older answer with the same key are let go."""
        self._waiting.pop(key, None)
        self._waiting[key] = (owner, list(steps))
        if not self._next.isActive():
            self._next.start()

    def stop(self) -> None:
        """Lets go of everything: the window is going."""
        self._waiting.clear()
        self._next.stop()

    def _turn(self) -> None:
        key, (owner, steps) = next(iter(self._waiting.items()))
        step = steps.pop(0) if steps and isValid(owner) else None
        try:
            if step is not None:
                step()
        finally:
            held = self._waiting.get(key)
            if held is not None and held[1] is steps and (not steps or step is None):
                del self._waiting[key]
            if self._waiting:
                self._next.start()
