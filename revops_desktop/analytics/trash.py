"""What lies in the trash, and for how long it can still be had back?"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from revops_desktop.database.tables import company, contact, deal, workspace
from revops_desktop.rules import trash as rules

Kind = Literal["deal", "company", "contact"]

# More than anybody reads; the newest are listed.
MOST = 2000


@dataclass(frozen=True, slots=True)
class Deleted:
    """A record in the trash. `about`: the company of a deal or person, or what it was merged into.

    `at` is when it was deleted (UTC seconds), `days_left` for how many days it can be had back.
    """

    kind: Kind
    record_id: int
    name: str
    about: str
    was_merged: bool
    at: int
    days_left: int


@dataclass(frozen=True, slots=True)
class Trash:
    """The newest of what was deleted, and how much there is in all. `zone`: the workspace's."""

    count: int
    rows: tuple[Deleted, ...]
    zone: str


def trash(session: Session, *, now: int) -> Trash:
    """What can be had back at `now` (UTC seconds), the latest deletion first.

    What has lost its name is not listed: nobody could tell it from anything else.
    """
    owner, other_company, other_contact = company.alias(), company.alias(), contact.alias()
    parts: list[Select] = [
        select(
            *(literal("deal").label("kind"), deal.c.id, deal.c.title.label("name")),
            *(owner.c.name.label("about"), literal(0).label("was_merged"), deal.c.deleted_at),
        )
        .outerjoin_from(deal, owner, owner.c.id == deal.c.company_id)
        .where(deal.c.deleted_at.is_not(None), deal.c.title != ""),
        select(
            *(literal("company"), company.c.id, company.c.name, other_company.c.name),
            *(company.c.merged_into_id.is_not(None), company.c.deleted_at),
        )
        .outerjoin_from(company, other_company, other_company.c.id == company.c.merged_into_id)
        .where(company.c.deleted_at.is_not(None), company.c.name != ""),
        select(
            *(literal("contact"), contact.c.id, contact.c.name),
            func.coalesce(other_contact.c.name, owner.c.name),
            *(contact.c.merged_into_id.is_not(None), contact.c.deleted_at),
        )
        .outerjoin_from(contact, owner, owner.c.id == contact.c.company_id)
        .outerjoin(other_contact, other_contact.c.id == contact.c.merged_into_id)
        .where(contact.c.deleted_at.is_not(None), contact.c.name != ""),
    ]
    every = union_all(*parts).subquery()
    count = session.execute(select(func.count()).select_from(every)).scalar_one()
    rows = session.execute(
        select(every).order_by(every.c.deleted_at.desc(), every.c.kind, every.c.id).limit(MOST)
    )
    return Trash(
        count=count,
        rows=tuple(
            Deleted(
                kind=row.kind,
                record_id=row.id,
                name=row.name,
                about=row.about or "",
                was_merged=bool(row.was_merged),
                at=row.deleted_at,
                days_left=rules.days_left(row.deleted_at, now),
            )
            for row in rows
        ),
        zone=session.execute(select(workspace.c.time_zone)).scalar_one(),
    )
