"""Everything one can reach by keyboard says what it is: its name, and what kind of thing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QListView,
    QTabBar,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from revops_desktop.app import Program
from revops_desktop.ui import focus, texts
from revops_desktop.ui.members import MemberDialog
from revops_desktop.ui.navigation import PAGES
from revops_desktop.ui.settings.page import SettingsPage
from revops_desktop.ui.start.new_dialog import NewDialog
from revops_desktop.ui.start.page import StartPage
from tests.ui.conftest import running

# What a reader of screens would say nothing about.
SILENT = {QAccessible.Role.NoRole, QAccessible.Role.Client}


def reachable(root: QWidget) -> Iterator[QWidget]:
    """What takes the focus by Tab."""
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisible() or not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        # The line inside a combo box, a spin box or a table's cell speaks for what it is in.
        if isinstance(widget.parent(), QComboBox | QAbstractSpinBox):
            continue
        # Of tabs the bar takes the focus; it is read out with the name of what it belongs to.
        if isinstance(widget, QTabBar) and isinstance(widget.parent(), QTabWidget):
            continue
        if isinstance(widget, QAbstractScrollArea) and focus.proxy_of(widget) is not None:
            continue
        yield widget


def nameless(root: QWidget) -> Iterator[str]:
    """What takes the focus and would be read out as nothing."""
    named = {focus.put_back(label.buddy()) for label in root.findChildren(texts.Label)}
    for widget in reachable(root):
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if widget is not root and not (widget.accessibleName() or text or widget in named):
            yield f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def without_role(root: QWidget) -> Iterator[str]:
    """What takes the focus and does not say whether it is a button, a list, a text …

    A page or panel that only hands the keyboard on to what is in it is no control.
    """
    for widget in reachable(root):
        found = QAccessible.queryAccessibleInterface(widget)
        holds = widget is root or any(widget.findChildren(QWidget))
        if (found is None or found.role() in SILENT) and not holds:
            yield f"{type(widget).__name__} in {type(widget.parent()).__name__}"


def silent(root: QWidget) -> list[str]:
    """Everything under `root` that a reader of screens could not tell."""
    return [*nameless(root), *without_role(root)]


def unspoken_rows(root: QWidget) -> Iterator[str]:
    """Lists and tables of which a row has no text to be read out."""
    for view in root.findChildren(QAbstractItemView):
        model = view.model()
        if not view.isVisible() or model is None or isinstance(view.parent(), QComboBox):
            continue
        nothing = QModelIndex()
        for row in range(min(5, model.rowCount(nothing))):
            width = 1 if isinstance(view, QListView) else model.columnCount(nothing)
            cells = [model.index(row, column, nothing) for column in range(width)]
            roles = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole)
            if not any(cell.data(role) for cell in cells for role in roles):
                yield f"row {row} of {view.accessibleName() or type(view).__name__}"


@pytest.fixture(scope="module")
def shown(
    qapp: QApplication, demo_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    """The demo in a window on screen, which all tests look at: every page has something to show."""
    folder = tmp_path_factory.mktemp("shown")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REVOPS_DESKTOP_DATA", str(folder / "user-data"))
        with running(qapp) as program:
            assert program.open_file(Path(shutil.copy(demo_file, folder / "demo.revops")))
            program.window.show()
            yield program


def _settle(qtbot: QtBot, program: Program) -> None:
    def is_idle() -> bool:
        return program.actions is not None and not program.actions.is_busy

    # A report of a month takes seconds on a busy machine.
    qtbot.waitUntil(is_idle, timeout=30_000)
    # What is made after the first look.
    qtbot.wait(200)
    qtbot.waitUntil(is_idle, timeout=30_000)


def test_a_nameless_field_is_found(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    QLineEdit(widget)
    bare = QWidget(widget)
    bare.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    bare.setAccessibleName("Painted")
    widget.show()
    assert list(nameless(widget)) == ["QLineEdit in QWidget"]
    assert list(without_role(widget)) == ["QWidget in QWidget"]


@pytest.mark.parametrize("key", [entry.key for entry in PAGES])
def test_everything_on_a_page_has_a_name_and_a_role(qtbot: QtBot, shown: Program, key: str) -> None:
    shown.window.show_page(key)
    page = shown.window.page(key)
    qtbot.waitUntil(page.isVisible)
    _settle(qtbot, shown)
    assert silent(shown.window) == []
    assert list(unspoken_rows(page)) == []


def test_every_section_of_the_settings_too(qtbot: QtBot, shown: Program) -> None:
    shown.window.show_page("settings")
    page = shown.window.page("settings")
    assert isinstance(page, SettingsPage)
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        _settle(qtbot, shown)
        assert silent(page) == [], page.tabs.tabText(place)


def test_a_deal_beside_its_board_too(qtbot: QtBot, shown: Program) -> None:
    assert shown.actions is not None
    shown.actions.deal_wanted.emit(50)
    _settle(qtbot, shown)
    panel = shown.window.side.panel
    assert panel is not None and panel.isVisible()
    assert silent(panel) == []


@pytest.mark.parametrize("kind", ["company", "contact"])
def test_the_page_of_a_record_too(qtbot: QtBot, shown: Program, kind: str) -> None:
    assert shown.actions is not None
    wanted = shown.actions.company_wanted if kind == "company" else shown.actions.contact_wanted
    wanted.emit(1)
    _settle(qtbot, shown)
    assert silent(shown.window) == []


def test_the_finder_too(qtbot: QtBot, shown: Program) -> None:
    from revops_desktop.ui.finder import box

    finder = box.open_finder(shown.window)
    assert finder is not None
    finder.line.setText("青")
    _settle(qtbot, shown)
    assert silent(finder) == []
    assert list(unspoken_rows(finder)) == []
    finder.leave()


def test_the_start_page_and_dialogs_too(qtbot: QtBot, opened: Program) -> None:
    assert opened.actions is not None
    for dialog in (NewDialog(opened), MemberDialog(opened.actions)):
        qtbot.addWidget(dialog)
        dialog.show()
        assert silent(dialog) == []
        dialog.close()
    opened.close_file()
    page = opened.window.centralWidget()
    assert isinstance(page, StartPage)
    qtbot.waitUntil(page.isVisible)
    assert silent(opened.window) == []
