"""The contacts: list, and one contact's page."""

from collections.abc import Sequence
from typing import Any

from revops_desktop.i18n import _
from revops_desktop.ui.companies.party_page import PartyPage, PartyView
from revops_desktop.ui.contacts import fields
from revops_desktop.ui.tables.columns import ColumnSpec
from revops_desktop.ui.tables.listing import Listing

_TABLES = frozenset(
    (
        *("contact", "company", "deal", "stage_visit", "custom_value", "custom_field"),
        *("custom_choice", "contact_score"),
    )
)


class ContactsPage(PartyPage):
    """All contacts, and the page of one."""

    key = "contacts"
    icon_name = "contact"
    kind = "contact"

    @staticmethod
    def title() -> str:
        return _("Contacts")

    def new_text(self) -> str:
        return _("New contact")

    def listing(self) -> Listing:
        from revops_desktop.analytics import contact_list

        return Listing(
            key=self.key,
            name=self.title(),
            own="contact",
            tables=_TABLES,
            found=contact_list.found,
            rows=contact_list.rows,
            columns=self.columns,
            filtered_as=self.key,
            nothing=_(
                "There is no contact yet. Add one with Ctrl+N, or bring in a list under "
                "“Import and export”."
            ),
        )

    def usual_columns(self) -> list[ColumnSpec]:
        return fields.columns()

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        return fields.write(self.actions_, record_id, spec, value)

    def make_new(self) -> None:
        made = fields.ask_new(self, self.actions_, self.words)
        if made:
            self.show_record(made)

    def make_party_view(self) -> PartyView:
        from revops_desktop.ui.contacts.record import ContactView

        return ContactView(self.actions_, self.words, self.preferences, self)

    def delete(self, ids: Sequence[int]) -> None:
        from revops_desktop.operations import trash

        done = self.actions_.do(trash.delete, contacts=list(ids))
        if done is not None and self.record_id in ids:
            self.show_list()

    def follow_link(self, record_id: int) -> None:
        self.actions_.company_wanted.emit(record_id)
