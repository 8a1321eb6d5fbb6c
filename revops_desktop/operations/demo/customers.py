"""Whose deals they are: each deal's company and contact, new ones or those of earlier deals."""

from array import array
from dataclasses import dataclass
from random import Random

from revops_desktop.database import tables
from revops_desktop.operations.demo.book import Book, Change
from revops_desktop.operations.demo.journeys import Journey
from revops_desktop.operations.demo.notes import Notes
from revops_desktop.operations.demo.people import CompanyNames, PersonNames
from revops_desktop.operations.demo.vocabulary import Business, Names
from revops_desktop.rules.company_names import company_key

# New deals with a company that had one before; deals with a customer's same contact.
_KNOWN_COMPANY, _SAME_CONTACT = 0.12, 0.6


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who a deal is with, and the rows that were made for it."""

    company_id: int
    contact_id: int
    changes: list[Change]


class Customers:
    """Finds or makes the company and the contact of each deal, in the order of the deals."""

    def __init__(
        self,
        book: Book,
        names: Names,
        business: Business,
        industries: dict[str, str],
        random: Random,
    ) -> None:
        self._chance = random.random
        self._business, self._industries = business, industries
        self._company_names = CompanyNames(names, self._chance)
        self._person_names = PersonNames(names, self._chance)
        self._companies = book.sheet(
            tables.company,
            "name match_key reading segment industry employees region first_source channel "
            "owner_id phone website address created_at",
        )
        self._contacts = book.sheet(
            tables.contact, "company_id name match_key reading role email phone created_at"
        )
        # By number of the deal; area codes by company.
        self._company_of, self._contact_of = array("l"), array("l")
        self._segment_of = array("b")
        self._area_of = [""]
        # Set once there is a pen for notes, which are written after all that they stand on.
        self.notes: Notes | None = None

    def of(self, journey: Journey, *, source: str, is_partner: bool, owner_id: int) -> Buyer:
        """The buyer of the next deal."""
        earlier = journey.customer
        if earlier is None and self._chance() < _KNOWN_COMPANY:
            earlier = self._earlier(journey.segment)
        changes: list[Change] = []
        at = journey.visits[0].entered
        if earlier is None:
            company_id = self._add_company(
                changes, at, journey.segment, source, is_partner, owner_id
            )
        else:
            company_id = self._company_of[earlier]
        if earlier is not None and self._chance() < _SAME_CONTACT:
            contact_id = self._contact_of[earlier]
        else:
            contact_id, _ = self.add_contact(changes, at, company_id)
        self._company_of.append(company_id)
        self._contact_of.append(contact_id)
        self._segment_of.append(journey.segment)
        return Buyer(company_id, contact_id, changes)

    def add_contact(self, changes: list[Change], at: int, company_id: int) -> tuple[int, str]:
        """One more person at a company: id and name; the entry goes to `changes`."""
        chance = self._chance
        name, key, reading, address = self._person_names.next()
        contact_id = self._contacts.next_id()
        row = (
            contact_id,
            company_id,
            name,
            key,
            reading,
            self._business.roles.draw(chance),
            f"{address}@c{company_id:05d}.example.co.jp",
            # 0000 is no exchange: nobody is called by a demo.
            f"{self._area_of[company_id]}-0000-{int(chance() * 10_000):04d}",
            at,
        )
        changes.append(self._contacts.insert(row))
        if self.notes is not None:
            self.notes.on_contact(changes, contact_id)
        return contact_id, name

    def _earlier(self, segment: int) -> int | None:
        for _ in range(4):
            if not self._segment_of:
                return None
            number = int(self._chance() * len(self._segment_of))
            if self._segment_of[number] == segment:
                return number
        return None

    def _add_company(
        self,
        changes: list[Change],
        at: int,
        segment: int,
        source: str,
        is_partner: bool,
        owner_id: int,
    ) -> int:
        chance = self._chance
        name, reading, industry = self._company_names.next()
        size = self._business.segments[segment]
        fewest, most = size.employees
        region, area = self._business.regions.draw(chance)
        company_id = self._companies.next_id()
        row = (
            company_id,
            name,
            company_key(name),
            reading,
            size.name,
            self._industries[industry],
            int(fewest * (most / fewest) ** chance()),
            region,
            source,
            "partner" if is_partner else "direct",
            owner_id,
            f"{area}-0000-{company_id % 10_000:04d}",
            f"https://www.c{company_id:05d}.example.co.jp/",
            self.notes.address(region) if self.notes is not None else None,
            at,
        )
        self._area_of.append(area)
        changes.append(self._companies.insert(row))
        if self.notes is not None:
            self.notes.on_company(changes, company_id, segment)
        return company_id


def number_of_contacts(segment: int, chance: float) -> int:
    """How many more people take part in an opportunity: larger companies decide by more heads."""
    return int(segment * 1.6 * chance + 0.25)
