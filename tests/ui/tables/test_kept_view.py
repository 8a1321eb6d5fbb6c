"""A table that comes to the front again is not painted anew, and never shows what was."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from pytestqt.qtbot import QtBot

from revops_desktop.ui.tables.list_delegate import ListDelegate
from revops_desktop.ui.tables.text_list import CellTable, TextList
from revops_desktop.ui.turns import painting


class Names(TextList):
    """Rows that are their own cells."""

    def texts(self, row: tuple[str, str]) -> list[str]:
        return list(row)

    def icon(self, row: tuple[str, str], column: int) -> tuple[str, str] | None:
        return ("trending-up", "good") if column == 0 and row[0] == "b" else None

    def is_weak(self, row: tuple[str, str], column: int) -> bool:
        return row[column] == "0"


ROWS = (("a", "1"), ("b", "0"), ("c <i>", "3\n4"))


@pytest.fixture
def table(qtbot: QtBot) -> CellTable:
    made = CellTable(Names(), "Names")
    made.list.setParent(made)
    made.list.take(ROWS, ("Name", "Figure"))
    qtbot.addWidget(made)
    # Whether the window has the focus is left to the screen.
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.resize(400, 200)
    # What is pointed at is painted anew; a test before may have left the pointer anywhere.
    QCursor.setPos(made.screen().availableGeometry().bottomRight())
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def painted(table: CellTable, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many cells were painted since it was asked last."""
    counted = [0]
    plain = ListDelegate.paint

    def paint(self: ListDelegate, *given: object) -> None:
        counted[0] += 1
        plain(self, *given)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(ListDelegate, "paint", paint)

    def since() -> int:
        table.grab()
        found, counted[0] = counted[0], 0
        return found

    since()
    return since


def test_shown_again_it_is_not_painted_anew(table: CellTable, painted: Callable[[], int]) -> None:
    assert painted() == 0
    table.hide()
    table.show()
    assert painted() == 0


def test_whatever_changed_is_painted(table: CellTable, painted: Callable[[], int]) -> None:
    table.list.take((*ROWS, ("d", "5")))
    assert painted() == 8
    table.setCurrentIndex(table.found.index(1, 1))
    assert painted() == 2
    table.setCurrentIndex(table.found.index(2, 1))
    assert painted() == 4
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert painted() == 8
    table.setColumnWidth(1, 77)
    assert painted() == 8
    table.hide()
    table.found.search("d")
    table.show()
    assert painted() == 2


def test_for_another_size_it_is_painted_in_turns(
    table: CellTable, painted: Callable[[], int], qtbot: QtBot
) -> None:
    table.resize(420, 220)
    assert painted() == 0, "the picture of the size before stays"
    qtbot.waitUntil(lambda: not painting().is_under_way)
    assert painted() == 6
    table.resize(440, 240)
    table.list.take((*ROWS, ("d", "5")))
    qtbot.waitUntil(lambda: not painting().is_under_way)
    assert painted() == 8, "nothing of what was before is painted for the new size"


def test_of_a_row_that_changed_only_that_row_is_painted(
    table: CellTable, painted: Callable[[], int]
) -> None:
    table.list.dataChanged.emit(table.list.index(1, 0), table.list.index(1, 1))
    assert painted() == 2
    assert painted() == 0


def test_the_cells_of_a_row_are_made_once(table: CellTable) -> None:
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    said = table.list.said(2)
    assert said == ["c <i>", "3 4"] and table.list.said(2) is said
    table.list.take((("e", "6"),))
    assert table.list.said(0) == ["e", "6"]


def test_of_a_long_list_only_what_is_in_sight_is_painted(
    table: CellTable, painted: Callable[[], int]
) -> None:
    table.list.take(tuple((f"{n:05}", str(n)) for n in range(20_000)), ("Name", "Figure"))
    in_sight = painted()
    assert in_sight < 40
    table.selectAll()
    assert painted() <= in_sight
    table.scrollToBottom()
    assert 0 < painted() <= in_sight + 2
    table.setCurrentIndex(table.found.index(3, 0))
    assert 0 < painted() <= in_sight + 2


def test_more_rows_out_of_sight_are_not_painted(
    table: CellTable, painted: Callable[[], int], qtbot: QtBot
) -> None:
    table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    painted()
    table.list.add([("d", "4")])
    assert painted() == 8
    table.list.add([(f"x{n:02}", "0") for n in range(90)])
    assert painted() > 8
    qtbot.waitUntil(table.verticalScrollBar().isVisible)
    painted()
    table.list.add([("z", "5")])
    assert painted() == 0
    table.list.add([("a2", "6")])
    assert painted() > 0
    table.scrollToBottom()
    assert painted() > 0
