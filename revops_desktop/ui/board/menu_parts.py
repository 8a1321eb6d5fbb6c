"""Entries of the board's menus: text is data, keys are named, choices are ticked."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.ui import icons, texts
from revops_desktop.ui.board import words


def menu(parent: QWidget) -> QMenu:
    """A menu that goes when it was used."""
    made = QMenu(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return made


def add(
    where: QMenu,
    text: str,
    do: Callable[[], object],
    *,
    key: str = "",
    icon: str = "",
    enabled: bool = True,
) -> QAction:
    """An entry that does something; `key` is what does the same without the menu."""
    action = where.addAction(texts.button_text(words.one_line(text)))
    action.setEnabled(enabled)
    action.setShortcut(QKeySequence(key))
    if icon:
        action.setIcon(icons.icon(icon))
    action.triggered.connect(lambda _checked=False: do())
    return action


def heading(where: QMenu, text: str) -> None:
    """Says what the entries below it are about."""
    add(where, text, lambda: None, enabled=False)


def below(where: QMenu, text: str) -> QMenu:
    """A menu inside a menu."""
    return where.addMenu(texts.button_text(words.one_line(text)))


def tick(where: QMenu, text: str, ticked: bool, do: Callable[[], object]) -> QAction:
    """An entry that is ticked or not."""
    action = add(where, text, do)
    action.setCheckable(True)
    action.setChecked(ticked)
    return action


def choose_one(
    where: QMenu,
    entries: Iterable[tuple[object, str]],
    chosen: object,
    do: Callable[[object], object],
) -> None:
    """Entries of which one holds; `do` is handed the value of the other that was taken."""
    group = QActionGroup(where)
    for value, text in entries:
        action = tick(where, text, value == chosen, partial(do, value))
        group.addAction(action)
