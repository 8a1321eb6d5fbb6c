"""Takes an import back while somebody watches, who may stop it: all of it goes, or nothing."""

from typing import TYPE_CHECKING

from revops_desktop.database.stopping import Stopped, stopping
from revops_desktop.exchange.progress import Parts, Progress, cancelled
from revops_desktop.operations.taking_back import TakenBack, changes_of, take_back

if TYPE_CHECKING:
    from revops_desktop.database.changes import Done
    from revops_desktop.database.workspace import Workspace


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
