"""How much waits on a page, for its mark in the navigation: follows every change and the day."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions, ChangedLike

_CLOCK_MILLISECONDS = 60_000
# What makes something due, or no longer: nothing else is asked about.
_DUE = frozenset(
    (
        *("activity", "deal", "deal_exit", "stage_visit", "company", "contact", "workspace"),
        *("member", "handoff", "sla_agreement"),
    )
)
_HANDED = frozenset(("handoff", "deal", "member"))


class WaitingCount(QObject):
    """Asks in the background how much waits for who sits here, and hands it to `show`.

    `question` is asked with now and member_id, again where one of the tables `concerned` changes.
    """

    def __init__(
        self,
        actions: "Actions",
        show: Callable[[int], None],
        key: str,
        question: Callable[..., int],
        concerned: Collection[str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._show = actions, show
        self._key, self._question, self._concerned = key, question, frozenset(concerned)
        actions.changed.connect(self._on_changed)
        actions.member_changed.connect(self.ask)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self.ask)
        self._clock.start()

    def ask(self) -> None:
        """Asks anew."""
        self._actions.ask_later(
            f"{self._key}-count",
            self._question,
            self._receive,
            now=self._actions.now(),
            member_id=self._actions.workspace.member_id,
        )

    def _receive(self, count: int) -> None:
        self._show(count)

    def _on_changed(self, changed: "ChangedLike") -> None:
        if changed.tables & self._concerned:
            self.ask()


def follow(actions: "Actions", show: Callable[[str, int], None]) -> None:
    """From now on `show` is handed how much waits on each page, as long as the file is open."""
    from revops_desktop.analytics.handoff_inbox import waiting_count
    from revops_desktop.analytics.today import due_count

    for key, question, concerned in (
        ("today", due_count, _DUE),
        ("handoffs", waiting_count, _HANDED),
    ):

        def shown(count: int, key: str = key) -> None:
            show(key, count)

        # It lives as long as what it asks.
        WaitingCount(actions, shown, key, question, concerned, actions).ask()
