"""What must not be forgotten: the note, what was promised, why they bought, why it was lost."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import N_, _
from revops_desktop.ui import texts
from revops_desktop.ui.deal.section import Section, show_value
from revops_desktop.ui.deal.text_area import TextArea

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.ui.deal.desk import Desk

FIELDS = (
    ("note", N_("Note"), N_("Anything that is good to know")),
    ("promised", N_("What was promised"), N_("What the customer counts on after the sale")),
    ("why_bought", N_("Why they bought"), N_("In the customer's own words")),
    ("why_lost", N_("Why it was lost"), N_("What would have changed their mind")),
)


class WordsSection(Section):
    """Texts of several lines, each saved as one leaves it."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Worth remembering"), parent)
        self.areas: dict[str, TextArea] = {}
        self._labels: dict[str, texts.Label] = {}
        for field, name, hint in FIELDS:
            area = TextArea(_(name), _(hint))
            area.field.setProperty("look", "inline")
            area.committed.connect(lambda value, field=field: self.desk.edit(**{field: value}))
            label = texts.field_label(_(name), area.field)
            self.areas[field], self._labels[field] = area, label
            self.rows.addWidget(label)
            self.rows.addWidget(area)

    def show_sheet(self, sheet: "DealSheet") -> None:
        for field, area in self.areas.items():
            show_value(area, getattr(sheet.fields, field))
        # Asked only where there is something to say.
        place = sheet.place
        is_lost = place is not None and place.status in ("lost", "recycled", "churned")
        shown = {
            "why_bought": place is None or place.phase == "customer" or not is_lost,
            "why_lost": is_lost,
        }
        for field, is_shown in shown.items():
            wanted = is_shown or bool(getattr(sheet.fields, field))
            self.areas[field].setVisible(wanted)
            self._labels[field].setVisible(wanted)
