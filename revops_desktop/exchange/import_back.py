"""Takes an import back while somebody watches, who may stop it: all of it goes, or nothing."""

from typing import TYPE_CHECKING

from revops_desktop.database.stopping import Stopped, stopping
from revops_desktop.exchange.progress import Parts, Progress, cancelled
from revops_desktop.operations.taking_back import TakenBack, changes_of, take_back

if TYPE_CHECKING:
    from revops_desktop.database.changes import Done, Step
    from revops_desktop.database.workspace import Workspace


def step_back(
    workspace: "Workspace", *, at: int, redo: bool, changes: int, progress: Progress
) -> "Done[Step] | None":
    """Takes back the newest action, such as an import, or does it again; None: there is none.

    `changes`: how many rows that writes. Cancelled where it was stopped: nothing is changed then.
    """
    parts = Parts(progress, changes)
    reverse = workspace.redo if redo else workspace.undo
    try:
        with stopping(parts.cancelled):
            return reverse(at=at, told=parts.write)
    except Stopped as stopped:
        raise cancelled() from stopped


def take_import_back(
    workspace: "Workspace", action_id: int, *, at: int, progress: Progress
) -> "Done[TakenBack]":
    """Takes back the import with this id in the journal, as one undo step.

    RuleBroken as operations/taking_back.py says, Cancelled where it was stopped: nothing is changed
    then.
    """
    parts = Parts(progress, workspace.ask(changes_of, action_id=action_id))
    try:
        with stopping(parts.cancelled):
            return workspace.do(take_back, at=at, action_id=action_id, told=parts.write)
    except Stopped as stopped:
        raise cancelled() from stopped
