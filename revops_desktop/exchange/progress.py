"""How far an import or an export is, and whether it is to stop."""

from typing import Protocol

from revops_desktop.exchange.refusals import Cancelled
from revops_desktop.i18n import _

# Progress is told in thousandths.
STEPS = 1000


class Progress(Protocol):
    """Whoever watches the import."""

    def step(self, done: int, total: int) -> None:
        """`done` of `total` are finished."""

    def cancelled(self) -> bool:
        """True when the person asked to stop."""


class Silent:
    """Nobody watches."""

    def step(self, done: int, total: int) -> None:
        """Tells nobody."""

    def cancelled(self) -> bool:
        """Nobody asks to stop."""
        return False


def stop_if_asked(progress: Progress) -> None:
    """Raises Cancelled where the person asked for it."""
    if progress.cancelled():
        raise Cancelled(_("The import was cancelled. Nothing was imported."))
