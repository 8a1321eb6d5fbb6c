"""Files and pages that belong to the deal."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules import links
from revops_desktop.ui import theme
from revops_desktop.ui.deal.draft_line import DraftLine
from revops_desktop.ui.deal.link_line import LinkButton
from revops_desktop.ui.deal.section import Section, clear, icon_button

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import DealSheet
    from revops_desktop.analytics.deal_panel import Link as LinkOf
    from revops_desktop.ui.deal.desk import Desk

_ICONS = {"page": "globe", "mail": "mail", "telephone": "phone", "file": "file"}
_LONGEST = 2000


class LinksSection(Section):
    """Each link opens by a click; a file is asked about before."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Files and pages"), parent)
        self._shown: tuple[LinkOf, ...] | None = None
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.rows.addLayout(self._list)
        self.links: dict[int, LinkButton] = {}
        row = QHBoxLayout()
        row.setSpacing(theme.current().space_1)
        self.new = DraftLine(_("New link"), _("Add an address or a path…"), _LONGEST)
        self.new.returnPressed.connect(lambda: self.add(self.new.text()))
        self.choose_button = icon_button("folder-open", _("Choose a file"))
        self.choose_button.clicked.connect(self.choose_file)
        row.addWidget(self.new, 1)
        row.addWidget(self.choose_button)
        self.rows.addLayout(row)

    def show_sheet(self, sheet: "DealSheet") -> None:
        if sheet.links == self._shown:
            return
        self._shown = sheet.links
        self.links = {}
        clear(self._list)
        for link in sheet.links:
            self._list.addWidget(self._row(link))

    def _row(self, link: "LinkOf") -> QWidget:
        kind = links.kind_of(link.target)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        button = LinkButton(
            _ICONS.get(kind or "", "link"), link.title, link.target if kind else None
        )
        self.links[link.link_id] = button
        remove = icon_button("x", _("Remove the link {title}").format(title=link.title))
        remove.clicked.connect(partial(self._remove, link.link_id))
        row.addWidget(button)
        row.addStretch(1)
        row.addWidget(remove)
        return line

    def add(self, target: str) -> None:
        """Adds a link to what was typed or chosen; what may not be opened is refused."""
        from revops_desktop.operations import links as verbs

        if not target.strip():
            return
        if self.desk.do(verbs.add, deal_id=self.desk.deal_id, target=target) is not None:
            self.new.clear()

    def choose_file(self) -> None:
        """Asks for a file of this computer."""
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose a file"))
        if path:
            self.add(path)

    def _remove(self, link_id: int, *_clicked: object) -> None:
        from revops_desktop.operations import links as verbs

        self.desk.do(verbs.remove, link_id=link_id)
