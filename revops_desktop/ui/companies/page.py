"""The companies: list, one company's page, which of them look the same."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts
from revops_desktop.ui.companies import fields
from revops_desktop.ui.tables.columns import ColumnSpec, custom_columns
from revops_desktop.ui.tables.listing import Listing
from revops_desktop.ui.tables.record_view import RecordView
from revops_desktop.ui.tables.records_page import RecordsPage

if TYPE_CHECKING:
    from revops_desktop.ui.actions import Actions

_TABLES = frozenset(
    (
        *("company", "contact", "deal", "member", "tag", "company_tag", "stage_visit"),
        *("activity", "custom_value", "custom_field", "custom_choice", "stage", "segment"),
    )
)


class CompaniesPage(RecordsPage):
    """All companies, and the page of one."""

    key = "companies"
    icon_name = "building-2"

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        self.twins = texts.button(_("Find duplicates…"))
        super().__init__(actions, parent)
        self.twins.setIcon(icons.icon("combine"))
        self.twins.clicked.connect(self.show_duplicates)

    @staticmethod
    def title() -> str:
        return _("Companies")

    def new_text(self) -> str:
        return _("New company")

    def more_controls(self) -> Sequence[QWidget]:
        return (self.twins,)

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

    def columns(self) -> list[ColumnSpec]:
        """All columns that there are, the owner's own last."""
        from revops_desktop.analytics import custom_fields

        own = self.actions_.ask(custom_fields.fields, subject="company")
        return [*fields.columns(self.actions_), *custom_columns(own)]

    def write(self, record_id: int, spec: ColumnSpec, value: Any) -> object:
        return fields.write(self.actions_, record_id, spec, value)

    def make_new(self) -> None:
        made = fields.ask_new(self, self.actions_, self.words)
        if made:
            self.show_record(made)

    def make_view(self) -> RecordView:
        from revops_desktop.ui.companies.record import CompanyView

        made = CompanyView(self.actions_, self.words, self.preferences, self)
        made.erase_asked.connect(lambda found: self.erase([found]))
        return made

    def delete(self, ids: Sequence[int]) -> None:
        from revops_desktop.ui.companies import deleting

        if deleting.ask_and_delete(self, self.actions_, ids) and self.record_id in ids:
            self.show_list()

    def erase(self, ids: Sequence[int], _checked: bool = False) -> None:
        """Takes names and texts of these out of the file for good, after saying what that means."""
        from revops_desktop.ui.trash.erase import erase_for_good

        def gone() -> None:
            if self.record_id in ids:
                self.show_list()

        erase_for_good(self, companies=ids, done=gone)

    def more_entries(self, menu: QMenu, ids: Sequence[int]) -> None:
        if 2 <= len(ids) <= fields.MOST_MERGED:
            menu.addAction(_("Merge…")).triggered.connect(partial(self.merge, tuple(ids)))
        if ids:
            erase = menu.addAction(_("Erase for good…"))
            erase.triggered.connect(partial(self.erase, tuple(ids)))

    def merge(self, ids: Sequence[int], _checked: bool = False) -> None:
        """Shows what merging these companies would keep, and merges them."""
        from revops_desktop.ui.companies.merge_dialog import MergeDialog

        MergeDialog(self.actions_, "company", ids, self.words, self).exec()

    def show_duplicates(self) -> None:
        """Which companies look the same, and why."""
        from revops_desktop.ui.companies.duplicates_dialog import DuplicatesDialog

        dialog = DuplicatesDialog(self.actions_, "company", self.words, self)
        dialog.exec()
        if dialog.opened:
            self.show_record(dialog.opened)
