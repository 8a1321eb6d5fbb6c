"""What a person does on the board: each wish becomes one verb, asked for what it needs first."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from revops_desktop.rules.board import Card, Stage
from revops_desktop.ui.board import words

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


class Deeds:
    """Moves, exits, new deals and edits; each answers whether it was done.

    `tell` is handed the name of what was done. A refusal was shown by then, and nothing changed.
    """

    def __init__(
        self, actions: "Actions", window: QWidget, scale: words.Scale, tell: Callable[[str], None]
    ) -> None:
        self._actions = actions
        self._window = window
        self._scale = scale
        self._tell = tell

    def move(self, card: Card, stage_id: int) -> bool:
        """Moves a deal to a stage."""
        from revops_desktop.operations import deals

        done = self._actions.do(deals.move_to_stage, deal_id=card.deal_id, stage_id=stage_id)
        return self._told(done is not None)

    def leave(self, card: Card, kind: str) -> bool:
        """Takes a deal out of the river, once its reason is known; False if that was cancelled."""
        from revops_desktop.analytics import exits
        from revops_desktop.operations import deals
        from revops_desktop.ui.board.exit_dialog import ExitDialog

        reasons = self._actions.ask(exits.reasons)
        dialog = ExitDialog(kind, card.title, reasons, self._scale.today, self._window)
        answered = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if not answered:
            return False
        chosen = dialog.answer()
        done = self._actions.do(
            deals.leave_river,
            deal_id=card.deal_id,
            kind=chosen.kind,
            reason_id=chosen.reason_id,
            note=chosen.note,
            wake_on=chosen.wake_on,
        )
        return self._told(done is not None)

    def create(self, stages: Sequence[Stage], stage_id: int) -> int:
        """Adds a deal by its form; its id, 0 if that was cancelled."""
        from revops_desktop.ui.board.deal_dialog import DealDialog

        dialog = DealDialog(
            self._actions,
            self._scale.currency,
            self._window,
            stages=stages,
            stage_id=stage_id,
        )
        dialog.exec()
        dialog.deleteLater()
        self._told(dialog.saved_id > 0)
        return dialog.saved_id

    def edit(self, deal_id: int) -> None:
        """Shows the form of a deal."""
        from revops_desktop.analytics import deal_form
        from revops_desktop.ui.board.deal_dialog import DealDialog

        fields = self._actions.ask(deal_form.fields, deal_id=deal_id)
        if fields is None:
            return
        dialog = DealDialog(
            self._actions, self._scale.currency, self._window, deal_id=deal_id, fields=fields
        )
        dialog.exec()
        dialog.deleteLater()

    def _told(self, done: bool) -> bool:
        name = self._actions.undo_text() if done else None
        if name:
            self._tell(name)
        return done
