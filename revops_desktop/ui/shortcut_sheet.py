"""The sheet of keys (Ctrl+/): what the menus, the page in front and its panels really listen to.

Menus and shortcuts are asked themselves, so the sheet cannot fall behind. Keys that a list or the
board takes as they come (arrows, Enter, Space) are listed here by page; a widget of any page may
tell more in its class's `KEYS`, as (keys, what they do).
"""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from revops_desktop.i18n import N_, _
from revops_desktop.ui import texts, theme

WIDTH, HEIGHT = 860, 600
# (keys, what they do)
Rows = list[tuple[str, str]]

_TABLE = (
    ("↑ ↓ ← →", N_("Go from cell to cell")),
    ("F2", N_("Edit the cell")),
    ("Enter", N_("Open the record")),
    ("Ctrl+C", N_("Copy the chosen rows")),
    ("Ctrl+F", N_("Search in this list")),
    ("Ctrl+N", N_("Add a record")),
    ("Del", N_("Put into the trash")),
    ("Alt+←", N_("Back from a record to the list")),
)
# By the key of the page; the deal panel has a name of its own.
PAGE_KEYS = {
    "today": (
        ("↑ ↓", N_("Go from line to line")),
        ("D  Space", N_("Done; of a hand-off, accept it")),
        ("R", N_("Return a hand-off with a reason")),
        ("P", N_("Put off to tomorrow, over the weekend to Monday")),
        ("Shift+P", N_("Put off to another day")),
        ("N", N_("Plan the next step")),
        ("L", N_("Log a call")),
        ("Enter", N_("Open the deal")),
    ),
    "board": (
        ("↑ ↓ ← →", N_("Go from card to card and column to column")),
        ("Home  End", N_("Go to the first or last card of the column")),
        ("Ctrl+← Ctrl+→", N_("Move the card to the stage before or after")),
        ("Ctrl+N", N_("Add a deal")),
        ("Enter", N_("Open the selected deal")),
        ("Shift+F10", N_("Show what can be done with the card: move, lose, recycle")),
    ),
    "handoffs": (
        ("Ctrl+Enter", N_("Accept what is chosen, or note that it was seen")),
        ("Ctrl+Shift+Enter", N_("Accept it and take the deal over")),
        ("Ctrl+Backspace", N_("Return a hand-off with a reason")),
        ("Ctrl+Space", N_("Tell the whole story of the deal")),
        ("Enter", N_("Open the deal")),
        ("Ctrl+F", N_("Search in this list")),
    ),
    "companies": _TABLE,
    "contacts": _TABLE,
    "products": _TABLE,
    "deal": (
        ("C  M  E  V  N", N_("Log a call, meeting, e-mail, visit or note")),
        ("Esc", N_("Close the panel")),
    ),
}
EVERYWHERE = (
    ("Tab  Shift+Tab", N_("Go to the next or previous control")),
    ("Space", N_("Press the button, tick the box")),
    ("Shift+F10", N_("Show the menu of what is selected")),
    ("Ctrl+C", N_("Copy what is selected")),
    ("Esc", N_("Close a dialog or panel, cancel a drag")),
)


def native(key: QKeySequence) -> str:
    """A key as this system writes it."""
    return key.toString(QKeySequence.SequenceFormat.NativeText)


def menu_rows(actions: Sequence[QAction]) -> Rows:
    """Every action of the menus that has a key; what it would undo is not part of its name."""
    return [
        (
            "  ".join(native(key) for key in keys),
            action.text().replace("&&", "&").replace("：", ":").partition(":")[0],
        )
        for action in actions
        if (keys := action.shortcuts())
    ]


def page_rows(page: QWidget) -> Rows:
    """What a page, its lists and panels listen to while they are seen; each once."""
    listed = PAGE_KEYS.get(getattr(page, "key", "deal"), ())
    found: dict[tuple[str, str], None] = {(keys, _(text)): None for keys, text in listed}
    for shortcut in page.findChildren(QShortcut):
        parent = shortcut.parent()
        seen = not isinstance(parent, QWidget) or parent.isVisible()
        if shortcut.whatsThis() and seen:
            keys = "  ".join(native(key) for key in list(shortcut.keys()))
            found[keys, shortcut.whatsThis()] = None
    for widget in (page, *page.findChildren(QWidget)):
        if widget.isVisible():
            found.update(((keys, _(text)), None) for keys, text in getattr(widget, "KEYS", ()))
    return list(found)


def sections(actions: Sequence[QAction], pages: Sequence[QWidget]) -> list[tuple[str, Rows]]:
    """The heading of each part of the sheet, with its rows."""
    found = [(page.accessibleName() or _("On this page"), page_rows(page)) for page in pages]
    found.append((_("In the menus"), menu_rows(actions)))
    found.append((_("Everywhere"), [(keys, _(text)) for keys, text in EVERYWHERE]))
    return [(heading, rows) for heading, rows in found if rows]


def show(window: QWidget, actions: Sequence[QAction], pages: Sequence[QWidget]) -> None:
    """Shows the sheet over the window until it is closed; `pages` are what is seen now."""
    tokens = theme.current()
    dialog = QDialog(window)
    dialog.setWindowTitle(_("Keyboard shortcuts"))
    dialog.resize(WIDTH, HEIGHT)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(*[tokens.space_5] * 4)
    layout.setSpacing(tokens.space_3)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    scroll.setAccessibleName(_("Keyboard shortcuts"))
    scroll.setWidget(_columns(sections(actions, pages)))
    layout.addWidget(scroll, 1)
    box = QDialogButtonBox()
    close = texts.button(_("Close"))
    box.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
    box.rejected.connect(dialog.reject)
    close.setDefault(True)
    layout.addWidget(box)
    close.setFocus()
    dialog.exec()
    dialog.deleteLater()


def _columns(parts: list[tuple[str, Rows]]) -> QWidget:
    """Two columns of about the same length: each part goes under the shorter one."""
    tokens = theme.current()
    sheet = QWidget()
    sheet.setProperty("kind", "clear")
    across = QHBoxLayout(sheet)
    across.setContentsMargins(0, 0, tokens.space_3, 0)
    across.setSpacing(tokens.space_6)
    columns = [QVBoxLayout(), QVBoxLayout()]
    for column in columns:
        column.setSpacing(tokens.space_2)
        across.addLayout(column, 1)
    written = [0, 0]
    for heading, rows in parts:
        shorter = 0 if written[0] <= written[1] else 1
        column = columns[shorter]
        written[shorter] += len(rows) + 2
        column.addWidget(texts.heading(heading))
        column.addLayout(_grid(rows))
        column.addSpacing(tokens.space_4)
    for column in columns:
        column.addStretch(1)
    return sheet


def _grid(rows: Rows) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.current().space_4)
    grid.setVerticalSpacing(theme.current().space_1)
    grid.setColumnStretch(0, 1)
    for row, (keys, text) in enumerate(rows):
        grid.addWidget(texts.paragraph(text), row, 0)
        grid.addWidget(texts.label(keys, "small"), row, 1, Qt.AlignmentFlag.AlignTop)
    return grid
