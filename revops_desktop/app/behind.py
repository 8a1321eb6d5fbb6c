"""What happens behind the first frame: imports, who is here, the check of the file."""

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

from PySide6.QtCore import QTimer

from revops_desktop.app.keeper import Keeper
from revops_desktop.app.windows import Windows
from revops_desktop.database.workspace import Workspace
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.notice_bar import saying
from revops_desktop.ui.preferences import Preferences


def warm_up(
    keeper: Keeper,
    actions: Actions,
    windows: Windows,
    preferences: Preferences,
    first_page: str,
    ready: Callable[[], None],
) -> None:
    """Brings in what the first click needs, says who is here, and looks the file over.

    `ready` is called once that, and what the page with the key `first_page` needs, is imported.
    """
    from revops_desktop.ui import members
    from revops_desktop.ui.figures import beforehand
    from revops_desktop.ui.report.offer import offer
    from revops_desktop.ui.scores.rescoring import rescorer_of
    from revops_desktop.ui.sla.notices import ClockNotices
    from revops_desktop.ui.trash.purging import purge_when_due

    brought_in = threading.Event()

    def bring_in() -> None:
        try:
            _bring_in(actions)
            if first_page:
                beforehand.bring_in_page(first_page)
        finally:
            brought_in.set()

    def look_over() -> None:
        brought_in.wait()
        keeper.look_over()

    def is_in(_nothing: None) -> None:
        members.greet(windows.front.show_notice, actions, preferences)
        windows.refresh_steps()
        windows.count_due()
        ClockNotices(actions.file, lambda: windows.front)
        offer(actions, preferences, windows.front.show_notice, open_report)
        ready()
        actions.later(lambda: _bring_in_the_rest(actions), lambda _nothing: None)

    def open_report(month: str) -> None:
        windows.front.show_page("report")
        page: Any = windows.front.page("report")
        page.show_month(month)

    def looked_over(_nothing: None) -> None:
        if keeper.damage is not None:
            windows.front.show_notice(saying(lambda: str(keeper.damage)))
        elif not keeper.is_read_only:
            purge_when_due(actions)
            rescorer_of(actions).look()
        windows.refresh_state()

    actions.file.before_write = keeper.wait_for_check
    actions.file.before_long_write = keeper.back_up_before_import
    actions.later(bring_in, is_in)
    actions.later(look_over, looked_over)


def _bring_in_the_rest(actions: Actions) -> None:
    """Imports what the other pages are made of."""
    from revops_desktop.ui.figures import beforehand

    beforehand.bring_in(lambda: actions.file.is_closing)


def make_whole(
    workspace: Workspace, keeper: Keeper, actions: Actions, windows: Windows, idle: QTimer
) -> None:
    """Folds the log into the one file, and backs it up where that is due; later while it is busy.

    In the background: after an import it takes longer than a frame.
    """

    def folded(_nothing: None) -> None:
        if not workspace.checkpoint():
            idle.start()
        windows.refresh_state()
        if keeper.is_time():
            actions.later(keeper.back_up_on_time, lambda _nothing: windows.refresh_state())

    if actions.running is not None:
        idle.start()
    else:
        actions.later(workspace.fold, folded)


def _bring_in(actions: Actions) -> None:
    """Imports what the first click needs and makes the first reader, away from the window."""
    for name in ("operations.deals", "analytics.board", "analytics.funnel", "analytics.today"):
        import_module(f"revops_desktop.{name}")
    from revops_desktop.analytics import settings
    from revops_desktop.ui.deal import all_sections

    actions.workspace.ask(settings.members)
    all_sections.bring_in(actions)
