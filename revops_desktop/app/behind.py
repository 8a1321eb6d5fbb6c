"""What happens behind the first frame: imports, who is here, the check of the file."""

import threading
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import QTimer

from revops_desktop.app.keeper import Keeper
from revops_desktop.app.windows import Windows
from revops_desktop.database.workspace import Workspace
from revops_desktop.ui.actions import Actions
from revops_desktop.ui.notice_bar import saying
from revops_desktop.ui.preferences import Preferences
from revops_desktop.ui.turns import Step

# What the first click needs, and what is said and begun once a file is open.
FIRST = (
    *("operations.deals", "analytics.board", "analytics.funnel", "analytics.today"),
    "operations.erasing",
)
FIRST_SEEN = (
    *("filters.bar", "members", "report.offer", "sla.notices", "scores.rescoring"),
    "trash.purging",
)


def warm_up(
    keeper: Keeper,
    actions: Actions,
    windows: Windows,
    preferences: Preferences,
    first_page: str,
    ready: Step,
) -> None:
    """Brings in what the first click needs, says who is here, and looks the file over.

    `ready` is called once that, and what the page with the key `first_page` needs, is imported.
    """
    from revops_desktop.ui import lazy_classes

    brought_in = threading.Event()

    def bring_in() -> None:
        try:
            _bring_in(actions)
        finally:
            brought_in.set()
        # What is seen is made of Qt's classes, which only the window's thread may make.
        lazy_classes.wait(lambda: actions.file.is_closing)
        _bring_in_seen(actions, first_page)

    def look_over() -> None:
        brought_in.wait()
        keeper.look_over()

    def is_in(_nothing: None) -> None:
        actions.turns.take(actions, "begun", _begun(actions, windows, preferences, ready))

    def looked_over(_nothing: None) -> None:
        if keeper.damage is not None:
            windows.front.show_notice(saying(lambda: str(keeper.damage)))
        elif not keeper.is_read_only:
            from revops_desktop.ui.scores.rescoring import rescorer_of
            from revops_desktop.ui.trash.purging import purge_when_due

            # After what was begun: whoever finds a change no longer finds the first page untouched.
            steps = (partial(purge_when_due, actions), lambda: rescorer_of(actions).look())
            actions.turns.take(actions, "looked over", steps)
        windows.refresh_state()

    actions.turns.take(actions, "classes", lazy_classes.steps())
    actions.file.before_write = keeper.wait_for_check
    actions.file.before_long_write = keeper.back_up_before_import
    actions.later(bring_in, is_in)
    actions.later(look_over, looked_over)


def _begun(
    actions: Actions, windows: Windows, preferences: Preferences, ready: Step
) -> tuple[Step, ...]:
    """What is said and begun once a file is open, a step a turn."""
    from revops_desktop.ui import members
    from revops_desktop.ui.report.offer import offer
    from revops_desktop.ui.sla.notices import ClockNotices

    def tell(notice: Any) -> None:
        windows.front.show_notice(notice)

    def open_report(month: str) -> None:
        windows.front.show_page("report")
        page: Any = windows.front.page("report")
        page.show_month(month)

    return (
        partial(members.greet, tell, actions, preferences),
        windows.refresh_steps,
        windows.count_due,
        partial(ClockNotices, actions.file, lambda: windows.front),
        partial(offer, actions, preferences, tell, open_report),
        ready,
        partial(actions.later, lambda: _bring_in_the_rest(actions), lambda _nothing: None),
    )


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
    """Imports what the first click asks and makes the first reader, away from the window."""
    for name in FIRST:
        import_module(f"revops_desktop.{name}")
    from revops_desktop.analytics import settings

    actions.workspace.ask(settings.members)


def _bring_in_seen(actions: Actions, first_page: str) -> None:
    """Imports what the first click shows, and the page that comes to the front by itself."""
    from revops_desktop.ui.deal import all_sections
    from revops_desktop.ui.figures import beforehand

    for name in FIRST_SEEN:
        import_module(f"revops_desktop.ui.{name}")
    all_sections.bring_in(actions)
    if first_page:
        beforehand.bring_in_page(first_page)
