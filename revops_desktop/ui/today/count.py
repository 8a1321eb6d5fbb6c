"""How much is due, for the mark in the navigation: follows every change and the turn of the day."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike

_CLOCK_MILLISECONDS = 60_000
# What makes something due, or no longer: nothing else is asked about.
_CONCERNED = frozenset(
    (
        *("activity", "deal", "deal_exit", "stage_visit", "company", "contact", "workspace"),
        *("member", "handoff", "sla_agreement"),
    )
)


class DueCount(QObject):
    """Asks in the background how much is due for who sits here, and hands it to `show`."""

    def __init__(
        self, actions: "Actions", show: Callable[[int], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._show = show
        actions.changed.connect(self._on_changed)
        actions.member_changed.connect(self.ask)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self.ask)
        self._clock.start()

    def ask(self) -> None:
        """Asks anew."""
        from revops_desktop.analytics.today import due_count

        self._actions.ask_later(
            "today-count",
            due_count,
            self._receive,
            now=self._actions.now(),
            member_id=self._actions.workspace.member_id,
        )

    def _receive(self, count: int) -> None:
        self._show(count)

    def _on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & _CONCERNED:
            self.ask()
