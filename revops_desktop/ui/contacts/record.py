"""The page of one contact: its fields, its company, its deals, its story."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from revops_desktop.i18n import _, count
from revops_desktop.ui import icons, texts
from revops_desktop.ui.companies.party_page import PartyView
from revops_desktop.ui.contacts import fields
from revops_desktop.ui.links import open_link
from revops_desktop.ui.page import Panel
from revops_desktop.ui.scores.explained import ScoreView
from revops_desktop.ui.tables.columns import ColumnSpec, Wording, custom_columns

if TYPE_CHECKING:
    from revops_desktop.analytics.lead_scores import Score
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences
    from revops_desktop.ui.tables.record_model import Row, Rows


class ContactView(PartyView):
    """One contact."""

    def __init__(
        self,
        actions: "Actions",
        words: Wording,
        preferences: "Preferences | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        self.company = texts.button(_("Open the company"))
        self.mail = texts.button(_("Write an e-mail"))
        self.call = texts.button(_("Call"))
        self._company_id: int | None = None
        self.lead_score = texts.button(_("Lead score"))
        super().__init__(actions, words, preferences, parent)
        for button, icon, work in (
            (self.company, "building-2", self.open_company),
            (self.mail, "mail", lambda: self._open("email")),
            (self.call, "phone", lambda: self._open("phone")),
        ):
            button.setIcon(icons.icon(icon))
            button.clicked.connect(lambda _on=False, do=work: do())
        self.deals = self.add_deals("contact-deals", _("This contact has no deal yet."))
        self.score = ScoreView(words.zone)
        self._score_place = self._add_score()
        self.lead_score.clicked.connect(lambda: self.tabs.setCurrentIndex(self._score_place))
        self.add_story()

    def _add_score(self) -> int:
        """What the score is made of, under a tab of its own; the tab's place."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = Panel()
        holder.layout_.addWidget(self.score)
        holder.layout_.addStretch(1)
        area.setWidget(holder)
        return self.tabs.addTab(area, _("Lead score"))

    def story_of(self) -> dict[str, int]:
        return {"contact_id": self.record_id}

    def more_controls(self) -> Sequence[QWidget]:
        return (self.lead_score, self.mail, self.call, self.company, self.erase)

    def specs(self) -> Sequence[ColumnSpec]:
        from revops_desktop.analytics import custom_fields

        known = {spec.key: spec for spec in fields.columns()}
        own = self.actions_.ask(custom_fields.fields, subject="contact")
        named = [known[key] for key in fields.OWN]
        return [*named, *custom_columns(own), known["note"]]

    def rows_question(self) -> "Rows":
        from revops_desktop.analytics import contact_list

        return contact_list.rows

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        return fields.write(self.actions_, record_id, spec, value)

    def show_record(self, record_id: int) -> None:
        self.deals.show_of(("contact", record_id))
        super().show_record(record_id)

    def show_row(self, row: "Row") -> None:
        super().show_row(row)
        self._company_id = row[1]
        self._ask_score()
        self.company.setEnabled(self._company_id is not None)
        self.mail.setEnabled(bool(self.editors["email"].shown))
        self.call.setEnabled(bool(self.editors["phone"].shown))

    def _ask_score(self) -> None:
        from revops_desktop.analytics import lead_scores

        asked = {"contact_id": self.record_id, "now": self.actions_.now()}
        question = lead_scores.explained_of_contact
        self.actions_.ask_later("contact-score", question, self._show_score, **asked)

    def _show_score(self, score: "Score | None") -> None:
        """The score in the head, with a flame where it is hot; nothing where there are no rules."""
        self.lead_score.setVisible(score is not None)
        self.tabs.setTabVisible(self._score_place, score is not None)
        if score is None:
            return
        self.score.show_score(score)
        text = _("Hot lead: {points}") if score.is_hot else _("Lead score: {points}")
        said = text.format(points=count(score.total))
        self.lead_score.setAccessibleName(said)
        if self.lead_score.text():
            self.lead_score.setText(texts.button_text(said))
        else:
            texts.set_tool_tip(self.lead_score, said)
        mark = ("flame", "warning") if score.is_hot else ("star", "text_muted")
        self.lead_score.setIcon(icons.icon(*mark))

    def open_company(self) -> None:
        """Brings the contact's company to the front."""
        if self._company_id is not None:
            self.actions_.company_wanted.emit(self._company_id)

    def _open(self, key: str) -> None:
        from revops_desktop.rules import links

        text = str(self.editors[key].shown or "")
        target = links.mail_to(text) if key == "email" else links.dial(text)
        if target is not None:
            open_link(self, target)
