"""Lists come in through the page, are looked at first, can be cancelled and taken back."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QPlainTextEdit, QTableWidget

from revops_desktop.app import Program
from revops_desktop.ui.exchange.page import ExchangePage

Wait = Callable[[Callable[[], bool]], None]

HOSTILE = '<img src="/etc/passwd"> & Söhne'
LIST = (
    "Deal name,Company,Stage,Created,Close date,Amount\n"
    f'"{HOSTILE.replace(chr(34), chr(34) * 2)}",Aoba,Won,2026-01-05,2026-02-01,100\n'
    "Open one,Aoba,Proposal,2026-01-07,,200\n"
    "Odd one,Aoba,Nirvana,2026-01-07,,300\n"
)


@pytest.fixture
def wait(qtbot: Any) -> Wait:
    return lambda ready: qtbot.waitUntil(ready, timeout=20_000)


@pytest.fixture
def page(opened: Program, qtbot: Any) -> ExchangePage:
    """The page, shown; what opening a file does in the background is over."""
    opened.window.show_page("exchange")
    found = opened.window.findChild(ExchangePage)
    assert isinstance(found, ExchangePage)
    return found


def deal_list(folder: Path, text: str = LIST, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def drop(page: ExchangePage, *files: Path) -> bool:
    """Drags files over the page and lets them go; whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    move, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(page.rect().center(), move, data, left, none)
    page.dragEnterEvent(enter)
    if not enter.isAccepted():
        return False
    page.dropEvent(QDropEvent(QPointF(page.rect().center()), move, data, left, none))
    return True


def texts_of(table: QTableWidget) -> list[list[str]]:
    cells = [
        [table.item(row, column) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]
    return [[cell.text() if cell else "" for cell in row] for row in cells]


def deals_in(page: ExchangePage) -> int:
    from revops_desktop.analytics.lookup import deals

    titles = (HOSTILE, "Open one", "Odd one")
    return sum(len(page.actions_.ask(deals, text=title)) for title in titles)


def test_dropped_looked_at_imported_and_taken_back(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    panel = page.import_panel
    assert not panel.start.isEnabled()
    assert drop(page, deal_list(tmp_path))
    wait(lambda: panel.looked is not None and panel.start.isEnabled())
    assert deals_in(page) == 0
    assert panel.words.text() == (
        "Ready: 3 rows · 2 new · 0 there already · 1 refused. Nothing is written yet."
    )
    assert panel.also.text() == "Named in the rows and new as well: Companies 1"
    assert texts_of(panel.effects) == [["deals.csv", "Deals", "3", "2", "0", "1"]]
    assert texts_of(panel.first)[0][0] == HOSTILE
    refused = texts_of(panel.refused)
    assert [row[:4] for row in refused] == [["deals.csv", "4", "Stage", "Nirvana"]]
    assert "Please add an outcome" in refused[0][4]
    assert panel.tabs.tabText(2) == "Refused rows (1)"

    panel.start.click()
    wait(lambda: panel.done is not None and panel.back.isEnabled())
    assert deals_in(page) == 2
    assert panel.words.text() == "Imported: 3 rows · 2 new · 0 there already · 1 refused."
    assert not panel.start.isVisible()
    assert panel.tabs.tabText(0) == "What happened"

    panel.back.click()
    wait(lambda: panel.done is None and panel.looked is not None and panel.start.isEnabled())
    assert deals_in(page) == 0


def test_the_import_can_only_be_taken_back_while_it_is_the_newest_step(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    from revops_desktop.operations import members

    panel = page.import_panel
    page.take_files([deal_list(tmp_path)])
    wait(lambda: panel.start.isEnabled())
    panel.import_now()
    wait(lambda: panel.back.isEnabled())
    page.actions_.do(members.add, name="Newcomer")
    wait(lambda: not panel.back.isEnabled())
    assert "Something was done since" in panel.words.text()
    page.actions_.undo()
    wait(lambda: panel.back.isEnabled())


def test_a_second_time_nothing_is_new(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    panel = page.import_panel
    page.take_files([deal_list(tmp_path)])
    wait(lambda: panel.start.isEnabled())
    panel.import_now()
    wait(lambda: panel.done is not None)
    page.take_files([deal_list(tmp_path)])
    wait(lambda: panel.looked is not None and page.actions_.running is None)
    assert panel.words.text().startswith("Nothing new to import: 3 rows · 0 new · 2 there already")
    assert not panel.start.isEnabled()


def test_a_file_that_cannot_be_read_says_so_in_place(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    panel = page.import_panel
    page.take_files([deal_list(tmp_path)])
    wait(lambda: panel.looked is not None)
    panel.choices.encodings.setCurrentIndex(panel.choices.encodings.findData("utf-16"))
    wait(lambda: panel.looked is not None and bool(panel.looked.problem))
    assert "It is not written in utf-16" in panel.words.text()
    assert not panel.start.isEnabled()
    assert not panel.tabs.isVisible()
    panel.choices.encodings.setCurrentIndex(0)
    wait(lambda: panel.start.isEnabled())


def test_the_order_of_dates_can_be_chosen(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    panel = page.import_panel
    page.take_files([deal_list(tmp_path, "Title,Created,Stage\nA,03/04/2026,Proposal\n")])
    wait(lambda: panel.looked is not None)
    assert "choose the order of dates" in texts_of(panel.refused)[0][4]
    panel.choices.dates.setCurrentIndex(panel.choices.dates.findData("dmy"))
    wait(lambda: panel.start.isEnabled())


def test_a_mapping_is_dropped_with_the_list_or_saved_to_be_changed(
    page: ExchangePage, tmp_path: Path, wait: Wait, dialogs: Any
) -> None:
    panel = page.import_panel
    choices = panel.choices
    own = tmp_path / "own.toml"
    dialogs.expect_file(own)
    page.take_files([deal_list(tmp_path)])
    wait(lambda: panel.looked is not None)
    choices.mappings.setCurrentIndex(choices.mappings.findData("save"))
    wait(lambda: panel.looked is not None)
    assert choices.mappings.currentText() == "own.toml"
    changed = own.read_text(encoding="utf-8").replace('value = ["Lost"', 'value = ["Nirvana"')
    own.write_text(changed, encoding="utf-8")
    assert drop(page, own, deal_list(tmp_path))
    wait(lambda: panel.looked is not None and "3 new" in panel.words.text())


def test_other_files_are_left_to_the_window(page: ExchangePage, tmp_path: Path) -> None:
    assert not drop(page, tmp_path / "other.revops")
    assert not drop(page, tmp_path / "picture.png")


def test_cancelling_leaves_nothing_and_can_be_tried_again(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    panel = page.import_panel
    rows = "".join(f"Deal {n},Company {n},Proposal,2026-01-07,,5\n" for n in range(5000))
    page.take_files([deal_list(tmp_path, LIST.split("\n", 1)[0] + "\n" + rows)])
    wait(lambda: panel.start.isEnabled())
    panel.import_now()
    running = page.actions_.running
    assert running is not None
    running.progress.cancel()
    wait(lambda: page.actions_.running is None)
    assert panel.done is None
    assert panel.start.isEnabled()
    assert page.actions_.workspace.undo_label() is None or "Import" not in str(
        page.actions_.workspace.undo_label()
    )


def test_another_choice_while_looking_wins(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    panel = page.import_panel
    rows = "".join(f"Deal {n},Company {n},Proposal,2026-01-07,,5\n" for n in range(5000))
    page.take_files([deal_list(tmp_path, LIST.split("\n", 1)[0] + "\n" + rows, "large.csv")])
    page.take_files([deal_list(tmp_path)])
    wait(lambda: panel.looked is not None and page.actions_.running is None)
    assert texts_of(panel.effects)[0][0] == "deals.csv"


def test_export_asks_where_and_says_where(
    page: ExchangePage, tmp_path: Path, wait: Wait, dialogs: Any
) -> None:
    panel = page.export_panel
    dialogs.expect_file(tmp_path / "out")
    panel.deals.click()
    wait(lambda: panel.words.isVisible())
    assert panel.words.text() == f"Written: 2 rows in “out.csv”, in {tmp_path}."
    with open(tmp_path / "out.csv", encoding="utf-8-sig", newline="") as file:
        titles = [row["Title"] for row in csv.DictReader(file)]
    assert titles == ["Data platform", "<A> Ltd & 株式会社"]
    dialogs.expect_file("")
    panel.companies.click()
    dialogs.expect_file(tmp_path / "companies.csv")
    panel.companies.click()
    wait(lambda: (tmp_path / "companies.csv").exists() and page.actions_.running is None)


def test_everything_that_is_reached_by_tab_has_a_name(page: ExchangePage) -> None:
    for kind in (QAbstractButton, QComboBox, QTableWidget, QPlainTextEdit):
        for widget in page.findChildren(kind):
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
                assert widget.accessibleName(), widget


def test_keys_reach_the_import(page: ExchangePage, tmp_path: Path, wait: Wait, qtbot: Any) -> None:
    panel = page.import_panel
    page.take_files([deal_list(tmp_path)])
    wait(lambda: panel.start.isEnabled())
    panel.choices.choose.setFocus()
    for _ in range(20):
        if panel.start.hasFocus():
            break
        qtbot.keyClick(page.window().focusWidget(), Qt.Key.Key_Tab)
    assert panel.start.hasFocus()
    qtbot.keyClick(panel.start, Qt.Key.Key_Space)
    wait(lambda: panel.done is not None and page.actions_.running is None)
