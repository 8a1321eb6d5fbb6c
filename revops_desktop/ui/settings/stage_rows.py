"""The stages of a pipeline as rows that can be put in another order."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _, basis_points, count
from revops_desktop.ui.settings.rows_panel import (
    ADD,
    DELETE,
    DOWN,
    EDIT,
    RESTORE,
    UP,
    Line,
    RowsPanel,
)

if TYPE_CHECKING:
    from revops_desktop.analytics.river_settings import StageSettings


class StageRows(RowsPanel):
    """Each with its chance of winning and the deals that stand in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "",
            (_("Stage"), _("Chance"), _("Deals")),
            (
                *((ADD, _("Add…")), (EDIT, _("Edit")), (UP, _("Up")), (DOWN, _("Down"))),
                *((DELETE, _("Delete…")), (RESTORE, _("Bring back"))),
            ),
            numbers=(1, 2),
            compact=True,
            parent=parent,
        )
        self.table.setAccessibleName(_("Stages"))
        self.table.setMinimumHeight(200)
        self.setFixedWidth(304)

    def show_stages(self, stages: "Sequence[StageSettings]") -> None:
        """Shows the stages as the file has them."""
        self.show_lines(
            [
                Line(
                    one.stage_id,
                    (one.name, basis_points(one.probability), count(one.standing)),
                    colour=one.colour,
                    is_archived=one.is_archived,
                )
                for one in stages
            ]
        )
