"""The plan page: figures typed, pasted, filled and undone, by keyboard, in a real file."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from revops_desktop.operations import deals
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.plan.grid import GridModel, GridView
from revops_desktop.ui.plan.page import CHANNELS, TARGETS, PlanPage
from revops_desktop.ui.plan.plan_rows import ChannelKey, TargetKey
from revops_desktop.ui.settings.people_dialogs import NameDialog
from tests.conftest import Dialogs
from tests.river import make_river

# 1 April 2026 in Tokyo.
NOW = 1_775_001_600


@pytest.fixture
def page(tmp_path: Path, qtbot: QtBot) -> Iterator[PlanPage]:
    river = make_river(tmp_path / "a.revops")
    river.do(deals.create, at=NOW - 9, title="A", stage_id=1, source="<b>Fair</b> & co")
    actions = Actions(river, clock=lambda: NOW)
    actions.pipeline_id = 1
    made = PlanPage(actions)
    made.build_whole()
    qtbot.addWidget(made)
    made.resize(1090, 700)
    actions.changed.connect(made.notice)
    made.show()
    settled(qtbot, made)
    yield made
    actions.close()
    river.close()


def settled(qtbot: QtBot, page: PlanPage) -> None:
    """What was typed is written after the cell has closed, and shown after it was read back."""
    qtbot.wait(50)
    qtbot.waitUntil(
        lambda: (
            bool(page.channels.rows) and not page._soon.isActive() and not page.actions_.is_busy
        ),
        timeout=5000,
    )


def texts(model: GridModel, key: object) -> list[str]:
    """The cells of a row as they stand there."""
    row = [one.key for one in model.rows].index(key)
    return [model.index(row, column).data() for column in range(model.columnCount())]


def put(view: GridView, key: object, column: int = 0) -> None:
    """Puts the keyboard on a cell."""
    row = [one.key for one in view.grid.rows].index(key)
    view.setCurrentIndex(view.grid.index(row, column))
    view.setFocus()


def type_in(qtbot: QtBot, view: GridView, text: str, key: Qt.Key) -> None:
    """Types into the cell that the keyboard is on, and ends it by a key."""
    first, rest = text[0], text[1:]
    qtbot.keyClicks(view, first)
    line = view.viewport().findChild(QLineEdit) or view.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClicks(line, rest)
    qtbot.keyClick(line, key)


def test_a_target_is_typed_and_the_keyboard_goes_on(page: PlanPage, qtbot: QtBot) -> None:
    assert page.year.text() == "Apr 2026 – Mar 2027"
    view, key = page.targets_view, TargetKey("won_amount")
    put(view, key)
    type_in(qtbot, view, "1.2m", Qt.Key.Key_Return)
    settled(qtbot, page)
    assert texts(page.targets, key)[0] == "¥1.2M"
    assert view.currentIndex().row() == 1
    put(view, key, 1)
    type_in(qtbot, view, "500000", Qt.Key.Key_Tab)
    settled(qtbot, page)
    assert view.currentIndex().column() == 2
    assert texts(page.targets, key)[:2] == ["¥1.2M", "¥500K"]
    assert texts(page.targets, key)[-1] == "¥1.7M"
    page.actions_.undo()
    settled(qtbot, page)
    assert texts(page.targets, key)[:2] == ["¥1.2M", ""]


def test_a_block_is_pasted_as_one_step(page: PlanPage, qtbot: QtBot) -> None:
    view = page.targets_view
    put(view, TargetKey("won_amount"))
    QGuiApplication.clipboard().setText("1,000,000\t2000000\n4\t5\n")
    qtbot.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert texts(page.targets, TargetKey("won_amount"))[:2] == ["¥1M", "¥2M"]
    assert texts(page.targets, TargetKey("won"))[:2] == ["4", "5"]
    page.actions_.undo()
    settled(qtbot, page)
    assert texts(page.targets, TargetKey("won"))[:2] == ["", ""]


def test_fill_copy_and_clear(page: PlanPage, qtbot: QtBot) -> None:
    view, key = page.targets_view, TargetKey("conversion", 1)
    put(view, key, 9)
    type_in(qtbot, view, "21.5%", Qt.Key.Key_Return)
    settled(qtbot, page)
    put(view, key, 9)
    qtbot.keyClick(view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, page)
    assert texts(page.targets, key)[8:] == ["", "21.5", "21.5", "21.5", ""]
    view.selectRow(view.currentIndex().row())
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "\t" * 9 + "21.5\t21.5\t21.5"
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    settled(qtbot, page)
    assert set(texts(page.targets, key)) == {""}


def reader() -> tuple[list[str], Callable[[object], None]]:
    """What message boxes said, and what reads one and closes it."""
    said: list[str] = []

    def look(box: object) -> None:
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    return said, look


def test_a_wrong_figure_is_told_with_its_place(
    page: PlanPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    said, look = reader()
    dialogs.expect(look)
    view = page.targets_view
    put(view, TargetKey("won"), 2)
    QGuiApplication.clipboard().setText("5\tmany")
    view.paste()
    qtbot.waitUntil(lambda: bool(said), timeout=5000)
    assert "Won deals" in said[0]
    assert "“many” is not a number. Nothing was changed." in said[0]
    assert set(texts(page.targets, TargetKey("won"))) == {""}


def test_a_block_that_does_not_fit_is_refused(page: PlanPage, dialogs: Dialogs) -> None:
    said, look = reader()
    dialogs.expect(look)
    view = page.targets_view
    put(view, TargetKey("won"), 10)
    # Two months, the sum of the year beside them, and one more.
    QGuiApplication.clipboard().setText("5\t6\t11\t7")
    view.paste()
    assert "1 figure of the block lies beyond" in said[0]
    assert set(texts(page.targets, TargetKey("won"))) == {""}


def test_a_source_is_added_and_kept_once_it_has_a_figure(page: PlanPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(CHANNELS)
    assert [one.key.source for one in page.channels.rows] == ["<b>Fair</b> & co"] * 2
    page.new_source.setText("Web")
    page.add_source()
    view = page.channels_view
    key = ChannelKey("Web", "spend")
    put(view, key)
    type_in(qtbot, view, "30000", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(page.channels, key)[0] == "¥30K", timeout=5000)
    assert view.currentIndex().row() == 3
    assert page.actions_.undo_text() == "Set spend and reach of Web in Apr 2026"


def test_both_rows_of_a_new_source_are_in_sight(page: PlanPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(CHANNELS)
    view = page.channels_view
    for number in range(14):
        page.new_source.setText(f"Source {number:02}")
        page.add_source()
        for measure in ("spend", "reach"):
            keys = [row.key for row in page.channels.rows]
            row = keys.index(ChannelKey(f"Source {number:02}", measure))
            seen = view.visualRect(page.channels.index(row, 0))
            assert view.viewport().rect().contains(seen.adjusted(0, 0, -1, 0)), (number, measure)


def test_spend_below_0_is_refused_with_its_place(
    page: PlanPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    said, look = reader()
    page.tabs.setCurrentIndex(CHANNELS)
    for measure in ("spend", "reach"):
        dialogs.expect(look)
        put(page.channels_view, ChannelKey("<b>Fair</b> & co", measure), 1)
        QGuiApplication.clipboard().setText("-5")
        page.channels_view.paste()
        qtbot.waitUntil(lambda: len(dialogs.unasked()) == 0, timeout=5000)
    assert said == [
        "The spend of “<b>Fair</b> & co” in May 2026 cannot be below 0. Nothing was changed. "
        "Please correct it.",
        "The reach of “<b>Fair</b> & co” in May 2026 cannot be below 0. Nothing was changed. "
        "Please correct it.",
    ]


def test_targets_of_a_part_and_of_another_year(page: PlanPage, qtbot: QtBot) -> None:
    put(page.targets_view, TargetKey("won"))
    type_in(qtbot, page.targets_view, "9", Qt.Key.Key_Return)
    settled(qtbot, page)
    page.parts.setCurrentIndex(page.parts.findText("Member: Sato"))
    settled(qtbot, page)
    assert texts(page.targets, TargetKey("won"))[0] == ""
    assert all(one.key.stage_id is None for one in page.targets.rows)
    page.parts.setCurrentIndex(0)
    page.move_year(1)
    settled(qtbot, page)
    assert texts(page.targets, TargetKey("won"))[0] == ""
    page.move_year(-1)
    settled(qtbot, page)
    assert texts(page.targets, TargetKey("won"))[0] == "9"


def test_the_grid_is_exported(
    page: PlanPage, qtbot: QtBot, dialogs: Dialogs, tmp_path: Path
) -> None:
    put(page.targets_view, TargetKey("won_amount"))
    type_in(qtbot, page.targets_view, "1200000", Qt.Key.Key_Return)
    settled(qtbot, page)
    file = tmp_path / "plan.csv"
    dialogs.expect_file(file)
    dialogs.expect(lambda box: box.accept())
    page.export()
    lines = file.read_text("utf-8-sig").splitlines()
    assert lines[0].startswith("Figure,2026-")
    assert lines[0].count("2026-") >= 9
    assert lines[1].startswith("Won amount,1200000,")


def test_targets_come_to_the_front_at_the_month_that_was_shown(
    page: PlanPage, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(CHANNELS)
    page.actions_.targets_wanted.emit("2025-11")
    settled(qtbot, page)
    assert page.tabs.currentIndex() == TARGETS
    assert page.year.text() == "Apr 2025 – Mar 2026"
    assert page.targets_view.currentIndex().column() == 7
    assert page.targets.months[7] == "2025-11"
    page.move_year(1)
    settled(qtbot, page)
    assert page.year.text() == "Apr 2026 – Mar 2027"


def test_a_share_that_may_mean_two_is_not_written(
    page: PlanPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    view, key = page.targets_view, TargetKey("win_rate")
    dialogs.expect(lambda box: box.accept())
    put(view, key)
    type_in(qtbot, view, "0.4", Qt.Key.Key_Return)
    settled(qtbot, page)
    assert texts(page.targets, key)[0] == ""
    assert "Win rate (%), Apr 2026: “0.4” may mean 0.4% or 40%." in dialogs.seen[0]
    put(view, key)
    type_in(qtbot, view, "0.4%", Qt.Key.Key_Return)
    settled(qtbot, page)
    assert texts(page.targets, key)[0] == "0.4%"
    put(view, key)
    view.fill_right()
    settled(qtbot, page)
    assert texts(page.targets, key)[:3] == ["0.4%"] * 3


def test_a_long_part_has_its_room(page: PlanPage, qtbot: QtBot) -> None:
    from revops_desktop.operations import functions

    page.actions_.do(functions.add, name="Customer success")
    settled(qtbot, page)
    names = [page.parts.itemText(place) for place in range(page.parts.count())]
    wide = max(page.parts.fontMetrics().horizontalAdvance(name) for name in names)
    assert "Function: Customer success" in names
    assert page.parts.sizeHint().width() >= wide + 20


def test_a_source_is_renamed_and_deleted_by_keyboard(
    page: PlanPage, qtbot: QtBot, dialogs: Dialogs
) -> None:
    page.tabs.setCurrentIndex(CHANNELS)
    page.new_source.setText("Expo")
    page.add_source()
    view = page.channels_view
    assert page.sources.source == "Expo"
    # Nothing is kept of it yet.
    dialogs.expect(lambda box: box.accept())
    qtbot.keyClick(view, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    assert "There is no spend or reach of “Expo” yet" in dialogs.seen[-1]
    for column, text in enumerate(("100", "200")):
        put(view, ChannelKey("Expo", "spend"), column)
        type_in(qtbot, view, text, Qt.Key.Key_Return)
        settled(qtbot, page)

    def rename(dialog: QDialog) -> None:
        assert isinstance(dialog, NameDialog)
        dialog.name.setText("Trade show")
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    put(view, ChannelKey("Expo", "spend"))
    dialogs.expect(rename)
    qtbot.keyClick(view, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    settled(qtbot, page)
    keys = [row.key for row in page.channels.rows]
    assert ChannelKey("Trade show", "spend") in keys
    assert ChannelKey("Expo", "spend") not in keys
    put(view, ChannelKey("Trade show", "reach"))
    assert page.sources.remove_button.isEnabled()

    def agree(dialog: QDialog) -> None:
        assert isinstance(dialog, QMessageBox)
        assert "2 months of all years go; its deals keep the source." in dialog.text()
        next(one for one in dialog.buttons() if one.text() == "Delete").click()

    dialogs.expect(agree)
    page.sources.remove_button.click()
    settled(qtbot, page)
    assert not any(row.key.source == "Trade show" for row in page.channels.rows)
    page.actions_.undo()
    settled(qtbot, page)
    assert texts(page.channels, ChannelKey("Trade show", "spend"))[:2] == ["¥100", "¥200"]
    page.actions_.undo()
    settled(qtbot, page)
    assert texts(page.channels, ChannelKey("Expo", "spend"))[:2] == ["¥100", "¥200"]
