"""What a person does on the board: each wish becomes one verb, asked for what it needs first."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from revops_desktop.rules.board import Stage
from revops_desktop.ui.board import words

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

Deals = tuple[int, ...]


class Deeds:
    """Moves, exits, new deals and the rest; each answers whether it was done.

    `tell` is handed the name of what was done. A refusal was shown by then, and nothing changed.
    """

    def __init__(
        self, actions: "Actions", window: QWidget, scale: words.Scale, tell: Callable[[str], None]
    ) -> None:
        self._actions = actions
        self._window = window
        self._scale = scale
        self._tell = tell

    def move(self, deals: Deals, stage_id: int) -> bool:
        """Moves deals to a stage, once what their stages ask for is there."""
        from revops_desktop.ui.board import bulk_deeds

        return bulk_deeds.move_to(self._actions, self._window, deals, stage_id, self._tell)

    def place(self, deals: Deals, stage_id: int, after: int) -> bool:
        """Puts deals under another one of a stage; 0: on top."""
        from revops_desktop.operations import board_order
        from revops_desktop.ui.board import bulk_deeds

        answer = bulk_deeds.missing(self._actions, self._window, deals, stage_id)
        if answer is None:
            return False
        done = self._actions.do(
            board_order.place, deal_ids=deals, stage_id=stage_id, after_deal_id=after, **answer
        )
        return self._told(done is not None and bool(done.changed.tables))

    def leave(self, deals: Deals, kind: str) -> bool:
        """Takes deals out of the river, once the reason is known; False if that was cancelled."""
        from revops_desktop.ui.board import bulk_deeds

        return bulk_deeds.ask_exit(self._actions, self._window, deals, kind, self._tell)

    def change(self, what: str, deals: Deals) -> bool:
        """Asks for the stage, owner, tags, close day or task of deals, or deletes them."""
        from revops_desktop.ui.board import bulk_deeds

        ask = {
            "move": bulk_deeds.ask_move,
            "owner": bulk_deeds.ask_owner,
            "tags": bulk_deeds.ask_tags,
            "close": bulk_deeds.ask_close_day,
            "task": bulk_deeds.ask_task,
            "delete": bulk_deeds.delete,
        }[what]
        return ask(self._actions, self._window, deals, self._tell)

    def duplicate(self, deal_id: int) -> bool:
        """Adds another deal like this one."""
        from revops_desktop.operations import copying

        return self._told(self._actions.do(copying.duplicate, deal_id=deal_id) is not None)

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

    def set_limits(self, stage: Stage) -> bool:
        """Asks for the limits of a stage, and sets them."""
        from revops_desktop.operations import stages
        from revops_desktop.ui.board.limits_dialog import LimitsDialog

        dialog = LimitsDialog(stage, self._window)
        answered = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        if dialog.wants_more:
            self._actions.stage_wanted.emit(stage.stage_id)
        if not answered:
            return False
        wip, idle = dialog.limits()
        fields = {"wip_limit": wip, "idle_limit_days": idle}
        done = self._actions.do(stages.edit, stage_id=stage.stage_id, fields=fields)
        return self._told(done is not None and bool(done.changed.tables))

    def _told(self, done: bool) -> bool:
        name = self._actions.undo_text() if done else None
        if name:
            self._tell(name)
        return done
