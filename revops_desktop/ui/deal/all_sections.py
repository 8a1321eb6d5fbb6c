"""Which part of the panel is made by which class; each is imported when it is first needed."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.deal.desk import Desk
    from revops_desktop.ui.deal.section import Section

_CLASSES = {
    "todo": ("todo_section", "TodoSection"),
    "checklist": ("checklist_section", "ChecklistSection"),
    "handoffs": ("handoffs_section", "HandoffsSection"),
    "details": ("details_section", "DetailsSection"),
    "lines": ("lines_section", "LinesSection"),
    "people": ("people_section", "PeopleSection"),
    "score": ("score_section", "ScoreSection"),
    "words": ("words_section", "WordsSection"),
    "links": ("links_section", "LinksSection"),
    "story": ("story_section", "StorySection"),
}


def make(key: str, desk: "Desk", parent: "QWidget") -> "Section":
    """The part of the panel with this key."""
    module, name = _CLASSES[key]
    made_by = getattr(import_module(f"revops_desktop.ui.deal.{module}"), name)
    made: Section = made_by(desk, parent)
    return made


def bring_in(actions: "Actions") -> None:
    """Imports what the panel needs and asks once what it will ask, away from the window.

    The first deal that is opened then waits for neither.
    """
    from revops_desktop.analytics import deal_panel

    import_module("revops_desktop.ui.deal.panel")
    import_module("revops_desktop.ui.deal.head")
    for module, _name in _CLASSES.values():
        import_module(f"revops_desktop.ui.deal.{module}")
    import_module("revops_desktop.analytics.story")
    deal_id = actions.workspace.ask(deal_panel.some_deal)
    if deal_id is not None:
        actions.workspace.ask(deal_panel.deal_sheet, deal_id=deal_id)
