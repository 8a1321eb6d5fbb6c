"""How warm the deal's contact is, and why: the lead score, point by point (domain.md §4)."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.ui.deal.link_line import LinkLine
from revops_desktop.ui.deal.section import Section
from revops_desktop.ui.scores.explained import ScoreView

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.analytics.lead_scores import ScoreOfDeal
    from revops_desktop.ui.deal.desk import Desk

# So many lines are seen before one asks for all.
_MOST = 5


class ScoreSection(Section):
    """Hidden where there are no rules, or nobody whose score it could be."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Lead score"), parent)
        self.whose = LinkLine("", "muted")
        self.whose.clicked.connect(self._open_contact)
        self.rows.addWidget(self.whose, 0, Qt.AlignmentFlag.AlignLeft)
        self._contact_id = 0
        self.view: ScoreView | None = None
        self.hide()

    def show_sheet(self, sheet: "DealSheet") -> None:
        from revops_desktop.analytics import lead_scores

        actions = self.desk.actions
        if self.view is None:
            self.view = ScoreView(sheet.zone, most=_MOST, narrow=True)
            self.rows.addWidget(self.view)
        asked = {"deal_id": sheet.fields.deal_id, "now": actions.now()}
        # Of several questions only the newest is answered.
        actions.ask_later("deal-score", lead_scores.explained_of_deal, self._show, **asked)

    def _show(self, found: "ScoreOfDeal | None") -> None:
        self.setVisible(found is not None)
        if found is None or self.view is None:
            return
        self._contact_id = found.contact_id
        name = " ".join(found.name.split())
        said = _("Best of its company: {name}") if found.of_company else _("Of {name}")
        self.whose.set_text(said.format(name=name))
        self.view.show_score(found.score)

    def _open_contact(self) -> None:
        self.desk.actions.contact_wanted.emit(self._contact_id)
