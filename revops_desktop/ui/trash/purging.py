"""Lets go of what has lain in the trash for 90 days, behind the opening of a file."""

from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.background import Progress


def purge_when_due(actions: "Actions") -> None:
    """Asks whether something is due, and lets go of it; nothing is said where nothing is."""
    from revops_desktop.operations import erasing

    at, workspace = actions.now(), actions.workspace

    def work(_progress: "Progress") -> Any:
        return workspace.do(erasing.purge, at=at)

    def answered(due: bool) -> None:
        if due and actions.running is None:
            actions.run(_("Emptying the trash"), work, lambda _done: None, prepare=False)

    actions.ask_later("purge", erasing.is_due, answered, at=at)
