"""A large import that is undone from the menu is watched and can be stopped, as from its end."""

from pathlib import Path
from typing import Any

from revops_desktop.app import Program
from revops_desktop.ui.exchange.page import ExchangePage
from tests.ui.exchange.test_page import checked, count_deals, long_list


def test_undo_and_redo_tell_how_far_they_are_and_stop(
    opened: Program, tmp_path: Path, qtbot: Any
) -> None:
    opened.window.show_page("exchange")
    page = opened.window.page("exchange")
    assert isinstance(page, ExchangePage)
    assistant, actions = page.assistant, page.actions_

    def wait(ready: Any) -> None:
        qtbot.waitUntil(ready, timeout=20_000)

    page.take_files([long_list(tmp_path, 2000)])
    wait(lambda: checked(assistant))
    assistant.show_step("check")
    assistant.go_on()
    wait(lambda: assistant.step == "done" and not actions.is_busy)
    told: list[int] = []
    actions.progressed.connect(lambda done, _total: told.append(done))
    for reverse, before, after in ((actions.undo, 2002, 2), (actions.redo, 2, 2002)):
        told.clear()
        reverse()
        assert actions.running is not None
        wait(lambda: len(told) > 1)
        actions.running.progress.cancel()
        wait(lambda: not actions.is_busy)
        assert actions.ask(count_deals) == before
        reverse()
        wait(lambda: not actions.is_busy)
        assert actions.ask(count_deals) == after
