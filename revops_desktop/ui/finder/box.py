"""The box in which everything is found (Ctrl+K): type, go up and down, Enter opens, Esc closes."""

from collections.abc import Sequence
from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from revops_desktop.errors import Problem
from revops_desktop.i18n import _, ngettext
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.finder import rows
from revops_desktop.ui.finder.row_list import RowList

WIDTH, HEIGHT, TOP = 720, 520, 64
_PAGE = 8
# What opens it (menus.py).
KEY = "Ctrl+K"
_LONGEST = 200


class WindowLike(Protocol):
    """The window as the box sees it (main_window.py)."""

    actions_: Actions | None

    def show_page(self, key: str) -> None: ...
    def menu_actions(self) -> Sequence[QAction]: ...
    def seen(self) -> Sequence[QWidget]: ...


def open_finder(window: QMainWindow) -> "Finder | None":
    """Opens the box over a window, or puts the keyboard into the one that is open.

    None where no file is open.
    """
    found = next((one for one in window.findChildren(Finder) if one.isVisible()), None)
    if found is None:
        if cast(WindowLike, window).actions_ is None:
            return None
        found = Finder(window)
    found.show_over()
    return found


class _Line(QLineEdit):
    """Where one types. The keys that choose a row go to the list."""

    def __init__(self, finder: "Finder") -> None:
        super().__init__()
        self._finder = finder

    def event(self, event: QEvent) -> bool:
        # Qt would take Tab for going to the next control.
        if event.type() == QEvent.Type.KeyPress and self._finder.take_key(cast(QKeyEvent, event)):
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
        ):
            self._finder.leave()


class Finder(QWidget):
    """The box over the window. Made anew each time it is opened, gone when it is closed."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._over = window
        self._window = cast(WindowLike, window)
        actions = self._window.actions_
        assert actions is not None
        self._actions = actions
        self._before: QWidget | None = QApplication.focusWidget()
        tokens = theme.current()
        # The page below is not painted anew with each keystroke.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(_("Find anything"))
        self.line = _Line(self)
        self.line.setProperty("look", "finder")
        self.line.setMaxLength(_LONGEST)
        self.line.setPlaceholderText(_("Company, contact, deal, note, tag, page or command"))
        self.line.setAccessibleName(_("Find anything"))
        self.line.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list = RowList()
        self.nothing = texts.paragraph("", "muted")
        self.nothing.setContentsMargins(*[tokens.space_4] * 4)
        self.nothing.hide()
        hint = texts.label(_("↑ ↓ choose · Tab next group · Enter opens · Esc closes"), "muted")
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(1, tokens.space_2, 1, tokens.space_2)
        layout.setSpacing(tokens.space_1)
        for widget, stretch in ((self.line, 0), (self.nothing, 0), (self.list, 1)):
            inset = QHBoxLayout()
            inset.setContentsMargins(tokens.space_2, 0, tokens.space_2, 0)
            inset.addWidget(widget)
            layout.addLayout(inset, stretch)
        foot = QHBoxLayout()
        foot.setContentsMargins(tokens.space_4, tokens.space_1, tokens.space_4, 0)
        foot.addWidget(hint)
        layout.addLayout(foot)
        # What can be done is read before the box has the keyboard.
        self._pages = rows.pages(self._go)
        self._commands = (
            *rows.commands(self._window.menu_actions(), self._window.seen()),
            *rows.new_records(self._make),
        )
        self.line.textChanged.connect(self._find)
        self.list.clicked.connect(lambda _index: self.open_chosen())
        self.list.selectionModel().currentChanged.connect(lambda _to, _from: self._tell())
        window.installEventFilter(self)
        for action in self._window.menu_actions():
            # Whatever else is chosen from the menus, the file may be closed by it.
            if action.shortcut() != QKeySequence(KEY):
                action.triggered.connect(self.leave)
        self._find("")

    def show_over(self) -> None:
        """Shows the box near the top of the window and gives it the keyboard."""
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()

    def _place(self) -> None:
        width = min(WIDTH, self._over.width() - 48)
        layout = self._layout
        layout.activate()
        needed = layout.totalSizeHint().height()
        if layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(width)
        height = min(needed, HEIGHT, self._over.height() - TOP - 48)
        self.setGeometry((self._over.width() - width) // 2, TOP, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("card"))
        painter.setPen(theme.colour("input_border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _find(self, typed: str) -> None:
        from revops_desktop.analytics import search

        try:
            found = self._actions.ask(search.find, text=typed)
        except Problem as problem:
            self.leave()
            self._actions.show_problem(problem)
            return
        listed = rows.rows(
            found, typed, self._pages, self._commands, self._actions, self.line.setText
        )
        self.list.show_rows(listed)
        self.list.setVisible(bool(listed))
        self.nothing.setVisible(not listed)
        if not listed:
            self.nothing.setText(
                _(
                    "Nothing was found for “{text}”. A part of a name or its reading is enough."
                ).format(text=typed)
            )
        self._place()
        self._tell()

    def _tell(self) -> None:
        """For those who listen: how much was found, and the row that Enter opens."""
        chosen = self.list.chosen
        count = sum(not row.is_heading for row in self.list.rows.rows)
        told = ngettext("{count} result", "{count} results", count).format(count=count)
        self.line.setAccessibleDescription(f"{told}. {chosen.spoken}" if chosen else told)

    def take_key(self, event: QKeyEvent) -> bool:
        """Does what a key means for the list; False leaves it to the line."""
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _PAGE,
            Qt.Key.Key_PageUp: -_PAGE,
        }
        if key in steps:
            by = steps[Qt.Key(key)]
            self.list.step(by, wrap=abs(by) == 1)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.list.step_group(1 if key == Qt.Key.Key_Tab else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def open_chosen(self) -> None:
        """Opens the chosen row; the box closes first, so that what opens may have the keyboard."""
        chosen = self.list.chosen
        if chosen is None or chosen.open is None:
            return
        if chosen.icon_name == "tag":
            chosen.open()
            return
        opened = chosen.open
        self.leave()
        opened()

    def _go(self, key: str) -> None:
        self._actions.page_wanted.emit(key)

    def _make(self, key: str, method: str) -> None:
        """Goes to a page and asks there for a new record."""
        window = self._window
        window.show_page(key)
        getattr(window.seen()[0], method)()

    def leave(self) -> None:
        """Closes the box; the keyboard goes back to where it was."""
        if self.isHidden():
            return
        had_focus = self.line.hasFocus()
        self._over.removeEventFilter(self)
        self.hide()
        if had_focus and self._before is not None and isValid(self._before):
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.deleteLater()
