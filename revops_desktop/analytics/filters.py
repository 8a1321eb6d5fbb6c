"""Which deals, companies and contacts does a filter mean?

Conditions about a deal, and about its company, owner or contact, all hold; each may name several
values, any of which will do. A deal with several products belongs to each of them with its whole
amount, so the parts of a cut by product may add up to more than the whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Select,
    Table,
    delete,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from revops_desktop.analytics.filter_conditions import OF_COMPANY as OF_COMPANY
from revops_desktop.analytics.filter_conditions import OF_DEAL as OF_DEAL
from revops_desktop.analytics.filter_conditions import (
    Frame,
    Truth,
    any_of,
    at_instants,
    custom,
    deal_says,
    listed,
    of_deal,
    of_pod,
    record_says,
    scored,
)
from revops_desktop.analytics.lead_scores import KEPT
from revops_desktop.database.search_index import COMPANY, CONTACT
from revops_desktop.database.tables import company, company_tag, contact, deal, deal_state
from revops_desktop.rules.filtering import Condition, custom_about
from revops_desktop.rules.text import fold

Dimension = Literal["owner", "pod", "product", "source", "segment", "channel", "kind"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)

_STATE = frozenset(
    (
        *("stage", "function", "amount", "expected_close"),
        *("entered_stage", "next_step", "going_cold"),
    )
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Every condition holds, and every word of `text` occurs in title, company or contact.

    `where`: (dimension, value) pairs that all hold: an id for owner, pod and product, else the text
    as stored; None is a value too: not recorded. `today` and `zone`: what spans of days and local
    days are reckoned from; see `on`.
    """

    where: tuple[tuple[Dimension, int | str | None], ...] = ()
    conditions: tuple[Condition, ...] = ()
    text: str = ""
    today: date = date(1970, 1, 1)
    zone: str = "UTC"
    # Its deals were found by `settled`, and lie in a TEMP table of this connection.
    is_settled: bool = False

    @classmethod
    def on(
        cls, today: date, zone: str, conditions: Iterable[Condition], text: str = ""
    ) -> "Filter":
        """The filter as it is meant on a day in a zone; EVERYTHING where nothing is asked for."""
        said = tuple(one for one in conditions if one.says_something)
        words = fold(text)
        if not said and not words:
            return EVERYTHING
        return cls((), said, words, today, zone)

    @property
    def all_conditions(self) -> tuple[Condition, ...]:
        """The conditions, `where` among them."""
        return (*(Condition(about, (value,)) for about, value in self.where), *self.conditions)

    @property
    def frame(self) -> Frame:
        """The day and the zone that it is meant in."""
        return Frame(self.today, self.zone)

    def deals(self) -> Select | None:
        """The ids of the deals meant; None: all."""
        if self.is_settled:
            return select(_MEANT.c.deal_id)
        conditions = self.all_conditions
        if not conditions and not self.text:
            return None
        wanted = select(deal.c.id)
        abouts = {one.about for one in conditions}
        if abouts & OF_COMPANY.keys():
            wanted = wanted.outerjoin(company, company.c.id == deal.c.company_id)
        if abouts & _STATE:
            wanted = wanted.join(deal_state, deal_state.c.deal_id == deal.c.id)
        holds = [of_deal(one, self.frame) for one in conditions]
        if self.text:
            holds.append(deal_says(self.text))
        return wanted.where(*holds)

    def companies(self) -> Select | None:
        """The ids of the companies meant, None: all.

        Owner, segment, channel, source, pod, tag and custom fields are the company's own; all other
        conditions ask for a deal of it of which they hold together.
        """
        return _records(self, "company")

    def contacts(self) -> Select | None:
        """The ids of the contacts meant, None: all; by themselves, their company, or a deal."""
        return _records(self, "contact")


EVERYTHING = Filter()
_SETTLED = Filter(is_settled=True)
_MEANT = Table(
    "meant", MetaData(), Column("deal_id", Integer, primary_key=True), prefixes=["TEMPORARY"]
)


def settled(session: Session, chosen: Filter) -> Filter:
    """The same deals, found once: for a question that asks several statements.

    One at a time holds on a connection; a settled filter is never handed out of its question.
    """
    wanted = chosen.deals()
    if wanted is None or chosen.is_settled:
        return chosen
    session.execute(CreateTable(_MEANT, if_not_exists=True))
    session.execute(delete(_MEANT))
    session.execute(insert(_MEANT).from_select(["deal_id"], wanted))
    return _SETTLED


def within(chosen: Filter, deal_id: ColumnElement) -> list[Truth]:
    """The condition that a row's deal is meant; none where all are."""
    wanted = chosen.deals()
    return [] if wanted is None else [deal_id.in_(wanted)]


# Companies and contacts

_COMPANYS_OWN: dict[str, ColumnElement] = {
    "owner": company.c.owner_id,
    "segment": company.c.segment,
    "channel": company.c.channel,
    "source": company.c.first_source,
}


def _of_company(one: Condition, on: Frame) -> Truth | None:
    """The condition on a row of company; None where it speaks of deals."""
    column = _COMPANYS_OWN.get(one.about)
    if column is not None:
        return any_of(column, one.values)
    if one.about == "pod":
        return of_pod(company.c.owner_id, one.values)
    if one.about == "tag":
        rows = select(company_tag.c.company_id)
        return listed(company.c.id, rows, company_tag.c.tag_id, one.values)
    if one.about == "created":
        return at_instants(company.c.created_at, None, one, on)
    about = custom_about(one.about)
    if about is not None and about.subject == "company":
        return custom(one, on, {"company": company.c.id})
    return None


def _of_contact(one: Condition, on: Frame) -> Truth | None:
    """The condition on a row of contact, or on its company; None where it speaks of deals."""
    if one.about == "created":
        return at_instants(contact.c.created_at, None, one, on)
    if one.about in ("score", "hot"):
        return scored(KEPT, one)
    about = custom_about(one.about)
    if about is not None and about.subject == "contact":
        return custom(one, on, {"contact": contact.c.id})
    own = _of_company(one, on)
    if own is None:
        return None
    if None in one.values:
        return or_(
            contact.c.company_id.is_(None),
            contact.c.company_id.in_(select(company.c.id).where(own)),
        )
    return contact.c.company_id.in_(select(company.c.id).where(own))


def _records(chosen: Filter, subject: Literal["company", "contact"]) -> Select | None:
    conditions = chosen.all_conditions
    if not conditions and not chosen.text:
        return None
    table, own = (company, _of_company) if subject == "company" else (contact, _of_contact)
    wanted = select(table.c.id).where(table.c.deleted_at.is_(None))
    of_deals: list[Condition] = []
    for one in conditions:
        holds = own(one, chosen.frame)
        if holds is None:
            of_deals.append(one)
        else:
            wanted = wanted.where(holds)
    if chosen.text:
        kind = COMPANY if subject == "company" else CONTACT
        wanted = wanted.where(
            *(record_says(table.c.id, kind, word) for word in chosen.text.split())
        )
    meant = replace(chosen, where=(), conditions=tuple(of_deals), text="").deals()
    if meant is None:
        return wanted
    living = meant.where(deal.c.deleted_at.is_(None))
    companies = select(deal.c.company_id).where(deal.c.id.in_(living))
    if subject == "company":
        return wanted.where(company.c.id.in_(companies))
    contacts = select(deal.c.contact_id).where(deal.c.id.in_(living))
    return wanted.where(or_(contact.c.id.in_(contacts), contact.c.company_id.in_(companies)))
