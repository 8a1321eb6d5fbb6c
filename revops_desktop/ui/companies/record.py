"""The page of one company: its fields, all its deals, its contacts, its whole story."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts
from revops_desktop.ui.companies import fields
from revops_desktop.ui.companies.party_page import PartyView
from revops_desktop.ui.contacts import fields as contact_fields
from revops_desktop.ui.tables.columns import ColumnSpec, Wording, custom_columns
from revops_desktop.ui.tables.listing import Listing

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences
    from revops_desktop.ui.tables.record_model import Rows


class CompanyView(PartyView):
    """One company."""

    def __init__(
        self,
        actions: "Actions",
        words: Wording,
        preferences: "Preferences | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        self.new_deal = texts.button(_("New deal"))
        self.new_contact = texts.button(_("New contact"))
        super().__init__(actions, words, preferences, parent)
        self.new_deal.setIcon(icons.icon("plus"))
        self.new_deal.clicked.connect(self.add_deal)
        self.new_contact.setIcon(icons.icon("contact"))
        self.new_contact.clicked.connect(self.add_contact)
        hidden = frozenset(("company",))
        self.deals = self.add_deals("company-deals", _("This company has no deal yet."), hidden)
        self.contacts = self.add_panel(
            _("Contacts"),
            self._contacts(),
            lambda *cell: contact_fields.write(actions, *cell),
        )
        self.contacts.table.opened.connect(actions.contact_wanted)
        self.contacts.table.delete_asked.connect(self._delete_contacts)
        self.add_story()

    def story_of(self) -> dict[str, int]:
        return {"company_id": self.record_id}

    def _contacts(self) -> Listing:
        from revops_desktop.analytics import contact_list

        return Listing(
            key="company-contacts",
            name=_("Contacts"),
            own="contact",
            tables=frozenset(("contact", "deal", "company")),
            found=contact_list.found,
            rows=contact_list.rows,
            columns=lambda: [one for one in contact_fields.columns() if one.key != "company"],
            nothing=_("This company has no contact yet."),
        )

    def more_controls(self) -> Sequence[QWidget]:
        return (self.new_deal, self.new_contact, self.erase)

    def specs(self) -> Sequence[ColumnSpec]:
        from revops_desktop.analytics import custom_fields

        known = {spec.key: spec for spec in fields.columns(self.actions_)}
        own = self.actions_.ask(custom_fields.fields, subject="company")
        named = [known[key] for key in (*fields.OWN, "tags")]
        return [*named, *custom_columns(own), known["note"]]

    def rows_question(self) -> "Rows":
        from revops_desktop.analytics import company_list

        return company_list.rows

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        return fields.write(self.actions_, record_id, spec, value)

    def show_record(self, record_id: int) -> None:
        for panel in self.panels:
            panel.show_of(("company", record_id))
        super().show_record(record_id)

    def _whose(self) -> tuple[int, str]:
        return self.record_id, str(self.editors["name"].shown)

    def add_deal(self) -> None:
        """Asks for a new deal of this company."""
        from revops_desktop.ui.tables.deal_dialogs import ask_new_deal

        ask_new_deal(self, self.actions_, self.words, self._whose())

    def add_contact(self) -> None:
        """Asks for a new contact of this company."""
        contact_fields.ask_new(self, self.actions_, self.words, self._whose())

    def _delete_contacts(self, ids: Sequence[int]) -> None:
        from revops_desktop.operations import trash

        self.actions_.do(trash.delete, contacts=list(ids))
