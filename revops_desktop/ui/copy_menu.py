"""The menu behind a right click (or the Menu key) wherever nothing else has one: copy what is read.

Labels, buttons and cells pass such a click on; it ends at the window, which offers the text under
it. So every text that is seen can be copied, without labels that take the keyboard.
"""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts

# Of a long text the menu shows the beginning.
_SHOWN = 40


def text_at(window: QWidget, where: QPoint) -> str:
    """What is written under a point of the window; "" where nothing is."""
    widget: QWidget | None = window.childAt(where)
    while widget is not None and widget is not window:
        found = _text_of(widget, widget.mapFrom(window, where))
        if found:
            return found
        widget = widget.parentWidget()
    return ""


def row_at(window: QWidget, where: QPoint) -> str:
    """The whole row of a table under a point, its cells with tabs between; "" for anything else."""
    view = _view_at(window, where)
    if view is None:
        return ""
    index = view.indexAt(view.viewport().mapFrom(window, where))
    if not index.isValid() or index.model().columnCount(index.parent()) < 2:
        return ""
    cells = [index.siblingAtColumn(place) for place in range(index.model().columnCount())]
    return "\t".join(str(cell.data(Qt.ItemDataRole.DisplayRole) or "") for cell in cells)


def copy_menu(window: QWidget, event: QContextMenuEvent) -> QMenu | None:
    """A menu that copies what is under the click, or what has the keyboard; None without a text."""
    where = window.mapFromGlobal(event.globalPos())
    focused = window.focusWidget()
    if event.reason() == QContextMenuEvent.Reason.Keyboard and focused is not None:
        where = focused.mapTo(window, focused.rect().center())
    text = text_at(window, where)
    if not text:
        return None
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    shown = " ".join(text.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    action = menu.addAction(
        icons.icon("copy"), texts.button_text(_("Copy “{text}”").format(text=shown))
    )
    action.triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
    row = row_at(window, where)
    if row:
        whole = menu.addAction(texts.button_text(_("Copy the whole row")))
        whole.triggered.connect(lambda: QGuiApplication.clipboard().setText(row))
    return menu


def _view_at(window: QWidget, where: QPoint) -> QAbstractItemView | None:
    widget: QWidget | None = window.childAt(where)
    while widget is not None and not isinstance(widget, QAbstractItemView):
        widget = widget.parentWidget()
    return widget


def _text_of(widget: QWidget, where: QPoint) -> str:
    if isinstance(widget, texts.Label):
        return widget.text()
    if isinstance(widget, QAbstractItemView):
        index = widget.indexAt(widget.viewport().mapFrom(widget, where))
        return str(index.data(Qt.ItemDataRole.DisplayRole) or "") if index.isValid() else ""
    if isinstance(widget, QAbstractButton):
        return widget.text().replace("&&", "&") or widget.accessibleName()
    # What is painted says in its accessible name what can be read on it.
    return widget.accessibleName() if not widget.findChildren(QWidget) else ""
