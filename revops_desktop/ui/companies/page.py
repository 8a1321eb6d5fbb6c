"""The companies: list, one company's page, which of them look the same."""

from collections.abc import Sequence
from typing import Any

from revops_desktop.i18n import _
from revops_desktop.ui.companies import fields
from revops_desktop.ui.companies.party_page import PartyPage, PartyView
from revops_desktop.ui.tables.columns import ColumnSpec
from revops_desktop.ui.tables.listing import Listing

_TABLES = frozenset(
    (
        *("company", "contact", "deal", "member", "tag", "company_tag", "stage_visit"),
        *("activity", "custom_value", "custom_field", "custom_choice", "stage", "segment"),
    )
)


class CompaniesPage(PartyPage):
    """All companies, and the page of one."""

    key = "companies"
    icon_name = "building-2"
    kind = "company"

    @staticmethod
    def title() -> str:
        return _("Companies")

    def new_text(self) -> str:
        return _("New company")

    def listing(self) -> Listing:
        from revops_desktop.analytics import company_list

        return Listing(
            key=self.key,
            name=self.title(),
            own="company",
            tables=_TABLES,
            found=company_list.found,
            rows=company_list.rows,
            columns=self.columns,
            filtered_as=self.key,
            nothing=_(
                "There is no company yet. Add one with Ctrl+N, bring in a list under "
                "“Import and export”, or name a company in a deal."
            ),
        )

    def usual_columns(self) -> list[ColumnSpec]:
        return fields.columns(self.actions_)

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        return fields.write(self.actions_, record_id, spec, value)

    def make_new(self) -> None:
        made = fields.ask_new(self, self.actions_, self.words)
        if made:
            self.show_record(made)

    def make_party_view(self) -> PartyView:
        from revops_desktop.ui.companies.record import CompanyView

        return CompanyView(self.actions_, self.words, self.preferences, self)

    def delete(self, ids: Sequence[int]) -> None:
        from revops_desktop.ui.companies import deleting

        if deleting.ask_and_delete(self, self.actions_, ids) and self.record_id in ids:
            self.show_list()
