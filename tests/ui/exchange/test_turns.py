"""A step of the assistant takes several short turns of the window, never a long one."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer

from revops_desktop.app import Program
from revops_desktop.ui.exchange.assistant import Assistant
from revops_desktop.ui.exchange.check_step import CheckStep
from revops_desktop.ui.exchange.draft import STEPS
from revops_desktop.ui.exchange.page import ExchangePage
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.summary_tabs import ListPanel

LIST = "Deal name,Company,Stage,Created\nA,Aoba,Proposal,2026-01-07\nB,Aoba,Proposal,2026-01-08\n"


def checked(opened: Program, folder: Path, qtbot: Any) -> Assistant:
    """The assistant with a list that was dropped, and is checked."""
    path = folder / "deals.csv"
    path.write_text(LIST, encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    page.take_files([path])
    qtbot.waitUntil(lambda: page.assistant.work.draft.checked is not None)
    return page.assistant


def test_a_step_is_filled_before_it_is_seen(opened: Program, tmp_path: Path, qtbot: Any) -> None:
    """Each part that comes or goes in a step that is seen would lay the whole window out anew; the
    rows are seen a turn after what stands above them."""
    assistant = checked(opened, tmp_path, qtbot)
    seen: dict[str, bool] = {}
    for step in STEPS:
        one = assistant.pages[step]
        show = one.show_draft

        def watched(step: str = step, one: Any = one, show: Any = show) -> None:
            seen.setdefault(step, one.isVisible())
            assert not one.layout_.isEnabled()
            show()
            assert step != "check" or one.tabs.isHidden()

        one.show_draft = watched  # type: ignore[method-assign]  # watched from without
    for step in ("kind", "columns", "values", "match", "check"):
        assistant.show_step(step)
        assert assistant.pages[step].isVisible()
        assert assistant.pages[step].layout_.isEnabled()
    assert seen == dict.fromkeys(("kind", "columns", "values", "match", "check"), False)
    check = assistant.pages["check"]
    assert isinstance(check, CheckStep)
    qtbot.waitUntil(check.tabs.isVisible)
    assert check.tabs.effects.table.shown()


def test_the_page_is_seen_before_its_steps_are_built(opened: Program, qtbot: Any) -> None:
    """All of them at once, and what reads a file, would hold the window for a tenth of a second."""
    built: list[int] = []

    def steps() -> int:
        return len(opened.window.page("exchange").findChildren(StepPage))

    opened.window.show_page("exchange")
    assert steps() == 0
    actions = opened.window.page("exchange").actions_
    actions.turns.findChildren(QTimer)[0].timeout.connect(lambda: built.append(steps()))
    qtbot.waitUntil(lambda: not actions.is_busy)
    assert built[-1] == len(STEPS)
    assert max(later - before for before, later in pairwise((0, *built))) == 1


def test_a_list_is_built_once_something_is_in_it(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    assistant = checked(opened, tmp_path, qtbot)
    work = assistant.work
    assistant.show_step("check")
    check = assistant.pages["check"]
    assert isinstance(check, CheckStep)
    qtbot.waitUntil(check.tabs.isVisible)
    (built,) = check.tabs.findChildren(ListPanel)
    assert built is check.tabs.effects
    done = assistant.pages["done"]
    first: list[tuple[bool, int]] = []
    # Told after the assistant, in the turn in which it shows that all is done.
    work.imported.connect(lambda: first.append((done.isVisible(), len(lists()))))

    def lists() -> list[ListPanel]:
        return done.findChildren(ListPanel)

    work.import_now()
    qtbot.waitUntil(lambda: bool(first))
    assert first == [(True, 0)]
    qtbot.waitUntil(lambda: len(lists()) == 1)


def test_remarks_on_whole_rows_have_no_columns_of_cells(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(LIST + "C,Aoba,Proposal\n", encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    check, work = page.assistant.pages["check"], page.assistant.work
    assert isinstance(check, CheckStep)

    def hidden(text: str) -> list[bool]:
        path.write_text(text, encoding="utf-8")
        page.take_files([path])
        qtbot.waitUntil(lambda: work.draft.checked is not None and not page.actions_.is_busy)
        page.assistant.show_step("check")
        qtbot.waitUntil(lambda: check.tabs.isVisible() and not page.actions_.is_busy)
        assert check.tabs.indexOf(check.tabs.remarks) >= 0
        return [check.tabs.remarks.table.isColumnHidden(column) for column in range(5)]

    assert hidden(LIST + "C,Aoba,Proposal\n") == [False, False, True, True, True]
    assert hidden(LIST.replace("2026-01-08", "2999-01-08")) == [False, False, False, False, True]
