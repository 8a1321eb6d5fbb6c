"""Columns."""

from typing import ClassVar

from revops_desktop.i18n import _
from revops_desktop.ui.exchange.draft import Step
from revops_desktop.ui.exchange.step_page import StepPage


class ColumnsStep(StepPage):
    """Columns."""

    step: ClassVar[Step] = "columns"

    def show_draft(self) -> None:
        self.say(_("Columns"), "")
