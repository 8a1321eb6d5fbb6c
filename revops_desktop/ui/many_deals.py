"""Writes what was wished for any number of deals: at once, or in the background for very many."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

Tell = Callable[[str], None]

# Writing more deals than this takes longer than the eye forgives (300: some 50 ms).
LONG = 300


def write(
    actions: "Actions",
    verb: Callable[..., Any],
    deal_ids: list[int],
    tell: Tell | None = None,
    **arguments: Any,
) -> bool:
    """Calls a verb that takes `deal_ids`; whether it was done, or has begun in the background.

    `tell` is handed the name of what was done, once it was.
    """
    if len(deal_ids) > LONG:
        return run(actions, verb, tell, deal_ids=deal_ids, **arguments)
    return told(actions, actions.do(verb, deal_ids=deal_ids, **arguments), tell)


def run(actions: "Actions", verb: Callable[..., Any], tell: Tell | None, **arguments: Any) -> bool:
    """Writes many deals on the writer's own thread; pages go on reading."""
    before = actions.running
    workspace, at = actions.workspace, actions.now()

    def written(done: Any) -> None:
        told(actions, done, tell)

    actions.run(
        _("Changing deals"),
        lambda _progress: workspace.do(verb, at=at, **arguments),
        written,
        prepare=False,
    )
    # Where something else was running, that was said and nothing has begun.
    return actions.running is not before


def told(actions: "Actions", done: Any, tell: Tell | None) -> bool:
    """Whether something was done; `tell` is handed its name where it changed anything."""
    if done is None:
        return False
    if tell is not None and done.changed.tables:
        tell(actions.undo_text() or "")
    return True
