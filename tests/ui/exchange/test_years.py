"""Days without a year in the window: asked in the columns step, each answer wholly readable."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from revops_desktop.app import Program
from revops_desktop.ui.exchange.columns_step import ColumnsStep
from revops_desktop.ui.exchange.page import ExchangePage

LIST = (
    "Deal name,Company,Stage,Created,Expected close\n"
    "A,Aoba,Proposal,12/20,1/31\nB,Kita,Proposal,12/28,2/15\nC,Kita,Proposal,1/5,3/14\n"
)


def test_the_year_is_asked_once_a_column_and_can_be_said_otherwise(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(LIST, encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    assistant, work = page.assistant, page.assistant.work
    step = assistant.pages["columns"]
    assert isinstance(step, ColumnsStep)

    def wait(ready: Any) -> None:
        qtbot.waitUntil(ready, timeout=20_000)

    page.take_files([path])
    wait(lambda: work.draft.guessed is not None)
    assert assistant.next.text() == "Next: Columns"
    QTest.keyClick(assistant.next, Qt.Key.Key_Return)
    [row] = step.questions.rows
    assert row.question.column == "Expected close" and len(row.radios) == 4
    for radio in row.radios.values():
        # None is cut by its neighbour.
        assert radio.width() >= radio.sizeHint().width()
    QTest.mouseClick(row.radios["2026"], Qt.MouseButton.LeftButton)
    wait(lambda: len(step.questions.rows) == 2)
    asked = step.questions.rows[0]
    assert asked.question.column == "Created"
    # What it may be called is too long to stand in a line.
    assert not asked.radios and asked.box is not None
    assert asked.box.itemText(0).startswith("In the order of the rows, over the new year")
    asked.box.setCurrentIndex(0)
    asked.box.activated.emit(0)
    wait(lambda: work.draft.checked is not None)
    assert work.draft.checked is not None
    assert (work.draft.checked.created, work.draft.checked.remark_count) == (3, 0)
    # An answer stays where it can be changed.
    answered = {one.question.column: one for one in step.questions.rows}
    QTest.mouseClick(answered["Expected close"].radios["left"], Qt.MouseButton.LeftButton)
    wait(lambda: work.draft.checked is not None)
    assert work.draft.source(path).dates.get("Created") == "2025-12-20"  # type: ignore[union-attr]  # it is understood
    assert "Expected close" not in work.draft.source(path).dates  # type: ignore[union-attr]  # as above
