"""The deal's story, at the end of its panel."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.ui.deal.section import Section
from revops_desktop.ui.deal.story_view import StoryView

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk


class StorySection(Section):
    """What happened from the first source to today."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Story"), parent)
        self.view = StoryView(desk.actions, desk.sheet.zone)
        self.rows.addWidget(self.view)

    def show_sheet(self, sheet: "DealSheet") -> None:
        self.view.show_story(deal_id=sheet.fields.deal_id)
