"""Find anything, by keyboard alone: type, choose, open, close."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from revops_desktop.app import Program
from revops_desktop.database.journal import verb
from revops_desktop.database.workspace import Workspace
from revops_desktop.operations import companies
from revops_desktop.ui.finder.box import Finder
from tests.conftest import Dialogs
from tests.ui.conftest import NOW, write_small_business
from tests.ui.test_accessible import nameless


@verb("Test")
def fill(session: Session, *, at: int) -> None:
    """A contact, a tag, an activity and a company for the first deal."""
    run = session.connection().exec_driver_sql
    run("UPDATE deal SET company_id = 1 WHERE id = 1")
    run(
        "INSERT INTO contact (id, name, match_key, reading, company_id, created_at) "
        "VALUES (1, '佐藤 花子', '佐藤花子', 'サトウ ハナコ', 1, 0)"
    )
    run("INSERT INTO tag VALUES (1, '展示会', '展示会', 'blue')")
    run("INSERT INTO deal_tag (deal_id, tag_id) VALUES (1, 1)")
    run("INSERT INTO activity (kind, deal_id, title) VALUES ('call', 2, '稟議は四月から')")


def _write(made: Workspace) -> None:
    write_small_business(made)
    made.do(companies.add, at=NOW, name="㈱青葉商事")
    made.do(fill, at=NOW)


@pytest.fixture
def told() -> Callable[[Workspace], None]:
    return _write


@pytest.fixture
def filled(opened: Program) -> Program:
    """The program with a record of each kind."""
    return opened


def find(qtbot: QtBot, program: Program, typed: str = "") -> Finder:
    """Opens the finder by its key and types."""
    qtbot.waitUntil(program.window.isActiveWindow)
    target = QApplication.focusWidget() or program.window
    QTest.keyClick(target, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    box = next(one for one in program.window.findChildren(Finder) if one.isVisible())
    assert box.line.hasFocus()
    if typed:
        box.line.setText(typed)
    return box


def groups(box: Finder) -> dict[str, list[str]]:
    """What is listed under each heading."""
    found: dict[str, list[str]] = {}
    heading = ""
    for row in box.list.rows.rows:
        if row.is_heading:
            heading = row.title
            found[heading] = []
        else:
            found[heading].append(row.title)
    return found


def press(box: Finder, key: Qt.Key) -> None:
    QTest.keyClick(box.line, key)


def test_everything_is_listed_before_one_types(qtbot: QtBot, filled: Program) -> None:
    box = find(qtbot, filled)
    listed = groups(box)
    assert list(listed) == ["Pages", "Commands"]
    assert "Board" in listed["Pages"]
    assert {"Open…", "Back up now", "Full screen"} <= set(listed["Commands"])
    assert "Board" not in listed["Commands"]
    assert list(nameless(box)) == []


@pytest.mark.parametrize(
    ("typed", "signal", "record"),
    [("青", "company_wanted", 1), ("はなこ", "contact_wanted", 1), ("稟議", "deal_wanted", 2)],
)
def test_enter_opens_the_best(
    qtbot: QtBot, filled: Program, typed: str, signal: str, record: int
) -> None:
    box = find(qtbot, filled, typed)
    assert filled.actions is not None
    with qtbot.waitSignal(getattr(filled.actions, signal)) as wanted:
        press(box, Qt.Key.Key_Return)
    assert wanted.args == [record]
    assert not [one for one in filled.window.findChildren(Finder) if one.isVisible()]


def test_down_goes_past_headings_and_around(qtbot: QtBot, filled: Program) -> None:
    box = find(qtbot, filled, "a")
    rows = box.list.rows.rows
    hits = [row for row in rows if not row.is_heading]
    assert len(hits) > 5
    seen = []
    for _ in hits:
        seen.append(box.list.chosen)
        press(box, Qt.Key.Key_Down)
    assert seen == hits
    assert box.list.chosen == hits[0]
    press(box, Qt.Key.Key_Up)
    assert box.list.chosen == hits[-1]
    press(box, Qt.Key.Key_Tab)
    assert box.list.chosen == hits[0]
    press(box, Qt.Key.Key_Tab)
    chosen = box.list.chosen
    assert chosen is not None and rows[rows.index(chosen) - 1].is_heading


def test_escape_gives_the_keyboard_back(qtbot: QtBot, filled: Program) -> None:
    page = filled.window.page("board")
    view = next(one for one in page.findChildren(QWidget) if one.focusPolicy() and one.isVisible())
    view.setFocus()
    before = QApplication.focusWidget()
    box = find(qtbot, filled, "x")
    press(box, Qt.Key.Key_Escape)
    assert not box.isVisible()
    assert QApplication.focusWidget() is before


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_the_key_works_inside_a_field_too(
    qtbot: QtBot, filled: Program, kind: type[QWidget]
) -> None:
    field = kind(filled.window)
    field.show()
    field.setFocus()
    box = find(qtbot, filled)
    press(box, Qt.Key.Key_Escape)
    assert field.hasFocus()


def test_closing_the_file_closes_the_box(qtbot: QtBot, filled: Program) -> None:
    box = find(qtbot, filled, "a")
    QTest.keyClick(box.line, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert filled.workspace is None
    assert not [one for one in filled.window.findChildren(Finder) if one.isVisible()]


def test_a_page_and_a_command(qtbot: QtBot, filled: Program) -> None:
    box = find(qtbot, filled, "funnel")
    assert groups(box)["Pages"] == ["Funnel"]
    press(box, Qt.Key.Key_Return)
    assert filled.window.page_key == "funnel"
    box = find(qtbot, filled, "full screen")
    press(box, Qt.Key.Key_Return)
    assert filled.window.windowState() & Qt.WindowState.WindowFullScreen
    filled.window.setWindowState(Qt.WindowState.WindowNoState)


def test_a_record_is_added_from_any_page(qtbot: QtBot, filled: Program, dialogs: Dialogs) -> None:
    filled.window.show_page("today")
    box = find(qtbot, filled, "new deal")
    assert groups(box)["Commands"] == ["New deal"]
    asked = []
    dialogs.expect(lambda dialog: (asked.append(dialog.windowTitle()), dialog.reject()))
    press(box, Qt.Key.Key_Return)
    assert (filled.window.page_key, asked) == ("board", ["New deal"])


def test_what_the_buttons_of_a_page_do_is_found(qtbot: QtBot, filled: Program) -> None:
    filled.window.show_page("companies")
    qtbot.waitUntil(lambda: filled.window.page("companies").isVisible())
    box = find(qtbot, filled, "duplicates")
    assert groups(box)["Commands"] == ["Find duplicates…"]
    box.leave()


def test_undo_is_found_by_its_name_and_not_by_what_it_would_undo(
    qtbot: QtBot, filled: Program
) -> None:
    assert filled.actions is not None
    filled.actions.do(companies.add, name="Kitano Foods")
    offered = filled.window.menu_actions
    qtbot.waitUntil(lambda: any("Kitano" in one.text() for one in offered()))
    box = find(qtbot, filled, "kitano")
    assert list(groups(box)) == ["Companies"]
    box.line.setText("undo")
    assert [title.partition(":")[0] for title in groups(box)["Commands"]] == ["Undo"]
    box.leave()


def test_a_tag_lists_what_carries_it(qtbot: QtBot, filled: Program) -> None:
    box = find(qtbot, filled, "展示")
    assert groups(box) == {"Tags": ["展示会"]}
    press(box, Qt.Key.Key_Return)
    assert box.isVisible()
    assert box.line.text() == "#展示会"
    assert groups(box)["Deals"] == ["Data platform"]


def test_markup_is_text_and_what_was_typed_is_marked(qtbot: QtBot, filled: Program) -> None:
    box = find(qtbot, filled, "ltd")
    (row,) = [row for row in box.list.rows.rows if not row.is_heading]
    assert row.title == "<A> Ltd & 株式会社"
    assert row.marks == ((4, 7),)
    box.grab()


def test_nothing_found_says_so_and_a_slip_is_forgiven(qtbot: QtBot, filled: Program) -> None:
    box = find(qtbot, filled)
    tall = box.height()
    box.line.setText("zzzzz")
    assert box.nothing.isVisible()
    assert box.height() < tall, "the box is as high as what it shows"
    assert "zzzzz" in box.nothing.text()
    press(box, Qt.Key.Key_Return)
    assert box.isVisible()
    box.line.setText("platfrom")
    assert groups(box)["Deals"] == ["Data platform"]
    assert box.list.rows.rows[0].title.startswith("Nothing is written exactly")


def test_the_key_is_told_in_the_menu(filled: Program) -> None:
    action = next(
        one for one in filled.window.menu_actions() if one.shortcut() == QKeySequence("Ctrl+K")
    )
    assert action.isEnabled()
