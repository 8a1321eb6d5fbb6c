"""A step of the assistant takes several short turns of the window, never a long one."""

from pathlib import Path
from typing import Any

from revops_desktop.app import Program
from revops_desktop.ui.exchange.check_step import CheckStep
from revops_desktop.ui.exchange.draft import STEPS
from revops_desktop.ui.exchange.page import ExchangePage
from revops_desktop.ui.exchange.step_page import StepPage
from revops_desktop.ui.exchange.summary_tabs import ListPanel

LIST = "Deal name,Company,Stage,Created\nA,Aoba,Proposal,2026-01-07\nB,Aoba,Proposal,2026-01-08\n"


def test_a_step_is_filled_before_it_is_seen(opened: Program, tmp_path: Path, qtbot: Any) -> None:
    """Each part that comes or goes in a step that is seen would lay the whole window out anew; the
    rows are seen a turn after what stands above them."""
    path = tmp_path / "deals.csv"
    path.write_text(LIST, encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    assistant, work = page.assistant, page.assistant.work
    page.take_files([path])
    qtbot.waitUntil(lambda: work.draft.checked is not None, timeout=20_000)
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

    def is_over() -> bool:
        built.append(steps())
        return not actions.is_busy

    qtbot.waitUntil(is_over)
    assert set(built) >= {0, 1, len(STEPS)} and built == sorted(built)


def test_a_list_is_built_once_something_is_in_it(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(LIST, encoding="utf-8")
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    assistant, work = page.assistant, page.assistant.work
    page.take_files([path])
    qtbot.waitUntil(lambda: work.draft.checked is not None)
    assistant.show_step("check")
    check = assistant.pages["check"]
    assert isinstance(check, CheckStep)
    qtbot.waitUntil(check.tabs.isVisible)
    (built,) = check.tabs.findChildren(ListPanel)
    assert built is check.tabs.effects
    work.import_now()
    qtbot.waitUntil(lambda: assistant.step == "done")
    done = assistant.pages["done"]
    assert done.isVisible() and done.findChildren(ListPanel) == []
    qtbot.waitUntil(lambda: len(done.findChildren(ListPanel)) == 1)
