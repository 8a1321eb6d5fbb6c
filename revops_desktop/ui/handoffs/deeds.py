"""What may be done with hand-offs from any page, each one action and one undo step."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from revops_desktop.ui.handoffs.return_dialog import ReturnDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.ui.actions import Actions


class HandoffDeeds:
    """Calls the verbs; `tell` is handed what happened, as the undo menu names it."""

    def __init__(
        self, actions: "Actions", parent: "QWidget", tell: Callable[[str], None] | None = None
    ) -> None:
        self._actions, self._parent, self._tell = actions, parent, tell

    def accept(self, handoff_ids: Sequence[int], *, take_over: bool = False) -> bool:
        """Accepts hand-offs; with `take_over` whoever sits here becomes the deals' owner."""
        from revops_desktop.operations import handoffs

        return bool(handoff_ids) and self._do(
            handoffs.accept, handoff_ids=list(handoff_ids), take_over=take_over
        )

    def give_back(self, handoff_ids: Sequence[int]) -> bool:
        """Asks why hand-offs are returned, and returns them; False where they were left."""
        from revops_desktop.analytics import handoffs as asked
        from revops_desktop.operations import handoffs

        wanted = list(handoff_ids)
        found = self._actions.ask(asked.some_handoffs, handoff_ids=wanted)
        if not found:
            return False

        def save(reason: str) -> bool:
            return self._do(handoffs.give_back_many, handoff_ids=wanted, reason=reason)

        dialog = ReturnDialog(found, save, self._parent.window())
        is_done = dialog.exec() == ReturnDialog.DialogCode.Accepted
        dialog.deleteLater()
        return is_done

    def seen(self, handoff_ids: Sequence[int]) -> bool:
        """Notes that the sender has seen what came back."""
        from revops_desktop.operations import handoffs

        return bool(handoff_ids) and self._do(handoffs.seen, handoff_ids=list(handoff_ids))

    def deal_of(self, handoff_id: int) -> int | None:
        """The deal that was handed over; None where the hand-off is no longer there."""
        from revops_desktop.analytics.handoff_inbox import deals_of

        found: int | None = self._actions.ask(deals_of, handoff_ids=[handoff_id]).get(handoff_id)
        return found

    def tell_all(self, deal_id: int) -> None:
        """Shows what was promised, why they bought and every item of every hand-off of a deal."""
        from revops_desktop.analytics import handoffs as asked
        from revops_desktop.ui.handoffs.whole_story import WholeStoryDialog

        told = self._actions.ask(asked.whole_story, deal_id=deal_id)
        if told is not None:
            dialog = WholeStoryDialog(self._actions, told, self._parent.window())
            dialog.exec()
            dialog.deleteLater()

    def _do(self, verb: Callable[..., Any], **arguments: Any) -> bool:
        done = self._actions.do(verb, **arguments)
        if done is not None and self._tell is not None:
            text = self._actions.undo_text()
            if text:
                self._tell(text)
        return done is not None
