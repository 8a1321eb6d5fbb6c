"""Takes an import back, wherever it is asked for: in the background, watched and stoppable."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from revops_desktop import i18n
from revops_desktop.i18n import _, count, ngettext

if TYPE_CHECKING:
    from revops_desktop.operations.taking_back import TakenBack
    from revops_desktop.ui.actions import Actions, DoneLike, Progress


def take_back(actions: "Actions", action_id: int, receive: "Callable[[DoneLike], None]") -> None:
    """One action that undo takes back in turn; where records were changed since, it is said which
    and nothing is done."""
    workspace: Any = actions.workspace
    at = actions.now()

    def work(progress: "Progress") -> "DoneLike":
        from revops_desktop.exchange.import_back import take_import_back

        done: DoneLike = take_import_back(workspace, action_id, at=at, progress=progress)
        return done

    actions.run(_("Taking the import back"), work, receive)


def taken_words(found: "TakenBack") -> str:
    """What went, what is as it was before, and the way back."""
    parts = [_("Taken back.")]
    if found.gone:
        gone = ngettext("{number} row went.", "{number} rows went.", found.gone)
        parts.append(gone.format(number=count(found.gone)))
    if found.restored:
        restored = ngettext(
            "{number} row is as it was before.",
            "{number} rows are as they were before.",
            found.restored,
        )
        parts.append(restored.format(number=count(found.restored)))
    return i18n.joined(*parts, _("Undo brings the import back."))
