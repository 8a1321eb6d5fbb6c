"""Who takes the focus next, and for whom, asked in a way that a widget outlives.

PySide takes what `focusProxy`, `nextInFocusChain` and `previousInFocusChain` answer for a child of
the widget that was asked. Widgets that lead to each other so keep each other alive, the collector
finds such a ring, and deletes widgets that are on the screen. Asking one for its parent puts it
back where it belongs.
"""

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

Found = TypeVar("Found", bound=QObject)


def proxy_of(widget: QWidget) -> QWidget | None:
    """The widget that takes the focus instead of this one; None: it takes it itself."""
    return put_back(widget.focusProxy())


def beside(widget: QWidget, *, forward: bool) -> QWidget | None:
    """The widget after (before) this one in the window's order of Tab, shown or not."""
    return put_back(widget.nextInFocusChain() if forward else widget.previousInFocusChain())


def put_back(found: Found | None) -> Found | None:
    """What PySide took for a child of whom it was asked of (so does `QAbstractButton.group`, too),
    back at its own parent."""
    if found is not None:
        found.parent()
    return found
