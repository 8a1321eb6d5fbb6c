"""Lists come in through the window: dropped, looked at, checked, imported, taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QTableWidget, QWidget

from revops_desktop.app import Program
from revops_desktop.ui.exchange.assistant import Assistant
from revops_desktop.ui.exchange.check_step import CheckStep
from revops_desktop.ui.exchange.done_step import DoneStep
from revops_desktop.ui.exchange.file_step import FileStep
from revops_desktop.ui.exchange.page import ExchangePage
from tests.conftest import Dialogs

Wait = Callable[[Callable[[], bool]], None]

HOSTILE = '<img src="/etc/passwd"> & Söhne'
HEAD = "Deal name,Company,Stage,Created,Close date,Amount\n"
LIST = HEAD + (
    f'"{HOSTILE.replace(chr(34), chr(34) * 2)}",Aoba,Won,2026-01-05,2026-02-01,100\n'
    "Open one,Aoba,Proposal,2026-01-07,,200\n"
)


@pytest.fixture
def wait(qtbot: Any) -> Wait:
    return lambda ready: qtbot.waitUntil(ready, timeout=20_000)


@pytest.fixture
def page(opened: Program, qtbot: Any) -> ExchangePage:
    """The page in front."""
    opened.window.show_page("exchange")
    found = opened.window.page("exchange")
    assert isinstance(found, ExchangePage)
    return found


def deal_list(folder: Path, text: str = LIST, name: str = "deals.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def long_list(folder: Path, rows: int = 5000) -> Path:
    lines = "".join(f"Deal {n},Company {n},Proposal,2026-01-07,,5\n" for n in range(rows))
    return deal_list(folder, HEAD + lines, "long.csv")


def drop(target: Any, *files: Path) -> bool:
    """Drags files over a page or a window and lets them go; whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    move, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter = QDragEnterEvent(target.rect().center(), move, data, left, none)
    target.dragEnterEvent(enter)
    if not enter.isAccepted():
        return False
    target.dropEvent(QDropEvent(QPointF(target.rect().center()), move, data, left, none))
    return True


def texts_of(table: QTableWidget) -> list[list[str]]:
    cells = [
        [table.item(row, column) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]
    return [[cell.text() if cell else "" for cell in row] for row in cells]


def deals_in(page: ExchangePage) -> int:
    from revops_desktop.analytics.lookup import deals

    return sum(len(page.actions_.ask(deals, text=title)) for title in (HOSTILE, "Open one"))


def names(session: Any) -> list[str]:
    from revops_desktop.analytics.lookup import members

    return [one.name for one in members(session)]


def count_deals(session: Any) -> int:
    return int(session.connection().exec_driver_sql("SELECT count(*) FROM deal").scalar_one())


def click_ok(dialog: QDialog) -> None:
    dialog.accept()


def file_step(assistant: Assistant) -> FileStep:
    step = assistant.pages["file"]
    assert isinstance(step, FileStep)
    return step


def check_step(assistant: Assistant) -> CheckStep:
    step = assistant.pages["check"]
    assert isinstance(step, CheckStep)
    return step


def done_step(assistant: Assistant) -> DoneStep:
    step = assistant.pages["done"]
    assert isinstance(step, DoneStep)
    return step


def checked(assistant: Assistant) -> bool:
    return assistant.work.draft.checked is not None and assistant.actions_.running is None


def press(page: QWidget, key: Qt.Key) -> None:
    """A key, to whatever holds the focus."""
    held = page.window().focusWidget()
    assert isinstance(held, QWidget)
    QTest.keyClick(held, key)


def test_three_presses_bring_a_plain_list_in(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    assistant = page.assistant
    assert not assistant.isVisible()
    assert drop(page.window(), deal_list(tmp_path))
    wait(lambda: assistant.isVisible() and checked(assistant))
    rows = texts_of(file_step(assistant).rows)
    assert rows[0][:3] == ["header", "Deal name", "Company"]
    assert rows[1][:2] == ["1", HOSTILE]
    assert assistant.next.text() == "Next: Check"
    assert deals_in(page) == 0

    press(page, Qt.Key.Key_Return)
    assert assistant.step == "check"
    assert check_step(assistant).figures.shown == (
        *((2, "Rows"), (2, "New"), (0, "Changed")),
        *((0, "There already"), (0, "Refused")),
    )
    assert check_step(assistant).also.text() == "Named in the rows and new as well: Companies 1"
    press(page, Qt.Key.Key_Return)
    wait(lambda: assistant.step == "done")
    assert deals_in(page) == 2
    assert done_step(assistant).heading.text() == "The import is done"
    press(page, Qt.Key.Key_Return)
    assert not assistant.isVisible()
    assert page.choose.hasFocus()


def test_an_import_is_taken_back(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    assistant = page.assistant
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done" and done_step(assistant).back.isEnabled())
    done_step(assistant).back.click()
    wait(lambda: assistant.step == "check" and checked(assistant))
    assert deals_in(page) == 0
    assert assistant.next.isEnabled()


def test_an_import_is_taken_back_from_its_end_after_other_work(
    page: ExchangePage, tmp_path: Path, wait: Wait, dialogs: Dialogs
) -> None:
    from revops_desktop.analytics.lookup import deals
    from revops_desktop.operations import deals as verbs
    from revops_desktop.operations import members

    assistant, step = page.assistant, done_step(page.assistant)
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done" and step.back.isEnabled())
    page.actions_.do(members.add, name="Newcomer")
    assert step.back.isEnabled()
    (imported,) = page.actions_.ask(deals, text="Open one")
    page.actions_.do(verbs.edit, deal_id=imported.id, fields={"title": "Changed since"})
    dialogs.expect(click_ok)
    step.back.click()
    wait(lambda: len(dialogs.seen) == 1 and not page.actions_.is_busy)
    assert "“Changed since” were changed since" in dialogs.seen[0]
    assert assistant.step == "done"
    page.actions_.undo()
    step.back.click()
    wait(lambda: assistant.step == "check" and checked(assistant))
    assert "Taken back." in check_step(assistant).words.text()
    assert deals_in(page) == 0
    assert "Newcomer" in str(page.actions_.ask(names))


def test_what_was_undone_elsewhere_is_not_taken_back_again(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    assistant, step = page.assistant, done_step(page.assistant)
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done" and step.back.isEnabled())
    page.actions_.undo()
    wait(lambda: not step.back.isEnabled())
    assert step.words.text() == "It was taken back since."
    page.actions_.redo()
    wait(step.back.isEnabled)


def test_taking_a_long_import_back_is_watched_and_stopped(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    assistant, step, actions = page.assistant, done_step(page.assistant), page.actions_
    page.take_files([long_list(tmp_path, 3000)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done" and step.back.isEnabled())
    told: list[int] = []
    actions.progressed.connect(lambda done, _total: told.append(done))
    step.back.click()
    assert actions.running is not None
    wait(lambda: bool(told))
    actions.running.progress.cancel()
    wait(lambda: not actions.is_busy)
    assert assistant.step == "done" and step.back.isEnabled()
    assert actions.ask(count_deals) == 3002
    step.back.click()
    wait(lambda: assistant.step == "check" and checked(assistant))
    assert actions.ask(count_deals) == 2


def test_a_second_time_nothing_is_new(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    assistant = page.assistant
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done")
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assert check_step(assistant).heading.text() == "Nothing new to import"
    assert not assistant.next.isEnabled()


def test_a_file_that_cannot_be_read_says_so_and_can_be_corrected(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    assistant, step = page.assistant, file_step(page.assistant)
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    step.facts.encoding.setCurrentIndex(step.facts.encoding.findData("utf-16"))
    wait(lambda: bool(assistant.work.draft.files[0].problem))
    assert assistant.rail.buttons["file"].state == "bad"
    assert not assistant.next.isEnabled()
    step.facts.found.click()
    wait(lambda: checked(assistant))
    assert step.facts.encoding.currentData() == "utf-8"


def test_a_file_without_rows_says_so(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    assistant, step = page.assistant, file_step(page.assistant)
    page.take_files([deal_list(tmp_path, HEAD)])
    wait(lambda: bool(assistant.work.draft.files[0].problem))
    assert step.words.text().endswith("has a header and no rows, so there is nothing to import.")
    assert not assistant.next.isEnabled()


def test_other_files_are_left_to_the_window(page: ExchangePage, tmp_path: Path) -> None:
    assert not drop(page, tmp_path / "other.revops")
    assert not drop(page, tmp_path / "picture.png")


def test_cancelling_leaves_nothing_and_can_be_tried_again(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    assistant = page.assistant
    page.take_files([long_list(tmp_path)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    assert assistant.cancel.hasFocus()
    press(page, Qt.Key.Key_Escape)
    wait(lambda: page.actions_.running is None and not assistant.work.is_importing)
    assert (assistant.step, assistant.work.done) == ("check", None)
    assert assistant.next.isEnabled()
    assert "Import" not in str(page.actions_.workspace.undo_label())


def test_other_files_while_checking_win(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    assistant = page.assistant
    page.take_files([long_list(tmp_path)])
    wait(lambda: assistant.work.is_checking)
    assistant.leave()
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    summary = assistant.work.draft.checked
    assert summary is not None
    assert [file.file for file in summary.files] == ["deals.csv"]


def test_escape_goes_back_and_out(page: ExchangePage, tmp_path: Path, wait: Wait) -> None:
    assistant = page.assistant
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(assistant))
    assistant.show_step("columns")
    for step in ("kind", "file"):
        press(page, Qt.Key.Key_Escape)
        assert assistant.step == step
    press(page, Qt.Key.Key_Escape)
    assert not assistant.isVisible()
    assert assistant.work.draft.files == ()


def test_a_switch_of_language_loses_nothing(
    opened: Program, page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    page.take_files([deal_list(tmp_path)])
    wait(lambda: checked(page.assistant))
    page.assistant.show_step("match")
    opened.window.rebuild()
    again = opened.window.page("exchange")
    assert isinstance(again, ExchangePage) and again is not page
    wait(again.assistant.isVisible)
    assert again.assistant.step == "match"
    again.assistant.go_on()
    wait(lambda: checked(again.assistant))
    again.assistant.go_on()
    wait(lambda: again.assistant.step == "done")
    assert deals_in(again) == 2


def test_a_loss_in_a_newer_list_is_offered_and_taken_over(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    assistant, step = page.assistant, check_step(page.assistant)
    rows = "One,Aoba,Proposal,2026-01-07,,200\nTwo,Aoba,Proposal,2026-01-07,,300\n"
    page.take_files([deal_list(tmp_path, HEAD + rows)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done")
    later = rows.replace("Proposal,2026-01-07,,200", "Lost,2026-01-07,2026-02-01,200")
    page.take_files([deal_list(tmp_path, HEAD + later)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assert step.heading.text() == "Nothing new to import"
    assert "deals stand elsewhere than here, or have left" in step.words.text()
    offer = "Take over where 1 deal stands by the file, or that it left the river"
    assert step.move_present.text() == offer
    assert not assistant.next.isEnabled()
    step.move_present.setChecked(True)
    wait(lambda: checked(assistant) and assistant.next.isEnabled())
    assert step.figures.shown[2] == (1, "Changed")
    assistant.go_on()
    wait(lambda: assistant.step == "done")
    page.take_files([deal_list(tmp_path, HEAD + later)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assert "nothing would change" in step.words.text()
    assert not step.present.isVisible()


def test_what_differs_is_offered_again_when_the_import_is_done(
    page: ExchangePage, tmp_path: Path, wait: Wait
) -> None:
    assistant, step = page.assistant, done_step(page.assistant)
    rows = "One,Aoba,Proposal,2026-01-07,,200\n"
    page.take_files([deal_list(tmp_path, HEAD + rows)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done")
    assert not step.change.isVisible()
    later = rows.replace("200", "300") + "Two,Aoba,Proposal,2026-01-08,,400\n"
    page.take_files([deal_list(tmp_path, HEAD + later)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done")
    assert step.change.text() == "Change 1 record that is here and differs"
    step.change.click()
    wait(lambda: checked(assistant) and assistant.next.isEnabled())
    assert assistant.step == "check"
    assistant.go_on()
    wait(lambda: assistant.step == "done")
    assert step.figures.shown[2] == (1, "Changed") and not step.change.isVisible()
