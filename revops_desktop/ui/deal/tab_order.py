"""Tab goes through the panel as one reads it, whenever its parts were made."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget

from revops_desktop.ui import focus


def step(panel: QWidget, *, forward: bool) -> bool:
    """Hands the keyboard to the control after (before) the one that has it; past the last one (the
    first one) to the window around. False where there is nobody to hand it to."""
    controls = [panel, *_controls(panel.layout())]
    focused = panel.focusWidget() if not panel.hasFocus() else panel
    if focused not in controls:
        return False
    place = controls.index(focused) + (1 if forward else -1)
    if 0 <= place < len(controls):
        target: QWidget | None = controls[place]
    else:
        target = _outside(panel, forward=forward)
    if target is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    return True


def _controls(layout: QLayout | None) -> Iterator[QWidget]:
    """Everything in a layout that Tab can reach, in reading order."""
    for number in range(layout.count() if layout is not None else 0):
        item = layout.itemAt(number) if layout is not None else None
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if inner is not None:
            yield from _controls(inner)
        elif widget is not None:
            yield from _inside(widget)


def _inside(widget: QWidget) -> Iterator[QWidget]:
    if not widget.isVisible():
        return
    if _takes_tab(widget):
        yield widget
    if isinstance(widget, QScrollArea):
        body: QWidget | None = widget.widget()
        yield from _controls(body.layout() if body is not None else None)
    else:
        yield from _controls(widget.layout())


def _takes_tab(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and focus.proxy_of(widget) is None and widget.isEnabled() and widget.isVisible()


def _outside(panel: QWidget, *, forward: bool) -> QWidget | None:
    """The next control of the window that does not belong to the panel."""
    found: QWidget | None = panel
    while found is not None:
        found = focus.beside(found, forward=forward)
        if found is None or found is panel:
            return None
        if not panel.isAncestorOf(found) and _takes_tab(found):
            return found
    return None
