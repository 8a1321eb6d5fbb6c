"""A new deal of a company, from the company's own page."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.ui.tables.columns import Wording

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions


def ask_new_deal(
    parent: QWidget, actions: "Actions", words: Wording, company: tuple[int, str]
) -> int:
    """Asks for a new deal in the pipeline that is shown; its id, 0 where nobody wanted one."""
    from revops_desktop.analytics.board import board
    from revops_desktop.ui.board.deal_dialog import DealDialog

    shown = actions.ask(board, pipeline_id=actions.pipeline_id or None, first=1)
    stages = [column.stage for column in shown.columns]
    dialog = DealDialog(actions, words.currency, parent, stages=stages)
    dialog.company.setText(company[1])
    dialog.meant = company
    dialog.exec()
    return dialog.saved_id
