"""Writes what changes a river: at once, or in the background where all deals are reckoned anew."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from revops_desktop.i18n import _

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

# With more deals than this the river is reckoned anew in the background: it takes seconds.
MANY_DEALS = 3000


class RiverWriter:
    """`deals`: how many the file holds."""

    def __init__(self, actions: "Actions") -> None:
        self._actions = actions
        self.deals = 0

    def do(
        self,
        verb: Callable[..., Any],
        then: Callable[[Any], None] | None = None,
        *,
        reckons: bool = True,
        **named: Any,
    ) -> bool:
        """Writes one wish; `then` is handed what the verb gave back. False where it was refused.

        `reckons`: what stages mean for deals changes by it (order, phase, membership).
        """
        if not reckons or self.deals <= MANY_DEALS:
            done = self._actions.do(verb, **named)
            if done is not None:
                _hand_on(then, done)
            return done is not None
        workspace, at, before = self._actions.workspace, self._actions.now(), self._actions.running
        self._actions.run(
            _("Changing the pipeline"),
            lambda _progress: workspace.do(verb, at=at, **named),
            partial(_hand_on, then),
            prepare=False,
        )
        return self._actions.running is not before


def _hand_on(then: Callable[[Any], None] | None, done: Any) -> None:
    if then is not None:
        then(done.value)
