"""The company and its people: write to them, call them, look them up."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from revops_desktop.i18n import _
from revops_desktop.rules import links
from revops_desktop.ui import icons, texts, theme
from revops_desktop.ui.deal.link_line import LinkButton, LinkLine
from revops_desktop.ui.deal.section import Elided, Section, clear

if TYPE_CHECKING:
    from revops_desktop.analytics.deal_panel import CompanyOf, DealSheet, Person
    from revops_desktop.ui.deal.desk import Desk


class PeopleSection(Section):
    """Whom to talk to. Nothing is opened but by a click."""

    def __init__(self, desk: "Desk", parent: QWidget | None = None) -> None:
        super().__init__(desk, _("Contacts"), parent)
        self._shown: object = None
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.current().space_3)
        self.rows.addLayout(self._list)
        self.links: list[LinkButton] = []

    def show_sheet(self, sheet: "DealSheet") -> None:
        shown = (sheet.company, sheet.people, sheet.fields.contact_id)
        if shown == self._shown:
            return
        self._shown = shown
        self.links = []
        clear(self._list)
        if sheet.company is not None:
            self._list.addWidget(self._company(sheet.company))
        for person in sheet.people:
            self._list.addWidget(self._person(person, sheet.fields.contact_id))
        if sheet.company is None and not sheet.people:
            self._list.addWidget(
                texts.paragraph(_("No company yet. Name one under “Details”."), "muted")
            )

    def _company(self, company: "CompanyOf") -> QWidget:
        block = Block("building-2", company.name, company.address or "")
        block.name.clicked.connect(
            lambda: self.desk.actions.company_wanted.emit(company.company_id)
        )
        if company.phone:
            self._link(block, "phone", company.phone, links.dial(company.phone))
        if company.website:
            self._link(block, "globe", company.website, links.as_page(company.website))
        return block

    def _person(self, person: "Person", own: int | None) -> QWidget:
        about = [part for part in (person.job_title, person.role) if part]
        if person.contact_id == own and len(self._people()) > 1:
            about.append(_("contact of this deal"))
        block = Block("user", person.name, " · ".join(about))
        block.name.clicked.connect(lambda: self.desk.actions.contact_wanted.emit(person.contact_id))
        if person.email:
            self._link(block, "mail", person.email, links.mail_to(person.email))
        if person.phone:
            self._link(block, "phone", person.phone, links.dial(person.phone))
        return block

    def _people(self) -> "tuple[Person, ...]":
        return self.desk.sheet.people

    def _link(self, block: "Block", icon: str, text: str, target: str | None) -> None:
        made = LinkButton(icon, text, target)
        self.links.append(made)
        block.rows.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)


class Block(QWidget):
    """A name that leads to its page, a line about it, and its links below."""

    def __init__(self, icon: str, name: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tokens = theme.current()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(tokens.space_2)
        mark = texts.label("")
        mark.setFixedSize(QSize(18, 22))
        mark.setPixmap(icons.icon(icon).pixmap(QSize(16, 16)))
        across.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        across.addLayout(self.rows, 1)
        self.name = LinkLine(name, "strong")
        self.rows.addWidget(self.name, 0, Qt.AlignmentFlag.AlignLeft)
        if about:
            line = Elided(about, "muted")
            line.setContentsMargins(8, 0, 0, 0)
            self.rows.addWidget(line)
