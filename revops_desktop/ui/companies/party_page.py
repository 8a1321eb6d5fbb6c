"""What the pages of companies and of contacts share: finding twins, merging, erasing for good."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from revops_desktop.i18n import _
from revops_desktop.ui import icons, texts
from revops_desktop.ui.deal.section import icon_button
from revops_desktop.ui.tables.columns import ColumnSpec, Wording, custom_columns
from revops_desktop.ui.tables.record_view import RecordView
from revops_desktop.ui.tables.records_page import RecordsPage

if TYPE_CHECKING:
    from revops_desktop.analytics.duplicates import Kind
    from revops_desktop.ui.actions import Actions
    from revops_desktop.ui.preferences import Preferences

# More cannot be compared side by side.
_MOST_MERGED = 6


class PartyView(RecordView):
    """One company or contact; `erase_asked`: it is to leave the file for good."""

    erase_asked = Signal(int)

    def __init__(
        self,
        actions: "Actions",
        words: Wording,
        preferences: "Preferences | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        self.erase = icon_button("eraser", _("Erase for good…"))
        super().__init__(actions, words, preferences, parent)
        self.erase.clicked.connect(lambda: self.erase_asked.emit(self.record_id))


class PartyPage(RecordsPage):
    """All companies or contacts, of which some may stand there twice, and the page of one."""

    kind: ClassVar["Kind"]

    def __init__(self, actions: "Actions", parent: QWidget | None = None) -> None:
        self.twins = texts.button(_("Find duplicates…"))
        super().__init__(actions, parent)
        self.twins.setIcon(icons.icon("combine"))
        self.twins.clicked.connect(self.show_duplicates)

    # What each page says for itself

    def usual_columns(self) -> list[ColumnSpec]:
        """The columns that every file has."""
        raise NotImplementedError

    def make_party_view(self) -> PartyView:
        """The page of one record."""
        raise NotImplementedError

    def more_controls(self) -> Sequence[QWidget]:
        return (self.twins,)

    def columns(self) -> list[ColumnSpec]:
        """All columns that there are, the owner's own last."""
        from revops_desktop.analytics import custom_fields

        own = self.actions_.ask(custom_fields.fields, subject=self.kind)
        return [*self.usual_columns(), *custom_columns(own)]

    def make_view(self) -> RecordView:
        made = self.make_party_view()
        made.erase_asked.connect(lambda found: self.erase([found]))
        return made

    def erase(self, ids: Sequence[int], _checked: bool = False) -> None:
        """Takes names and texts of these out of the file for good, after saying what that means."""
        from revops_desktop.ui.trash.erase import erase_for_good

        def gone() -> None:
            if self.record_id in ids:
                self.show_list()

        is_company = self.kind == "company"
        companies, contacts = (ids, ()) if is_company else ((), ids)
        erase_for_good(self, companies=companies, contacts=contacts, done=gone)

    def more_entries(self, menu: QMenu, ids: Sequence[int]) -> None:
        if 2 <= len(ids) <= _MOST_MERGED:
            menu.addAction(_("Merge…")).triggered.connect(partial(self.merge, tuple(ids)))
        if ids:
            erase = menu.addAction(_("Erase for good…"))
            erase.triggered.connect(partial(self.erase, tuple(ids)))

    def merge(self, ids: Sequence[int], _checked: bool = False) -> None:
        """Shows what merging these would keep, and merges them."""
        from revops_desktop.ui.companies.merge_dialog import MergeDialog

        MergeDialog(self.actions_, self.kind, ids, self.words, self).exec()

    def show_duplicates(self) -> None:
        """Which of them look the same, and why."""
        from revops_desktop.ui.companies.duplicates_dialog import DuplicatesDialog

        dialog = DuplicatesDialog(self.actions_, self.kind, self.words, self)
        dialog.exec()
        if dialog.opened:
            self.show_record(dialog.opened)
